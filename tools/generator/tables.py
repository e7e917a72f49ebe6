"""Writes the rules and shapes of the bindings as Python."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xsdata.utils import text

from tools.generator.names import field_name
from tools.generator.xpath import Compiler

if TYPE_CHECKING:
    from tools.generator.components import ComplexType, Components
    from tools.generator.leaves import LeafType


def render_rules(components: Components, names: list[str], modules: dict[str, str]) -> str:
    """Return the module of the rules: one function each, grouped by class.

    Args:
        components: The spec.
        names: Classes in the order in which they are written.
        modules: Module of each class.
    """
    helpers: set[str] = set()
    blocks, owners = [], set()
    for name in names:
        complex_type = components.complex_types[name]
        entries = []
        for rule in complex_type.rules:
            compiler = Compiler(components, complex_type, rule)
            expression = compiler.compile()
            helpers |= compiler.helpers
            function = text.snake_case(rule.id)
            blocks.append(
                f'def {function}(node: {name}) -> bool:\n    """``{rule.test}``."""\n    return {expression}\n'
            )
            entries.append(
                f"Rule(id={rule.id!r}, severity={rule.severity!r}, message={rule.message!r}, holds={function})"
            )
        if entries:
            owners.add(name)
            blocks.append(f"{constant_name(name)}: Final = ({', '.join(entries)},)\n")
    imports = [f"from .{modules[name]} import {name}" for name in sorted(owners)]
    if helpers:
        imports.append(f"from .xpath import {', '.join(sorted(helpers))}")
    return "\n\n".join(
        [
            '"""The asserts and the advice of the schema, compiled."""',
            "from __future__ import annotations\n\nfrom typing import Final\n",
            "\n".join([*imports, "from .structure import Rule"]),
            *blocks,
        ]
    )


def render_shapes(components: Components, names: list[str], modules: dict[str, str]) -> str:
    """Return the module of the tables: leaf types, classes and wire roots.

    Args:
        components: The spec.
        names: Classes in the order in which they are written.
        modules: Module of each class.
    """
    used = {child.type for name in names for child in components.complex_types[name].children if child.is_leaf}
    leaves = [_render_leaf(components.leaves[name]) for name in sorted(used)]
    shapes = [_render_shape(components.complex_types[name], components) for name in names]
    roots = [
        f"{api!r}: {{{', '.join(f'{element!r}: {type_}' for element, type_ in declared.items())}}},"
        for api, declared in components.roots.items()
    ]
    imports = [f"from .{modules[name]} import {name}" for name in sorted(names)]
    return "\n\n".join(
        [
            '"""The bindings as the schema describes them: leaf types, child nodes, rules and wire roots."""',
            "from __future__ import annotations\n\nimport re\nfrom decimal import Decimal",
            "from typing import Any, Final\n\nfrom . import rules\n",
            "\n".join(imports),
            "from .structure import Leaf, Node, Shape, shape",
            *leaves,
            "SHAPES: Final[dict[type[Any], Shape]] = {\n" + "\n".join(shapes) + "\n}",
            "ROOTS: Final[dict[str, dict[str, type[Any]]]] = {\n" + "\n".join(roots) + "\n}\n",
        ]
    )


def constant_name(type_name: str) -> str:
    """Return the constant for an XSD type."""
    return text.snake_case(type_name.replace(":", "_")).upper()


def _tuple(items: tuple[str, ...]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _render_leaf(leaf: LeafType) -> str:
    arguments = [f"name={leaf.name!r}", f"kinds={_tuple(leaf.kinds)}"]
    if leaf.enumeration:
        arguments.append(f"enumeration={leaf.enumeration!r}")
    if leaf.patterns:
        compiled = ", ".join(f"re.compile({python!r})" for _, python in leaf.patterns)
        arguments.append(f"patterns=({compiled},)")
    for name, value in leaf.bounds:
        arguments.append(f"{name}=Decimal({str(value)!r})" if isinstance(value, Decimal) else f"{name}={value}")
    return f"{constant_name(leaf.name)}: Final = Leaf({', '.join(arguments)})"


def _render_shape(complex_type: ComplexType, components: Components) -> str:
    arguments = [repr(complex_type.name)]
    for child in complex_type.children:
        kind = f"leaf={constant_name(child.type)}" if child.is_leaf else f"container={child.type}"
        flags = "".join([", array=True" if child.array else "", ", required=True" if child.required else ""])
        flags += "".join(f", {name}={names!r}" for name in ("spellings", "nested") if (names := getattr(child, name)))
        arguments.append(f"Node(name={child.name!r}, field={field_name(child.name)!r}, {kind}{flags})")
    root = components.root_of(complex_type.name)
    if root:
        arguments.append(f"root={root!r}")
    if complex_type.rules:
        arguments.append(f"rules=rules.{constant_name(complex_type.name)}")
    if complex_type.is_open:
        arguments.append("is_open=True")
    return f"{complex_type.name}: shape({', '.join(arguments)}),"
