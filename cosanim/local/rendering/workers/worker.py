"""Worker: starts a render process, sends it tasks, kills it at the time limit, and replaces it after it died.

Processes are new interpreters. A fork would inherit locks that threads of the parent hold. ``multiprocessing`` is not
used, since it would run the caller's main module in each process and leave a helper process behind.
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

from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.workers.error_output import ErrorOutput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)
_SECRET_PREFIXES = ("TENCENTCLOUD_", "COSANIM_", "TCCLI_")


def worker_command() -> list[str]:
    """Return the command that starts a render process."""
    # -P keeps the current folder off the module search path, so that a file there does not shadow a module.
    return [sys.executable, "-P", "-m", "cosanim.local.rendering.workers"]


class Worker:
    """One render process. It is started when the first task needs it, and replaced after it died."""

    def __init__(self, *, command: Sequence[str] | None = None, verbose: bool = False) -> None:
        """Store the settings. The process is not started yet.

        Args:
            command: The command that starts the process; by default that of ``worker_command``.
            verbose: Copy the standard error of the render process to that of this process.
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
        """The id of the process; None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the process if it does not run.

        Raises:
            RenderError: It cannot be started, or the worker is closed.
        """
        with self._lock:
            if self._closed:
                raise RenderError("InternalError", "The service is stopping.")
            if self._process is not None and not self._killed and self._process.poll() is None:
                return
            self._remove_process()
            self._killed = False
            self._is_ready = False
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the command is ours
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    # Includes the module search path of this process, with entries added at run time.
                    env=_environment(),
                )
            except OSError as error:
                raise RenderError("InternalError", f"The render process does not start: {error.strerror}.") from error
            self._output = ErrorOutput(self._process, echo=self._verbose)

    def assign(self, job_id: str) -> None:
        """Set the job of the next task. From now on, ``abort`` can abort it."""
        with self._lock:
            self._job, self._is_aborted = job_id, False

    def abort(self, job_id: str) -> None:
        """Kill the process if it renders this job. If the job's task has not begun, it does not begin."""
        with self._lock:
            if self._job != job_id:
                return
            self._is_aborted = True
            if self._process is not None:
                # The process may run for a moment after kill(), and must not get another task.
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
            settings: Fields of ``RenderSettings`` by name, as ``settings_fields`` returns them.
            time_limit: Seconds after which the process is killed.
            progress: Called with the progress in per cent when it increases.

        Returns:
            The nodes below ``MediaInfo`` of the output.

        Raises:
            RenderError: The render failed or exceeded the time limit, or the process died.
        """
        self.start()
        with self._lock:
            process = self._process
            if self._is_aborted or process is None or process.stdin is None or process.stdout is None:
                raise RenderError("InternalError", "The job was aborted before it was rendered.")
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
                    raise RenderError(*message["error"])
                else:
                    info: dict[str, Any] = message["rendered"]
                    return info
        except (OSError, ValueError) as error:
            logger.info("the pipe to the render process broke: %s", error)
        finally:
            timer.cancel()
            with self._lock:
                self._task += 1
        raise RenderError("InternalError", self._exit_message(process, time_limit))

    def close(self) -> None:
        """Kill the process, and refuse to start another. A running task fails."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def reap(self) -> None:
        """Wait until the killed process has ended, and close its pipes. No task may be running."""
        with self._lock:
            self._remove_process()

    def _remove_process(self) -> None:
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
                except OSError:  # close() flushes a task that the process has not read
                    logger.debug("a task was dropped, since its render process has ended")

    def _expire(self, task: int) -> None:
        with self._lock:
            # The process may already run the next task, which has a timer of its own.
            if task == self._task and self._process is not None:
                self._expired = True
                self._process.kill()

    def _exit_message(self, process: subprocess.Popen[bytes], time_limit: float) -> str:
        process.kill()
        status = process.wait()
        if self._expired:
            return f"Rendering took longer than the limit of {time_limit:g} seconds and was stopped."
        cause = f"status {status}" if status >= 0 else _signal_name(-status)
        summary = self._output.summary() if self._output is not None else ""
        details = f": {summary}" if summary else "."
        if not self._is_ready:
            return f"The render process ended with {cause} before it could render{details}"
        if status < 0:
            return f"The render process was ended by {cause}; the video may crash the decoder{details}"
        return f"The render process ended unexpectedly with {cause}{details}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _environment() -> dict[str, str]:
    """Return the environment of a render process: without credentials, since it decodes untrusted videos."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET_PREFIXES)}
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
