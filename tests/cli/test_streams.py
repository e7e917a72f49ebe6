"""Closed pipes, full disks and missing streams: commands complete, and report what could not be printed."""

import json
import os
import subprocess

import pytest

from tests.cli.support import ENTRY, PARAMETERS, RUNNING, environment, process_environment
from tests.servers.loopback import JOB, Loopback

SUCCESS = (
    b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile>"
    b"<ObjectName>out.gif</ObjectName></OutputFile></MediaResult></Operation></JobsDetail></Response>"
)
FAILED = (
    b"<Response><JobsDetail><Code>ResourceNotFound</Code><Message>gone</Message><JobId>j1</JobId>"
    b"<State>Failed</State></JobsDetail></Response>"
)
QUEUES = (
    b"<Response><TotalCount>9</TotalCount><PageNumber>1</PageNumber><PageSize>9</PageSize>"
    + b"<QueueList><QueueId>p1</QueueId><Name>queue-1</Name><State>Active</State></QueueList>" * 9
    + b"</Response>"
)
DENIED = b"<Error><Code>AccessDenied</Code></Error>"
SUBMIT = ("submit", "in.mp4", "out.gif", *PARAMETERS)
# stdout as the shell would make it: nobody reads, nothing fits, there is none.
GONE, FULL, NONE = "gone", "full", "none"
_REDIRECTIONS = {GONE: "", FULL: ">/dev/full", NONE: ">&-"}


def run(words, url, stdout, *, locale="C.UTF-8"):
    """Run the command line with a bad standard output; return the exit code and stderr."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            ["bash", "-c", f'exec "$@" {_REDIRECTIONS[stdout]}', "bash", *ENTRY, *words],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=30,
            check=False,
            env=process_environment(**environment(url), LC_ALL=locale),
        )
    finally:
        os.close(writing)
    err = done.stderr.decode()
    for sign in ("Traceback", "Exception ignored", "internal error"):
        assert sign not in err
    return done.returncode, err


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"content")
    return path


class TestNobodyReads:
    """The reader has gone, or there never was one."""

    @pytest.mark.parametrize("stdout", [GONE, NONE])
    @pytest.mark.parametrize("more", [(), ("--json",)])
    @pytest.mark.parametrize(
        ("words", "body"),
        [
            (SUBMIT, JOB),
            ((*SUBMIT, "--dry-run"), JOB),
            (("describe", "j1"), JOB),
            (("list",), SUCCESS),
            (("wait", "j1"), SUCCESS),
            ((*SUBMIT, "--wait"), SUCCESS),
            (("put", "FILE", "k"), b""),
            (("get", "k", "COPY"), b"content"),
            (("queue", "list"), QUEUES),
            (("url", "k"), b""),
            (("sign", "GET", "/"), b""),
            (("policy",), b""),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_what_was_done_decides_the_exit_code_and_nothing_is_said(self, words, body, more, stdout, file):
        words = [str({"FILE": file, "COPY": file.with_name("copy")}.get(word, word)) for word in words]
        with Loopback(200, body) as server:
            assert run((*words, *more), server.url, stdout) == (0, "")
        if words[0] == "get":
            assert file.with_name("copy").read_bytes() == b"content"

    @pytest.mark.parametrize("stdout", [GONE, NONE])
    @pytest.mark.parametrize("words", [("--help",), ("--version",), ("list", "--help")], ids=" ".join)
    def test_help_too(self, words, stdout):
        assert run(words, None, stdout) == (0, "")

    @pytest.mark.parametrize("stdout", [GONE, NONE])
    @pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX"])
    def test_a_failed_job_is_still_one(self, stdout, locale):
        with Loopback() as server:
            server.then(200, FAILED)
            code, err = run((*SUBMIT, "--wait"), server.url, stdout, locale=locale)
        assert code == 1
        assert "job j1 failed: ResourceNotFound" in err

    @pytest.mark.parametrize("stdout", [GONE, NONE, FULL])
    def test_the_id_of_a_paid_job_is_told_where_waiting_for_it_failed(self, stdout):
        with Loopback() as server:
            server.then(403, DENIED)
            code, err = run((*SUBMIT, "--wait"), server.url, stdout)
        assert code == 3
        assert "AccessDenied" in err
        assert "the job is j1" in err

    def test_violations_exit_1(self, file):
        file.write_bytes(b"<Request/>")
        assert run(("validate", str(file)), None, GONE) == (1, "")
        assert run(("validate", str(file)), None, NONE) == (1, "")

    @pytest.mark.parametrize("more", [(), ("--json",)])
    def test_a_list_without_end_is_not_read_on(self, more):
        page = b"<Response><JobsDetail><JobId>j</JobId></JobsDetail><NextToken>t</NextToken></Response>"
        with Loopback(200, page) as server:
            assert run(("list", *more), server.url, GONE) == (0, "")
            assert len(server.requests) == 1
            script = '"$@" | head -1; exit ${PIPESTATUS[0]}'
            done = subprocess.run(
                ["bash", "-c", script, "bash", *ENTRY, "list", *more],
                capture_output=True,
                timeout=30,
                check=False,
                env=process_environment(**environment(server.url)),
            )
        assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")

    def test_an_object_that_a_reader_did_not_take_whole_is_an_error(self):
        """1 would mean that a job failed."""
        with Loopback(200, b"x" * 1_000_000) as server:
            code, err = run(("get", "k", "/dev/stdout"), server.url, GONE)
        assert code == 3
        assert "'/dev/stdout'" in err

    def test_a_service_whose_address_nobody_knows_ends(self):
        assert run(("local",), None, GONE) == (0, "")


class TestFullDisk:
    """Standard output takes nothing."""

    @pytest.mark.parametrize("words", [("describe", "j1"), ("list",), ("url", "k"), ("--help",)], ids=" ".join)
    def test_exit_code_3_says_why(self, words):
        with Loopback(200, SUCCESS) as server:
            code, err = run(words, server.url, FULL)
        assert (code, err) == (3, "error: standard output cannot be written: No space left on device\n")

    def test_the_id_of_a_paid_job_is_told(self):
        with Loopback() as server:
            code, err = run(SUBMIT, server.url, FULL)
            as_json = run((*SUBMIT, "--json"), server.url, FULL)
        assert code == as_json[0] == 3
        assert "No space left on device; the job is j1 Submitted" in err
        assert json.loads(as_json[1])["exit_code"] == 3
        assert "the job is j1 Submitted" in json.loads(as_json[1])["message"]

    @pytest.mark.parametrize("more", [(), ("--json",)])
    def test_a_failed_job_is_still_one(self, more):
        with Loopback() as server:
            server.then(200, FAILED)
            code, err = run((*SUBMIT, "--wait", *more), server.url, FULL)
        assert code == 1
        assert "job j1 failed: ResourceNotFound" in err

    def test_a_time_out_is_still_one(self):
        with Loopback(200, RUNNING) as server:
            code, err = run((*SUBMIT, "--wait", "--timeout", "0.1"), server.url, FULL)
        assert code == 4
        assert "job j1 is still Running" in err

    def test_a_service_whose_address_nobody_knows_ends(self):
        assert run(("local",), None, FULL)[0] == 3


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", ">&- 2>&-"])
def test_a_standard_error_that_takes_nothing_changes_no_exit_code(redirection):
    with Loopback() as server:
        for words, code in ((("submit", "in.mp4", "out.gif", "--format", "gif"), 0), (("submit",), 2), (("list",), 0)):
            done = subprocess.run(
                ["bash", "-c", f'"$@" {redirection}', "bash", *ENTRY, *words],
                capture_output=True,
                timeout=30,
                check=False,
                env=process_environment(**environment(server.url)),
            )
            assert (done.returncode, done.stderr) == (code, b"")
            assert done.stdout == (
                b"" if code or ">&- " in redirection or redirection.endswith(" >&-") else done.stdout
            )
