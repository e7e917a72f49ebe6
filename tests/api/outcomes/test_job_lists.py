"""Reading the jobs that a submission may have created: pages, queues and dates."""

import pytest

from cosanim import InvalidRequestError
from cosanim.http.retries import RetryPolicy
from tests.api.outcomes.support import submit
from tests.servers.loopback import client_of
from tests.servers.scripted import Scripted

INVALID = b"<Error><Code>InvalidArgument</Code><Message>queueId is required</Message></Error>"
QUEUES = (
    b"<Response><TotalCount>2</TotalCount><QueueList><QueueId>q1</QueueId></QueueList>"
    b"<QueueList><QueueId>q2</QueueId></QueueList></Response>"
)
DATES = [f"Fri, 15 Jan 2027 08:00:0{second} GMT" for second in range(9)]


def page(job_id, token=""):
    return (
        f"<Response><JobsDetail><JobId>{job_id}</JobId></JobsDetail><NextToken>{token}</NextToken></Response>".encode()
    )


class Service:
    """A service whose replies are chosen by the target of the request; each carries the next of the dates."""

    def __init__(self, *rules):
        self._rules, self._dates = rules, list(DATES)

    def __call__(self, connection, request):
        body = next(body for part, body in self._rules if part in request.target)
        status = "400 Bad Request" if body is INVALID else "200 OK"
        date = self._dates.pop(0)
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n" + (f"Date: {date}\r\n" if date else "")
        connection.sendall(head.encode() + b"\r\n" + body)


def listed(service):
    with Scripted(service) as server, client_of(server.url) as client:
        jobs = client._list_jobs_since("in.mp4", 1_800_000_000, None)
        return [job.job_id for job in jobs.jobs], jobs.date, [request.target for request in server.requests]


def test_all_pages_are_read_and_the_date_is_that_of_the_first():
    ids, date, targets = listed(Service(("nextToken=2", page("j2")), ("/jobs", page("j1", "2"))))
    assert ids == ["j1", "j2"]
    assert 1_800_000_000 - 1 < date <= 1_800_000_000
    assert "inputObject=in.mp4" in targets[0]
    assert "startCreationTime=2027-01-15T15%3A00%3A00%2B0800" in targets[0], "an hour before, whatever the clocks"
    assert "tag=Animation" in targets[0]
    assert "size=100" in targets[0]
    assert "queueId" not in targets[0]


def test_a_service_that_requires_a_queue_is_asked_for_each_queue():
    service = Service(("queueId=q1", page("j1")), ("queueId=q2", page("j2")), ("/queue", QUEUES), ("/jobs", INVALID))
    ids, date, targets = listed(service)
    assert ids == ["j1", "j2"]
    assert 1_800_000_001 < date <= 1_800_000_002, "the first list that was read counts"
    assert [target.partition("?")[0] for target in targets] == ["/jobs", "/queue", "/jobs", "/jobs"]


def test_a_refusal_without_queues_is_raised():
    with pytest.raises(InvalidRequestError):
        listed(Service(("/queue", b"<Response/>"), ("/jobs", INVALID)))


def test_without_a_date_header_the_date_is_unknown():
    service = Service(("/jobs", page("j1")))
    service._dates = [""]
    assert listed(service)[1] is None


def test_a_job_on_the_last_page_is_found(service, client, connect):
    for number in range(120):
        submit(client, f"{number}.gif")
    lost = connect(retry=RetryPolicy(lookup_timeout=5))
    service.fail_next("submit_job", "drop-after")
    job = submit(lost, "lost.gif")
    for number in range(120, 230):
        submit(client, f"{number}.gif")
    assert client.describe_job(job.job_id).operation.output.object_key == "lost.gif"
