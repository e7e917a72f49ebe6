"""Reads simple types with all their facets from the model of xmlschema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import xmlschema

from cosanim.xml.value_advice import VALUE_TESTS
from tools.generator.generation_error import GenerationError
from tools.generator.names import is_rule_name
from tools.generator.vocabulary import FORM
from tools.generator.xsd_positions import XS

if TYPE_CHECKING:
    from tools.generator.xsd_positions import XsdPositions

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


BUILT_IN_FAMILY: Final = "common"
"""Family of the built-in types of XML Schema."""
_IN_WORDS: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("min_inclusive", "max_inclusive"), "{} to {}"),
    (("min_inclusive",), "at least {}"),
    (("min_exclusive",), "above {}"),
    (("max_inclusive",), "at most {}"),
    (("max_exclusive",), "below {}"),
    (("min_length", "max_length"), "length {} to {}"),
    (("min_length",), "length at least {}"),
    (("max_length",), "length at most {}"),
    (("fraction_digits",), "at most {} digits after the point"),
)
_VALUE_TEST: Final = re.compile(r"([a-z-]+)\(\.\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceSource:
    """A warning rule for the values of a simple type, with the name of its test."""

    id: str
    test: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleTypeSource:
    """A simple type.

    Attributes:
        name: Name of the type.
        kinds: Names of the Python types of its values, in the order in which a reader tries them.
        enumeration: The only allowed texts, if the type is an enumeration.
        patterns: Pairs of the pattern in the XSD and the Python expression; a value must match all of them.
        bounds: Pairs of a field of ``cosanim.schema.SimpleType`` and the bound.
        family: The module.
        form: A description of the texts that match the patterns.
        advice: Warning rules for its values.
    """

    name: str
    kinds: tuple[str, ...]
    enumeration: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    bounds: tuple[tuple[str, int | Decimal], ...] = ()
    family: str
    form: str = ""
    advice: tuple[AdviceSource, ...] = ()


def simple_type(type_: Any, positions: XsdPositions, name: str | None = None) -> SimpleTypeSource:
    """Read a simple type, including the facets of all its base types."""
    name = name or type_.name
    if isinstance(type_, xmlschema.validators.XsdUnion):
        return _union_type(type_, name, positions)
    enumeration: tuple[str, ...] = ()
    patterns: list[tuple[str, str]] = []
    bounds: dict[str, int | Decimal] = {}
    form, advice = _appinfo(type_, positions)
    step = type_
    while step.name not in PRIMITIVES:
        if step.base_type is None or not step.base_type.is_simple():
            raise positions.error(f"{name}: the base must be one of {', '.join(PRIMITIVES)}", name)
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
                    raise positions.error(
                        f"{name}: several patterns in one restriction are alternatives: write one pattern with |", name
                    )
            elif kind in BOUNDS:
                value = facet.value
                bounds.setdefault(BOUNDS[kind], int(value) if value == int(value) else Decimal(str(value)))
            else:
                raise positions.error(f"{name}: the generator does not support the facet {kind}", name)
        step = step.base_type
        base_form, base_advice = _appinfo(step, positions)
        advice += base_advice
        # The form of the base type does not describe the patterns of this type.
        form = form or ("" if patterns else base_form)
    if form and not patterns:
        raise positions.error(f"{name}: a form describes patterns, and the type has none", name)
    return SimpleTypeSource(
        name=name,
        kinds=PRIMITIVES[step.name],
        enumeration=enumeration,
        patterns=tuple(patterns),
        bounds=tuple(bounds.items()),
        family=_family(name, positions),
        form=form,
        advice=tuple(advice),
    )


def limits_in_words(one: SimpleTypeSource) -> str:
    """Return the limits of a simple type in words, such as ``128 to 4096``; empty without limits."""
    limits, words = dict(one.bounds), list[str]()
    for names, form in _IN_WORDS:
        if limits.keys() >= set(names):
            words.append(form.format(*(limits.pop(name) for name in names)))
    return ", ".join(words)


def _family(name: str, positions: XsdPositions) -> str:
    return positions.find(name)[0].removesuffix(".xsd") or BUILT_IN_FAMILY


def _appinfo(type_: Any, positions: XsdPositions) -> tuple[str, list[AdviceSource]]:
    """Return ``form`` and warning rules of a simple type from the appinfo of the XSD."""
    form, advice = "", list[AdviceSource]()
    for info in type_.annotation.appinfo if type_.annotation is not None else ():
        if info.get("source") == FORM:
            if form:
                raise positions.error(f"{type_.name}: the appinfo {FORM} may occur only once", type_.name)
            form = " ".join((info.text or "").split())
        else:
            advice += [_advice(element, positions) for element in info]
    return form, advice


def _advice(element: Any, positions: XsdPositions) -> AdviceSource:
    rule, test = element.get("id"), element.get("test", "").strip()
    match = _VALUE_TEST.fullmatch(test)
    if match is None or match[1] not in VALUE_TESTS:
        raise positions.error(f"rule {rule}: test must be {', '.join(f'{name}(.)' for name in VALUE_TESTS)}", rule)
    message = " ".join((element.text or "").split())
    if not message:
        raise positions.error(f"rule {rule} has no message", rule)
    if not is_rule_name(rule):
        raise positions.error(f"the id {rule} must consist of lower-case words with hyphens", rule)
    return AdviceSource(id=rule, test=match[1], message=message)


def _union_type(type_: Any, name: str, positions: XsdPositions) -> SimpleTypeSource:
    """Read a reply type: a union that ends in xs:string, so that any text is valid."""
    members = list(type_.member_types)
    if type_.annotation is not None and type_.annotation.appinfo:
        raise positions.error(f"{name}: a union accepts any text, so it may have neither form nor advice", name)
    if members[-1].name != f"{XS}string":
        raise positions.error(f"{name}: a union must end in xs:string, as the types of replies do", name)
    kinds = tuple(dict.fromkeys(kind for member in members for kind in _union_kinds(member, positions)))
    if kinds != ("str",) and kinds[:-1] not in PRIMITIVES.values():
        known = "texts, xs:integer, xs:integer with xs:decimal, or xs:boolean"
        raise positions.error(f"{name}: a union must consist of {known}, and xs:string", name)
    return SimpleTypeSource(name=name, kinds=kinds, family=_family(name, positions))


def _union_kinds(member: Any, positions: XsdPositions) -> tuple[str, ...]:
    # A union has xs:integer for whole numbers, so its xs:decimal stands for other decimals.
    return ("Decimal",) if member.name == f"{XS}decimal" else simple_type(member, positions).kinds


def _python_pattern(pattern: str) -> str:
    """Remove the anchors that xmlschema adds to a translated pattern, since the library uses ``fullmatch``."""
    anchored = re.fullmatch(r"\^\(\?:(?P<inner>.*)\)\$\(\?!\\n\\Z\)", pattern, re.DOTALL)
    if anchored is None:
        raise GenerationError(f"xmlschema translated a pattern to an unknown form: {pattern}")
    return anchored["inner"]
