"""Checks objects and documents against the schema, with every violation and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cosanim.advice import LEAF_ADVICE
from cosanim.leaves import UNCARRIABLE, XML_SPACE, leaf_problems
from cosanim.models import UnknownNode
from cosanim.parsing import drop_namespace, is_reply, parse, parse_request
from cosanim.spellings import elements_of, nodes_by_tag
from cosanim.straight import accepts, read_plain
from cosanim.tables import roots, shapes
from cosanim.violations import MESSAGES, Severity, Violation, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim_bindings.structure import Node, Shape
    from lxml import etree


def validate(document: object, *, api: str = "submit_job") -> list[Violation]:
    """Check an object of the bindings, or the bytes of a document.

    Args:
        document: An object of any class of ``cosanim.models``, or bytes.
        api: Name of the API whose roots the bytes may have, as in ``spec/<api>.xsd``; objects know their own.

    Returns:
        All violations and advice in document order; empty when there is nothing to say.

    Raises:
        DecodeError: Bytes that are no XML, have a DTD or pass the limits (requests: 64 KiB and 2,000 elements).
        TypeError: The object is not of the bindings.
        ValueError: There is no such API.
    """
    if isinstance(document, bytes | bytearray | memoryview):
        return _validate_bytes(bytes(document), api)
    shape = shapes().get(type(document))
    if shape is None:
        raise TypeError(f"{type(document).__name__} is no class of cosanim.models, nor bytes")
    if accepts(document):
        return []
    report = _Report()
    _check_container(document, shape, shape.root, report)
    return report.sorted()


def errors_of(violations: Iterable[Violation]) -> list[Violation]:
    """Return the violations that make a document invalid, without the advice."""
    return [violation for violation in violations if violation.severity == "error"]


@dataclass(slots=True)
class _Report:
    """Collects violations, and knows where in a document each path stands."""

    found: list[tuple[int, Violation]] = field(default_factory=list)
    places: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    visited: int = 0

    def add(self, path: str, rule: str, message: str, value: object = None, severity: Severity = "error") -> None:
        """Add a violation at the place of its path, or of the nearest node around it."""
        self._add(self._place(path), path, rule, message, value, severity)

    def add_surplus(self, path: str, line: int | None, rule: str, message: str) -> None:
        """Add a violation for the node that comes next in the document and has no place in the object.

        Its path may be that of a node which has one, so it is not noted.
        """
        self.visited += 1
        self._add((self.visited, line), path, rule, message, None, "error")

    def visit(self, path: str, line: int | None) -> None:
        """Note that the node at this path comes next in the document."""
        self.visited += 1
        self.places[path] = (self.visited, line)

    def _add(
        self, place: tuple[int, int | None], path: str, rule: str, message: str, value: object, severity: Severity
    ) -> None:
        order, line = place
        violation = Violation(path=path, rule=rule, message=message, value=value, severity=severity, line=line)
        self.found.append((order, violation))

    def _place(self, path: str) -> tuple[int, int | None]:
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, (0, None))

    def sorted(self) -> list[Violation]:
        """Return the violations in document order."""
        return [violation for _, violation in sorted(self.found, key=lambda item: item[0])]


def _validate_bytes(data: bytes, api: str) -> list[Violation]:
    classes = roots().get(api)
    if classes is None:
        raise ValueError(f"there is no API {api!r}; there are {', '.join(roots())}")
    # Only replies may be large: what has no Response root gets the limits of requests.
    root = parse(data) if is_reply(data) else parse_request(data)
    namespace = drop_namespace(root)
    if not isinstance(root.tag, str) or root.tag not in classes:
        message = MESSAGES["unknown-root"].format(roots=" or ".join(classes))
        return [Violation(path=_name(root), rule="unknown", message=message, line=root.sourceline)]
    cls = classes[root.tag]
    plain = read_plain(data, root, cls)
    if plain is not None and accepts(plain):
        return []
    report = _Report()
    if namespace is not None and not shapes()[cls].open:
        message = MESSAGES["namespace"].format(namespace=shown(namespace))
        report.add_surplus(root.tag, root.sourceline, "unknown", message)
    document = _read_container(root, cls, root.tag, report)
    _check_container(document, shapes()[cls], root.tag, report)
    return report.sorted()


def _name(element: etree._Element) -> str:
    """Return an element's name; an entity reference that was not resolved has none."""
    return element.tag if isinstance(element.tag, str) else str(element.text)


def _read_container(element: etree._Element, cls: type[Any], path: str, report: _Report) -> Any:
    """Build the object that an element means, and report what an object cannot hold."""
    shape = shapes()[cls]
    report.visit(path, element.sourceline)
    _report_attributes(element, path, report)
    if (element.text or "").strip(XML_SPACE) or any((child.tail or "").strip(XML_SPACE) for child in element):
        report.add(path, "text", MESSAGES["text"])
    values: dict[str, Any] = {node.field: [] if node.array else None for node in shape.nodes}
    seen: set[str] = set()
    nodes = nodes_by_tag(shape, element)
    for child in element:
        node = nodes.get(_name(child))
        child_path = f"{path}.{node.name if node else _name(child)}"
        if node is None:
            if not shape.open:
                message = MESSAGES["unknown"].format(parent=path, siblings=", ".join(shape.by_name))
                report.add_surplus(child_path, child.sourceline, "unknown", message)
        elif node.array:
            read = values[node.field]
            for one in elements_of(child, node):
                read.append(_read_node(one, node, f"{child_path}[{len(read)}]", report))
        elif node.name in seen:
            report.add_surplus(child_path, child.sourceline, "repeated", MESSAGES["repeated"])
        else:
            seen.add(node.name)
            values[node.field] = _read_node(child, node, child_path, report)
    return cls(**values)


def _read_node(element: etree._Element, node: Node, path: str, report: _Report) -> Any:
    if node.container is not None:
        return _read_container(element, node.container, path, report)
    if node.leaf is None:
        raise AssertionError(f"{node.name} is neither a leaf nor a container")
    report.visit(path, element.sourceline)
    _report_attributes(element, path, report)
    for child in element:
        child_path = f"{path}.{_name(child)}"
        report.add_surplus(child_path, child.sourceline, "unknown", MESSAGES["unknown-in-leaf"].format(parent=path))
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if not text.strip(XML_SPACE) and not node.leaf.takes_blank and not node.required:
        report.add(path, "blank", MESSAGES["blank"], "", "warning")
        return None
    # White space around a number or truth value is not part of it; rules compare the value.
    return text if str in node.leaf.kinds else text.strip(XML_SPACE)


def _report_attributes(element: etree._Element, path: str, report: _Report) -> None:
    for name, value in element.attrib.items():
        report.add(path, "attribute", MESSAGES["attribute"].format(attribute=str(name)), str(value))


def _check_container(value: Any, shape: Shape, path: str, report: _Report) -> bool:
    """Check an object and all below it; tell whether everything below has its class, so that rules can be asked."""
    if path not in report.places:
        report.visit(path, None)
    whole = True
    for node in shape.nodes:
        child = getattr(value, node.field)
        child_path = f"{path}.{node.name}"
        if node.array:
            whole &= _check_array(child, node, child_path, report)
        elif child is None:
            if node.required:
                report.add(child_path, "required", MESSAGES["required"])
        else:
            whole &= _check_node(child, node, child_path, report)
    if shape.open:
        _check_unknown_nodes(value.unknown, path, report)
    if whole:
        for rule in shape.rules:
            if not rule.holds(value):
                report.add(path, rule.id, rule.message, severity=rule.severity)
    return whole


def _check_array(values: object, node: Node, path: str, report: _Report) -> bool:
    if not isinstance(values, list | tuple):
        report.add(path, "type", MESSAGES["type-container"].format(value=shown(values), wanted="a list"), values)
        return False
    if node.required and not values:
        report.add(path, "required", MESSAGES["required"])
    whole = True
    for index, value in enumerate(values):
        whole &= _check_node(value, node, f"{path}[{index}]", report)
    return whole


def _check_node(value: object, node: Node, path: str, report: _Report) -> bool:
    if path not in report.places:
        report.visit(path, None)
    if node.leaf is not None:
        problems = list(leaf_problems(node.leaf, value))
        for problem in problems:
            report.add(path, problem.rule, problem.message, value)
        advise = LEAF_ADVICE.get(node.leaf.name)
        if advise is not None and not problems and (advice := advise(str(value))) is not None:
            report.add(path, advice.rule, advice.message, value, "warning")
        return True
    if node.container is None or not isinstance(value, node.container):
        wanted = node.container.__name__ if node.container else "a node"
        report.add(path, "type", MESSAGES["type-container"].format(value=shown(value), wanted=wanted), value)
        return False
    return _check_container(value, shapes()[node.container], path, report)


def _check_unknown_nodes(nodes: object, parent: str, report: _Report) -> None:
    if not isinstance(nodes, list | tuple):
        report.add(parent, "type", MESSAGES["type-unknown"].format(value=shown(nodes), wanted="a list"), nodes)
        return
    for node in nodes:
        if isinstance(node, UnknownNode):
            _check_unknown(node, f"{parent}.{node.name}", report)
        else:
            report.add(parent, "type", MESSAGES["type-unknown"].format(value=shown(node), wanted="UnknownNode"), node)


def _check_unknown(unknown: UnknownNode, path: str, report: _Report) -> None:
    report.visit(path, None)
    for name in (unknown.name, *unknown.attributes):
        if not _is_name(name):
            report.add(path, "characters", MESSAGES["characters-name"].format(name=shown(name)), name)
    for text in (unknown.text, unknown.tail, *unknown.attributes.values()):
        if not isinstance(text, str):
            report.add(path, "type", MESSAGES["type-unknown"].format(value=shown(text), wanted="text"), text)
        elif found := UNCARRIABLE.search(text):
            message = MESSAGES["characters"].format(character=f"U+{ord(found.group()):04X}")
            report.add(path, "characters", message, text)
    _check_unknown_nodes(unknown.children, path, report)


def _is_name(name: object) -> bool:
    from lxml import etree

    if not isinstance(name, str):
        return False
    try:
        etree.QName(name)
    except ValueError:
        return False
    return True
