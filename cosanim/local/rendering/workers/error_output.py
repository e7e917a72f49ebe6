"""Reads the standard error of a render process. Its last lines become part of the exit message."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from typing import TYPE_CHECKING, Final

from cosanim.masking import mask_secrets

if TYPE_CHECKING:
    import subprocess

_MAX_BYTES: Final = 8192
_MAX_LINES: Final = 3
_MAX_LENGTH: Final = 400
_CHUNK_SIZE: Final = 4096
_CLOSING_SECONDS: Final = 1
"""Longest wait for the pipe to close, in seconds. A child of the render process could keep it open for ever."""
_FOLDER_PATHS: Final = re.compile(r"(?<![\w.:/])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'\"]+[\\/])+")


class ErrorOutput:
    """Reads the standard error of a process, and stores the last 8 KiB."""

    def __init__(self, process: subprocess.Popen[bytes], *, echo: bool) -> None:
        """Start a thread that reads the pipe.

        Args:
            process: The process, whose standard error is a pipe.
            echo: Copy all of it to the standard error of this process.
        """
        self._pipe = process.stderr
        self._echo = echo
        self._tail = b""
        self._thread = threading.Thread(target=self._read, name="cosanim-worker-output", daemon=True)
        self._thread.start()

    def summary(self) -> str:
        """Return the last lines of an ended process as one line, without secrets, folder names and stack frames."""
        self._thread.join(_CLOSING_SECONDS)
        lines = [line.rstrip() for line in self._tail.decode(errors="replace").splitlines()]
        # Stack frames of a traceback are indented.
        messages = [line for line in lines if line and not line[0].isspace() and not line.startswith("Traceback (")]
        return _FOLDER_PATHS.sub("", mask_secrets(" / ".join(messages[-_MAX_LINES:])))[-_MAX_LENGTH:]

    def close(self) -> None:
        """Wait for the end of the thread. The process must have ended."""
        self._thread.join(_CLOSING_SECONDS)

    def _read(self) -> None:
        if self._pipe is None:
            return
        with self._pipe as pipe:
            while chunk := pipe.read1(_CHUNK_SIZE):  # type: ignore[attr-defined]  # a BufferedReader
                self._tail = (self._tail + chunk)[-_MAX_BYTES:]
                if self._echo:
                    # Standard error may be closed. The pipe is still read, since a full pipe would block the process.
                    with contextlib.suppress(OSError, ValueError):
                        sys.stderr.write(chunk.decode(errors="replace"))
                        sys.stderr.flush()
