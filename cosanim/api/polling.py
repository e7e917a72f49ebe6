"""Makes the waiter that polls the jobs of a client."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cosanim.argument_hints import function_argument
from cosanim.http.retries import RetryPolicy
from cosanim.waiter import Waiter
from cosanim.waiting import Backoff, check_timeout

if TYPE_CHECKING:
    from cosanim.api.jobs import JobCalls


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


def waiter_of(calls: JobCalls, *, backoff: Backoff | None = None, stop: threading.Event | None = None) -> Waiter:
    """Return the waiter that polls the jobs of a client.

    Args:
        calls: The client.
        backoff: Delays between polls; those of the client when left out.
        stop: Ends the wait when it is set.
    """
    # The waiter itself repeats polls that fail, so each poll is a single request without retries.
    no_retries = RetryPolicy(attempts=1)
    event = stop or threading.Event()
    return Waiter(
        describe=lambda job_id, deadline: calls._describe(job_id, deadline=deadline, retry=no_retries),  # noqa: SLF001 - of the same package
        backoff=backoff or calls._backoff or Backoff(),  # noqa: SLF001 - of the same package
        sleep=event.wait,
        is_stopped=event.is_set,
    )
