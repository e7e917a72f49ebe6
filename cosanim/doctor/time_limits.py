"""Limits the time of a function that cannot be interrupted, such as the resolution of a host name."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


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

    thread = threading.Thread(target=run, name="cosanim-doctor", daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not results:
        raise TimeoutError(f"nothing within {seconds:g} s")
    return results[0]
