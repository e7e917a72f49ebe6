"""Makes the findings of the checks. Each says what it means for jobs, and what is wrong has a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.findings import Finding, Status

if TYPE_CHECKING:
    from cosanim.errors import CosanimError


def ok(name: str, found: str, meaning: str) -> Finding:
    """Return a check that found nothing wrong."""
    return Finding(name=name, status=Status.OK, found=found, meaning=meaning)


def warning(name: str, found: str, meaning: str, remedy: str) -> Finding:
    """Return a check that found something that is likely to fail, or to surprise."""
    return Finding(name=name, status=Status.WARNING, found=found, meaning=meaning, remedy=remedy)


def failed(name: str, found: str, meaning: str, remedy: str) -> Finding:
    """Return a check that found why jobs cannot be submitted, or fail."""
    return Finding(name=name, status=Status.FAILED, found=found, meaning=meaning, remedy=remedy)


def skipped(name: str, found: str, meaning: str, remedy: str = "") -> Finding:
    """Return a check that was not possible."""
    return Finding(name=name, status=Status.SKIPPED, found=found, meaning=meaning, remedy=remedy)


def first_line(error: CosanimError) -> str:
    """Return the first line of an error's message: status, code, message and request id, without hint and places."""
    return str(error).partition("\n")[0].removesuffix(". Searched:")
