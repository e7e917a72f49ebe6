"""Jobs listed and cancelled, one by one and in batches."""

import json
import re
from datetime import UTC, datetime, timedelta

import click
import pytest

from cosanim.cli.options import parse_when
from cosanim.presets import PRESETS
from cosanim.times import parse_time
from tests.cli.support import PARAMETERS, lines, queue_id, submit
from tests.cli.test_terminal import run_on_terminal
from tests.servers.loopback import Loopback


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
            assert len(server.requests) == 1
            assert "size=1&" in f"{server.requests[0].target}&"

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
        assert cosanim("list", "--queue-type", "SpeedTranscoding").out == ""
        assert cosanim("list", "--queue-type", "Transcoding").out == cosanim("list").out

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
        assert abs(datetime.now(UTC) - timedelta(seconds=ago) - parse_time(parse_when(text))) < timedelta(seconds=5)

    def test_a_time_with_another_offset_is_the_same_moment(self):
        assert parse_when("2022-06-27T07:23:10Z") == "2022-06-27T15:23:10+0800"

    @pytest.mark.parametrize("text", ["", "-", "2", "2 h", "2w", "-2h", "999999d", "2022-06-27", "٢h", "2h\n"])
    def test_anything_else_is_no_time(self, text):
        with pytest.raises(click.BadParameter):
            parse_when(text)


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

    def test_a_batch_needs_no_queue(self, cosanim):
        made = cosanim(*self.WORDS[:4], "--input", "a.mp4", *PARAMETERS, "--json")
        assert made.code == 0, made.err
        assert "queue_id" not in made.json["operation"]

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
            assert server.requests == []
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
            assert len(server.requests) == 1
        assert (ran.code, ran.out, ran.error["error"]) == (5, "", "SubmissionUnknown")

    def test_violations_exit_1(self, cosanim):
        ran = cosanim(*self.WORDS, "--json", *PARAMETERS)
        assert (ran.code, ran.out) == (1, "")
        assert "batch-input" in {one["rule"] for one in ran.error["violations"]}
