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
    """Return the documentation of each value of each enumeration, and of each union with one, as types of replies are.

    Args:
        spec: The folder ``spec/``.
    """
    found: dict[str, dict[str, str]] = {}
    roots = [etree.parse(path).getroot() for path in sorted(spec.glob("types/*.xsd"))]
    for root in roots:
        for element in root.iter(f"{XS}enumeration"):
            owner = next(above for above in element.iterancestors(f"{XS}simpleType") if above.get("name"))
            text = " ".join("".join(element.itertext()).split())
            found.setdefault(owner.get("name", ""), {})[element.get("value", "")] = text
    for root in roots:
        for simple_type in root.iterfind(f"{XS}simpleType"):
            for union in simple_type.iterfind(f"{XS}union"):
                for member in found.keys() & union.get("memberTypes", "").split():
                    found[simple_type.get("name", "")] = found[member]
    return found
