"""Checks objects of the bindings against their plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cosanim.schema import UnknownNode
from cosanim.xml.value_texts import INVALID_CHARACTER
from cosanim.xml.violations import MESSAGES, Violation, abbreviate

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
        The violations. Those of an object precede those of its children; children are in schema order.
    """
    violations: list[Violation] = []
    _check_object(document, plan, path, violations)
    return violations


def _check_object(value: Any, plan: Plan, path: str, violations: list[Violation]) -> bool:
    """Check an object.

    Returns:
        Whether it and all descendants have the class that the schema requires. Only then can rules be evaluated.
    """
    if not isinstance(value, plan.cls):
        violations.append(_class_violation(path, value, plan))
        return False
    own_violations: list[Violation] = []
    begin, is_well_typed = len(violations), True
    # Both sequences have one entry for each element. The strict mode of zip would make a check 5 % slower.
    for (element, is_array, find_problems), child in zip(plan.checks, plan.values(value)):  # noqa: B905
        if is_array:
            is_well_typed &= _check_array(child, element, path, own_violations, violations)
        elif child is None:
            if element.required:
                own_violations.append(
                    Violation(path=f"{path}.{element.name}", rule="required", message=MESSAGES["required"])
                )
        elif find_problems is None:
            is_well_typed = (
                _check_object(child, element.complex, f"{path}.{element.name}", violations) and is_well_typed
            )
        elif problems := find_problems(child):
            _report(problems, child, f"{path}.{element.name}", violations)
    if plan.open and value.unknown != []:
        _check_unknown_elements(value.unknown, path, own_violations, violations)
    for rule, holds in plan.rules if is_well_typed else ():
        if not holds(value):
            own_violations.append(Violation(path, rule.id, rule.message, None, rule.severity))
    if own_violations:
        violations[begin:begin] = own_violations
    return is_well_typed


def _check_array(
    values: object, element: ElementPlan, path: str, own_violations: list[Violation], violations: list[Violation]
) -> bool:
    child_path = f"{path}.{element.name}"
    if not isinstance(values, list | tuple):
        own_violations.append(_type_violation(child_path, values, "a list"))
        return False
    if element.required and not values:
        own_violations.append(Violation(path=child_path, rule="required", message=MESSAGES["required"]))
    is_well_typed = True
    for index, value in enumerate(values):
        if (find_problems := element.problems) is None:
            is_well_typed &= _check_object(value, element.complex, f"{child_path}[{index}]", violations)
        elif problems := find_problems(value):
            _report(problems, value, f"{child_path}[{index}]", violations)
    return is_well_typed


def _report(problems: tuple[Problem, ...], value: object, path: str, violations: list[Violation]) -> None:
    violations.extend(
        Violation(path=path, rule=one.rule, message=one.message, value=value, severity=one.severity) for one in problems
    )


def _class_violation(path: str, value: object, plan: Plan) -> Violation:
    message = "type-mapping" if isinstance(value, Mapping) else "type-container"
    return _type_violation(path, value, plan.cls.__name__, message)


def _type_violation(path: str, value: object, expected: str, message: str = "type-container") -> Violation:
    text = MESSAGES[message].format(value=abbreviate(value), expected=expected)
    return Violation(path=path, rule="type", message=text, value=value)


def _check_unknown_elements(
    nodes: object, parent: str, own_violations: list[Violation], violations: list[Violation]
) -> None:
    """Check unknown nodes. An item of another class is reported as a violation of the parent."""
    if not isinstance(nodes, list | tuple):
        own_violations.append(_type_violation(parent, nodes, "a list", "type-unknown"))
        return
    for node in nodes:
        if isinstance(node, UnknownNode):
            _check_unknown(node, f"{parent}.{node.name}", violations)
        else:
            own_violations.append(_type_violation(parent, node, "UnknownNode", "type-unknown"))


def _check_unknown(unknown: UnknownNode, path: str, violations: list[Violation]) -> None:
    for name in (unknown.name, *unknown.attributes):
        if not _is_name(name):
            message = MESSAGES["characters-name"].format(name=abbreviate(name))
            violations.append(Violation(path=path, rule="characters", message=message, value=name))
    for text in (unknown.text, unknown.tail, *unknown.attributes.values()):
        if not isinstance(text, str):
            violations.append(_type_violation(path, text, "text", "type-unknown"))
        elif invalid := INVALID_CHARACTER.search(text):
            message = MESSAGES["characters"].format(character=f"U+{ord(invalid.group()):04X}")
            violations.append(Violation(path=path, rule="characters", message=message, value=text))
    own_violations: list[Violation] = []
    _check_unknown_elements(unknown.children, path, own_violations, violations)
    violations.extend(own_violations)


def _is_name(name: object) -> bool:
    from lxml import etree

    if not isinstance(name, str):
        return False
    try:
        etree.QName(name)
    except ValueError:
        return False
    return True
