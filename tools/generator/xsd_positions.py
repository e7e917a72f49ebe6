"""Finds file and line of a component in the XSDs, which the model of xmlschema does not contain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from tools.generator.generation_error import GenerationError
from tools.generator.vocabulary import check_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    import xmlschema

XS: Final = "{http://www.w3.org/2001/XMLSchema}"

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"""\s+(?P<name>[\w:.-]+)\s*=\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL)
_RULE: Final = re.compile(
    r"""<(?:\w+:assert|rule)\b(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)""", re.DOTALL
)
# The source of one character of an attribute value: a character or an entity.
_UNIT: Final = re.compile(r"&[^;]+;|\r\n|.", re.DOTALL)
_COLUMN: Final = re.compile(r" at line 1, column ([0-9]+)")


def column_in(message: str) -> int | None:
    """Return the column, 1-based, that a message of elementpath names; None if it names none."""
    found = _COLUMN.search(message)
    return int(found[1]) if found else None


class XsdPositions:
    """Files and lines of types, their children and their rules, looked up by name."""

    def __init__(self, spec: Path) -> None:
        """Read every file of the spec.

        Args:
            spec: The folder ``spec/``.

        Raises:
            GenerationError: A file is malformed, includes a missing file or has an unsupported construct; an assert or
                advice has no id; or a name is used twice.
        """
        self._positions: dict[tuple[str, ...], tuple[str, int | None]] = {}
        self._roots: dict[str, etree._Element] = {}
        self._texts: dict[str, str] = {}
        for path in sorted(spec.rglob("*.xsd")):
            try:
                root = etree.parse(path).getroot()
            except etree.XMLSyntaxError as error:
                raise GenerationError(str(error.msg), file=path.name, line=error.lineno) from error
            check_vocabulary(path.name, root)
            self._roots[path.name] = root
            self._texts[path.name] = path.read_text("utf-8")
            for element in root.iterchildren(f"{XS}include"):
                location = element.get("schemaLocation", "")
                if not (path.parent / location).is_file():
                    raise GenerationError(f"includes {location!r}, which does not exist", path.name, element.sourceline)
            self._note(path.name, root)

    def find(self, *key: str) -> tuple[str, int | None]:
        """Return file and line of a type, of a child of a type, or of a rule; "" and None for an unknown name."""
        while key and key not in self._positions:
            key = key[:-1]
        return self._positions.get(key, ("", None))

    def error(self, message: str, *key: str) -> GenerationError:
        """Return an error with a message, and with the position of a component."""
        file, line = self.find(*key)
        return GenerationError(message, file=file, line=line)

    def expression(self, rule: str) -> tuple[tuple[int, int], ...]:
        """Return the position of each character in the expression of a rule, and of its end.

        Args:
            rule: Id of an assert or advice.

        Returns:
            Pairs of line and column, 1-based, by offset in the expression, without white space around it.
        """
        text = self._texts[self.find(rule)[0]]
        # Comments may contain rules; they are blanked so that positions do not change.
        text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        for tag in _RULE.finditer(text):
            attributes = {match["name"]: match for match in _ATTRIBUTE.finditer(tag["attributes"])}
            if attributes["id"]["value"] != rule:
                continue
            start = tag.start("attributes") + attributes["test"].start("value")
            offsets = [start + unit.start() for unit in _UNIT.finditer(attributes["test"]["value"].rstrip())]
            while text[offsets[0]].isspace():
                del offsets[0]
            offsets.append(offsets[-1] + 1)
            return tuple((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for at in offsets)
        raise AssertionError(f"no expression of {rule}")

    def xpath_error(self, message: str, rule: str, offset: int) -> GenerationError:
        """Return an error with a message, and with a position inside the expression of a rule.

        Args:
            message: The error.
            rule: Id of the assert or advice.
            offset: Offset of the position in the expression.
        """
        positions = self.expression(rule)
        line, column = positions[min(offset, len(positions) - 1)]
        message = _COLUMN.sub("", message)  # the column of the parser is relative to the expression
        return GenerationError(f"rule {rule}: {message}", file=self.find(rule)[0], line=line, column=column)

    def error_of(self, error: xmlschema.XMLSchemaParseError) -> GenerationError:
        """Return the error for one of xmlschema, with file and line of the element."""
        message = str(error.message)
        rule = None if error.elem is None else error.elem.get("id")
        if rule is not None and (column := column_in(message)) is not None:
            return self.xpath_error(message, rule, column - 1)
        file = (error.schema_url or "").rpartition("/")[2]
        if error.path is None or file not in self._roots:
            return GenerationError(message, file=file)
        found = self._roots[file].getroottree().xpath(error.path, namespaces={"xs": XS.strip("{}")})
        return GenerationError(message, file=file, line=found[0].sourceline if found else None)

    def _note(self, file: str, root: etree._Element) -> None:
        for element in root.iter(f"{XS}complexType", f"{XS}simpleType", f"{XS}assert", "rule"):
            name = element.get("id") or element.get("name")
            if name is None:
                raise GenerationError("has no id", file=file, line=element.sourceline)
            if (name,) in self._positions:
                raise GenerationError(f"{name} is used twice", file=file, line=element.sourceline)
            self._positions[(name,)] = (file, element.sourceline)
            for child in element.iter(f"{XS}element"):
                self._positions[(name, child.get("name", ""))] = (file, child.sourceline)
