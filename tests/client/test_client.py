"""The client against real servers: what arrives, what comes back, and what is said when nothing does."""

import copy
import io
import logging
import pickle
import re
import socket
import threading
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import unquote

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cosanim import (
    AnimationClient,
    ConfigurationError,
    Credentials,
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    JobFailed,
    NotFoundError,
    OddValueWarning,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    RegionWarning,
    SchemaError,
    ServerError,
    ServiceError,
    SubmissionUnknown,
    TransportError,
    decode,
    encode,
)
from cosanim.errors import AuthenticationError
from cosanim.local import LocalService
from cosanim.models import Animation, Container, SubmitJobRequest, TimeInterval, Video
from cosanim.operations import APIS
from cosanim.signing import parse_authorization, verify
from cosanim.submission import build_animation, build_request
from cosanim.waiting import Pace
from tests.client.loopback import BUCKET, CI_HOST, COS_HOST, JOB, REGION, WHO, Broken, Loopback, client_of, dead_url

PLAIN = {"format": "gif", "duration": 5}


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


@pytest.fixture
def client(service):
    service.reset()
    with service.client() as made:
        yield made


@pytest.fixture
def loopback():
    with Loopback() as running:
        yield running


def request_of(**more):
    return build_request(
        "in.mp4",
        "out.${ext}",
        output_bucket=BUCKET,
        output_region=REGION,
        animation=build_animation(**PLAIN),
        options=more,
    )


def submitted(server, **options):
    """Submit to a server and return the failure, having seen that it holds no secret."""
    with client_of(server.url, **options) as client, pytest.raises(Exception) as caught:  # noqa: PT011 - checked by callers
        client.submit("in/video.mp4", "out/result.${ext}", **PLAIN)
    assert_no_secret(caught.value)
    return caught.value


def assert_no_secret(error):
    shown = "".join(traceback.format_exception(error))
    for text in (str(error), repr(error), repr(vars(error)), shown, pickle.dumps(error, 0).decode("latin-1")):
        assert "hush" not in text.replace("AKIDhush", "")
        assert not re.search(r"q-signature=[0-9a-f]", text)


class TestWhatArrives:
    """A submission as the server sees it."""

    @pytest.mark.parametrize(
        ("parameters", "path", "value"),
        [
            ({"width": 640}, "video.width", 640),
            ({"height": 360}, "video.height", 360),
            ({"fps": 15}, "video.fps", 15),
            ({"fps": 12.5}, "video.fps", Decimal("12.5")),
            ({"frames_per_second": Decimal("2.50")}, "video.animate_frames_per_second", Decimal("2.50")),
            ({"keyframes_only": True}, "video.animate_only_keep_key_frame", True),
            ({"frame_interval": 0.1}, "video.animate_time_interval_of_frame", Decimal("0.1")),
            ({"start": 0}, "time_interval.start", 0),
            ({"start": 1.001}, "time_interval.start", Decimal("1.001")),
            ({"duration": 0.3}, "time_interval.duration", Decimal("0.3")),
            ({"format": "webp", "quality": 80}, "video.quality", 80),
            ({"format": "webp"}, "video.codec", "webp"),
            ({"format": "hgif"}, "video.codec", "gif"),
            ({"codec": "gif"}, "video.codec", "gif"),
            ({"format": "webp"}, "container.format", "webp"),
        ],
    )
    def test_each_flat_parameter_arrives_exactly(self, loopback, parameters, path, value):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.${ext}", **PLAIN | parameters)
        found = decode(loopback.asked[0].body, SubmitJobRequest).operation.animation
        for name in path.split("."):
            found = getattr(found, name)
        assert found == value
        assert isinstance(found, Decimal) == isinstance(value, Decimal)

    def test_the_other_arguments_arrive_in_their_nodes(self, loopback):
        with client_of(loopback.url) as client:
            client.submit(
                "输入/a b.mp4",
                "out.${ext}",
                template_id="t1",
                output_bucket="other-1250000000",
                output_region="ap-beijing",
                user_data="u",
                job_level=2,
                queue_id="p1",
                callback="https://example.com/x?a=1&b=2",
                callback_format="JSON",
            )
        request = decode(loopback.asked[0].body, SubmitJobRequest)
        operation = request.operation
        assert request.tag == "Animation"
        assert request.input.object_key == "输入/a b.mp4"
        assert operation.output.object_key == "out.${ext}"
        assert (operation.output.bucket, operation.output.region) == ("other-1250000000", "ap-beijing")
        assert (operation.template_id, operation.animation) == ("t1", None)
        assert (operation.user_data, operation.job_level) == ("u", 2)
        assert (request.queue_id, request.callback) == ("p1", "https://example.com/x?a=1&b=2")
        assert request.callback_format == "JSON"

    def test_an_animation_built_by_hand_arrives_as_it_is(self, loopback):
        animation = Animation(
            container=Container(format="webp"),
            video=Video(codec="webp", width=320, quality=70),
            time_interval=TimeInterval(duration=Decimal("2.5")),
        )
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.webp", animation=animation)
        assert decode(loopback.asked[0].body, SubmitJobRequest).operation.animation == animation

    def test_the_body_is_what_encode_writes_byte_for_byte(self, loopback):
        request = request_of(user_data="<&>\r\n]]>")
        request.operation.user_data = "<&> ]]> 'x' \"y\""
        with client_of(loopback.url) as client:
            client.submit_job(request)
        asked = loopback.asked[0]
        assert (asked.method, asked.target) == ("POST", "/jobs")
        assert asked.body == encode(request)
        assert asked.headers["Content-Type"] == "application/xml"
        assert asked.headers["Content-Length"] == str(len(asked.body))
        assert "Transfer-Encoding" not in asked.headers

    def test_the_host_header_stays_the_documented_one_behind_an_endpoint(self, loopback):
        loopback.answers = [(200, JOB, {})]
        with client_of(loopback.url + "/") as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.describe_job("j1")
            client.objects.head("in.mp4")
            client.objects.put("in.mp4", b"")
        assert [asked.headers["Host"] for asked in loopback.asked] == [CI_HOST, CI_HOST, COS_HOST, COS_HOST]

    def test_a_submission_is_signed_for_a_short_time_and_the_signature_holds(self, loopback):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        asked = loopback.asked[0]
        read = parse_authorization(asked.headers["Authorization"])
        assert read.sign_time[1] - read.sign_time[0] == 90
        assert "content-type" not in read.header_list
        assert verify(
            read,
            method="POST",
            path=unquote(asked.target),
            params={},
            headers=asked.headers,
            secret_key=WHO.secret_key,
        )

    def test_a_temporary_token_travels_in_the_header_of_each_service(self, loopback):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.objects.put("a", b"")
        ci, cos = (asked.headers for asked in loopback.asked)
        assert ci["x-ci-security-token"] == cos["x-cos-security-token"] == "hush-token"
        assert "x-cos-security-token" not in ci
        assert "x-ci-security-token" not in cos
        assert "x-ci-security-token" in parse_authorization(ci["Authorization"]).header_list

    def test_credentials_from_a_callable_are_asked_for_at_each_request(self, loopback):
        fresh = iter([Credentials("AKIDone", "k"), Credentials("AKIDtwo", "k")])
        with client_of(loopback.url, credentials=lambda: next(fresh)) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.describe_job("j1")
        ids = [parse_authorization(asked.headers["Authorization"]).secret_id for asked in loopback.asked]
        assert ids == ["AKIDone", "AKIDtwo"]

    def test_credentials_bucket_and_region_come_from_the_environment(self, loopback, monkeypatch):
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv")
        monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "key")
        monkeypatch.setenv("COSANIM_BUCKET", "env-1250000000")
        monkeypatch.setenv("COSANIM_REGION", "ap-tokyo")
        with AnimationClient(endpoint=loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        asked = loopback.asked[0]
        assert asked.headers["Host"] == "env-1250000000.ci.ap-tokyo.myqcloud.com"
        assert parse_authorization(asked.headers["Authorization"]).secret_id == "AKIDenv"
        output = decode(asked.body, SubmitJobRequest).operation.output
        assert (output.bucket, output.region) == ("env-1250000000", "ap-tokyo")


class TestWhatIsRefusedBeforeSending:
    """Mistakes that cost nothing, because nothing is sent."""

    def test_flat_parameters_and_animation_exclude_each_other(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(TypeError, match="not both"):
            client.submit("in.mp4", "out.gif", animation=Animation(), width=640)
        assert loopback.asked == []

    @pytest.mark.parametrize("name", ["wdith", "Width", "callback_url", "tag"])
    def test_a_misspelt_argument_is_refused_and_not_dropped(self, loopback, name):
        with client_of(loopback.url) as client, pytest.raises(TypeError, match=name):
            client.submit("in.mp4", "out.gif", **PLAIN, **{name: 640})
        assert loopback.asked == []

    @pytest.mark.parametrize(
        ("arguments", "path"),
        [
            ({}, "Request.Operation"),
            ({"format": "gif", "width": 127}, "Request.Operation.Animation.Video.Width"),
            ({"format": "gif", "width": "wide"}, "Request.Operation.Animation.Video.Width"),
            ({"format": "gif", "fps": 0}, "Request.Operation.Animation.Video.Fps"),
            ({"format": "gif", "fps": float("nan")}, "Request.Operation.Animation.Video.Fps"),
            ({"format": "gif", "start": 0.0001}, "Request.Operation.Animation.TimeInterval.Start"),
            ({"format": "mp4"}, "Request.Operation.Animation.Container.Format"),
            ({"format": "gif", "user_data": "ü"}, "Request.Operation.UserData"),
            ({"format": "gif", "user_data": "\x00"}, "Request.Operation.UserData"),
            ({"format": "gif", "job_level": 3}, "Request.Operation.JobLevel"),
            ({"format": "gif", "callback": "ftp://x"}, "Request.CallBack"),
        ],
        ids=repr,
    )
    def test_a_violation_is_an_error_with_its_path(self, loopback, arguments, path):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.submit("in.mp4", "out.gif", **arguments)
        assert path in {violation.path for violation in caught.value.violations}
        assert path in str(caught.value)
        assert loopback.asked == []

    @pytest.mark.parametrize("key", ["", "out.${name}", "\ud800"])
    def test_an_impossible_output_key_is_refused(self, loopback, key):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            client.submit("in.mp4", key, **PLAIN)
        assert loopback.asked == []

    def test_all_violations_are_told_not_only_the_first(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.submit("in.mp4", "out.gif", format="gif", width=1, height=1, fps=99, duration=5)
        assert len(caught.value.violations) == 3
        assert all(violation.severity == "error" for violation in caught.value.violations)

    def test_advice_is_logged_and_the_job_is_sent(self, loopback, caplog):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.gif", format="gif", quality=50)
        logged = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(logged) == 2, "quality with a GIF format, and no duration"
        assert all(record.name == "cosanim" for record in logged)
        assert any("Quality" in record.getMessage() for record in logged)
        assert len(loopback.asked) == 1

    def test_missing_credentials_are_told_with_all_places_looked_at(self, loopback, monkeypatch):
        for name in ("SECRET_ID", "SECRET_KEY", "SECRETID", "SECRETKEY"):
            monkeypatch.delenv(f"TENCENTCLOUD_{name}", raising=False)
        with client_of(loopback.url, credentials=None) as client, pytest.raises(CredentialsError) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        for place in ("argument credentials", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRETKEY"):
            assert any(place in line for line in caught.value.looked_at)
            assert place in str(caught.value)
        assert loopback.asked == []

    @pytest.mark.parametrize(
        ("arguments", "places"),
        [
            ({"region": REGION}, ["argument bucket: not given", "environment COSANIM_BUCKET: not set"]),
            (
                {"bucket": BUCKET},
                [
                    "argument region: not given",
                    "environment COSANIM_REGION: not set",
                    "environment TENCENTCLOUD_REGION: not set",
                ],
            ),
            ({"bucket": "", "region": REGION}, ["argument bucket: blank"]),
        ],
    )
    def test_a_missing_bucket_or_region_is_never_guessed(self, monkeypatch, arguments, places):
        for name in ("COSANIM_BUCKET", "COSANIM_REGION", "TENCENTCLOUD_REGION"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(ConfigurationError) as caught:
            AnimationClient(**arguments)
        for place in places:
            assert place in caught.value.looked_at
            assert place in str(caught.value)

    def test_a_missing_appid_is_called_that(self):
        with pytest.raises(ConfigurationError, match=r"appid.*test-<appid>"):
            AnimationClient(bucket="test", region=REGION)

    def test_an_odd_region_is_a_warning_and_goes_on(self, loopback):
        with pytest.warns(RegionWarning, match="ap-nowhere"):
            client = client_of(loopback.url, region="ap-nowhere")
        with client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert loopback.asked[0].headers["Host"] == f"{BUCKET}.ci.ap-nowhere.myqcloud.com"

    @pytest.mark.parametrize("endpoint", ["127.0.0.1:80", "http://", "http://x/path", "ftp://x", "http://u:hush@x"])
    def test_an_impossible_endpoint_is_refused_without_repeating_a_password(self, endpoint):
        with pytest.raises(ConfigurationError) as caught:
            client_of(endpoint)
        assert "hush" not in str(caught.value)

    @pytest.mark.parametrize("ids", [[], [""], ["a,b"], ["j1", ""], ""])
    def test_ids_that_cannot_be_ids_are_refused(self, loopback, ids):
        with client_of(loopback.url) as client, pytest.raises(ConfigurationError):
            client.describe_jobs(ids)
        assert loopback.asked == []


class TestRefusals:
    """Replies that say for sure that there is no job."""

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
            assert len(server.asked) == 1
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
    def test_a_503_that_turns_the_request_away_is_a_refusal_that_may_be_repeated(self, code):
        with Loopback(503, f"<Error><Code>{code}</Code></Error>".encode()) as server:
            error = submitted(server)
            assert len(server.asked) == 1, "but not by itself"
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
    def test_an_error_inside_a_200_is_an_error_with_its_code(self, body):
        with Loopback(200, body) as server:
            error = submitted(server)
        assert type(error) is InvalidRequestError
        assert (error.status, error.code, error.message) == (200, "InvalidArgument", "m")
        assert (error.request_id, error.trace_id) == ("r1", "t1")

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_never_followed(self, status):
        with Loopback() as other, Loopback(status, b"", {"Location": other.url + "/jobs"}) as server:
            error = submitted(server)
            assert (len(server.asked), len(other.asked)) == (1, 0)
        assert isinstance(error, ServiceError)

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
            AnimationClient(bucket=BUCKET, region=REGION, credentials=WHO) as client,
            pytest.raises(TransportError) as caught,
        ):
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert caught.value.sent is False
        assert CI_HOST in str(caught.value)
        assert caught.value.host == CI_HOST

    def test_a_session_that_repeats_by_itself_is_refused(self, loopback):
        session = requests.Session()
        session.mount("http://", HTTPAdapter(max_retries=Retry(3)))
        with client_of(loopback.url, session=session) as client, pytest.raises(ConfigurationError):
            client.submit("in.mp4", "out.gif", **PLAIN)
        session.close()
        assert loopback.asked == []


class TestUnknownOutcomes:
    """Failures after which nobody knows; the request is never sent again."""

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
            assert len(server.asked) == 1
        self.assert_unknown(error)
        assert error.request_id == "r1"
        assert "r1" in str(error)

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
            assert len(server.asked) == 1
        self.assert_unknown(error)
        assert error.request_id == "r1"

    def test_a_reply_that_is_cut_off_leaves_the_outcome_unknown(self):
        with Loopback(200, JOB[:40], {"Content-Length": str(len(JOB))}) as server:
            error = submitted(server)
            assert len(server.asked) == 1
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

    def test_a_connection_that_broke_while_idle_does_not_make_it_two_requests(self):
        """A kept-alive connection that the server has closed meanwhile must not be retried behind our back."""
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
            assert (job.job_id, job.progress) == ("j1", "half")
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                with pytest.raises(SubmissionUnknown, match="Progress"):
                    client.submit("in.mp4", "out.gif", **PLAIN)

    def test_an_observer_that_fails_does_not_lose_the_job(self, loopback, caplog):
        def observer(_):
            raise RuntimeError("no paper in the printer")

        with client_of(loopback.url, on_exchange=observer) as client:
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"
        assert "no paper" in caplog.text

    @pytest.mark.parametrize("secret_id", ["a&b", "a=b", "", "a b;c"])
    def test_an_id_of_any_form_does_not_lose_the_job_when_somebody_observes(self, loopback, secret_id):
        seen = []
        with client_of(loopback.url, credentials=Credentials(secret_id, "k"), on_exchange=seen.append) as client:
            assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"


class TestReplies:
    """What a caller gets in hand."""

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

    def test_a_job_that_failed_at_once_but_has_an_id_is_a_job(self):
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
        told = []
        job = client.submit("in.mp4", "out/${jobid}.${ext}", **PLAIN, width=640)
        assert (job.state, job.input.object_key, job.input.bucket_id) == ("Submitted", "in.mp4", BUCKET)
        done = client.wait(job.job_id, timeout=20, pace=Pace(first=0.01, longest=0.05), on_progress=told.append)
        assert done.state == "Success"
        assert told[-1].state == "Success"
        assert done.operation.media_result.output_file.object_name == [f"out/{job.job_id}.gif"]
        target = io.BytesIO()
        client.objects.get(done.operation.media_result.output_file.object_name[0], target)
        assert target.getvalue().startswith(b"GIF")

    def test_a_missing_input_fails_the_job_and_not_the_submission(self, client):
        job = client.submit("missing.mp4", "out.gif", **PLAIN)
        with pytest.raises(JobFailed, match="ResourceNotFound") as caught:
            client.wait(job.job_id, timeout=20, pace=Pace(first=0.01, longest=0.05))
        assert caught.value.job.job_id == job.job_id
        assert caught.value.request_id

    def test_an_id_that_no_job_has_is_not_found_with_a_hint_of_use(self, client):
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
        prefix, name, segment = loopback.asked[0].target.split("/")
        assert (prefix, name, unquote(segment)) == ("", "jobs", job_id)

    @pytest.mark.parametrize("body", [b"", b"junk", b"<html/>", b"<Response>"])
    def test_a_description_that_cannot_be_read_keeps_the_request_id(self, body):
        with (
            Loopback(200, body) as server,
            client_of(server.url) as client,
            pytest.raises(DecodeError) as caught,
        ):
            client.describe_job("j1")
        assert caught.value.request_id == "r1"

    def test_a_wait_lives_through_failing_looks(self, caplog):
        with Loopback(500, b"") as server, client_of(server.url) as client:
            server.then(503, b"<Error><Code>SlowDown</Code></Error>").then(
                200, b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
            )
            assert client.wait("j1", timeout=10, pace=Pace(first=0.01)).state == "Success"
            assert len(server.asked) == 3
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
        shown = [repr(client), repr(client.objects), repr(WHO), str(WHO), repr(seen), repr(job), caplog.text]
    assert "POST" in caplog.text
    for text in shown:
        assert "hush-key" not in text
        assert "hush-token" not in text
        assert not re.search(r"q-signature=[0-9a-f]", text)
    assert seen[0].http_string.startswith("post\n/jobs\n")


def test_a_job_pickles_and_copies(client):
    job = client.submit("in.mp4", "out.gif", **PLAIN)
    assert pickle.loads(pickle.dumps(job)) == job == copy.deepcopy(job)  # noqa: S301 - our own
    assert pickle.loads(pickle.dumps(job)).request_id == job.request_id  # noqa: S301


def test_the_table_of_apis_agrees_with_the_client():
    for name, api in APIS.items():
        assert api.name == name
        assert callable(getattr(AnimationClient, name))
        assert api.permissions


def test_closing_twice_is_harmless_and_threads_do_not_stay(loopback):
    before = threading.active_count()
    client = client_of(loopback.url)
    client.submit("in.mp4", "out.gif", **PLAIN)
    client.close()
    client.close()
    assert threading.active_count() <= before + 1


def test_no_proxy_leads_to_a_service_on_this_machine(service, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with service.client() as client:
        client.objects.put("in.mp4", b"x")
        assert client.objects.head("in.mp4").size == 1


def test_a_missing_object_is_named_also_where_the_answer_has_no_body(client):
    with pytest.raises(NotFoundError, match=r"has no object .nowhere\.mp4") as caught:
        client.objects.head("nowhere.mp4")
    assert caught.value.request_id
