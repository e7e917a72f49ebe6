"""Makes the waiter that polls the jobs of a client."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from cosanim.argument_hints import function_argument
from cosanim.http.retries import RetryPolicy
from cosanim.waiter import Waiter
from cosanim.waiting import Backoff, check_timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cosanim.api.jobs import JobCalls

Result = TypeVar("Result")


class StopEvent(Protocol):
    """Ends a wait when it is set: a ``threading.Event``, or for ``cosanim.aio`` an ``asyncio.Event``."""

    def is_set(self) -> bool:
        """Return whether the wait is ended."""


def check_wait_arguments(*, timeout: object, on_progress: object, backoff: object, stop: object) -> None:
    """Check the arguments of a wait, before anything is sent.

    Raises:
        ConfigurationError: The time-out is not a number.
        TypeError: Another argument is of a wrong type.
    """
    check_timeout(timeout)
    function_argument("on_progress", on_progress, takes="a JobDetail")
    check_backoff(backoff)
    if stop is not None and not hasattr(stop, "is_set"):
        raise TypeError(f"stop is a threading.Event, not {type(stop).__name__}")


def check_backoff(backoff: object) -> None:
    """Check the delays between polls.

    Raises:
        TypeError: They are neither a ``Backoff`` nor None.
    """
    if backoff is not None and not isinstance(backoff, Backoff):
        raise TypeError(f"backoff is a Backoff(first=…, longest=…), in seconds, not {type(backoff).__name__}")


def run_steps(steps: Generator[float, None, Result], sleep: Callable[[float], object]) -> Result:
    """Run a wait, and sleep as it says.

    Args:
        steps: Yields the seconds to sleep before each poll, and returns the result.
        sleep: Sleeps for seconds.
    """
    while True:
        try:
            seconds = next(steps)
        except StopIteration as end:
            return cast("Result", end.value)
        try:
            sleep(seconds)
        except BaseException as error:  # Ctrl-C, for example
            steps.throw(error)
            raise


def sleep_until(stop: threading.Event | None) -> Callable[[float], object]:
    """Return the function that sleeps for seconds, or until an event is set."""
    event = stop or threading.Event()

    def sleep(seconds: float) -> None:
        event.wait(seconds)  # not looked up before, since the argument is checked when the wait begins

    return sleep


def waiter_of(calls: JobCalls, *, backoff: Backoff | None = None, stop: StopEvent | None = None) -> Waiter:
    """Return the waiter that polls the jobs of a client.

    Args:
        calls: The client.
        backoff: Delays between polls; those of the client when left out.
        stop: Ends the wait when it is set.
    """
    # The waiter itself repeats polls that fail, so each poll is a single request without retries.
    no_retries = RetryPolicy(attempts=1)
    return Waiter(
        describe=lambda job_id, deadline: calls._describe(job_id, deadline=deadline, retry=no_retries),  # noqa: SLF001 - of the same package
        backoff=backoff or calls._backoff or Backoff(),  # noqa: SLF001 - of the same package
        is_stopped=threading.Event().is_set if stop is None else stop.is_set,
    )
