"""Commands and groups explain themselves, and say what was wrong with a call."""

import re

import click
import pytest

from cosanim.cli.program import COMMANDS, cli
from cosanim.http.retries import RetryPolicy
from tests.cli.support import commands
from tests.servers.loopback import BUCKET, REGION, Loopback, dead_url

GROUPS = ("template", "queue", "callback", "batch", "bucket")


COMMANDS_BY_NAME = {" ".join(words): found for words, found in commands(cli)}


class TestHelp:
    """Help is complete, no command lacks it, and groups explain themselves as commands do."""

    @pytest.mark.parametrize("name", COMMANDS_BY_NAME)
    def test_every_command_explains_itself_and_each_of_its_options(self, shell, name):
        ran = shell(*name.split(), "--help")
        assert ran.code == 0
        text = COMMANDS_BY_NAME[name].help.replace("\b\n", "")  # the mark of a paragraph that is not wrapped
        assert " ".join(text.split()) in " ".join(ran.out.split())
        for parameter in COMMANDS_BY_NAME[name].params:
            if isinstance(parameter, click.Option):
                assert parameter.help, parameter.name
                assert all(option in ran.out for option in parameter.opts), parameter.opts
            else:
                assert (parameter.metavar or parameter.name.upper()) in ran.out

    @pytest.mark.parametrize("name", COMMANDS_BY_NAME)
    def test_every_command_takes_json(self, name):
        assert "--json" in {option for parameter in COMMANDS_BY_NAME[name].params for option in parameter.opts}

    @pytest.mark.parametrize("name", COMMANDS_BY_NAME)
    def test_commands_that_talk_to_the_service_say_where_it_is(self, name):
        options = {option for parameter in COMMANDS_BY_NAME[name].params for option in parameter.opts}
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

    @pytest.mark.parametrize("name", GROUPS)
    def test_a_group_lists_its_commands_with_help(self, shell, name):
        ran = shell(name, "--help")
        assert ran.code == 0
        group = cli.get_command(click.Context(cli), name)
        for command in group.commands.values():
            assert command.help
            assert re.search(rf"^  {command.name} ", ran.out, re.MULTILINE)

    @pytest.mark.parametrize("name", GROUPS)
    def test_a_group_alone_or_an_unknown_command_is_a_usage_error(self, shell, name):
        assert shell(name).code == 2
        assert shell(name, "nonsense").code == 2

    @pytest.mark.parametrize(
        "words",
        [
            ["template", "create"],
            ["template", "create", "n", "--width", "wide"],
            ["template", "apply"],
            ["template", "apply", "missing.json"],
            ["queue", "pause"],
            ["queue", "update", "p1"],
            ["callback", "parse", "missing.xml"],
            ["callback", "replay", "j1"],
            ["callback", "replay", "j1", "--to", "http://x", "--format", "yaml"],
            ["callback", "url", "http://x", "k"],
            ["callback", "url", "http://x", "k", "--secret", ""],
            ["batch", "submit", "out.gif"],
            ["batch", "submit", "n", "", "--queue-id", "p1"],
            ["batch", "submit", "n", "out.", "--queue-id", "p1"],
            ["batch", "submit", "n", "o.gif", "--queue-id", "p1", "--preset", "nonsense"],
            [
                "batch",
                "submit",
                "n",
                "o.gif",
                "--queue-id",
                "p1",
                "--preset",
                "gif_640x360_10fps",
                "--template-id",
                "t1",
            ],
            ["submit", "a.mp4", "o.gif", "--preset", "gif_640x360_10fps", "--template-id", "t1"],
            ["submit", "a.mp4", "o.gif", "--once", "soon"],
            ["submit", "a.mp4", "o.gif", "--once", "0h"],
            ["submit", "a.mp4", "o.gif", "--once", "48"],
            ["submit", "a.mp4", "o.gif", "--once", "soon", "--dry-run"],
            ["list", "--limit", "0"],
            ["list", "--since", "yesterday"],
            ["list", "--since", "999999d"],
            ["list", "--until", "2022-02-30T00:00:00+0800"],
            ["cancel"],
            ["policy", "--api", "nonsense"],
            ["policy", "--bucket", "noappid"],
        ],
        ids=" ".join,
    )
    def test_misuse_exits_2_and_sends_nothing(self, shell, words):
        with Loopback() as server:
            ran = shell.point_at(server.url)(*words)
            assert server.requests == []
        assert (ran.code, ran.out) == (2, "")
        assert ran.err
        assert ran.is_clean()

    @pytest.mark.parametrize(
        "words",
        [
            ["list"],
            ["cancel", "j1"],
            ["template", "list"],
            ["template", "show", "t1"],
            ["template", "delete", "t1"],
            ["template", "export"],
            ["queue", "list"],
            ["queue", "pause", "p1"],
            ["callback", "replay", "j1", "--to", "http://127.0.0.1:9/"],
            ["batch", "list"],
            ["batch", "describe", "b1"],
            ["bucket", "list"],
        ],
        ids=" ".join,
    )
    def test_without_a_service_every_command_exits_3_with_json_on_stderr(self, shell, monkeypatch, words):
        # Without the delays between retries, which last two seconds.
        monkeypatch.setattr(RetryPolicy, "delay", lambda *_, **__: None)
        ran = shell.point_at(dead_url())(*words, "--json")
        assert (ran.code, ran.out) == (3, "")
        assert ran.error["error"] == "TransportError"
        assert ran.error["exit_code"] == 3

    @pytest.mark.usefixtures("bare_machine")
    def test_credentials_and_places_that_are_missing_are_said(self, shell):
        assert shell("list", "--json").error["error"] == "ConfigurationError"
        ran = shell("list", "--bucket", BUCKET, "--region", REGION, "--json")
        assert (ran.code, ran.error["error"]) == (3, "CredentialsError")
