"""The command line as a whole: --debug, warnings, locales, and the ways to start it."""

import json
import subprocess
from pathlib import Path

import pytest

import cosanim
from cosanim.cli.program import COMMANDS
from cosanim.http.retries import RetryPolicy
from tests.cli.support import ENTRY, PARAMETERS, process
from tests.servers.loopback import CI_HOST, JOB, Loopback, dead_url

DENIED = (403, b"<Error><Code>AccessDenied</Code></Error>")


class TestDebug:
    """--debug shows what was signed and no secret."""

    @pytest.mark.parametrize("body", [JOB, b"", b"<Error><Code>InvalidArgument</Code></Error>"])
    def test_request_line_signed_text_and_ids_are_shown_and_secrets_are_not(self, shell, body):
        secrets = {"TENCENTCLOUD_SECRET_KEY": "hush-key", "TENCENTCLOUD_TOKEN": "hush/token+="}
        with Loopback(200, body) as server:
            shell.point_at(server.url, **secrets)
            ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, "--debug")
        authorization = server.requests[0].headers["Authorization"]
        signature = authorization.rpartition("=")[2]
        assert f"> POST {server.url}/jobs (Host: {CI_HOST})" in ran.err
        assert "signed: post\n  signed: /jobs\n" in ran.err
        assert "to sign: sha1\n" in ran.err
        assert "request id r1, trace id t1" in ran.err
        assert "< 200 after" in ran.err
        for secret in ("hush", signature, "localsecret"):
            assert secret not in ran.out + ran.err
        assert ran.is_clean()

    def test_a_request_without_a_reply_is_shown_too(self, shell, monkeypatch):
        # Without the delays between retries, which last two seconds.
        monkeypatch.setattr(RetryPolicy, "delay", lambda *_, **__: None)
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


@pytest.mark.parametrize("setting", ["error", "ignore"])
def test_warnings_of_the_library_are_printed_whatever_the_environment_says(setting):
    odd = JOB.replace(b"</State>", b"</State><Progress>much</Progress>")
    with Loopback(200, odd) as server:
        ran = process("describe", "j1", url=server.url, COSANIM_REGION="ap-nowhere", PYTHONWARNINGS=setting)
        advised = process("submit", "i.mp4", "o.gif", "--format", "gif", url=server.url, PYTHONWARNINGS=setting)
    assert (ran.code, ran.out) == (0, "j1 Submitted\n")
    region, value = ran.err.splitlines()
    assert region.startswith("warning: region 'ap-nowhere'")
    assert value.startswith("warning: ")
    assert "much" in value
    assert "no-duration" in advised.err


def test_all_warnings_of_the_library_are_user_warnings():
    """The command line prints warnings of this class."""
    values = [getattr(cosanim, name) for name in cosanim.__all__]
    classes = [value for value in values if isinstance(value, type) and issubclass(value, Warning)]
    assert len(classes) >= 4
    assert all(issubclass(one, UserWarning) for one in classes)


def test_a_locale_without_utf_8_is_no_reason_for_a_traceback():
    env = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = process(
        code=f"from cosanim.cli.program import run; print([run([name, '--help']) for name in {[*COMMANDS]}])", **env
    )
    assert ran.code == 0, ran.err
    assert ran.out.count("Usage: cosanim ") == len(COMMANDS)
    assert ran.out.endswith(f"\n{[0] * len(COMMANDS)}\n")


def test_the_package_can_be_run_as_a_module():
    words = [ENTRY[0], "-m", "cosanim"]
    for more in (["--version"], ["submit"]):
        module, script = (
            subprocess.run([*entry, *more], capture_output=True, timeout=20, check=False) for entry in (words, ENTRY)
        )
        assert (module.returncode, module.stdout, module.stderr) == (script.returncode, script.stdout, script.stderr)


def test_the_installed_script_is_the_same_command_line():
    script = Path(ENTRY[0]).with_name("cosanim")
    done = subprocess.run([script, "--version"], capture_output=True, timeout=20, check=False)
    assert done.stdout == b"cosanim, version 0.1.0\n"


def test_under_json_advice_is_json_too():
    with Loopback(*DENIED) as server:
        ran = process("submit", "in.mp4", "out.gif", "--format", "gif", "--json", url=server.url)
    lines = [json.loads(line) for line in ran.err.splitlines()]
    assert "no-duration" in lines[0]["warning"]
    assert lines[0]["warning"].startswith("Request")
    assert lines[-1]["exit_code"] == 3


def test_a_warning_is_one_line_without_control_characters():
    with Loopback(503, b"<Error><Code>SlowDown</Code><Message>busy \xc2\x9b31m</Message></Error>") as server:
        server.then(200, JOB)
        server.answers[0][2]["Retry-After"] = "0"
        ran = process("submit", "in.mp4", "out.gif", *PARAMETERS, url=server.url)
    assert (ran.code, ran.out) == (0, "j1 Submitted\n")
    (line,) = ran.err.rstrip("\n").split("\n")
    assert line.startswith("warning: the submission was not accepted and is sent again in ")
    assert "; wait a little" in line
    assert line.isprintable()


def test_advice_calls_itself_a_warning_once():
    with Loopback(*DENIED) as server:
        ran = process("submit", "in.mp4", "out.gif", "--format", "gif", url=server.url)
    first, *_ = ran.err.splitlines()
    assert first.startswith("warning: Request")
