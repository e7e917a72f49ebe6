"""The benchmark runs and reports all figures; no test depends on speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
from qcloud_cos.cos_comm import format_xml

from cosanim import decode, encode, validate
from cosanim.models import SubmitJobRequest
from tools.bench.measure import Effort, Figure, alternate, compare, cpu, passes_over, wall
from tools.bench.payloads import DOCUMENTS, dictionaries, submissions
from tools.bench.summary import all_met, table
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

LIMITS: Final = {
    "process start to 1 accepted submission ÷ official SDK's": 1.15,
    "process start to 10 accepted submissions ÷ official SDK's": 0.9,
    "process start to 20 accepted submissions ÷ official SDK's": 0.6,
    "CPU of a validated submission ÷ official SDK's unvalidated": 0.48,
    "loop held by 32 concurrent submissions ÷ sync client's in the loop": 0.4,
    "time of a row of submit_many, 32 workers ÷ official SDK's": 0.714,
    "peak memory of submit_many, 20 rows ÷ 10 rows": 1.2,
    "encode ÷ official format_xml": 0.2,
    "decode ÷ official xml_to_dict": 0.4,
    "validate an object ÷ xmlschema on its bytes": 0.02,
    "validate an object with advice ÷ xmlschema on its bytes": 0.02,
    "import validate and one validation ÷ import requests and lxml": 0.7,
}


@pytest.mark.slow
def test_a_quick_run_measures_everything_and_checks_no_limit(tmp_path: Path) -> None:
    pytest.importorskip("xmlschema")
    command = [sys.executable, "-m", "tools.bench", "--quick", "--output", tmp_path / "bench.json"]
    environment = {name: value for name, value in os.environ.items() if name != "COSANIM_PAGES"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert {what: figure["limit"] for what, figure in written.items()} == LIMITS
    for what, figure in written.items():
        assert figure.keys() == {"ratio", "limit", "met"}
        assert figure["ratio"] > 0
        assert figure["met"] is (figure["ratio"] <= figure["limit"])
        assert what in done.stdout
    words = ("threads", "xsdata", "lxml", "requests", "JobsDetail", "peak memory", "wheel", "page", "cores")
    assert all(word in done.stdout for word in (*words, "1 worker", "8 workers", "with a journal, 32 workers"))


def test_both_programs_submit_the_same_jobs_half_of_them_with_a_warning() -> None:
    pairs = list(zip(submissions(), dictionaries(), strict=True))
    assert len(pairs) == len({encode(ours) for ours, _ in pairs}) == DOCUMENTS
    for index, (ours, theirs) in enumerate(pairs):
        assert decode(format_xml(theirs, root="Request"), SubmitJobRequest) == ours
        assert [found.severity for found in validate(ours)] == ["warning"] * (index % 2)


def test_functions_run_in_turn_and_ratios_are_computed_for_each_round() -> None:
    order: list[str] = []
    samples = alternate({name: passes_over(lambda _, name=name: order.append(name), [1], 1) for name in "abc"}, 3)
    assert "".join(order) == "abcabcbcacab"
    assert all(len(cpu(one)) == len(wall(one)) == 3 for one in samples.values())
    figure = compare("x", [1.0, 2.0, 9.0], [2.0, 2.0, 2.0], limit=1.0)
    assert (figure.ratio, figure.lowest, figure.highest, figure.met) == (1.0, 0.5, 4.5, True)


def test_the_table_shows_which_limits_are_met() -> None:
    figures = [
        Figure(what="free", note="skipped: a reason"),
        compare("kept", [1.0], [2.0], limit=0.5),
        compare("broken", [1.1], [2.0], limit=0.5),
    ]
    lines = table(figures).splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["kept", "broken", "free"]
    assert lines[1].endswith(" met")
    assert lines[2].endswith("NOT MET")
    assert lines[3].endswith("(skipped: a reason)")
    assert lines[-1] == "1 of 2 figures met"


def test_a_figure_above_its_limit_or_without_a_ratio_is_not_met() -> None:
    kept, free = compare("kept", [1.0], [2.0], limit=0.5), Figure(what="free")
    assert all_met([kept, free])
    assert not all_met([kept, compare("missed", [1.1], [2.0], limit=0.5)])
    assert not all_met([kept, Figure(what="not measured", limit=0.5)])


def test_a_quick_run_has_smaller_numbers() -> None:
    quick, whole = Effort.quick(), Effort()
    assert quick.rounds < whole.rounds
    assert quick.counts < whole.counts == (1, 100, 10_000)
    assert [count for count, _ in whole.submissions] == [1, 100, 2_000]
    assert all(few <= many for (few, _), (many, _) in zip(quick.submissions, whole.submissions, strict=True))
