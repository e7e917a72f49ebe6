"""Submitting: what reaches the service, what is printed of the job, and what is shown without sending."""

import json
import re
import time

import pytest

from cosanim.cli.job_options import output_key
from cosanim.refusals import RULES
from tests.cli.support import PARAMETERS, process
from tests.servers.loopback import BUCKET, CI_HOST, Loopback, dead_url

DONE = (
    b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile>"
    b"<ObjectName>out.gif</ObjectName></OutputFile></MediaResult></Operation></JobsDetail></Response>"
)


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
            "--format webp --codec webp --width 640 --height 360 --fps 12.50 --frames-per-second 5 "
            "--keyframes-only --frame-interval 0.5 --quality 80 --start 1.001 --duration 5 "
            "--output-bucket o-1250000000 --output-region ap-tokyo --user-data u --job-level 2 --queue-id p1 "
            "--callback no --callback-format JSON"
        )
        with Loopback() as server:
            assert shell.point_at(server.url)("submit", "in.mp4", "out.{EXT}", *words.split()).code == 0
        body = server.requests[0].body.decode()
        for node in (
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
        assert server.requests[0].headers["Host"] == "mine-1250000000.ci.ap-beijing.myqcloud.com"

    def test_the_result_is_fetched_from_where_it_went(self, shell, tmp_path):
        with Loopback() as server:
            server.then(200, DONE).then(200, b"GIF", {"x-cos-request-id": "r1"})
            shell.point_at(server.url)
            words = ("--output-bucket", "o-1250000000", "--output-region", "ap-tokyo")
            ran = shell("submit", "in.mp4", "out.gif", *PARAMETERS, *words, "--download", tmp_path / "f")
        assert ran == (0, "j1 Success out.gif\n", "")
        assert (tmp_path / "f").read_bytes() == b"GIF"
        assert server.requests[-1].headers["Host"] == "o-1250000000.cos.ap-tokyo.myqcloud.com"

    def test_a_download_folder_that_is_missing_is_found_out_before_the_job_is_paid_for(self, shell, tmp_path):
        with Loopback() as server:
            shell.point_at(server.url)
            ran = shell("submit", "in.mp4", "out.gif", *PARAMETERS, "--download", tmp_path / "no" / "f")
            assert server.requests == []
        assert ran.code == 2
        assert str(tmp_path / "no") in ran.err

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("", "empty"),
            (".", "directory"),
            ("/nowhere/x.gif", "'/nowhere' does not exist"),
            ("/proc/x.gif", "'/proc' is not writable"),
            ("x" * 256 + ".gif", "File name too long"),
            ("file/x.gif", "Not a directory"),
            ("loop", "cannot be written"),
            ("dangling", "does not exist"),
        ],
    )
    @pytest.mark.parametrize("more", [(), ("--json",), ("--dry-run",)])
    def test_a_download_that_cannot_be_written_is_found_out_before_the_job_is_paid_for(
        self, shell, tmp_path, monkeypatch, name, reason, more
    ):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "file").touch()
        (tmp_path / "loop").symlink_to("loop")
        (tmp_path / "dangling").symlink_to("/nowhere/f")
        with Loopback() as server:
            shell.point_at(server.url)
            ran = shell("submit", "in.mp4", "out.gif", *PARAMETERS, "--download", name, *more)
            assert server.requests == []
        assert (ran.code, ran.out) == (2, "")
        assert reason in ran.err
        assert "--download" in ran.err

    def test_looking_whether_a_download_can_be_written_leaves_everything_as_it_was(self, shell, tmp_path):
        old = tmp_path / "old.gif"
        old.write_bytes(b"old")
        old.chmod(0o200)
        with Loopback(403, b"<Error><Code>AccessDenied</Code></Error>") as server:
            shell.point_at(server.url)
            for target in (old, tmp_path / "new.gif"):
                assert shell("submit", "in.mp4", "out.gif", *PARAMETERS, "--download", target).code == 3
        assert [path.name for path in tmp_path.iterdir()] == ["old.gif"]
        assert old.read_bytes() == b"old"

    def test_a_download_may_go_to_a_device_or_a_pipe(self, service, cosanim, video, tmp_path):
        assert cosanim("submit", video, "a.gif", *PARAMETERS, "--download", "/dev/null").code == 0
        words = ("submit", video, "a.gif", *PARAMETERS, "--download", "/dev/stdout")
        ran = process(*words, url=service.url)
        assert ran.code == 0, ran.err
        assert ran.out.startswith("GIF8")
        assert "Success" not in ran.out
        assert "Success a.gif" in ran.err
        cosanim("get", "a.gif", tmp_path / "f")
        assert ran.out.encode("utf-8", "surrogateescape") == (tmp_path / "f").read_bytes()

    def test_a_failed_download_does_not_lose_the_job(self, shell, tmp_path):
        with Loopback() as server:
            server.then(200, DONE).then(403, b"<Error><Code>AccessDenied</Code></Error>")
            ran = shell.point_at(server.url)("submit", "i.mp4", "o.gif", *PARAMETERS, "--download", tmp_path / "f")
        assert (ran.code, ran.out) == (3, "j1 Success out.gif\n")
        assert "AccessDenied" in ran.err
        assert "the job is done; fetch its result with\n    cosanim get " in ran.err

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
        assert "left the output_keys of job j1 out" in ran.err
        assert "internal" not in ran.err

    def test_advice_does_not_stop_a_submission_unless_it_is_strict(self, cosanim, video):
        ran = cosanim("submit", video, "a.gif", "--format", "gif")
        assert ran.code == 0
        assert re.match(r"warning: Request.*no-duration", ran.err)
        strict = cosanim("submit", video, "a.gif", "--format", "gif", "--strict", "--json")
        assert (strict.code, strict.out) == (1, "")
        assert [one["rule"] for one in strict.error["violations"]] == ["no-duration"]


class TestGuards:
    """What loses data or money is refused unless it is allowed."""

    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            (("submit", "a.gif", "a.{ext}"), "overwrites-input"),
            (("submit", "a.mp4", "out/"), "wildcard-form"),
            (("submit", "a.mp4", "out/.gif"), "wildcard-form"),
            (("submit", "a.mp4", "$ext"), "wildcard-form"),
            (("submit", "cos://b/a.mp4", "a.gif"), "scheme-in-key"),
            (("batch", "submit", "n", "o.gif", "--prefix", "in/"), "shared-output"),
        ],
    )
    def test_a_refusal_is_waived_by_its_rule(self, shell, words, rule):
        with Loopback() as server:
            shell.point_at(server.url)
            refused = shell(*words, *PARAMETERS, "--json")
            assert f"on the command line: --allow {rule}" in shell(*words, *PARAMETERS).err
            shown = shell(*words, *PARAMETERS, "--dry-run", "--json")
            assert server.requests == []
            allowed = shell(*words, *PARAMETERS, "--allow", rule, "--allow", "scheme-in-key")
            dry = shell(*words, *PARAMETERS, "--allow", rule, "--dry-run", "--json")
            assert len(server.requests) == 1
        assert (refused.code, refused.out) == (1, "")
        assert [one["rule"] for one in refused.error["violations"]] == [rule]
        assert (shown.code, [one["rule"] for one in shown.json["violations"]]) == (1, [rule])
        assert allowed.code == 0, allowed.err
        assert (dry.code, dry.json["violations"]) == (0, [])

    def test_a_dry_run_shows_advice_on_keys_and_is_refused_when_strict(self, shell):
        where = ("--bucket", BUCKET, "--region", "ap-chongqing", "--dry-run", "--json")
        ran = shell("submit", "/in.mp4", "out.png", *PARAMETERS, *where)
        assert (ran.code, [one["rule"] for one in ran.json["violations"]]) == (0, ["leading-slash", "suffix"])
        assert shell("submit", "/in.mp4", "out.png", *PARAMETERS, *where, "--strict").code == 1

    def test_an_unknown_rule_is_a_usage_error_that_names_the_rules(self, shell):
        ran = shell("submit", "a.mp4", "o.gif", "--allow", "everything")
        assert ran.code == 2
        assert all(rule in ran.err for rule in RULES)

    @pytest.mark.parametrize("template", [("--template-id", "t1"), ("--preset", "gif_640x360_10fps")])
    @pytest.mark.parametrize("words", [("submit", "a.mp4", "o.gif"), ("batch", "submit", "n", "o.gif")])
    def test_a_template_excludes_the_parameters_that_it_would_override(self, shell, words, template):
        with Loopback() as server:
            ran = shell.point_at(server.url)(*words, *template, *PARAMETERS)
            assert server.requests == []
        assert ran.code == 2
        assert f"{template[0]} takes all parameters from the template: leave --format, --duration out" in ran.err


class TestOutputKey:
    """What the shell does to ${ext}."""

    @pytest.mark.parametrize("key", ["out.", "", "a/b.", "."])
    @pytest.mark.parametrize("more", [(), ("--dry-run",), ("--json",)])
    def test_a_key_that_the_shell_ate_is_refused_with_the_explanation(self, shell, key, more):
        with Loopback() as server:
            ran = shell.point_at(server.url)("submit", "in.mp4", key, *PARAMETERS, *more)
            assert server.requests == []
        assert (ran.code, ran.out) == (2, "")
        assert "shell" in ran.err
        assert "{ext}" in ran.err
        if "--json" in more:
            assert ran.error["exit_code"] == 2

    def test_a_key_that_really_ends_in_a_dot_is_allowed(self, shell):
        with Loopback() as server:
            ran = shell.point_at(server.url)("submit", "in.mp4", "out.", *PARAMETERS, "--allow", "wildcard-form")
            assert b"<Object>out.</Object>" in server.requests[0].body
        assert ran.code == 0

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
        ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, *self.WHERE, "--width", "1", "--fps", "-1", "--dry-run")
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
            assert server.requests == []
