"""Reads the data files of the spec: node tables, sources, errata and guesses.

    spec/tables/<api>.csv   the rows of a page, as documented
    spec/sources.toml       the page of each API
    spec/errata.toml        intended differences between spec and page
    spec/guesses.toml       assumptions about undocumented behaviour

A file that cannot be read raises a ``TableError`` that names it.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.documentation.pages import Page

COLUMNS: Final = ("section", "path", "type", "array", "required", "same_as")
SECTIONS: Final = frozenset({"request", "response", "callback", "query", "structure"})
FLAGS: Final = {"true": True, "false": False, "": None}
Kind = Literal["added", "left-out", "moved", "copied", "required", "array", "type", "text"]
KINDS: Final = get_args(Kind)
# Sections that callers send. Limits and requirements apply only to them, since replies may hold anything.
SENT: Final = frozenset({"request", "query"})
Record = TypeVar("Record")


class TableError(Exception):
    """A data file cannot be read; the message names the file, and the line if known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedNode:
    """A node row of a page.

    Attributes:
        section: Section of the page: request, response, callback, query or structure.
        path: Dotted path as documented; only the name in queries.
        type: Type as documented, lower case.
        array: Whether the node may repeat.
        required: Whether the node is required; None if the page does not say, or if it depends on a condition.
        same_as: The node with the same children, ``<api>:<path>`` or ``structures:<name>``; "" without a reference.
    """

    section: str
    path: str
    type: str = ""
    array: bool = False
    required: bool | None = None
    same_as: str = ""

    @property
    def section_and_path(self) -> tuple[str, str]:
        """Section and path."""
        return self.section, self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The documentation page of an API.

    Attributes:
        api: Name of the API, of its table and of its XSD.
        page: Number of the page; "" if unknown.
        title: Title of the page.
        date: Date of the page, ISO 8601.
        method: HTTP method; "" if the library does not call the API.
        path: HTTP path.
        xsd: File in spec/ that declares the wire roots; "" if there are none.
        query: Type of the query parameters; "" if there are none.
        former: Earlier number of the page, which older pages link to; "" if none is known.
        newer: Date of a later version that is known only from excerpts, ISO 8601; "" if none is known.
        newer_page: Page number of that version, if it differs.
        newer_says: Known content of that version.
    """

    api: str
    title: str
    date: str
    page: str = ""
    method: str = ""
    path: str = ""
    xsd: str = ""
    query: str = ""
    former: str = ""
    newer: str = ""
    newer_page: str = ""
    newer_says: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """The current and the earlier number of the page."""
        return frozenset({self.page, self.former} - {""})

    @property
    def is_specified(self) -> bool:
        """Whether the spec has this API; tables of other pages are only targets of references."""
        return bool(self.xsd or self.query or self.method)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """An intended difference between the spec and a page.

    Attributes:
        api: The API of the page; the erratum applies to every node that refers to that page, too.
        path: Paths of the nodes on the page.
        kind: added (the tables of the page lack the node), left-out (the spec lacks it), moved (it belongs below
            ``to``), copied (it occurs below ``to`` as well), required, array, type (the opposite of the page is true;
            for type: a container holds text, or a text holds nodes), or text (a fact that is in no table, such as a
            value or a sample).
        page: What the page says.
        spec: What the spec does.
        why: The reason.
        to: For ``moved`` and ``copied``: the parent of the nodes.
        id: For ``text``: the name of the erratum in the tests.
        says: For ``text``: a quotation; the erratum applies while the page contains it.
    """

    api: str
    path: tuple[str, ...]
    kind: str
    page: str
    spec: str
    why: str
    to: str = ""
    id: str = ""
    says: str = ""


def read_table(path: Path) -> list[DocumentedNode]:
    """Read the table of an API.

    Args:
        path: The CSV file.

    Raises:
        TableError: The file is missing or malformed.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise TableError(f"{path.name}:1: the columns must be {','.join(COLUMNS)}")
            try:
                return [_row(row, f"{path.name}:{reader.line_num}") for row in reader]
            except csv.Error as error:
                raise TableError(f"{path.name}:{reader.line_num + 1}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name}: {error}") from error


def read_tables(spec: Path, apis: Iterable[str]) -> dict[str, list[DocumentedNode]]:
    """Read the tables of some APIs.

    Raises:
        TableError: A file is missing or malformed.
    """
    return {api: read_table(spec / "tables" / f"{api}.csv") for api in apis}


def table_of(page: Page) -> list[DocumentedNode]:
    """Return the rows of a page as rows of a table, with blank references."""
    return [
        DocumentedNode(
            section=row.section, path=row.path, type=row.type or "", array=row.array, required=row.is_required
        )
        for row in page.rows
    ]


def share_of_common_nodes(page: Page, table: Iterable[DocumentedNode]) -> float:
    """Return the number of common nodes of a page and a table, divided by that of all their nodes; 0 without nodes."""
    rows, nodes = {row.section_and_path for row in page.rows}, {node.section_and_path for node in table}
    return len(rows & nodes) / max(len(rows | nodes), 1)


def table_text(rows: Iterable[DocumentedNode]) -> str:
    """Return the text of the CSV file of a table."""
    words = {value: word for word, value in FLAGS.items()}
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([row.section, row.path, row.type, words[row.array], words[row.required], row.same_as])
    return file.getvalue()


def target_of(same_as: str) -> tuple[str, str]:
    """Return API and path in the ``same_as`` of a row."""
    api, _, path = same_as.partition(":")
    return api, path


def read_sources(spec: Path) -> dict[str, Source]:
    """Read the source of each API.

    Raises:
        TableError: The file is missing or malformed.
    """
    path = spec / "sources.toml"
    return {api: _record(Source, {"api": api, **values}, path, api) for api, values in _toml(path).items()}


def read_errata(spec: Path) -> list[Erratum]:
    """Read the errata.

    Raises:
        TableError: The file is missing or malformed.
    """
    return list(_errata(spec / "errata.toml"))


def _errata(path: Path) -> Iterator[Erratum]:
    for values in _toml(path).get("erratum", []):
        nodes = values.get("path")
        name = f"{values.get('api')}: {nodes}"
        values["path"] = tuple(nodes) if isinstance(nodes, list) else (nodes,)
        erratum = _record(Erratum, values, path, name)
        if erratum.kind not in KINDS:
            raise TableError(f"{path.name}: {name}: the kind must be one of {', '.join(KINDS)}")
        if (erratum.kind in {"moved", "copied"}) != bool(erratum.to) or (erratum.kind == "text") != bool(erratum.id):
            raise TableError(f"{path.name}: {name}: `to` is required for moved and copied only, `id` for text only")
        yield erratum


def read_guesses(spec: Path) -> dict[str, dict[str, Any]]:
    """Read the guesses by id.

    Raises:
        TableError: The file is missing or malformed.
    """
    return {guess["id"]: guess for guess in _toml(spec / "guesses.toml").get("guess", [])}


def _row(row: dict[str, str | None], place: str) -> DocumentedNode:
    if None in row or None in row.values():
        raise TableError(f"{place}: a row must have {len(COLUMNS)} cells")
    values = {name: str(value) for name, value in row.items()}
    if values["section"] not in SECTIONS or not values["path"]:
        raise TableError(f"{place}: a row must begin with a section ({', '.join(sorted(SECTIONS))}) and a path")
    if values["array"] not in {"true", "false"} or values["required"] not in FLAGS:
        raise TableError(f"{place}: array must be true or false; required must be true, false or blank")
    if values["same_as"] and not all(values["same_as"].partition(":")):
        raise TableError(f"{place}: same_as must have the form <api>:<path>")
    return DocumentedNode(
        section=values["section"],
        path=values["path"],
        type=values["type"],
        array=values["array"] == "true",
        required=FLAGS[values["required"]],
        same_as=values["same_as"],
    )


def _record(cls: type[Record], values: dict[str, Any], path: Path, name: str) -> Record:
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(values.keys() - known):
        raise TableError(f"{path.name}: {name}: unknown key {', '.join(unknown)}")
    for key, value in values.items():
        texts = value if isinstance(value, tuple) else (value,)
        if not texts or not all(isinstance(text, str) and text for text in texts):
            raise TableError(f"{path.name}: {name}: {key} must be a text that is not blank")
    try:
        return cls(**values)
    except TypeError as error:
        raise TableError(f"{path.name}: {name}: {str(error).partition(') ')[2]}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"{path.name}: {error}") from error
