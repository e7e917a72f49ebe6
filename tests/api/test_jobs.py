"""Submission of jobs: the request that arrives, and arguments that are refused before anything is sent."""

import logging
from decimal import Decimal
from urllib.parse import unquote

import pytest

from cosanim import (
    AdviceWarning,
    AnimationClient,
    ConfigurationError,
    Credentials,
    CredentialsError,
    RegionWarning,
    SchemaError,
    decode,
    encode,
)
from cosanim.models import Animation, Container, SubmitJobRequest, TimeInterval, Video
from cosanim.signing import parse_authorization, verify
from tests.servers.loopback import BUCKET, CI_HOST, COS_HOST, CREDENTIALS, REGION, client_of
from tests.servers.support import PLAIN, request_of


class TestRequests:
    """The request of a submission."""

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
        found = decode(loopback.requests[0].body, SubmitJobRequest).operation.animation
        for name in path.split("."):
            found = getattr(found, name)
        assert found == value
        assert isinstance(found, Decimal) == isinstance(value, Decimal)

    def test_the_other_arguments_arrive_in_their_elements(self, loopback):
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
        request = decode(loopback.requests[0].body, SubmitJobRequest)
        operation = request.operation
        assert request.tag == "Animation"
        assert request.input.object_key == "输入/a b.mp4"
        assert operation.output.object_key == "out.${ext}"
        assert (operation.output.bucket, operation.output.region) == ("other-1250000000", "ap-beijing")
        assert (operation.template_id, operation.animation) == ("t1", None)
        assert (operation.user_data, operation.job_level) == ("u", 2)
        assert (request.queue_id, request.callback) == ("p1", "https://example.com/x?a=1&b=2")
        assert request.callback_format == "JSON"

    def test_an_animation_object_arrives_unchanged(self, loopback):
        animation = Animation(
            container=Container(format="webp"),
            video=Video(codec="webp", width=320, quality=70),
            time_interval=TimeInterval(duration=Decimal("2.5")),
        )
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.webp", animation=animation)
        assert decode(loopback.requests[0].body, SubmitJobRequest).operation.animation == animation

    def test_the_body_is_what_encode_writes_byte_for_byte(self, loopback):
        request = request_of(user_data="<&>\r\n]]>")
        request.operation.user_data = "<&> ]]> 'x' \"y\""
        with client_of(loopback.url) as client:
            client.submit_job(request)
        received = loopback.requests[0]
        assert (received.method, received.target) == ("POST", "/jobs")
        assert received.body == encode(request)
        assert received.headers["Content-Type"] == "application/xml"
        assert received.headers["Content-Length"] == str(len(received.body))
        assert "Transfer-Encoding" not in received.headers

    def test_the_host_header_is_the_documented_one_with_any_endpoint(self, loopback):
        with client_of(loopback.url + "/") as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.describe_job("j1")
            client.objects.head("in.mp4")
            client.objects.put("in.mp4", b"")
        assert [received.headers["Host"] for received in loopback.requests] == [CI_HOST, CI_HOST, COS_HOST, COS_HOST]

    def test_a_submission_is_signed_for_a_short_time_and_the_signature_holds(self, loopback):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        received = loopback.requests[0]
        read = parse_authorization(received.headers["Authorization"])
        assert read.sign_time[1] - read.sign_time[0] == 90
        assert {"host", "content-type", "content-length"} <= set(read.header_list)
        assert verify(
            read,
            method="POST",
            path=unquote(received.target),
            params={},
            headers=received.headers,
            secret_key=CREDENTIALS.secret_key,
        )

    def test_a_temporary_token_is_sent_in_the_header_of_each_service(self, loopback):
        with client_of(loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.objects.put("a", b"")
        ci, cos = (received.headers for received in loopback.requests)
        assert ci["x-ci-security-token"] == cos["x-cos-security-token"] == "hush-token"
        assert "x-cos-security-token" not in ci
        assert "x-ci-security-token" not in cos
        assert "x-ci-security-token" in parse_authorization(ci["Authorization"]).header_list

    def test_a_credentials_callable_is_called_for_each_request(self, loopback):
        fresh = iter([Credentials("AKIDone", "k"), Credentials("AKIDtwo", "k")])
        with client_of(loopback.url, credentials=lambda: next(fresh)) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
            client.describe_job("j1")
        ids = [parse_authorization(received.headers["Authorization"]).secret_id for received in loopback.requests]
        assert ids == ["AKIDone", "AKIDtwo"]

    def test_credentials_bucket_and_region_come_from_the_environment(self, loopback, monkeypatch):
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv")
        monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "key")
        monkeypatch.setenv("COSANIM_BUCKET", "env-1250000000")
        monkeypatch.setenv("COSANIM_REGION", "ap-tokyo")
        with AnimationClient(endpoint=loopback.url) as client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        received = loopback.requests[0]
        assert received.headers["Host"] == "env-1250000000.ci.ap-tokyo.myqcloud.com"
        assert parse_authorization(received.headers["Authorization"]).secret_id == "AKIDenv"
        output = decode(received.body, SubmitJobRequest).operation.output
        assert (output.bucket, output.region) == ("env-1250000000", "ap-tokyo")


class TestInvalidArguments:
    """Invalid arguments: nothing is sent."""

    def test_flat_parameters_and_animation_exclude_each_other(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(TypeError, match="not both"):
            client.submit("in.mp4", "out.gif", animation=Animation(), width=640)
        assert loopback.requests == []

    @pytest.mark.parametrize("name", ["wdith", "Width", "callback_url", "tag"])
    def test_a_misspelt_argument_is_refused_and_not_dropped(self, loopback, name):
        with client_of(loopback.url) as client, pytest.raises(TypeError, match=name):
            client.submit("in.mp4", "out.gif", **PLAIN, **{name: 640})
        assert loopback.requests == []

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
        assert loopback.requests == []

    @pytest.mark.parametrize("key", ["", "out.${name}", "\ud800"])
    def test_an_invalid_output_key_is_refused(self, loopback, key):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            client.submit("in.mp4", key, **PLAIN)
        assert loopback.requests == []

    def test_all_violations_are_reported_not_only_the_first(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.submit("in.mp4", "out.gif", format="gif", width=1, height=1, fps=-1, duration=5)
        assert len(caught.value.violations) == 3
        assert all(violation.severity == "error" for violation in caught.value.violations)

    def test_advice_is_a_warning_and_the_job_is_sent(self, loopback, caplog):
        with client_of(loopback.url) as client, pytest.warns(AdviceWarning) as caught:
            client.submit("in.mp4", "out.gif", format="gif", quality=50)
        assert [warning.message.violation.rule for warning in caught] == ["quality-without-webp", "no-duration"]
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
        assert len(loopback.requests) == 1

    @pytest.mark.usefixtures("bare_machine")
    def test_the_error_for_missing_credentials_lists_all_sources(self, loopback):
        with client_of(loopback.url, credentials=None) as client, pytest.raises(CredentialsError) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        for place in ("argument credentials", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRETKEY", "CVM role"):
            assert any(place in line for line in caught.value.searched_places)
            assert place in str(caught.value)
        assert loopback.requests == []

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
            assert place in caught.value.searched_places
            assert place in str(caught.value)

    def test_the_error_for_a_bucket_without_appid_names_the_appid(self):
        with pytest.raises(ConfigurationError, match=r"appid.*test-<appid>"):
            AnimationClient(bucket="test", region=REGION)

    def test_an_unknown_region_issues_a_warning_and_is_used(self, loopback):
        with pytest.warns(RegionWarning, match="ap-nowhere"):
            client = client_of(loopback.url, region="ap-nowhere")
        with client:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert loopback.requests[0].headers["Host"] == f"{BUCKET}.ci.ap-nowhere.myqcloud.com"

    @pytest.mark.parametrize("endpoint", ["127.0.0.1:80", "http://", "http://x/path", "ftp://x", "http://u:hush@x"])
    def test_an_invalid_endpoint_is_refused_without_repeating_a_password(self, endpoint):
        with pytest.raises(ConfigurationError) as caught:
            client_of(endpoint)
        assert "hush" not in str(caught.value)

    @pytest.mark.parametrize("ids", [[], [""], ["a,b"], ["j1", ""], ""])
    def test_invalid_ids_are_refused(self, loopback, ids):
        with client_of(loopback.url) as client, pytest.raises(ConfigurationError):
            client.describe_jobs(ids)
        assert loopback.requests == []
