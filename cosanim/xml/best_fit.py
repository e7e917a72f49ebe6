"""Validates documents whose API is not known: finds the API whose schema a document fits best.

A document fits best where the schema knows the most of its nodes, then where it has the fewest errors. Several APIs
share a class, or have classes that differ in optional nodes only, so a document can fit several equally well; the first
of ``_PREFERRED`` and then of the alphabet is taken, and the others are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.errors import DecodeError
from cosanim.xml.checker import check
from cosanim.xml.dict_form import read_dict
from cosanim.xml.json_form import load_json
from cosanim.xml.mappings import Tree
from cosanim.xml.parsing import may_have_attributes
from cosanim.xml.plans import plan_of, roots, roots_of
from cosanim.xml.reader import read
from cosanim.xml.validation import ValidateSink, errors_of, parse_document, unknown_root, violations_in

if TYPE_CHECKING:
    from lxml import etree

    from cosanim.schema import UnknownNode
    from cosanim.xml.plans import Plan
    from cosanim.xml.violations import Violation

_PREFERRED: Final = ("submit_job", "describe_jobs", "list_jobs")
_SPACE: Final = b" \t\r\n"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Candidate(NamedTuple):
    """A class that a document may represent.

    Attributes:
        api: Name of the API.
        root: Its root element.
        cls: The class.
    """

    api: str
    root: str
    cls: type[Any]


class Report(NamedTuple):
    """The result of the validation of a document.

    Attributes:
        api: The API whose schema was used; None if the root belongs to no API.
        root: The root element.
        also_fits: Other APIs whose schemas the document fits as well.
        violations: All violations, warnings included, in document order.
    """

    api: str | None
    root: str
    also_fits: tuple[str, ...]
    violations: list[Violation]


def validate_document(data: bytes, *, api: str | None = None) -> Report:
    """Validate a document in XML or JSON.

    JSON may be the service's JSON form or a dict of the official SDK, with or without the root around it.

    Args:
        data: The document, UTF-8. It is JSON if it begins with a brace.
        api: Name of the API, as in ``spec/<api>.xsd``; None to find it.

    Raises:
        DecodeError: The document is malformed or too large; the limits are those of ``validate`` and ``load_json``.
        ValueError: There is no API with this name.
    """
    candidates = _candidates(api)
    if data.removeprefix(_BYTE_ORDER_MARK).lstrip(_SPACE)[:1] in {b"{", b"["}:
        return _validate_json(data, candidates)
    root, namespace = parse_document(data)
    fitting = [candidate for candidate in candidates if candidate.root == root.tag]
    if not fitting:
        names = dict.fromkeys(candidate.root for candidate in candidates)
        return Report(api, str(root.tag), (), [unknown_root(root, names)])
    best, also_fits = _best(fitting, {best.root: root for best in fitting})
    violations = violations_in(root, best.cls, has_attributes=may_have_attributes(data), namespace=namespace)
    return Report(best.api, best.root, also_fits, violations)


def _validate_json(data: bytes, candidates: list[Candidate]) -> Report:
    content = load_json(data.removeprefix(_BYTE_ORDER_MARK))
    if not isinstance(content, dict):
        raise DecodeError("the JSON is a list; a document is one object")
    names = {candidate.root for candidate in candidates}
    (name, inner) = next(iter(content.items())) if len(content) == 1 else ("", None)
    if name in names and isinstance(inner, dict):
        names, content = {name}, inner
    trees = {root: Tree(root, content, blank_is_absent=True).root for root in names}
    best, also_fits = _best([candidate for candidate in candidates if candidate.root in names], trees)
    _, violations = read_dict(content, best.cls)
    return Report(best.api, best.root, also_fits, violations)


def _candidates(api: str | None) -> list[Candidate]:
    """Return the classes of an API, or of all APIs, the preferred ones first."""
    known = roots() if api is None else {api: roots_of(api)}
    names = sorted(known, key=lambda name: (_PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED), name))
    return [Candidate(name, root, cls) for name in names for root, cls in known[name].items()]


def _best(candidates: list[Candidate], documents: dict[str, etree._Element]) -> tuple[Candidate, tuple[str, ...]]:
    """Return the candidate that a document fits best, and the names of the other APIs that it fits as well.

    Args:
        candidates: The candidates, at least one, the preferred ones first.
        documents: The document for each root.
    """
    # The children of the root decide in nearly all cases, and reading a large reply for each candidate takes long.
    known_counts = [_known_count(documents[one.root], plan_of(one.cls)) for one in candidates]
    most = max(known_counts)
    if not most:
        return candidates[0], ()
    remaining = [one for one, known in zip(candidates, known_counts, strict=True) if known == most]
    if len(remaining) == 1:
        return remaining[0], ()
    scores = [_score(documents[one.root], plan_of(one.cls)) for one in remaining]
    best, *others = [one for one, score in zip(remaining, scores, strict=True) if score == min(scores)]
    return best, tuple(other.api for other in others if other.api != best.api)


def _known_count(root: etree._Element, plan: Plan) -> int:
    """Return the number of different names of the root's children that a schema knows."""
    occurring: dict[str, bool] = {}
    children = {child.tag: child for child in root}
    return sum(
        name in plan.by_name or plan.element_by_spelling(child, occurring) is not None
        for name, child in children.items()
    )


def _score(root: etree._Element, plan: Plan) -> tuple[int, int]:
    """Return the number of unknown nodes in a document, and the number of its other errors."""
    sink = _CountingSink()
    document = read(root, plan, sink, plan.root, has_attributes=False)
    return sink.unknown_count, len(errors_of(check(document, plan, plan.root)))


class _CountingSink(ValidateSink):
    """Sink that counts unknown nodes, in requests and in replies."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown_count = 0

    def unknown(self, child: etree._Element, plan: Plan, path: str, unknown_nodes: list[UnknownNode]) -> None:
        del child, plan, path, unknown_nodes
        self.unknown_count += 1
