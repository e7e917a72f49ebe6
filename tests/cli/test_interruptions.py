"""Ctrl-C and SIGTERM: what is paid for or left behind is told, and nothing else is printed."""

import json
import re
import shlex
import signal
import subprocess
import sys
import threading

import pytest

from cosanim.cli.exit_codes import Terminated, report_failure
from tests.cli.support import ENTRY, PARAMETERS, RUNNING, interrupt
from tests.servers.loopback import BUCKET, JOB, REGION, Broken, Loopback
from tests.servers.scripted import Scripted, job_for, reply

SUBMIT = ("submit", "in.mp4", "o.gif", *PARAMETERS)
BATCH = ("batch", "submit", "n", "o.gif", "--input", "in.mp4", *PARAMETERS)
SIGNALS = pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"])


@SIGNALS
@pytest.mark.parametrize("words", [("wait", "j1"), (*SUBMIT, "--wait")], ids=["wait", "submit"])
def test_a_wait_that_is_interrupted_names_the_command_that_goes_on(words, by, code):
    with Loopback(200, RUNNING) as server:
        ran = interrupt([*words, "--json"], server, after=2, by=by)
        resume = f"cosanim wait cosanim-job:{REGION}:{BUCKET}:j1 --endpoint={server.url}"
    assert (ran.code, ran.error["exit_code"], ran.error["resume"]) == (code, code, resume)
    assert ran.error["error"] == "Interrupted"


def test_an_interruption_with_nothing_to_tell_is_quiet(capsys):
    for error, code in ((KeyboardInterrupt(), 130), (Terminated(), 143)):
        for as_json in (False, True):
            assert report_failure(error, as_json=as_json) == code
    assert capsys.readouterr() == ("", "")


def test_the_notes_of_an_interruption_are_printed(capsys):
    for error, code in ((KeyboardInterrupt(), 130), (Terminated(), 143)):
        error.add_note("cos://b/k is left\nremove it")
        assert report_failure(error, as_json=False) == code
        assert capsys.readouterr().err == "interrupted\n  cos://b/k is left\n  remove it\n"
        assert report_failure(error, as_json=True) == code
        assert json.loads(capsys.readouterr().err) == {
            "error": "Interrupted",
            "message": "interrupted",
            "exit_code": code,
            "notes": ["cos://b/k is left\nremove it"],
        }


@pytest.mark.parametrize("module", ["click", "cosanim.cli.program", "cosanim.cli.commands.validate"])
def test_ctrl_c_while_modules_are_loaded_is_no_traceback(module):
    """The interruption comes at the import of a module, where the process is for most of its first moments."""
    code = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + ENTRY[2], "validate", "--help"], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def told(ran):
    """Return the text of an interruption, and its notes, which were printed as JSON."""
    return "\n".join([ran.error["message"], *ran.error.get("notes", [])])


@SIGNALS
@pytest.mark.parametrize("words", [SUBMIT, (*SUBMIT, "--wait"), BATCH], ids=["submit", "submit --wait", "batch submit"])
def test_an_interrupted_submission_of_unknown_outcome_names_the_command_that_looks(words, by, code):
    with Broken("silent") as server:
        text = interrupt(words, server, after=1, by=by)
        as_json = interrupt([*words, "--json"], server, after=2, by=by)
    command = "cosanim batch list" if words == BATCH else "cosanim list"
    for ran, message in ((text, text.err), (as_json, told(as_json))):
        assert (ran.code, ran.out) == (code, "")
        assert ran.is_clean()
        assert "the job may or may not have been accepted" in message
        assert "It may still be accepted until" in message
        (line,) = (line.strip() for line in message.splitlines() if line.strip().startswith("cosanim "))
        assert line.startswith(f"{command} --bucket={BUCKET} --region={REGION} --endpoint={server.url} ")
        shlex.split(line)
    assert len(server.requests) == 2, "one submission for each command"


@SIGNALS
def test_an_interrupted_conversion_tells_what_is_left_and_names_the_command_that_goes_on(tmp_path, by, code):
    (tmp_path / "clip.mp4").write_bytes(b"a video")
    words = ("convert", str(tmp_path / "clip.mp4"), str(tmp_path / "clip.gif"), "--duration", "1")
    for more in ((), ("--json",)):
        with Loopback() as server:
            server.then(200, JOB).then(200, RUNNING)
            ran = interrupt([*words, *more], server, after=4, by=by)
            resume = f"cosanim wait cosanim-job:{REGION}:{BUCKET}:j1 --endpoint={server.url}"
        assert (ran.code, ran.out) == (code, "")
        if more:
            assert ran.error["resume"] == resume
            job, note = ran.error["notes"]
            assert job == "the job is j1"
        else:
            assert ran.err.startswith("interrupted\n  the job is j1\n")
            assert ran.err.endswith(f"\n  go on waiting with\n    {resume}\n")
            note = ran.err
        assert re.search(f"cos://{BUCKET}/cosanim-convert/[0-9a-f]+/video.mp4", note)
        assert "client." not in ran.err


def test_a_conversion_that_is_interrupted_before_the_job_is_submitted_names_no_command(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"a video")
    over = threading.Event()

    def answer(connection, request):
        if request.method == "PUT":
            over.wait(20)
        else:
            connection.sendall(reply(b"", status="204 No Content", headers="x-cos-request-id: r1\r\n"))

    with Scripted(answer) as server:
        words = ("convert", str(tmp_path / "clip.mp4"), str(tmp_path / "clip.gif"), "--duration", "1")
        ran = interrupt(words, server, after=1)
        over.set()
        assert [request.method for request in server.requests] == ["PUT", "DELETE"]
    assert ran.code == 130
    assert "cosanim wait" not in ran.err
    assert "accepted" not in ran.err


@SIGNALS
def test_an_interrupted_download_says_that_the_job_is_done_and_how_to_fetch_its_result(tmp_path, by, code):
    over = threading.Event()
    done = (
        b"<Operation><MediaResult><OutputFile><ObjectName>out/a b.gif</ObjectName></OutputFile></MediaResult>"
        b"</Operation></JobsDetail>"
    )

    def answer(connection, request):
        if not request.target.startswith("/jobs"):
            over.wait(20)
            return False
        body = job_for(request, 1)
        if request.method == "GET":
            body = JOB.replace(b"Submitted", b"Success").replace(b"</JobsDetail>", done)
        connection.sendall(reply(body))
        return None

    with Scripted(answer) as server:
        ran = interrupt([*SUBMIT, "--download", str(tmp_path / "f.gif"), "--json"], server, after=3, by=by)
        over.set()
        endpoint = server.url
    assert (ran.code, ran.json["state"]) == (code, "Success")
    (note,) = ran.error["notes"]
    first, command = note.splitlines()
    assert "the job is done" in first
    assert shlex.split(command) == [
        "cosanim", "get", f"--bucket={BUCKET}", f"--region={REGION}", f"--endpoint={endpoint}", "--",
        "out/a b.gif", str(tmp_path / "f.gif"),
    ]  # fmt: skip
