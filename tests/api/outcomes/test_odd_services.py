"""Odd services and programs: nothing makes the client submit a job twice, or call an accepted job absent."""

import random
import threading
import time
from email.utils import formatdate

import pytest
import requests

from cosanim import ConfigurationError, RetryPolicy, ServiceError, SubmissionUnknown, Timing
from cosanim.local import LocalService
from tests.api.outcomes.support import POLICY, ids, submit
from tests.servers.loopback import Loopback, client_of
from tests.servers.scripted import Scripted, reply
from tests.servers.shared_clock import SharedClock
from tests.servers.support import PLAIN

LATER = f"Date: {formatdate(4_000_000_000, usegmt=True)}\r\n"
"""A Date at which no submission can be accepted any more, and which is still within the retention."""
FOR_EVER = RetryPolicy(first=0.001, longest=0.001, retention=1e10)


def lost(list_body):
    """Return a service that breaks each submission's connection, and whose lists have this body."""

    def answer(connection, request):
        if request.method == "POST":
            return False
        connection.sendall(reply(list_body, headers=LATER))
        return True

    return Scripted(answer)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<Response><Code>InternalError</Code><Message>m</Message></Response>", "InternalError"),
        (b"<Response><Code>InvalidArgument</Code></Response>", "InvalidArgument"),
        (b"<Error><Code>AccessDenied</Code></Error>", "AccessDenied"),
        (b"<Response><JobsDetail><Code>Unheard</Code><State>Failed</State></JobsDetail></Response>", "Unheard"),
        (b"<Response><JobsDetail><State>Failed</State></JobsDetail></Response>", "has no id"),
        (b"<Response><QueueList><QueueId>q1</QueueId></QueueList></Response>", "it contains QueueList"),
        (b"<Response><NextToken>1</NextToken></Response>", "repeats a page token"),
        (b"<html/>", "cannot be listed"),
        (b"", "cannot be listed"),
    ],
)
def test_what_is_no_complete_list_of_jobs_proves_nothing(body, told):
    with lost(body) as server, client_of(server.url, retry=FOR_EVER) as client:
        with pytest.raises(SubmissionUnknown, match=told):
            submit(client)
        assert [request.method for request in server.requests].count("POST") == 1


def test_an_empty_list_at_a_later_date_proves_it():
    with lost(b"<Response><RequestId>r</RequestId><NextToken/></Response>") as server:
        with client_of(server.url, retry=FOR_EVER) as client, pytest.raises(Exception, match="broke"):
            submit(client)
        assert [request.method for request in server.requests].count("POST") == FOR_EVER.attempts


@pytest.mark.parametrize(
    "body",
    [
        b"<Response><Code>Timeout</Code></Response>",
        b"<Error><Code>BackendTimeout</Code></Error>",
        b'{"Code": "X"}',
        b"<Error><Code>SlowDown</Code></Error>",
        b"<Error><Code>ServiceUnavailable</Code></Error>",
        b"<Response><Code>InternalError</Code></Response>",
    ],
)
def test_only_a_documented_and_final_code_in_a_200_is_a_rejection(body):
    with Loopback(200, body) as server:
        with client_of(server.url) as client, pytest.raises(SubmissionUnknown):
            submit(client)
        assert len(server.requests) == 1
    with Loopback(200, b"<Response><Code>InvalidArgument</Code></Response>") as server:
        with client_of(server.url) as client, pytest.raises(ServiceError, match="InvalidArgument"):
            submit(client)
        assert len(server.requests) == 1


@pytest.mark.parametrize("seconds", [-500, -300, 300, 500])
def test_a_service_that_tolerates_a_wrong_clock_has_one_job(seconds):
    service_clock = SharedClock()

    def sleep(delay):
        service_clock.now += delay

    timing = Timing(
        clock=lambda: service_clock.now + seconds, monotonic=lambda: service_clock.now, sleep=sleep, rng=lambda: 0.5
    )
    policy = RetryPolicy(jitter=0, lookup_timeout=3000)
    with (
        LocalService(render=False, hold=True, clock=service_clock, max_clock_skew=600) as service,
        client_of(service.url, credentials=service.credentials, retry=policy, timing=timing) as client,
    ):
        service.fail_next("submit_job", "drop-after")
        job = submit(client)
        assert ids(client) == [job.job_id]


def test_programs_that_seed_the_random_module_do_not_mix_up_submissions(service, client):
    found = []
    for fault in (None, "drop-before"):
        random.seed(42)
        expected = random.Random(42).random()  # noqa: S311 - no secret
        if fault:
            service.fail_next("submit_job", fault)
        found.append(submit(client).job_id)
        assert random.random() == expected, "the program's sequence is not used up"  # noqa: S311 - no secret
    assert sorted(ids(client)) == sorted(found)
    assert len(set(found)) == 2


def test_an_error_of_the_credentials_during_the_lookup_does_not_hide_the_unknown_outcome(service, connect):
    calls = []

    def credentials():
        calls.append(1)
        if len(calls) > 1:
            raise ConnectionError("the vault is closed")
        return service.credentials

    client = connect(credentials=credentials)
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown, match="the vault is closed") as caught:
        submit(client)
    assert isinstance(caught.value.__cause__, ConnectionError)
    assert connect().find_submission(caught.value).job_id == ids(connect())[0]


def test_an_old_error_does_not_widen_the_lookup_of_a_new_submission(service, connect, clock):
    hasty = connect(retry=RetryPolicy(lookup_timeout=0))
    service.fail_next("submit_job", "drop-before")
    with pytest.raises(SubmissionUnknown) as old:
        submit(hasty)
    clock.now += 3600
    other = submit(connect())
    clock.now += 3600
    client = connect()
    assert client.find_submission(old.value) is None
    service.fail_next("submit_job", "drop-before")
    new = submit(client)
    assert new.job_id != other.job_id
    assert client.find_submission(old.value) is None


def test_a_job_of_this_client_that_neither_list_nor_description_shows_is_known_to_once(connect, service):
    client = connect()
    first = submit(client)
    service.reset()
    assert submit(client, once="1h").job_id == first.job_id
    assert ids(client) == []


def test_once_counts_by_the_clock_of_the_service(connect, clock):
    ahead = Timing(clock=lambda: clock.now + 29, monotonic=clock, sleep=clock.sleep)
    first = submit(connect(timing=ahead), once="20s")
    clock.now += 5
    assert submit(connect(timing=ahead), once="20s").job_id == first.job_id


def test_a_client_of_another_service_is_refused(service, connect):
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown) as caught:
        submit(connect(retry=RetryPolicy(lookup_timeout=0)))
    with Loopback() as server, client_of(server.url, retry=POLICY) as client:
        with pytest.raises(ConfigurationError, match=f"submitted to {service.url}"):
            client.find_submission(caught.value)
        assert server.requests == []


def test_a_hook_that_fails_after_an_unknown_outcome_does_not_hide_it():
    class Hook(Exception):
        pass

    def fail(response, **_):
        response.close()
        raise Hook

    session = requests.Session()
    session.hooks["response"].append(fail)
    with Loopback() as server, client_of(server.url, session=session) as client:
        with pytest.raises(SubmissionUnknown) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert isinstance(caught.value.__cause__, Hook)
    session.close()


@pytest.mark.parametrize(
    ("first", "second"),
    [("o.gif", "o.${ext}"), ("${jobid}.gif", "${JobId}.${EXT}"), ("${jobid}.${ext}", "${JobID}.gif")],
)
def test_outputs_that_are_written_differently_are_one_target(service, connect, first, second):
    client = connect()
    service.fail_next("submit_job", "slow:0.3")
    found = []
    thread = threading.Thread(target=lambda: found.append(submit(client, first).job_id))
    thread.start()
    while not client._in_flight._started:
        time.sleep(0.01)
    time.sleep(0.1)
    service.fail_next("submit_job", "drop-after")
    found.append(submit(client, second).job_id)
    thread.join()
    assert sorted(found) == sorted(ids(client))
    assert len(set(found)) == 2


def test_a_list_without_outputs_is_no_proof_of_a_job():
    """The job of another output is not taken for the lost one."""
    body = (
        b"<Response><JobsDetail><JobId>j1</JobId><CreationTime>2100-01-01T00:00:00+0800</CreationTime><Input>"
        b"<Object>in.mp4</Object></Input><Operation><Animation><Container><Format>gif</Format></Container><Video>"
        b"<Codec>gif</Codec></Video><TimeInterval><Duration>5</Duration></TimeInterval></Animation></Operation>"
        b"</JobsDetail></Response>"
    )
    with (
        lost(body) as server,
        client_of(server.url, retry=FOR_EVER) as client,
        pytest.raises(SubmissionUnknown, match="j1 without an input, an output"),
    ):
        submit(client)


@pytest.mark.parametrize("timeout", [-1, "x", float("nan"), b"5"])
def test_find_submission_takes_only_a_number_as_time_out(service, connect, timeout):
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown) as caught:
        submit(connect(retry=RetryPolicy(lookup_timeout=0)))
    with pytest.raises(ConfigurationError, match="at least 0"):
        connect().find_submission(caught.value, timeout=timeout)
