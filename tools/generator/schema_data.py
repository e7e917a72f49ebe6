"""Writes the schema data: a module of simple types, elements and rules for each family of classes."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsdata.utils import text

from cosanim.schema import ComplexType as Record
from cosanim.schema import Element, SimpleType
from cosanim.xml.xpath import compile_test
from tools.generator.generation_error import GenerationError
from tools.generator.names import field_name
from tools.generator.rule_check import rule_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.generator.components import ComplexType, Components, RuleSource
    from tools.generator.simple_type_source import SimpleTypeSource

_ANY_TEXT: Final = SimpleType("xs:string", ("str",))


def render_schema_data(components: Components, names: Iterable[str]) -> dict[str, str]:
    """Return the modules of the schema data by name: one for each family, and ``roots``.

    Args:
        components: The spec.
        names: Complex types in the order in which they are written.

    Raises:
        GenerationError: A rule is outside the XPath subset, or a file has the name of a generated module.
    """
    if faults := rule_faults(components):
        raise GenerationError("\n".join(map(str, faults)))
    families: dict[str, list[ComplexType]] = {}
    for name in names:
        complex_type = components.complex_types[name]
        families.setdefault(complex_type.family, []).append(complex_type)
    used = {child.type for types in families.values() for one in types for child in one.children if child.is_simple}
    simple_types: dict[str, list[SimpleTypeSource]] = {}
    for name in sorted(used):
        simple_types.setdefault(components.simple_types[name].family, []).append(components.simple_types[name])
    if "roots" in {*families, *simple_types}:
        raise GenerationError("rename the file: roots is the name of the module with the wire roots", file="roots.xsd")
    return {
        family: _render_family(components, family, simple_types.get(family, []), families.get(family, []))
        for family in sorted({*families, *simple_types})
    } | {"roots": _render_roots(components)}


def constant_name(type_name: str) -> str:
    """Return the name of the constant for a simple type."""
    return text.snake_case(type_name.replace(":", "_")).upper()


def _render_family(
    components: Components, family: str, simple_types: list[SimpleTypeSource], complex_types: list[ComplexType]
) -> str:
    body = [_render_simple_type(one) for one in simple_types]
    types = "\n".join(f"{one.name!r}: {_render_complex_type(one, components)}," for one in complex_types)
    body.append(f"COMPLEX_TYPES: Final[dict[str, ComplexType]] = {{\n{types}\n}}\n")
    source = "\n\n".join(body)
    records = [name for name in ("ComplexType", "Element", "Rule", "SimpleType", "ValueAdvice") if f"{name}(" in source]
    imported: dict[str, set[str]] = {}
    for complex_type in complex_types:
        for child in complex_type.children:
            if child.is_simple and components.simple_types[child.type].family != family:
                imported.setdefault(components.simple_types[child.type].family, set()).add(constant_name(child.type))
    imports = [
        *(["from decimal import Decimal"] if "Decimal(" in source else []),
        "from typing import Final\n",
        f"from cosanim.schema import {', '.join(sorted({*records, 'ComplexType'}))}\n",
        *(f"from .{other} import {', '.join(sorted(constants))}" for other, constants in sorted(imported.items())),
    ]
    return "\n\n".join(
        [
            f'"""Schema data of the types in {family}.xsd."""',
            "from __future__ import annotations\n",
            "\n".join(imports),
            source,
        ]
    )


def _render_roots(components: Components) -> str:
    roots = [
        f"{api!r}: {{{', '.join(f'{element!r}: {components.path_of(name)!r}' for element, name in declared.items())}}},"
        for api, declared in components.roots.items()
    ]
    return "\n\n".join(
        [
            '"""The wire roots of each API, with the module and the name of their classes."""',
            "from __future__ import annotations\n\nfrom typing import Final",
            "ROOTS: Final[dict[str, dict[str, str]]] = {\n" + "\n".join(roots) + "\n}\n",
        ]
    )


def _render_simple_type(one: SimpleTypeSource) -> str:
    arguments = [f"name={one.name!r}", f"kinds={one.kinds!r}"]
    if one.enumeration:
        arguments.append(f"enumeration={one.enumeration!r}")
    if one.patterns:
        arguments.append(f"patterns={tuple(python for _, python in one.patterns)!r}")
    if one.form:
        arguments.append(f"form={one.form!r}")
    for name, value in one.bounds:
        arguments.append(f"{name}=Decimal({str(value)!r})" if isinstance(value, Decimal) else f"{name}={value}")
    if one.advice:
        advice = ", ".join(f"ValueAdvice(id={a.id!r}, test={a.test!r}, message={a.message!r})" for a in one.advice)
        arguments.append(f"advice=({advice},)")
    return f"{constant_name(one.name)}: Final = SimpleType({', '.join(arguments)})"


def _render_complex_type(complex_type: ComplexType, components: Components) -> str:
    elements = "".join(f"{element}, " for element in _elements(complex_type, components))
    root = components.root_of(complex_type.name) or complex_type.name
    arguments = [f"name={complex_type.name!r}", f"elements=({elements})", f"root={root!r}"]
    if complex_type.rules:
        rules = "".join(f"{_render_rule(components, complex_type, rule)}, " for rule in complex_type.rules)
        arguments.append(f"rules=({rules})")
    if complex_type.is_open:
        arguments.append("open=True")
    return f"ComplexType({', '.join(arguments)})"


def _elements(complex_type: ComplexType, components: Components) -> Iterator[str]:
    for child in complex_type.children:
        type_ = constant_name(child.type) if child.is_simple else repr(components.path_of(child.type))
        flags = "".join([", array=True" if child.array else "", ", required=True" if child.required else ""])
        flags += "".join(f", {name}={names!r}" for name in ("spellings", "nested") if (names := getattr(child, name)))
        yield f"Element({child.name!r}, {field_name(child.name)!r}, {type_}{flags})"


def _render_rule(components: Components, complex_type: ComplexType, rule: RuleSource) -> str:
    try:
        compile_test(rule.test, _record(complex_type, components), functools.partial(_record_at, components))
    except ValueError as error:
        raise rule.positions.error(f"rule {rule.id}: {error}", rule.id) from error
    return f"Rule(id={rule.id!r}, severity={rule.severity!r}, test={rule.test!r}, message={rule.message!r})"


def _record(complex_type: ComplexType, components: Components) -> Record:
    """Return a schema record of a complex type for the compilation of its rules, which ignores simple types."""
    elements = tuple(
        Element(one.name, field_name(one.name), _ANY_TEXT if one.is_simple else components.path_of(one.type))
        for one in complex_type.children
    )
    return Record(complex_type.name, elements, complex_type.name)


def _record_at(components: Components, path: str) -> Record:
    return _record(components.complex_types[path.partition(".")[2]], components)
