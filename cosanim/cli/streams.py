"""Standard output and standard error that tolerate a closed pipe or a full disk.

An error does not interrupt the command: it is stored, further output is dropped, and the exit code is determined at the
end.
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
    """Wraps a stream, stores the first error, and drops all output after it."""

    def __init__(
        self, stream: Any, *, is_absent: bool = False, on_error: Callable[[OSError], None] | None = None
    ) -> None:
        """Wrap a stream.

        Args:
            stream: The stream, of text or of bytes.
            is_absent: Whether the process was started without this stream.
            on_error: Called with an error. The byte stream of a text stream reports errors to the text stream by it.
        """
        self._stream = stream
        self._on_error = on_error or self._store_error
        self.is_absent = is_absent
        self.failure: OSError | None = None
        self.fallback_text = ""
        """Printed on standard error if this stream is lost, such as the id of a job."""

    @property
    def is_lost(self) -> bool:
        """Whether output is dropped, because of an error or since there is no stream."""
        return self.is_absent or self.failure is not None

    @property
    def is_closed_by_reader(self) -> bool:
        """Whether nobody reads the output: the reader closed the pipe, or there is no stream."""
        return self.is_absent or isinstance(self.failure, BrokenPipeError)

    @property
    def buffer(self) -> TolerantStream:
        """The byte stream, also wrapped. click writes to it when the locale is not UTF-8."""
        return TolerantStream(self._stream.buffer, on_error=self._on_error)

    def write(self, data: str | bytes) -> int:
        """Write the data, or drop it after an error."""
        if self.failure is None:
            try:
                return cast("int", self._stream.write(data))
            except OSError as error:
                self._handle_error(error)
        return len(data)

    def flush(self) -> None:
        """Flush the stream. An error is stored."""
        if self.failure is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._handle_error(error)

    def _handle_error(self, error: OSError) -> None:
        self.failure = error
        self._on_error(error)

    def _store_error(self, error: OSError) -> None:
        self.failure = self.failure or error

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the stream."""
        return getattr(self._stream, name)


@contextmanager
def tolerant_streams() -> Iterator[TolerantStream]:
    """Replace standard output and standard error by wrapped streams, and yield the wrapped standard output."""
    with ExitStack() as stack:
        out, err = (_wrap(stream, stack) for stream in (sys.stdout, sys.stderr))
        with redirect_stdout(cast("TextIO", out)), redirect_stderr(cast("TextIO", err)):
            yield out


def _wrap(stream: TextIO | None, stack: ExitStack) -> TolerantStream:
    if stream is None:
        # The shell closed this stream with `>&-`. The null device takes its descriptor, which would otherwise become
        # that of the next opened file.
        null_device = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - the stack closes it
        return TolerantStream(null_device, is_absent=True)
    wrapper = TolerantStream(stream)
    stack.callback(_redirect_if_failed, stream, wrapper)
    return wrapper


def _redirect_if_failed(stream: TextIO, wrapper: TolerantStream) -> None:
    """Redirect a failed stream to the null device, so that its flush at exit does not fail again."""
    wrapper.flush()
    if wrapper.failure is None:
        return
    with suppress(OSError, ValueError):
        descriptor = stream.fileno()
        null_device = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null_device, descriptor)
        os.close(null_device)
        stream.flush()


def stdout_is_lost() -> bool:
    """Return whether printed output is dropped, so that a command need not print more."""
    return isinstance(sys.stdout, TolerantStream) and sys.stdout.is_lost


def set_fallback_text(text: str) -> None:
    """Set the text that is printed on standard error if standard output is lost."""
    if isinstance(sys.stdout, TolerantStream):
        sys.stdout.fallback_text = text


def is_stdout(path: Path) -> bool:
    """Return whether a path names standard output. A file's content there would mix with printed messages."""
    return str(path) in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


class CountingReader:
    """A file that cannot be rewound, such as a pipe. It counts the bytes that are read from it."""

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
        """Yield the rest of the content in chunks."""
        while data := self.read(io.DEFAULT_BUFFER_SIZE):
            yield data
