"""The comparison of tables and XSDs finds each kind of fault; the spec itself has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cosanim.operations import APIS
from tests.strategies import QUERIES, ROOT_TYPES, SPEC, children_of, node_paths
from tests.tools.documentation.small_spec import (
    change,
    element,
)
from tools.documentation.check.comparison import compare
from tools.documentation.spec_model.reference_targets import Library
from tools.documentation.spec_model.spec_files import (
    read_errata,
    read_guesses,
    read_sources,
    read_table,
    read_tables,
    table_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_spec_agrees_with_its_tables_and_errata(announce: Callable[[str], None]) -> None:
    found = compare(SPEC)
    announce(f"spec/: {found}")
    assert found.faults == ()


def test_the_comparison_covers_every_node_of_the_round_trips() -> None:
    nodes = sum(len(set(node_paths(name, root))) for (_, root), name in ROOT_TYPES.items())
    parameters = sum(len(children_of(name)) for name in QUERIES)
    assert compare(SPEC).elements == nodes + parameters


def test_sources_toml_agrees_with_the_operations() -> None:
    sources = {name: source for name, source in read_sources(SPEC).items() if source.method}
    assert set(sources) == set(APIS)
    for name, api in APIS.items():
        query = api.query or ""
        has_documents = bool(api.request or api.response)
        assert (sources[name].method, sources[name].path, sources[name].query) == (api.method, api.path, query)
        assert sources[name].xsd == (f"{name}.xsd" if has_documents else "")


def test_every_guess_has_a_reason_and_every_erratum_is_unique() -> None:
    guesses = read_guesses(SPEC)
    assert all(guess["topic"] and guess["assumption"] and guess["why"] for guess in guesses.values())
    names = [entry.id for entry in read_errata(SPEC) if entry.id]
    assert len(names) == len(set(names))
    explained = [(entry.api, path, entry.kind) for entry in read_errata(SPEC) if not entry.id for path in entry.path]
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("path", sorted(SPEC.glob("tables/*.csv")), ids=lambda path: path.stem)
def test_a_table_is_written_as_it_is_read(path: Path, tmp_path: Path) -> None:
    (tmp_path / path.name).write_text(table_text(read_table(path)), "utf-8", newline="")
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_a_spec_that_agrees_is_counted(spec: Path) -> None:
    found = compare(spec)
    assert found.faults == ()
    assert (found.rows, found.elements, found.errata, found.guesses) == (9, 9, 4, 1)
    assert re.findall(r"\d+", str(found)) == ["9", "9", "4", "1"]


def test_a_newer_version_known_only_from_excerpts_is_not_a_fault(spec: Path) -> None:
    change(
        spec,
        "sources.toml",
        'method = "POST"',
        'method = "POST"\nnewer = "2030-02-01"\nnewer_page = "7"\nnewer_says = "Loud is gone."',
    )
    assert compare(spec).faults == ()


def test_pages_are_found_by_their_current_and_former_numbers() -> None:
    sources = read_sources(SPEC)
    assert sources["submit_job"].numbers == {"73149", "49569"}
    assert sources["create_template"].numbers == {"73151", "49906"}
    tables = read_tables(SPEC, sources)
    library = Library(sources, tables)
    for number in ("73149", "49569"):
        assert library.of_page(number, "Request.Operation") == "submit_job"
    for number in ("73151", "49906"):
        assert library.of_page(number, "Request.Video") == "create_template"


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "tables/greet.csv",
            "request,Request.Name,string array,true,false,\n",
            "",
            "greet: Request.Name is in the spec, but not in the table (added)",
        ),
        (
            "tables/greet.csv",
            "query,loud,string,false,false,\n",
            "",
            "greet: loud is in the spec, but not in the table (added)",
        ),
        (
            "tables/places.csv",
            "structure,Place.City,string,false,true,\n",
            "",
            "greet: Request.Where.City is in the spec, but not in the table (added)",
        ),
        (
            "types/greet.xsd",
            element("City"),
            element("City") + element("Zip"),
            "greet: Request.Where.Zip is in the spec, but not in the table (added)",
        ),
        (
            "types/greet.xsd",
            element("City"),
            "",
            "greet: Request.Where.City is in the table, but not in the spec (left-out)",
        ),
        (
            "tables/greet.csv",
            "Request.Where,container,false,true",
            "Request.Where,container,false,false",
            "greet: Request.Where is optional in the table, required in the spec (required)",
        ),
        (
            "tables/places.csv",
            "Place.City,string,false,true",
            "Place.City,string,false,false",
            "greet: Request.Where.City is optional in the table, required in the spec (required)",
        ),
        (
            "tables/greet.csv",
            "loud,string,false,false",
            "loud,string,false,true",
            "greet: loud is required in the table, optional in the spec (required)",
        ),
        (
            "tables/greet.csv",
            "Request.Name,string array,true",
            "Request.Name,string,false",
            "greet: Request.Name occurs once in the table, repeats in the spec (array)",
        ),
        (
            "tables/places.csv",
            "Place.City,string,false",
            "Place.City,container,false",
            "greet: Request.Where.City holds nodes in the table, holds text in the spec (type)",
        ),
        (
            "tables/places.csv",
            "structure,Place.Planet,string,false,false,\n",
            "",
            "errata.toml: places: Place.Planet (left-out) has no effect any more",
        ),
        ("sources.toml", "greet.xsd", "meet.xsd", "sources.toml: no entry for greet.xsd"),
        ("sources.toml", "greet.xsd", "meet.xsd", "sources.toml: greet: there is no meet.xsd"),
        ("sources.toml", "GreetQuery", "MeetQuery", "sources.toml: greet: there is no type MeetQuery"),
        (
            "sources.toml",
            'method = "POST"',
            'method = "POST"\nnewer = "2030-01-01"\nnewer_says = "Loud is gone."',
            "sources.toml: greet: the page has the date 2030-01-01 or a later one: remove newer",
        ),
        (
            "sources.toml",
            'method = "POST"',
            'method = "POST"\nnewer_page = "7"',
            "sources.toml: greet: newer and newer_says require each other, and newer_page requires both",
        ),
    ],
)
def test_a_fault_is_found(spec: Path, file: str, old: str, new: str, fault: str) -> None:
    change(spec, file, old, new)
    assert fault in compare(spec).faults
