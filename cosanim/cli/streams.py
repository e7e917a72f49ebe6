"""Standard output and standard error of a command, which may be closed, or full, at any moment.

Nothing that a command has done is undone by a reader who has gone or by a full disk: writing goes on into nothing,
what stood in the way is remembered, and the exit code is found at the end.
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


class Guarded:
    """A stream that takes everything, also when what is behind it takes no more."""

    def __init__(self, stream: Any, *, is_absent: bool = False, found: Callable[[OSError], None] | None = None) -> None:
        """Stand in front of a stream.

        Args:
            stream: The stream, of text or of bytes.
            is_absent: Whether the process began without this stream.
            found: Told of the failure, where this is a part of another one.
        """
        self._stream = stream
        self._found = found or self._remember
        self.is_absent = is_absent
        self.failure: OSError | None = None
        self.note = ""
        """What nobody knows when the output is lost, such as the id of a job."""

    @property
    def is_lost(self) -> bool:
        """Return whether nobody gets what is written."""
        return self.is_absent or self.failure is not None

    @property
    def is_closed_by_reader(self) -> bool:
        """Return whether nobody wants what is written, which is no failure."""
        return self.is_absent or isinstance(self.failure, BrokenPipeError)

    @property
    def buffer(self) -> Guarded:
        """The bytes below the text, guarded too: click writes there where the locale has no UTF-8."""
        return Guarded(self._stream.buffer, found=self._found)

    def write(self, data: str | bytes) -> int:
        """Write, or drop what can no longer be written."""
        if self.failure is None:
            try:
                return cast("int", self._stream.write(data))
            except OSError as error:
                self._fail(error)
        return len(data)

    def flush(self) -> None:
        """Flush, or find out that it is of no use."""
        if self.failure is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = error
        self._found(error)

    def _remember(self, error: OSError) -> None:
        self.failure = self.failure or error

    def __getattr__(self, name: str) -> Any:
        """Be the stream in everything else."""
        return getattr(self._stream, name)


@contextmanager
def guarded_streams() -> Iterator[Guarded]:
    """Guard standard output and standard error, and give the former."""
    with ExitStack() as stack:
        out, err = (_guard(stream, stack) for stream in (sys.stdout, sys.stderr))
        with redirect_stdout(cast("TextIO", out)), redirect_stderr(cast("TextIO", err)):
            yield out


def _guard(stream: TextIO | None, stack: ExitStack) -> Guarded:
    if stream is None:
        # `>&-`. Whatever is opened next would get the number of the stream that is missing: let it be this.
        nothing = stack.enter_context(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - the stack closes it
        return Guarded(nothing, is_absent=True)
    guarded = Guarded(stream)
    stack.callback(_settle, stream, guarded)
    return guarded


def _settle(stream: TextIO, guarded: Guarded) -> None:
    """Make sure that what could not be written does not come up again when the interpreter ends."""
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
    """Return whether nobody gets what is printed, so that there is no use in printing more."""
    return isinstance(sys.stdout, Guarded) and sys.stdout.is_lost


def keep(note: str) -> None:
    """Have something said on standard error if standard output is lost and the command does not end well."""
    if isinstance(sys.stdout, Guarded):
        sys.stdout.note = note


def is_stdout(path: Path) -> bool:
    """Return whether a path is a name of standard output, where the bytes of a file and our own words would mix."""
    return str(path) in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


class Counted:
    """A file that counts the bytes that are read from it, and else is sent as a pipe is: in pieces."""

    def __init__(self, file: io.BufferedIOBase | Any) -> None:
        """Read from a file opened in binary mode."""
        self._file = file
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Read and count."""
        data = cast("bytes", self._file.read(size))
        self.size += len(data)
        return data

    def seekable(self) -> bool:
        """Tell that nothing is read twice."""
        return False

    def __iter__(self) -> Iterator[bytes]:
        """Yield pieces."""
        while data := self.read(io.DEFAULT_BUFFER_SIZE):
            yield data
