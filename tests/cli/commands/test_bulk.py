"""``cosanim bulk`` against a local service that does not render."""

import csv
import io
import json
import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cosanim.models import JobState
from tests.cli.support import lines
from tests.servers.loopback import BUCKET, REGION, Loopback

HEADER = "input,output,format,width,duration"
ROW = "videos/{0}.mp4,gifs/{0}.{{ext}},gif,320,5"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COSANIM_SHORT_DELAYS", "1")
    return tmp_path


@pytest.fixture
def manifest(folder):
    def write(*rows, header=HEADER, name="m.csv"):
        path = folder / name
        path.write_text("\n".join([header, *rows, ""]))
        return path

    return write


@pytest.fixture
def three(manifest, cosanim, client):  # noqa: ARG001 - the service is emptied first
    """A manifest of three videos that exist."""
    for name in "abc":
        client.objects.put(f"videos/{name}.mp4", io.BytesIO(b"a video"))
    return manifest(*map(ROW.format, "abc"))


def files():
    return sorted(path.name for path in Path().iterdir())


def report_rows(name="r.csv"):
    return list(csv.DictReader(io.StringIO(Path(name).read_text())))


def summary(ran):
    return lines(ran)[-1]["summary"]


def job_ids(client):
    return [job.job_id for job in client.list_jobs(size=100)]


class TestRun:
    """Rows are submitted once, and printed."""

    def test_rows_are_submitted_once_and_printed_as_tabs(self, cosanim, three, client):
        ran = cosanim("bulk", three)
        assert (ran.code, ran.err) == (0, "3 rows: 3 submitted\n")
        cells = sorted(line.split("\t") for line in ran.out.splitlines())
        assert [(line, state, source, output) for line, state, _, _, source, output, _ in cells] == [
            (str(2 + number), "submitted", f"videos/{name}.mp4", f"gifs/{name}.${{ext}}")
            for number, name in enumerate("abc")
        ]
        assert sorted(job for _, _, job, *_ in cells) == sorted(job_ids(client))
        again = cosanim("bulk", three)
        assert again.code == 0
        assert {line.split("\t")[2] for line in again.out.splitlines()} == set(job_ids(client))
        assert len(job_ids(client)) == 3

    def test_json_is_an_object_for_each_row_and_a_summary(self, cosanim, three):
        ran = cosanim("bulk", three, "--wait", "--json", "--concurrency", "2", "--rate", "500", "--max-queued", "2")
        assert (ran.code, ran.err) == (0, "")
        *rows, last = lines(ran)
        assert {(row["line"], row["job_state"], row["output_key"]) for row in rows} == {
            (2, "Success", "gifs/a.gif"),
            (3, "Success", "gifs/b.gif"),
            (4, "Success", "gifs/c.gif"),
        }
        assert all(row["size"] > 0 and row["frames"] == 1 and row["error"] is None for row in rows)
        assert last == {
            "summary": {
                "rows": 3,
                "submitted": 0,
                "done": 3,
                "failed": 0,
                "unknown": 0,
                "pending": 0,
                "downloaded": 0,
                "not_downloaded": 0,
                "exit_code": 0,
                "journal": f"{three}.journal",
            }
        }

    def test_a_failed_job_is_code_1_and_told_with_its_reason(self, cosanim, manifest):
        path = manifest(ROW.format("missing"))
        ran = cosanim("bulk", path, "--wait", "--json")
        (row, _) = lines(ran)
        assert (ran.code, row["job_state"]) == (1, "Failed")
        assert row["error"].startswith("ResourceNotFound: ")
        assert summary(ran)["failed"] == 1

    def test_a_row_that_the_service_rejects_is_code_3_and_sent_again_if_asked(self, cosanim, three, service, client):
        service.fail_next("submit_job", "403")
        ran = cosanim("bulk", three, "--concurrency", "1")
        assert ran.code == 3
        assert ran.err.startswith("3 rows: 2 submitted, 1 failed\n")
        assert "--retry-failed sends the rejected rows again" in ran.err
        assert cosanim("bulk", three).code == 3
        again = cosanim("bulk", three, "--retry-failed", "--json")
        assert (again.code, summary(again)["submitted"], len(job_ids(client))) == (0, 3, 3)

    def test_standard_input_needs_the_name_of_a_journal(self, cosanim, three, client, monkeypatch):
        def bulk(*words):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(three.read_bytes())))
            return cosanim("bulk", "-", *words)

        refused = bulk()
        assert (refused.code, refused.out) == (2, "")
        assert "--journal FILE" in refused.err
        assert bulk("--journal", "j", "--json").code == 0
        assert (bulk("--journal", "j").code, len(job_ids(client))) == (0, 3)
        assert files() == ["j", "m.csv"]

    def test_jsonl_has_whole_requests(self, cosanim, folder, client):
        request = {
            "Tag": "Animation",
            "Input": {"Object": "a.mp4"},
            "Operation": {
                "TemplateId": "t1",
                "Output": {"Region": REGION, "Bucket": BUCKET, "Object": "o.gif"},
            },
        }
        (folder / "m.jsonl").write_text(json.dumps(request) + "\n")
        ran = cosanim("bulk", "m.jsonl", "--dry-run", "--json")
        assert ran.json["dry_run"]["not_estimated"] == {"template": 1}
        del request["Operation"]["Output"]["Bucket"]
        (folder / "m.jsonl").write_text("\n" + json.dumps(request) + "\n")
        ran = cosanim("bulk", "m.jsonl", "--json")
        assert ran.code == 1
        assert ran.error["rows"][0]["line"] == 2
        assert ran.error["rows"][0]["violations"][0]["path"] == "Request.Operation.Output.Bucket"
        assert job_ids(client) == []


class TestRefusals:
    """Nothing is sent if anything is wrong."""

    BAD = (
        ROW.format("a").replace("320", "5000"),
        ",o.gif,gif,wide,1",
        "x",
        "a.gif,a.gif,gif,,4",
        "b.mp4,z.gif,gif,,4",
        "c.mp4,z.gif,gif,,4",
        "c.mp4,y.gif,gif,,4",
    )

    def test_every_invalid_row_is_listed_with_line_column_value_and_rule(self, cosanim, manifest, client):
        ran = cosanim("bulk", manifest(*self.BAD))
        assert (ran.code, ran.out) == (1, "")
        found = [line.strip() for line in ran.err.splitlines()]
        assert found[0] == "error: 5 rows are invalid, so nothing was sent:"
        assert found[1] == "line 2: width: 5000 is too large: give 4096 or less [max]"
        assert found[2:4] == [
            "line 3: input: is empty: give a key [required]",
            "line 3: width: 'wide' is not a whole number, such as 640 [type]",
        ]
        assert found[4].startswith("line 4: row: has 1 cells, but the header has 5")
        assert found[5].startswith("line 5: output: is the key of the video, 'a.gif'")
        assert found[6].startswith("line 7: output: is also the output of line 6")
        assert found[7] == "to submit them all the same: --allow overwrites-input --allow shared-output"
        assert job_ids(client) == []

    def test_invalid_rows_as_json(self, cosanim, manifest):
        ran = cosanim("bulk", manifest(*self.BAD), "--json")
        assert (ran.code, ran.out, ran.error["error"], ran.error["exit_code"]) == (1, "", "InvalidRows", 1)
        assert [(row["number"], row["line"]) for row in ran.error["rows"]] == [(1, 2), (2, 3), (3, 4), (4, 5), (6, 7)]
        assert ran.error["rows"][0]["violations"] == [
            {
                "path": "width",
                "rule": "max",
                "message": "5000 is too large: give 4096 or less",
                "value": 5000,
                "severity": "error",
            }
        ]

    @pytest.mark.parametrize("report", ["m.csv", "m.csv.journal", "m.csv.journal-wal", "./link.csv"])
    def test_a_report_never_replaces_the_manifest_or_the_journal(self, cosanim, three, folder, client, report):
        assert cosanim("bulk", three, "--max-jobs", "1").code == 1  # there is a journal
        (folder / "link.csv").symlink_to(three)
        content = {path: path.read_bytes() for path in (three, folder / "m.csv.journal")}
        ran = cosanim("bulk", three, "--report", report)
        assert (ran.code, ran.out) == (2, "")
        assert f"--report {report.removeprefix('./')!r} is the" in ran.err
        assert "name another file" in ran.err
        assert {path: path.read_bytes() for path in content} == content
        assert job_ids(client) == []

    @pytest.mark.parametrize("target", ["file", "file/out", "/dev/null/out", "/proc/none/out"])
    def test_a_folder_that_cannot_take_the_results_is_refused(self, cosanim, three, folder, client, target):
        (folder / "file").write_bytes(b"")
        ran = cosanim("bulk", three, "--download", target)
        assert (ran.code, ran.out) == (2, "")
        assert "Invalid value for '--download'" in ran.err
        assert job_ids(client) == []

    def test_more_rows_than_a_message_has_are_all_listed(self, cosanim, manifest):
        ran = cosanim("bulk", manifest(*(ROW.format(n).replace("320", "1") for n in range(40))))
        assert ran.err.count("width: 1 is too small") == 40

    def test_a_corrected_manifest_runs(self, cosanim, manifest, client):
        assert cosanim("bulk", manifest(*self.BAD)).code == 1
        assert cosanim("bulk", manifest(ROW.format("a"))).code == 0
        assert len(job_ids(client)) == 1

    def test_allow_waives_a_rule(self, cosanim, manifest):
        path = manifest("b.mp4,z.gif,gif,,4", "c.mp4,z.gif,gif,,4")
        assert cosanim("bulk", path, "--allow", "shared-output").code == 0

    def test_strict_refuses_warnings(self, cosanim, manifest, client):
        path = manifest("b.mp4,z.gif,gif,,")
        ran = cosanim("bulk", path, "--strict")
        assert ran.code == 1
        assert "line 2: " in ran.err
        assert job_ids(client) == []

    def test_a_limit_of_jobs_or_of_durations_is_kept_before_anything_is_sent(self, cosanim, manifest, client):
        path = manifest(ROW.format("a"), "b.mp4,z.gif,gif,,2", "c.mp4,y.gif,gif,,")
        ran = cosanim("bulk", path, "--max-jobs", "2")
        assert (ran.code, ran.out) == (1, "")
        assert "the manifest has 3 rows, and --max-jobs allows 2" in ran.err
        ran = cosanim("bulk", path, "--max-duration", "4s", "--json")
        assert (ran.code, [row["line"] for row in ran.error["rows"]]) == (1, [2, 4])
        messages = [row["violations"][0]["message"] for row in ran.error["rows"]]
        assert messages[0] == "is 5 s, and --max-duration allows 4 s: shorten it"
        assert "the whole video is converted" in messages[1]
        assert job_ids(client) == []
        assert cosanim("bulk", manifest(ROW.format("a")), "--max-duration", "5", "--max-jobs", "1").code == 0

    def test_a_changed_row_is_named_and_nothing_is_sent(self, cosanim, manifest, client):
        assert cosanim("bulk", manifest(ROW.format("a"), ROW.format("b"))).code == 0
        ran = cosanim("bulk", manifest(ROW.format("a"), ROW.format("x")), "--report", "r.csv")
        assert (ran.code, ran.out) == (3, "")
        assert "line 3 is not the one of the earlier run" in ran.err
        assert "go on" not in ran.err
        ran = cosanim("bulk", manifest(ROW.format("a")))
        assert ran.code == 3
        assert "line 3 of the earlier run" in ran.err
        assert len(job_ids(client)) == 2
        assert not Path("r.csv").exists()

    @pytest.mark.parametrize(
        "words",
        [
            ("missing.csv",),
            ("m.csv", "--format", "gif"),
            ("m.csv", "--all"),
            ("m.csv", "--manifest-out", "x.csv"),
            ("m.csv", "--concurrency", "0"),
            ("m.csv", "--concurrency", "257"),
            ("m.csv", "--rate", "0"),
            ("m.csv", "--max-queued", "0"),
            ("m.csv", "--max-duration", "soon"),
            ("m.csv", "--max-duration", "0"),
            ("m.csv", "--pause-timeout", "0"),
            ("m.csv", "--report", "-"),
            ("m.csv", "--report", "nowhere/r.csv"),
            ("m.csv", "--download", "m.csv"),
            ("out.gif", "--prefix", "videos/"),
            ("{nme}.gif", "--prefix", "videos/"),
            ("{name}.", "--prefix", "videos/"),
            ("{name}.gif", "--prefix", "videos/", "--preset", "gif_640x360_10fps", "--width", "320"),
            ("{name}.gif", "--prefix", "videos/", "--preset", "nonsense"),
        ],
        ids=" ".join,
    )
    def test_misuse_exits_2(self, cosanim, manifest, words):
        manifest(ROW.format("a"))
        ran = cosanim("bulk", *words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.is_clean()
        assert files() == ["m.csv"]


class TestDryRun:
    """A dry run sends nothing, and leaves the journal as it is."""

    def test_it_estimates_what_would_be_submitted(self, cosanim, manifest, client):
        path = manifest(ROW.format("a"), "b.mp4,z.gif,webp,,2", "c.mp4,y.gif,gif,,", header=HEADER)
        ran = cosanim("bulk", path, "--dry-run")
        assert ran.code == 0
        assert ran.out.splitlines() == [
            f"{path}: 3 valid rows, 3 to submit",
            "frames: about 175",
            "bytes: about 5.24 MB to 11.4 MB",
            "output: 0.1 minutes",
            "not in these sums: 1 row, no duration, so the whole video is converted",
            "assumed for 2 rows: 25 frames per second, all frames of the video taken",
            "assumed for 1 row: 16:9 as the ratio of the sides, only one given",
            "assumed for 1 row: 1280x720 px, neither width nor height given",
            "nothing was sent",
        ]
        assert (job_ids(client), files()) == ([], ["m.csv"])

    def test_it_compares_with_the_journal_without_changing_it(self, cosanim, manifest, client):
        cosanim("bulk", manifest(ROW.format("a"), ROW.format("b")))
        before = {path.name: path.read_bytes() for path in Path().iterdir()}
        ran = cosanim("bulk", "m.csv", "--dry-run", "--json")
        assert ran.json["dry_run"] | {"manifest": 0, "journal": 0} == {
            "manifest": 0,
            "journal": 0,
            "rows": 2,
            "jobs": 0,
            "states": {"submitted": 2},
            "frames": 0,
            "bytes_low": 0,
            "bytes_high": 0,
            "output_seconds": 0.0,
            "output_minutes": 0.0,
            "not_estimated": {},
            "assumed": {},
        }
        assert "2 submitted" in cosanim("bulk", "m.csv", "--dry-run").out
        ran = cosanim("bulk", manifest(ROW.format("a"), ROW.format("x")), "--dry-run")
        assert (ran.code, ran.out) == (3, "")
        assert "line 3 is not the one of the earlier run, whose journal is m.csv.journal" in ran.err.replace(
            f"{Path.cwd()}/", ""
        )
        manifest(ROW.format("a"), ROW.format("b"))
        assert {path.name: path.read_bytes() for path in Path().iterdir()} == before
        assert len(job_ids(client)) == 2

    def test_invalid_rows_and_foreign_files_are_refused_as_by_the_run(self, cosanim, manifest, folder):
        assert cosanim("bulk", manifest(*TestRefusals.BAD), "--dry-run").code == 1
        assert files() == ["m.csv"]
        path = manifest(ROW.format("a"))
        (folder / "notes").write_text("my notes " * 100)
        ran = cosanim("bulk", path, "--dry-run", "--journal", "notes")
        assert (ran.code, ran.out) == (3, "")
        assert "no journal" in ran.err
        with sqlite3.connect(folder / "mine") as connection:
            connection.execute("CREATE TABLE t (x)")
        ran = cosanim("bulk", path, "--dry-run", "--journal", "mine")
        assert ran.code == 3
        assert "mine is no journal of cosanim" in ran.err

    def test_a_journal_in_use_is_told(self, cosanim, three, client):
        with client.submit_many([], journal=f"{three}.journal") as run:
            assert list(run) == []
            holder = sqlite3.connect(f"{three}.journal", isolation_level=None)
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN IMMEDIATE")
            try:
                ran = cosanim("bulk", three, "--dry-run")
            finally:
                holder.close()
        assert ran.code == 3
        assert "is in use by another process" in ran.err


class TestReport:
    """The report has all rows, whatever became of them."""

    def test_it_is_csv_or_jsonl_and_complete(self, cosanim, manifest, client):
        client.objects.put("videos/a.mp4", io.BytesIO(b"a video"))
        path = manifest(ROW.format("a"), ROW.format("missing"))
        assert cosanim("bulk", path, "--wait", "--report", "r.csv").code == 1
        first, second = report_rows()
        assert list(first) == [
            "line", "input", "output", "state", "job_id", "job_state", "output_key", "width", "height", "frames",
            "size", "duration", "error",
        ]  # fmt: skip
        assert (first["line"], first["job_state"], first["output_key"], first["error"]) == (
            "2",
            JobState.SUCCESS,
            "gifs/a.gif",
            "",
        )
        assert int(first["size"]) > 0
        assert (second["line"], second["job_state"], second["output_key"]) == ("3", JobState.FAILED, "")
        assert second["error"].startswith("ResourceNotFound: ")
        assert cosanim("bulk", path, "--report", "r.jsonl").code == 1
        rows = map(json.loads, Path("r.jsonl").read_text().splitlines())
        assert [row["job_id"] for row in rows] == [first["job_id"], second["job_id"]]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
    def test_it_can_be_a_pipe(self, cosanim, three):
        os.mkfifo("pipe")
        with ThreadPoolExecutor(1) as pool:
            read = pool.submit(Path("pipe").read_text)
            ran = cosanim("bulk", three, "--report", "pipe")
            assert (ran.code, len(read.result().splitlines())) == (0, 4)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
    def test_a_full_disk_is_named(self, cosanim, three):
        ran = cosanim("bulk", three, "--report", "/dev/full")
        assert (ran.code, "No space left on device" in ran.err) == (3, True)

    def test_it_has_the_rows_that_a_stopped_run_did_not_send(self, shell, manifest):
        path = manifest(*map(ROW.format, "abc"))
        words = ("bulk", path, "--report", "r.csv", "--concurrency", "1", "--json")
        with Loopback(403, b"<Error><Code>QueuePaused</Code><Message>paused</Message></Error>") as server:
            ran = shell.point_at(server.url)(*words)
            assert len(server.requests) == 1
            text = shell(*words[:-1])
        assert (ran.code, ran.error["exit_code"], ran.error["code"]) == (3, 3, "QueuePaused")
        resume = f"cosanim bulk {path} --report r.csv --concurrency 1"
        assert ran.error["resume"] == f"{resume} --json"
        assert summary(ran) == {
            "rows": 3,
            "submitted": 0,
            "done": 0,
            "failed": 0,
            "unknown": 0,
            "pending": 3,
            "downloaded": 0,
            "not_downloaded": 0,
            "exit_code": 3,
            "journal": f"{path}.journal",
            "report": "r.csv",
            "resume": f"{resume} --json",
        }
        assert [row["state"] for row in report_rows()] == ["pending"] * 3
        assert (text.code, text.out) == (3, "")
        assert "QueuePaused" in text.err
        assert text.err.splitlines()[-3:] == ["  go on with", f"    {resume}", "3 rows: 3 not sent"]

    def test_a_pause_is_told_and_ends(self, shell, manifest):
        path = manifest(ROW.format("a"))
        with Loopback(400, b"<Error><Code>ExpiredToken</Code><Message>old</Message></Error>") as server:
            server.then(403, b"<Error><Code>QueuePaused</Code></Error>")
            ran = shell.point_at(server.url)("bulk", path)
            assert len(server.requests) == 2
        assert ran.code == 3
        assert ran.err.startswith("warning: paused: ")
        assert "the temporary credentials expired: fetch new ones" in ran.err.splitlines()[0]
        assert ran.err.splitlines()[0].endswith("; trying again in 1 s")


class TestDownload:
    """Results are fetched below their keys, and no file of anybody else is replaced."""

    def test_results_are_fetched_and_kept_by_the_next_run(self, cosanim, three, folder, client):
        ran = cosanim("bulk", three, "--download", "out", "--json")
        assert ran.code == 0
        assert {row["file"] for row in lines(ran)[:-1]} == {f"out/gifs/{name}.gif" for name in "abc"}
        assert (folder / "out/gifs/a.gif").read_bytes() == client.objects.read("gifs/a.gif")
        stamp = Path("out/gifs/a.gif").stat().st_mtime_ns
        (folder / "out/gifs/b.gif").unlink()
        again = cosanim("bulk", three, "--download", "out", "--json")
        assert (again.code, summary(again)["downloaded"]) == (0, 3)
        assert Path("out/gifs/a.gif").stat().st_mtime_ns == stamp
        assert (folder / "out/gifs/b.gif").exists()
        assert len(job_ids(client)) == 3

    def test_a_file_that_is_not_the_result_is_left_as_it_is(self, cosanim, three, folder):
        (folder / "out/gifs").mkdir(parents=True)
        (folder / "out/gifs/b.gif").write_bytes(b"mine")
        ran = cosanim("bulk", three, "--download", "out", "--report", "r.jsonl")
        assert ran.code == 1
        assert ran.err.splitlines()[0] == "3 rows: 3 done, 2 downloaded, 1 not downloaded"
        assert ran.err.splitlines()[1:] == ["go on with", f"  cosanim bulk {three} --download out --report r.jsonl"]
        assert (folder / "out/gifs/b.gif").read_bytes() == b"mine"
        rows = [json.loads(line) for line in (folder / "r.jsonl").read_text().splitlines()]
        assert "'out/gifs/b.gif' exists and is not the result" in rows[1]["error"]
        assert [row["error"] is None for row in rows] == [True, False, True]

    def test_a_missing_result_is_code_3_and_fetched_by_the_next_run(self, cosanim, three, client):
        assert cosanim("bulk", three, "--wait").code == 0
        content = client.objects.read("gifs/a.gif")
        client.objects.delete("gifs/a.gif")
        ran = cosanim("bulk", three, "--download", "out", "--json")
        assert (ran.code, summary(ran)["not_downloaded"]) == (3, 1)
        client.objects.put("gifs/a.gif", io.BytesIO(content))
        assert cosanim("bulk", three, "--download", "out").code == 0

    def test_names_that_collide_or_lead_elsewhere_are_refused_before_the_first_job(self, cosanim, manifest, client):
        path = manifest(
            "a.mp4,x/a.{ext},gif,,4",
            "b.mp4,X/A.gif,gif,,4",
            "c.mp4,x/a.gif/b.gif,gif,,4",
            "d.mp4,../d.gif,gif,,4",
            "e.mp4,e.{ext},webp,,4",
            "f.mp4,{jobid},gif,,4",
            "g.mp4,{jobid},gif,,4",
        )
        ran = cosanim("bulk", path, "--download", "out", "--json")
        assert (ran.code, [row["line"] for row in ran.error["rows"]]) == (1, [3, 4, 5])
        assert {row["violations"][0]["rule"] for row in ran.error["rows"]} == {"download-name"}
        assert job_ids(client) == []
        assert not Path("out").exists()


class TestPrefix:
    """The manifest is made of the bucket's list, once."""

    WORDS = ("bulk", "--prefix", "videos/", "gifs/{path}.{ext}", "--format", "gif", "--duration", "3")

    @pytest.fixture
    def bucket(self, cosanim, client, folder):  # noqa: ARG002 - the service is emptied first
        for key in ("videos/a.mp4", "videos/sub/b.MOV", "videos/notes.txt", "other.mp4"):
            client.objects.put(key, io.BytesIO(b"content"))
        return client

    def test_it_is_written_before_the_first_job_and_used_again(self, cosanim, bucket, folder):
        ran = cosanim(*self.WORDS)
        assert (ran.code, ran.err) == (
            0,
            "videos.bulk.csv written: 2 videos, 1 other object skipped\n2 rows: 2 submitted\n",
        )
        made = (folder / "videos.bulk.csv").read_text()
        assert made.splitlines()[0] == "input,output,format,duration,bucket,region"
        bucket.objects.put("videos/0.mp4", io.BytesIO(b"content"))
        again = cosanim(*self.WORDS)
        assert again.code == 0
        assert (
            "videos.bulk.csv exists and is used; videos that were stored after it was made are not in it" in again.err
        )
        assert (folder / "videos.bulk.csv").read_text() == made
        assert len(job_ids(bucket)) == 2
        assert cosanim(*self.WORDS, "--manifest-out", "new.csv").code == 0
        assert len((folder / "new.csv").read_text().splitlines()) == 4

    def test_a_file_of_somebody_else_or_of_other_options_is_refused_and_kept(self, cosanim, bucket, folder):
        for content in ("my notes\n", ""):
            (folder / "videos.bulk.csv").write_text(content)
            ran = cosanim(*self.WORDS)
            assert (ran.code, (folder / "videos.bulk.csv").read_text()) == (2, content)
            assert "its line 1 is not one that this command writes" in ran.err
        (folder / "videos.bulk.csv").unlink()
        assert cosanim(*self.WORDS).code == 0
        assert cosanim(*self.WORDS, "--fps", "5").code == 2
        assert len(job_ids(bucket)) == 2

    def test_a_list_that_is_refused_leaves_no_manifest(self, cosanim, bucket):
        bucket.objects.put("videos/sub/a.mp4", io.BytesIO(b"content"))
        words = ["bulk", "--prefix", "videos/", "gifs/{name}.{ext}", "--format", "gif", "--duration", "3"]
        ran = cosanim(*words)
        assert (ran.code, Path("videos.bulk.csv").exists()) == (1, False)
        assert "line 3: output: is also the output of line 2" in ran.err
        assert cosanim(*self.WORDS, "--max-jobs", "2").code == 1
        assert not Path("videos.bulk.csv").exists()
        assert cosanim(*self.WORDS).code == 0
        assert len(job_ids(bucket)) == 3

    @pytest.mark.usefixtures("bucket")
    def test_a_dry_run_writes_no_manifest(self, cosanim):
        ran = cosanim(*self.WORDS, "--dry-run", "--json")
        assert (ran.code, ran.json["dry_run"]["rows"], files()) == (0, 2, [])

    @pytest.mark.usefixtures("bucket")
    def test_no_video_is_an_error_and_all_objects_can_be_taken(self, cosanim):
        words = list(self.WORDS)
        words[2] = "videos/notes"
        ran = cosanim(*words)
        assert (ran.code, ran.out, files()) == (1, "", [])
        assert f"no object of {BUCKET} below 'videos/notes' is a video; 1 others are there; --all takes" in ran.err
        assert cosanim(*words, "--all", "--dry-run").code == 0

    @pytest.mark.usefixtures("bucket")
    def test_a_preset_and_the_options_of_a_job_become_columns(self, cosanim, folder):
        words = [*self.WORDS[:4], "--preset", "gif_640x360_10fps", "--user-data", "a, b", "--job-level", "1"]
        assert cosanim(*words, "--output-bucket", "o-1250000000", "--dry-run").code == 0
        assert cosanim(*words, "--manifest-out", "m.csv").code == 0
        assert (folder / "m.csv").read_text().splitlines()[:2] == [
            "input,output,preset,user_data,job_level,bucket,region",
            f'videos/a.mp4,gifs/a.${{ext}},gif_640x360_10fps,"a, b",1,{BUCKET},{REGION}',
        ]
