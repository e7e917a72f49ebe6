"""Reads the component model, which are the types, elements and rules of the XSDs, with xmlschema.

A construct that the records below cannot represent (other facets and unions, attributes, groups other than ``xs:all``)
fails generation with its file and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import xmlschema
from elementpath import ElementPathError, XPath2Parser
from lxml import etree
from xmlschema.validators import XsdAnyElement, XsdElement
from xsdata.utils import text

from tools.generator.generation_error import GenerationError
from tools.generator.names import (
    REQUEST_ID_FIELD,
    UNKNOWN_FIELD,
    WITH_REQUEST_ID,
    field_clash,
    is_rule_name,
    is_type_name,
)
from tools.generator.simple_type_source import SimpleTypeSource, simple_type
from tools.generator.vocabulary import NESTED, SPELLING
from tools.generator.xsd_positions import XS, XsdPositions, column_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementSource:
    """An element of a complex type; ``type`` is the name of a simple or a complex type.

    ``spellings`` are other names of the element in replies. ``nested`` are names of elements inside it that may enclose
    its texts.
    """

    name: str
    type: str
    is_simple: bool
    array: bool
    required: bool
    documentation: str
    spellings: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSource:
    """An assert or a warning rule of a complex type, with the parsed XPath; ``positions`` has its line."""

    id: str
    severity: Literal["error", "warning"]
    test: str
    message: str
    token: Any
    positions: XsdPositions


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexType:
    """A complex type with its elements in the order of the XSD."""

    name: str
    file: str
    children: tuple[ElementSource, ...]
    rules: tuple[RuleSource, ...]
    is_open: bool

    @property
    def family(self) -> str:
        """The module of the class."""
        return self.file.removesuffix(".xsd")

    def child(self, name: str) -> ElementSource | None:
        """Return the element with a name, or None."""
        return next((child for child in self.children if child.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The components of the whole spec.

    Attributes:
        simple_types: Simple types by name; built-in types under ``xs:…``.
        complex_types: Complex types by name.
        roots: Complex types of the root elements, by API and name of the element.
    """

    simple_types: dict[str, SimpleTypeSource]
    complex_types: dict[str, ComplexType]
    roots: dict[str, dict[str, str]]

    def path_of(self, name: str) -> str:
        """Return module and name of a complex type, in the form ``module.Name`` of the schema data."""
        return f"{self.complex_types[name].family}.{name}"

    def root_of(self, name: str) -> str | None:
        """Return the root element with this complex type, or None.

        Raises:
            GenerationError: Different root elements have this type.
        """
        found = {element for roots in self.roots.values() for element, type_ in roots.items() if type_ == name}
        if len(found) > 1:
            raise GenerationError(
                f"{name} is the type of {' and '.join(sorted(found))}: a type may have only one wire root"
            )
        return found.pop() if found else None


def load_schema(spec: Path) -> xmlschema.XMLSchema11:
    """Return one schema of all types, without the root elements.

    Args:
        spec: The folder ``spec/``.
    """
    includes = "".join(
        f'<xs:include schemaLocation="{path.as_uri()}"/>' for path in sorted(spec.resolve().glob("types/*.xsd"))
    )
    return xmlschema.XMLSchema11(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{includes}</xs:schema>')


def load_components(spec: Path) -> Components:
    """Read the component model of the spec.

    Args:
        spec: The folder ``spec/``.

    Returns:
        The types and wire roots.

    Raises:
        GenerationError: The spec has a construct that the bindings cannot represent.
    """
    positions = XsdPositions(spec)
    try:
        schema = load_schema(spec)
    except xmlschema.XMLSchemaParseError as error:
        raise positions.error_of(error) from error
    simple_types: dict[str, SimpleTypeSource] = {}
    complex_types: dict[str, ComplexType] = {}
    constants: dict[str, str] = {}
    faults: list[GenerationError] = []
    for name, type_ in schema.types.items():
        try:
            if not is_type_name(name):
                raise positions.error(f"no class can be named {name}: rename the type", name)
            other = constants.setdefault(text.snake_case(name), name)
            if other != name:
                raise positions.error(
                    f"the constants of {name} and {other} would have the same name: rename one of them", name
                )
            if type_.is_complex():
                complex_types[name] = _complex_type(type_, positions, simple_types)
            elif type_.is_simple():
                simple_types[name] = simple_type(type_, positions)
        except GenerationError as error:
            faults.append(error)  # report all errors at once
    if faults:
        raise GenerationError("\n".join(dict.fromkeys(map(str, faults))))
    return Components(simple_types=simple_types, complex_types=complex_types, roots=_roots(spec, complex_types))


def _roots(spec: Path, complex_types: dict[str, ComplexType]) -> dict[str, dict[str, str]]:
    roots: dict[str, dict[str, str]] = {}
    for path in sorted(spec.glob("*.xsd")):
        declared: dict[str, str] = {}
        for element in etree.parse(path).getroot().iterchildren(f"{XS}element"):
            name, type_ = element.get("name"), element.get("type")
            if name not in {"Request", "Response", "Error"} or type_ not in complex_types:
                raise GenerationError("a root must be Request, Response or Error with a named type", file=path.name)
            declared[name] = type_
        if not declared:
            raise GenerationError("declares no wire root", file=path.name)
        roots[path.stem] = declared
    return roots


def _complex_type(type_: Any, positions: XsdPositions, simple_types: dict[str, SimpleTypeSource]) -> ComplexType:
    is_plain = type_.derivation is None and not (type_.attributes or type_.mixed or type_.abstract)
    if not is_plain or type_.content.model != "all" or type_.content.occurs != (1, 1) or type_.open_content is not None:
        raise positions.error(f"{type_.name}: the generator supports only one xs:all without attributes", type_.name)
    children, is_open = [], False
    for particle in type_.content:
        if isinstance(particle, XsdAnyElement):
            _require_open(particle, type_.name, positions)
            is_open = True
        else:
            children.append(_element_source(particle, type_.name, positions, simple_types))
    _check_spellings(children, type_.name, positions, is_open=is_open)
    others = [*([UNKNOWN_FIELD] if is_open else []), *([REQUEST_ID_FIELD] if type_.name in WITH_REQUEST_ID else [])]
    if clash := field_clash((child.name for child in children), others):
        raise positions.error(f"{type_.name}: {clash}", type_.name)
    return ComplexType(
        name=type_.name,
        file=positions.find(type_.name)[0],
        children=tuple(children),
        rules=tuple(_rules(type_, positions)),
        is_open=is_open,
    )


def _require_open(wildcard: Any, parent: str, positions: XsdPositions) -> None:
    is_whole = wildcard.occurs == (0, None) and wildcard.process_contents == "skip"
    if not is_whole or set(wildcard.not_qname) != {"##definedSibling"} or "##any" not in wildcard.namespace:
        raise positions.error(
            f"{parent}: the generator supports xs:any only with the attributes that other open types have", parent
        )


def _element_source(
    particle: Any, parent: str, positions: XsdPositions, simple_types: dict[str, SimpleTypeSource]
) -> ElementSource:
    if not isinstance(particle, XsdElement) or particle.type.name is None:
        raise positions.error(f"{parent}: a child has no named type", parent)
    where = f"{parent}.{particle.name}"
    if particle.default is not None or particle.fixed is not None or particle.nillable:
        raise positions.error(
            f"{where}: the generator does not support default, fixed and nillable", parent, particle.name
        )
    if particle.min_occurs not in {0, 1} or particle.max_occurs not in {1, None}:
        raise positions.error(
            f"{where}: at least 0 or 1 and at most 1 or unbounded is generated", parent, particle.name
        )
    type_name = particle.type.name.replace(XS, "xs:")
    is_simple = particle.type.is_simple()
    if is_simple:
        simple_types.setdefault(type_name, simple_type(particle.type, positions, type_name))
    documentation = _documentation(particle)
    if not documentation:
        raise positions.error(f"{where} has no documentation", parent, particle.name)
    return ElementSource(
        name=particle.name,
        type=type_name,
        is_simple=is_simple,
        array=particle.max_occurs is None,
        required=particle.min_occurs > 0,
        documentation=documentation,
        spellings=_names(particle, SPELLING),
        nested=_names(particle, NESTED),
    )


def _names(particle: Any, source: str) -> tuple[str, ...]:
    infos = particle.annotation.appinfo if particle.annotation is not None else ()
    return tuple(name for info in infos if info.get("source") == source for name in (info.text or "").split())


def _check_spellings(children: list[ElementSource], parent: str, positions: XsdPositions, *, is_open: bool) -> None:
    """Refuse alternative names that are ambiguous, that belong to requests, or that do not fit the type."""
    taken = {child.name for child in children}
    for child in children:
        if (child.spellings or child.nested) and not is_open:
            raise positions.error(f"{parent}.{child.name}: only replies may have other names", parent, child.name)
        if child.nested and not (child.is_simple and child.array):
            raise positions.error(
                f"{parent}.{child.name}: only lists of texts may have nested names", parent, child.name
            )
        for name in child.spellings:
            if name in taken:
                raise positions.error(
                    f"{parent}.{child.name}: the spelling {name} is the name of another node", parent, child.name
                )
            taken.add(name)


def _rules(type_: Any, positions: XsdPositions) -> Iterator[RuleSource]:
    for assertion in type_.assertions:
        rule, message = assertion.elem.get("id"), _documentation(assertion)
        yield _rule(rule, "error", assertion.path, message, assertion.token, positions)
    for info in type_.annotation.appinfo if type_.annotation is not None else ():
        for element in info:
            rule, test = element.get("id"), element.get("test", "").strip()
            try:
                token = XPath2Parser().parse(test)
            except ElementPathError as error:
                column = column_in(str(error)) or 1
                raise positions.xpath_error(str(error), rule, column - 1) from error
            yield _rule(rule, "warning", test, " ".join((element.text or "").split()), token, positions)


def _rule(
    rule: str, severity: Literal["error", "warning"], test: str, message: str, token: Any, positions: XsdPositions
) -> RuleSource:
    if not message:
        raise positions.error(f"rule {rule} has no message", rule)
    if not is_rule_name(rule):
        raise positions.error(f"the id {rule} must consist of lower-case words with hyphens", rule)
    return RuleSource(id=rule, severity=severity, test=test, message=message, token=token, positions=positions)


def _documentation(component: Any) -> str:
    if component.annotation is None or not component.annotation.documentation:
        return ""
    return " ".join(" ".join(element.text or "" for element in component.annotation.documentation).split())
