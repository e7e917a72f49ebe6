"""Reads the documentation of the values of enumerations from the XSDs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from tools.generator.xsd_positions import XS

if TYPE_CHECKING:
    from pathlib import Path


@cache
def enumerations(spec: Path) -> dict[str, dict[str, str]]:
    """Return the documentation of each value of each enumeration.

    Args:
        spec: The folder ``spec/``.
    """
    found: dict[str, dict[str, str]] = {}
    for path in sorted(spec.glob("types/*.xsd")):
        for element in etree.parse(path).getroot().iter(f"{XS}enumeration"):
            owner = next(above for above in element.iterancestors(f"{XS}simpleType") if above.get("name"))
            text = " ".join("".join(element.itertext()).split())
            found.setdefault(owner.get("name", ""), {})[element.get("value", "")] = text
    return found
