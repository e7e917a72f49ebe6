"""Maps the words of the Type column to XSD types."""

from __future__ import annotations

from typing import Final

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
_KINDS: Final = {word: kind for kind, words in _WORDS.items() for word in words}


def xsd_type(word: str) -> str:
    """Return the XSD type of a documented type in lower case; "nodes" for a container, any unknown word unchanged."""
    return _KINDS.get(word, word)
