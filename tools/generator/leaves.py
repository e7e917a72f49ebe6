"""Simple types with all their facets, as xmlschema reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xmlschema

from tools.generator.errors import GenerationError
from tools.generator.places import XS

if TYPE_CHECKING:
    from tools.generator.places import Places

PRIMITIVES: Final = {
    f"{XS}string": ("str",),
    f"{XS}integer": ("int",),
    f"{XS}decimal": ("int", "Decimal"),
    f"{XS}boolean": ("bool",),
}
BOUNDS: Final = {
    "minInclusive": "min_inclusive",
    "minExclusive": "min_exclusive",
    "maxInclusive": "max_inclusive",
    "maxExclusive": "max_exclusive",
    "minLength": "min_length",
    "maxLength": "max_length",
    "fractionDigits": "fraction_digits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafType:
    """A simple type.

    Attributes:
        name: Name of the type.
        kinds: Names of the Python types of a value, in the order in which they are tried.
        enumeration: The only texts allowed, if there are such.
        patterns: Regular expressions in Python's language, with the XSD's own; all must match.
        bounds: Bounds by the names of ``Leaf``'s fields.
    """

    name: str
    kinds: tuple[str, ...]
    enumeration: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    bounds: tuple[tuple[str, int | Decimal], ...] = ()


def leaf_type(type_: Any, places: Places, name: str | None = None) -> LeafType:
    """Read a simple type, the facets of all its base types included."""
    name = name or type_.name
    if isinstance(type_, xmlschema.validators.XsdUnion):
        return _union_type(type_, name, places)
    enumeration: tuple[str, ...] = ()
    patterns: list[tuple[str, str]] = []
    bounds: dict[str, int | Decimal] = {}
    step = type_
    while step.name not in PRIMITIVES:
        if step.base_type is None or not step.base_type.is_simple():
            raise places.error(f"{name}: its base is none of {', '.join(PRIMITIVES)}", name)
        for qualified, facet in step.facets.items():
            kind = (qualified or "").removeprefix(XS)
            if kind == "enumeration":
                enumeration = enumeration or tuple(str(value) for value in facet.enumeration)
            elif kind == "pattern":
                patterns.extend(
                    (element.get("value"), _python_pattern(compiled.pattern))
                    for element, compiled in zip(facet, facet.patterns, strict=True)
                )
                if len(facet.patterns) > 1:
                    raise places.error(f"{name}: several patterns in one step mean either; write one with |", name)
            elif kind in BOUNDS:
                value = facet.value
                bounds.setdefault(BOUNDS[kind], int(value) if value == int(value) else Decimal(str(value)))
            else:
                raise places.error(f"{name}: the facet {kind} is not generated", name)
        step = step.base_type
    return LeafType(
        name=name,
        kinds=PRIMITIVES[step.name],
        enumeration=enumeration,
        patterns=tuple(patterns),
        bounds=tuple(bounds.items()),
    )


def _union_type(type_: Any, name: str, places: Places) -> LeafType:
    """Read a reply type: a union that ends in xs:string, so that any text is valid."""
    members = list(type_.member_types)
    if members[-1].name != f"{XS}string":
        raise places.error(f"{name}: a union must end in xs:string, as the types of replies do", name)
    kinds = tuple(dict.fromkeys(kind for member in members for kind in _union_kinds(member, places)))
    if kinds != ("str",) and kinds[:-1] not in PRIMITIVES.values():
        known = "texts, xs:integer, xs:integer with xs:decimal, or xs:boolean"
        raise places.error(f"{name}: a union is of {known}, and xs:string", name)
    return LeafType(name=name, kinds=kinds)


def _union_kinds(member: Any, places: Places) -> tuple[str, ...]:
    # In a union xs:decimal stands for decimals only: xs:integer is named where whole numbers are meant.
    return ("Decimal",) if member.name == f"{XS}decimal" else leaf_type(member, places).kinds


def _python_pattern(pattern: str) -> str:
    """Strip what xmlschema puts around a translated pattern to anchor it; we use fullmatch."""
    anchored = re.fullmatch(r"\^\(\?:(?P<inner>.*)\)\$\(\?!\\n\\Z\)", pattern, re.DOTALL)
    if anchored is None:
        raise GenerationError(f"xmlschema translated a pattern in a new way: {pattern}")
    return anchored["inner"]
