"""Proposals of ``sync`` for pages that are generated from the tables with one change each."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.strategies import SPEC
from tests.tools.documentation.sync.sync_runs import (
    RENDERED,
    add_erratum,
    block,
    contents,
    page_text,
    paste,
    place_and_proposal,
    sync,
    table,
)
from tools.documentation.check.comparison import compare
from tools.documentation.spec_model.spec_files import DocumentedNode
from tools.generate import generate
from tools.generator.components import load_components


@pytest.mark.parametrize("api", RENDERED)
def test_an_unchanged_page_changes_nothing_and_reports_it(spec: Path, api: str):
    before = contents(spec)
    result = sync(spec, page_text(api, table(api)))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"{spec}/tables/{api}.csv: {len(table(api))} rows, nothing changed",
        "the XSDs agree: nothing to decide",
    ]
    assert contents(spec) == before


def test_a_new_node_is_proposed_for_each_type_and_the_lines_make_the_xsd_agree(spec: Path):
    new = DocumentedNode(section="request", path="Request.Operation.Retries", type="integer", required=False)
    words = {new.path: "Value range: [0, 5]"}
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new], words))
    assert result.exit_code == 1
    assert "  + request Request.Operation.Retries (integer, optional)" in result.stdout
    assert table("submit_job", spec)[20] == new
    file, line, text = place_and_proposal(result, "Request.Operation.Retries: documented, but not in type Operation")
    assert 'name="JobLevel"' in file.read_text("utf-8").splitlines()[line - 1]
    paste(file, line, text)
    types = block(result, "Retries: documented", "and, beside the other types:")
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types.partition('  or, if')[0]}\n</xs:schema>"))
    assert compare(spec).faults == ()
    retries = load_components(spec).complex_types["Operation"].child("Retries")
    assert retries is not None
    assert dict(load_components(spec).simple_types[retries.type].bounds) == {"min_inclusive": 0, "max_inclusive": 5}


def test_a_new_container_is_proposed_with_all_nodes_below_it(spec: Path):
    new = [
        DocumentedNode(section="response", path="Response.JobsDetail.Bill", type="container"),
        DocumentedNode(section="response", path="Response.JobsDetail.Bill.Item", type="container array", array=True),
        DocumentedNode(section="response", path="Response.JobsDetail.Bill.Item.Price", type="float"),
    ]
    result = sync(spec, page_text("submit_job", [*table("submit_job"), *new]))
    file, line, text = place_and_proposal(result, "Response.JobsDetail.Bill: documented, but not in type JobDetail")
    assert result.stdout.count("documented, but not in") == 1, "one decision, although five APIs have jobs"
    paste(file, line, text)
    types = block(result, "Bill: documented", "and, beside the other types:")
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types}\n</xs:schema>"))
    assert compare(spec).faults == ()


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("Request.Operation.UserData", {"required": True}, "documented as required, is optional"),
        ("Request.CallBack", {"array": True, "type": "string array"}, "documented as an array, is single"),
        ("Response.JobsDetail", {"array": False, "type": "container"}, "documented as single, is an array"),
    ],
)
def test_a_changed_occurrence_is_proposed_as_a_line_that_replaces_the_old_one(
    spec: Path, path: str, change: dict[str, object], words: str
):
    rows = [replace(row, **change) if row.path == path else row for row in table("submit_job")]  # type: ignore[arg-type]
    result = sync(spec, page_text("submit_job", rows))
    assert result.exit_code == 1
    assert f"  ~ {path.partition('.')[0].lower()} {path}: " in result.stdout
    file, line, text = place_and_proposal(result, f"{path}: {words}")
    add_erratum(spec, block(result, f"{path}: {words}", "errata.toml:"))
    assert compare(spec).faults == ()
    shutil.copyfile(SPEC / "errata.toml", spec / "errata.toml")
    paste(file, line, text, replace=True)
    # Other APIs with this type have decisions of their own.
    assert not [fault for fault in compare(spec).faults if fault.startswith(f"submit_job: {path} ")]


def test_an_undocumented_node_is_proposed_for_removal_or_an_erratum(spec: Path):
    rows = [row for row in table("submit_job") if row.path != "Request.Operation.JobLevel"]
    result = sync(spec, page_text("submit_job", rows))
    assert "  - request Request.Operation.JobLevel (string, optional)" in result.stdout
    _, _, text = place_and_proposal(result, "Request.Operation.JobLevel: no longer documented: remove")
    assert text.startswith('<xs:element name="JobLevel"')
    add_erratum(spec, block(result, "JobLevel: no longer documented", "errata.toml:"))
    assert compare(spec).faults == ()


def test_rules_that_name_an_undocumented_node_are_listed_before_and_after_its_removal(spec: Path):
    path = "Request.Video.AnimateOnlyKeepKeyFrame"
    page = page_text("create_template", [row for row in table("create_template") if row.path != path])
    result = sync(spec, page)
    first_line = next(line for line in result.stdout.splitlines() if f"{path}: no longer documented" in line)
    rules = re.search(r"change the rules that name it \((.*)\)", first_line)
    assert rules
    file, line, _ = place_and_proposal(result, f"{path}: no longer documented")
    paste(file, line, "", replace=True)
    result = sync(spec, page)
    found = [line for line in result.stdout.splitlines() if "has no child AnimateOnlyKeepKeyFrame" in line]
    named = {name for line in found for name in re.findall(r": rule ([\w-]+): ", line)}
    assert (result.exit_code, set(rules[1].split(", ")) <= named) == (1, True), result.stdout
    assert all(re.match(r".*/types/\w+\.xsd:\d+: ", line) for line in found)
    # Generation reports the same errors, all of them in one run.
    with pytest.raises(subprocess.CalledProcessError) as failed:
        generate(spec, spec.parent)
    assert failed.value.stderr.count("has no child AnimateOnlyKeepKeyFrame") == len(found)


def test_a_row_below_an_undocumented_parent_is_proposed_as_moved(spec: Path):
    new = DocumentedNode(section="response", path="Response.Operation.MediaResult.OutputFile.Rotation", type="string")
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new]))
    assert "no page documents its parent" in result.stdout
    assert 'kind = "moved"' in result.stdout


TEXT_NODE: Final = "Request.Operation.UserData"


@pytest.mark.parametrize("type_name", ["string", "container", ""])
@pytest.mark.parametrize("names", [("Sub",), ("Sub", "Other"), ("Sub", "Sub.Deep")])
def test_rows_below_a_text_are_one_decision_with_a_line_and_an_erratum(
    spec: Path, names: tuple[str, ...], type_name: str
):
    rows = [replace(row, type=type_name) if row.path == TEXT_NODE else row for row in table("submit_job")]
    new = [
        DocumentedNode(section="request", path=f"{TEXT_NODE}.{name}", type="string", required=False) for name in names
    ]
    result = sync(spec, page_text("submit_job", [*rows, *new]))
    assert result.exit_code == 1, result.output
    assert {row.path for row in new} < {row.path for row in table("submit_job", spec)}
    first_line = f"{TEXT_NODE}: holds text, but {' and '.join(row.path for row in new if '.Deep' not in row.path)} "
    assert (result.stdout.count(f"{TEXT_NODE}: holds"), result.stdout.count(first_line)) == (1, 1)
    file, line, text = place_and_proposal(result, first_line)
    assert 'name="UserData"' in file.read_text("utf-8").splitlines()[line - 1]
    # If the page is right, its nodes get a type.
    paste(file, line, text, replace=True)
    needed = block(result, first_line, "and, beside the other types:")
    types, _, errata = needed.partition("and, in errata.toml, since the page documents a text type:")
    assert errata.count("[[erratum]]") == (type_name == "string") + ("Sub.Deep" in names)
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types}\n</xs:schema>"))
    if errata:
        add_erratum(spec, errata)
    # Another API with this type has its own page.
    assert not [fault for fault in compare(spec).faults if not fault.startswith("submit_job_2022: ")]
    # If the page is wrong, errata explain the difference.
    shutil.copytree(SPEC / "types", spec / "types", dirs_exist_ok=True)
    shutil.copyfile(SPEC / "errata.toml", spec / "errata.toml")
    add_erratum(spec, block(result, first_line, "errata.toml:"))
    assert compare(spec).faults == ()


def test_an_erratum_without_effect_is_listed_with_its_line(spec: Path):
    new = DocumentedNode(section="request", path="Request.QueueId", type="string", required=False)
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new]))
    file, line, _ = next(text for text in result.stdout.splitlines() if "has no effect" in text).split(":", 2)
    assert Path(file).read_text("utf-8").splitlines()[int(line) : int(line) + 2] == [
        'api = "submit_job"', 'path = "Request.QueueId"',
    ]  # fmt: skip
