"""cosanim doctor: each check against a local service that is healthy, and broken in the way that the check is for."""

import json
import re
import socket
import threading
import time
from contextlib import ExitStack

import pytest

from cosanim import Credentials
from cosanim.findings import Status
from cosanim.local import LocalService
from tests.cli.support import PARAMETERS, queue_id, submit
from tests.local.support import send
from tests.servers.loopback import BUCKET, REGION, Loopback, dead_url
from tests.servers.scripted import Scripted
from tests.servers.skewed import SkewedServer

NAMES = [
    *("python", "packages", "credentials", "bucket", "region", "endpoint", "dns", "connection", "clock", "signature"),
    *("permissions", "media-service", "queue", "role"),
]
READS = ("list_queues", "list_jobs", "describe_media_buckets")

pytestmark = pytest.mark.usefixtures("bare_machine")


def checked(shell, *words, code=1):
    """Return the checks by name."""
    ran = shell("doctor", "--json", *words)
    assert ran.code == code, ran.out + ran.err
    assert ran.is_clean()
    for each in ran.json["checks"]:
        assert list(each) == ["name", "status", "found", "meaning", "remedy"]
        assert each["found"]
        assert each["meaning"]
        assert each["remedy"] or each["status"] in {"ok", "skipped"}
    assert "localsecret" not in ran.out + ran.err
    return {each["name"]: each for each in ran.json["checks"]}


def only_failure(checks, *skipped):
    """Return the only check that failed; the named ones must be skipped, and the others be right."""
    by_status = {status: [name for name, each in checks.items() if each["status"] == status] for status in Status}
    assert set(by_status["skipped"]) - {"role"} == set(skipped)
    assert by_status["warning"] == []
    (name,) = by_status["failed"]
    return checks[name]


def after(name):
    """Return the names of the checks after one, which need it."""
    return [each for each in NAMES[NAMES.index(name) + 1 :] if each != "role"]


@pytest.fixture
def start(shell):
    """Return a function that starts a service with options, points the command line at it, and returns it."""
    with ExitStack() as stack:

        def started(**options):
            service = stack.enter_context(LocalService(render=False, **options))
            shell.point_at(service.url)
            return service

        yield started


class TestHealthy:
    """A service on which a job has succeeded."""

    def test_everything_is_right_and_nothing_is_changed(self, cosanim, service, client):
        client.objects.put("in.mp4", b"a video")
        client.submit("in.mp4", "out.gif", format="gif", duration=1).wait(timeout=10)
        before = len(service.requests)
        checks = checked(cosanim, "--output-bucket", BUCKET, code=0)
        assert list(checks) == [*NAMES, "output"]
        assert {each["status"] for each in checks.values()} == {"ok"}
        assert {request.method for request in service.requests[before:]} == {"GET"}
        assert "0 of 10000 places" in checks["queue"]["found"]

    def test_the_text_is_readable_in_80_columns(self, cosanim):
        ran = cosanim("doctor")
        assert ran.code == 0, ran.out
        assert max(map(len, ran.out.splitlines())) <= 80
        assert re.findall(r"^\w+ +([a-z-]+):", ran.out, re.MULTILINE) == NAMES
        assert ran.out.endswith("\n13 ok, 1 skipped\n")
        assert "\n         do: convert one short video" in ran.out

    def test_requests_can_be_shown(self, cosanim):
        ran = cosanim("doctor", "--json", "--debug")
        assert ran.code == 0, ran.out
        assert "> GET http" in ran.err
        assert "localsecret" not in ran.err


class TestSettings:
    """Credentials, bucket, region and endpoint."""

    def test_without_anything_every_place_is_named(self, shell):
        checks = checked(shell)
        assert "environment TENCENTCLOUD_SECRET_ID: not set" in checks["credentials"]["found"]
        assert [name for name, each in checks.items() if each["status"] == "failed"] == [
            *("credentials", "bucket", "region")
        ]
        assert [name for name, each in checks.items() if each["status"] == "skipped"] == NAMES[5:]

    def test_the_source_that_is_used_and_those_that_are_not_are_named_with_secrets_masked(
        self, cosanim, bare_machine, monkeypatch
    ):
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenvironment0001")
        folder = bare_machine / ".tccli"
        folder.mkdir()
        (folder / "default.credential").write_text(
            json.dumps({"secretId": "AKIDofaprofile0002", "secretKey": "hush", "token": "hush-token"})
        )
        (bare_machine / ".cos.conf").write_text("[common]\nsecret_id = AKIDofcoscmd000003\nsecret_key = hush\n")
        check = checked(cosanim)["credentials"]
        assert check["status"] == "warning"
        assert check["found"].startswith("secret id AKID***0001 from environment TENCENTCLOUD_SECRET_ID and")
        assert f"temporary credentials AKID***0002 in file {folder / 'default.credential'}" in check["found"]
        assert "AKID***0003" in check["found"]
        assert "hush" not in json.dumps(check)
        named = checked(cosanim, "--profile", "default")["credentials"]
        assert named["found"].startswith("temporary credentials AKID***0002")
        monkeypatch.delenv("TENCENTCLOUD_SECRET_KEY")
        half = checked(cosanim)["credentials"]
        assert (half["status"], "TENCENTCLOUD_SECRET_ID: set, but not" in half["found"]) == ("warning", True)
        missing = checked(cosanim, "--profile", "gone")
        assert "the profiles are default" in missing["credentials"]["found"]
        assert missing["dns"]["status"] == "ok"

    @pytest.mark.parametrize(
        ("variable", "value", "text"),
        [
            ("TENCENTCLOUD_SECRET_ID", "AKIDhush\n0001", "secret id has a line break"),
            ("TENCENTCLOUD_SECRET_KEY", "hush\udcff", "secret key has bytes that are not UTF-8"),
            ("TENCENTCLOUD_TOKEN", "hush\u5bc6", "token has a line break or another character"),
        ],
    )
    def test_credentials_that_no_request_can_carry_are_said(self, cosanim, monkeypatch, variable, value, text):
        monkeypatch.setenv(variable, value)
        check = only_failure(checked(cosanim), *after("endpoint")[1:])
        assert check["name"] == "credentials"
        assert text in check["found"]
        assert "hush" not in json.dumps(check)

    def test_a_profile_that_a_client_does_not_read_does_not_matter(self, cosanim, monkeypatch):
        monkeypatch.setenv("TCCLI_PROFILE", "../other")
        assert checked(cosanim, code=0)["credentials"]["status"] == "ok"
        monkeypatch.delenv("TENCENTCLOUD_SECRET_ID")
        check = checked(cosanim)["credentials"]
        assert (check["status"], "'../other'" in check["found"]) == ("failed", True)

    @pytest.mark.parametrize(
        ("words", "name", "text"),
        [
            (["--bucket", "noappid"], "bucket", "appid is missing"),
            (["--bucket", "Not_A_Bucket-1"], "bucket", "lower-case"),
            (["--region", "ap_chongqing"], "region", "did you mean ap-chongqing?"),
        ],
    )
    def test_a_name_of_another_form_is_said(self, cosanim, words, name, text):
        check = only_failure(checked(cosanim, *words), *NAMES[5:13])
        assert check["name"] == name
        assert text in check["found"]

    def test_an_endpoint_of_another_form_is_said(self, cosanim):
        check = only_failure(checked(cosanim, "--endpoint", "http://me:hush@h/"), *after("endpoint"))
        assert check["name"] == "endpoint"
        assert "hush" not in json.dumps(check)

    def test_certificates_that_cannot_be_read_are_said(self, cosanim, monkeypatch, tmp_path):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
        check = only_failure(checked(cosanim, "--endpoint", "https://127.0.0.1:9"), *after("endpoint"))
        assert "gone.pem" in check["found"]
        assert "REQUESTS_CA_BUNDLE" in check["remedy"]

    def test_an_undocumented_region_and_a_connection_without_tls_are_warnings(self, cosanim, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", _unknown_name)
        checks = checked(cosanim, "--region", "ap-chongqin", "--endpoint", "http://example.invalid")
        assert [checks[name]["status"] for name in ("region", "endpoint", "dns")] == ["warning", "warning", "failed"]
        assert "did you mean ap-chongqing?" in checks["region"]["meaning"]


def _unknown_name(*_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


class TestNetwork:
    """Names, connection and clock."""

    def test_an_unknown_host_is_said_before_anything_is_sent(self, cosanim, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", _unknown_name)
        monkeypatch.delenv("COSANIM_ENDPOINT")
        check = only_failure(checked(cosanim), *after("dns"))
        assert f"{BUCKET}.ci.{REGION}.myqcloud.com cannot be resolved" in check["found"]
        assert "region" in check["remedy"]

    def test_a_name_server_that_never_answers_does_not_stop_the_checks(self, cosanim, monkeypatch):
        over = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(20))
        check = only_failure(checked(cosanim, "--timeout", "0.05"), *after("dns"))
        over.set()
        assert check["name"] == "dns"
        assert "nothing within 0.05 s" in check["found"]

    def test_a_proxy_without_a_host_is_said(self, cosanim, monkeypatch):
        monkeypatch.setenv("HTTPS_PROXY", "http://me:hush@")
        check = checked(cosanim, "--endpoint", "https://ci.invalid")["connection"]
        assert (check["status"], "the proxy address cannot be used" in check["found"]) == ("failed", True)
        assert "hush" not in json.dumps(check)

    def test_a_refused_connection_is_said(self, shell):
        check = only_failure(checked(shell.point_at(dead_url())), *after("connection"))
        assert (check["name"], "refused" in check["found"]) == ("connection", True)

    def test_a_service_that_never_answers_does_not_stop_the_checks(self, shell):
        over = threading.Event()
        with Scripted(lambda *_: over.wait(20)) as server:
            shell.point_at(f"http://127.0.0.1:{server.port}")
            check = only_failure(checked(shell, "--timeout", "0.1"), *after("connection"))
            over.set()
        assert (check["name"], "deadline" in check["found"]) == ("connection", True)

    def test_a_certificate_that_is_not_trusted_is_said(self, shell):
        with LocalService(render=False, tls=True) as service:
            check = only_failure(checked(shell.point_at(service.url)), *after("connection"))
        assert "certificate was not accepted" in check["found"]
        assert "REQUESTS_CA_BUNDLE" in check["remedy"]

    def test_a_proxy_is_named_without_its_password(self, shell, monkeypatch):
        proxy = dead_url().replace("//", "//me:hush@")
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        checks = checked(shell.point_at("http://example.invalid"))
        assert "through the proxy http://***@127.0.0.1" in checks["endpoint"]["found"]
        assert (checks["dns"]["status"], checks["connection"]["status"]) == ("skipped", "failed")
        assert "hush" not in json.dumps(checks)

    @pytest.mark.parametrize(
        ("status", "body", "text"),
        [
            (503, b"<Error><Code>ServiceUnavailable</Code></Error>", "503 ServiceUnavailable"),
            (403, b"<html>log in first</html>", "403"),
            (200, b"<html>log in first</html>", "html"),
        ],
    )
    def test_a_reply_that_is_no_answer_is_said(self, shell, status, body, text):
        with Loopback(status, body) as server:
            check = only_failure(checked(shell.point_at(server.url)), *after("connection"))
        assert check["name"] == "connection"
        assert text in check["found"]

    @pytest.mark.parametrize("offset", [3600, -3600, 40, -70, 20, -45])
    def test_a_clock_that_differs_is_a_warning_since_every_call_works(self, shell, start, offset):
        start(clock=lambda: time.time() + offset)
        checks = checked(shell, code=0)
        assert {name: each["status"] for name, each in checks.items() if each["status"] != "ok"} == {
            "clock": "warning",
            "role": "skipped",
        }
        assert ("behind" if offset > 0 else "ahead of") in checks["clock"]["found"]
        assert ("signs again" in checks["clock"]["meaning"]) == (offset not in {20, -45})
        assert "NTP" in checks["clock"]["remedy"]
        submit(shell)

    @pytest.mark.parametrize(("offset", "has_date"), [(3600, True), (0, True), (3600, False)])
    def test_a_clock_is_a_failure_where_signing_with_the_services_time_does_not_help(self, shell, offset, has_date):
        with SkewedServer(int(time.time()) + offset) as server:
            server.always_refuses = True
            server.has_date = has_date
            checks = checked(shell.point_at(server.url))
        assert [name for name, each in checks.items() if each["status"] == "failed"] == ["clock", "signature"]
        assert "SignatureExpired" in checks["clock"]["found"]
        assert (" s behind the service's clock" in checks["clock"]["found"]) == (offset > 0 and has_date)
        assert ("no Date header" in checks["clock"]["found"]) == (not has_date)
        assert "Date" in checks["clock"]["remedy"]


class TestAccess:
    """Signature and permissions."""

    @pytest.mark.parametrize(
        ("variable", "text"),
        [("TENCENTCLOUD_SECRET_KEY", "SignatureDoesNotMatch"), ("TENCENTCLOUD_SECRET_ID", "SecretidNotExist")],
    )
    def test_a_wrong_key_is_told_from_an_unknown_id(self, cosanim, monkeypatch, variable, text):
        monkeypatch.setenv(variable, "AKIDwrong0123456789")
        check = only_failure(checked(cosanim), *after("signature"))
        assert check["name"] == "signature"
        assert text in check["found"]
        assert "request id" in check["found"]

    def test_a_wrong_token_is_said(self, shell, start, monkeypatch):
        start(credentials=Credentials("AKIDlocal", "localsecret", "right"))
        monkeypatch.setenv("TENCENTCLOUD_TOKEN", "wrong")
        check = only_failure(checked(shell), *after("signature"))
        assert "InvalidToken" in check["found"]

    def test_a_missing_permission_is_told_from_a_wrong_key(self, cosanim, service):
        for api in READS:
            service.fail_next(api, "401:AccessDenied")
        check = only_failure(checked(cosanim), "media-service", "queue")
        assert check["name"] == "permissions"
        assert "ci:DescribeMediaJobs" in check["found"]
        assert "cosanim policy" in check["remedy"]
        assert "CI_QCSRole" in check["remedy"]

    def test_what_neither_service_tells_apart_is_said_so(self, shell):
        denied = b"<Error><Code>AccessDenied</Code><Message>No permission.</Message></Error>"
        missing = b"<Error><Code>NoSuchBucket</Code></Error>"
        with Loopback() as server:
            answer = (401, denied, {"x-ci-request-id": "r1"})
            server.answers[:] = [answer, answer, answer, (404, missing, {})]
            check = only_failure(checked(shell.point_at(server.url)), *after("signature"))
        assert "alike" in check["meaning"]
        assert all(cause in check["remedy"] for cause in ("secret key", "role", "permission"))

    @pytest.mark.parametrize(("api", "status"), [("list_jobs", "failed"), ("describe_media_buckets", "warning")])
    def test_one_permission_that_is_missing_is_named(self, cosanim, service, api, status):
        service.fail_next(api, "403:AccessDenied")
        checks = checked(cosanim, code=1 if status == "failed" else 0)
        assert checks["permissions"]["status"] == status
        assert checks["media-service"]["status"] == checks["queue"]["status"] == "ok"


class TestMediaService:
    """Binding, queue, role and output."""

    def test_a_bucket_that_is_not_bound_is_said_until_it_is_set_up(self, shell, start):
        start(bound=False)
        check = only_failure(checked(shell), "queue")
        assert check["name"] == "media-service"
        assert "MediaBucketUnBinded" in check["found"]
        assert "cosanim setup" in check["remedy"]
        assert shell("setup").code == 0
        assert checked(shell, code=0)["queue"]["status"] == "ok"

    def test_a_bucket_of_another_region_is_said(self, cosanim):
        check = only_failure(checked(cosanim, "--region", "ap-shanghai"), "queue")
        assert check["name"] == "media-service"
        assert "ap-shanghai" in check["meaning"]

    @pytest.mark.parametrize(
        ("status", "code", "hint"), [(301, "PermanentRedirect", "another region"), (400, "NewCode", "ask support")]
    )
    def test_a_service_that_refuses_every_request_is_no_success(self, shell, status, code, hint):
        with Loopback(status, f"<Error><Code>{code}</Code></Error>".encode()) as server:
            checks = checked(shell.point_at(server.url))
        (check,) = (each for each in checks.values() if each["status"] == "failed")
        assert (check["name"], code in check["found"], hint in check["remedy"]) == ("media-service", True, True)

    def test_a_paused_queue_is_said(self, cosanim):
        queue = queue_id(cosanim)
        cosanim("queue", "pause", queue)
        check = only_failure(checked(cosanim))
        assert check["name"] == "queue"
        assert f"cosanim queue resume {queue}" in check["remedy"]

    def test_a_queue_that_fills_is_a_warning_and_a_full_one_a_failure(self, shell, start):
        start(hold=True, queue_max_size=5)
        seen = []
        for number in range(5):
            assert shell("submit", "in.mp4", f"{number}.gif", *PARAMETERS, "--json").code == 0
            if number >= 2:
                seen.append(checked(shell, code=1 if number == 4 else 0)["queue"])
        assert [each["status"] for each in seen] == ["ok", "warning", "failed"]
        assert "5 of 5 places" in seen[-1]["found"]

    def test_a_queue_is_counted_over_all_pages(self, shell, start):
        with start(hold=True).client() as client:
            for number in range(101):
                client.submit("in.mp4", f"{number}.gif", format="gif", duration=1)
        found = checked(shell, code=0)["queue"]["found"]
        assert "; 101 of 10000 places" in found

    @pytest.mark.parametrize(
        ("code", "status"),
        [("CIRoleNotExist", "failed"), ("ResourceAccessDenied", "warning"), ("InvalidArgument", "skipped")],
    )
    def test_the_newest_ended_job_tells_of_the_role(self, shell, start, code, status):
        service = start(transitions="manual")
        with service.client() as client:
            job = client.submit("in.mp4", "out.gif", format="gif", duration=1)
        service.advance(job.job_id, "Failed", code=code)
        checks = checked(shell, code=1 if status == "failed" else 0)
        assert checks["role"]["status"] == status
        assert (job.job_id in checks["role"]["found"]) == (status != "skipped")

    def test_a_missing_role_in_an_answer_is_said(self, cosanim, service):
        service.fail_next("list_queues", "400:CIRoleNotExist")
        check = only_failure(checked(cosanim), "queue")
        assert check["name"] == "role"
        assert "QcloudAccessForCIRole" in check["remedy"]

    @pytest.mark.parametrize(
        ("words", "status", "text"),
        [
            (["--output-region", "ap-shanghai"], "warning", "ap-shanghai"),
            (["--output-region", "ap-nowhere"], "failed", "ap-nowhere"),
            (["--output-bucket", "noappid"], "failed", "appid"),
            (["--output-bucket", "missing-1250000000"], "failed", "NoSuchBucket"),
            (["--output-bucket", "theirs-1260000000"], "warning", "another account"),
        ],
    )
    def test_the_bucket_for_outputs_is_checked(self, cosanim, service, words, status, text):
        send(service, "PUT", "/", host=f"theirs-1260000000.cos.{REGION}.myqcloud.com")
        checks = checked(cosanim, *words, code=1 if status == "failed" else 0)
        assert checks["output"]["status"] == status
        assert text in checks["output"]["found"] + checks["output"]["meaning"]
