"""The parent's side of a render process: start it, give it a task, kill it at the time limit, replace it.

Processes are new interpreters, not forks, which would inherit locks that nobody opens again. They are started with
``subprocess`` and not with ``multiprocessing``, which would run the caller's main module in each of them and leave
a helper process behind.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)
_PRIVATE = ("TENCENTCLOUD_", "COSANIM_", "TCCLI_")


class RenderFailed(Exception):
    """A render without a result.

    Attributes:
        code: A documented error code.
        message: What went wrong, for people.
    """

    def __init__(self, code: str, message: str) -> None:
        """Store both.

        Args:
            code: A documented error code.
            message: What went wrong.
        """
        super().__init__(code, message)
        self.code = code
        self.message = message


def worker_command() -> list[str]:
    """Return the command that starts a render process."""
    # -P keeps the current folder off the path: a file there must not shadow a module.
    return [sys.executable, "-P", "-m", "cosanim.local.worker"]


class Worker:
    """One render process, started when it is needed and again after it died."""

    def __init__(self, *, command: Sequence[str] | None = None, verbose: bool = False) -> None:
        """Prepare; nothing is started yet.

        Args:
            command: What to start; the render process when left out.
            verbose: Let the process write to standard error.
        """
        self._command = list(command or worker_command())
        self._verbose = verbose
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._task = 0
        self._expired = False
        self._killed = False
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the process; None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the process unless it runs, so that the first task need not wait for it.

        Raises:
            RenderFailed: It cannot be started, or this worker was closed.
        """
        with self._lock:
            if self._closed:
                raise RenderFailed("InternalError", "The service is stopping.")
            if self._process is not None and not self._killed and self._process.poll() is None:
                return
            self._discard()
            self._killed = False
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=None if self._verbose else subprocess.DEVNULL,
                    # The same modules as here, also where they were put on the path by hand.
                    env=_environment(),
                )
            except OSError as error:
                raise RenderFailed("InternalError", f"The render process does not start: {error.strerror}.") from error

    def run(
        self,
        source: Path,
        target: Path,
        settings: Mapping[str, Any],
        *,
        time_limit: float,
        progress: Callable[[int], None],
    ) -> dict[str, Any]:
        """Render one file.

        Args:
            source: The video.
            target: The file to write.
            settings: Parameters by name, as ``render_parameters`` returns them.
            time_limit: Seconds after which the process is killed.
            progress: Told the per cent done, as they change.

        Returns:
            The media information of what was written.

        Raises:
            RenderFailed: The renderer refused, the time was over, or the process died.
        """
        self.start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RenderFailed("InternalError", "The render process is gone.")
        task = json.dumps({"source": str(source), "target": str(target), "settings": dict(settings)})
        self._expired = False
        timer = threading.Timer(time_limit, self._expire, args=(self._task,))
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(f"{task}\n".encode())
            process.stdin.flush()
            for line in process.stdout:
                message = json.loads(line)
                if "progress" in message:
                    progress(message["progress"])
                elif "error" in message:
                    raise RenderFailed(*message["error"])
                else:
                    info: dict[str, Any] = message["rendered"]
                    return info
        except (OSError, ValueError) as error:
            logger.info("the pipe to the render process broke: %s", error)
        finally:
            timer.cancel()
            with self._lock:
                self._task += 1
        raise RenderFailed("InternalError", self._obituary(process, time_limit))

    def kill(self) -> None:
        """Kill the process, and whatever it renders; the next task gets a new one."""
        with self._lock:
            if self._process is not None:
                # The process may live on for a moment, and must not get another task in it.
                self._killed = True
                self._process.kill()

    def close(self) -> None:
        """Kill the process for good. A task that is running fails."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def reap(self) -> None:
        """Close the pipes of a killed process and wait for its end. No task may be running."""
        with self._lock:
            self._discard()

    def _discard(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written has no reader
                    logger.debug("a task was left in the pipe of a dead render process")

    def _expire(self, task: int) -> None:
        with self._lock:
            # Only the task that the timer was set for: the process may have gone on to the next.
            if task == self._task and self._process is not None:
                self._expired = True
                self._process.kill()

    def _obituary(self, process: subprocess.Popen[bytes], time_limit: float) -> str:
        process.kill()
        status = process.wait()
        if self._expired:
            return f"Rendering took longer than the limit of {time_limit:g} seconds and was stopped."
        if status < 0:
            try:
                cause = signal.Signals(-status).name
            except ValueError:
                cause = f"signal {-status}"
            return f"The render process was ended by {cause}; the video may crash the decoder."
        return f"The render process ended unexpectedly with status {status}."


def _environment() -> dict[str, str]:
    """Return the environment of a worker: it decodes videos of anybody's, so it gets no credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
