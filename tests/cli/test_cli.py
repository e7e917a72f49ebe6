"""The commands, their lines, their JSON and their exit codes."""

import json
import logging
import re
import signal
import subprocess
import time
from pathlib import Path

import click
import pytest
import requests

from cosanim.cli import cli
from cosanim.cli.main import COMMANDS
from cosanim.cli.submit import output_key
from cosanim.signing import sign
from tests.cli.support import ENTRY, PARAMETERS, RUNNING, environment, process, process_environment
from tests.client.loopback import BUCKET, CI_HOST, JOB, Broken, Loopback, dead_url
from tests.local.support import CREDENTIALS

DONE = (
    b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile>"
    b"<ObjectName>out.gif</ObjectName></OutputFile></MediaResult></Operation></JobsDetail></Response>"
)
FAILED = (
    b"<Response><JobsDetail><Code>ResourceNotFound</Code><Message>gone</Message><JobId>j1</JobId>"
    b"<State>Failed</State></JobsDetail></Response>"
)
CANCELLED = FAILED.replace(b"Failed", b"Cancel")


def commands(group, *words):
    """Yield every command that is no group, by the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        if isinstance(found, click.Group):
            yield from commands(found, *words, name)
        else:
            yield (*words, name), found


LEAVES = {" ".join(words): found for words, found in commands(cli)}


@pytest.fixture
def video(cosanim, tmp_path):
    path = tmp_path / "demo.mp4"
    path.write_bytes(b"a video")
    assert cosanim("put", path, "input/demo.mp4").code == 0
    return "input/demo.mp4"


class TestHelp:
    """Help is complete, and no command lacks it."""

    @pytest.mark.parametrize("name", LEAVES)
    def test_every_command_explains_itself_and_each_of_its_options(self, shell, name):
        ran = shell(*name.split(), "--help")
        assert ran.code == 0
        assert " ".join(LEAVES[name].help.split()) in " ".join(ran.out.split())
        for parameter in LEAVES[name].params:
            if isinstance(parameter, click.Option):
                assert parameter.help, parameter.name
                assert all(option in ran.out for option in parameter.opts), parameter.opts
            else:
                assert parameter.make_metavar(click.Context(LEAVES[name])) in ran.out

    @pytest.mark.parametrize("name", LEAVES)
    def test_every_command_but_the_service_takes_json(self, name):
        options = {option for parameter in LEAVES[name].params for option in parameter.opts}
        assert ("--json" in options) == (name != "local")

    @pytest.mark.parametrize("name", LEAVES)
    def test_commands_that_talk_to_the_service_say_where_it_is(self, name):
        options = {option for parameter in LEAVES[name].params for option in parameter.opts}
        assert (
            not options & {"--endpoint", "--bucket"}
            or name in {"local", "policy"}
            or {
                "--bucket",
                "--region",
                "--endpoint",
                "--debug",
            }
            <= options
        )
        if name in {"submit", "describe", "wait", "put", "get"}:
            assert {"--endpoint", "--timeout"} <= options

    def test_the_group_lists_every_command_and_the_exit_codes(self, shell):
        ran = shell("--help")
        assert ran.code == 0
        for name in COMMANDS:
            assert re.search(rf"^  {name} ", ran.out, re.MULTILINE)
        for code in ("0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "130 "):
            assert code in ran.out

    def test_the_version_is_told(self, shell):
        ran = shell("--version")
        assert (ran.code, ran.out) == (0, "cosanim, version 0.1.0\n")

    def test_no_command_at_all_is_a_usage_error_with_help(self, shell):
        ran = shell()
        assert ran.code == 2
        assert "Usage" in ran.out + ran.err


class TestObjects:
    """put, get and url."""

    def test_a_file_goes_in_and_comes_out(self, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        assert cosanim("put", tmp_path / "a", "视 频/a.mp4") == (0, "视 频/a.mp4 7 bytes\n", "")
        assert cosanim("get", "视 频/a.mp4", tmp_path / "b") == (0, f"{tmp_path / 'b'} 7 bytes\n", "")
        assert (tmp_path / "b").read_bytes() == b"content"

    def test_json_holds_the_facts(self, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        put = cosanim("put", tmp_path / "a", "k", "--json", "--content-type", "video/mp4").json
        assert (put["key"], put["size"], put["etag"]) == ("k", 7, "9a0364b9e99bb480dd25e1f0284c8555")
        assert put["request_id"]
        got = cosanim("get", "k", tmp_path / "b", "--json").json
        assert (got["key"], got["size"], got["file"]) == ("k", 7, str(tmp_path / "b"))
        url = cosanim("url", "k", "--json", "--expires", "60").json
        assert (url["key"], url["expires"]) == ("k", 60)
        reply = requests.get(url["url"], timeout=5)
        assert (reply.content, reply.headers["Content-Type"]) == (b"content", "video/mp4")

    def test_an_address_is_one_line(self, cosanim):
        ran = cosanim("url", "k")
        assert ran.code == 0
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/{BUCKET}/k\?\S+\n", ran.out)

    def test_a_missing_object_exits_3_and_leaves_no_file(self, cosanim, tmp_path):
        ran = cosanim("get", "missing", tmp_path / "f")
        assert (ran.code, ran.out) == (3, "")
        assert "NoSuchKey" in ran.err
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_file_exits_2(self, cosanim, tmp_path):
        ran = cosanim("put", tmp_path / "nowhere", "k")
        assert ran.code == 2
        assert "nowhere" in ran.err

    def test_a_target_in_a_missing_folder_is_named(self, cosanim, tmp_path):
        ran = cosanim("get", "k", tmp_path / "no" / "f")
        assert ran.code == 3
        assert str(tmp_path / "no" / "f") in ran.err
        assert "internal" not in ran.err

    @pytest.mark.parametrize("words", [("put", "/", "k"), ("get", "k", "/"), ("url", "k", "--expires", "0")])
    def test_impossible_arguments_exit_2(self, cosanim, words):
        assert cosanim(*words).code == 2


class TestSubmit:
    """submit, describe and wait."""

    def test_a_job_is_submitted_described_and_waited_for(self, cosanim, video):
        submitted = cosanim("submit", video, "out/a.${ext}", *PARAMETERS)
        assert submitted.code == 0
        job_id, state = submitted.out.split()
        assert state == "Submitted"
        assert cosanim("wait", job_id, "--timeout", "20") == (0, f"{job_id} Success out/a.gif\n", "")
        assert cosanim("describe", job_id) == (0, f"{job_id} Success out/a.gif\n", "")

    def test_submit_waits_and_downloads(self, cosanim, video, tmp_path):
        target = tmp_path / "a.gif"
        ran = cosanim("submit", video, "out/{jobid}.{ext}", *PARAMETERS, "--download", target)
        assert ran.code == 0
        job_id, state, key = ran.out.split()
        assert (state, key) == ("Success", f"out/{job_id}.gif")
        assert target.read_bytes().startswith(b"GIF8")

    def test_json_of_a_job_is_one_object_with_its_request_id(self, cosanim, video):
        ran = cosanim("submit", video, "a.gif", *PARAMETERS, "--json", "--wait", "--user-data", "mine")
        assert ran.out.count("\n") == 1
        assert (ran.json["state"], ran.json["operation"]["user_data"]) == ("Success", "mine")
        assert ran.json["operation"]["media_result"]["output_file"]["object_name"] == ["a.gif"]
        assert ran.json["request_id"]
        assert cosanim("describe", ran.json["job_id"], "--json").json["job_id"] == ran.json["job_id"]
        assert cosanim("wait", ran.json["job_id"], "--json").json["state"] == "Success"

    def test_several_jobs_are_one_line_each_and_a_missing_one_is_an_error(self, cosanim, video):
        ids = [cosanim("submit", video, "a.gif", *PARAMETERS).out.split()[0] for _ in range(2)]
        ran = cosanim("describe", *ids, "--json")
        assert [json.loads(line)["job_id"] for line in ran.out.splitlines()] == ids
        ran = cosanim("describe", ids[0], "j-missing", ids[1])
        assert ran.code == 3
        assert [line.split()[0] for line in ran.out.splitlines()] == ids
        assert "j-missing" in ran.err

    @pytest.mark.parametrize("words", [("--wait",), ("--wait", "--json"), ("--download", "f.gif")])
    def test_a_job_that_fails_exits_1_and_its_id_is_printed(self, cosanim, words, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        ran = cosanim("submit", "missing.mp4", "a.gif", *PARAMETERS, *words)
        assert ran.code == 1
        assert "ResourceNotFound" in ran.err
        assert "Failed" in ran.out
        if "--json" in words:
            assert ran.json["state"] == "Failed"
            assert ran.error["error"] == "JobFailed"
            assert ran.error["job"]["job_id"] == ran.json["job_id"]
        assert list(tmp_path.iterdir()) == []

    def test_every_flat_parameter_and_option_reaches_the_service(self, shell):
        words = (
            "--template-id t1 --format webp --codec webp --width 640 --height 360 --fps 12.50 --frames-per-second 5 "
            "--keyframes-only --frame-interval 0.5 --quality 80 --start 1.001 --duration 5 "
            "--output-bucket o-1250000000 --output-region ap-tokyo --user-data u --job-level 2 --queue-id p1 "
            "--callback no --callback-format JSON"
        )
        with Loopback() as server:
            assert shell.point_at(server.url)("submit", "in.mp4", "out.{EXT}", *words.split()).code == 0
        body = server.asked[0].body.decode()
        for node in (
            "<TemplateId>t1</TemplateId>",
            "<Format>webp</Format>",
            "<Codec>webp</Codec>",
            "<Width>640</Width>",
            "<Height>360</Height>",
            "<Fps>12.50</Fps>",
            "<AnimateFramesPerSecond>5</AnimateFramesPerSecond>",
            "<AnimateOnlyKeepKeyFrame>true</AnimateOnlyKeepKeyFrame>",
            "<AnimateTimeIntervalOfFrame>0.5</AnimateTimeIntervalOfFrame>",
            "<Quality>80</Quality>",
            "<Start>1.001</Start>",
            "<Duration>5</Duration>",
            "<Bucket>o-1250000000</Bucket>",
            "<Region>ap-tokyo</Region>",
            "<UserData>u</UserData>",
            "<JobLevel>2</JobLevel>",
            "<QueueId>p1</QueueId>",
            "<CallBack>no</CallBack>",
            "<CallBackFormat>JSON</CallBackFormat>",
            "<Object>out.${EXT}</Object>",
        ):
            assert node in body

    def test_the_options_outrank_the_environment(self, shell):
        with Loopback() as server:
            shell.point_at(dead_url())
            words = ("--endpoint", server.url, "--bucket", "mine-1250000000", "--region", "ap-beijing")
            assert shell("submit", "in.mp4", "out.gif", *PARAMETERS, *words).code == 0
        assert server.asked[0].headers["Host"] == "mine-1250000000.ci.ap-beijing.myqcloud.com"

    def test_the_result_is_fetched_from_where_it_went(self, shell, tmp_path):
        with Loopback() as server:
            server.then(200, DONE).then(200, b"GIF")
            shell.point_at(server.url)
            words = ("--output-bucket", "o-1250000000", "--output-region", "ap-tokyo")
            ran = shell("submit", "in.mp4", "out.gif", *PARAMETERS, *words, "--download", tmp_path / "f")
        assert ran == (0, "j1 Success out.gif\n", "")
        assert (tmp_path / "f").read_bytes() == b"GIF"
        assert server.asked[-1].headers["Host"] == "o-1250000000.cos.ap-tokyo.myqcloud.com"

    def test_a_download_folder_that_is_missing_is_found_out_before_the_job_is_paid_for(self, shell, tmp_path):
        with Loopback() as server:
            shell.point_at(server.url)
            ran = shell("submit", "in.mp4", "out.gif", *PARAMETERS, "--download", tmp_path / "no" / "f")
            assert server.asked == []
        assert ran.code == 2
        assert str(tmp_path / "no") in ran.err

    def test_a_failed_download_does_not_lose_the_job(self, shell, tmp_path):
        with Loopback() as server:
            server.then(200, DONE).then(403, b"<Error><Code>AccessDenied</Code></Error>")
            ran = shell.point_at(server.url)("submit", "i.mp4", "o.gif", *PARAMETERS, "--download", tmp_path / "f")
        assert (ran.code, ran.out) == (3, "j1 Success out.gif\n")
        assert "AccessDenied" in ran.err

    def test_a_failed_wait_does_not_lose_the_job(self, shell):
        with Loopback() as server:
            server.then(403, b"<Error><Code>AccessDenied</Code></Error>")
            ran = shell.point_at(server.url)("submit", "in.mp4", "out.gif", *PARAMETERS, "--wait", "--json")
        assert (ran.code, ran.json["job_id"], ran.error["code"]) == (3, "j1", "AccessDenied")

    def test_a_finished_job_that_names_no_result_is_no_internal_error(self, shell, tmp_path):
        body = b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
        with Loopback() as server:
            server.then(200, body)
            ran = shell.point_at(server.url)("submit", "i.mp4", "o.gif", *PARAMETERS, "--download", tmp_path / "f")
        assert (ran.code, ran.out) == (3, "j1 Success\n")
        assert "names no result" in ran.err
        assert "internal" not in ran.err

    def test_advice_does_not_stop_a_submission(self, cosanim, video, caplog):
        ran = cosanim("submit", video, "a.gif", "--format", "gif")
        assert ran.code == 0
        assert any(record.levelno == logging.WARNING for record in caplog.records)


class TestOutputKey:
    """What the shell does to ${ext}."""

    @pytest.mark.parametrize("key", ["out.", "", "a/b.", "."])
    @pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)])
    def test_a_key_that_the_shell_ate_is_refused_with_the_explanation(self, shell, key, more):
        with Loopback() as server:
            ran = shell.point_at(server.url)("submit", "in.mp4", key, *PARAMETERS, *more)
            assert server.asked == []
        assert (ran.code, ran.out) == (2, "")
        assert "shell" in ran.err
        assert "{ext}" in ran.err
        if "--json" in more:
            assert ran.error["exit_code"] == 2

    @pytest.mark.parametrize(
        ("given", "meant"),
        [
            ("out.{ext}", "out.${ext}"),
            ("{jobid}/out.{EXT}", "${jobid}/out.${EXT}"),
            ("out.${ext}", "out.${ext}"),
            ("{a}.gif", "{a}.gif"),
            ("$out.{ext}", "$out.${ext}"),
            ("{{ext}}", "{${ext}}"),
        ],
    )
    def test_a_wildcard_needs_no_dollar(self, given, meant):
        assert output_key(given) == meant


class TestDryRun:
    """Everything is shown, nothing is sent; there is no server, and there need not be credentials."""

    WHERE = ("--bucket", BUCKET, "--region", "ap-chongqing")

    def test_xml_and_target_are_shown(self, shell):
        ran = shell("submit", "in.mp4", "out.{ext}", *PARAMETERS, *self.WHERE, "--dry-run")
        assert ran.code == 0
        assert "<Object>out.${ext}</Object>" in ran.out
        assert f"POST /jobs to https://{CI_HOST} (Host: {CI_HOST})" in ran.out
        assert "nothing was sent" in ran.out

    def test_violations_are_all_shown_and_exit_1(self, shell):
        ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, *self.WHERE, "--width", "1", "--fps", "99", "--dry-run")
        assert ran.code == 1
        for path in ("Video.Width", "Video.Fps"):
            assert f"Request.Operation.Animation.{path}" in ran.out
        assert "<Width>1</Width>" in ran.out

    def test_json_is_one_object(self, shell):
        where = (*self.WHERE, "--endpoint", "http://127.0.0.1:9")
        ran = shell("submit", "in.mp4", "o.gif", "--format", "gif", *where, "--dry-run", "--json")
        assert ran.code == 0
        assert ran.json["target"] == f"POST /jobs to http://127.0.0.1:9 (Host: {CI_HOST})"
        assert ran.json["xml"].startswith("<Request>")
        assert [violation["severity"] for violation in ran.json["violations"]] == ["warning"]

    @pytest.mark.parametrize("value", ["1e999999999", "nan", "inf", "-1e-999999"])
    def test_a_number_that_xml_cannot_carry_is_a_violation_and_no_crash(self, shell, value):
        started = time.monotonic()
        ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, *self.WHERE, f"--fps={value}", "--dry-run", "--json")
        assert time.monotonic() - started < 2
        assert ran.code == 1
        assert any(violation["path"].endswith("Video.Fps") for violation in ran.json["violations"])

    def test_with_an_endpoint_nothing_is_sent_either(self, shell, tmp_path):
        with Loopback() as server:
            words = ("--dry-run", "--wait", "--download", str(tmp_path / "never"))
            assert shell.point_at(server.url)("submit", "in.mp4", "o.gif", *PARAMETERS, *words).code == 0
            assert server.asked == []


class TestExitCodes:
    """Each code that CONTRACT.md names, by a real cause."""

    @pytest.mark.parametrize(
        "words",
        [
            ("submit", "in.mp4"),
            ("submit", "in.mp4", "o.gif", "--wdith", "1"),
            ("submit", "in.mp4", "o.gif", "--width", "wide"),
            ("submit", "in.mp4", "o.gif", "--fps", "fast"),
            ("submit", "in.mp4", "o.gif", "--fps", "²"),
            ("submit", "in.mp4", "o.gif", "--timeout", "0"),
            ("nonsense",),
            ("wait",),
            ("describe",),
            ("describe", "a,b"),
            ("put", "/nowhere/x", "k"),
            ("validate", "/nowhere/x"),
            ("validate", "-", "--api", "nonsense"),
            ("sign", "GET", "jobs"),
            ("sign", "GET", "/jobs", "--key-time", "soon"),
            ("sign", "GET", "/jobs", "--key-time", "²;3"),
            ("local", "--port", "65536"),
            ("local", "--bucket", "noappid"),
            ("demo", "--input", "/nowhere/x"),
            ("describe", "j1", "--endpoint", "no-url"),
            ("describe", "j1", "--bucket", "noappid"),
        ],
        ids=" ".join,
    )
    @pytest.mark.parametrize("as_json", [False, True])
    def test_2_is_usage(self, cosanim, words, as_json):
        as_json = as_json and words[0] not in {"local", "nonsense"}
        ran = cosanim(*words, *(["--json"] if as_json else []))
        assert (ran.code, ran.out) == (2, "")
        assert ran.is_clean()
        assert ran.err
        if as_json:
            assert ran.error["exit_code"] == 2
            assert ran.error["message"]

    @pytest.mark.parametrize("missing", ["COSANIM_BUCKET", "COSANIM_REGION"])
    def test_2_when_bucket_or_region_are_missing_with_the_places_looked_at(self, cosanim, monkeypatch, missing):
        monkeypatch.delenv(missing)
        ran = cosanim("describe", "j1")
        assert ran.code == 2
        assert f"environment {missing}: not set" in ran.err

    def test_1_is_violations(self, cosanim):
        ran = cosanim("submit", "in.mp4", "o.gif", *PARAMETERS, "--width", "1", "--height", "1", "--json")
        assert (ran.code, ran.out) == (1, "")
        assert ran.error["error"] == "SchemaError"
        assert [violation["rule"] for violation in ran.error["violations"]] == ["min", "min"]

    @pytest.mark.parametrize(("body", "name"), [(FAILED, "JobFailed"), (CANCELLED, "JobCancelled")])
    def test_1_is_a_job_that_ended_without_a_result(self, shell, body, name):
        with Loopback(200, body) as server:
            ran = shell.point_at(server.url)("wait", "j1", "--json")
        assert (ran.code, ran.out, ran.error["error"]) == (1, "", name)
        assert ran.error["job"]["job_id"] == "j1"
        assert ran.error["request_id"] == "r1"

    def test_3_is_a_service_error_with_its_facts(self, cosanim, monkeypatch):
        monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "wrong")
        ran = cosanim("describe", "j1", "--json")
        assert (ran.code, ran.out) == (3, "")
        assert ran.error["error"] == "AuthenticationError"
        assert ran.error["request_id"]
        assert ran.error["hint"]
        text = cosanim("describe", "j1").err
        assert text.startswith("error: ")
        assert re.search(r"request id \S+", text)

    def test_3_is_a_transport_error_that_names_the_host(self, shell):
        url = dead_url()
        ran = shell.point_at(url)("submit", "in.mp4", "o.gif", *PARAMETERS)
        assert ran.code == 3
        assert url.removeprefix("http://") in ran.err

    def test_3_is_missing_credentials_with_the_places_looked_at(self, cosanim, monkeypatch):
        monkeypatch.delenv("TENCENTCLOUD_SECRET_ID")
        monkeypatch.delenv("TENCENTCLOUD_SECRET_KEY")
        for words in (["describe", "j1"], ["url", "k"], ["sign", "GET", "/"]):
            ran = cosanim(*words)
            assert (ran.code, ran.out) == (3, "")
            assert "environment TENCENTCLOUD_SECRET_ID: not set" in ran.err

    @pytest.mark.parametrize("body", [b"", b"junk", b"<html/>"])
    def test_3_is_a_reply_that_cannot_be_read(self, shell, body):
        """1 would mean that a job failed."""
        with Loopback(200, body) as server:
            ran = shell.point_at(server.url)("describe", "j1", "--json")
        assert (ran.code, ran.error["request_id"]) == (3, "r1")

    @pytest.mark.parametrize("words", [("wait", "j1"), ("submit", "in.mp4", "o.gif", *PARAMETERS, "--wait")])
    def test_4_is_a_timeout(self, shell, words):
        with Loopback(200, RUNNING) as server:
            ran = shell.point_at(server.url)(*words, "--timeout", "0.2", "--json")
        assert ran.code == 4
        assert ran.error["error"] == "WaitTimeout"
        assert ran.error["job"]["progress"] == 40
        assert ran.error["waited"] >= 0.2
        if words[0] == "submit":
            assert ran.json["job_id"] == "j1"

    @pytest.mark.parametrize("ending", ["closed", "reset", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], ids=str)
    def test_5_is_an_unknown_outcome_after_exactly_one_request(self, shell, ending):
        with Broken(ending) as server:
            ran = shell.point_at(server.url)("submit", "in.mp4", "o.gif", *PARAMETERS, "--wait", "--json")
            assert len(server.requests) == 1
        assert (ran.code, ran.out, ran.error["error"]) == (5, "", "SubmissionUnknown")

    @pytest.mark.parametrize("words", [("wait", "j1"), ("submit", "in.mp4", "o.gif", *PARAMETERS, "--wait")])
    def test_130_is_an_interruption_and_a_submitted_job_is_told(self, words):
        with Loopback(200, RUNNING) as server:
            running = subprocess.Popen(
                [*ENTRY, *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=process_environment(**environment(server.url)),
            )
            deadline = time.monotonic() + 20
            while len(server.asked) < 2:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=20)
        assert running.returncode == 130
        assert b"Traceback" not in err
        assert out == (b"j1 Running\n" if words[0] == "submit" else b"")

    def test_what_nobody_thought_of_is_no_traceback(self, shell, monkeypatch):
        def broken(*_, **__):
            raise ZeroDivisionError("oops")

        monkeypatch.setattr("cosanim.cli.jobs.client_of", broken)
        ran = shell("describe", "j1")
        assert ran.code == 3
        assert "internal error" in ran.err
        assert ran.is_clean()


class TestSign:
    """sign prints what the library signs."""

    WORDS = ("sign", "get", "/jobs/j 1", "--param", "a=1=2", "--param", "cancel", "--header", f"Host: {CI_HOST}")

    def test_the_value_is_that_of_the_library(self, cosanim):
        ran = cosanim(*self.WORDS, "--key-time", "1000;2000")
        assert ran == (
            0,
            sign(
                method="get",
                path="/jobs/j 1",
                params=[("a", "1=2"), ("cancel", "")],
                headers=[("host", CI_HOST)],
                credentials=CREDENTIALS,
                key_time=(1000, 2000),
            )
            + "\n",
            "",
        )

    def test_json_shows_the_stages(self, cosanim):
        found = cosanim(*self.WORDS, "--json").json
        assert found["authorization"].startswith("q-sign-algorithm=sha1&q-ak=AKIDlocal&")
        assert found["http_string"].startswith("get\n/jobs/j 1\na=1%3D2&cancel=\n")
        assert found["string_to_sign"].startswith("sha1\n")


class TestDebug:
    """--debug shows what was signed and no secret."""

    @pytest.mark.parametrize("body", [JOB, b"", b"<Error><Code>InvalidArgument</Code></Error>"])
    def test_request_line_signed_text_and_ids_are_shown_and_secrets_are_not(self, shell, body):
        secrets = {"TENCENTCLOUD_SECRET_KEY": "hush-key", "TENCENTCLOUD_TOKEN": "hush/token+="}
        with Loopback(200, body) as server:
            shell.point_at(server.url, **secrets)
            ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, "--debug")
        authorization = server.asked[0].headers["Authorization"]
        signature = authorization.rpartition("=")[2]
        assert f"> POST {server.url}/jobs (Host: {CI_HOST})" in ran.err
        assert "signed: post\n  signed: /jobs\n" in ran.err
        assert "to sign: sha1\n" in ran.err
        assert "request id r1, trace id t1" in ran.err
        assert "< 200 after" in ran.err
        for secret in ("hush", signature, "localsecret"):
            assert secret not in ran.out + ran.err
        assert ran.is_clean()

    def test_a_request_without_a_reply_is_shown_too(self, shell):
        ran = shell.point_at(dead_url())("describe", "j1", "--debug")
        assert "no reply" in ran.err

    def test_stdout_is_the_same_with_and_without(self, cosanim, video):
        job_id = cosanim("submit", video, "a.gif", *PARAMETERS, "--wait").out.split()[0]
        assert cosanim("describe", job_id, "--debug").out == cosanim("describe", job_id).out


def test_an_odd_region_is_a_warning_of_one_line(service):
    ran = process("describe", "j1", url=service.url, COSANIM_REGION="ap-nowhere")
    assert ran.code == 3
    first, *_ = ran.err.splitlines()
    assert first.startswith("warning: region 'ap-nowhere'")
    assert ".py" not in ran.err


def test_a_locale_without_utf_8_is_no_reason_for_a_traceback():
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    for name in COMMANDS:
        ran = process(name, "--help", **env)
        assert ran.code == 0, ran.err
        assert "Usage" in ran.out


def test_the_installed_script_is_the_same_command_line():
    script = Path(ENTRY[0]).with_name("cosanim")
    done = subprocess.run([script, "--version"], capture_output=True, timeout=20, check=False)
    assert done.stdout == b"cosanim, version 0.1.0\n"


def test_under_json_advice_is_json_too():
    ran = process("submit", "in.mp4", "out.gif", "--format", "gif", "--json", url=dead_url())
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert "no-duration" in lines[0]["warning"]
    assert lines[-1]["exit_code"] == 3
