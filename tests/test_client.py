"""The client: results, use by several threads, repr, and closing."""

import copy
import io
import logging
import pickle
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
import requests

from cosanim import AnimationClient, Backoff, Credentials, DecodeError, JobFailed, NotFoundError
from cosanim.errors import AuthenticationError
from cosanim.operations import APIS
from tests.servers.loopback import BUCKET, CREDENTIALS, Loopback, client_of
from tests.servers.support import PLAIN, request_of


class TestReplies:
    """Results and errors of calls."""

    def test_request_ids_are_on_every_result(self, client):
        job = client.submit("in.mp4", "out.${ext}", **PLAIN)
        assert job.request_id
        response = client.submit_job(request_of())
        assert response.request_id == response.jobs_detail[0].request_id
        assert response.request_id not in ("", None, job.request_id)
        described = client.describe_jobs([job.job_id])
        assert described.request_id == described.jobs_detail[0].request_id
        assert client.describe_job(job.job_id).request_id

    def test_unknown_nodes_are_kept(self):
        body = (
            b"<Response><JobsDetail><JobId>j1</JobId><Novel a='1'>x<Y/></Novel></JobsDetail><More>z</More></Response>"
        )
        with Loopback(200, body) as server, client_of(server.url) as client:
            response = client.submit_job(request_of())
        assert [node.name for node in response.unknown] == ["More"]
        novel = response.jobs_detail[0].unknown[0]
        assert (novel.name, novel.text, dict(novel.attributes)) == ("Novel", "x", {"a": "1"})
        assert [child.name for child in novel.children] == ["Y"]

    def test_the_job_that_has_an_id_is_the_one_returned(self):
        body = b"<Response><JobsDetail/><JobsDetail><JobId>j2</JobId></JobsDetail></Response>"
        with Loopback(200, body) as server, client_of(server.url) as client:
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j2"

    def test_a_job_that_failed_at_once_is_returned_if_it_has_an_id(self):
        body = (
            b"<Response><JobsDetail><Code>ResourceNotFound</Code><JobId>j1</JobId><State>Failed</State></JobsDetail>"
            b"</Response>"
        )
        with Loopback(200, body) as server, client_of(server.url) as client:
            job = client.submit("in.mp4", "out.gif", **PLAIN)
            assert (job.job_id, job.state) == ("j1", "Failed")
            with pytest.raises(JobFailed) as caught:
                client.wait("j1", timeout=5)
            assert caught.value.request_id == "r1"

    def test_a_job_can_be_followed_to_its_end(self, client):
        client.objects.put("in.mp4", b"video")
        reported = []
        job = client.submit("in.mp4", "out/${jobid}.${ext}", **PLAIN, width=640)
        assert (job.state, job.detail.input.object_key, job.detail.input.bucket_id) == ("Submitted", "in.mp4", BUCKET)
        done = client.wait(
            job.job_id, timeout=20, backoff=Backoff(first=0.01, longest=0.05), on_progress=reported.append
        )
        assert done.state == "Success"
        assert reported[-1].state == "Success"
        assert done.operation.media_result.output_file.object_name == [f"out/{job.job_id}.gif"]
        target = io.BytesIO()
        client.objects.get(done.operation.media_result.output_file.object_name[0], target)
        assert target.getvalue().startswith(b"GIF")

    def test_a_missing_input_fails_the_job_and_not_the_submission(self, client):
        job = client.submit("missing.mp4", "out.gif", **PLAIN)
        with pytest.raises(JobFailed, match="ResourceNotFound") as caught:
            client.wait(job.job_id, timeout=20, backoff=Backoff(first=0.01, longest=0.05))
        assert caught.value.job.job_id == job.job_id
        assert caught.value.request_id

    def test_an_unknown_job_id_is_not_found_with_a_hint(self, client):
        with pytest.raises(NotFoundError) as caught:
            client.describe_job("j00000000000000000000000000000000")
        error = caught.value
        assert error.request_id
        assert "j00000000000000000000000000000000" in str(error)
        assert "check the id" in error.hint
        with pytest.raises(NotFoundError):
            client.wait("j00000000000000000000000000000000", timeout=5)

    def test_several_jobs_are_described_at_once(self, client):
        ids = [client.submit(f"{n}.mp4", "out.gif", **PLAIN).job_id for n in range(3)]
        response = client.describe_jobs([*ids, "j-missing", "j-lost"])
        assert [job.job_id for job in response.jobs_detail] == ids
        assert response.non_exist_job_ids.split(",") == ["j-missing", "j-lost"]
        assert [job.job_id for job in client.describe_jobs(ids[0]).jobs_detail] == [ids[0]]
        assert len(client.describe_jobs(iter(ids)).jobs_detail) == 3

    @pytest.mark.parametrize("job_id", ["a/b", "a?b=c", "a#b", "a b", "视", "%2f", "j1\n", "../x"])
    def test_an_id_of_any_form_stays_one_segment_of_the_path(self, loopback, job_id):
        with client_of(loopback.url) as client, pytest.raises(NotFoundError):
            client.describe_job(job_id)
        prefix, name, segment = loopback.requests[0].target.split("/")
        assert (prefix, name, unquote(segment)) == ("", "jobs", job_id)

    @pytest.mark.parametrize("body", [b"", b"junk", b"<html/>", b"<Response>"])
    def test_the_error_for_an_unreadable_reply_has_the_request_id(self, body):
        with (
            Loopback(200, body) as server,
            client_of(server.url) as client,
            pytest.raises(DecodeError) as caught,
        ):
            client.describe_job("j1")
        assert caught.value.request_id == "r1"

    def test_a_wait_continues_after_failing_polls(self, caplog):
        with Loopback(500, b"") as server, client_of(server.url) as client:
            server.then(503, b"<Error><Code>SlowDown</Code></Error>").then(
                200, b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
            )
            assert client.wait("j1", timeout=10, backoff=Backoff(first=0.01)).state == "Success"
            assert len(server.requests) == 3
        assert caplog.text.count("repeated") == 2

    def test_a_wrong_secret_is_refused_with_the_request_id(self, service):
        with (
            client_of(service.url, credentials=Credentials("AKIDlocal", "wrong")) as client,
            pytest.raises(AuthenticationError) as caught,
        ):
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert caught.value.request_id
        assert caught.value.request_id in str(caught.value)


def test_eight_threads_share_a_client(client):
    def work(number):
        job = client.submit(f"in/{number}.mp4", f"out/{number}.gif", **PLAIN, user_data=str(number))
        return number, job.job_id, client.describe_job(job.job_id)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(40)))
    assert len({job_id for _, job_id, _ in done}) == 40
    for number, job_id, described in done:
        assert (described.job_id, described.input.object_key) == (job_id, f"in/{number}.mp4")
        assert described.operation.user_data == str(number)


def test_a_session_that_is_passed_in_is_used_and_not_closed(loopback):
    class Mine(requests.Session):
        sent, closed = 0, False

        def send(self, *args, **kwargs):
            self.sent += 1
            return super().send(*args, **kwargs)

        def close(self):
            self.closed = True
            super().close()

    session = Mine()
    with client_of(loopback.url, session=session) as client:
        client.submit("in.mp4", "out.gif", **PLAIN)
        client.objects.head("in.mp4")
    assert (session.sent, session.closed) == (2, False)
    session.close()


def test_nothing_that_is_shown_or_logged_holds_a_secret(loopback, caplog):
    caplog.set_level(logging.DEBUG)
    seen = []
    with client_of(loopback.url, on_exchange=seen.append) as client:
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        client.objects.url("in.mp4")
        shown = [
            repr(client),
            repr(client.objects),
            repr(CREDENTIALS),
            str(CREDENTIALS),
            repr(seen),
            repr(job),
            caplog.text,
        ]
    assert "POST" in caplog.text
    for text in shown:
        assert "hush-key" not in text
        assert "hush-token" not in text
        assert not re.search(r"q-signature=[0-9a-f]", text)
    assert seen[0].http_string.startswith("post\n/jobs\n")


def test_a_job_pickles_and_copies(client):
    job = client.submit("in.mp4", "out.gif", **PLAIN).detail
    assert pickle.loads(pickle.dumps(job)) == job == copy.deepcopy(job)  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(job)).request_id == job.request_id  # noqa: S301


def test_the_table_of_apis_agrees_with_the_client():
    for name, api in APIS.items():
        assert api.name == name
        assert callable(getattr(AnimationClient, name))
        assert api.permissions


def test_closing_twice_is_harmless_and_leaves_no_thread(loopback):
    before = threading.active_count()
    client = client_of(loopback.url)
    client.submit("in.mp4", "out.gif", **PLAIN)
    client.close()
    client.close()
    assert threading.active_count() <= before + 1


def test_a_service_on_this_machine_is_reached_without_proxy(service, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with service.client() as client:
        client.objects.put("in.mp4", b"x")
        assert client.objects.head("in.mp4").size == 1


def test_the_error_for_a_missing_object_names_it_although_the_reply_has_no_body(client):
    with pytest.raises(NotFoundError, match=r"has no object .nowhere\.mp4") as caught:
        client.objects.head("nowhere.mp4")
    assert caught.value.request_id
