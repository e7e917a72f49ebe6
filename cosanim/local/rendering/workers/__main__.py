"""The program of a render process. It reads tasks from standard input and writes messages to standard output.

Tasks and messages are lines of JSON:

    in   {"source": path, "target": path, "settings": {…}, "threads": number}
    out  {"ready": true}                 once, when all modules are imported
         {"begun": true}                 at the start of each task
         {"progress": 0-100}             any number of times for each task
         {"rendered": {"media_info": nodes, "note": text}}
                                         at the end of a task, or
         {"error": [code, message]}      if the task failed

The process exits at once, even during a render, when its input ends, which means that its parent has ended. It writes
only the temporary file of the task; the parent stores or deletes that file, unless it ends during the render.
"""

from __future__ import annotations

import contextlib
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
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings

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
    """Run tasks until the parent closes the pipe."""
    # A terminal sends Ctrl-C to all processes of the group. The parent ends its render processes itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # Libraries may print. Their output goes to standard error, so that it does not mix with the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    incomplete: set[Path] = set()
    threading.Thread(target=_read_tasks, args=(sys.stdin.buffer, tasks, incomplete), daemon=True).start()
    _send(messages, {"ready": True})
    while True:
        task = json.loads(tasks.get())
        _send(messages, {"begun": True})
        target = Path(task["target"])
        incomplete.add(target)
        outcome = _run_task(task, messages)
        incomplete.remove(target)  # from here on it is the parent's
        _send(messages, outcome)


def _read_tasks(source: BinaryIO, tasks: queue.SimpleQueue[bytes], incomplete: set[Path]) -> None:
    for line in source:
        tasks.put(line)
    # The next service may have removed its temporary files already, so nobody else would remove this one.
    for target in tuple(incomplete):
        with contextlib.suppress(OSError):
            target.unlink()
    os._exit(0)


def _send(messages: TextIO, message: dict[str, Any]) -> None:
    messages.write(f"{json.dumps(message)}\n")
    messages.flush()


def _run_task(task: Mapping[str, Any], messages: TextIO) -> dict[str, Any]:
    settings = {
        name: _CONVERSIONS[name](value) if value is not None and name in _CONVERSIONS else value
        for name, value in task["settings"].items()
    }
    last_percent = -1

    def progress(percent: int) -> None:
        nonlocal last_percent
        if percent != last_percent:
            last_percent = percent
            _send(messages, {"progress": percent})

    try:
        source, target = Path(task["source"]), Path(task["target"])
        result = render(source, target, RenderSettings(**settings), progress=progress, threads=task["threads"])
    except RenderError as error:
        return {"error": [error.code, error.message]}
    except OSError as error:
        return {"error": ["InternalError", f"Rendering failed: {error.strerror or error}."]}
    except Exception as error:  # noqa: BLE001 - an error of the renderer fails only this job
        return {"error": ["InternalError", f"Rendering failed: {type(error).__name__}: {error}"]}
    return {"rendered": {"media_info": result.media_info, "note": result.note}}


if __name__ == "__main__":
    main()
