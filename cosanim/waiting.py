"""What waits are made of: the outcome of each state, the delays between polls, and the failures that end a wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from numbers import Real
from typing import TYPE_CHECKING, Final, cast

from cosanim.error_codes import find_error_code, find_job_error
from cosanim.errors import (
    ConfigurationError,
    DecodeError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    ServiceError,
    TransportError,
)
from cosanim.http.retries import check_delays
from cosanim.models import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.errors import CosanimError
    from cosanim.models import JobDetail


class Outcome(Enum):
    """The meaning of a job's state for waiting."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OUTCOMES: Final[Mapping[JobState, Outcome]] = {
    JobState.SUBMITTED: Outcome.PENDING,
    JobState.RUNNING: Outcome.PENDING,
    # A paused queue may be resumed, so a paused job is not lost.
    JobState.PAUSE: Outcome.PENDING,
    JobState.SUCCESS: Outcome.DONE,
    JobState.FAILED: Outcome.FAILED,
    JobState.CANCEL: Outcome.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays between polls: how they grow, and their limits.

    Attributes:
        first: First delay in seconds, above 0.
        growth: Factor from one delay to the next, at least 1.
        longest: Longest delay in seconds, at least the first.
        jitter: Fraction of a delay, 0 to 1, by which it varies randomly, so that many clients do not poll at once.
    """

    first: float = 0.5
    growth: float = 1.5
    longest: float = 10.0
    jitter: float = 0.2

    def __post_init__(self) -> None:
        """Check the fields.

        Raises:
            ConfigurationError: A field is out of its range; the message names it.
        """
        check_delays(first=self.first, growth=self.growth, longest=self.longest, jitter=self.jitter)
        if self.longest < self.first:
            raise ConfigurationError(f"longest is at least first, {self.first!r} seconds, not {self.longest!r}")


def check_timeout(timeout: object) -> float | None:
    """Return a time-out in seconds; None for none.

    Raises:
        ConfigurationError: It is not a number.
    """
    if timeout is None or timeout == math.inf:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or math.isnan(timeout):
        raise ConfigurationError(f"the timeout is a number of seconds, or None to wait for ever, not {timeout!r}")
    return float(timeout)


def is_not_from_service(error: CosanimError) -> bool:
    """Return whether a reply came from a proxy instead of the service, or was cut off."""
    if isinstance(error, DecodeError):
        return True
    if not isinstance(error, ServiceError):
        return False
    if error.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    # Errors of proxies have neither the service's error codes nor its request ids.
    return not error.code or (error.request_id is None and not _is_service_code(error))


def _is_service_code(error: ServiceError) -> bool:
    # The client raises NotFoundError with a code outside the table when a valid reply does not contain the job.
    return isinstance(error, NotFoundError) or find_error_code(error.status, error.code) is not None


def is_without_reply(error: CosanimError) -> bool:
    """Return whether there was no reply at all, as with a wrong address or a network that is down."""
    return isinstance(error, TransportError) and error.sent is not True


def outcome_of(state: JobState | str | None) -> Outcome:
    """Return the outcome of a state; a missing or unknown state counts as pending."""
    return OUTCOMES.get(cast("JobState", state), Outcome.PENDING)  # the text of a state finds its StrEnum key


def has_ended(job: JobDetail) -> bool:
    """Return whether a job has ended: in success, in failure or cancelled."""
    return outcome_of(job.state) is not Outcome.PENDING


def is_done(job: JobDetail) -> bool:
    """Return whether a job ended successfully.

    Raises:
        JobFailed: It ended in failure.
        JobCancelled: It was cancelled.
    """
    match outcome_of(job.state):
        case Outcome.FAILED:
            row = find_job_error(job.code or "")
            raise JobFailed(job, request_id=job.request_id, hint="" if row is None else row.hint)
        case Outcome.CANCELLED:
            raise JobCancelled(job, request_id=job.request_id)
        case outcome:
            return outcome is Outcome.DONE
