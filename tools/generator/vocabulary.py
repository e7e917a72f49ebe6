"""The part of XML Schema that the generator supports; it refuses anything else, so that nothing is dropped silently."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tools.generator.generation_error import GenerationError

if TYPE_CHECKING:
    from lxml import etree

_FACETS: Final = (
    "enumeration",
    "pattern",
    "minInclusive",
    "minExclusive",
    "maxInclusive",
    "maxExclusive",
    "minLength",
    "maxLength",
    "fractionDigits",
)

# Sources of appinfo: warning rules of a type; other names of a node; names of nodes inside a node that may enclose each
# of its texts; a description of the patterns of a simple type.
WARNING: Final = "cosanim:warning"
SPELLING: Final = "cosanim:spelling"
NESTED: Final = "cosanim:nested"
FORM: Final = "cosanim:form"
_APPINFOS: Final = {"complexType": (WARNING,), "simpleType": (WARNING, FORM), "element": (SPELLING, NESTED)}

# Attributes and children of each element; the contents of appinfo are checked separately.
_KNOWN: Final[dict[str, tuple[set[str], set[str]]]] = {
    "schema": ({"elementFormDefault"}, {"annotation", "include", "simpleType", "complexType", "element"}),
    "include": ({"schemaLocation"}, set()),
    "annotation": (set(), {"documentation", "appinfo"}),
    "documentation": (set(), set()),
    "appinfo": ({"source"}, {"rule"}),
    "rule": ({"id", "test"}, set()),
    "simpleType": ({"name"}, {"annotation", "restriction", "union"}),
    "restriction": ({"base"}, {"annotation", *_FACETS}),
    "union": ({"memberTypes"}, {"annotation"}),
    "complexType": ({"name"}, {"annotation", "all", "assert"}),
    "all": (set(), {"annotation", "element", "any"}),
    "any": ({"minOccurs", "maxOccurs", "notQName", "processContents"}, {"annotation"}),
    "element": ({"name", "type", "minOccurs", "maxOccurs"}, {"annotation"}),
    "assert": ({"id", "test"}, {"annotation"}),
    **dict.fromkeys(_FACETS, ({"value"}, {"annotation"})),
}

_ESCAPE: Final = re.compile(r"\\(?![nrt\\|.?*+(){}\-\[\]^sSiIcCdDwWpP]).", re.DOTALL)
"""An escape that the patterns of XML Schema do not have; some validators accept them, others refuse the schema."""


def check_vocabulary(file: str, root: etree._Element) -> None:
    """Refuse constructs that the generator does not support.

    Args:
        file: Name of the XSD.
        root: Root element of the file.

    Raises:
        GenerationError: An element, an attribute or an annotation is not supported.
    """
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        name = _local(element)
        attributes, children = _KNOWN.get(name, (set(), set()))
        if name not in _KNOWN:
            raise GenerationError(f"{name} is not supported", file, element.sourceline)
        for attribute in element.attrib:
            if attribute not in attributes:
                raise GenerationError(f"the attribute {attribute} of {name} is not supported", file, element.sourceline)
        for child in element.iterchildren("*"):
            if _local(child) not in children:
                raise GenerationError(f"{_local(child)} inside {name} is not supported", file, child.sourceline)
        if name == "appinfo":
            _check_appinfo(file, element)
        if name == "pattern" and (found := _ESCAPE.search(re.sub(r"\\\\", "", element.get("value", "")))):
            message = f"patterns of XML Schema do not have the escape {found[0]}: write [{found[0][1]}]"
            raise GenerationError(message, file, element.sourceline)


def _check_appinfo(file: str, appinfo: etree._Element) -> None:
    annotation = appinfo.getparent()
    owner = None if annotation is None else annotation.getparent()
    known = _APPINFOS.get("" if owner is None else _local(owner), ())
    if not known:
        raise GenerationError("an appinfo is supported only for named types and nodes", file, appinfo.sourceline)
    if appinfo.get("source") not in known:
        message = f"only the appinfo {' or '.join(known)} is supported here"
        raise GenerationError(message, file, appinfo.sourceline)
    if appinfo.get("source") != WARNING and (len(appinfo) or not (appinfo.text or "").strip()):
        raise GenerationError(f"the appinfo {appinfo.get('source')} must hold text", file, appinfo.sourceline)


def _local(element: etree._Element) -> str:
    """Return an element's local name; rules are in no namespace, all others in that of XML Schema."""
    return str(element.tag).rpartition("}")[2]
