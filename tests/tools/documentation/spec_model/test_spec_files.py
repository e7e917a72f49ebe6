"""The data files of the spec: round trips of tables, and errors for files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tests.tools.documentation.small_spec import (
    change,
)
from tools.documentation.check.comparison import compare
from tools.documentation.spec_model.spec_files import (
    DocumentedNode,
    TableError,
    read_table,
    table_text,
)
from tools.spec import cli

if TYPE_CHECKING:
    from pathlib import Path


def test_a_table_without_a_source_is_a_fault(spec: Path) -> None:
    (spec / "tables" / "meet.csv").write_text((spec / "tables" / "places.csv").read_text())
    assert compare(spec).faults == ("sources.toml: no entry for tables/meet.csv",)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("tables/greet.csv", "section,path", "path,section", r"greet\.csv:1: the columns must be section,path,"),
        (
            "tables/greet.csv",
            "query,loud,string,false,false,",
            "query,loud,string",
            r"greet\.csv:2: a row must have 6 cells",
        ),
        ("tables/greet.csv", "loud,string,false,false,", "loud,string,,,,,,", r"greet\.csv:2: a row must have 6 cells"),
        ("tables/greet.csv", "query,loud", "header,loud", r"greet\.csv:2: a row must begin with a section"),
        ("tables/greet.csv", "query,loud", "query,", r"greet\.csv:2: a row must begin with a section .* and a path"),
        ("tables/greet.csv", "loud,string,false", "loud,string,no", r"greet\.csv:2: array must be true or false"),
        ("tables/greet.csv", "string array,true,false,", "string array,true,No,", r"greet\.csv:4: array must"),
        ("tables/greet.csv", "places:Place", "places", r"greet\.csv:5: same_as must have the form <api>:<path>"),
        (
            "tables/greet.csv",
            "places:Place",
            "places:City",
            r"Request\.Where: places:City: no table has the target",
        ),
        (
            "tables/greet.csv",
            "places:Place",
            "meet:Place",
            r"greet: Request\.Where: meet:Place: no table has the target",
        ),
        (
            "tables/greet.csv",
            "places:Place",
            "greet:Request",
            r"Request\.Where: greet:Request: the reference leads back to itself",
        ),
        ("tables/greet.csv", "places:Place", "greet:Response.Place", r"the reference leads back to itself"),
        ("tables/greet.csv", "loud,string", '"loud"x,string', r"greet\.csv:2: .* expected after"),
        ("sources.toml", 'title = "Greeting"\n', "", r"sources\.toml: greet: .*'title'"),
        ("sources.toml", "title", "name", r"sources\.toml: greet: unknown key name"),
        ("sources.toml", '"POST"', "1", r"sources\.toml: greet: method must be a text that is not blank"),
        ("sources.toml", '"POST"', '"POST', r"sources\.toml: .*line 5"),
        ("errata.toml", '"left-out"', '"gone"', r"errata\.toml: places: Place\.Planet: the kind must be one of added"),
        ("errata.toml", 'why = "c"\n', "", r"errata\.toml: places: Place\.Planet: .*'why'"),
        ("errata.toml", 'why = "c"', 'why = ""', r"errata\.toml: places: Place\.Planet: why must be a text"),
        (
            "errata.toml",
            'why = "c"',
            'why = "c"\nto = "a"',
            r"places: Place\.Planet: `to` is required for moved",
        ),
        (
            "errata.toml",
            'why = "c"',
            'why = "c"\nid = "a"',
            r"places: Place\.Planet: `to` is required for moved",
        ),
        ("errata.toml", 'path = "Place.Planet"', "path = []", r"errata\.toml: places: .*path must be a text"),
        ("guesses.toml", "[[guess]]", "[[guess]", r"guesses\.toml: .*line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_with_its_place(
    spec: Path, file: str, old: str, new: str, message: str
) -> None:
    change(spec, file, old, new)
    with pytest.raises(TableError, match=message):
        compare(spec)


def test_a_missing_table_is_reported(spec: Path) -> None:
    (spec / "tables" / "places.csv").unlink()
    with pytest.raises(TableError, match=r"places\.csv: .*No such file"):
        compare(spec)


def test_a_row_is_written_and_read_without_loss(tmp_path: Path) -> None:
    rows = [
        DocumentedNode(section="request", path="A", type="container", required=True),
        DocumentedNode(section="response", path='B, "quoted"', array=True, same_as="a:B"),
        DocumentedNode(section="query", path="名", type="string", required=False),
    ]
    (tmp_path / "t.csv").write_text(table_text(rows), "utf-8", newline="")
    assert read_table(tmp_path / "t.csv") == rows


def test_the_exit_code_distinguishes_faults_from_unreadable_files(spec: Path) -> None:
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
