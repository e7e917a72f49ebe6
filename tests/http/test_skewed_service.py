"""A local service whose clock differs from the client's: every kind of call works, and pays for one job."""

import time

import pytest
import requests

from cosanim import AnimationClient
from cosanim.local import LocalService
from tests.servers.support import PLAIN

FAR = {"far ahead": 20 * 60, "far behind": -20 * 60}
"""Seconds by which the clock of the service is ahead: no signature is valid."""
NEAR = {"ahead": 70, "behind": -70}
"""A signature is valid from 60 s before the client's time until 300 s after it, that of a submission until 30 s."""
VIDEO = b"a video" * 50_000


@pytest.fixture
def skewed_service(request):
    with LocalService(render=False, clock=lambda: time.time() + request.param) as running:
        yield running


class ObservedClient(AnimationClient):
    """A client that has not learnt the service's time, and records the methods and statuses of its exchanges."""

    def __init__(self, service):
        self.exchanges = []
        super().__init__(
            bucket=service.bucket,
            region=service.region,
            credentials=service.credentials,
            endpoint=service.url,
            on_exchange=lambda exchange: self.exchanges.append((exchange.method, exchange.status)),
        )


def submit(client):
    return client.submit("in.mp4", "out.gif", **PLAIN)


def skewed_by(shifts):
    return pytest.mark.parametrize("skewed_service", shifts.values(), ids=shifts, indirect=True)


@skewed_by(FAR | NEAR)
def test_a_submission_is_signed_again_and_makes_one_job(skewed_service):
    with ObservedClient(skewed_service) as client:
        submit(client)
        assert client.exchanges == [("POST", 401), ("POST", 200)]
        assert len(list(client.list_jobs())) == 1


@skewed_by(FAR | NEAR)
def test_all_calls_after_the_first_one_use_the_services_time(skewed_service):
    with ObservedClient(skewed_service) as client:
        submit(client)
        client.objects.put("in.mp4", VIDEO)
        job = submit(client).wait(timeout=30)
        client.describe_job(job.job_id)
        client.objects.head(job.output_key)
        assert job.read().startswith(b"GIF")
        reply = requests.get(client.objects.url("in.mp4", expires=20), timeout=5)
        assert (reply.status_code, reply.content) == (200, VIDEO)
        assert {status for _, status in client.exchanges[1:]} == {200}
        assert len(list(client.list_jobs())) == 2


@skewed_by(FAR)
@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda client, _: client.objects.put("new.mp4", VIDEO), ("PUT", 403)),
        (lambda client, file: client.objects.put("new.mp4", file), ("PUT", 403)),
        (lambda client, _: client.objects.head("in.mp4"), ("HEAD", 403)),
        (lambda client, file: client.objects.get("in.mp4", file), ("GET", 403)),
        (lambda client, _: client.describe_jobs(["j1"]), ("GET", 401)),
    ],
    ids=["put bytes", "put a file", "head", "get", "describe"],
)
def test_the_first_call_is_signed_again_whatever_it_is(skewed_service, tmp_path, call, refusal):
    with ObservedClient(skewed_service) as preparing:
        preparing.objects.put("in.mp4", VIDEO)
    file = tmp_path / "file.mp4"
    file.write_bytes(VIDEO)
    with ObservedClient(skewed_service) as client:
        call(client, file)
        assert client.exchanges == [refusal, (refusal[0], 200)]
        if refusal[0] == "PUT":
            assert client.objects.read("new.mp4") == VIDEO
    assert file.read_bytes() == VIDEO


@skewed_by(FAR | {"behind": -70})
def test_a_client_that_only_waits_learns_the_time_at_its_first_poll(skewed_service):
    with ObservedClient(skewed_service) as submitting:
        submitting.objects.put("in.mp4", VIDEO)
        job_id = submit(submitting).job_id
    with ObservedClient(skewed_service) as client:
        client.wait(job_id, timeout=30)
        assert [status for _, status in client.exchanges].count(401) == 1
        assert client.exchanges[0] == ("GET", 401)
