"""A render process: its pipes, the messages that it sends, and its end."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosanim.local.rendering.workers.error_output import ErrorOutput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logger = logging.getLogger(__name__)
_SECRET_PREFIXES = ("TENCENTCLOUD_", "COSANIM_", "TCCLI_")


def worker_command() -> list[str]:
    """Return the command that starts a render process."""
    # -P keeps the current folder off the module search path, so that a file there does not shadow a module.
    return [sys.executable, "-P", "-m", "cosanim.local.rendering.workers"]


class RenderProcess:
    """A running process.

    Attributes:
        pid: Process id.
        is_ready: Whether it has reported that it is ready for tasks. Set by the reader of the messages.
    """

    def __init__(self, command: Sequence[str], *, verbose: bool) -> None:
        """Start the process.

        Args:
            command: The command.
            verbose: Copy the standard error of the process to that of this process.

        Raises:
            OSError: The process cannot be started.
        """
        self._process = subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Includes the module search path of this process, with entries added at run time.
            env=_environment(),
        )
        self._output = ErrorOutput(self._process, echo=verbose)
        self._killed = False
        self.pid = self._process.pid
        self.is_ready = False

    @property
    def is_running(self) -> bool:
        """Whether it can be given a task. A process may run for a moment after it was killed."""
        return not self._killed and self._process.poll() is None

    def send(self, task: dict[str, Any]) -> None:
        """Send a task.

        Raises:
            OSError: The process has ended.
        """
        assert self._process.stdin is not None  # noqa: S101 - a pipe, as above
        self._process.stdin.write(f"{json.dumps(task)}\n".encode())
        self._process.stdin.flush()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the messages until the process ends.

        Raises:
            ValueError: A message is not JSON.
        """
        assert self._process.stdout is not None  # noqa: S101 - a pipe, as above
        for line in self._process.stdout:
            yield json.loads(line)

    def resident_mib(self) -> int:
        """Return its resident memory in MiB; 0 if it has ended, and on systems without ``/proc``."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20

    def kill(self) -> None:
        """Kill the process without waiting for its end."""
        self._killed = True
        self._process.kill()

    def end(self) -> int:
        """Kill the process if it still runs, and return its exit status, which is negative after a signal."""
        self.kill()
        return self._process.wait()

    def error_summary(self) -> str:
        """Return the last lines of its standard error as one line, without secrets. It must have ended."""
        return self._output.summary()

    def close(self) -> None:
        """Kill the process, wait for its end, and close its pipes."""
        self.end()
        self._output.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # close() flushes a task that the process has not read
                    logger.debug("a task was dropped, since its render process has ended")


def _environment() -> dict[str, str]:
    """Return the environment of a render process: without credentials, since it decodes untrusted videos."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET_PREFIXES)}
    return {**environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
