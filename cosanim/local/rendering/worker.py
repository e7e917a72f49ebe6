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

from cosanim.local.rendering.worker_output import ErrorOutput

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
    return [sys.executable, "-P", "-m", "cosanim.local.rendering.worker_main"]


class Worker:
    """One render process, started when it is needed and again after it died."""

    def __init__(self, *, command: Sequence[str] | None = None, verbose: bool = False) -> None:
        """Prepare; nothing is started yet.

        Args:
            command: What to start; the render process when left out.
            verbose: Write to standard error what the process writes there.
        """
        self._command = list(command or worker_command())
        self._verbose = verbose
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._output: ErrorOutput | None = None
        self._is_ready = False
        self._task = 0
        self._job: str | None = None
        self._is_aborted = False
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
            self._is_ready = False
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    # The same modules as here, also where they were put on the path by hand.
                    env=_environment(),
                )
            except OSError as error:
                raise RenderFailed("InternalError", f"The render process does not start: {error.strerror}.") from error
            self._output = ErrorOutput(self._process, echo=self._verbose)

    def assign(self, job_id: str) -> None:
        """Say which job the next task is for, so that it can be aborted from now on."""
        with self._lock:
            self._job, self._is_aborted = job_id, False

    def abort(self, job_id: str) -> None:
        """Kill the process if its task is for this job, or see to it that the task is not begun."""
        with self._lock:
            if self._job != job_id:
                return
            self._is_aborted = True
            if self._process is not None:
                # The process may live on for a moment, and must not get another task in it.
                self._killed = True
                self._process.kill()

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
        with self._lock:
            process = self._process
            if self._is_aborted or process is None or process.stdin is None or process.stdout is None:
                raise RenderFailed("InternalError", "The job was aborted before it was rendered.")
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
                if "ready" in message:
                    self._is_ready = True
                elif "progress" in message:
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
        raise RenderFailed("InternalError", self._exit_message(process, time_limit))

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
        if self._output is not None:
            self._output.close()
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

    def _exit_message(self, process: subprocess.Popen[bytes], time_limit: float) -> str:
        process.kill()
        status = process.wait()
        if self._expired:
            return f"Rendering took longer than the limit of {time_limit:g} seconds and was stopped."
        cause = f"status {status}" if status >= 0 else _signal_name(-status)
        last_words = self._output.summary() if self._output is not None else ""
        said = f": {last_words}" if last_words else "."
        if not self._is_ready:
            return f"The render process ended with {cause} before it could render{said}"
        if status < 0:
            return f"The render process was ended by {cause}; the video may crash the decoder{said}"
        return f"The render process ended unexpectedly with {cause}{said}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _environment() -> dict[str, str]:
    """Return the environment of a worker: it decodes videos of anybody's, so it gets no credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
