"""Standard output and standard error that tolerate a closed pipe or a full disk.

A closed pipe or a full disk does not interrupt a command: further output is dropped, the first error is stored, and the
exit code is determined at the end.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class TolerantStream:
    """A wrapper of a stream that stores the first error and drops all output after it."""

    def __init__(self, stream: Any, *, is_absent: bool = False, found: Callable[[OSError], None] | None = None) -> None:
        """Wrap a stream.

        Args:
            stream: The stream, of text or of bytes.
            is_absent: Whether the process began without this stream.
            found: Called with an error; set for the byte stream of a text stream.
        """
        self._stream = stream
        self._found = found or self._store_error
        self.is_absent = is_absent
        self.failure: OSError | None = None
        self.note = ""
        """Information that must not be lost with the output, such as the id of a job."""

    @property
    def is_lost(self) -> bool:
        """Whether output is dropped, because of an error or because there is no stream."""
        return self.is_absent or self.failure is not None

    @property
    def is_closed_by_reader(self) -> bool:
        """Whether output is lost without an error: the reader closed the pipe, or there never was a stream."""
        return self.is_absent or isinstance(self.failure, BrokenPipeError)

    @property
    def buffer(self) -> TolerantStream:
        """The wrapped byte stream, to which click writes when the locale is not UTF-8."""
        return TolerantStream(self._stream.buffer, found=self._found)

    def write(self, data: str | bytes) -> int:
        """Write the data, or drop it after an error."""
        if self.failure is None:
            try:
                return cast("int", self._stream.write(data))
            except OSError as error:
                self._fail(error)
        return len(data)

    def flush(self) -> None:
        """Flush the stream, and store an error."""
        if self.failure is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = error
        self._found(error)

    def _store_error(self, error: OSError) -> None:
        self.failure = self.failure or error

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the stream."""
        return getattr(self._stream, name)


@contextmanager
def tolerant_streams() -> Iterator[TolerantStream]:
    """Wrap standard output and standard error in a context, and yield the former."""
    with ExitStack() as stack:
        out, err = (_wrap(stream, stack) for stream in (sys.stdout, sys.stderr))
        with redirect_stdout(cast("TextIO", out)), redirect_stderr(cast("TextIO", err)):
            yield out


def _wrap(stream: TextIO | None, stack: ExitStack) -> TolerantStream:
    if stream is None:
        # The shell closed this stream with `>&-`. The null device takes its descriptor; otherwise the next opened file
        # would get it.
        nothing = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - the stack closes it
        return TolerantStream(nothing, is_absent=True)
    guarded = TolerantStream(stream)
    stack.callback(_silence_failed, stream, guarded)
    return guarded


def _silence_failed(stream: TextIO, guarded: TolerantStream) -> None:
    """Redirect a failed stream to the null device, so that its flush at exit does not fail again."""
    guarded.flush()
    if guarded.failure is None:
        return
    with suppress(OSError, ValueError):
        number = stream.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, number)
        os.close(nothing)
        stream.flush()


def stdout_is_lost() -> bool:
    """Return whether printed output is dropped, so that printing more is useless."""
    return isinstance(sys.stdout, TolerantStream) and sys.stdout.is_lost


def set_fallback_text(note: str) -> None:
    """Set the text to print on standard error if standard output is lost."""
    if isinstance(sys.stdout, TolerantStream):
        sys.stdout.note = note


def is_stdout(path: Path) -> bool:
    """Return whether a path is standard output, where a file's content would mix with messages."""
    return str(path) in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


class CountingReader:
    """A file that counts the bytes read from it and, like a pipe, is sent in chunks."""

    def __init__(self, file: io.BufferedIOBase | Any) -> None:
        """Wrap a file opened in binary mode."""
        self._file = file
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Read bytes and count them."""
        data = cast("bytes", self._file.read(size))
        self.size += len(data)
        return data

    def seekable(self) -> bool:
        """Return False, since the content can be read only once."""
        return False

    def __iter__(self) -> Iterator[bytes]:
        """Yield chunks."""
        while data := self.read(io.DEFAULT_BUFFER_SIZE):
            yield data
