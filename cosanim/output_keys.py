"""Codec and file extension of each format, and wildcards such as ``${ext}`` in output keys."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CODEC_OF_FORMAT: Final = {"gif": "gif", "hgif": "gif", "webp": "webp"}
"""Codec of each container format (hgif is a GIF with better colours); also the value of ``${ext}``."""

JOB_WILDCARDS: Final = ("ext", "jobid")
BATCH_WILDCARD: Final = "InventoryTriggerJobId"

# Compiled on first use, since few programs need them.
_WILDCARD: Final = r"(?i)\$\{([a-z]+)\}"
_BARE_WILDCARD: Final = r"(?i)(?<!\$)\{([a-z]+)\}"


@cache
def _wildcard() -> re.Pattern[str]:
    return re.compile(_WILDCARD)


def extension_of(format_name: str) -> str:
    """Return the value of ``${ext}`` for a format, which is also its codec; gif for a format that does not exist."""
    return CODEC_OF_FORMAT.get(format_name, "gif")


def fill_wildcards(template: str, values: Mapping[str, str]) -> str:
    """Return a key with its wildcards filled in.

    Args:
        template: The key as it was sent.
        values: Values of the wildcards by name; names are case-insensitive, and wildcards without a value stay.
    """
    if "${" not in template:
        return template
    by_name = {name.lower(): value for name, value in values.items()}
    return _wildcard().sub(lambda match: by_name.get(match[1].lower(), match[0]), template)


def matches_output_key(
    key: str, template: str, job_id: str, *, extensions: Collection[str] | None = frozenset(CODEC_OF_FORMAT.values())
) -> bool:
    """Return whether a key is an output key as it was sent, or with some or all of its wildcards filled in.

    Args:
        key: The key in the service's reply.
        template: The key that was sent.
        job_id: Id of the job.
        extensions: Possible values of ``${ext}``; None for any text without a slash.
    """
    if key == template:
        return True
    values = {
        "jobid": re.escape(job_id),
        "ext": "[^/]+" if extensions is None else "|".join(map(re.escape, extensions)),
    }
    # Every second part is the name of a wildcard.
    parts = _wildcard().split(template)
    pattern = "".join(
        _wildcard_pattern(part, values.get(part.lower())) if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )
    return re.fullmatch(pattern, key) is not None


def _wildcard_pattern(name: str, value: str | None) -> str:
    """Return a pattern for a wildcard as it was sent, in any case, and for its value; None if it has no value."""
    unfilled = rf"\$\{{(?i:{re.escape(name)})\}}"
    return unfilled if value is None else f"(?:{unfilled}|{value})"


def with_dollars(key: str, names: tuple[str, ...]) -> str:
    """Add the dollar sign to wildcards that lack it, since shells expand ``${ext}`` themselves.

    Args:
        key: The key, as in ``out.{ext}``.
        names: Names of the wildcards; other text in braces is left unchanged.
    """
    known = {name.lower() for name in names}
    return re.sub(_BARE_WILDCARD, lambda match: f"${match[0]}" if match[1].lower() in known else match[0], key)
