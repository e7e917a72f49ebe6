"""When a request that failed is sent again, and after what delay."""

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
"""Sending one of these twice has the effect of sending it once. POST has not: each accepted job is paid for."""

_NOT_IMPLEMENTED: Final = 501
_MOST_GROWTHS: Final = 64
"""Powers beyond this one may be too large for a float, and every delay is the longest one by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, and after what delays, a request is sent again that failed in a way that may pass.

    It holds for GET, HEAD, PUT and DELETE; a POST is never sent again. What may pass: a failure of the network, status
    429, and 5xx but 501. A delay that the service asks for (Retry-After) is kept to when it is the longer one.

    Attributes:
        attempts: How often a request is sent at most, the first time included; 1 for no repetition.
        first: Seconds of the first delay.
        growth: Factor from one delay to the next.
        longest: Seconds of the longest delay.
        jitter: Part of a delay, 0 to 1, by which it varies either way, so that many clients do not come at once.
        longest_retry_after: Seconds that the service may ask to wait; when it asks for more, its error is raised.
    """

    attempts: int = 4
    first: float = 0.3
    growth: float = 2.0
    longest: float = 5.0
    jitter: float = 0.3
    longest_retry_after: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ConfigurationError: A field is out of its range; the message names it.
        """
        if isinstance(self.attempts, bool) or not isinstance(self.attempts, int) or self.attempts < 1:
            raise ConfigurationError(f"attempts is a whole number, at least 1, not {self.attempts!r}")
        check_delays(first=self.first, growth=self.growth, longest=self.longest, jitter=self.jitter)
        _check("longest_retry_after", self.longest_retry_after, "at least 0 seconds", lambda value: value >= 0)

    def delay(self, failure: CosanimError, *, number: int, rng: Callable[[], float]) -> float | None:
        """Return the seconds to wait before a request is sent again.

        Args:
            failure: What became of it.
            number: How often it was sent so far.
            rng: Returns a number in [0, 1).

        Returns:
            The seconds; None when it is not to be sent again.
        """
        if number >= self.attempts or not may_pass(failure):
            return None
        delay = jittered(
            min(self.first * self.growth ** min(number - 1, _MOST_GROWTHS), self.longest), self.jitter, rng
        )
        asked = getattr(failure, "retry_after", None)
        if asked is None:
            return delay
        return None if asked > self.longest_retry_after else max(delay, asked)


def may_pass(failure: CosanimError) -> bool:
    """Return whether a request that failed so, and does no harm when it is repeated, may succeed later."""
    if isinstance(failure, TransportError):
        return failure.retryable
    if not isinstance(failure, ServiceError) or failure.status == _NOT_IMPLEMENTED:
        return False
    return isinstance(failure, RateLimitedError | ServerError) or failure.status == 429 or failure.status >= 500


def jittered(delay: float, jitter: float, rng: Callable[[], float]) -> float:
    """Return a delay, varied by a part of it either way."""
    return delay * (1 + jitter * (2 * rng() - 1))


def check_delays(*, first: float, growth: float, longest: float, jitter: float) -> None:
    """Refuse delays that do not grow, or that are none.

    Raises:
        ConfigurationError: One of them is out of its range; the message names it.
    """
    _check("first", first, "above 0 seconds", lambda value: value > 0)
    _check("growth", growth, "at least 1", lambda value: value >= 1)
    _check("longest", longest, "above 0 seconds", lambda value: value > 0)
    _check("jitter", jitter, "0 to 1", lambda value: 0 <= value <= 1)


def _check(name: str, value: float, rule: str, holds: Callable[[float], bool]) -> None:
    # A Decimal is no Real: it cannot be multiplied with the floats that delays are made of.
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    try:
        is_right = is_number and math.isfinite(value) and holds(value)
    except OverflowError:  # an int that no float can hold
        is_right = False
    if not is_right:
        raise ConfigurationError(f"{name} is {rule}, not {value!r}")
