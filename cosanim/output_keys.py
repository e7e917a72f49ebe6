"""What a format decides, and the keys of results, in which the service fills in wildcards such as ``${ext}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CODEC_OF_FORMAT: Final = {"gif": "gif", "hgif": "gif", "webp": "webp"}
"""The codec that fits each container format; hgif is a GIF with better colours. ``${ext}`` is the same word."""

JOB_WILDCARDS: Final = ("ext", "jobid")
BATCH_WILDCARD: Final = "InventoryTriggerJobId"

# Compiled on first use: few programs look into keys.
_WILDCARD: Final = r"(?i)\$\{([a-z]+)\}"
_BARE_WILDCARD: Final = r"(?i)(?<!\$)\{([a-z]+)\}"


def extension_of(format_name: str) -> str:
    """Return what ``${ext}`` stands for."""
    return CODEC_OF_FORMAT.get(format_name, "gif")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a key with its wildcards filled in.

    Args:
        template: The key as it was sent.
        values: What the wildcards stand for, by name; names are found in any case, and those not given stay.
    """
    by_name = {name.lower(): value for name, value in values.items()}
    return re.sub(_WILDCARD, lambda match: by_name.get(match[1].lower(), match[0]), template)


def is_filled(
    key: str, template: str, job_id: str, *, extensions: Collection[str] | None = frozenset(CODEC_OF_FORMAT.values())
) -> bool:
    """Return whether a key is an output key as it was sent, or with its wildcards filled in.

    Args:
        key: The key that the service tells.
        template: The key that was sent.
        job_id: Id of the job.
        extensions: What ``${ext}`` may stand for, None for anything without a slash.
    """
    if key == template:
        return True
    extension = "[^/]+" if extensions is None else "|".join(map(re.escape, extensions))
    values = {"jobid": re.escape(job_id), "ext": f"(?:{extension})"}
    # Every second part is the name of a wildcard.
    parts = re.split(_WILDCARD, template)
    pattern = "".join(
        values.get(part.lower(), re.escape(f"${{{part}}}")) if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )
    return re.fullmatch(pattern, key) is not None


def with_dollars(key: str, names: tuple[str, ...]) -> str:
    """Return a key in which wildcards without their dollar sign, which shells take for themselves, have it.

    Args:
        key: The key, as in ``out.{ext}``.
        names: The wildcards that there are; what else stands in braces stays.
    """
    known = {name.lower() for name in names}
    return re.sub(_BARE_WILDCARD, lambda match: f"${match[0]}" if match[1].lower() in known else match[0], key)
