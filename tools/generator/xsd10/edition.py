"""Writes the XSD 1.0 edition: the schemas of the spec, less what XSD 1.0 cannot express.

- A request type stays an ``xs:all``, so unknown, missing and repeated nodes and wrong values are refused. Its asserts
  become documentation. XSD 1.0 allows no arrays in an ``xs:all``: a request type with an array becomes a repeated
  choice, which still refuses unknown nodes and wrong values.
- A reply type has a wildcard beside its children, which XSD 1.0 refuses as ambiguous. The root of a reply takes any
  nodes, and the types of these nodes are left out. A lax wildcard with global elements would check some of them, but it
  would also check nodes inside unknown nodes, which may have any content, and allow each global element as a root.
- Types that only replies use and every appinfo are left out. The files are those of the spec, even without types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from tools.generator.xsd_positions import XS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tools.generator.components import Components

_HEADER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Generated from spec/{file} by tools/generate.py. Do not edit: change the spec and run `make generate`. -->
"""
_EDITION: Final = "This is the XSD 1.0 edition; LIMITS.txt lists what it does not refuse."
_UNCHECKED_RULE: Final = "XSD 1.0 does not check this rule: {message}"
_UNCHECKED_NODES: Final = "XSD 1.0 does not check the nodes inside."
_UNCHECKED_COUNT: Final = "XSD 1.0 does not check how often each node occurs."


def write_edition(components: Components, spec: Path, folder: Path) -> None:
    """Write the schemas of the edition.

    Args:
        components: The component model of the spec.
        spec: The folder ``spec/``.
        folder: The folder to write to.
    """
    roots = {path.relative_to(spec).as_posix(): etree.parse(path).getroot() for path in sorted(spec.rglob("*.xsd"))}
    kept = _kept_types(components, roots.values())
    for file, root in roots.items():
        _convert(root, components, kept)
        _write(root, file, folder)


def _kept_types(components: Components, roots: Iterable[etree._Element]) -> set[str]:
    """Return the names of the root types, the closed types, and the simple types that these need."""
    kept = {name for declared in components.roots.values() for name in declared.values()}
    for name, one in components.complex_types.items():
        if not one.is_open:
            kept |= {name, *(child.type for child in one.children)}
    bases = {
        type_.get("name", ""): restriction.get("base", "")
        for root in roots
        for type_ in root.iterchildren(f"{XS}simpleType")
        for restriction in type_.iterchildren(f"{XS}restriction")
    }
    waiting = list(kept)
    while waiting:
        base = bases.get(waiting.pop())
        if base is not None and base not in kept:
            kept.add(base)
            waiting.append(base)
    return kept


def _convert(root: etree._Element, components: Components, kept: set[str]) -> None:
    for unwanted in list(root.iter(f"{XS}appinfo", etree.Comment)):
        _remove(unwanted)
    for type_ in list(root.iterchildren(f"{XS}simpleType", f"{XS}complexType")):
        name = type_.get("name", "")
        if name not in kept:
            _remove(type_)
        elif type_.tag == f"{XS}complexType":
            _convert_complex_type(type_, is_open=components.complex_types[name].is_open)
    _document(root, _EDITION)


def _convert_complex_type(type_: etree._Element, *, is_open: bool) -> None:
    (content,) = type_.iterchildren(f"{XS}all")
    if is_open:
        _keep_only_the_wildcard(content)
        _document(type_, _UNCHECKED_NODES)
    elif any(child.get("maxOccurs", "1") != "1" for child in content):
        _make_repeated_choice(content)
        _document(type_, _UNCHECKED_COUNT)
    for rule in list(type_.iterchildren(f"{XS}assert")):
        message = " ".join(" ".join(rule.itertext()).split())
        _document(type_, _UNCHECKED_RULE.format(message=message))
        _remove(rule)


def _keep_only_the_wildcard(content: etree._Element) -> None:
    content.tag = f"{XS}sequence"
    for child in list(content):
        if child.tag == f"{XS}any":
            del child.attrib["notQName"]
        else:
            _remove(child)


def _make_repeated_choice(content: etree._Element) -> None:
    content.tag = f"{XS}choice"
    content.set("minOccurs", "0")
    content.set("maxOccurs", "unbounded")
    for child in content.iterchildren(f"{XS}element"):
        for attribute in ("minOccurs", "maxOccurs"):
            child.attrib.pop(attribute, None)


def _document(component: etree._Element, sentence: str) -> None:
    """Add a sentence to the documentation of a component, on a line of its own if the annotation has lines."""
    (annotation,) = component.iterchildren(f"{XS}annotation")
    *_, last = annotation
    added = etree.SubElement(annotation, last.tag)
    added.text = sentence
    added.tail, last.tail = last.tail, annotation.text


def _remove(element: etree._Element) -> None:
    """Remove an element and the white space before it."""
    parent, previous = element.getparent(), element.getprevious()
    assert parent is not None  # noqa: S101 - it is not the root
    if previous is not None:
        previous.tail = element.tail
    else:
        parent.text = element.tail
    parent.remove(element)


def _write(root: etree._Element, file: str, folder: Path) -> None:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    text = etree.tostring(root, encoding="unicode")
    path.write_text(f"{_HEADER.format(file=file)}{text}\n", "utf-8", newline="\n")
