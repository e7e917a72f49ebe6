"""The option --profile: the credentials of a profile of tccli, and the commands that are printed to go on."""

import json

import pytest

from cosanim.cli.program import cli
from tests.cli.support import PARAMETERS, RUNNING, commands
from tests.servers.loopback import Broken, Loopback

pytestmark = pytest.mark.usefixtures("bare_machine")


@pytest.fixture
def profile(bare_machine, service):
    """The name of a profile with the credentials of the local service."""
    (bare_machine / ".tccli").mkdir()
    values = {"secretId": service.credentials.secret_id, "secretKey": service.credentials.secret_key}
    (bare_machine / ".tccli" / "prod.credential").write_text(json.dumps(values))
    return "prod"


def test_every_command_with_an_endpoint_has_a_profile():
    options = {" ".join(words): {one.name for one in command.params} for words, command in commands(cli)}
    talking = {name for name, names in options.items() if "endpoint" in names}
    assert {"submit", "put", "batch list", "template apply", "callback replay"} <= talking
    assert talking | {"sign"} == {name for name, names in options.items() if "profile" in names}


def test_requests_are_signed_with_the_profile_and_not_with_the_environment(shell, service, monkeypatch, profile):
    run = shell.point_at(service.url)
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDother")
    assert run("list").code == 3
    assert run("list", "--profile", profile).code == 0
    assert run("template", "export", "--profile", profile).code == 0
    monkeypatch.delenv("TENCENTCLOUD_SECRET_ID")
    monkeypatch.setenv("TCCLI_PROFILE", profile)
    assert run("list").code == 0
    assert service.credentials.secret_id in run("sign", "GET", "/", "--profile", profile).out


def test_a_profile_that_does_not_exist_is_an_error_that_names_the_others(shell, service, profile):
    run = shell.point_at(service.url)
    for words in (["list"], ["sign", "GET", "/"]):
        ran = run(*words, "--profile", "dev", "--json")
        assert (ran.code, ran.out, ran.error["error"]) == (3, "", "CredentialsError")
        assert f"dev.credential: does not exist; the profiles are {profile}" in ran.error["message"]
    ran = run("list", "--profile", "../dev", "--json")
    assert (ran.code, ran.error["error"]) == (2, "ConfigurationError")


@pytest.mark.usefixtures("profile")
def test_the_command_that_goes_on_waiting_has_the_profile(shell):
    with Loopback(200, RUNNING) as server:
        ran = shell.point_at(server.url)("wait", "j1", "--profile", "prod", "--timeout", "0.01", "--json")
    assert ran.code == 4
    assert ran.error["resume"].endswith(f":j1 --endpoint={server.url} --profile=prod")


@pytest.mark.usefixtures("profile")
def test_the_command_that_lists_a_job_of_unknown_outcome_has_the_profile(shell, monkeypatch):
    monkeypatch.setenv("COSANIM_SHORT_DELAYS", "1")
    with Broken("closed") as server:
        ran = shell.point_at(server.url)("submit", "a.mp4", "o.gif", *PARAMETERS, "--profile", "prod", "--json")
    assert (ran.code, ran.error["error"]) == (5, "SubmissionUnknown")
    assert f"--endpoint={server.url} --profile=prod --input=a.mp4" in ran.error["command"]


def test_a_conversion_on_this_machine_has_no_profile(shell, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"a video")
    ran = shell("convert", "--local", tmp_path / "clip.mp4", tmp_path / "clip.gif", "--profile", "prod")
    assert (ran.code, "leave --bucket, --region, --endpoint and --profile out" in ran.err) == (2, True)
