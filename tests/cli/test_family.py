"""Commands for lists, templates, queues, callbacks, batches and policies."""

import json
import re
from datetime import UTC, datetime, timedelta

import click
import pytest

from cosanim import callbacks
from cosanim.cli import cli
from cosanim.cli.options import moment
from cosanim.endpoints import Endpoint, cos_host
from cosanim.operations import APIS
from cosanim.presets import PRESETS
from cosanim.times import parse_time
from tests.cli.support import PARAMETERS, Shell, process
from tests.cli.test_terminal import run_on_terminal
from tests.client.loopback import BUCKET, REGION, Broken, Loopback, dead_url
from tests.local.support import Receiver, eventually

GROUPS = ("template", "queue", "callback", "batch", "bucket")
SECOND = "second-1250000000"
NOTICE = (
    b"<Response><EventName>TaskFinish</EventName><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail>"
    b"</Response>"
)


@pytest.fixture
def client(service):
    with service.client() as made:
        yield made


@pytest.fixture
def second(service):
    """A client of another bucket, not bound to the media service yet."""
    with service.client() as made:
        made._transport.send("PUT", Endpoint.of(cos_host(SECOND, REGION), service.url), "/")
        yield made.at(bucket=SECOND)


def submit(shell, name="a", *more):
    return shell("submit", f"in/{name}.mp4", f"out/{name}.gif", *PARAMETERS, "--json", *more).json["job_id"]


def queue_id(shell):
    return shell("queue", "list", "--json").json["queue_id"]


def lines(ran):
    return [json.loads(line) for line in ran.out.splitlines()]


class TestHelp:
    """Groups explain themselves as commands do."""

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
            ["batch", "submit", "n", "out.gif"],
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
            assert server.asked == []
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
    def test_without_a_service_every_command_exits_3_with_json_on_stderr(self, shell, words):
        ran = shell.point_at(dead_url())(*words, "--json")
        assert (ran.code, ran.out) == (3, "")
        assert ran.error["error"] == "TransportError"
        assert ran.error["exit_code"] == 3

    def test_credentials_and_places_that_are_missing_are_said(self, shell):
        assert shell("list", "--json").error["error"] == "ConfigurationError"
        ran = shell("list", "--bucket", BUCKET, "--region", REGION, "--json")
        assert (ran.code, ran.error["error"]) == (3, "CredentialsError")


class TestList:
    """cosanim list and cancel."""

    def test_jobs_come_newest_first_separated_by_tabs(self, cosanim):
        ids = [submit(cosanim, name) for name in "abc"]
        ran = cosanim("list")
        assert ran.code == 0
        rows = [line.split("\t") for line in ran.out.splitlines()]
        assert [row[0] for row in rows] == ids[::-1]
        assert all(len(row) == 5 for row in rows)
        assert rows[0][3] == "in/c.mp4"
        assert [line.split("\t")[0] for line in cosanim("list", "--oldest-first").out.splitlines()] == ids

    def test_with_json_each_job_is_one_object_on_a_line(self, cosanim):
        ids = [submit(cosanim, name) for name in "ab"]
        found = lines(cosanim("list", "--json"))
        assert [job["job_id"] for job in found] == ids[::-1]
        assert found[0]["input"]["object_key"] == "in/b.mp4"

    def test_the_limit_ends_the_list_and_asks_for_no_more(self, shell):
        page = b"<Response><JobsDetail><JobId>j</JobId></JobsDetail><NextToken>t</NextToken></Response>"
        with Loopback(200, page) as server:
            ran = shell.point_at(server.url)("list", "--limit", "1")
            assert ran.out.count("\n") == 1
            assert len(server.asked) == 1
            assert "size=1&" in f"{server.asked[0].target}&"

    def test_states_times_and_keys_choose(self, cosanim):
        pause = cosanim("queue", "pause", queue_id(cosanim))
        assert pause.code == 0
        first, second = submit(cosanim, "a"), submit(cosanim, "b")
        assert cosanim("cancel", first) == (0, f"{first} cancelled\n", "")
        assert [job["job_id"] for job in lines(cosanim("list", "--state", "Pause", "--json"))] == [second]
        both = lines(cosanim("list", "--state", "Pause", "--state", "Cancel", "--since", "2h", "--json"))
        assert len(both) == 2
        assert cosanim("list", "--until", "2h").out == ""
        assert cosanim("list", "--since", "0s", "--until", "1d").out == ""
        assert [job["job_id"] for job in lines(cosanim("list", "--input", "in/a.mp4", "--json"))] == [first]
        assert cosanim("list", "--queue-id", "p404").out == ""

    def test_an_unknown_state_is_a_violation(self, cosanim):
        ran = cosanim("list", "--state", "Nonsense", "--json")
        assert (ran.code, ran.out) == (1, "")
        assert ran.error["violations"][0]["path"] == "ListJobsQuery.states"

    def test_what_a_service_says_cannot_take_over_a_terminal_or_a_line(self, shell):
        page = (
            "<Response><JobsDetail><JobId>j\x7f1</JobId><State>a\tb\nc</State>"
            "<Input><Object>\u202e\u009b31m[red]x[/blue]</Object></Input></JobsDetail></Response>"
        )
        with Loopback(200, page.encode()) as server:
            shell.point_at(server.url)
            for words in (["list"], ["describe", "j\x7f1"]):
                ran = shell(*words)
                assert ran.code == 0
                assert ran.out.count("\n") == 1
                assert ran.out.rstrip("\n").replace("\t", "").isprintable()
            assert len(shell("list").out.split("\t")) == 5

    def test_on_a_terminal_there_is_a_table_with_whole_ids(self, service, cosanim):
        job_id = submit(cosanim, "[b]bold[/i]")
        out, seen = run_on_terminal(["list"], service.url, stdout_is_terminal=True)
        assert out is None
        text = re.sub(rb"\x1b\[[0-9;]*m", b"", seen)
        head, first, *_ = text.splitlines()
        assert head.split() == [b"job", b"state", b"created", b"input", b"result"]
        assert first.split()[0].decode() == job_id
        assert b"[b]" in text

    def test_on_a_terminal_json_stays_json(self, service, cosanim):
        job_id = submit(cosanim)
        _, seen = run_on_terminal(["list", "--json"], service.url, stdout_is_terminal=True)
        assert json.loads(seen)["job_id"] == job_id

    def test_cancelling_says_so_or_why_not(self, cosanim):
        cosanim("queue", "pause", queue_id(cosanim))
        job_id = submit(cosanim)
        assert cosanim("cancel", job_id, "--json").json == {"job_id": job_id, "cancelled": True}
        again = cosanim("cancel", job_id, "--json")
        assert (again.code, again.out, again.error["code"]) == (3, "", "InvalidArgument")
        assert again.error["request_id"]
        assert cosanim("cancel", "j404").code == 3
        assert cosanim("cancel", "..", "--json").code == 2

    @pytest.mark.parametrize(("text", "ago"), [("30s", 30), ("5m", 300), ("2h", 7200), ("7d", 604800), ("0s", 0)])
    def test_a_span_is_so_long_ago(self, text, ago):
        assert abs(datetime.now(UTC) - timedelta(seconds=ago) - parse_time(moment(text))) < timedelta(seconds=5)

    def test_a_time_with_another_offset_is_the_same_moment(self):
        assert moment("2022-06-27T07:23:10Z") == "2022-06-27T15:23:10+0800"

    @pytest.mark.parametrize("text", ["", "-", "2", "2 h", "2w", "-2h", "999999d", "2022-06-27", "٢h", "2h\n"])
    def test_anything_else_is_no_time(self, text):
        with pytest.raises(click.BadParameter):
            moment(text)


class TestTemplates:
    """cosanim template …."""

    @staticmethod
    def create(shell, name="n", *more):
        ran = shell("template", "create", name, *PARAMETERS, "--width", "320", "--json", *more)
        assert ran.code == 0, ran.err
        return ran.json

    def test_a_template_lives(self, cosanim):
        made = self.create(cosanim)
        template_id = made["template_id"]
        shown = cosanim("template", "show", template_id)
        assert shown.code == 0
        assert shown.out.splitlines()[0].split("\t")[:3] == [template_id, "n", "Custom"]
        assert json.loads(shown.out.partition("\n")[2])["Video"]["Width"] == "320"
        assert cosanim("template", "show", template_id, "--json").json["trans_tpl"]["video"]["width"] == 320
        changed = cosanim("template", "update", template_id, "--format", "webp", "--json").json
        assert (changed["name"], changed["trans_tpl"]["container"]["format"]) == ("n", "webp")
        assert "time_interval" not in changed["trans_tpl"]
        renamed = cosanim("template", "update", template_id, "--name", "m", "--format", "webp")
        assert renamed.out.split("\t")[1] == "m"
        assert cosanim("template", "delete", template_id) == (0, f"{template_id} deleted\n", "")
        assert cosanim("template", "list") == (0, "", "")
        gone = cosanim("template", "show", template_id, "--json")
        assert (gone.code, gone.error["code"]) == (3, "TemplateNotFound")
        assert gone.error["request_id"]

    def test_lists_choose_by_name_and_kind(self, cosanim):
        for name in ("aa", "ab", "b"):
            self.create(cosanim, name)
        assert [found["name"] for found in lines(cosanim("template", "list", "--name", "a", "--json"))] == ["aa", "ab"]
        official = cosanim("template", "list", "--official").out.splitlines()
        assert len(official) == len(PRESETS)
        assert official[0].split("\t")[0] == next(iter(PRESETS.values())).template_id

    def test_violations_exit_1(self, cosanim):
        for words in (
            ["create", "a b", *PARAMETERS],
            ["create", "n"],
            ["create", "n", "--format", "gif", "--width", "1"],
        ):
            ran = cosanim("template", *words, "--json")
            assert (ran.code, ran.out, ran.error["error"]) == (1, "", "SchemaError")
        assert cosanim("template", "create", "n", *PARAMETERS).code == 0
        assert cosanim("template", "create", "n", *PARAMETERS, "--json").error["code"] == "TemplateNameDuplicate"

    def test_export_and_apply_move_templates_to_other_buckets(self, cosanim, second, tmp_path):
        second.create_media_bucket()
        self.create(cosanim, "a", "--fps", "12.50")
        self.create(cosanim, "模板", "--keyframes-only")
        exported = cosanim("template", "export")
        assert exported.code == 0
        assert [entry["Name"] for entry in exported.json] == ["a", "模板"]
        assert exported.json[0]["Video"]["Fps"] == "12.50"
        file = tmp_path / "templates.json"
        file.write_text(exported.out, "utf-8")
        target = ["--bucket", BUCKET, "--bucket", SECOND]

        def applied(*more):
            ran = cosanim("template", "apply", file, *target, "--json", *more)
            assert ran.code == 0, ran.err
            return [(row["bucket"], row["name"], row["done"]) for row in lines(ran)]

        done = [
            (BUCKET, "a", "unchanged"),
            (BUCKET, "模板", "unchanged"),
            (SECOND, "a", "created"),
            (SECOND, "模板", "created"),
        ]
        assert applied("--dry-run") == done
        assert list(second.list_templates()) == []
        assert applied() == done
        assert len(list(second.list_templates())) == 2
        assert {row[2] for row in applied()} == {"unchanged"}
        file.write_text(exported.out.replace('"320"', '"640"'), "utf-8")
        assert {row[2] for row in applied("--dry-run")} == {"replaced"}
        assert {found.trans_tpl.video.width for found in second.list_templates()} == {320}
        assert {row[2] for row in applied()} == {"replaced"}
        assert {found.trans_tpl.video.width for found in second.list_templates()} == {640}
        plain = cosanim("template", "apply", file, "--bucket", SECOND)
        assert [line.split("\t")[:3] for line in plain.out.splitlines()] == [
            [SECOND, n, "unchanged"] for n in ("a", "模板")
        ]

    def test_lines_of_json_are_applied_too(self, cosanim, tmp_path):
        for name in ("a", "b"):
            self.create(cosanim, name)
        exported = cosanim("template", "export", "--json", "--name", "a")
        assert exported.json["Name"] == "a"
        file = tmp_path / "t.jsonl"
        for words in (["--name", "a"], []):
            file.write_text(cosanim("template", "export", "--json", *words).out, "utf-8")
            ran = cosanim("template", "apply", file, "--json")
            assert {row["done"] for row in lines(ran)} == {"unchanged"}

    def test_numbers_are_compared_by_value(self, cosanim, tmp_path):
        self.create(cosanim, "a", "--fps", "15")
        file = tmp_path / "t.json"
        file.write_text(cosanim("template", "export").out.replace('"15"', "15.0"), "utf-8")
        assert cosanim("template", "apply", file, "--json").json["done"] == "unchanged"

    def test_what_a_later_service_adds_is_not_exported(self, shell, tmp_path):
        told = (
            "<Response><TotalCount>1</TotalCount><TemplateList><TemplateId>t1</TemplateId><Name>n</Name><Neu>1</Neu>"
            "<TransTpl><Container><Format>gif</Format><Neu/></Container><Video><Codec>gif</Codec><Height/><Neu>2</Neu>"
            "</Video><TimeInterval/><Audio><Codec>x</Codec></Audio></TransTpl></TemplateList></Response>"
        )
        with Loopback(200, told.encode()) as server:
            shell.point_at(server.url)
            exported = shell("template", "export")
            expected = {"Tag": "Animation", "Name": "n", "Container": {"Format": "gif"}, "Video": {"Codec": "gif"}}
            assert exported.json == [expected]
            file = tmp_path / "t.json"
            file.write_text(exported.out)
            assert shell("template", "apply", file, "--json").json["done"] == "unchanged"

    GOOD = '{"Tag": "Animation", "Name": "good", "Container": {"Format": "gif"}}'

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            ("", "DecodeError"),
            ("no JSON", "DecodeError"),
            ("7", "DecodeError"),
            (f"[{GOOD}, 7]", "DecodeError"),
            (f'[{GOOD}, {{"Name": "n", "Unknown": 1}}]', "DecodeError"),
            (f'[{GOOD}, {{"Name": "n", "Name": "m"}}]', "DecodeError"),
            (f'[{GOOD}, {{"Tag": "Animation", "Name": "a b", "Container": {{"Format": "gif"}}}}]', "SchemaError"),
            (f'[{GOOD}, {{"Tag": "Animation", "Name": "n"}}]', "SchemaError"),
            (f"[{GOOD}, {GOOD}]", "SchemaError"),
            (f"{GOOD}\n{GOOD}", "SchemaError"),
            ("[" * 5000, "DecodeError"),
            (" " * 5_000_000, "DecodeError"),
        ],
    )
    def test_a_file_that_is_not_valid_throughout_changes_nothing(self, cosanim, tmp_path, content, error):
        file = tmp_path / "t.json"
        file.write_text(content)
        ran = cosanim("template", "apply", file, "--json")
        assert (ran.code, ran.out) == (1, "")
        assert ran.error["error"] == error
        if error == "SchemaError":
            assert ran.error["violations"][0]["path"].startswith("[1].")
        assert cosanim("template", "apply", file).code == 1
        assert cosanim("template", "list").out == ""

    def test_a_bucket_that_cannot_be_one_is_found_out_before_anything_is_changed(self, cosanim, tmp_path):
        file = tmp_path / "t.json"
        file.write_text(f"[{self.GOOD}]")
        ran = cosanim("template", "apply", file, "--bucket", BUCKET, "--bucket", "noappid")
        assert (ran.code, ran.out) == (2, "")
        assert cosanim("template", "list").out == ""

    def test_an_empty_list_is_nothing_to_do(self, cosanim, tmp_path):
        file = tmp_path / "t.json"
        file.write_text("[]")
        assert cosanim("template", "apply", file) == (0, "", "")


class TestQueues:
    """cosanim queue …."""

    def test_a_queue_is_listed_and_shown(self, cosanim):
        ran = cosanim("queue", "list")
        queue, name, state, callback, size, at_once = ran.out.rstrip("\n").split("\t")
        assert (name, state, callback, size, at_once) == ("queue-1", "Active", "-", "10000", "10")
        assert cosanim("queue", "show", queue).out == ran.out
        assert cosanim("queue", "show", queue, "--json").json["queue_id"] == queue
        assert cosanim("queue", "list", "--state", "Paused").out == ""
        missing = cosanim("queue", "show", "p404", "--json")
        assert (missing.code, missing.error["code"]) == (3, "QueueNotFound")
        assert missing.error["request_id"]

    def test_pausing_and_resuming_change_nothing_else(self, cosanim):
        queue = queue_id(cosanim)
        cosanim(
            "queue",
            "update",
            queue,
            "--name",
            "mine",
            "--callback",
            "https://example.com/",
            "--callback-format",
            "JSON",
        )
        before = cosanim("queue", "show", queue, "--json").json
        paused = cosanim("queue", "pause", queue, "--json").json
        assert paused["state"] == "Paused"
        resumed = cosanim("queue", "resume", queue, "--json").json
        assert resumed["state"] == "Active"
        for after in (paused, resumed):
            assert (after["name"], after["notify_config"]) == (before["name"], before["notify_config"])

    def test_what_is_not_named_stays(self, cosanim):
        queue = queue_id(cosanim)

        def config(*words):
            ran = cosanim("queue", "update", queue, "--json", *words)
            assert ran.code == 0, ran.err
            return ran.json["notify_config"]

        assert config("--callback-format", "JSON") == {"state": "Off", "result_format": "JSON"}
        told = config("--callback", "https://example.com/a")
        assert told == {
            "state": "On",
            "type": "Url",
            "url": "https://example.com/a",
            "event": "TaskFinish",
            "result_format": "JSON",
        }
        assert config("--callback-format", "XML") == told | {"result_format": "XML"}
        assert config("--callback", "https://example.com/b")["result_format"] == "XML"
        off = config("--callback", "no")
        assert (off["state"], off["result_format"]) == ("Off", "XML")
        assert cosanim("queue", "update", queue, "--state", "Paused").out.split("\t")[2:4] == ["Paused", "-"]

    def test_violations_exit_1(self, cosanim):
        queue = queue_id(cosanim)
        for words in (["--state", "paused"], ["--callback", "ftp://x"], ["--callback-format", "YAML"]):
            ran = cosanim("queue", "update", queue, "--json", *words)
            assert (ran.code, ran.error["error"]) == (1, "SchemaError")


class TestCallbacks:
    """cosanim callback …."""

    @pytest.mark.parametrize(
        "notice", [NOTICE, b'{"EventName": "TaskFinish", "JobsDetail": {"JobId": "j1", "State": "Success"}}']
    )
    def test_a_notice_is_read_from_a_file(self, shell, tmp_path, notice):
        file = tmp_path / "notice"
        file.write_bytes(notice)
        assert shell("callback", "parse", file) == (0, "j1 Success\n", "")
        value = shell("callback", "parse", file, "--json").json
        assert value == {"event_name": "TaskFinish", "jobs_detail": [{"job_id": "j1", "state": "Success"}]}

    def test_a_notice_is_read_from_standard_input(self):
        ran = process("callback", "parse", "-", stdin=NOTICE)
        assert ran == (0, "j1 Success\n", "")

    @pytest.mark.parametrize("body", [b"", b"<x/>", b"{", NOTICE[:-3], b"\xff", b"<Response>" + b" " * 5_000_000])
    def test_what_is_no_notice_exits_1(self, shell, tmp_path, body):
        file = tmp_path / "notice"
        file.write_bytes(body)
        ran = shell("callback", "parse", file, "--json")
        assert (ran.code, ran.out, ran.error["error"]) == (1, "", "DecodeError")
        assert shell("callback", "parse", file).err.startswith("error: ")

    @pytest.mark.parametrize("notice_format", ["xml", "json"])
    def test_a_replayed_notice_is_the_one_that_was_sent(self, cosanim, client, notice_format):
        client.objects.put("in/a.mp4", b"x")
        with Receiver() as receiver:
            job_id = submit(cosanim, "a", "--callback", receiver.url, "--callback-format", notice_format.upper())
            first = eventually(lambda: list(receiver.notices))[0]
            ran = cosanim("callback", "replay", job_id, "--to", receiver.url, "--format", notice_format, "--json")
            assert ran.code == 0
            assert receiver.notices[1] == first
            assert ran.json == {"job_id": job_id, "to": receiver.url, "status": 200, "bytes": len(first[2])}
            assert callbacks.parse(first[2]).job.job_id == job_id

    @pytest.mark.parametrize("status", [302, 404, 500])
    def test_a_notice_that_was_not_taken_exits_3(self, cosanim, status):
        job_id = submit(cosanim)
        with Receiver(status) as receiver:
            ran = cosanim("callback", "replay", job_id, "--to", receiver.url)
            assert len(receiver.notices) == 1
        assert (ran.code, ran.out) == (3, f"{receiver.url} answered {status}\n")

    @pytest.mark.parametrize(
        "address", ["nowhere", "ftp://example.com/", "http://a..b/", "http://[::1", "http://exa mple/"]
    )
    def test_an_address_that_is_none_exits_3_without_a_traceback(self, cosanim, address):
        ran = cosanim("callback", "replay", submit(cosanim), "--to", address, "--json")
        assert (ran.code, ran.out, ran.error["error"]) == (3, "", "TransportError")

    def test_a_receiver_that_is_gone_or_breaks_exits_3(self, cosanim):
        job_id = submit(cosanim)
        assert cosanim("callback", "replay", job_id, "--to", dead_url(), "--json").error["error"] == "TransportError"
        with Broken("silent") as server:
            ran = cosanim("callback", "replay", job_id, "--to", server.url, "--timeout", "0.3", "--json")
            assert (ran.code, ran.error["error"]) == (3, "TransportError")

    def test_a_job_that_does_not_exist_is_not_replayed(self, cosanim):
        with Receiver() as receiver:
            assert cosanim("callback", "replay", "j404", "--to", receiver.url).code == 3
            assert receiver.notices == []

    def test_an_address_can_be_verified(self, shell, monkeypatch):
        ran = shell("callback", "url", "https://example.com/cb?a=1", "order 7", "--secret", "s")
        assert callbacks.verify(ran.out.strip(), "s") == "order 7"
        assert ran.out.count("\n") == 1
        monkeypatch.setenv("COSANIM_CALLBACK_SECRET", "t")
        value = shell("callback", "url", "https://example.com/", "k", "--json").json
        assert (value["job_key"], callbacks.verify(value["url"], "t")) == ("k", "k")

    def test_an_address_with_a_token_gets_no_second_one(self, shell):
        address = callbacks.url("https://example.com/", "s", "k")
        assert shell("callback", "url", address, "k", "--secret", "s").code == 2


class TestBatches:
    """cosanim batch …."""

    WORDS = ("batch", "submit", "nightly", "out/{InventoryTriggerJobId}/{jobid}.{ext}", "--queue-id", "p1")

    def test_a_batch_lives(self, cosanim, client):
        for key in ("in/a.mp4", "in/b.mp4"):
            client.objects.put(key, b"x")
        made = cosanim(*self.WORDS, "--prefix", "in/", *PARAMETERS, "--user-data", "u", "--json")
        assert made.code == 0, made.err
        batch_id = made.json["job_id"]
        assert made.json["operation"]["output"]["object_key"] == "out/${InventoryTriggerJobId}/${jobid}.${ext}"
        shown = cosanim("batch", "describe", batch_id)
        assert shown.out.split("\t")[:2] == [batch_id, "nightly"]
        assert [row["job_id"] for row in lines(cosanim("batch", "list", "--since", "2h", "--json"))] == [batch_id]
        assert cosanim("batch", "list", "--state", "Cancel").out == ""
        jobs = list(client.list_jobs(inventory_trigger_job_id=batch_id))
        assert {job.operation.user_data for job in jobs} == {"u"}
        assert len(jobs) == 2

    def test_a_batch_that_waits_is_cancelled(self, cosanim):
        cosanim("queue", "pause", queue_id(cosanim))
        batch_id = cosanim(*self.WORDS, "--input", "a.mp4", *PARAMETERS).out.split("\t")[0]
        assert cosanim("batch", "cancel", batch_id) == (0, f"{batch_id} cancelled\n", "")
        again = cosanim("batch", "cancel", batch_id, "--json")
        assert (again.code, again.error["code"]) == (3, "InvalidArgument")
        assert cosanim("batch", "cancel", "b404").code == 3

    def test_a_preset_is_sent_as_its_id(self, cosanim):
        ran = cosanim(*self.WORDS, "--input", "a.mp4", "--preset", "gif_640x360_keyframes", "--json")
        assert ran.code == 0, ran.err
        assert ran.json["operation"]["job_param"]["template_id"] == PRESETS["gif_640x360_keyframes"].template_id

    def test_a_dry_run_shows_everything_and_sends_nothing(self, shell):
        with Loopback() as server:
            shell.point_at(server.url)
            plain = shell(*self.WORDS, "--prefix", "in/", *PARAMETERS, "--dry-run")
            value = shell(*self.WORDS, "--prefix", "in/", *PARAMETERS, "--dry-run", "--json")
            broken = shell(*self.WORDS, *PARAMETERS, "--width", "1", "--dry-run", "--json")
            unwritable = shell(*self.WORDS, "--prefix", "in/\x01", *PARAMETERS, "--dry-run", "--json")
            assert server.asked == []
        assert plain.code == value.code == 0
        assert "<Prefix>in/</Prefix>" in plain.out
        assert plain.out.endswith("nothing was sent\n")
        assert value.json["xml"].startswith("<Request><Name>nightly</Name>")
        assert value.json["violations"] == []
        assert broken.code == unwritable.code == 1
        assert {one["rule"] for one in broken.json["violations"]} == {"min", "batch-input"}
        assert unwritable.json["xml"] is None

    def test_times_of_upload_are_sent(self, shell):
        words = [*self.WORDS, "--prefix", "in/", *PARAMETERS, "--uploaded-since", "2022-06-27T07:23:10Z", "--dry-run"]
        with Loopback() as server:
            ran = shell.point_at(server.url)(*words)
        assert "<TimeInterval><Start>2022-06-27T15:23:10+0800</Start></TimeInterval>" in ran.out

    def test_an_outcome_that_nobody_knows_exits_5(self, shell):
        with Loopback(500, b"") as server:
            ran = shell.point_at(server.url)(*self.WORDS, "--input", "a.mp4", *PARAMETERS, "--json")
            assert len(server.asked) == 1
        assert (ran.code, ran.out, ran.error["error"]) == (5, "", "SubmissionUnknown")

    def test_violations_exit_1(self, cosanim):
        ran = cosanim(*self.WORDS, "--json", *PARAMETERS)
        assert (ran.code, ran.out) == (1, "")
        assert "batch-input" in {one["rule"] for one in ran.error["violations"]}


class TestPolicy:
    """cosanim policy."""

    @staticmethod
    def run(shell, *words):
        ran = shell("policy", "--bucket", BUCKET, "--region", REGION, *words)
        assert ran.code == 0, ran.err
        return ran.json

    def test_all_apis_and_objects_are_the_default(self, shell):
        policy = self.run(shell)
        actions = {action for statement in policy["statement"] for action in statement["action"]}
        assert {f"name/{action}" for api in APIS.values() for action in api.permissions} < actions
        assert {"name/cos:GetObject", "name/cos:PutObject"} < actions
        assert policy["version"] == "2.0"
        assert {statement["effect"] for statement in policy["statement"]} == {"allow"}

    @pytest.mark.parametrize("api", APIS.values(), ids=APIS)
    def test_one_api_gets_its_actions_and_nothing_more(self, shell, api):
        policy = self.run(shell, "--api", api.name)
        actions = sorted(action for statement in policy["statement"] for action in statement["action"])
        assert actions == sorted(f"name/{action}" for action in api.permissions)
        assert not any("*" in action for action in actions)

    def test_resources_name_bucket_appid_and_region(self, shell):
        policy = self.run(shell, "--objects", "--api", "submit_job")
        resources = [resource for statement in policy["statement"] for resource in statement["resource"]]
        assert resources == [
            f"qcs::ci:{REGION}:uid/1250000000:bucket/{BUCKET}/*",
            "qcs::cam::uin/${uin}:roleName/CI_QCSRole",
            f"qcs::cos:{REGION}:uid/1250000000:{BUCKET}/*",
        ]

    def test_objects_can_be_left_out_and_apis_repeated(self, shell):
        policy = self.run(shell, "--no-objects", "--api", "list_jobs", "--api", "list_jobs", "--api", "cancel_job")
        [statement] = policy["statement"]
        assert statement["action"] == ["name/ci:CancelMediaJob", "name/ci:DescribeMediaJobs"]

    def test_with_json_it_is_one_line(self, shell):
        assert shell("policy", "--bucket", BUCKET, "--region", REGION, "--json").out.count("\n") == 1

    def test_bucket_and_region_come_from_the_environment_and_are_never_guessed(self, shell: Shell, monkeypatch):
        assert shell("policy", "--json").error["error"] == "ConfigurationError"
        monkeypatch.setenv("COSANIM_BUCKET", BUCKET)
        monkeypatch.setenv("COSANIM_REGION", REGION)
        assert shell("policy").code == 0
