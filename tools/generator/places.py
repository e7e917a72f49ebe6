"""Where in the XSDs a component stands: xmlschema's component model does not keep files and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from tools.generator.errors import GenerationError

if TYPE_CHECKING:
    from pathlib import Path

XS: Final = "{http://www.w3.org/2001/XMLSchema}"


class Places:
    """Files and lines of types, their children and their rules, looked up by name."""

    def __init__(self, spec: Path) -> None:
        """Read every file of the spec.

        Args:
            spec: The folder ``spec/``.

        Raises:
            GenerationError: A file is malformed or includes one that does not exist, an assert or advice has no id,
                or a name is used twice.
        """
        self._places: dict[tuple[str, ...], tuple[str, int | None]] = {}
        self._roots: list[tuple[str, etree._Element]] = []
        for path in sorted(spec.rglob("*.xsd")):
            try:
                root = etree.parse(path).getroot()
            except etree.XMLSyntaxError as error:
                raise GenerationError(str(error.msg), file=path.name, line=error.lineno) from error
            self._roots.append((path.name, root))
            for element in root.iterchildren(f"{XS}include"):
                location = element.get("schemaLocation", "")
                if not (path.parent / location).is_file():
                    raise GenerationError(f"includes {location!r}, which is no file", path.name, element.sourceline)
            self._note(path.name, root)

    def find(self, *key: str) -> tuple[str, int | None]:
        """Return file and line of a type, of a child of a type, or of the rule with an id."""
        while key and key not in self._places:
            key = key[:-1]
        return self._places.get(key, ("", None))

    def error(self, message: str, *key: str) -> GenerationError:
        """Return the error that says this about a component."""
        file, line = self.find(*key)
        return GenerationError(message, file=file, line=line)

    def error_of(self, message: str, elem: Any) -> GenerationError:
        """Return the error that xmlschema reports about an element of a file."""
        for file, root in self._roots:
            for element in root.iter(str(elem.tag)):
                if dict(element.attrib) == dict(elem.attrib):
                    return GenerationError(message, file=file, line=element.sourceline)
        return GenerationError(message)

    def _note(self, file: str, root: etree._Element) -> None:
        for element in root.iter(f"{XS}complexType", f"{XS}simpleType", f"{XS}assert", "rule"):
            name = element.get("id") or element.get("name")
            if name is None:
                raise GenerationError("has no id", file=file, line=element.sourceline)
            if (name,) in self._places:
                raise GenerationError(f"{name} is used twice", file=file, line=element.sourceline)
            self._places[(name,)] = (file, element.sourceline)
            for child in element.iter(f"{XS}element"):
                self._places[(name, child.get("name", ""))] = (file, child.sourceline)
