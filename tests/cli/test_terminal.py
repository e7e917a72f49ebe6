"""What the command line does to pipes and terminals."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading

import pytest

from tests.cli.commands.test_validate import VALID
from tests.cli.support import ENTRY, RUNNING, environment, process_environment
from tests.servers.loopback import Loopback

DONE = RUNNING.replace(b"Running", b"Success")


@pytest.fixture
def server():
    with Loopback(200, RUNNING) as running:
        running.then(200, RUNNING).then(200, DONE)
        yield running


def run_on_terminal(words, url, *, stdout_is_terminal, columns=80):
    """Run with stderr, and perhaps stdout, on a terminal of some width; return what came out of each."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    seen = bytearray()

    def drain():
        try:
            while chunk := os.read(ours, 4096):
                seen.extend(chunk)
        except OSError:
            pass  # the other side is closed

    running = subprocess.Popen(
        [*ENTRY, *words],
        stdout=theirs if stdout_is_terminal else subprocess.PIPE,
        stderr=theirs,
        env=process_environment(**environment(url), TERM="xterm", COLUMNS=str(columns)),
    )
    os.close(theirs)
    reader = threading.Thread(target=drain)
    reader.start()
    out, _ = running.communicate(timeout=30)
    reader.join(10)
    os.close(ours)
    assert running.returncode == 0
    return out, bytes(seen)


def test_on_a_terminal_progress_is_shown(server):
    _, seen = run_on_terminal(["wait", "j1"], server.url, stdout_is_terminal=True)
    assert b"\x1b[" in seen
    assert b"Running" in seen
    assert b"j1 Success" in seen


def test_without_a_terminal_on_stdout_there_are_no_control_codes(server):
    assert run_on_terminal(["wait", "j1"], server.url, stdout_is_terminal=False) == (b"j1 Success\n", b"")


def test_with_json_there_are_no_control_codes(server):
    _, seen = run_on_terminal(["wait", "j1", "--json"], server.url, stdout_is_terminal=True)
    assert b"\x1b" not in seen


@pytest.mark.parametrize("words", [["--help"], ["describe", "j1", "--json"], ["validate", "-"]])
def test_a_closed_pipe_is_no_traceback(words, server):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*ENTRY, *words],
        input=VALID,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
        env=process_environment(**environment(server.url)),
    )
    os.close(writing)
    assert done.stderr == b""


def test_a_long_output_cut_short_is_no_traceback(tmp_path):
    document = tmp_path / "long.xml"
    document.write_bytes(b"<Request>" + b"<a/>" * 1900 + b"</Request>")
    script = f'"$@" validate {document} | head -1'
    done = subprocess.run(["bash", "-c", script, "bash", *ENTRY], capture_output=True, timeout=30, check=False)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
