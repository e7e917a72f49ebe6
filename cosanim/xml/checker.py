"""Validates objects of the bindings against their plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.schema import UnknownNode
from cosanim.xml.value_texts import UNCARRIABLE
from cosanim.xml.violations import MESSAGES, Violation, shown

if TYPE_CHECKING:
    from cosanim.xml.facets import Problem
    from cosanim.xml.plans import ElementPlan, Plan


def check(document: object, plan: Plan, path: str) -> list[Violation]:
    """Return every violation of an object and its descendants, warnings included.

    Args:
        document: The object.
        plan: The plan of its class.
        path: Path of the object.

    Returns:
        The violations. Those of an object come before those of its children; children are in schema order.
    """
    found: list[Violation] = []
    _check_children(document, plan, path, found)
    return found


def _check_children(value: Any, plan: Plan, path: str, found: list[Violation]) -> bool:
    """Check an object; return whether all descendants have the right class, so that its rules can be evaluated."""
    own: list[Violation] = []
    begin, whole = len(found), True
    # Both are made from one list; comparing their lengths again would cost a twentieth of a check.
    for (element, is_array, find_problems), child in zip(plan.checks, plan.values(value)):  # noqa: B905
        if is_array:
            whole &= _check_array(child, element, path, own, found)
        elif child is None:
            if element.required:
                own.append(Violation(path=f"{path}.{element.name}", rule="required", message=MESSAGES["required"]))
        elif find_problems is None:
            whole = _check_object(child, element.complex, f"{path}.{element.name}", found) and whole
        elif problems := find_problems(child):
            _report(problems, child, f"{path}.{element.name}", found)
    if plan.open and value.unknown != []:
        _check_unknown_nodes(value.unknown, path, own, found)
    if whole:
        for rule, holds in plan.rules:
            if not holds(value):
                own.append(Violation(path, rule.id, rule.message, None, rule.severity))
    if own:
        found[begin:begin] = own
    return whole


def _check_array(values: object, element: ElementPlan, path: str, own: list[Violation], found: list[Violation]) -> bool:
    where = f"{path}.{element.name}"
    if not isinstance(values, list | tuple):
        own.append(_type_violation(where, values, "a list"))
        return False
    if element.required and not values:
        own.append(Violation(path=where, rule="required", message=MESSAGES["required"]))
    whole = True
    for index, value in enumerate(values):
        if (find_problems := element.problems) is None:
            whole &= _check_object(value, element.complex, f"{where}[{index}]", found)
        elif problems := find_problems(value):
            _report(problems, value, f"{where}[{index}]", found)
    return whole


def _check_object(value: object, plan: Plan, path: str, found: list[Violation]) -> bool:
    if isinstance(value, plan.cls):
        return _check_children(value, plan, path, found)
    found.append(_type_violation(path, value, plan.cls.__name__))
    return False


def _report(problems: tuple[Problem, ...], value: object, path: str, found: list[Violation]) -> None:
    found.extend(
        Violation(path=path, rule=one.rule, message=one.message, value=value, severity=one.severity) for one in problems
    )


def _type_violation(path: str, value: object, wanted: str, message: str = "type-container") -> Violation:
    text = MESSAGES[message].format(value=shown(value), wanted=wanted)
    return Violation(path=path, rule="type", message=text, value=value)


def _check_unknown_nodes(nodes: object, parent: str, own: list[Violation], found: list[Violation]) -> None:
    """Check unknown nodes; an item that is not an ``UnknownNode`` is a violation of its parent."""
    if not isinstance(nodes, list | tuple):
        own.append(_type_violation(parent, nodes, "a list", "type-unknown"))
        return
    for node in nodes:
        if isinstance(node, UnknownNode):
            _check_unknown(node, f"{parent}.{node.name}", found)
        else:
            own.append(_type_violation(parent, node, "UnknownNode", "type-unknown"))


def _check_unknown(unknown: UnknownNode, path: str, found: list[Violation]) -> None:
    for name in (unknown.name, *unknown.attributes):
        if not _is_name(name):
            message = MESSAGES["characters-name"].format(name=shown(name))
            found.append(Violation(path=path, rule="characters", message=message, value=name))
    for text in (unknown.text, unknown.tail, *unknown.attributes.values()):
        if not isinstance(text, str):
            found.append(_type_violation(path, text, "text", "type-unknown"))
        elif invalid := UNCARRIABLE.search(text):
            message = MESSAGES["characters"].format(character=f"U+{ord(invalid.group()):04X}")
            found.append(Violation(path=path, rule="characters", message=message, value=text))
    own: list[Violation] = []
    _check_unknown_nodes(unknown.children, path, own, found)
    found.extend(own)


def _is_name(name: object) -> bool:
    from lxml import etree

    if not isinstance(name, str):
        return False
    try:
        etree.QName(name)
    except ValueError:
        return False
    return True
