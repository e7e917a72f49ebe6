"""Limits the time of functions that cannot be interrupted, such as requests and the resolution of host names."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar

from cosanim.errors import CosanimError
from cosanim.errors.next_steps import doctor_step

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class _GivenUp(TimeoutError):
    """A function did not return in time."""


class TimeLimit:
    """A limit for the sum of the times of several functions, such as all requests of a command.

    Attributes:
        seconds: The limit in seconds from the creation on; None for no limit.
        is_exceeded: Whether a function was given up, or not called any more.
    """

    def __init__(self, seconds: float | None = None) -> None:
        """Start the time.

        Args:
            seconds: The limit; no limit when left out.
        """
        self.seconds = seconds
        self.is_exceeded = False
        self._end = None if seconds is None else time.monotonic() + seconds

    def call(self, function: Callable[[], Result]) -> Result:
        """Call a function, and return its result or raise its exception.

        Args:
            function: The function. With a limit it runs in another thread, which is abandoned when the time is over.

        Raises:
            CosanimError: The function did not return in time, or was not called since the time was over.
        """
        if self._end is None:
            return function()
        remaining = self._end - time.monotonic()
        try:
            if remaining > 0:
                return call_within(remaining, function)
        except _GivenUp:
            pass
        self.is_exceeded = True
        error = CosanimError(f"no answer within the time limit of {self.seconds:g} s")
        error.next_step = doctor_step("connection")
        raise error


def call_within(seconds: float, function: Callable[[], Result]) -> Result:
    """Call a function in a thread, and return its result or raise its exception.

    Args:
        seconds: Seconds after which the thread is abandoned. It does not keep the process from ending.
        function: The function.

    Raises:
        TimeoutError: The function did not return in time.
    """
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as failure:  # noqa: BLE001 - raised again below
            failures.append(failure)

    thread = threading.Thread(target=run, name="cosanim-limited", daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not results:
        raise _GivenUp(f"nothing within {seconds:g} s")
    return results[0]
