"""The record of something that was found out, as ``cosanim doctor`` and ``cosanim explain`` report it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How good or bad a finding is.

    Attributes:
        OK: Nothing is wrong.
        WARNING: Something is likely to fail, or to surprise.
        FAILED: It keeps jobs from being submitted, stops the job, or has cost its result.
        SKIPPED: Not known: something that is needed to find it out is missing, or the service does not show it.
    """

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found out about a job, or about what all jobs need. The texts contain no secrets.

    Attributes:
        name: What it is about, such as ``clock`` or ``input``; it stays the same in later releases.
        status: How good or bad it is; it equals the text ok, warning, failed or skipped.
        found: What was found; for a skipped one, why it is not known.
        meaning: What that means for jobs; "" if ``found`` says it all.
        remedy: What to do; "" if nothing is to be done.
    """

    name: str
    status: Status
    found: str
    meaning: str = ""
    remedy: str = ""
