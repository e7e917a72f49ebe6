"""Mutants of the generator: each replaces a function or a constant of tools.generator by a typical programming error.

The changed generator reads the spec and writes the schema data, with which the codec is called. The schema, which takes
the longest time to load, is loaded only once.
"""

# ruff: noqa: E501 - each mutant is on one line
from __future__ import annotations

import dataclasses
import functools
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import cosanim_bindings.schema

from tests.tools.generator.mutants.mutant import (
    Change,
    DetectedError,
    Mutant,
    change_first_argument,
    change_result,
    exchange,
    replace_by,
    return_always,
    without_keys,
)
from tools.generate import REPOSITORY
from tools.generator.components import load_components, load_schema
from tools.generator.generation_error import GenerationError
from tools.generator.schema_data import render_schema_data
from tools.generator.xsd_positions import XS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def replace_fields(**fields: Any) -> Callable[[Any], Any]:
    """Return a function that replaces fields of a record; a callable is called with the old value of its field."""

    def change(record: Any) -> Any:
        values = {name: new(getattr(record, name)) if callable(new) else new for name, new in fields.items()}
        return dataclasses.replace(record, **values)

    return change


def change_each(change: Callable[[Any], Any]) -> Callable[[Iterable[Any]], list[Any]]:
    """Return a function that changes each member of an iterable."""
    return lambda things: [change(thing) for thing in things]


def _reverse(old: Any) -> Any:
    return old[::-1]


def _keep_own(type_: Any) -> Callable[[Any], Any]:
    """Return a function that keeps only the advice of a type itself, without that of its base types."""
    infos = type_.annotation.appinfo if type_.annotation is not None else ()
    return lambda advice: advice[: sum(len(info) for info in infos)]


def _map_limit(old: str, new: str) -> Change:
    return lambda bounds: {**bounds, old: new}


# Module of tools.generator to its mutants: description, name of the replaced object, and change.
CHANGES: Final[dict[str, list[tuple[str, str, Change]]]] = {
    "simple_type_source": [
        ("advice of base types forgotten", "simple_type", lambda old: lambda type_, *rest: replace_fields(advice=_keep_own(type_))(old(type_, *rest))),
        ("form forgotten", "_appinfo", change_result(lambda found: ("", found[1]))),
        ("advice forgotten", "_appinfo", change_result(lambda found: (found[0], []))),
        ("above taken for at least", "BOUNDS", _map_limit("minExclusive", "min_inclusive")),
        ("at most taken for below", "BOUNDS", _map_limit("maxInclusive", "max_exclusive")),
        ("longest taken for shortest", "BOUNDS", _map_limit("maxLength", "min_length")),
        ("digits taken for a length", "BOUNDS", _map_limit("fractionDigits", "max_length")),
        ("a facet unknown", "BOUNDS", without_keys("minLength")),
        ("patterns open at the end", "_python_pattern", change_result(lambda pattern: f"(?:{pattern}).*")),
        ("patterns without repetition", "_python_pattern", change_result(lambda pattern: pattern.replace("*", ""))),
        ("decimals as whole numbers", "PRIMITIVES", lambda old: {**old, f"{XS}decimal": ("int",)}),
        ("truth values as texts", "PRIMITIVES", lambda old: {**old, f"{XS}boolean": ("str",)}),
        ("decimals of replies as whole numbers", "_union_kinds", change_result(lambda kinds: ("int",) if kinds == ("Decimal",) else kinds)),
        ("replies take texts only", "_union_type", change_result(replace_fields(kinds=("str",)))),
    ],
    "components": [
        ("arrays as one", "_element_source", change_result(replace_fields(array=False))),
        ("all children as arrays", "_element_source", change_result(replace_fields(array=True))),
        ("required as optional", "_element_source", change_result(replace_fields(required=False))),
        ("optional as required", "_element_source", change_result(replace_fields(required=True))),
        ("open types closed", "_complex_type", change_result(replace_fields(is_open=False))),
        ("closed types opened", "_complex_type", change_result(replace_fields(is_open=True))),
        ("children turned round", "_complex_type", change_result(replace_fields(children=_reverse))),
        ("last child dropped", "_complex_type", change_result(replace_fields(children=lambda children: children[:-1]))),
        ("rules turned round", "_complex_type", change_result(replace_fields(rules=_reverse))),
        ("asserts as advice", "_rules", change_result(change_each(replace_fields(severity="warning")))),
        ("advice as asserts", "_rules", change_result(change_each(replace_fields(severity="error")))),
        ("advice not read", "_rules", change_result(lambda rules: [rule for rule in rules if rule.severity == "error"])),
        ("asserts not read", "_rules", change_result(lambda rules: [rule for rule in rules if rule.severity == "warning"])),
        ("messages cut", "_documentation", change_result(lambda text: text[:20])),
        ("roots not looked for", "Components.root_of", return_always(None)),
        ("replies without roots", "_roots", change_result(lambda roots: {api: without_keys("Response")(one) for api, one in roots.items()})),
    ],
    "schema_data": [
        ("patterns not written", "_render_simple_type", change_first_argument(replace_fields(patterns=()))),
        ("enumerations not written", "_render_simple_type", change_first_argument(replace_fields(enumeration=()))),
        ("limits not written", "_render_simple_type", change_first_argument(replace_fields(bounds=lambda bounds: bounds[:-1]))),
        ("advice on values not written", "_render_simple_type", change_first_argument(replace_fields(advice=()))),
        ("rules not written", "_render_complex_type", change_first_argument(replace_fields(rules=()))),
        ("children sorted", "_render_complex_type", change_first_argument(replace_fields(children=lambda children: sorted(children, key=lambda child: child.name)))),
        ("severity not written", "_render_rule", lambda old: lambda spec, type_, rule: old(spec, type_, replace_fields(severity="error")(rule))),
        ("other spellings not written", "_elements", change_result(change_each(lambda line: re.sub(r", spellings=\([^)]*\)", "", line)))),
        ("nested names not written", "_elements", change_result(change_each(lambda line: re.sub(r", nested=\([^)]*\)", "", line)))),
        ("arrays not marked", "_elements", change_result(change_each(lambda line: line.replace(", array=True", "")))),
        ("required not marked", "_elements", change_result(change_each(lambda line: line.replace(", required=True", "")))),
        ("fields by their rule alone", "field_name", replace_by(str.lower)),
    ],
}  # fmt: skip


def generator_mutants() -> list[Mutant]:
    """Return all mutants of the generator."""
    _schema()  # loaded before the process forks
    return [
        Mutant(
            f"{module}: {what}",
            module,
            functools.partial(_generate, exchange(f"tools.generator.{module}:{name}", change)),
        )
        for module, changes in CHANGES.items()
        for what, name, change in changes
    ]


@functools.cache
def _schema() -> Any:
    return load_schema(REPOSITORY / "spec")


def _generate(apply: Callable[[], None]) -> None:
    """Apply a mutant, generate the schema data, and make the codec use them."""
    schema = _schema()
    exchange("tools.generator.components:load_schema", replace_by(lambda _: schema))()
    apply()
    try:
        components = load_components(REPOSITORY / "spec")
        modules = render_schema_data(components, list(components.complex_types))
    except (GenerationError, LookupError) as error:
        raise DetectedError(f"generation: {error}") from error
    folder = Path(tempfile.mkdtemp(prefix="cosanim-mutant-"))
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source, "utf-8")
        sys.modules.pop(f"cosanim_bindings.schema.{name}", None)
    cosanim_bindings.schema.__path__ = [str(folder)]
