"""Mutants of the schema data, derived from every facet, element, rule, advice and root of every type."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Final

import cosanim_bindings.schema

from tests.tools.generator.mutants.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cosanim.schema import ComplexType, Element, Rule, SimpleType

LIMITS: Final = {
    "min_inclusive": "min_exclusive",
    "min_exclusive": "min_inclusive",
    "max_inclusive": "max_exclusive",
    "max_exclusive": "max_inclusive",
    "min_length": None,
    "max_length": None,
    "fraction_digits": None,
}
"""Maps each field with a limit of a simple type to the field with which it could be confused."""


def schema_mutants() -> list[Mutant]:
    """Return all mutants of the schema data."""
    found: list[Mutant] = []
    for types in _families().values():
        for complex_type in types.values():
            found += _of_complex_type(types, complex_type)
    for simple_type in _simple_types():
        found += _of_simple_type(simple_type)
    return [*found, *_of_roots()]


@functools.cache
def _families() -> dict[str, dict[str, ComplexType]]:
    names = [module.name for module in pkgutil.iter_modules(cosanim_bindings.schema.__path__)]
    modules = {name: importlib.import_module(f"cosanim_bindings.schema.{name}") for name in names if name != "roots"}
    return {name: module.COMPLEX_TYPES for name, module in modules.items()}


def _all_complex_types() -> Iterator[ComplexType]:
    for types in _families().values():
        yield from types.values()


def _simple_types() -> list[SimpleType]:
    elements = (element for one in _all_complex_types() for element in one.elements)
    found = {element.type.name: element.type for element in elements if not isinstance(element.type, str)}
    return [found[name] for name in sorted(found)]


# --- complex types --------------------------------------------------------------------------------------------------


def _of_complex_type(types: dict[str, ComplexType], one: ComplexType) -> Iterator[Mutant]:
    for kind, where, changed in _changes_of_complex_type(one):
        apply = functools.partial(types.__setitem__, one.name, changed)
        yield Mutant(f"{kind}: {one.name}{where}", kind, apply, frozenset({one.name}))


def _changes_of_complex_type(one: ComplexType) -> Iterator[tuple[str, str, ComplexType]]:
    yield ("open type closed" if one.open else "closed type opened"), "", one._replace(open=not one.open)
    yield "root renamed", "", one._replace(root=f"{one.root}s")
    if len(one.elements) > 1:
        yield "elements turned round", "", one._replace(elements=one.elements[::-1])
    for index, element in enumerate(one.elements):
        rest = one.elements[:index], one.elements[index + 1 :]
        yield "element dropped", f".{element.name}", one._replace(elements=(*rest[0], *rest[1]))
        for kind, changed in _changes_of_element(element):
            yield kind, f".{element.name}", one._replace(elements=(*rest[0], changed, *rest[1]))
    for index, rule in enumerate(one.rules):
        rules = one.rules[:index], one.rules[index + 1 :]
        yield "rule dropped", f" {rule.id}", one._replace(rules=(*rules[0], *rules[1]))
        for kind, broken in _changes_of_rule(rule):
            yield kind, f" {rule.id}", one._replace(rules=(*rules[0], broken, *rules[1]))


def _changes_of_element(element: Element) -> Iterator[tuple[str, Element]]:
    yield ("array as one" if element.array else "one as array"), element._replace(array=not element.array)
    required = element.required
    yield ("required as optional" if required else "optional as required"), element._replace(required=not required)
    if element.spellings:
        yield "spellings dropped", element._replace(spellings=())
    if element.nested:
        yield "nested names dropped", element._replace(nested=())
    yield "element renamed", element._replace(name=f"{element.name}s")


def _changes_of_rule(rule: Rule) -> Iterator[tuple[str, Rule]]:
    yield "rule negated", rule._replace(test=f"not({rule.test})")
    yield "severity swapped", rule._replace(severity="warning" if rule.severity == "error" else "error")
    yield "message of a rule lost", rule._replace(message="")


# --- simple types ---------------------------------------------------------------------------------------------------


def _of_simple_type(one: SimpleType) -> Iterator[Mutant]:
    users = frozenset(
        user.name for user in _all_complex_types() for element in user.elements if element.type == one
    )  # fmt: skip
    for kind, what, changed in _changes_of_simple_type(one):
        yield Mutant(f"{kind}: {one.name}{what}", kind, functools.partial(_exchange_simple_type, one, changed), users)


def _exchange_simple_type(old: SimpleType, new: SimpleType) -> None:
    for types in _families().values():
        for user in list(types.values()):
            elements = [one._replace(type=new) if one.type == old else one for one in user.elements]
            types[user.name] = user._replace(elements=tuple(elements))


def _changes_of_simple_type(one: SimpleType) -> Iterator[tuple[str, str, SimpleType]]:
    for kind in one.kinds if len(one.kinds) > 1 else ():
        yield "kind of value dropped", f" {kind}", one._replace(kinds=tuple(k for k in one.kinds if k != kind))
    if one.enumeration:
        yield "enumeration dropped", "", one._replace(enumeration=())
        yield "first choice dropped", "", one._replace(enumeration=one.enumeration[1:])
        yield "last choice dropped", "", one._replace(enumeration=one.enumeration[:-1])
    if one.patterns:
        yield "patterns dropped", "", one._replace(patterns=())
    if one.patterns and one.kinds != ("bool",):  # without a pattern, booleans still allow few texts
        yield "pattern open at its end", "", one._replace(patterns=tuple(f"(?:{p})(?s:.*)" for p in one.patterns))
        yield "pattern open at its begin", "", one._replace(patterns=tuple(f"(?s:.*)(?:{p})" for p in one.patterns))
    if one.form:
        yield "form dropped", "", one._replace(form="")
    for index, advice in enumerate(one.advice):
        rest = one.advice[:index] + one.advice[index + 1 :]
        yield "advice on values dropped", f" {advice.id}", one._replace(advice=rest)
        silent = advice._replace(message="")
        yield "message of advice lost", f" {advice.id}", one._replace(advice=(*rest, silent))
    for name, other in LIMITS.items():
        limit = getattr(one, name)
        if limit is None:
            continue
        yield "limit dropped", f" {name}", _with(one, name, None)
        yield "limit one higher", f" {name}", _with(one, name, limit + 1)
        yield "limit one lower", f" {name}", _with(one, name, limit - 1)
        if other is not None:
            yield "limit mistaken", f" {name}", _with(_with(one, name, None), other, limit)


def _with(one: SimpleType, name: str, limit: int | Decimal | None) -> SimpleType:
    values: dict[str, Any] = {name: limit}
    return one._replace(**values)


# --- roots ----------------------------------------------------------------------------------------------------------


def _of_roots() -> Iterator[Mutant]:
    from cosanim_bindings.schema.roots import ROOTS

    for api, roots in ROOTS.items():
        yield Mutant(f"API dropped: {api}", "API dropped", functools.partial(ROOTS.pop, api))
        for root, path in roots.items():
            types = frozenset({path.partition(".")[2]})
            yield Mutant(f"root dropped: {root} of {api}", "root dropped", functools.partial(roots.pop, root), types)
