"""Lets a thread be asked to end what it does: to stop sleeping, and to send and read nothing more.

A coroutine of ``cosanim.aio`` that is cancelled ends at once, but the thread that sends its request would go on until
the reply has arrived; so it is asked to end. A paid submission is not cut off: only its sleeps end, so that its outcome
is found out.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Response = TypeVar("Response")


class Interrupted(Exception):
    """The thread was asked to end what it does."""


class Interruption:
    """Asks a thread to end what it does, once: what it does to clean up is not interrupted.

    Attributes:
        outcome: The response to a paid request, or the error that ended it; None if there was none.
    """

    def __init__(self) -> None:
        """Create an interruption that is not requested."""
        self._lock = threading.Lock()
        self._requested = threading.Event()
        self._is_delivered = False
        self._is_paid = False
        self._socket: socket.socket | None = None
        self.outcome: Any = None

    def request(self) -> bool:
        """Ask the thread to end; return whether it sends or has sent a paid request, whose outcome has to be taken."""
        with self._lock:
            self._requested.set()
            if not self._is_paid and not self._is_delivered and self._socket is not None:
                # TLS through a TLS proxy has no shutdown method, and that of TLS is not for use by another thread.
                with suppress(OSError, TypeError):
                    socket.socket.shutdown(getattr(self._socket, "socket", self._socket), socket.SHUT_RDWR)
            return self._is_paid or self.outcome is not None

    def end(self) -> None:
        """Interrupt the thread no more: what follows cleans up."""
        with self._lock:
            self._is_delivered = True

    def check(self) -> None:
        """Check that the thread may send another request.

        Raises:
            Interrupted: It was asked to end.
        """
        if not self._is_paid:
            self._deliver()

    def use(self, sock: socket.socket | None) -> None:
        """Store the socket that the thread uses; None if it uses none any more."""
        with self._lock:
            self._socket = sock

    def sleep(self, seconds: float, sleep: Callable[[float], object]) -> None:
        """Sleep.

        Args:
            seconds: The seconds.
            sleep: The function that sleeps.

        Raises:
            Interrupted: The thread was asked to end.
        """
        if sleep is time.sleep and not self._is_delivered:
            self._requested.wait(seconds)
        else:
            sleep(seconds)
        self._deliver()

    def run_paid(self, send: Callable[[], Response]) -> Response:
        """Send a paid request, whose connection is not cut off, and store its outcome.

        Args:
            send: Sends it, finds out its outcome, and returns the response.

        Raises:
            Interrupted: The thread was asked to end; nothing was sent.
        """
        with self._lock:
            self._deliver()
            self._is_paid = True
        outcome: object = None
        try:
            outcome = response = send()
        except BaseException as error:
            outcome = error
            raise
        finally:
            # At once, so that no moment is left at which a job that was accepted could be overlooked.
            with self._lock:
                self.outcome, self._is_paid = outcome, False
        return response

    def _deliver(self) -> None:
        if self._requested.is_set() and not self._is_delivered:
            self._is_delivered = True
            raise Interrupted("the call was cancelled")


_current: Final[ContextVar[Interruption | None]] = ContextVar("cosanim_interruption", default=None)


def run_paid(send: Callable[[], Response]) -> Response:
    """Send a paid request as ``Interruption.run_paid`` does, if this thread's call can be interrupted.

    Args:
        send: As for ``Interruption.run_paid``.

    Raises:
        Interrupted: The thread was asked to end; nothing was sent.
    """
    interruption = _current.get()
    return send() if interruption is None else interruption.run_paid(send)


def current_interruption() -> Interruption | None:
    """Return the interruption of this thread's call; None if it cannot be interrupted."""
    return _current.get()


def end_interruptions() -> None:
    """Let this thread's call clean up: from now on it is not interrupted."""
    interruption = _current.get()
    if interruption is not None:
        interruption.end()


@contextmanager
def interruptible(interruption: Interruption | None) -> Iterator[None]:
    """Let the ``with`` block be ended by an interruption, or by none, not even one that is in force outside of it."""
    token = _current.set(interruption)
    try:
        yield
    finally:
        _current.reset(token)


def interruptible_sleep(sleep: Callable[[float], object]) -> Callable[[float], None]:
    """Return a function that sleeps until the call of this thread is interrupted.

    Args:
        sleep: The function that sleeps.
    """

    def run(seconds: float) -> None:
        interruption = _current.get()
        if interruption is None:
            sleep(seconds)
        else:
            interruption.sleep(seconds, sleep)

    return run
