"""Objects in and out, their addresses, and signatures."""

import json
import re
import subprocess

import pytest
import requests

from cosanim import Backoff
from cosanim.api.requests import build_animation, build_batch
from cosanim.signing import sign
from tests.cli.support import ENTRY, PARAMETERS, environment, lines, process, process_environment
from tests.cli.test_terminal import run_on_terminal
from tests.local.support import CREDENTIALS, send
from tests.servers.loopback import BUCKET, CI_HOST, REGION, Loopback


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
        assert (ran.code, ran.out) == (2, "")
        assert str(tmp_path / "no") in ran.err

    @pytest.mark.parametrize("size", [0, 7, 300_000])
    def test_of_a_pipe_the_bytes_that_were_sent_are_told(self, service, cosanim, client, tmp_path, size):
        content = b"x" * size
        ran = process("put", "/dev/stdin", "k", "--json", url=service.url, stdin=content)
        assert (ran.code, ran.json["size"]) == (0, size), ran.err
        client.objects.get("k", tmp_path / "f")
        assert (tmp_path / "f").read_bytes() == content
        assert process("put", "/dev/stdin", "k", url=service.url, stdin=content).out == f"k {size} bytes\n"
        assert cosanim("get", "k", tmp_path / "g").code == 0

    @pytest.mark.parametrize(
        "command", [("put", __file__, "cos://b/x"), ("get", "cos://b/x", "x"), ("url", "cos://b/x")]
    )
    def test_an_address_as_key_is_refused_unless_the_rule_is_waived(self, cosanim, tmp_path, monkeypatch, command):
        monkeypatch.chdir(tmp_path)
        ran = cosanim(*command)
        assert ran.code == 1
        assert "[scheme-in-key]" in ran.err
        assert "--allow scheme-in-key" in ran.err
        assert cosanim("put", __file__, "cos://b/x", "--allow", "scheme-in-key").code == 0
        assert cosanim(*command, "--allow", "scheme-in-key").code == 0

    def test_what_is_fetched_to_standard_output_is_not_mixed_with_words(self, service, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        assert cosanim("put", tmp_path / "a", "k").code == 0
        for words in ((), ("--json",)):
            ran = process("get", "k", "/dev/stdout", *words, url=service.url)
            assert (ran.code, ran.out) == (0, "content"), ran.err
            assert "7" in ran.err

    @pytest.mark.parametrize(
        "words",
        [
            ("put", "/", "k"),
            ("get", "k", "/"),
            ("get", "k", ""),
            ("get", "k", "/proc/f"),
            ("url", "k", "--expires", "0"),
        ],
    )
    def test_impossible_arguments_exit_2(self, cosanim, words):
        assert cosanim(*words).code == 2


class TestDash:
    """- is standard input and standard output."""

    CONTENT = bytes(range(256)) * 1000

    def test_bytes_pass_through_unchanged(self, service, cosanim, client, tmp_path, monkeypatch):
        del cosanim  # an empty service
        monkeypatch.chdir(tmp_path)
        ran = process("put", "-", "k", "--json", url=service.url, stdin=self.CONTENT)
        assert (ran.code, ran.json["size"], ran.err) == (0, len(self.CONTENT), "")
        assert client.objects.read("k") == self.CONTENT
        for words in ((), ("--json",)):
            ran = process("get", "k", "-", *words, url=service.url)
            assert (ran.code, ran.out.encode(errors="surrogateescape")) == (0, self.CONTENT)
            assert str(len(self.CONTENT)) in ran.err
        assert ran.error["file"] == "-"
        assert list(tmp_path.iterdir()) == []

    def test_standard_input_may_be_a_file_from_the_middle_on(self, service, cosanim, client, tmp_path):
        del cosanim
        (tmp_path / "f").write_bytes(b"skipped-sent")
        script = '{ head -c 8 >/dev/null; "$@" put - k; } < f'
        # head reads more than it prints, unless its input can be rewound, which it does.
        ran = shell_process(script, service.url, tmp_path)
        assert (ran.returncode, ran.stdout) == (0, b"k 4 bytes\n")
        assert client.objects.read("k") == b"sent"

    def test_a_file_of_that_name_has_a_dot_and_a_slash(self, cosanim, client, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "-").write_bytes(b"in a file")
        assert cosanim("put", "./-", "k").code == 0
        (tmp_path / "-").unlink()
        assert client.objects.read("k") == b"in a file"
        assert cosanim("get", "k", "./-").code == 0
        assert (tmp_path / "-").read_bytes() == b"in a file"

    def test_a_missing_object_prints_nothing_on_standard_output(self, service, cosanim):
        del cosanim
        ran = process("get", "missing", "-", url=service.url)
        assert (ran.code, ran.out) == (3, "")
        assert "NoSuchKey" in ran.err

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    @pytest.mark.parametrize("target", ["-", "/dev/stdout"])
    def test_a_reader_that_takes_a_part_is_an_error_as_everywhere(self, service, client, tmp_path, target, unbuffered):
        client.objects.put("k", self.CONTENT)
        script = f'"$@" get k {target} | head -c 1; exit ${{PIPESTATUS[0]}}'
        ran = shell_process(script, service.url, tmp_path, PYTHONUNBUFFERED=unbuffered)
        assert (ran.returncode, ran.stdout) == (3, self.CONTENT[:1])
        assert b"has closed it before it had all of 'k'" in ran.stderr
        assert b"Traceback" not in ran.stderr

    @pytest.mark.parametrize(
        ("redirection", "text"), [(">&-", "standard output is closed"), (">/dev/full", "No space left on device")]
    )
    def test_a_standard_output_that_takes_nothing_is_an_error(
        self, service, cosanim, client, tmp_path, redirection, text
    ):
        del cosanim
        client.objects.put("k", self.CONTENT)
        ran = shell_process(f'"$@" get k - {redirection}', service.url, tmp_path)
        assert (ran.returncode, ran.stderr.decode().count("error:")) == (3, 1)
        assert text in ran.stderr.decode()

    @pytest.mark.parametrize(
        "words", ["put - k", "submit --request -", "callback parse -", "template apply -", "demo --input -"]
    )
    def test_a_closed_standard_input_is_said(self, service, tmp_path, words):
        ran = shell_process(f'"$@" {words} <&-', service.url, tmp_path)
        assert ran.returncode == 2
        assert b"standard input is closed" in ran.stderr

    def test_the_result_of_a_job_goes_to_standard_output(self, service, video):
        ran = process("submit", video, "out.gif", *PARAMETERS, "--download", "-", "--json", url=service.url)
        assert ran.code == 0
        assert ran.out.startswith("GIF8")
        assert ran.error["state"] == "Success"


class TestProgress:
    """Progress is shown on a terminal only."""

    def test_put_and_get_show_progress_on_a_terminal(self, service, client, tmp_path):
        (tmp_path / "f").write_bytes(b"x" * 3_000_000)
        _, seen = run_on_terminal(["put", str(tmp_path / "f"), "[k]"], service.url, stdout_is_terminal=True)
        assert b"\x1b[" in seen
        assert b"3.0/3.0 MB" in seen
        assert b"[k] 3000000 bytes" in seen
        _, seen = run_on_terminal(["get", "[k]", str(tmp_path / "g")], service.url, stdout_is_terminal=True)
        assert b"3.0/3.0 MB" in seen
        _, seen = run_on_terminal(["get", "--prefix", "[", str(tmp_path / "d")], service.url, stdout_is_terminal=True)
        assert b"3.0/3.0 MB" in seen
        assert client.objects.exists("[k]")

    @pytest.mark.parametrize("more", [[], ["--json"]])
    def test_without_a_terminal_and_with_json_there_are_no_control_codes(self, service, client, tmp_path, more):
        client.objects.put("k", b"x" * 3_000_000)
        _, seen = run_on_terminal(["get", "k", str(tmp_path / "g"), *more], service.url, stdout_is_terminal=bool(more))
        assert b"\x1b" not in seen
        out, seen = run_on_terminal(["get", "k", "-"], service.url, stdout_is_terminal=False)
        assert (len(out), seen.strip()) == (3_000_000, b"- 3000000 bytes")


class TestGetMany:
    """get --prefix and get --batch."""

    def test_objects_become_files_below_the_folder(self, cosanim, client, tmp_path):
        contents = {"out/a.gif": b"1", "out/b/c d.gif": b"22", "out/视频.gif": b"333", "other.gif": b"4"}
        for key, content in contents.items():
            client.objects.put(key, content)
        client.objects.put("out/", b"")  # a folder of the console
        folder = tmp_path / "new" / "results"
        ran = cosanim("get", "--prefix", "out/", folder)
        assert (ran.code, ran.err) == (0, "3 objects, 6 bytes\n")
        assert ran.out.splitlines() == [
            f"{folder}/a.gif 1 bytes",
            f"{folder}/b/c d.gif 2 bytes",
            f"{folder}/视频.gif 3 bytes",
        ]
        assert content_of(folder) == {"a.gif": b"1", "b/c d.gif": b"22", "视频.gif": b"333"}

    def test_the_prefix_may_end_within_a_name(self, cosanim, client, tmp_path):
        for key in ("out/ab.gif", "out/ac.gif", "out/b.gif", "out/a/d.gif"):
            client.objects.put(key, b"1")
        assert cosanim("get", "--prefix", "out/a", tmp_path).code == 0
        assert sorted(content_of(tmp_path)) == ["a/d.gif", "ab.gif", "ac.gif"]
        assert cosanim("get", "--prefix", "", tmp_path / "all").code == 0
        assert len(content_of(tmp_path / "all")) == 4

    def test_json_is_a_row_for_each_object(self, cosanim, client, tmp_path):
        client.objects.put("a", b"1")
        client.objects.put("b", b"22")
        ran = cosanim("get", "--prefix", "", tmp_path, "--json")
        assert (ran.code, ran.err) == (0, "")
        assert [(row["key"], row["file"], row["size"]) for row in lines(ran)] == [
            ("a", str(tmp_path / "a"), 1),
            ("b", str(tmp_path / "b"), 2),
        ]
        assert all(row["request_id"] for row in lines(ran))

    def test_files_are_replaced_and_others_stay(self, cosanim, client, tmp_path):
        client.objects.put("a", b"new")
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "mine").write_bytes(b"mine")
        assert cosanim("get", "--prefix", "a", tmp_path).code == 0
        assert content_of(tmp_path) == {"a": b"new", "mine": b"mine"}

    def test_keys_that_cannot_be_files_are_refused_and_the_others_fetched(self, cosanim, client, tmp_path):
        folder = tmp_path / "folder"
        keys = ["o/../../evil", "o//etc/passwd", "o/C:\\x", "o/a", "o/A", "o/b", "o/b/c", "o/nul\0", "o/z"]
        for key in keys:
            client.objects.put(key, key.encode())
        ran = cosanim("get", "--prefix", "o/", folder)
        assert ran.code == 1
        assert sorted(content_of(folder)) == ["A", "b", "z"]
        assert sorted(path.name for path in tmp_path.rglob("*")) == ["A", "b", "folder", "z"]
        for key in set(keys) - {"o/A", "o/b", "o/z"}:
            assert repr(key) in ran.err
        assert "3 objects, 9 bytes, 6 failed" in ran.err
        assert ran.is_clean()
        ran = cosanim("get", "--prefix", "o/", folder, "--json")
        assert ([row["key"] for row in lines(ran)], ran.code) == (["o/A", "o/b", "o/z"], 1)
        errors = [json.loads(line) for line in ran.err.splitlines()]
        assert {(error["error"], error["exit_code"]) for error in errors} == {("UnusableKeyError", 1)}
        assert len(errors) == 6

    def test_a_file_that_cannot_be_written_is_a_failure_and_not_the_end(self, cosanim, client, tmp_path):
        client.objects.put("a/b", b"1")
        client.objects.put("c", b"1")
        client.objects.put("n" * 300, b"1")
        (tmp_path / "a").write_bytes(b"a file")
        ran = cosanim("get", "--prefix", "", tmp_path)
        assert ran.code == 3
        assert content_of(tmp_path) == {"a": b"a file", "c": b"1"}
        assert "'a/b' was not fetched" in ran.err
        assert "1 object, 1 bytes, 2 failed" in ran.err

    def test_more_objects_than_a_page_holds_are_fetched(self, cosanim, client, tmp_path):
        for number in range(1001):
            client.objects.put(f"n/{number}", b"")
        ran = cosanim("get", "--prefix", "n/", tmp_path)
        assert (ran.code, ran.err) == (0, "1001 objects, 0 bytes\n")
        assert len(list(tmp_path.iterdir())) == 1001

    def test_a_prefix_without_objects_says_so(self, cosanim, tmp_path):
        assert cosanim("get", "--prefix", "none/", tmp_path) == (0, "", "0 objects, 0 bytes\n")

    def test_a_bucket_that_does_not_exist_exits_3(self, cosanim, tmp_path):
        ran = cosanim("get", "--prefix", "a", tmp_path, "--bucket", "none-1250000000", "--json")
        assert (ran.code, ran.error["code"]) == (3, "NoSuchBucket")

    def test_an_object_that_vanishes_meanwhile_is_a_failure(self, shell, tmp_path):
        keys = b"<Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>b</Key><Size>1</Size></Contents>"
        with Loopback(200, b"<ListBucketResult>" + keys + b"</ListBucketResult>") as server:
            server.then(404, b"<Error><Code>NoSuchKey</Code></Error>").then(200, b"1", {"x-cos-request-id": "r"})
            ran = shell.point_at(server.url)("get", "--prefix", "", tmp_path)
        assert ran.code == 3
        assert "'a' was not fetched" in ran.err
        assert "NoSuchKey" in ran.err
        assert "1 object, 1 bytes, 1 failed" in ran.err
        assert content_of(tmp_path) == {"b": b"1"}

    def test_the_results_of_a_batch_become_files(self, service, cosanim, client, tmp_path):
        other = "results-1250000000"
        assert send(service, "PUT", "/", host=f"{other}.cos.{REGION}.myqcloud.com").status_code == 200
        for key in ("in/a.mp4", "in/b.mp4"):
            client.objects.put(key, b"a video")
        for bucket, output in ((BUCKET, "out/${jobid}.${ext}"), (other, "${InventoryTriggerJobId}-${jobid}.gif")):
            request = build_batch(
                "n",
                output,
                prefix="in/",
                output_bucket=bucket,
                output_region=REGION,
                animation=build_animation(format="gif", duration=1),
            )
            batch_id = client.submit_batch(request).jobs_detail[0].job_id
            jobs = [job.job_id for job in client.list_jobs(inventory_trigger_job_id=batch_id)]
            assert len(jobs) == 2
            for job in jobs:
                client.wait(job, timeout=20, backoff=Backoff(first=0.01, longest=0.1))
            folder = tmp_path / bucket
            ran = cosanim("get", "--batch", batch_id, folder)
            assert ran.code == 0, ran.err
            start = "out/" if bucket == BUCKET else f"{batch_id}-"
            assert sorted(content_of(folder)) == sorted(f"{start}{job}.gif" for job in jobs)
            assert all(content.startswith(b"GIF8") for content in content_of(folder).values())

    def test_a_batch_that_does_not_exist_exits_3(self, cosanim, tmp_path):
        ran = cosanim("get", "--batch", "b1", tmp_path)
        assert ran.code == 3
        assert "b1" in ran.err

    @pytest.mark.parametrize(
        ("words", "text"),
        [
            ([], "KEY and FILE"),
            (["k"], "--prefix"),
            (["k", "f", "g"], "KEY and FILE"),
            (["--prefix", "p"], "DIR"),
            (["--prefix", "p", "k", "f"], "DIR"),
            (["--prefix", "p", "--batch", "b", "d"], "not both"),
            (["--prefix", "p", "-"], "folder"),
            (["--batch", "b", ""], "folder"),
            (["--prefix", "p", "/dev/null"], "/dev/null"),
        ],
        ids=" ".join,
    )
    def test_misuse_exits_2_and_sends_nothing(self, shell, words, text):
        with Loopback() as server:
            ran = shell.point_at(server.url)("get", *words)
            assert server.requests == []
        assert (ran.code, ran.out) == (2, "")
        assert text in ran.err


def content_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shell_process(script, url, folder, **env):
    """Run a script of bash, in which "$@" is the command line."""
    return subprocess.run(
        ["bash", "-c", script, "bash", *ENTRY],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
        env=process_environment(**environment(url, **env)),
    )


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
