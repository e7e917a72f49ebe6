"""From a page to the files of a new API, all in memory: XSDs, table, sources entry, errata."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from tools.compare import spec_nodes
from tools.documented import Pages
from tools.generator.components import load_components
from tools.generator.names import field_name
from tools.generator.places import XS
from tools.pages.calls import call_of
from tools.pages.report import PageError
from tools.scaffold.departures import departures, entries
from tools.scaffold.existing import Existing
from tools.scaffold.growing import grow
from tools.scaffold.samples import filled, samples_of
from tools.scaffold.schema import Schema
from tools.scaffold.words import PLACEHOLDER, camel, phrase, snake
from tools.sync.references import Library, references_of
from tools.tables import Source, read_errata, read_sources, read_tables, table_of, table_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.pages import Page
    from tools.scaffold.nodes import Node, Remark, Tree
    from tools.scaffold.samples import Sample
    from tools.tables import Erratum

_ROOTS: Final = frozenset({"Request", "Response", "Error"})


@dataclass(slots=True, kw_only=True)
class Draft:
    """The files of a new API.

    Attributes:
        files: Contents by path below the folder of the spec; those with "+" in front are added to a file's end.
        remarks: What is odd about the page and what was done about it.
        samples: The samples of the page.
        source: The sources entry.
        rows: Number of rows in its table.
        elements: Number of its elements.
        errata: Its errata.
    """

    files: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    source: Source
    rows: int = 0
    elements: int = 0
    errata: list[Erratum] = field(default_factory=list)


def draft(page: Page, api: str, base: Path, *, title: str, date: str, is_alone: bool = False) -> Draft:
    """Return the files of a new API.

    Args:
        page: Its page.
        api: Its name.
        base: The spec whose types it may use.
        title: Title of the page.
        date: Date of the page.
        is_alone: Whether it will stand without the tables of the base, so that its own cannot refer to them.

    Raises:
        PageError: The page has nothing that could become an API.
        GenerationError: An XSD of the base cannot be read.
        TableError: A table of the base cannot be read.
    """
    has_facts = (base / "sources.toml").exists()
    sources = read_sources(base) if has_facts else {}
    tables = read_tables(base, sources)
    errata = read_errata(base) if has_facts else []
    rows = table_of(page)
    references = references_of(page, api, Library(sources, {**tables, api: rows}))
    same_as = {place: reference.target for place, reference in references.items()}
    table = [replace(row, same_as=same_as.get(row.place, "")) for row in rows]
    facts = Pages(tables, errata)
    if is_alone:
        table = [row if row.same_as.startswith(f"{api}:") else replace(row, same_as="") for row in table]
    samples = samples_of(page)
    tree = grow(page, samples, references, api, {name: facts.nodes(name) for name in tables})
    _require_api(tree, page)
    _tell_apart(tree)
    schema = Schema(api, tree, Existing(base))
    call = call_of(page)
    path = call.path if call else ""
    for name in call.names if call else ():
        path = path.replace(f"<{name}>", f"{{{snake(name)}}}").replace(f"${{{name}}}", f"{{{snake(name)}}}")
    source = Source(
        api=api, title=title, date=date, method=call.method if call else "", path=path,
        xsd=f"{api}.xsd" if schema.roots else "", query=schema.query,
    )  # fmt: skip
    found = Draft(source=source, remarks=tree.remarks, samples=samples, rows=len(table))
    found.files[f"types/{api}.xsd"] = schema.types_file()
    if schema.roots:
        found.files[f"{api}.xsd"] = schema.roots_file(f"{source.method} {source.path}".strip())
    found.files[f"tables/{api}.csv"] = table_text(table)
    found.files["+sources.toml"] = _source_entry(source)
    with assembled(base, found.files) as spec:
        nodes = spec_nodes(load_components(spec), source)
    found.elements = len(nodes)
    found.samples = filled(samples, {node.path for node in nodes.values() if node.leaf and node.required})
    others, departed = ({}, []) if is_alone else (tables, errata)
    found.errata = departures(api, page.rows, tree, nodes, {**others, api: table}, departed)
    found.files["+errata.toml"] = entries(found.errata)
    return found


@contextmanager
def assembled(base: Path, files: dict[str, str]) -> Iterator[Path]:
    """Give a folder for a while that has a draft's XSDs together with those of the base.

    Args:
        base: The spec that has the other types.
        files: The draft's files.
    """
    with tempfile.TemporaryDirectory(prefix="cosanim-scaffold-") as name:
        folder = Path(name)
        shutil.copytree(base / "types", folder / "types")
        for file, text in files.items():
            if file.endswith(".xsd"):
                (folder / file).write_text(text, "utf-8")
        yield folder


def types_needed(base: Path, text: str) -> list[str]:
    """Return the files in ``types/`` of the base that an XSD includes, directly or by others, by name.

    Args:
        base: The spec.
        text: The XSD.
    """
    needed: set[str] = set()
    waiting = list(_includes(etree.fromstring(text.encode())))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _includes(etree.parse(base / "types" / name).getroot())
    return sorted(needed)


def _includes(root: etree._Element) -> Iterable[str]:
    return [element.get("schemaLocation", "") for element in root.iterchildren(f"{XS}include")]


def _require_api(tree: Tree, page: Page) -> None:
    strange = sorted({root.name for root in tree.roots.values()} - _ROOTS)
    if strange:
        line = next(row.line for row in page.rows if row.name == strange[0])
        raise PageError(line, f"the root {strange[0]} is none of {', '.join(sorted(_ROOTS))}: nothing is generated")
    if any(row.section == "structure" for row in page.rows):
        raise PageError(page.rows[0].line, "a page of structures: it documents no API of its own")
    if not tree.roots and not tree.query and call_of(page) is None:
        raise PageError(1, "neither a request nor a response: there is nothing to write")


def _tell_apart(tree: Tree) -> None:
    """Leave out nodes whose Python field another node beside them has already."""
    for root in tree.roots.values():
        for node in root.walk():
            _tell_children_apart(node, tree)


def _tell_children_apart(node: Node, tree: Tree) -> None:
    fields: dict[str, str] = {}
    for name, child in list(node.children.items()):
        first = fields.setdefault(field_name(name), name)
        if first != name:
            del node.children[name]
            line = child.row.line if child.row else 1
            text = f"{child.path} and {first} have one Python field: left out; name one in tools/generator/names.py"
            tree.say(line, text)


def _source_entry(source: Source) -> str:
    keys = ("page", "title", "date", "method", "path", "xsd", "query")
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key in keys if (value := getattr(source, key))]
    return f"\n[{source.api}]\n" + "\n".join(lines) + "\n"


def default_title(api: str) -> str:
    """Return a title for a page that has none."""
    return f"{phrase(camel(api))}. {PLACEHOLDER}"
