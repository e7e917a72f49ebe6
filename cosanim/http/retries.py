"""Retry policy: whether and when a failed request is sent again, and how the outcome of a submission is found out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Final

from cosanim.errors import ConfigurationError, RateLimitedError, ServerError, ServiceError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.errors import CosanimError

IDEMPOTENT_METHODS: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Idempotent methods. POST is not one: each accepted job is paid for."""

_NOT_IMPLEMENTED: Final = 501
_LONGEST_WINDOW: Final = 3600
_MAX_EXPONENT: Final = 64
"""Largest exponent of the growth factor: higher powers may overflow. Delays usually reach ``longest`` before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, and after what delays, a request is sent again, and how the outcome of a submission is found out.

    GET, HEAD, PUT and DELETE are retried after temporary failures: network failures, status 429, and 5xx except 501.

    A submission (POST /jobs) is sent again only if no job can come of the earlier attempts: the request was not sent;
    or the service rejected it for now, with status 429, SlowDown, QueueSaturated or ServiceUnavailable; or the list of
    jobs, read by the service's clock more than ``visibility`` seconds after the end of the attempt's signature, does
    not contain the job.

    If the service requests a longer delay (Retry-After), that delay is used.

    Attributes:
        attempts: Largest number of times that a request is sent, including the first; 1 for no retries.
        first: First delay in seconds.
        growth: Factor from one delay to the next.
        longest: Longest delay in seconds.
        jitter: Fraction of a delay, 0 to 1, by which it varies randomly, so that many clients do not retry at once.
        longest_retry_after: Longest Retry-After in seconds that is obeyed. After a longer one there is no retry.
        window: Seconds from now for which the signature of a submission is valid, rounded up to whole seconds. A
            submission that is delayed for longer is rejected.
        visibility: Seconds within which the service lists an accepted job.
        retention: Seconds for which the service keeps a job in its list. After more than that the list proves nothing.
        lookup_timeout: Seconds for which the outcome of one attempt is looked up at most, after which
            ``SubmissionUnknown`` is raised; with 0 it is raised at once. It should be longer than ``window`` and
            ``visibility`` together.
        interrupt_timeout: The same after Ctrl-C, or another exception of the program, has ended a submission.
    """

    attempts: int = 4
    first: float = 0.3
    growth: float = 2.0
    longest: float = 5.0
    jitter: float = 0.3
    longest_retry_after: float = 30.0
    window: float = 30.0
    visibility: float = 10.0
    retention: float = 24 * 3600.0
    lookup_timeout: float = 120.0
    interrupt_timeout: float = 5.0

    def __post_init__(self) -> None:
        """Check the fields.

        Raises:
            ConfigurationError: A field is out of its range; the message names it.
        """
        if isinstance(self.attempts, bool) or not isinstance(self.attempts, int) or self.attempts < 1:
            raise ConfigurationError(f"attempts is a whole number, at least 1, not {self.attempts!r}")
        check_delays(first=self.first, growth=self.growth, longest=self.longest, jitter=self.jitter)
        _check("window", self.window, f"above 0 and at most {_LONGEST_WINDOW} seconds", _is_window)
        for name in ("longest_retry_after", "visibility", "retention", "lookup_timeout", "interrupt_timeout"):
            _check(name, getattr(self, name), "at least 0 seconds", lambda value: value >= 0)

    def delay(self, failure: CosanimError, *, number: int, rng: Callable[[], float]) -> float | None:
        """Return the delay in seconds before an idempotent request is sent again.

        Args:
            failure: The error of the last attempt.
            number: Number of attempts so far.
            rng: Returns a number in [0, 1).

        Returns:
            The delay; None when the request is not to be retried.
        """
        return self.delay_after(failure, number=number, rng=rng) if is_temporary(failure) else None

    def delay_after(self, failure: CosanimError, *, number: int, rng: Callable[[], float]) -> float | None:
        """Return the delay in seconds after a failure that allows another attempt; arguments as for ``delay``.

        Returns:
            The delay; None when all attempts are used up, or the service requests a delay that is too long.
        """
        if number >= self.attempts:
            return None
        delay = self.growing_delay(number, rng=rng)
        retry_after = getattr(failure, "retry_after", None)
        if retry_after is None:
            return delay
        return None if retry_after > self.longest_retry_after else max(delay, retry_after)

    def growing_delay(self, number: int, *, rng: Callable[[], float]) -> float:
        """Return the delay in seconds before the next of a series of requests.

        Args:
            number: Number of requests so far, at least 1.
            rng: Returns a number in [0, 1).
        """
        exponent = min(number - 1, _MAX_EXPONENT)
        return jittered(min(self.first * self.growth**exponent, self.longest), self.jitter, rng)

    @property
    def signature_seconds(self) -> int:
        """``window`` in whole seconds, as signatures express it."""
        return math.ceil(self.window)


def is_temporary(failure: CosanimError) -> bool:
    """Return whether a failure of an idempotent request is temporary, so that a retry may succeed.

    For errors of the service the status decides, not ``retryable``, which is true only if even a submission may
    be sent again.
    """
    if isinstance(failure, TransportError):
        return failure.retryable
    if not isinstance(failure, ServiceError) or failure.status == _NOT_IMPLEMENTED:
        return False
    return isinstance(failure, RateLimitedError | ServerError) or failure.status == 429 or failure.status >= 500


def jittered(delay: float, jitter: float, rng: Callable[[], float]) -> float:
    """Return a delay, varied randomly by up to the fraction ``jitter`` of it."""
    return delay * (1 + jitter * (2 * rng() - 1))


def check_delays(*, first: float, growth: float, longest: float, jitter: float) -> None:
    """Check the parameters of growing delays.

    Raises:
        ConfigurationError: One of them is out of its range; the message names it.
    """
    _check("first", first, "above 0 seconds", lambda value: value > 0)
    _check("growth", growth, "at least 1", lambda value: value >= 1)
    _check("longest", longest, "above 0 seconds", lambda value: value > 0)
    _check("jitter", jitter, "0 to 1", lambda value: 0 <= value <= 1)


def _is_window(value: float) -> bool:
    return 0 < value <= _LONGEST_WINDOW


def _check(name: str, value: float, rule: str, is_valid: Callable[[float], bool]) -> None:
    # Decimal is not a Real, and cannot be multiplied with the floats of the delays.
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    try:
        is_in_range = is_number and math.isfinite(value) and is_valid(value)
    except OverflowError:  # an int that no float can hold
        is_in_range = False
    if not is_in_range:
        raise ConfigurationError(f"{name} is {rule}, not {value!r}")
