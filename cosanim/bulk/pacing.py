"""The limit of requests per second of a bulk run."""

from __future__ import annotations


class Pacer:
    """Spreads requests evenly, so that there are at most ``rate`` of them per second."""

    def __init__(self, rate: float | None) -> None:
        """Store the rate; None for no limit."""
        self._interval = 0.0 if rate is None else 1 / rate
        self._next = 0.0

    def delay(self, now: float) -> float:
        """Return the seconds until the next request may begin.

        Args:
            now: Monotonic seconds.
        """
        return max(0.0, self._next - now) if self._interval else 0.0

    def take(self, now: float) -> None:
        """Count a request that begins now."""
        self._next = max(self._next, now) + self._interval
