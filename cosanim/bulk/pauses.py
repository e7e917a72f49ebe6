"""Pauses of a whole run, after failures that concern all of its rows."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from cosanim.errors import (
    AuthenticationError,
    CredentialsError,
    InvalidRequestError,
    QueueError,
    ServiceError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.errors import CosanimError
    from cosanim.http.retries import RetryPolicy

_EXPIRED: Final = frozenset({"ExpiredToken", "SecretidNotExist", "SignatureExpired", "RequestTimeTooSkewed"})
"""Codes after which other credentials, or a clock that was set, make the same request succeed."""


class Scope(Enum):
    """What a failed attempt that was certainly not accepted means for the run."""

    ROW = "row"
    """The row failed."""
    PAUSE = "pause"
    """The run pauses, and the row is sent again."""
    STOP = "stop"
    """The run stops, since all other rows would fail too."""


def scope_of(failure: CosanimError) -> Scope:
    """Return what a failure after which nothing was accepted means for the run.

    Args:
        failure: The failure.
    """
    if isinstance(failure, TransportError):
        return Scope.PAUSE if failure.retryable else Scope.STOP
    if isinstance(failure, CredentialsError):
        return Scope.STOP
    if isinstance(failure, ServiceError):
        if failure.retryable:
            return Scope.PAUSE
        if isinstance(failure, AuthenticationError | InvalidRequestError) and failure.code in _EXPIRED:
            return Scope.PAUSE
        if isinstance(failure, AuthenticationError | QueueError):
            return Scope.STOP
    return Scope.ROW


class Pauses:
    """The pause of a run: it grows with each failure, and ends with the next success.

    Attributes:
        until: Monotonic time until which nothing is sent.
        failure: The failure that caused the pause; None if the run is not paused.
        since: Monotonic time of the first failure of the pause.
    """

    def __init__(self, policy: RetryPolicy, rng: Callable[[], float]) -> None:
        """Create a run without a pause.

        Args:
            policy: The policy whose delays the pauses have.
            rng: Returns a number in [0, 1).
        """
        self._policy = policy
        self._rng = rng
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
        return True

    def end(self) -> None:
        """End the pause after a success."""
        self.failure, self._number = None, 0
