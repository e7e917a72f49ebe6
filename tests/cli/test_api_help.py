"""The help of a command names the APIs that it calls, and so the permissions that it needs."""

import pytest

from cosanim.cli.api_help import COMMANDS_OF_API
from tests.cli.support import PARAMETERS

pytestmark = pytest.mark.usefixtures("video")


@pytest.fixture
def called(cosanim, service):
    """Run a command, and return the APIs that it called."""

    def run(*words):
        before = len(service.requests)
        cosanim(*words)
        return {request.api for request in service.requests[before:]} & set(COMMANDS_OF_API)

    return run


def apis_of(command):
    return {api for api, commands in COMMANDS_OF_API.items() if command in commands}


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("submit", ("input/demo.mp4", "out/a.gif", *PARAMETERS, "--wait")),
        ("submit", ("input/demo.mp4", "out/a.gif", *PARAMETERS, "--once", "1h")),
        ("list", ("--batch", "b1")),
        ("get", ("--batch", "b1", "results")),
        ("template update", ("t1", "--format", "gif")),
        ("queue update", ("q1", "--name", "new")),
        ("queue pause", ("q1",)),
        ("queue resume", ("q1",)),
        ("callback replay", ("j1", "--to", "http://127.0.0.1:9/")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_api_that_a_command_calls_is_in_its_help(called, tmp_path, monkeypatch, command, options):
    monkeypatch.chdir(tmp_path)
    apis = called(*command.split(), *options)
    assert apis
    assert apis <= apis_of(command)


def test_convert_names_the_apis_of_its_job(called, tmp_path):
    source, target = tmp_path / "demo.mp4", tmp_path / "demo.gif"
    apis = called("convert", source, target, *PARAMETERS)
    assert apis == {"submit_job", "describe_jobs"}
    assert apis <= apis_of("convert")


def test_a_batch_that_is_waited_for_needs_the_lists(called):
    parameters = ("previews", "out/{jobid}.gif", "--prefix", "input/", *PARAMETERS)
    apis = called("batch", "submit", *parameters, "--wait")
    assert {"submit_batch", "list_jobs", "describe_batch"} <= apis <= apis_of("batch submit")
