"""Worker: sends tasks to a render process, kills it when it exceeds a limit, and replaces it after it ended.

Processes are new interpreters. A fork would inherit locks that threads of the parent hold. ``multiprocessing`` is not
used, since it would run the caller's main module in each process and leave a helper process behind.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.workers.exit_messages import exit_message, oom_kills
from cosanim.local.rendering.workers.render_process import RenderProcess, worker_command
from cosanim.local.rendering.workers.watchdog import Limits, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

logger = logging.getLogger(__name__)
_START_SECONDS: Final = 60


class _TaskNotBegunError(Exception):
    """The process had hung or died before it began the task."""


class Worker:
    """One render process. It is started when the first task needs it, and replaced after it ended."""

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        verbose: bool = False,
        answer_timeout: float = 15,
        vmstat: Path = Path("/proc/vmstat"),
    ) -> None:
        """Store the settings. The process is not started yet.

        Args:
            command: The command that starts the process; by default that of ``worker_command``.
            verbose: Copy the standard error of the render process to that of this process.
            answer_timeout: Seconds within which an idle process must confirm a task. A process that does not is
                replaced.
            vmstat: The file in which the system counts the processes that it killed for lack of memory.
        """
        self._command = list(command or worker_command())
        self._verbose = verbose
        self._answer_timeout = answer_timeout
        self._vmstat = vmstat
        self._lock = threading.Lock()
        self._process: RenderProcess | None = None
        self._job: str | None = None
        self._is_aborted = False
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the process; None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.is_running else None

    def start(self) -> None:
        """Start the process if it does not run.

        Raises:
            RenderError: It cannot be started, or the worker is closed.
        """
        with self._lock:
            self._start()

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
                self._process.kill()

    def run(
        self,
        source: Path,
        target: Path,
        settings: Mapping[str, Any],
        *,
        time_limit: float,
        memory_limit: int | None = None,
        threads: int | None = None,
        progress: Callable[[int], None],
    ) -> dict[str, Any]:
        """Render one file. If the process hung or died before it began, try once more with a new process.

        Args:
            source: The video.
            target: The file to write.
            settings: Fields of ``RenderSettings`` by name, as ``settings_fields`` returns them.
            time_limit: Seconds after which the process is killed.
            memory_limit: MiB of resident memory above which the process is killed; None for no limit.
            threads: Number of processor cores that the render may use; by default all.
            progress: Called with the progress in per cent when it increases.

        Returns:
            ``media_info``: the nodes below ``MediaInfo`` of the output; ``note``: what the output lacks, usually empty.

        Raises:
            RenderError: The render failed or exceeded a limit, or the process died.
        """
        task = {"source": str(source), "target": str(target), "settings": dict(settings), "threads": threads}
        limits = Limits(start=_START_SECONDS, answer=self._answer_timeout, time=time_limit, memory=memory_limit)
        try:
            return self._run_once(task, limits, progress)
        except _TaskNotBegunError as error:
            logger.info("the render process is replaced: %s", error)
        try:
            return self._run_once(task, limits, progress)
        except _TaskNotBegunError as error:
            raise RenderError("InternalError", str(error)) from None

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

    def _start(self) -> RenderProcess:
        if self._closed:
            raise RenderError("InternalError", "The service is stopping.")
        if self._process is not None and self._process.is_running:
            return self._process
        self._remove_process()
        try:
            self._process = RenderProcess(self._command, verbose=self._verbose)
        except OSError as error:
            raise RenderError("InternalError", f"The render process does not start: {error.strerror}.") from error
        return self._process

    def _remove_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def _run_once(self, task: dict[str, Any], limits: Limits, progress: Callable[[int], None]) -> dict[str, Any]:
        with self._lock:
            process = self._start()
            if self._is_aborted:
                raise RenderError("InternalError", "The job was aborted before it was rendered.")
        kills_before = oom_kills(self._vmstat)
        failure = None
        with Watchdog(process, limits) as watchdog:
            try:
                rendered = _exchange(process, task, watchdog, progress)
            except OSError as error:
                logger.info("the pipe to the render process broke: %s", error)
                rendered = None
            except ValueError:
                failure = "The render process sent a message that cannot be read, and was stopped."
                rendered = None
            finally:
                self._release_memory(process, limits.memory)
        if rendered is not None:
            return rendered
        status = process.end()
        with self._lock:
            is_stopped = self._is_aborted or self._closed
        message = watchdog.exceeded or failure
        if is_stopped:
            message = "The job was aborted while it was rendered."
        elif message is None:
            is_out_of_memory = oom_kills(self._vmstat) > kills_before
            message = exit_message(process, status, is_out_of_memory=is_out_of_memory)
        if process.is_ready and not watchdog.has_begun and not is_stopped:
            raise _TaskNotBegunError(message)
        raise RenderError("InternalError", message)

    def _release_memory(self, process: RenderProcess, limit: int | None) -> None:
        """Replace a process that keeps much of the memory of its last task, which would count for the next one."""
        if limit is not None and process.resident_mib() > limit // 2:
            process.kill()


def _exchange(
    process: RenderProcess, task: dict[str, Any], watchdog: Watchdog, progress: Callable[[int], None]
) -> dict[str, Any] | None:
    """Send a task and read the messages.

    Returns:
        The result; None if the process ended.

    Raises:
        RenderError: The render failed.
        OSError: The process has ended.
        ValueError: A message is not JSON.
    """
    process.send(task)
    for message in process.messages():
        if "ready" in message:
            process.is_ready = True
            watchdog.ready()
        elif "begun" in message:
            watchdog.begin()
        elif "progress" in message:
            progress(message["progress"])
        elif "error" in message:
            raise RenderError(*message["error"])
        else:
            rendered: dict[str, Any] = message["rendered"]
            return rendered
    return None
