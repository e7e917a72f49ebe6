"""Checks the buckets and regions of the videos in a manifest, which the host of the request depends on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cosanim.errors import ConfigurationError
from cosanim.http.endpoints import check_bucket, check_region
from cosanim.xml.violations import Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHECKS: Final = {"bucket": check_bucket, "region": check_region}
PLACE: Final = tuple(_CHECKS)
"""Names of the columns and members that say where the video is."""


def place_problems(place: Mapping[str, object]) -> list[Violation]:
    """Return what is wrong with the place of a video.

    Args:
        place: Bucket and region by name, as far as they are given.
    """
    problems = ((name, value, _problem(name, value)) for name, value in place.items())
    return [Violation(name, "place", problem, value) for name, value, problem in problems if problem is not None]


def _problem(name: str, value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return f"{abbreviate(value)} is not the name of a {name}: leave it out, or give its name"
    return _text_problem(name, value)


@lru_cache(maxsize=64)
def _text_problem(name: str, text: str) -> str | None:
    try:
        _CHECKS[name](text)
    except ConfigurationError as error:
        return str(error)
    return None
