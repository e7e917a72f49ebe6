"""Writes the lines that ``sync`` proposes: an element with its types, or an erratum."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from tools.documentation.page_statements.documented_types import DECIMAL, FLAG, STRING, WHOLE
from tools.documentation.page_statements.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.spec_model.spec_types import SpecTypes

PLACEHOLDER: Final = "To be described."
_ANY: Final = '      <xs:any notQName="##definedSibling" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>\n'
_VERBS: Final = frozenset({"submit", "create", "describe", "list", "update", "delete", "cancel", "get", "query"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Types of the nodes that have the same meaning in every request.
_COMMON: Final = {
    "Bucket": "BucketName",
    "CallBack": "CallBackUrl",
    "JobLevel": "JobLevel",
    "Object": "ObjectKey",
    "QueueId": "Identifier",
    "Region": "RegionName",
    "TemplateId": "Identifier",
    "UserData": "UserData",
}
_IN_WORDS: Final = {
    STRING: "text",
    WHOLE: "whole number",
    DECIMAL: "number",
    FLAG: "true or false",
    "ReplyInteger": "whole number",
    "ReplyNumber": "number",
    "ReplyBoolean": "true or false",
}
# Replies may hold any text, so their types have no limits and enumerations.
_REPLY_TYPES: Final = {WHOLE: "ReplyInteger", DECIMAL: "ReplyNumber", FLAG: "ReplyBoolean"}
# Kind of erratum, and whether the XSD has the property (None if irrelevant), to texts for ``page`` and ``spec``.
_ERRATA: Final[dict[tuple[str, bool | None], tuple[str, str]]] = {
    ("added", True): ("Not in the tables of the page.", "Has it."),
    ("left-out", None): ("Documents it.", "Lacks it."),
    ("required", True): ("Says that it is optional.", "Required."),
    ("required", False): ("Says that it is required.", "Optional."),
    ("array", True): ("Says that it occurs once.", "May repeat."),
    ("array", False): ("Says that it may repeat.", "Occurs once."),
    ("type", True): ("Typed as a container.", "Text."),
    ("type", False): ("Typed as a text.", "Holds nodes."),
    ("moved", None): ("Gives it a parent that no row documents.", "Below `to`."),
}


@dataclass(slots=True, kw_only=True)
class ProposedNode:
    """A documented node that the XSD lacks.

    Attributes:
        name: Its name.
        path: Its path from the root.
        kind: Its XSD type according to the Type column.
        limits: The limits that its row states.
        array: Whether the node may repeat.
        required: Whether the node is required.
        is_reply: Whether the node is part of a reply, so that its type accepts any text.
        is_container: Whether the node holds nodes, even if none is documented.
        children: The nodes below it.
    """

    name: str
    path: str
    kind: str = STRING
    limits: Limits = field(default_factory=Limits)
    array: bool = False
    required: bool = False
    is_reply: bool = False
    is_container: bool = False
    children: list[ProposedNode] = field(default_factory=list)

    def walk(self) -> Iterator[ProposedNode]:
        """Yield the node and all its descendants, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def element_and_types(node: ProposedNode, api: str, known: SpecTypes) -> tuple[str, str]:
    """Return the line that declares an element, and the new types that it requires.

    Args:
        node: The element.
        api: The API, from which new types get their names.
        known: The existing types.
    """
    writer = _Writer(api, known)
    line = writer.element(node)
    return line, "\n".join(writer.types.values())


def erratum(kind: str, api: str, path: str, *, is_so: bool | None, to: str = "") -> str:
    """Return the entry for errata.toml, with a placeholder for the reason.

    Args:
        kind: Kind of the erratum.
        api: The API.
        path: Path of the node on the page.
        is_so: Whether the element is required, repeats or holds text, depending on the kind; None if irrelevant.
        to: For moved nodes, the parent.
    """
    page, spec = _ERRATA[kind, is_so]
    lines = ["[[erratum]]", f'api = "{api}"', f'path = "{path}"', f'kind = "{kind}"']
    lines += [f'to = "{to}"'] if to else []
    return "\n".join([*lines, f'page = "{page}"', f'spec = "{spec}"', 'why = "TODO"'])


def occurs(*, required: bool, array: bool) -> str:
    """Return the occurrence attributes of an element, each preceded by a blank."""
    return ("" if required else ' minOccurs="0"') + (' maxOccurs="unbounded"' if array else "")


class _Writer:
    def __init__(self, api: str, known: SpecTypes) -> None:
        self.types: dict[str, str] = {}
        self._known = known
        verb, _, rest = api.partition("_")
        words = rest if verb in _VERBS and rest else api
        self._family = "".join(word[:1].upper() + word[1:] for word in words.split("_"))

    def element(self, node: ProposedNode) -> str:
        type_name, words = self._container(node) if node.is_container else self._text(node)
        attributes = f"name={quoteattr(node.name)} type={quoteattr(type_name)}"
        attributes += occurs(required=node.required, array=node.array)
        return f"<xs:element {attributes}>{_annotation(node.name, words)}</xs:element>"

    def _container(self, node: ProposedNode) -> tuple[str, str]:
        name = self._free_name(node.name + ("Detail" if node.is_reply else ""))
        self.types[name] = ""  # the type precedes those of its children
        body = "".join(f"      {self.element(child)}\n" for child in node.children)
        body += _ANY if node.is_reply or not node.children else ""
        about = _annotation(name, "nodes")
        self.types[name] = (
            f'  <xs:complexType name="{name}">\n    {about}\n    <xs:all>\n{body}    </xs:all>\n  </xs:complexType>\n'
        )
        return name, "nodes"

    def _text(self, node: ProposedNode) -> tuple[str, str]:
        plain = node.kind if node.kind in _IN_WORDS else STRING
        if node.is_reply:
            name = _REPLY_TYPES.get(plain, STRING)
            return name, _IN_WORDS[name]
        if node.name in _COMMON and _COMMON[node.name] in self._known.names:
            return _COMMON[node.name], "text"
        if node.limits.enumeration:
            known = self._known.enumeration(node.limits.enumeration)
            return known or self._simple_type(node, STRING, "one of these values"), "text"
        base = DECIMAL if node.limits.range is not None and plain == STRING else plain
        is_length_of_number = node.limits.range is None and base != STRING
        if not node.limits.facets or is_length_of_number:
            return base, _IN_WORDS[base]
        return self._simple_type(node, base, f"{_IN_WORDS[base]} within limits"), _IN_WORDS[base]

    def _simple_type(self, node: ProposedNode, base: str, words: str) -> str:
        name = self._free_name(node.name)
        facets = "".join(f"      {_facet(facet, value)}\n" for facet, value in node.limits.facets)
        self.types[name] = (
            f'  <xs:simpleType name="{name}">\n    {_annotation(node.name, words)}\n'
            f'    <xs:restriction base="{base}">\n{facets}    </xs:restriction>\n  </xs:simpleType>\n'
        )
        return name

    def _free_name(self, name: str) -> str:
        first = free = f"{self._family}{name}"
        number = 2
        while free in self._known.names or free in self.types:
            free, number = f"{first}{number}", number + 1
        return free


def _annotation(name: str, words: str) -> str:
    """Return placeholder documentation with the name, since texts of the page are not copied."""
    parts = [part if part.isupper() and len(part) > 1 else part.lower() for part in _WORD.findall(name)]
    phrase = " ".join(parts) or name
    text = f"{phrase[:1].upper()}{phrase[1:]}, {words}. {PLACEHOLDER}"
    return f"<xs:annotation><xs:documentation>{escape(text)}</xs:documentation></xs:annotation>"


def _facet(name: str, value: str) -> str:
    if name != "enumeration":
        return f"<xs:{name} value={quoteattr(value)}/>"
    return f"<xs:enumeration value={quoteattr(value)}>{_annotation(value, 'a value')}</xs:enumeration>"
