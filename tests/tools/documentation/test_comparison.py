"""The comparison of tables and XSDs: each kind of fault is found, and the real spec has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner

from cosanim.operations import APIS
from tests.strategies import QUERIES, ROOTED, SPEC, children_of, node_paths
from tools.documentation.check.comparison import compare
from tools.documentation.facts.reference_targets import Library
from tools.documentation.facts.spec_files import (
    DocumentedNode,
    TableError,
    read_errata,
    read_guesses,
    read_sources,
    read_table,
    read_tables,
    write_table,
)
from tools.spec import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA: Final = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
DOC: Final = "<xs:annotation><xs:documentation>Text.</xs:documentation></xs:annotation>"
ANY: Final = '<xs:any notQName="##definedSibling" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>'
MANY: Final = 'minOccurs="0" maxOccurs="unbounded"'


def element(name: str, type_name: str = "xs:string", occurs: str = "") -> str:
    return f'<xs:element name="{name}" type="{type_name}" {occurs}>{DOC}</xs:element>'


def complex_type(name: str, *children: str) -> str:
    return f'<xs:complexType name="{name}">{DOC}<xs:all>{"".join(children)}</xs:all></xs:complexType>'


FILES: Final = {
    "types/greet.xsd": SCHEMA
    + complex_type("Place", element("City"), element("Street", occurs='minOccurs="0"'))
    + complex_type("PlaceDetail", element("City", occurs='minOccurs="0"'), ANY)
    + complex_type("GreetRequest", element("Name", occurs=MANY), element("Where", "Place"))
    + complex_type("GreetResponse", element("Where", "PlaceDetail", 'minOccurs="0"'), ANY)
    + complex_type("GreetQuery", element("loud", occurs='minOccurs="0"'))
    + "</xs:schema>",
    "greet.xsd": SCHEMA
    + '<xs:include schemaLocation="types/greet.xsd"/><xs:element name="Request" type="GreetRequest"/>'
    + '<xs:element name="Response" type="GreetResponse"/></xs:schema>',
    "sources.toml": """
[greet]
title = "Greeting"
date = "2030-01-01"
method = "POST"
path = "/greet"
xsd = "greet.xsd"
query = "GreetQuery"
[places]
title = "Places"
date = "2030-01-01"
""",
    "tables/greet.csv": """section,path,type,array,required,same_as
query,loud,string,false,false,
request,Request,container,false,true,
request,Request.Name,string array,true,false,
request,Request.Where,container,false,true,places:Place
response,Response,container,false,,
response,Response.Place,container,false,,greet:Request.Where
""",
    "tables/places.csv": """section,path,type,array,required,same_as
structure,Place.City,string,false,true,
structure,Place.Street,string,false,true,
structure,Place.Planet,string,false,false,
""",
    "errata.toml": """
[[erratum]]
api = "places"
path = "Place.Planet"
kind = "left-out"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "places"
path = "Place.Street"
kind = "required"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "greet"
path = "Response.Place"
kind = "left-out"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "greet"
path = ["Response.Where", "Response.Where.City"]
kind = "added"
page = "a"
spec = "b"
why = "c"
""",
    "guesses.toml": '[[guess]]\nid = "volume"\n',
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def change(spec: Path, file: str, old: str, new: str) -> None:
    text = (spec / file).read_text("utf-8")
    assert old in text
    (spec / file).write_text(text.replace(old, new, 1), "utf-8")


def erratum(api: str, path: str, kind: str, more: str = "") -> str:
    return (
        f'\n[[erratum]]\napi = "{api}"\npath = "{path}"\nkind = "{kind}"\npage = "a"\nspec = "b"\nwhy = "c"\n{more}\n'
    )


# --- the spec itself --------------------------------------------------------------------------------------------------


def test_the_spec_is_what_its_pages_document_less_the_errata(announce: Callable[[str], None]) -> None:
    found = compare(SPEC)
    announce(f"spec/: {found}")
    assert found.faults == ()


def test_the_comparison_sees_every_node_that_the_round_trips_see() -> None:
    nodes = sum(len(set(node_paths(name, root))) for (_, root), name in ROOTED.items())
    parameters = sum(len(children_of(name)) for name in QUERIES)
    assert compare(SPEC).elements == nodes + parameters


def test_the_sources_and_the_table_of_operations_say_the_same() -> None:
    sources = {name: source for name, source in read_sources(SPEC).items() if source.method}
    assert set(sources) == set(APIS)
    for name, api in APIS.items():
        query = api.query or ""
        has_documents = bool(api.request or api.response)
        assert (sources[name].method, sources[name].path, sources[name].query) == (api.method, api.path, query)
        assert sources[name].xsd == (f"{name}.xsd" if has_documents else "")


def test_every_guess_and_every_erratum_is_told_apart_and_says_why() -> None:
    guesses = read_guesses(SPEC)
    assert all(guess["topic"] and guess["assumption"] and guess["why"] for guess in guesses.values())
    names = [entry.id for entry in read_errata(SPEC) if entry.id]
    assert len(names) == len(set(names))
    explained = [(entry.api, path, entry.kind) for entry in read_errata(SPEC) if not entry.id for path in entry.path]
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("path", sorted(SPEC.glob("tables/*.csv")), ids=lambda path: path.stem)
def test_a_table_is_written_as_it_is_read(path: Path, tmp_path: Path) -> None:
    write_table(tmp_path / path.name, read_table(path))
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


# --- faults -----------------------------------------------------------------------------------------------------------


def test_a_spec_that_agrees_is_counted(spec: Path) -> None:
    found = compare(spec)
    assert found.faults == ()
    assert (found.rows, found.elements, found.errata, found.guesses) == (9, 9, 4, 1)
    assert str(found) == "9 table rows, 9 XSD elements, 4 errata, 1 guesses: no differences"


def test_a_newer_version_that_is_only_known_from_excerpts_is_no_fault(spec: Path) -> None:
    change(
        spec,
        "sources.toml",
        'method = "POST"',
        'method = "POST"\nnewer = "2030-02-01"\nnewer_page = "7"\nnewer_says = "Loud is gone."',
    )
    assert compare(spec).faults == ()


def test_the_pages_have_the_numbers_of_today_and_are_found_by_their_former_ones() -> None:
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
            "errata.toml: places: Place.Planet (left-out) explains nothing any more",
        ),
        ("sources.toml", "greet.xsd", "meet.xsd", "sources.toml: greet.xsd comes from no page"),
        ("sources.toml", "greet.xsd", "meet.xsd", "sources.toml: greet: there is no meet.xsd"),
        ("sources.toml", "GreetQuery", "MeetQuery", "sources.toml: greet: there is no type MeetQuery"),
        (
            "sources.toml",
            'method = "POST"',
            'method = "POST"\nnewer = "2030-01-01"\nnewer_says = "Loud is gone."',
            "sources.toml: greet: the version of 2030-01-01 has been read: remove newer and what it says",
        ),
        (
            "sources.toml",
            'method = "POST"',
            'method = "POST"\nnewer_page = "7"',
            "sources.toml: greet: newer and newer_says go together, newer_page goes with them",
        ),
    ],
)
def test_a_fault_is_found(spec: Path, file: str, old: str, new: str, fault: str) -> None:
    change(spec, file, old, new)
    assert fault in compare(spec).faults


@pytest.mark.parametrize(
    ("api", "path", "kind"),
    [
        ("greet", "Request.Name", "added"),
        ("greet", "Request.Nickname", "left-out"),
        ("greet", "Request.Nickname", "array"),
        ("greet", "Request.Nickname", "required"),
        ("greet", "Request.Nickname", "type"),
        ("greet", "Request.Nickname", "text"),
    ],
)
def test_an_erratum_that_explains_nothing_is_stale(spec: Path, api: str, path: str, kind: str) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum(api, path, kind, 'id = "name"' if kind == "text" else ""))
    assert compare(spec).faults == (f"errata.toml: {api}: {path} ({kind}) explains nothing any more",)


@pytest.mark.parametrize(("path", "kind"), [("Request.Name", "array"), ("loud", "required"), ("Request.Where", "type")])
def test_an_erratum_against_a_table_that_is_right_is_a_difference(spec: Path, path: str, kind: str) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("greet", path, kind))
    (fault,) = compare(spec).faults
    assert fault.startswith(f"greet: {path} ")
    assert fault.endswith(f"({kind})")


@pytest.mark.parametrize("kind", ["moved", "copied"])
def test_nodes_with_a_wrong_parent_take_their_place(spec: Path, kind: str) -> None:
    change(spec, "tables/greet.csv", "Request.Where,", "Request.There.Where,")
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("greet", "Request.There.Where", kind, 'to = "Request"'))
    faults = compare(spec).faults
    assert faults == () if kind == "moved" else all("Request.There.Where" in fault for fault in faults)


def test_an_erratum_of_a_page_counts_for_whatever_refers_to_the_page(spec: Path) -> None:
    change(spec, "errata.toml", 'path = "Place.Planet"', 'path = "Place.Street"')
    faults = compare(spec).faults
    assert "greet: Request.Where.Planet is in the table, but not in the spec (left-out)" in faults
    assert "greet: Request.Where.Street is in the spec, but not in the table (added)" in faults


def test_an_erratum_of_an_unknown_api_is_a_fault(spec: Path) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("meet", "Request.Name", "added"))
    assert compare(spec).faults == ("errata.toml: there is no table meet",)


def test_a_table_without_a_source_is_a_fault(spec: Path) -> None:
    (spec / "tables" / "meet.csv").write_text((spec / "tables" / "places.csv").read_text())
    assert compare(spec).faults == ("sources.toml: tables/meet.csv comes from no page",)


# --- files that cannot be read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("tables/greet.csv", "section,path", "path,section", r"greet\.csv:1: the columns are section,path,"),
        ("tables/greet.csv", "query,loud,string,false,false,", "query,loud,string", r"greet\.csv:2: a row has 6 cells"),
        ("tables/greet.csv", "loud,string,false,false,", "loud,string,,,,,,", r"greet\.csv:2: a row has 6 cells"),
        ("tables/greet.csv", "query,loud", "header,loud", r"greet\.csv:2: a row begins with a section"),
        ("tables/greet.csv", "query,loud", "query,", r"greet\.csv:2: a row begins with a section .* and a path"),
        ("tables/greet.csv", "loud,string,false", "loud,string,no", r"greet\.csv:2: array is true or false"),
        ("tables/greet.csv", "string array,true,false,", "string array,true,No,", r"greet\.csv:4: array is"),
        ("tables/greet.csv", "places:Place", "places", r"greet\.csv:5: same_as is <api>:<path>"),
        (
            "tables/greet.csv",
            "places:Place",
            "places:City",
            r"Request\.Where: places:City is documented nowhere",
        ),
        ("tables/greet.csv", "places:Place", "meet:Place", r"greet: Request\.Where: meet:Place is documented nowhere"),
        ("tables/greet.csv", "places:Place", "greet:Request", r"Request\.Where: greet:Request refers to itself"),
        ("tables/greet.csv", "places:Place", "greet:Response.Place", r"refers to itself"),
        ("tables/greet.csv", "loud,string", '"loud"x,string', r"greet\.csv:2: .* expected after"),
        ("sources.toml", 'title = "Greeting"\n', "", r"sources\.toml: greet: .*'title'"),
        ("sources.toml", "title", "name", r"sources\.toml: greet: there is no key name"),
        ("sources.toml", '"POST"', "1", r"sources\.toml: greet: method is a text, and not blank"),
        ("sources.toml", '"POST"', '"POST', r"sources\.toml: .*line 5"),
        ("errata.toml", '"left-out"', '"gone"', r"errata\.toml: places: Place\.Planet: the kind is one of added"),
        ("errata.toml", 'why = "c"\n', "", r"errata\.toml: places: Place\.Planet: .*'why'"),
        ("errata.toml", 'why = "c"', 'why = ""', r"errata\.toml: places: Place\.Planet: why is a text"),
        (
            "errata.toml",
            'why = "c"',
            'why = "c"\nto = "a"',
            r"places: Place\.Planet: moved and copied have",
        ),
        (
            "errata.toml",
            'why = "c"',
            'why = "c"\nid = "a"',
            r"places: Place\.Planet: moved and copied have",
        ),
        ("errata.toml", 'path = "Place.Planet"', "path = []", r"errata\.toml: places: .*path is a text"),
        ("guesses.toml", "[[guess]]", "[[guess]", r"guesses\.toml: .*line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_with_its_place(
    spec: Path, file: str, old: str, new: str, message: str
) -> None:
    change(spec, file, old, new)
    with pytest.raises(TableError, match=message):
        compare(spec)


def test_a_missing_table_is_said(spec: Path) -> None:
    (spec / "tables" / "places.csv").unlink()
    with pytest.raises(TableError, match=r"places\.csv: .*No such file"):
        compare(spec)


def test_a_row_keeps_all_that_it_says(tmp_path: Path) -> None:
    rows = [
        DocumentedNode(section="request", path="A", type="container", required=True),
        DocumentedNode(section="response", path='B, "quoted"', array=True, same_as="a:B"),
        DocumentedNode(section="query", path="名", type="string", required=False),
    ]
    write_table(tmp_path / "t.csv", rows)
    assert read_table(tmp_path / "t.csv") == rows


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_the_counts_and_tells_faults_from_files_that_cannot_be_read(spec: Path) -> None:
    run = CliRunner().invoke(cli, ["check", "--spec", str(spec)])
    assert (run.exit_code, run.stdout) == (0, f"spec/: {compare(spec)}\n")
    change(spec, "tables/greet.csv", "query,loud,string,false,false,\n", "")
    run = CliRunner().invoke(cli, ["check", "--spec", str(spec)])
    assert (run.exit_code, run.stderr) == (1, "greet: loud is in the spec, but not in the table (added)\n")
    assert run.stdout.endswith("1 difference\n")
    change(spec, "tables/greet.csv", "section,path", "path")
    run = CliRunner().invoke(cli, ["check", "--spec", str(spec)])
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.startswith("greet.csv:1:")
