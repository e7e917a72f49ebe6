"""Converts objects of the bindings to and from dicts, in the shape that the official SDK takes and returns.

The official SDK (cos-python-sdk-v5) sends what ``xmltodict.unparse`` makes of a dict, and returns every node as a text,
None, a dict or, if it occurs more than once, a list. The name of the root is in neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.errors import SchemaError
from cosanim.xml.checker import check
from cosanim.xml.mappings import Tree, mapping_of
from cosanim.xml.normal_form import normal_value
from cosanim.xml.plans import plan_of
from cosanim.xml.reader import read, unknown_node
from cosanim.xml.validation import ValidateSink, elements_by_path, errors_of, in_document_order
from cosanim.xml.value_texts import DECIMAL
from cosanim.xml.violations import MESSAGES, abbreviate

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan
    from cosanim.xml.violations import Severity, Violation

Binding = TypeVar("Binding")

# XSD has two texts for each truth value.
_CANONICAL_FLAGS: Final = {"1": "true", "0": "false"}


def to_dict(document: object) -> dict[str, Any]:
    """Convert an object of the bindings to a dict, as the official SDK takes it.

    Args:
        document: An object of any class of ``cosanim.models``.

    Returns:
        Dicts, lists and texts by the names of the nodes; the name of the root is not in it. Arrays are lists, however
        many members they have. Numbers are texts, since the SDK would write some floats with an exponent. What is None
        or blank is left out, as are attributes of unknown nodes.

    Raises:
        SchemaError: A value cannot be written as text.
        TypeError: The object is not of a class of the bindings.
    """
    return mapping_of(document, arrays_as_lists=True, function="to_dict")


def from_dict(cls: type[Binding], mapping: Mapping[str, Any]) -> Binding:
    """Convert a dict in the official SDK's shape to an object of the bindings.

    Args:
        cls: Class of the bindings, such as ``SubmitJobRequest``.
        mapping: The content of the root: names of nodes, as in XML, with texts, numbers of any library, booleans,
            mappings, or lists of these for arrays. A single value is a list with one member. A float such as 640.0 is
            taken for a whole number. None and what is empty count as absent.

    Returns:
        The object; numbers and booleans have their types. It is valid, apart from warnings. Replies keep unknown nodes.

    Raises:
        SchemaError: The mapping breaks the schema. ``violations`` lists all violations, in the order of the mapping.
        TypeError: The class is not one of the bindings, or the mapping is no mapping.
    """
    document, violations = read_dict(mapping, cls)
    if errors := errors_of(violations):
        raise SchemaError(errors)
    return document


def read_dict(mapping: Mapping[str, Any], cls: type[Binding]) -> tuple[Binding, list[Violation]]:
    """Read a dict, and return the object and all violations, warnings included.

    Args:
        mapping: As for ``from_dict``.
        cls: As for ``from_dict``.

    Returns:
        The object, valid if no violation is of severity error, and the violations in the order of the mapping.

    Raises:
        TypeError: As for ``from_dict``.
    """
    plan = plan_of(cls)
    if not isinstance(mapping, Mapping):
        hint = ": decode reads XML" if isinstance(mapping, bytes | bytearray | memoryview | str) else ""
        raise TypeError(f"from_dict takes a mapping of names to values, not {type(mapping).__name__}{hint}")
    tree = Tree(plan.root, mapping, blank_is_absent=True)
    sink = _DictSink(tree)
    document: Binding = read(tree.root, plan, sink, plan.root, has_attributes=False)
    violations = check(document, plan, plan.root)
    if not (sink.violations or violations or tree.problems):
        return document, []
    sink.report_problems(plan)
    checked = [one for one in violations if not (sink.is_below_misplaced(one.path) or sink.is_meant(one))]
    return document, in_document_order(tree.root, plan, sink.violations, checked)


class _DictSink(ValidateSink):
    """Sink of ``read_dict``: reports as ``validate`` does, and converts texts as ``decode`` does."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self._tree = tree
        self._unset = {problem.element: problem.value for problem in tree.problems if problem.name is None}
        # Elements whose values the checker reports, since they are values of the object.
        self._checked: set[etree._Element] = set()
        # Paths of what is not the mapping that is meant, so that nothing in it is missing.
        self._misplaced: list[str] = []
        self._reported: set[etree._Element] = set()
        self._added: set[tuple[str, str]] = set()

    def report_problems(self, plan: Plan) -> None:
        """Report what XML cannot represent and what is no value of the object, unless it is in a reported element."""
        paths = {element: path for path, element in elements_by_path(self._tree.root, plan).items()}
        reported = self._reported | self._checked
        for problem in self._tree.problems:
            element = problem.element
            if any(one in reported for one in (element, *element.iterancestors())):
                continue
            path = _path_in(element, paths)
            if problem.name is None:
                self._misplaced.append(path)
            self._add(element, _joined(path, problem.name), problem.rule, problem.message, problem.value)

    def is_below_misplaced(self, path: str) -> bool:
        """Return whether a path is at or below that of something that is not the mapping that is meant."""
        return any(path == place or path.startswith(f"{place}.") for place in self._misplaced)

    def text_between(self, element: etree._Element, path: str) -> None:
        # Only a value where a mapping is meant gives an element with children such a text.
        self._misplaced.append(path)
        message = MESSAGES["type-container"].format(value=abbreviate(element.text), expected="a mapping of nodes")
        self._add(element, path, "type", message, element.text)

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:
        if child.tag == path == plan.root and len(self._tree.root) == 1:
            self._misplaced.append(path)
            self._add(child, f"{path}.{path}", "unknown", MESSAGES["root-in-mapping"])
            return
        super().unknown(child, plan, path, unknown_nodes)
        if plan.open:
            unknown_nodes.append(unknown_node(child))

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,
        path: str,
        unknown_nodes: list[UnknownNode],
        index: int,
    ) -> str:
        del child, element, plan, path, unknown_nodes, index
        return ""  # ``value`` returns the mapping, which the checker reports

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> Any:
        if child in self._unset or child in self._tree.mappings:
            self._checked.add(child)
            return self._tree.mappings.get(child, self._unset.get(child))
        read_text = super().value(text, element, child, path, index)
        simple = element.simple
        if read_text is None or simple is None:
            return read_text
        for spelling in (read_text, _CANONICAL_FLAGS.get(read_text)):
            if spelling is not None and (value := simple.value(spelling)) is not None:
                return value
        is_number = not simple.takes_text and DECIMAL.fullmatch(read_text)
        number = normal_value(read_text, simple) if is_number else read_text
        # Some libraries read whole numbers as floats, such as pandas in columns with missing values.
        whole, _, fraction = read_text.partition(".")
        is_whole = child in self._tree.numbers and number == read_text and not fraction.strip("0")
        return normal_value(whole, simple) if is_number and is_whole else number

    def _add(
        self,
        element: etree._Element,
        path: str,
        rule: str,
        message: str,
        value: object = None,
        severity: Severity = "error",
    ) -> None:
        self._reported.add(element)
        # A list is one problem, however many members it has.
        if (path, rule) not in self._added:
            self._added.add((path, rule))
            super()._add(element, path, rule, message, value, severity)


def _path_in(element: etree._Element, paths: dict[etree._Element, str]) -> str:
    """Return the path of an element; those of unknown elements are not in ``paths``."""
    parent = element.getparent()
    if element in paths or parent is None:
        return paths[element]
    return f"{_path_in(parent, paths)}.{element.tag!s}"


def _joined(path: str, name: str | None) -> str:
    return path if name is None else f"{path}.{name}"
