"""The faults that a service can inject into its API and its object store, and the text that describes them.

A text such as ``refuse=0.02,late=0.03:2.0,503=0.05`` gives faults with their probabilities, and some faults a value
after a colon. A single fault is written without a probability: ``late:2.0``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cosanim.argument_hints import text_argument
from cosanim.close_match import close_match
from cosanim.error_codes import CI_CODES, ERROR_CODES
from cosanim.xml.violations import abbreviate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cosanim.error_codes import ErrorCode

OBJECTS: Final = "objects"
"""What stands for the object store where an API is named."""
_ERROR_STATUSES: Final = range(400, 600)
"""The HTTP statuses of errors."""
_REDIRECTIONS: Final = (301, 307)
"""The HTTP statuses of documented errors that are redirections."""
_SERVER_ERRORS: Final = 500
"""The first HTTP status that is an error of the server."""
_TOLERANCE: Final = 1e-9
"""By how much rounding may lift a sum of probabilities above 1."""
_STATUS_CODES: Final[dict[int, str]] = {
    **{row.status: row.code for row in reversed(CI_CODES) if row.status is not None},
    # The table has SlowDown, too, with this status.
    503: "ServiceUnavailable",
}
"""The statuses of documented errors, each with the code that is sent unless another is named."""
_OBJECT_STATUS_CODES: Final[dict[int, str]] = {
    **{row.status: row.code for row in reversed(ERROR_CODES) if row.status is not None},
    **_STATUS_CODES,
    404: "NoSuchKey",
}
"""The same for the object store, which shares the codes of statuses such as 403 and 503 with the API."""


class FaultKind(StrEnum):
    """The kinds of faults.

    Attributes:
        REFUSE: Close the connection before the body is read.
        DROP_BEFORE: Read the request, and close the connection without acting.
        DROP_AFTER: Act, and close the connection without a response.
        LATE: Read the request, close the connection, and act later.
        SLOW: Read the request, act later, and respond.
        STATUS: Read the request, and respond with an error without acting.
    """

    REFUSE = "refuse"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    LATE = "late"
    SLOW = "slow"
    STATUS = "status"


_DELAYED: Final = (FaultKind.LATE, FaultKind.SLOW)
_WITHOUT_ACTING: Final = (FaultKind.REFUSE, FaultKind.DROP_BEFORE, FaultKind.STATUS)
"""The kinds of faults with which the service does not act on the request."""
_NAMES: Final = {kind.value: kind for kind in FaultKind if kind is not FaultKind.STATUS}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one request.

    Attributes:
        kind: What happens.
        seconds: For SLOW the delay before the service acts, for LATE the longest one; otherwise 0.
        status: HTTP status of the response of STATUS; otherwise 0.
        code: Error code of the response of STATUS; otherwise empty.
    """

    kind: FaultKind
    seconds: float = 0
    status: int = 0
    code: str = ""

    def __str__(self) -> str:
        """Return the text of the fault, which ``parse_fault`` reads."""
        if self.kind is FaultKind.STATUS:
            return f"{self.status}:{self.code}"
        return f"{self.kind.value}:{self.seconds:g}" if self.kind in _DELAYED else self.kind.value


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults that are chosen at random, at most one for each request.

    Attributes:
        probabilities: Each fault with its probability. The sum is at most 1; the rest is the probability of no fault.
    """

    probabilities: tuple[tuple[Fault, float], ...]


def parse_faults(text: str) -> Faults:
    """Parse faults with their probabilities.

    Args:
        text: Faults separated by commas, such as ``refuse=0.02,drop-before=0.02,drop-after=0.05,late=0.03:2.0``
            ``,503=0.05,429=0.05,slow=0.1:2.0``: the name or an error status, the probability from 0 to 1, and after a
            colon the seconds of ``late`` and ``slow``, or the error code of a status. A status is any from 400 to 599,
            301 or 307. By default its code is a documented one (503 ServiceUnavailable, 429 SlowDown, …), and where
            none is documented, InternalError from 500 on (502, 504) and InvalidArgument below. A code that is named
            must be documented: for this status, without a status or, where the status has none, for any.

    Returns:
        The faults.

    Raises:
        ValueError: The text is blank, or not of this form. The message names the part, the rule and what to do.
        TypeError: It is not a text.
    """
    if not text_argument("faults", text).strip():
        raise ValueError(
            f"faults: {text!r} has no fault: write NAME=PROBABILITY, as in refuse=0.02, or leave it out for no faults"
        )
    probabilities: dict[Fault, float] = {}
    for part in (each.strip() for each in text.split(",")):
        if not part:
            raise ValueError(f"faults: {text!r} has an empty part: remove the comma before or after it")
        name, equals, rest = part.partition("=")
        probability, colon, value = rest.partition(":")
        if not equals:
            example = "refuse=0.02" if part.partition(":")[0] not in _NAMES else f"{part.partition(':')[0]}=0.02"
            raise ValueError(f"faults: {part!r} has no probability: write NAME=PROBABILITY, as in {example}")
        fault = _fault(part, name.strip(), value.strip() if colon else None, before_value=f"{name.strip()}=0.05")
        if fault in probabilities:
            raise ValueError(f"faults: {part!r} repeats a fault: give each fault once, with the sum of both")
        probabilities[fault] = _probability(part, probability)
    total = math.fsum(probabilities.values())
    if total > 1 + _TOLERANCE:
        raise ValueError(
            f"faults: the probabilities of {text!r} sum to {total:g}: lower them, since a request has at most one"
            " fault and their sum is at most 1"
        )
    return Faults(tuple(probabilities.items()))


def parse_fault(fault: str | int, *, of_objects: bool = False) -> Fault:
    """Parse a single fault, such as ``drop-after``, ``late:2.0``, ``slow:0.5``, ``503`` or ``403:QueueSaturated``.

    Args:
        fault: The name or the error status, and after a colon the seconds or the error code, as in ``parse_faults``; or
            the error status as a number.
        of_objects: Whether it is a fault of the object store, which has further codes and cannot act later.

    Returns:
        The fault.

    Raises:
        ValueError: The text is not of this form. The message names the text, the rule and what to do.
        TypeError: It is neither a text nor a number.
    """
    if not isinstance(fault, str | int) or isinstance(fault, bool):
        raise TypeError(f"fault is a text or an HTTP status, not {type(fault).__name__}: write drop-after or 503")
    text = fault if isinstance(fault, str) else abbreviate(int(fault))
    name, colon, value = text.strip().partition(":")
    parsed = _fault(
        text, name.strip(), value.strip() if colon else None, before_value=name.strip(), of_objects=of_objects
    )
    if of_objects and parsed.kind not in _WITHOUT_ACTING:
        raise ValueError(
            f"faults: {text!r} acts on the request: for objects use refuse, drop-before or an error status"
        )
    return parsed


def _fault(part: str, name: str, value: str | None, *, before_value: str, of_objects: bool = False) -> Fault:
    """Return a fault.

    Args:
        part: The whole text of the fault, for messages.
        name: Name of the kind, or a status.
        value: The text after the colon; None without a colon.
        before_value: What stands before the colon in an example.
        of_objects: Whether it is a fault of the object store.

    Raises:
        ValueError: There is no such fault.
    """
    if name.isascii() and name.isdecimal():
        return _status_fault(part, name, value, of_objects=of_objects)
    kind = _NAMES.get(name)
    if kind is None:
        close = close_match(name, _NAMES)
        question = f"did you mean {close!r}? Otherwise use" if close else "use"
        raise ValueError(f"faults: {part!r} names no fault: {question} {', '.join(_NAMES)} or an error status")
    if kind in _DELAYED:
        return Fault(kind, seconds=_seconds(part, name, value, f"{before_value}:2.0"))
    if value is not None:
        raise ValueError(f"faults: {part!r} has a value, which {name} does not take: write {before_value}")
    return Fault(kind)


def _status_fault(part: str, digits: str, code: str | None, *, of_objects: bool) -> Fault:
    status = int(digits) if len(digits) == len("503") else 0
    if status not in _ERROR_STATUSES and status not in _REDIRECTIONS:
        first, last = _ERROR_STATUSES[0], _ERROR_STATUSES[-1]
        others = " or ".join(map(str, _REDIRECTIONS))
        raise ValueError(f"faults: {part!r} has a status that is no error: use one from {first} to {last}, {others}")
    if code is not None:
        _check_code(part, status, code, ERROR_CODES if of_objects else CI_CODES)
    general = "InternalError" if status >= _SERVER_ERRORS else "InvalidArgument"
    codes = _OBJECT_STATUS_CODES if of_objects else _STATUS_CODES
    return Fault(FaultKind.STATUS, status=status, code=code or codes.get(status, general))


def _check_code(part: str, status: int, code: str, rows: Sequence[ErrorCode]) -> None:
    documented = [row.code for row in rows if row.status == status]
    if documented and code not in [*documented, *(row.code for row in rows if row.status is None)]:
        raise ValueError(
            f"faults: {part!r} has a code that is not documented for {status}: use {' or '.join(documented)}"
        )
    codes = [row.code for row in rows]
    if code not in codes:
        close = close_match(code, codes)
        question = f"did you mean {close!r}?" if close else "use one of cosanim.error_codes, or leave it out"
        raise ValueError(f"faults: {part!r} has no documented error code: {question}")


def _probability(part: str, text: str) -> float:
    try:
        probability = float(text)
    except ValueError:
        probability = math.nan
    if not 0 <= probability <= 1:
        raise ValueError(f"faults: {part!r} has the probability {text.strip()!r}: give a number from 0 to 1")
    return probability


def _seconds(part: str, name: str, text: str | None, example: str) -> float:
    if text is None:
        raise ValueError(f"faults: {part!r} has no seconds, which {name} needs after a colon: write {example}")
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ValueError(f"faults: {part!r} has the seconds {text!r}: give a finite number from 0 on, as in {example}")
    return seconds
