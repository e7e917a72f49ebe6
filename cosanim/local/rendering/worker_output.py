"""What a render process writes to its standard error: the end of it says why the process died."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from typing import TYPE_CHECKING, Final

from cosanim.masking import mask_secrets

if TYPE_CHECKING:
    import subprocess

_KEPT_BYTES: Final = 8192
_KEPT_LINES: Final = 3
_LONGEST: Final = 400
_CHUNK: Final = 4096
_CLOSING_SECONDS: Final = 1
"""Only a process that the render process left behind can hold the pipe open, and nobody waits longer for it."""
_FOLDERS: Final = re.compile(r"(?<![\w.:/])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'\"]+[\\/])+")


class ErrorOutput:
    """Reads what a process writes to standard error, and keeps the end of it."""

    def __init__(self, process: subprocess.Popen[bytes], *, echo: bool) -> None:
        """Read from now on, in a thread of its own.

        Args:
            process: The process, whose standard error is a pipe.
            echo: Write everything to this process's standard error as well.
        """
        self._pipe = process.stderr
        self._echo = echo
        self._tail = b""
        self._thread = threading.Thread(target=self._read, name="cosanim-worker-output", daemon=True)
        self._thread.start()

    def summary(self) -> str:
        """Return the last lines once the process has ended: on one line, without secrets, folders or stack frames."""
        self._thread.join(_CLOSING_SECONDS)
        lines = [line.rstrip() for line in self._tail.decode(errors="replace").splitlines()]
        # Frames of a traceback are indented, and so is their source.
        told = [line for line in lines if line and not line[0].isspace() and not line.startswith("Traceback (")]
        return _FOLDERS.sub("", mask_secrets(" / ".join(told[-_KEPT_LINES:])))[-_LONGEST:]

    def close(self) -> None:
        """End the thread of a process that has ended."""
        self._thread.join(_CLOSING_SECONDS)

    def _read(self) -> None:
        if self._pipe is None:
            return
        with self._pipe as pipe:
            while chunk := pipe.read1(_CHUNK):  # type: ignore[attr-defined]  # a BufferedReader
                self._tail = (self._tail + chunk)[-_KEPT_BYTES:]
                if self._echo:
                    # Whoever closed standard error does not want it, and the process must not wait for a reader.
                    with contextlib.suppress(OSError, ValueError):
                        sys.stderr.write(chunk.decode(errors="replace"))
                        sys.stderr.flush()
