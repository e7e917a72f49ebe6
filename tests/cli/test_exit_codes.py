"""Exit codes of the command line."""

import json
import re
import shlex
import time

import pytest

from cosanim.cli.exit_codes import report_failure, worst_code
from cosanim.errors import CosanimError
from cosanim.http.retries import RetryPolicy
from cosanim.times import parse_time
from tests.cli.support import PARAMETERS, RUNNING, interrupt
from tests.cli.test_help import COMMANDS_BY_NAME
from tests.servers.loopback import BUCKET, REGION, Broken, Loopback, dead_url

FAILED = (
    b"<Response><JobsDetail><Code>ResourceNotFound</Code><Message>gone</Message><JobId>j1</JobId>"
    b"<State>Failed</State></JobsDetail></Response>"
)
CANCELLED = FAILED.replace(b"Failed", b"Cancel")


# Each command with --timeout, with the arguments that it needs.
TIMED = {
    "batch cancel": "batch cancel b1",
    "batch describe": "batch describe b1",
    "batch list": "batch list",
    "batch submit": "batch submit n o.gif --queue-id p1",
    "batch wait": "batch wait b1",
    "bucket bind": "bucket bind",
    "bucket list": "bucket list",
    "bulk": f"bulk {__file__}",
    "callback replay": "callback replay j1 --to http://127.0.0.1:9/",
    "cancel": "cancel j1",
    "convert": f"convert {__file__} {__file__}.gif",
    "demo": "demo",
    "describe": "describe j1",
    "doctor": "doctor",
    "explain": "explain j1",
    "get": "get k f",
    "list": "list",
    "put": f"put {__file__} k",
    "queue list": "queue list",
    "queue pause": "queue pause p1",
    "queue resume": "queue resume p1",
    "queue show": "queue show p1",
    "queue update": "queue update p1 --name n",
    "setup": "setup",
    "submit": "submit in.mp4 o.gif",
    "template apply": f"template apply {__file__}",
    "template create": "template create n",
    "template delete": "template delete t1",
    "template export": "template export",
    "template list": "template list",
    "template show": "template show t1",
    "template update": "template update t1",
    "wait": "wait j1",
}


def test_every_command_with_a_time_out_is_among_those_below():
    found = {name for name, command in COMMANDS_BY_NAME.items() if "timeout" in {one.name for one in command.params}}
    assert found == set(TIMED)


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
        ran = cosanim(*words, *(["--json"] if as_json else []))
        assert (ran.code, ran.out) == (2, "")
        assert ran.is_clean()
        assert ran.err
        if as_json:
            assert ran.error["exit_code"] == 2
            assert ran.error["message"]

    def test_2_is_followed_by_the_help_of_the_command(self, shell):
        assert shell("queue", "pause", "--json").error["next_step"] == "cosanim queue pause --help"
        assert "Try 'cosanim queue pause" in shell("queue", "pause").err

    @pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", "-1", "0", "1e999", "soon"])
    @pytest.mark.parametrize("name", TIMED)
    def test_2_is_a_time_out_that_is_none_and_what_is_allowed_is_said(self, shell, name, seconds):
        ran = shell(*TIMED[name].split(), f"--timeout={seconds}")
        assert (ran.code, ran.out) == (2, "")
        if seconds == "soon":
            assert "'soon' is not a number of seconds" in ran.err
        else:
            assert "above 0" in ran.err
            assert "86400" in ran.err or "finite" in ran.err

    @pytest.mark.parametrize("seconds", ["1e300", "86401"])
    def test_2_is_a_reply_that_is_waited_for_longer_than_a_day(self, shell, seconds):
        for words in (("list",), ("put", __file__, "k"), ("callback", "replay", "j1", "--to", "http://127.0.0.1:9/")):
            ran = shell(*words, "--timeout", seconds)
            assert (ran.code, ran.out) == (2, "")
            assert "above 0, at most 86400" in ran.err

    def test_a_job_may_be_waited_for_as_long_as_anybody_likes(self, shell):
        with Loopback(200, RUNNING) as server:
            server.then(200, RUNNING.replace(b"Running", b"Success"))
            ran = shell.point_at(server.url)("wait", "j1", "--timeout", "1e300")
        assert (ran.code, ran.out) == (0, "j1 Success\n")

    @pytest.mark.parametrize(
        "words",
        [
            ("list", "--limit"),
            ("local", "--workers"),
            ("local", "--port"),
            ("local", "--time-limit"),
            ("url", "k", "--expires"),
        ],
        ids=" ".join,
    )
    @pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000], ids=len)
    def test_2_is_a_number_beyond_all_measure(self, cosanim, words, number):
        ran = cosanim(*words, number)
        assert (ran.code, ran.out) == (2, "")
        assert "internal" not in ran.err

    def test_the_bound_of_a_limit_is_said(self, cosanim):
        assert "1<=x<=1000000000" in cosanim("list", "--limit", "99999999999999999999").err

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

    def test_3_is_a_transport_error_that_names_the_host(self, shell, monkeypatch):
        # Without the delays between attempts, which last two seconds.
        monkeypatch.setattr(RetryPolicy, "delay_after", lambda *_, **__: None)
        url = dead_url()
        ran = shell.point_at(url)("submit", "in.mp4", "o.gif", *PARAMETERS)
        assert ran.code == 3
        assert url.removeprefix("http://") in ran.err

    def test_3_is_missing_credentials_with_the_places_looked_at(self, cosanim, request):
        request.getfixturevalue("bare_machine")
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
            ran = shell.point_at(server.url)(*words, "--timeout", "1", "--json")
        assert ran.code == 4
        assert ran.error["error"] == "WaitTimeout"
        assert ran.error["job"]["progress"] == 40
        assert ran.error["waited"] >= 1
        if words[0] == "submit":
            assert ran.json["job_id"] == "j1"

    @pytest.mark.parametrize("ending", ["closed", "reset", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], ids=str)
    @pytest.mark.parametrize(
        "words",
        [("submit", "in.mp4", "o.gif", "--wait"), ("batch", "submit", "n", "o.gif", "--input", "in.mp4", "--wait")],
        ids=["submit", "batch submit"],
    )
    def test_5_is_an_unknown_outcome_after_exactly_one_submission(self, shell, words, ending):
        with Broken(ending) as server:
            ran = shell.point_at(server.url)(*words, *PARAMETERS, "--json")
            assert len(server.requests) == 1
        assert (ran.code, ran.out, ran.error["error"]) == (5, "", "SubmissionUnknown")

    @pytest.mark.parametrize(
        ("words", "found_by"),
        [
            (("submit", "in/my video.mp4", "o.gif"), "cosanim list"),
            (("batch", "submit", "n", "o.gif", "--input", "in/my video.mp4"), "cosanim batch list"),
        ],
    )
    def test_5_tells_what_was_submitted_where_and_until_when_and_how_to_look(self, shell, words, found_by):
        before = int(time.time())
        with Broken("closed") as server:
            shell.point_at(server.url)
            error = shell(*words, *PARAMETERS, "--json").error
            text = shell(*words, *PARAMETERS).err
            assert len(server.requests) == 2
        place = {name: error[name] for name in ("bucket", "region", "input", "output")}
        assert place == {"bucket": BUCKET, "region": REGION, "input": "in/my video.mp4", "output": "o.gif"}
        for name in ("since", "not_after"):
            assert parse_time(error[name]).timestamp() == error[f"{name}_unix"]
        assert error["since_unix"] <= before < error["not_after_unix"] <= time.time() + 60
        assert "<Request>" not in str(error)
        assert error["command"].startswith(found_by)
        # The times in the commands differ by the seconds between the two submissions.
        assert error["command"].partition("--since")[0] in text
        with Loopback(200, b"<Response/>") as server:
            assert shell.point_at(server.url)(*shlex.split(error["command"])[1:], "--endpoint", server.url).code == 0
            if words[0] == "submit":
                assert "inputObject=in%2Fmy%20video.mp4" in server.requests[0].target

    @pytest.mark.parametrize("words", [("wait", "j1"), ("submit", "in.mp4", "o.gif", *PARAMETERS, "--wait")])
    def test_130_is_an_interruption_and_a_submitted_job_is_told(self, words):
        with Loopback(200, RUNNING) as server:
            ran = interrupt(words, server, after=2)
        assert ran.code == 130
        assert ran.is_clean()
        assert ran.out == ("j1 Running\n" if words[0] == "submit" else "")

    def test_what_nobody_thought_of_is_no_traceback(self, shell, monkeypatch):
        def broken(*_, **__):
            raise ZeroDivisionError("oops")

        monkeypatch.setattr("cosanim.cli.commands.jobs.client_of_jobs", broken)
        ran = shell("describe", "j1")
        assert ran.code == 3
        assert "internal error" in ran.err
        assert ran.is_clean()


def test_over_many_the_worst_of_5_3_4_and_1_is_the_exit_code():
    for codes, worst in (([], 0), ([0, 1], 1), ([1, 4, 0], 4), ([4, 3, 1], 3), ([3, 5, 4], 5)):
        assert worst_code(codes) == worst


def test_notes_of_an_error_are_printed(capsys):
    error = CosanimError("the job failed")
    error.add_note("cosanim-1/in.mp4 is left in the bucket\nremove it")
    error.add_note("a second note")
    assert report_failure(error, as_json=False) == 3
    lines = capsys.readouterr().err.splitlines()
    assert lines[1:] == ["  cosanim-1/in.mp4 is left in the bucket", "  remove it", "  a second note"]
    report_failure(error, as_json=True)
    assert json.loads(capsys.readouterr().err)["notes"] == error.__notes__
