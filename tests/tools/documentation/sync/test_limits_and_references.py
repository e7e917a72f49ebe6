"""Decisions and notes of ``sync`` about changed limits and references."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.documentation.sync.sync_runs import (
    page_text,
    sync,
    table,
)
from tools.documentation.check.comparison import compare
from tools.documentation.spec_model.spec_files import DocumentedNode


@pytest.mark.parametrize(
    ("words", "facet"),
    [
        ("Value range: [128, 8192]", '<xs:maxInclusive value="8192"/>'),
        ("Value range: (128, 4096]", '<xs:minExclusive value="128"/>'),
    ],
)
def test_changed_limits_are_a_decision_at_their_simple_type(spec: Path, words: str, facet: str):
    result = sync(spec, page_text("create_template", table("create_template"), {"Request.Video.Width": words}))
    assert result.exit_code == 1
    assert "rows, nothing changed" in result.stdout
    assert facet in result.stdout
    place = next(line for line in result.stdout.splitlines() if "SideLength" in line)
    file, line, _ = place.split(":", 2)
    assert 'name="SideLength"' in Path(file).read_text("utf-8").splitlines()[int(line) - 1]


def test_a_value_that_is_new_or_gone_is_a_decision(spec: Path):
    path = "Request.CallBackType"
    for words, expected in (
        ("Valid values: `Url`, `TDMQ`, `Mail`.", "type CallBackType refuses 'Mail', the page accepts it"),
        ("Valid values: `Url`, `Mail`.", "type CallBackType allows TDMQ, the page does not"),
    ):
        assert expected in sync(spec, page_text("submit_job", table("submit_job"), {path: words})).stdout
    same = page_text("submit_job", table("submit_job"), {path: "Valid values: `Url`, `TDMQ`."})
    assert sync(spec, same).exit_code == 0


def test_references_are_kept_and_those_that_changed_are_reported(spec: Path):
    path = "Request.Operation.Animation.Video"
    result = sync(
        spec, page_text("submit_job", table("submit_job"), {path: "Same as `Request.Picture` in another API."})
    )
    assert f"{path} refers to Request.Picture, the table keeps create_template:Request.Video: check it" in result.stdout
    assert result.exit_code == 1
    assert table("submit_job", spec) == table("submit_job")


def test_a_new_reference_is_followed_where_a_table_has_it_and_reported_where_none_has(spec: Path):
    new = [
        DocumentedNode(section="response", path="Response.JobsDetail.Media", type="container"),
        DocumentedNode(section="response", path="Response.JobsDetail.Extra", type="container"),
    ]
    words = {
        new[0].path: "Same as `Response.MediaInfo` in the `GenerateMediaInfo` API.",
        new[1].path: "Same as `Response.Nowhere` in the `DescribeNothing` API.",
    }
    result = sync(spec, page_text("submit_job", [*table("submit_job"), *new], words))
    found = {row.path: row.same_as for row in table("submit_job", spec)}
    assert found[new[0].path] == "mediainfo:Response.MediaInfo"
    assert found[new[1].path] == ""
    assert "Response.JobsDetail.Extra is new and refers to Response.Nowhere, which no table has" in result.stdout


def test_a_reference_is_removed_if_the_page_now_has_rows(spec: Path):
    path = "Request.Operation.Animation.TimeInterval"
    new = DocumentedNode(section="request", path=f"{path}.Start", type="string", required=False)
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new], {path: "It is so."}))
    assert f"the page now documents the children of {path}" in result.stdout
    assert next(row for row in table("submit_job", spec) if row.path == path).same_as == ""


@pytest.mark.slow
def test_every_difference_of_check_is_a_decision_of_sync(spec: Path):
    generator = random.Random(7)  # noqa: S311 - no secret
    rows = table("create_template")
    for _ in range(4):
        kept = [row for row in rows if row.path in {"Request", "Response"} or generator.random() > 0.15]
        changed = [
            replace(row, required=not row.required) if row.required is not None and generator.random() < 0.1 else row
            for row in kept
        ]
        names = [row.path for row in changed]
        result = sync(spec, page_text("create_template", changed))
        assert result.exit_code in {0, 1}, result.output
        assert [row.path for row in table("create_template", spec)] == names
        decided = set(re.findall(r": ([\w.]+): (?:documented|no longer|no page|\()", result.stdout))
        for fault in compare(spec).faults:
            path = fault.removeprefix("errata.toml: ").split()[1]
            ends = {path.rpartition(".")[2]} | set(path.split("."))
            assert any(set(other.split(".")) & ends for other in decided), fault
        assert bool(compare(spec).faults) == (result.exit_code == 1)
