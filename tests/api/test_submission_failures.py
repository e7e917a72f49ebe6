"""Submissions that fail: the exceptions when there is no job, and when the outcome is unknown."""

import pickle
import socket
import warnings

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cosanim import (
    AnimationClient,
    ConfigurationError,
    Credentials,
    InvalidRequestError,
    NotFoundError,
    OddValueWarning,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
    ServiceError,
    SubmissionUnknown,
    TransportError,
)
from cosanim.errors import AuthenticationError
from tests.servers.loopback import BUCKET, CI_HOST, CREDENTIALS, JOB, REGION, Broken, Loopback, client_of, dead_url
from tests.servers.support import PLAIN, assert_no_secret, submitted


class TestRefusals:
    """Replies that state that there is no job."""

    @pytest.mark.parametrize(
        ("status", "code", "kind", "hint"),
        [
            (400, "InvalidArgument", InvalidRequestError, "field"),
            (400, "MediaBucketUnBinded", PermissionDeniedError, "bind the bucket"),
            (400, "CIRoleNotExist", PermissionDeniedError, "CI_QCSRole"),
            (401, "SignatureExpired", AuthenticationError, "clock"),
            (403, "AccessDenied", PermissionDeniedError, "ci:CreateMediaJobs"),
            (403, "QueuePaused", QueueError, "resume"),
            (403, "QueueSaturated", QueueError, "full"),
            (404, "TemplateNotFound", NotFoundError, "template"),
            (418, "Teapot", InvalidRequestError, "not documented"),
            (429, "SlowDown", RateLimitedError, "wait"),
            (400, "InternalError", ServerError, "failed"),
        ],
    )
    def test_a_4xx_is_final_with_class_hint_and_ids(self, status, code, kind, hint):
        body = f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode()
        with Loopback(status, body) as server:
            error = submitted(server)
            # A refusal because of the time is sent again once, with the time of its Date header.
            assert len(server.requests) == (2 if code == "SignatureExpired" else 1)
        assert type(error) is kind
        assert (error.status, error.code, error.message) == (status, code, "m")
        assert (error.request_id, error.trace_id) == ("r1", "t1")
        assert hint in error.hint
        assert error.hint in str(error)

    def test_access_denied_at_401_names_all_three_causes(self):
        with Loopback(401, b"<Error><Code>AccessDenied</Code></Error>") as server:
            hint = submitted(server).hint
        for cause in ("signature", "CI_QCSRole", "ci:CreateMediaJobs", "cam:PassRole"):
            assert cause in hint

    @pytest.mark.parametrize("code", ["SlowDown", "ServiceUnavailable"])
    def test_a_503_with_a_documented_refusal_is_retryable(self, code):
        with Loopback(503, f"<Error><Code>{code}</Code></Error>".encode()) as server:
            error = submitted(server)
            assert len(server.requests) == 1, "the client sends it once"
        assert isinstance(error, ServiceError)
        assert error.retryable

    @pytest.mark.parametrize(
        "body",
        [
            b"<Error><Code>InvalidArgument</Code><Message>m</Message></Error>",
            b'{"Code": "InvalidArgument", "Message": "m"}',
            b"<Response><Code>InvalidArgument</Code><Message>m</Message></Response>",
            (
                b"<Response><JobsDetail><Code>InvalidArgument</Code><Message>m</Message><State>Failed</State>"
                b"</JobsDetail></Response>"
            ),
            (
                b"<Response><JobsDetail><Code>InvalidArgument</Code><Message>m</Message><JobId/><State>Failed</State>"
                b"</JobsDetail></Response>"
            ),
        ],
        ids=["error", "json", "response", "detail", "detail with blank id"],
    )
    def test_an_error_body_with_status_200_is_an_error_with_its_code(self, body):
        with Loopback(200, body) as server:
            error = submitted(server)
        assert type(error) is InvalidRequestError
        assert (error.status, error.code, error.message) == (200, "InvalidArgument", "m")
        assert (error.request_id, error.trace_id) == ("r1", "t1")

    def test_a_refused_connection_was_not_sent_and_names_the_host(self):
        url = dead_url()
        with client_of(url) as client, pytest.raises(TransportError) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert caught.value.sent is False
        assert url.removeprefix("http://") in str(caught.value)
        assert_no_secret(caught.value)

    def test_an_unknown_host_was_not_sent_and_is_named(self, monkeypatch):
        def unknown(*_, **__):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with (
            AnimationClient(bucket=BUCKET, region=REGION, credentials=CREDENTIALS) as client,
            pytest.raises(TransportError) as caught,
        ):
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert caught.value.sent is False
        assert CI_HOST in str(caught.value)
        assert caught.value.host == CI_HOST

    def test_a_session_with_retries_of_its_own_is_refused(self, loopback):
        session = requests.Session()
        session.mount("http://", HTTPAdapter(max_retries=Retry(3)))
        with client_of(loopback.url, session=session) as client, pytest.raises(ConfigurationError):
            client.submit("in.mp4", "out.gif", **PLAIN)
        session.close()
        assert loopback.requests == []


class TestUnknownOutcomes:
    """Failures that leave the outcome unknown; the request is never sent again."""

    def assert_unknown(self, error):
        assert type(error) is SubmissionUnknown
        assert (error.bucket, error.input_key, error.output_key) == (BUCKET, "in/video.mp4", "out/result.${ext}")
        for fact in (BUCKET, "in/video.mp4", "out/result.${ext}", "paid for"):
            assert fact in str(error)
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert vars(again) == vars(error)

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, b"<Error><Code>InternalError</Code></Error>"),
            (500, b""),
            (500, b"<Error><Code>InvalidArgument</Code></Error>"),
            (500, b"<Error><Code>ServiceUnavailable</Code></Error>"),
            (501, b"<Error><Code>NotImplemented</Code></Error>"),
            (502, b"<html>Bad Gateway</html>"),
            (502, b"<Error><Code>SlowDown</Code></Error>"),
            (503, b""),
            (503, b"<html>busy</html>"),
            (503, b"<Error><Code>InternalError</Code></Error>"),
            (503, b"<Error><Code>QueueSaturated</Code></Error>"),
            (504, b"gateway time-out"),
            (200, b"<Error><Code>InternalError</Code></Error>"),
            (200, b"<Response><Code>InternalError</Code></Response>"),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_a_failing_server_leaves_the_outcome_unknown(self, status, body):
        with Loopback(status, body) as server:
            error = submitted(server)
            assert len(server.requests) == 1
        self.assert_unknown(error)
        assert error.request_id == "r1"
        assert "r1" in str(error)

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_never_followed_and_leaves_the_outcome_unknown(self, status):
        with Loopback() as other, Loopback(status, b"", {"Location": other.url + "/jobs"}) as server:
            error = submitted(server)
            assert (len(server.requests), len(other.requests)) == (1, 0)
        self.assert_unknown(error)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 413, 429])
    @pytest.mark.parametrize("body", [b"", b"<html>Forbidden</html>", b"<Error><Message>m</Message></Error>"])
    def test_a_refusal_without_a_code_may_be_a_proxys_and_leaves_the_outcome_unknown(self, status, body):
        with Loopback(status, body) as server:
            self.assert_unknown(submitted(server))
            assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"   ",
            b"ok",
            b"<html/>",
            b"{}",
            b"\x00\xff\xfe",
            b"<Response",
            b"<Response><JobsDetail><JobId>j1</JobId>",
            b"<!DOCTYPE Response [<!ENTITY a 'j1'>]><Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>",
            b"<Response/>",
            b"<Response><JobsDetail/></Response>",
            b"<Response><JobsDetail><JobId/></JobsDetail></Response>",
            b"<Response><JobsDetail><Code>Success</Code><State>Submitted</State></JobsDetail></Response>",
        ],
    )
    def test_a_200_without_a_readable_job_leaves_the_outcome_unknown(self, body):
        with Loopback(200, body) as server:
            error = submitted(server)
            assert len(server.requests) == 1
        self.assert_unknown(error)
        assert error.request_id == "r1"

    def test_a_reply_that_is_cut_off_leaves_the_outcome_unknown(self):
        with Loopback(200, JOB[:40], {"Content-Length": str(len(JOB))}) as server:
            error = submitted(server)
            assert len(server.requests) == 1
        self.assert_unknown(error)
        assert error.request_id == "r1"

    @pytest.mark.parametrize(
        "ending", ["silent", "closed", "reset", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nContent-Le"], ids=repr
    )
    def test_a_connection_that_breaks_after_sending_leaves_the_outcome_unknown(self, ending):
        with Broken(ending) as server:
            error = submitted(server, timeout=(2, 0.3))
            assert len(server.requests) == 1
        self.assert_unknown(error)
        assert isinstance(error.__cause__, TransportError)
        assert error.__cause__.sent is not False

    def test_a_connection_that_broke_while_idle_does_not_cause_a_second_request(self):
        """urllib3 and requests must not repeat the request on a kept connection that the server has closed."""
        with Broken("closed") as server, client_of(server.url) as client:
            for _ in range(3):
                with pytest.raises(SubmissionUnknown):
                    client.submit("in.mp4", "out.gif", **PLAIN)
            assert len(server.requests) == 3

    def test_an_odd_value_in_the_reply_does_not_lose_the_job(self):
        body = b"<Response><JobsDetail><JobId>j1</JobId><Progress>half</Progress></JobsDetail></Response>"
        with Loopback(200, body) as server, client_of(server.url) as client:
            with pytest.warns(OddValueWarning, match="Progress"):
                job = client.submit("in.mp4", "out.gif", **PLAIN)
            assert (job.job_id, job.detail.progress) == ("j1", "half")
            with pytest.warns(OddValueWarning) as caught:
                client.submit("in.mp4", "out.gif", **PLAIN)
            assert [one.filename for one in caught] == [__file__]

    def test_an_odd_value_does_not_lose_the_job_where_warnings_are_errors(self, caplog):
        body = b"<Response><JobsDetail><JobId>j1</JobId><Progress>half</Progress></JobsDetail></Response>"
        with Loopback(200, body) as server, client_of(server.url) as client, warnings.catch_warnings():
            warnings.simplefilter("error")
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"
        assert "Progress" in caplog.text

    def test_an_observer_that_fails_does_not_lose_the_job(self, loopback, caplog):
        def observer(_):
            raise RuntimeError("no paper in the printer")

        with client_of(loopback.url, on_exchange=observer) as client:
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"
        assert "no paper" in caplog.text

    @pytest.mark.parametrize("secret_id", ["a&b", "a=b", "", "a b;c"])
    def test_any_secret_id_leaves_the_job_intact_with_an_observer(self, loopback, secret_id):
        seen = []
        with client_of(loopback.url, credentials=Credentials(secret_id, "k"), on_exchange=seen.append) as client:
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"
