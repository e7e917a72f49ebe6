"""Learns how far the local clock is off from a refusal, so that requests can be signed with the service's time."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from cosanim.http.signature_refusals import is_time_refusal
from cosanim.signing import BACKDATED

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.errors import ServiceError

_log = logging.getLogger("cosanim")

_NOTABLE: Final = 20
"""Seconds by which an offset differs from the last one in the log before it is logged. Less is hardly ever refused: the
signature of a submission ends 30 seconds after it was made, and all signatures begin 60 seconds before."""

_USABLE_DATES: Final = range(BACKDATED, 2**32)
"""Dates at which a request can be signed, in Unix time: up to 2106. Later ones would also overflow where they are
shown as a time."""

_UNAUTHORIZED: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class ServiceClock:
    """The local clock, corrected by the learnt offset.

    It is thread-safe: the offset is replaced by a single assignment. A thread that signs with the old offset meanwhile
    is refused, and learns it too.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Store the local clock.

        Args:
            clock: Returns the Unix time in seconds.
        """
        self._clock = clock
        self._offset = 0
        self._logged_offset = 0

    def now(self) -> float:
        """Return the Unix time in seconds, by the service's clock as far as it is known."""
        return self._clock() + self._offset

    def learn(self, date: int) -> None:
        """Learn the offset from a reply that has just been received, and log it when it is notable.

        Args:
            date: The time of the reply by the service's clock, in Unix time. It has no fractions, so that the offset
                may be a second too small.
        """
        self._offset = offset = date - int(self._clock())
        if abs(offset - self._logged_offset) > _NOTABLE:
            self._logged_offset = offset
            _log.warning("%s; requests are signed with the service's time", self.difference())

    def difference(self) -> str:
        """Return in words how far the local clock is off."""
        offset = self._offset
        if abs(offset) <= 1:
            return "this machine's clock agrees with the service's"
        return f"this machine's clock is {abs(offset)} s {'behind' if offset > 0 else 'ahead of'} the service's"


def is_refused_for_time(error: ServiceError, *, method: str, validity: int) -> bool:
    """Return whether a request was refused because its signature was not valid at that time, and the reply has a date.

    The error code decides. A reply to HEAD has no body and therefore no code: then the refusal is for the time if the
    date of the reply lies outside of the signature's validity.

    Args:
        error: The error reply.
        method: Method of the request.
        validity: Seconds from the first to the last second of its signature.
    """
    date, last = error.date, error.signed_until
    # An error without a signature is not from this request; the credentials callable may have raised it.
    if date is None or last is None or date not in _USABLE_DATES:
        return False
    if method == "HEAD" and error.status in _UNAUTHORIZED and not error.code:
        return not last - validity <= date <= last
    return is_time_refusal(error.status, error.code, error.message)
