"""Reads the Type column, and maps its words to XSD types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.documentation.pages.type_cells import element_type

if TYPE_CHECKING:
    from tools.documentation.pages import Row

STRING: Final = "xs:string"
WHOLE: Final = "xs:integer"
DECIMAL: Final = "xs:decimal"
FLAG: Final = "Flag"
NODES: Final = "nodes"
NUMBERS: Final = frozenset({WHOLE, DECIMAL})

_WORDS: Final = {
    STRING: ("string", "enum", "date"),
    WHOLE: ("int", "integer", "long"),
    DECIMAL: ("float", "double", "number"),
    FLAG: ("bool", "boolean"),
    NODES: ("container", "object"),
}
_XSD_TYPES: Final = {word: xsd for xsd, words in _WORDS.items() for word in words}


def documented_type(row: Row) -> str:
    """Return the type that a row states, in lower case and without the word for an array; "" if it states none."""
    return element_type(row.type)


def xsd_type(word: str) -> str:
    """Return the XSD type for a documented type, "nodes" for a container, and any unknown word unchanged."""
    return _XSD_TYPES.get(word, word)
