"""Writes the straight-line functions of every class: ``write_…``, ``read_…`` and ``accepts_…``.

They hold for plain documents (see ``support/plain.py``). A value whose type has a facet that is not written out here
is never accepted at once, so that the walk over the tables decides.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xsdata.utils import text

from tools.generator.names import UNKNOWN_FIELD, field_name

if TYPE_CHECKING:
    from tools.generator.components import ChildNode, ComplexType, Components
    from tools.generator.leaves import LeafType

# Leaf types with advice on their values beyond the schema, and what says that there is none to give.
ADVISED: Final = {
    "CallBackUrl": "not is_private_address(value)",
    "NotifyUrl": "is_web_address(value) and not is_private_address(value)",
    "NotifyEvents": "not unknown_events(value)",
}

_READERS: Final = {("str",): "", ("bool",): "read_truth", ("int",): "read_integer", ("int", "Decimal"): "read_number"}
_WRITERS: Final = {("str",): "text_of", ("bool",): "truth_of", ("int",): "number_of", ("int", "Decimal"): "number_of"}
_LOWER: Final = {"min_inclusive": "<=", "min_exclusive": "<"}
_UPPER: Final = {"max_inclusive": "<=", "max_exclusive": "<"}
_LENGTHS: Final = frozenset({"min_length", "max_length"})


def render_straight(components: Components, names: list[str], modules: dict[str, str]) -> dict[str, str]:
    """Return the modules of the straight-line functions by name.

    Args:
        components: The spec.
        names: Classes in the order in which they are written.
        modules: Module of each class.
    """
    types = [components.complex_types[name] for name in names]
    return {
        "writers": _module(
            "Straight-line writers: the children of an object as XML, in the order of the schema.",
            [_render_writer(one, components) for one in types],
            "WRITERS",
            "Callable[[Any, list[str]], None]",
            "write",
            types,
            modules,
        ),
        "readers": _module(
            "Straight-line readers: an element as an object.",
            [_render_reader(one, components) for one in types],
            "READERS",
            "Callable[[Element], Any]",
            "read",
            types,
            modules,
        ),
        "checks": _module(
            "Straight-line checks: whether an object keeps every rule and needs no advice.",
            [_render_check(one, components) for one in types],
            "CHECKS",
            "Callable[[Any], bool]",
            "accepts",
            types,
            modules,
        ),
    }


_IMPORTS: Final = {
    "WRITERS": "from .plain import NotPlain, number_of, text_of, truth_of",
    "READERS": "from lxml.etree import _Element as Element\n\n"
    "from .plain import SPACE, NotPlain, read_integer, read_number, read_truth",
    "CHECKS": "from decimal import Decimal\n\nfrom . import rules, shapes\n"
    "from .plain import has_at_most, is_number, is_private_address, is_web_address, is_whole, unknown_events",
}


def _module(
    summary: str,
    functions: list[str],
    table: str,
    kind: str,
    verb: str,
    types: list[ComplexType],
    modules: dict[str, str],
) -> str:
    imports = [f"from .{modules[one.name]} import {one.name}" for one in sorted(types, key=lambda one: one.name)]
    entries = [f"{one.name}: {_function(verb, one.name)}," for one in types]
    return "\n\n".join(
        [
            f'"""{summary}"""',
            "from __future__ import annotations",
            "from collections.abc import Callable\nfrom typing import Any, Final",
            _IMPORTS[table],
            "\n".join(imports),
            *functions,
            f"{table}: Final[dict[type[Any], {kind}]] = {{\n" + "\n".join(entries) + "\n}\n",
        ]
    )


def _function(verb: str, type_name: str) -> str:
    return f"{verb}_{text.snake_case(type_name)}"


def _kinds(child: ChildNode, components: Components) -> tuple[str, ...]:
    """Return the kinds of a leaf without the text that replies may have instead."""
    kinds = components.leaves[child.type].kinds
    return kinds[:-1] if len(kinds) > 1 and kinds[-1] == "str" else kinds


def _render_writer(one: ComplexType, components: Components) -> str:
    lines = [
        f"def {_function('write', one.name)}(node: {one.name}, parts: list[str]) -> None:",
        f'    """Write the children of {one.name}."""',
        "    value: Any",
    ]
    for child in one.children:
        field = field_name(child.name)
        if child.array:
            lines += [f"    if type(node.{field}) is not list:", "        raise NotPlain"]
            lines.append(f"    for value in node.{field}:")
            lines.extend(_write_one(child, components, "        "))
        else:
            lines.append(f"    if (value := node.{field}) is not None:")
            lines.extend(_write_one(child, components, "        "))
    if one.is_open:
        lines += [f"    if node.{UNKNOWN_FIELD} != []:", "        raise NotPlain"]
    return "\n".join(lines) + "\n"


def _write_one(child: ChildNode, components: Components, indent: str) -> list[str]:
    if child.is_leaf:
        kinds = _kinds(child, components)
        leaf = components.leaves[child.type]
        if len(leaf.kinds) > len(kinds):
            # A reply holds a number or the text that came instead.
            lines = [f"{indent}shown = text_of(value) if isinstance(value, str) else {_WRITERS[kinds]}(value)"]
            return [*lines, f'{indent}parts.append(f"<{child.name}>{{shown}}</{child.name}>")']
        return [f'{indent}parts.append(f"<{child.name}>{{{_WRITERS[kinds]}(value)}}</{child.name}>")']
    return [
        f"{indent}if type(value) is not {child.type}:",
        f"{indent}    raise NotPlain",
        f"{indent}start = len(parts)",
        f'{indent}parts.append("<{child.name}>")',
        f"{indent}{_function('write', child.type)}(value, parts)",
        f"{indent}if len(parts) == start + 1:",
        f'{indent}    parts[start] = "<{child.name}/>"',
        f"{indent}else:",
        f'{indent}    parts.append("</{child.name}>")',
    ]


def _render_reader(one: ComplexType, components: Components) -> str:
    fields = [(child, field_name(child.name)) for child in one.children]
    lines = [
        f"def {_function('read', one.name)}(xml: Element) -> {one.name}:",
        f'    """Read {one.name}."""',
        "    if (xml_text := xml.text) and xml_text.strip(SPACE):",
        "        raise NotPlain",
    ]
    lines += [f"    {field}: Any = {'[]' if child.array else 'None'}" for child, field in fields]
    lines += [
        "    for xml_child in xml:",
        "        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):",
        "            raise NotPlain",
    ]
    lines.append("        match xml_child.tag:")
    for child, field in fields:
        guard = "" if child.array else f" if {field} is None"
        if child.is_leaf:
            guard = f" if len(xml_child) == 0{'' if child.array else f' and {field} is None'}"
            reader = _READERS[_kinds(child, components)]
            value = f'{reader}(xml_child.text or "")' if reader else 'xml_child.text or ""'
        else:
            value = f"{_function('read', child.type)}(xml_child)"
        lines.append(f'            case "{child.name}"{guard}:')
        lines.append(f"                {f'{field}.append({value})' if child.array else f'{field} = {value}'}")
    lines += ["            case _:", "                raise NotPlain"]
    arguments = ", ".join(f"{field}={field}" for _, field in fields)
    lines.append(f"    return {one.name}({arguments})")
    return "\n".join(lines) + "\n"


def _render_check(one: ComplexType, components: Components) -> str:
    conditions = []
    for child in one.children:
        field = field_name(child.name)
        condition = _accepted(child, components)
        if child.array:
            needed = f"node.{field} and " if child.required else ""
            conditions.append(f"{needed}type(node.{field}) is list and all({condition} for value in node.{field})")
        elif child.required:
            conditions.append(f"((value := node.{field}) is not None and {condition})")
        else:
            conditions.append(f"((value := node.{field}) is None or ({condition}))")
    if one.is_open:
        conditions.append(f"node.{UNKNOWN_FIELD} == []")
    conditions += [f"rules.{text.snake_case(rule.id)}(node)" for rule in one.rules]
    joined = "\n        and ".join(conditions) or "True"
    return (
        f"def {_function('accepts', one.name)}(node: {one.name}) -> bool:\n"
        f'    """Tell whether {one.name} is plainly valid."""\n'
        f"    value: Any\n"
        f"    return bool(\n        {joined}\n    )\n"
    )


def _holds(leaf: LeafType, kinds: tuple[str, ...]) -> bool:
    """Tell whether the conditions below say all that the facets of a type do."""
    if len(leaf.kinds) > len(kinds):
        return not (leaf.enumeration or leaf.patterns or leaf.bounds)
    bounds = {name for name, _ in leaf.bounds}
    if kinds == ("str",):
        return bounds <= _LENGTHS
    if kinds == ("bool",):
        # The words that we write anyway; a schema may exclude 1 and 0, which mean the same.
        return not (leaf.enumeration or bounds) and {source for source, _ in leaf.patterns} <= {"true|false"}
    return not (leaf.enumeration or leaf.patterns) and bounds <= {*_LOWER, *_UPPER, "fraction_digits"}


def _accepted(child: ChildNode, components: Components) -> str:
    if not child.is_leaf:
        return f"type(value) is {child.type} and {_function('accepts', child.type)}(value)"
    leaf = components.leaves[child.type]
    kinds = _kinds(child, components)
    if not _holds(leaf, kinds):
        return "False"
    if len(leaf.kinds) > len(kinds):
        plain = {"bool": "type(value) is bool", "int": "is_whole(value)"}.get(kinds[-1], "is_number(value)")
        return f"({plain} or (isinstance(value, str) and value.isprintable()))"
    if kinds == ("str",):
        return " and ".join(_text_conditions(leaf))
    if kinds == ("bool",):
        return "type(value) is bool"
    bounds = dict(leaf.bounds)
    below = "".join(f"{_limit(bounds[name])} {sign} " for name, sign in _LOWER.items() if name in bounds)
    above = "".join(f" {sign} {_limit(bounds[name])}" for name, sign in _UPPER.items() if name in bounds)
    # Numbers beyond all size are for the table walk; bounds on both sides leave none.
    whole = "type(value) is int" if below and above else "is_whole(value)"
    conditions = [whole if kinds == ("int",) else "is_number(value)"]
    if below or above:
        conditions.append(f"{below}value{above}")
    if "fraction_digits" in bounds:
        digits = bounds["fraction_digits"]
        conditions.append(f"has_at_most({digits}, value)")
    return " and ".join(conditions)


def _limit(value: int | Decimal) -> str:
    return f"Decimal({str(value)!r})" if isinstance(value, Decimal) else str(value)


def _text_conditions(leaf: LeafType) -> list[str]:
    constant = f"shapes.{text.snake_case(leaf.name.replace(':', '_')).upper()}"
    conditions = ["isinstance(value, str)"]
    if leaf.enumeration:
        choices = ", ".join(repr(choice) for choice in leaf.enumeration)
        conditions.append(f"value in {{{choices}}}")
    bounds = dict(leaf.bounds)
    if bounds.get("min_length"):
        conditions.append("value" if bounds["min_length"] == 1 else f"len(value) >= {bounds['min_length']}")
    if "max_length" in bounds:
        conditions.append(f"len(value) <= {bounds['max_length']}")
    if not leaf.enumeration:
        # Printable text holds nothing that XML cannot carry; what else may be in it is for the table walk.
        conditions.append("value.isprintable()")
    conditions += [f"{constant}.patterns[{index}].fullmatch(value)" for index, _ in enumerate(leaf.patterns)]
    if leaf.name in ADVISED:
        conditions.append(ADVISED[leaf.name])
    return conditions
