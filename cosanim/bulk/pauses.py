"""Pauses of a whole run, after failures that concern all of its rows."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from cosanim.error_codes import Refusal
from cosanim.errors import (
    AuthenticationError,
    CosanimError,
    DecodeError,
    InvalidRequestError,
    PermissionDeniedError,
    QueueError,
    ServiceError,
    TransportError,
)
from cosanim.http.retries import is_temporary
from cosanim.http.signature_refusals import find_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.http.retries import RetryPolicy

_EXPIRED: Final = frozenset({Refusal.EXPIRED, Refusal.TIME})
"""Refusals after which other credentials, or a clock that was set, make the same request succeed."""


class Scope(Enum):
    """What a failed attempt that was certainly not accepted means for the run."""

    ROW = "row"
    """The row failed."""
    PAUSE = "pause"
    """The run pauses, and the row is sent again."""
    STOP = "stop"
    """The run stops, since all other rows would fail too."""


def scope_of(failure: BaseException, *, key_worked: bool) -> Scope:
    """Return what a failure after which nothing was accepted means for the run.

    Args:
        failure: The failure.
        key_worked: Whether the service accepted the credentials of the run before.
    """
    if isinstance(failure, TransportError):
        return Scope.PAUSE if failure.retryable else Scope.STOP
    if not isinstance(failure, ServiceError):
        return Scope.STOP  # it comes from the journal, the credentials or the settings
    if failure.retryable:
        return Scope.PAUSE
    refusal = find_refusal(failure.code)
    is_expired = refusal in _EXPIRED or (refusal is Refusal.UNKNOWN_KEY and key_worked)
    if is_expired and isinstance(failure, AuthenticationError | InvalidRequestError | PermissionDeniedError):
        return Scope.PAUSE
    return Scope.STOP if isinstance(failure, AuthenticationError | QueueError) else Scope.ROW


def scope_of_read(failure: BaseException | None, *, key_worked: bool) -> Scope:
    """Return what a failure of a request that changes nothing means for the run.

    Args:
        failure: The failure; None if there was none, but the reply does not show what was asked.
        key_worked: Whether the service accepted the credentials of the run before.
    """
    if failure is None or isinstance(failure, DecodeError):
        return Scope.ROW
    if isinstance(failure, CosanimError) and is_temporary(failure):
        return Scope.PAUSE
    return scope_of(failure, key_worked=key_worked)


class Pauses:
    """The pause of a run: it grows with each failure, and ends with the next success.

    Attributes:
        until: Monotonic time until which nothing is sent.
        failure: The failure that caused the pause; None if the run is not paused.
        since: Monotonic time of the first failure of the pause.
        key_worked: Whether the service has accepted the credentials of the run.
    """

    def __init__(self, policy: RetryPolicy, rng: Callable[[], float], *, longest: float | None) -> None:
        """Create a run without a pause.

        Args:
            policy: The policy whose delays the pauses have.
            rng: Returns a number in [0, 1).
            longest: Seconds after which a pause ends at the latest; None for no limit.
        """
        self._policy = policy
        self._rng = rng
        self._longest = longest
        self.key_worked = False
        self._number = 0
        self.until = 0.0
        self.since = 0.0
        self.failure: CosanimError | None = None

    def begin(self, failure: CosanimError, *, started: float, now: float) -> bool:
        """Pause after a failure; return whether the pause is new or was extended.

        Args:
            failure: The failure.
            started: Monotonic time at which the failed attempt began. Attempts that began before the pause do not
                extend it.
            now: Monotonic time.
        """
        if self.failure is not None and started < self.until:
            return False
        if self.failure is None:
            self.since = now
        self._number += 1
        self.failure = failure
        delay = self._policy.growing_delay(self._number, rng=self._rng)
        self.until = now + max(delay, getattr(failure, "retry_after", None) or 0.0)
        if self._longest is not None:
            self.until = min(self.until, self.since + self._longest)
        return True

    def is_too_long(self, now: float) -> bool:
        """Return whether a pause has lasted for as long as it may.

        Args:
            now: Monotonic time.
        """
        return self._longest is not None and self.failure is not None and now - self.since >= self._longest

    def end(self) -> None:
        """End the pause after a success."""
        self.failure, self._number = None, 0
        self.key_worked = True
