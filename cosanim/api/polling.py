"""Makes the waiter that polls the jobs of a client."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cosanim.http.retries import RetryPolicy
from cosanim.waiting import Backoff, Waiter

if TYPE_CHECKING:
    from cosanim.api.jobs import JobCalls


def waiter_of(calls: JobCalls, *, backoff: Backoff | None = None, stop: threading.Event | None = None) -> Waiter:
    """Return the waiter that polls the jobs of a client.

    Args:
        calls: The client.
        backoff: Delays between polls.
        stop: Ends the wait when it is set.
    """
    # The waiter itself repeats polls that fail, so each poll is a single request without retries.
    no_retries = RetryPolicy(attempts=1)
    event = stop or threading.Event()
    return Waiter(
        describe=lambda job_id, deadline: calls._describe(job_id, deadline=deadline, retry=no_retries),  # noqa: SLF001 - of the same package
        backoff=backoff or Backoff(),
        sleep=event.wait,
        is_stopped=event.is_set,
    )
