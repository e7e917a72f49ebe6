"""The record of a check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cosanim.errors import CosanimError


class Status(StrEnum):
    """The outcome of a check.

    Attributes:
        OK: Nothing is wrong.
        WARNING: Jobs can be submitted, but something is likely to fail, or to surprise.
        FAILED: Jobs cannot be submitted, or fail.
        SKIPPED: Not checked: something that the check needs is missing, or the service does not show it.
    """

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its outcome. The texts contain no secrets.

    Attributes:
        name: Its name, such as ``clock``; it stays the same in later releases.
        status: The outcome.
        found: What was found; for a skipped check, why it was skipped.
        meaning: What that means for jobs.
        remedy: What to do; empty if nothing is to be done.
    """

    name: str
    status: Status
    found: str
    meaning: str
    remedy: str = ""


def ok(name: str, found: str, meaning: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name, Status.OK, found, meaning)


def warning(name: str, found: str, meaning: str, remedy: str) -> Check:
    """Return a check that found something that is likely to fail, or to surprise."""
    return Check(name, Status.WARNING, found, meaning, remedy)


def failed(name: str, found: str, meaning: str, remedy: str) -> Check:
    """Return a check that found why jobs cannot be submitted, or fail."""
    return Check(name, Status.FAILED, found, meaning, remedy)


def skipped(name: str, found: str, meaning: str, remedy: str = "") -> Check:
    """Return a check that was not possible."""
    return Check(name, Status.SKIPPED, found, meaning, remedy)


def first_line(error: CosanimError) -> str:
    """Return the first line of an error's message: status, code, message and request id, without hint and places."""
    return str(error).partition("\n")[0].removesuffix(". Searched:")
