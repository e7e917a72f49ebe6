"""Hypothesis strategies for every class of the bindings, derived from the XSD's component model.

The model is read with xmlschema and without the generator, so that the tests find errors of the generator.
``xmlschema_errors`` returns the errors that xmlschema finds in a document of any type.
"""

from __future__ import annotations

import copy
import functools
import re
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import xmlschema
from hypothesis import strategies as st
from lxml import etree
from xmlschema.validators import XsdAnyElement, XsdUnion

from cosanim import models
from cosanim.models import UnknownNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPEC: Final = Path(__file__).resolve().parent.parent / "spec"
XS: Final = "{http://www.w3.org/2001/XMLSchema}"


def _schema_of_all_types() -> xmlschema.XMLSchema11:
    """Return one schema of all types, with an element of the same name for each complex type."""
    uris = [path.as_uri() for path in sorted(SPEC.glob("types/*.xsd"))]
    includes = "".join(f'<xs:include schemaLocation="{uri}"/>' for uri in uris)
    names = [
        element.get("name")
        for path in sorted(SPEC.glob("types/*.xsd"))
        for element in etree.parse(path).getroot().iterchildren(f"{XS}complexType")
    ]
    elements = "".join(f'<xs:element name="{name}" type="{name}"/>' for name in names)
    return xmlschema.XMLSchema11(f'<xs:schema xmlns:xs="{XS[1:-1]}">{includes}{elements}</xs:schema>')


SCHEMA: Final = _schema_of_all_types()
API_SCHEMAS: Final = {path.stem: xmlschema.XMLSchema11(str(path)) for path in sorted(SPEC.glob("*.xsd"))}
COMPLEX: Final[dict[str, Any]] = {name: type_ for name, type_ in SCHEMA.types.items() if type_.is_complex()}
ROOT_TYPES: Final = {
    (api, element.name): element.type.name
    for api, schema in API_SCHEMAS.items()
    for element in schema.elements.values()
}
"""Maps API and root element to the complex type of the root."""


def xmlschema_errors(root: etree._Element, type_name: str) -> list[Any]:
    """Return the errors that xmlschema finds in a document of a type; the name of the root is ignored."""
    root = copy.deepcopy(root)
    root.tag = type_name
    return list(SCHEMA.iter_errors(root))


def class_of(type_name: str) -> type[Any]:
    """Return the class of a complex type."""
    return getattr(models, type_name)


def root_of(type_name: str) -> str:
    """Return the wire root of a type, or the name of the type if it has none."""
    return next((element for (_, element), name in ROOT_TYPES.items() if name == type_name), type_name)


def children_of(type_name: str) -> list[Any]:
    """Return the child elements of a complex type, in the order of the XSD."""
    return [particle for particle in COMPLEX[type_name].content if not isinstance(particle, XsdAnyElement)]


def is_open(type_name: str) -> bool:
    """Return whether a complex type allows unknown elements."""
    return any(isinstance(particle, XsdAnyElement) for particle in COMPLEX[type_name].content)


@functools.cache
def fields_of(cls: type[Any]) -> dict[str, str]:
    """Return the fields of a class by element; both have the order of the XSD."""
    names = [field.name for field in fields(cls)]
    return {child.name: name for child, name in zip(children_of(cls.__name__), names, strict=False)}


def field_of(type_name: str, child: str) -> str:
    """Return the field of a child node."""
    return fields_of(class_of(type_name))[child]


OPEN_TYPES: Final = tuple(name for name in COMPLEX if is_open(name))
CLOSED_TYPES: Final = tuple(name for name in COMPLEX if not is_open(name))
REQUESTS: Final = {name: api for (api, root), name in ROOT_TYPES.items() if root == "Request"}
"""Maps the type of each request body to its API."""
QUERIES: Final = tuple(name for name in COMPLEX if name.endswith("Query"))
"""Types of query parameters, which have no wire root."""


def _type_paths() -> dict[str, tuple[str, ...]]:
    """Return a path for every closed type: the type of a message, then the elements that lead to the type."""
    found: dict[str, tuple[str, ...]] = {}
    waiting = [(name, (name,)) for name in (*REQUESTS, *QUERIES)]
    while waiting:
        type_name, place = waiting.pop(0)
        if type_name in found:
            continue
        found[type_name] = place
        waiting += [
            (child.type.name, (*place, child.name)) for child in children_of(type_name) if child.type.is_complex()
        ]
    return found


TYPE_PATHS: Final = _type_paths()


def node_paths(type_name: str, prefix: str) -> Iterator[str]:
    """Yield the paths of a node of a type, which is ``prefix``, and of all nodes below it."""
    yield prefix
    for child in children_of(type_name):
        path = f"{prefix}/{child.name}"
        if child.type.is_complex():
            yield from node_paths(child.type.name, path)
        else:
            yield path


# --- simple values --------------------------------------------------------------------------------------------------

_CONTROLS = "".join(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r")
XML_CHARACTERS: Final = st.characters(exclude_categories=["Cs"], exclude_characters=_CONTROLS + "\ufffe\uffff")
XML_TEXT: Final = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "\r",
            "\r\n",
            "\t",
            "]]>",
            "<![CDATA[x]]>",
            "&amp;",
            "&#13;",
            "\"'",
            "<a b='c'>",
            "\U0001f600",
            "\u00a0",
        ]
    ),
    st.text(XML_CHARACTERS, max_size=8),
)
_NUMBER_LIKE = re.compile(r"-?\d+(\.\d+)?|true|false")
ODD_TEXTS: Final = ("", "-", "N/A", "640px", "007", "1e5", "+5", " 5 ", "15.", ".5", "TRUE", "\t", "NaN")


def facets_of(type_: Any) -> Iterator[tuple[str, Any]]:
    """Yield the facets of a simple type and of its base types."""
    while type_.name is None or not type_.name.startswith(XS):
        for name, facet in type_.facets.items():
            yield name.removeprefix(XS), facet
        type_ = type_.base_type


def builtin_of(type_: Any) -> str:
    """Return the name of the built-in type that a simple type restricts, without prefix."""
    while not (type_.name or "").startswith(XS):
        type_ = type_.base_type
    return type_.name.removeprefix(XS)


def simple_values(type_: Any, *, plain: bool = False) -> st.SearchStrategy[Any]:
    """Return a strategy for valid Python values of a simple type that are equal after writing and reading.

    Args:
        type_: The simple type.
        plain: Whether to leave out texts that other readers convert to numbers.
    """
    if isinstance(type_, XsdUnion):
        return _union_values(type_, plain=plain)
    primitive = builtin_of(type_)
    if primitive == "boolean":
        return st.booleans()
    facets = dict(facets_of(type_))
    if primitive in {"integer", "decimal"}:
        return _numbers(type_, facets, whole=primitive == "integer")
    if "enumeration" in facets:
        members = list(facets["enumeration"].enumeration)
        return st.sampled_from([*members, *getattr(models, type_.name)])
    if "pattern" in facets:
        pattern = re.compile(facets["pattern"].patterns[0].pattern)
        limit = facets["maxLength"].value if "maxLength" in facets else 60
        texts = st.from_regex(pattern, fullmatch=True, alphabet=XML_CHARACTERS)
        return texts.filter(lambda text: len(text) <= limit and type_.is_valid(text))
    # If blank is not a valid value, a blank element counts as absent.
    return XML_TEXT.filter(lambda text: type_.is_valid(text) and (type_.is_valid("") or text.strip(" \t\r\n")))


def _numbers(type_: Any, facets: dict[str, Any], *, whole: bool) -> st.SearchStrategy[Any]:
    low = facets.get("minInclusive") or facets.get("minExclusive")
    high = facets.get("maxInclusive") or facets.get("maxExclusive")
    low_value, high_value = int(low.value if low else -(10**9)), int(high.value if high else 10**9)
    integers = st.integers(low_value, high_value)
    if whole:
        return integers.filter(lambda number: type_.is_valid(str(number)))
    places = facets["fractionDigits"].value if "fractionDigits" in facets else 6
    decimals = st.decimals(low_value, high_value, places=places)
    return st.one_of(integers, decimals).filter(lambda number: type_.is_valid(format(Decimal(number), "f")))


def _union_values(type_: Any, *, plain: bool) -> st.SearchStrategy[Any]:
    options: list[st.SearchStrategy[Any]] = []
    has_numbers = False
    for member in type_.member_types:
        name = member.name.removeprefix(XS)
        if name == "integer":
            options.append(st.integers(-(10**12), 10**12))
            has_numbers = True
        elif name == "decimal":
            options.append(st.decimals(-(10**6), 10**6, places=4))
            options.append(st.decimals(-(10**6), 10**6, allow_nan=False))
        elif name == "boolean":
            options.append(st.booleans())
            has_numbers = True
        elif name == "string":
            texts = st.sampled_from(ODD_TEXTS) | XML_TEXT.filter(lambda text: not _NUMBER_LIKE.fullmatch(text))
            options.append(st.sampled_from(["", "-", "N/A"]) if plain and has_numbers else texts)
        else:
            options.append(simple_values(member, plain=plain))
    return st.one_of(options)


# --- objects --------------------------------------------------------------------------------------------------------


def _repair_interval_below_duration(animation: models.Animation) -> None:
    video, interval = animation.video, animation.time_interval
    sampled = video.animate_time_interval_of_frame if video else None
    duration = interval.duration if interval else None
    if sampled is not None and duration is not None and float(sampled) >= float(duration):
        video.animate_time_interval_of_frame, interval.duration = Decimal("0.999"), 1


def _repair_template_or_animation(operation: models.Operation) -> None:
    if operation.template_id is None and operation.animation is None:
        operation.template_id = "t1f2"


def _repair_callback_mq_config(request: models.SubmitJobRequest | models.BatchOperation) -> None:
    if request.callback_type == "TDMQ" and request.callback_mq_config is None:
        request.callback_type = None


def _repair_notify_config(config: models.NotifyConfig) -> None:
    queue = (config.mq_mode, config.mq_region, config.mq_name)
    has_destination = {"Url": config.url is not None, "TDMQ": None not in queue}.get(str(config.type), False)
    if config.state == "On" and (config.event is None or not has_destination):
        config.state = "Off"


def _repair_batch_input(source: models.BatchInput) -> None:
    if not (source.manifest or source.url_file or source.prefix or source.object_key):
        source.prefix = "input/"


REPAIRS: Final[dict[str, Callable[[Any], None]]] = {
    "interval-below-duration": _repair_interval_below_duration,
    "create-template-interval-below-duration": _repair_interval_below_duration,
    "update-template-interval-below-duration": _repair_interval_below_duration,
    "template-or-animation": _repair_template_or_animation,
    "batch-template-or-animation": _repair_template_or_animation,
    "callback-mq-config": _repair_callback_mq_config,
    "batch-callback-mq-config": _repair_callback_mq_config,
    "notify-event": _repair_notify_config,
    "notify-type": _repair_notify_config,
    "notify-url": _repair_notify_config,
    "notify-message-queue": _repair_notify_config,
    "batch-input": _repair_batch_input,
}
"""Maps the id of each assert of the XSD to a function that changes an object so that the assert holds."""


def repair(type_name: str, document: Any) -> Any:
    """Change an object so that the asserts of its type hold, and return it."""
    for assertion in COMPLEX[type_name].assertions:
        REPAIRS[assertion.elem.get("id")](document)
    return document


@functools.cache
def objects(type_name: str, *, full: bool = False, plain: bool = False) -> st.SearchStrategy[Any]:
    """Return a strategy for valid objects of a complex type, without unknown nodes.

    Args:
        type_name: Name of the type.
        full: Whether to set every optional child and every array.
        plain: Whether to leave out texts that other readers convert to numbers.
    """
    arguments = {}
    for child in children_of(type_name):
        if child.type.is_complex():
            value = objects(child.type.name, full=full, plain=plain)
        else:
            value = simple_values(child.type, plain=plain)
        if child.max_occurs != 1:
            value = st.lists(value, min_size=1 if full else 0, max_size=2)
        elif child.min_occurs == 0 and not full:
            value = st.none() | value
        arguments[field_of(type_name, child.name)] = value
    return st.builds(class_of(type_name), **arguments).map(functools.partial(repair, type_name))


_NAMES = st.sampled_from(["New", "new-1", "Ünknown", "_x.y", "{urn:example:a}Code", "{urn:example:a}Neu", "新"])
_ATTRIBUTES = st.dictionaries(st.sampled_from(["a", "b-2", "{urn:example:b}c", "键"]), XML_TEXT, max_size=2)


def unknown_nodes(*, tails: bool = True) -> st.SearchStrategy[UnknownNode]:
    """Return a strategy for unknown nodes that are equal after writing and reading.

    Args:
        tails: Whether text may follow a node.
    """
    tail = XML_TEXT.filter(lambda text: not text or text.strip(" \t\r\n")) if tails else st.just("")

    def node(children: st.SearchStrategy[list[UnknownNode]]) -> st.SearchStrategy[UnknownNode]:
        return st.builds(
            UnknownNode, name=_NAMES, text=XML_TEXT, attributes=_ATTRIBUTES, children=children, tail=tail
        ).map(_as_read)

    return st.recursive(node(st.just([])), lambda inner: node(st.lists(inner, max_size=2)), max_leaves=4)


def _as_read(node: UnknownNode) -> UnknownNode:
    if node.children and not node.text.strip(" \t\r\n"):
        node.text = ""
    return node
