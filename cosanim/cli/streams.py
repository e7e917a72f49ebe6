"""Standard output and standard error that tolerate a closed pipe or a full disk.

An error does not interrupt the command: it is stored, further output is dropped, and the exit code is determined at the
end.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from cosanim.errors import CosanimError

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
                # Unbuffered (PYTHONUNBUFFERED), a write may take only a part of the bytes, as when a pipe is closed.
                written = cast("int", self._stream.write(data))
                while isinstance(data, bytes) and written < len(data):
                    written += cast("int", self._stream.write(data[written:]))
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


class StandardOutput:
    """Standard output as the target of a command, written ``-``. A file of that name is written ``./-``."""

    def __str__(self) -> str:
        """Return the name on the command line."""
        return "-"


def is_stdout(target: Path | StandardOutput) -> bool:
    """Return whether a target is standard output. A file's content there would mix with printed messages."""
    return isinstance(target, StandardOutput) or str(target) in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


def require_stdout(content: str) -> None:
    """Check that nothing written to standard output was dropped.

    Args:
        content: Description of what is written there, for the error message.

    Raises:
        CosanimError: There is no standard output, its reader has closed it, or it cannot be written.
    """
    stream = sys.stdout
    stream.flush()
    if not (isinstance(stream, TolerantStream) and stream.is_lost):
        return
    if stream.is_absent:
        raise CosanimError(f"standard output is closed, so that it cannot take {content}")
    if stream.is_closed_by_reader:
        raise CosanimError(f"the reader of standard output has closed it before it had all of {content}")
    reason = stream.failure.strerror if stream.failure else "unknown reason"
    raise CosanimError(f"standard output cannot be written: {reason}")
