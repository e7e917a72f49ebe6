"""Validates objects and documents against the schema; every violation has its path, and in documents its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from cosanim.close_match import close_match
from cosanim.xml.checker import check
from cosanim.xml.parsing import drop_namespace, is_reply, may_have_attributes, parse, parse_request
from cosanim.xml.plans import plan_of, plan_of_object, roots_of
from cosanim.xml.reader import element_text, holds_text, path_of, read, values_in
from cosanim.xml.value_texts import XML_SPACE
from cosanim.xml.violations import MESSAGES, Severity, Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import ElementPlan, Plan


_Bytes: TypeAlias = bytes | bytearray | memoryview


def validate(document: object, *, api: str = "submit_job") -> list[Violation]:
    """Validate an object of the bindings, or the bytes of a document.

    Args:
        document: An object of any class of ``cosanim.models``, or bytes.
        api: Name of the API that the bytes belong to, as in ``spec/<api>.xsd``. Not used for objects.

    Returns:
        All violations, warnings included, in document order; an empty list if there are none.

    Raises:
        DecodeError: The bytes are not well-formed XML, have a DTD, or exceed the limits: 64 KiB and 2,000 elements for
            requests, 64 MiB for replies.
        TypeError: The object is not of a class of the bindings.
        ValueError: There is no API with this name.
    """
    if isinstance(document, _Bytes):
        return _validate_bytes(bytes(document), api)
    plan = plan_of_object(document, "validate")
    return check(document, plan, plan.root)


def violations_in(
    root: etree._Element, cls: type[Any], *, has_attributes: bool, namespace: str | None = None, merge: bool = True
) -> list[Violation]:
    """Validate a parsed document.

    Args:
        root: The root, without a namespace.
        cls: The class that the root represents.
        has_attributes: Whether any element of the document may have attributes.
        namespace: The namespace that was removed from the root; None if there was none.
        merge: Report a required node with a misspelt name once, as unknown, and not as missing, too.

    Returns:
        All violations, warnings included, in document order.
    """
    plan = plan_of(cls)
    sink = ValidateSink()
    if namespace is not None and not plan.open:
        sink.namespace(root, namespace)
    document = read(root, plan, sink, plan.root, has_attributes=has_attributes)
    violations = check(document, plan, plan.root)
    if not (sink.violations or violations):
        return []
    checked = [violation for violation in violations if not (merge and sink.is_meant(violation))]
    return in_document_order(root, plan, sink.violations, checked)


def errors_of(violations: Iterable[Violation]) -> list[Violation]:
    """Return the violations of severity error. Only these make a document invalid."""
    return [violation for violation in violations if violation.severity == "error"]


def with_further(violations: list[Violation], further: Iterable[Violation], cls: type[Any]) -> list[Violation]:
    """Return the violations of an object together with those of rules that are not in the schema, in document order.

    Args:
        violations: What ``validate`` has found.
        further: The others; of violations with one path they come last.
        cls: The class of the object.
    """
    plan = plan_of(cls)
    # A missing node is reported before the children of its parent.
    places = [_place(plan, one.path.rpartition(".")[0] if one.rule == "required" else one.path) for one in violations]
    placed = [*zip(places, violations, strict=True), *((_place(plan, one.path), one) for one in further)]
    return [one for _, one in sorted(placed, key=lambda item: item[0])]


def _place(plan: Plan, path: str) -> list[tuple[int, int]]:
    """Return what orders a path among others: the number and the index of the node on each level."""
    place = []
    here: Plan | None = plan
    for step in path.split(".")[1:]:
        name, _, index = step.rstrip("]").partition("[")
        names = [] if here is None else [element.name for element in here.elements]
        if here is None or name not in names:
            break
        number = names.index(name)
        place.append((number, int(index or 0)))
        here = here.elements[number].complex if here.elements[number].simple is None else None
    return place


def _validate_bytes(data: bytes, api: str) -> list[Violation]:
    classes = roots_of(api)
    root, namespace = parse_document(data)
    if not isinstance(root.tag, str) or root.tag not in classes:
        return [unknown_root(root, classes)]
    return violations_in(root, classes[root.tag], has_attributes=may_have_attributes(data), namespace=namespace)


def parse_document(data: bytes) -> tuple[etree._Element, str | None]:
    """Parse a request or a reply, within the limits of each.

    Args:
        data: The document.

    Returns:
        The root, without its namespace, and the namespace; None if there was none.

    Raises:
        DecodeError: As for ``validate``.
    """
    # Only replies, whose root is Response, may exceed the limits of requests.
    root = parse(data) if is_reply(data) else parse_request(data)
    return root, drop_namespace(root)


def unknown_root(root: etree._Element, expected: Iterable[str]) -> Violation:
    """Return the violation of a document whose root is not one of those expected."""
    message = MESSAGES["unknown-root"].format(roots=" or ".join(expected))
    return Violation(path=_name(root), rule="unknown", message=message, line=root.sourceline)


def _name(element: etree._Element) -> str:
    """Return the name of an element, or the text of an entity reference, which has no name."""
    return element.tag if isinstance(element.tag, str) else str(element.text)


class ValidateSink:
    """Sink of ``validate``: reports everything that is not in the schema. Texts are checked by the checker."""

    takes_all_texts = True

    def __init__(self) -> None:
        """Start without violations."""
        self.violations: list[tuple[etree._Element, Violation]] = []
        self._meant: set[str] = set()
        self._with_text: set[etree._Element] = set()

    def namespace(self, root: etree._Element, namespace: str) -> None:
        """Report the namespace of a request."""
        self._add(root, str(root.tag), "unknown", MESSAGES["namespace"].format(namespace=abbreviate(namespace)))

    def attributes(self, element: etree._Element, path: str) -> None:
        """Report each attribute."""
        for name, value in element.attrib.items():
            self._add(element, path, "attribute", MESSAGES["attribute"].format(attribute=str(name)), str(value))

    def text_between(self, element: etree._Element, path: str) -> None:
        """Report the first text between the children of an element."""
        if element not in self._with_text:
            self._with_text.add(element)
            self._add(element, path, "text", MESSAGES["text"])

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:  # noqa: ARG002
        """Report an unknown node of a request."""
        if not plan.open:
            self._add(child, f"{path}.{_name(child)}", "unknown", self._unknown_message(child, plan, path))
        self._report_tail(child, path)

    def _unknown_message(self, child: etree._Element, plan: Plan, path: str) -> str:
        parent = child.getparent()
        missing = [name for name in plan.by_name if parent is None or parent.find(name) is None]
        close = close_match(_name(child), missing)
        if close is None:
            return MESSAGES["unknown"].format(parent=path, siblings=", ".join(plan.by_name))
        self._meant.add(f"{path}.{close}")
        return MESSAGES["unknown-close"].format(parent=path, close=close)

    def is_meant(self, violation: Violation) -> bool:
        """Return whether a violation is about a missing node that is there under a misspelt name, which is reported."""
        return violation.rule == "required" and violation.path in self._meant

    def repeated(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,  # noqa: ARG002
        path: str,
        unknown_nodes: list[UnknownNode],  # noqa: ARG002
    ) -> None:
        """Report the second occurrence."""
        self._add(child, f"{path}.{element.name}", "repeated", MESSAGES["repeated"])
        self._report_tail(child, path)

    def nested(
        self,
        child: etree._Element,
        element: ElementPlan,
        plan: Plan,  # noqa: ARG002
        path: str,
        unknown_nodes: list[UnknownNode],  # noqa: ARG002
        index: int,
    ) -> str:
        """Report the nodes, and return the text beside them."""
        where = path_of(path, element, index)
        message = MESSAGES["unknown-in-text"].format(parent=where)
        for inner in child:
            self._add(inner, f"{where}.{_name(inner)}", "unknown", message)
        return element_text(child)

    def value(self, text: str, element: ElementPlan, child: etree._Element, path: str, index: int) -> str | None:
        """Return the text, which the checker reads; None for an optional blank text, which is reported."""
        simple = element.simple
        if simple is None:
            raise AssertionError(f"{element.name} is not of simple type")
        if not text.strip(XML_SPACE) and not simple.takes_blank and not element.required:
            self._add(child, path_of(path, element, index), "blank", MESSAGES["blank"], "", "warning")
            return None
        # White space around a number or a bool does not belong to the value.
        return text if simple.takes_text else text.strip(XML_SPACE)

    def _report_tail(self, child: etree._Element, path: str) -> None:
        parent = child.getparent()
        if parent is not None and holds_text(child.tail or ""):
            self.text_between(parent, path)

    def _add(
        self,
        element: etree._Element,
        path: str,
        rule: str,
        message: str,
        value: object = None,
        severity: Severity = "error",
    ) -> None:
        violation = Violation(
            path=path, rule=rule, message=message, value=value, severity=severity, line=element.sourceline
        )
        self.violations.append((element, violation))


def elements_by_path(root: etree._Element, plan: Plan) -> dict[str, etree._Element]:
    """Return the elements that the reader reads into an object, by their paths.

    Args:
        root: The root of the document.
        plan: The plan of its class.
    """
    element_at: dict[str, etree._Element] = {}
    _collect_elements(root, plan, str(root.tag), element_at)
    return element_at


def in_document_order(
    root: etree._Element, plan: Plan, reported: list[tuple[etree._Element, Violation]], checked: list[Violation]
) -> list[Violation]:
    """Return all violations in document order, each with its line.

    Args:
        root: The root of the document.
        plan: The plan of its class.
        reported: The violations that the sink reported, with their elements.
        checked: The violations of the checker, which have no lines.
    """
    order = {element: position for position, element in enumerate(root.iter())}
    element_at = elements_by_path(root, plan)
    positioned = [(order[element], violation) for element, violation in reported]
    for violation in checked:
        path = violation.path
        # A missing element is reported at the position of its parent.
        while path not in element_at:
            path = path[: path.rindex(".")]
        element = element_at[path]
        positioned.append((order[element], violation._replace(line=element.sourceline)))
    return [violation for _, violation in sorted(positioned, key=lambda item: item[0])]


def _collect_elements(parent: etree._Element, plan: Plan, path: str, element_at: dict[str, Any]) -> None:
    """Map the path of each value of the object to the element that the reader has read it from."""
    element_at[path] = parent
    counts: dict[str, int] = {}
    occurring: dict[str, bool] = {}
    for child in parent:
        element = plan.by_name.get(child.tag) or plan.element_by_spelling(child, occurring)  # type: ignore[arg-type]
        if element is None:
            continue
        for member in values_in(child, element) if element.array else [child]:
            index = counts.get(element.name, 0)
            counts[element.name] = index + 1
            if index and not element.array:
                continue
            child_path = path_of(path, element, index)
            if element.simple is None:
                _collect_elements(member, element.complex, child_path, element_at)
            else:
                element_at[child_path] = member
