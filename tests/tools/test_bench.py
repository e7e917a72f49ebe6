"""The bench runs, and says what it should; how fast anything is, no test asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tools.bench.measure import Effort, Figure, alternate, compare, cpu, over, wall
from tools.bench.report import table
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

LIMITS: Final = {
    "CPU of a validated submission ÷ official SDK's unvalidated": 0.45,
    "encode ÷ official format_xml": 0.12,
    "decode of a submit reply ÷ official xml_to_dict": 0.5,
    "validate an object ÷ xmlschema on its bytes": 0.01,
    "cold start to a ready client ÷ import qcloud_cos": 1.3,
}
GROWTH_LIMIT: Final = 1.2


def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    pytest.importorskip("xmlschema")
    command = [sys.executable, "-m", "tools.bench", "--quick", "--output", tmp_path / "bench.json"]
    environment = {name: value for name, value in os.environ.items() if name != "COSANIM_PAGES"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert written["documents"] == 64
    assert {"python", "machine", "cores", "effort", "seconds"} <= written.keys()
    figures = {figure["what"]: figure for figure in written["figures"]}
    limits = {what: figure["limit"] for what, figure in figures.items() if figure["limit"] is not None}
    growth = {what: limit for what, limit in limits.items() if "JobsDetail" in what}
    assert limits == {**LIMITS, **growth}
    assert list(growth.values()) == [GROWTH_LIMIT] * 2
    for what, figure in figures.items():
        assert what in done.stdout
        if not figure["note"].startswith("skipped"):
            assert figure["lowest"] <= figure["ratio"] <= figure["highest"]
            assert min(figure["ours"], figure["theirs"]) > 0
        assert figure["met"] in {True, False} if figure["limit"] else figure["met"] is None
    words = ("threads", "xsdata", "xmlschema", "lxml", "requests", "peak memory", "wheel", "page")
    assert all(any(word in what for what in figures) for word in words)


def test_contenders_take_turns_and_their_ratios_are_those_of_a_round() -> None:
    order: list[str] = []
    samples = alternate({name: over(lambda _, name=name: order.append(name), [1], 1) for name in "abc"}, 3)
    assert "".join(order) == "abcabcbcacab"
    assert all(len(cpu(one)) == len(wall(one)) == 3 for one in samples.values())
    figure = compare("x", [1.0, 2.0, 9.0], [2.0, 2.0, 2.0], limit=1.0)
    assert (figure.ratio, figure.lowest, figure.highest, figure.met) == (1.0, 0.5, 4.5, True)


def test_the_table_says_what_is_met_and_what_is_not() -> None:
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


def test_a_quick_run_is_the_same_with_less_of_everything() -> None:
    quick, whole = Effort.quick(), Effort()
    assert quick.rounds < whole.rounds
    assert quick.counts < whole.counts == (1, 100, 10_000)
