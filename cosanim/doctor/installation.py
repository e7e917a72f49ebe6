"""Checks of Python and of the installed packages, against the ranges in the metadata of the package."""

from __future__ import annotations

import operator
import platform
import re
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.doctor.checks import failed, ok, skipped, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cosanim.findings import Finding

_DISTRIBUTION: Final = "cosanim"
_EXTRAS: Final = ("local", "testing", "tls")
"""The extras that users install. The others hold the exact versions of the project's own tests and tools."""
_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_REQUIREMENT: Final = re.compile(
    r"""(?x) (?P<name>[A-Za-z0-9._-]+) (?:\[[^\]]*\])? \s* \(? (?P<range>[^;()]*) \)? \s*
    (?: ; \s* extra \s* == \s* ['"] (?P<extra>[^'"]+) ['"] )?"""
)
_LIMIT: Final = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*([0-9][0-9.]*)\S*\s*")


class Requirement(NamedTuple):
    """A package that is needed.

    Attributes:
        name: Its name.
        limits: The range of its versions, such as ``>=2.0.2,<3``.
        extra: The extra that needs it; None if the library itself needs it.
    """

    name: str
    limits: str
    extra: str | None


def check_python(version: str | None = None, supported: str | None = None) -> Finding:
    """Check the version of Python.

    Args:
        version: The version; the running one when left out.
        supported: The range of supported versions; that of the metadata when left out.
    """
    version = version or platform.python_version()
    if supported is None:
        try:
            supported = metadata.metadata(_DISTRIBUTION)["Requires-Python"] or ""
        except metadata.PackageNotFoundError:
            supported = ""
    found = f"Python {version} on {platform.system() or 'an unknown system'} ({platform.machine() or 'unknown'})"
    if is_in_range(version, supported):
        return ok("python", found, f"the version is supported ({supported or 'no range is known'})")
    return failed(
        "python",
        found,
        f"this release of cosanim supports Python {supported}",
        f"install Python {supported}, make a new virtual environment with it, and install cosanim there",
    )


def check_packages(
    requirements: Iterable[Requirement] | None = None, version_of: Callable[[str], str] = metadata.version
) -> Finding:
    """Check the versions of the packages that are needed, and of those of the extras as far as they are installed.

    Args:
        requirements: The packages; those of the metadata when left out.
        version_of: Returns the installed version of a package, or raises ``PackageNotFoundError``.
    """
    if requirements is None:
        try:
            requirements = read_requirements(metadata.requires(_DISTRIBUTION) or [])
        except metadata.PackageNotFoundError:
            return skipped(
                "packages", "cosanim is not installed as a package", "its code is used from a folder", _INSTALL
            )
    installed: list[str] = []
    wrong: dict[str, bool] = {}
    absent: dict[str, list[str]] = {}
    for name, limits, extra in requirements:
        try:
            version = version_of(name)
        except metadata.PackageNotFoundError:
            if extra is None:
                wrong[f"{name} is missing"] = True
            else:
                absent.setdefault(extra, []).append(name)
            continue
        if not is_in_range(version, limits):
            text = f"{name} {version} is not {limits}"
            wrong[text] = wrong.get(text, False) or extra is None
        elif extra is None:
            installed.append(f"{name} {version}")
    found = ", ".join([*wrong, *installed])
    extras = "; ".join(f"extra {extra} not installed: {', '.join(names)}" for extra, names in absent.items())
    found = f"{found} ({extras})" if extras else found
    if any(wrong.values()):
        return failed("packages", found, "the library may not work with these versions", _INSTALL)
    if wrong:
        return warning("packages", found, "the local service may not work with these versions", _INSTALL)
    return ok(
        "packages", found, "all versions are in the supported ranges; extras are needed by the local service only"
    )


_INSTALL: Final = "run `pip install --upgrade cosanim` in this environment, with the extras that you use"


def read_requirements(lines: Iterable[str]) -> list[Requirement]:
    """Return the packages of the library and of the extras that users install.

    Args:
        lines: Requirements as the metadata has them, such as ``av<19,>=18.0; extra == 'local'``.
    """
    found = [match for line in lines if (match := _REQUIREMENT.fullmatch(line.strip()))]
    return [
        Requirement(match["name"], match["range"].strip(), match["extra"])
        for match in found
        if match["extra"] in {None, *_EXTRAS} and match["name"] != _DISTRIBUTION
    ]


def is_in_range(version: str, limits: str) -> bool:
    """Return whether a version is in a range. Suffixes such as ``rc1`` are ignored.

    Args:
        version: The version, such as ``2.32.5``.
        limits: The range, such as ``<3,>=2.32.2``; an empty one contains every version.
    """
    parts = filter(None, (_LIMIT.fullmatch(part) for part in limits.split(",")))
    return all(_OPERATORS[part[1]](_numbers(version), _numbers(part[2])) for part in parts)


def _numbers(version: str) -> list[int]:
    match = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    numbers = [int(number) for number in match[0].split(".")] if match else []
    while numbers and numbers[-1] == 0:  # 3 and 3.0 are the same version
        numbers.pop()
    return numbers
