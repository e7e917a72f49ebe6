"""The render process: one task at a time, as JSON lines on its standard input, answers on its standard output.

    in   {"source": path, "target": path, "settings": {…}}
    out  {"ready": true} once, when everything is loaded
         {"progress": 0-100} …, then {"rendered": media_info} or {"error": [code, message]} for each task

The end of its input is the end of its parent, and ends it at once, also in the middle of a frame. It writes only
the temporary file it is told to; what becomes of that file is the parent's decision.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderError, RenderSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONVERSIONS: Final = {
    "width": int,
    "height": int,
    "quality": int,
    "fps": Decimal,
    "frames_per_second": Decimal,
    "frame_interval": Decimal,
    "start": Decimal,
    "duration": Decimal,
}


def main() -> None:
    """Serve tasks until the parent closes the pipe."""
    # The terminal sends Ctrl-C to the whole group; ending the workers is the parent's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # Libraries that print must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    _answer(answers, {"ready": True})
    while True:
        _answer(answers, _perform(json.loads(tasks.get()), answers))


def _listen(source: BinaryIO, tasks: queue.SimpleQueue[bytes]) -> None:
    for line in source:
        tasks.put(line)
    os._exit(0)


def _answer(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(f"{json.dumps(message)}\n")
    answers.flush()


def _perform(task: Mapping[str, Any], answers: TextIO) -> dict[str, Any]:
    settings = {
        name: _CONVERSIONS[name](value) if value is not None and name in _CONVERSIONS else value
        for name, value in task["settings"].items()
    }
    last = -1

    def progress(percent: int) -> None:
        nonlocal last
        if percent != last:
            last = percent
            _answer(answers, {"progress": percent})

    try:
        rendered = render(Path(task["source"]), Path(task["target"]), RenderSettings(**settings), progress=progress)
    except RenderError as error:
        return {"error": [error.code, error.message]}
    except OSError as error:
        return {"error": ["InternalError", f"Rendering failed: {error.strerror or error}."]}
    except Exception as error:  # noqa: BLE001 - whatever a video does to the renderer fails this job alone
        return {"error": ["InternalError", f"Rendering failed: {type(error).__name__}: {error}"]}
    return {"rendered": rendered.media_info}


if __name__ == "__main__":
    main()
