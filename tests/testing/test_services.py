"""The service of tests without pytest's fixtures: with unittest, with the official SDK, for clients of other code."""

import os
import subprocess
import sys
import unittest
from unittest import mock

import pytest
import requests

from cosanim import AnimationClient, Backoff, DecodeError, RetryPolicy, testing
from cosanim.http.timing import Timing
from cosanim.local import LocalService
from cosanim.models import SubmitJobRequest
from cosanim.testing import BACKOFF, RETRY, local_service
from tests.local.support import job_body, send


@pytest.fixture
def environ(cosanim_service, monkeypatch):
    for name, value in cosanim_service.environ().items():
        monkeypatch.setenv(name, value)


def submitted(client):
    client.objects.put("in.mp4", b"a video")
    return client.submit("in.mp4", "out.${ext}", format="gif", duration=1)


def delays(policy):
    return [policy.growing_delay(number, rng=lambda: 1.0) for number in range(1, 50)]


def test_all_is_what_the_package_shows():
    assert sorted(testing.__all__) == testing.__all__
    assert set(testing.__all__) <= set(dir(testing))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = testing.nothing


def test_no_delay_exceeds_a_second():
    assert max(delays(RETRY)) <= 1
    assert RETRY.longest_retry_after <= 1
    assert RETRY.interrupt_timeout <= 1
    # A job that has ended is polled after the longest delay at the latest.
    assert BACKOFF.longest * (1 + BACKOFF.jitter) < 0.05


@pytest.mark.usefixtures("environ")
def test_clients_of_a_service_and_of_its_environment_have_short_delays(cosanim_client):
    with AnimationClient() as other, other.at(bucket="other-1250000000") as third:
        for client in (cosanim_client, other, third):
            assert client._transport.retry is RETRY
            assert client._backoff is BACKOFF


@pytest.mark.usefixtures("environ")
def test_given_delays_take_precedence(cosanim_service):
    policy, backoff = RetryPolicy(attempts=1), Backoff(first=1)
    with AnimationClient(retry=policy, backoff=backoff) as client:
        assert (client._transport.retry, client._backoff) == (policy, backoff)
    with cosanim_service.client(retry=policy, strict=True) as client:
        assert (client._transport.retry, client._backoff) == (policy, BACKOFF)


@pytest.mark.usefixtures("environ")
def test_a_client_of_the_cloud_has_no_short_delays():
    for endpoint in ("https://test-1250000000.ci.ap-chongqing.myqcloud.com", "https://gateway.example"):
        with AnimationClient(endpoint=endpoint) as client:
            assert client._transport.retry == RetryPolicy()
            assert client._backoff is None


def test_the_backoff_of_a_client_is_that_of_its_waits(cosanim_service):
    cosanim_service.transitions = "manual"
    slept = []
    with cosanim_service.client(backoff=Backoff(first=0.25, growth=2, jitter=0)) as client:
        job = submitted(client)

        class Stop:
            def is_set(self):
                return False

            def wait(self, seconds):
                slept.append(seconds)
                if len(slept) == 2:
                    cosanim_service.advance(job.job_id, "Success")

        job.wait(stop=Stop())
    assert slept == [0.25, 0.5]


def test_a_wrong_backoff_is_named():
    with pytest.raises(TypeError, match="backoff is a Backoff"):
        AnimationClient(bucket="a-1250000000", region="ap-chongqing", backoff=3)


def test_an_unknown_outcome_is_found_out_in_short_delays(cosanim_service):
    cosanim_service.fail_next("submit_job", "drop-before")
    slept = []
    timing = Timing()

    def sleep(seconds):
        slept.append(seconds)
        timing.sleep(seconds)

    with cosanim_service.client(timing=Timing(sleep=sleep)) as client:
        assert submitted(client).wait().detail.state == "Success"
        assert len(list(client.list_jobs())) == 1
    assert max(slept) <= 0.1


@pytest.mark.usefixtures("environ")
def test_tokens_of_the_environment_are_not_mixed_with_the_credentials(cosanim_service, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECURITY_TOKEN", "a real token")
    environ = {**os.environ, **cosanim_service.environ()}
    code = "from cosanim import *; print(Credentials.from_environment().token, *AnimationClient().list_jobs())"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None"]


class UnittestOfOtherCode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = local_service()
        cls.service.start()
        cls.addClassCleanup(cls.service.stop)

    def setUp(self):
        self.service.reset()
        patch = mock.patch.dict(os.environ, self.service.environ())
        patch.start()
        self.addCleanup(patch.stop)

    def test_first(self):
        with AnimationClient() as client:
            assert submitted(client).wait().detail.state == "Success"

    def test_second(self):
        with AnimationClient() as client:
            assert list(client.list_jobs()) == []


@pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning")
@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_requests_of_the_official_sdk_are_recorded(cosanim_service):
    sdk = pytest.importorskip("qcloud_cos")
    domain = cosanim_service.url.removeprefix("http://")
    identity = {"SecretId": "AKIDlocal", "SecretKey": "localsecret"}
    client = sdk.CosS3Client(sdk.CosConfig(Region="ap-chongqing", Scheme="http", Domain=domain, **identity))
    client.put_object(Bucket=cosanim_service.bucket, Key="in.mp4", Body=b"a video")
    operation = {
        "Animation": {"Container": {"Format": "gif"}, "Video": {"Codec": "gif"}},
        "Output": {"Region": "ap-chongqing", "Bucket": cosanim_service.bucket, "Object": "out.${ext}"},
    }
    job = {"Tag": "Animation", "Input": {"Object": "in.mp4"}, "Operation": operation}
    reply = client.ci_create_media_jobs(Bucket=cosanim_service.bucket, Jobs=job, Lst={}, ContentType="application/xml")
    job_id = reply["JobsDetail"][0]["JobId"]
    assert client.ci_get_media_jobs(cosanim_service.bucket, job_id)["JobsDetail"][0]["State"] == "Success"
    put, submission, poll = cosanim_service.requests
    assert (put.method, put.path, put.api, put.content) == ("PUT", "/in.mp4", None, b"a video")
    assert (submission.api, submission.bucket) == ("submit_job", cosanim_service.bucket)
    assert submission.body.input.object_key == "in.mp4"
    assert (poll.api, poll.path, poll.body) == ("describe_jobs", f"/jobs/{job_id}", None)


def test_requests_are_recorded_with_faults_and_without_secrets(cosanim_service, cosanim_client):
    cosanim_client.objects.put("a b.mp4", b"a video")
    cosanim_service.fail_next("submit_job", 503)
    cosanim_service.fail_next("submit_job", "drop-after")
    cosanim_client.submit("a b.mp4", "out.${ext}", format="gif", duration=1)
    assert [(each.method, each.path, each.api, each.status) for each in cosanim_service.requests] == [
        ("PUT", "/a b.mp4", None, 200),
        ("POST", "/jobs", "submit_job", 503),
        ("POST", "/jobs", "submit_job", None),
        ("GET", "/jobs", "list_jobs", 200),
    ]
    for each in cosanim_service.requests[1:3]:
        assert isinstance(each.body, SubmitJobRequest)
        assert each.body.operation.output.object_key == "out.${ext}"
    assert cosanim_service.credentials.secret_id not in repr(cosanim_service.requests)
    cosanim_service.reset()
    assert cosanim_service.requests == ()
    url = cosanim_client.objects.url("a b.mp4", expires=60)
    assert requests.get(url.replace("https", "http"), timeout=5).status_code == 404
    (got,) = cosanim_service.requests
    assert (got.method, got.path, got.params, got.status, got.content) == ("GET", "/a b.mp4", (), 404, b"")


def test_a_reset_over_http_starts_again(cosanim_service, cosanim_client):
    submitted(cosanim_client)
    cosanim_service.fail_next("list_jobs", 403)
    assert send(cosanim_service, "POST", "/local/reset").status_code == 204
    assert cosanim_service.requests == ()
    assert list(cosanim_client.list_jobs()) == []
    assert list(cosanim_client.objects.list("")) == []


def kept_sizes(service):
    return [None if each.content is None else len(each.content) for each in service.requests]


def test_contents_of_old_requests_and_large_contents_are_not_kept(monkeypatch):
    with local_service() as service, service.client() as client:
        for size in (2**16, 2**16 + 1, 2**20):
            client.objects.put(f"{size}", b"x" * size)
        assert kept_sizes(service) == [2**16, None, None]
        service.reset()
        monkeypatch.setattr("cosanim.local.http.recorded_requests.MAX_REQUESTS", 3)
        monkeypatch.setattr("cosanim.local.http.recorded_requests._MAX_BYTES", 1000)
        for size in (10, 300, 301, 299):
            client.objects.put(f"{size}", b"x" * size)
        assert [each.path for each in service.requests] == ["/300", "/301", "/299"]
        assert kept_sizes(service) == [None, None, 299]


def test_long_paths_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("cosanim.local.http.recorded_requests._MAX_BYTES", 2000)
    with local_service() as service:
        for number in range(5):
            send(service, "GET", f"/{number}{'x' * 700}")
        assert [each.path[:2] for each in service.requests] == ["/3", "/4"]


def test_a_body_is_recorded_as_the_service_reads_it(cosanim_service):
    body = job_body(more="<Size>10</Size>")
    operation = body[body.index(b"<Operation>") : body.index(b"</Operation>") + len(b"</Operation>")]
    two = body.replace(operation, operation + operation.replace(b"result", b"other"))
    for content in (body, two, b"<Request><Tag>Animation</Tag></Request>", b"no XML"):
        send(cosanim_service, "POST", "/jobs", data=content)
    one, both, wrong, unreadable = cosanim_service.requests
    assert one.body.operation.output.object_key == "out/result.${ext}"
    assert [each.operation.output.object_key for each in both.bodies] == ["out/result.${ext}", "out/other.${ext}"]
    assert (one.content, both.content) == (body, two)
    for each, message in ((wrong, "Request.Input"), (unreadable, "cannot be parsed")):
        assert each.status == 400
        with pytest.raises(DecodeError, match=message):
            _ = each.body


def test_jobs_of_a_service_for_tests_can_be_held():
    with local_service(hold=True) as service:
        assert service.transitions == "manual"


def test_a_service_that_does_not_run_has_no_client_and_no_environment():
    service = LocalService(render=False)
    for call in (service.client, service.environ, lambda: service.requests, lambda: service.advance("j1", "Success")):
        with pytest.raises(Exception, match="is not running"):
            call()
