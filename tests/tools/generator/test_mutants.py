"""Mutation tests: each mistake put into the schema data, the codec or the generator must change a result of the codec.

``mutants/schema_mutants.py`` derives its mutants from the schema data, so they follow every change of the spec. The
mutants of the codec and of the generator replace functions and constants by name. ``mutants/codec_inputs.py`` has the
inputs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from cosanim.schema import ComplexType, Element, Rule, SimpleType
from tests.tools.generator.mutants.codec_mutants import CHANGES as CODEC_CHANGES
from tests.tools.generator.mutants.generator_mutants import CHANGES as GENERATOR_CHANGES
from tests.tools.generator.mutants.mutant import Mutant, exchange
from tests.tools.generator.mutants.run_mutants import few_of_each_kind
from tests.tools.generator.mutants.schema_mutants import LIMITS, schema_mutants
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

FEW: Final = 4


def require_all_killed(part: str, announce: Callable[[str], None], *arguments: str) -> None:
    """Run mutants of a part in a process of their own; assert that none survives."""
    command = [sys.executable, "-m", "tests.tools.generator.mutants.run_mutants", part, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    output = json.loads(done.stdout)
    reasons: dict[str, str | None] = output["reasons"]
    alive = [name for name, reason in reasons.items() if reason is None]
    announce(f"mutants of the {part}: {len(reasons) - len(alive)} of {len(reasons)} killed, {output['all']} in all")
    assert reasons
    assert alive == []


def test_some_mutants_of_each_kind_of_the_schema_data_are_killed(announce: Callable[[str], None]) -> None:
    require_all_killed("schema", announce, "--few", str(FEW))


@pytest.mark.slow
def test_every_mutant_of_the_schema_data_is_killed(announce: Callable[[str], None]) -> None:
    require_all_killed("schema", announce)


@pytest.mark.slow
def test_every_mutant_of_the_codec_is_killed(announce: Callable[[str], None]) -> None:
    require_all_killed("codec", announce)


@pytest.mark.slow
def test_every_mutant_of_the_generator_is_killed(announce: Callable[[str], None]) -> None:
    require_all_killed("generator", announce)


def test_the_mutants_of_the_schema_data_cover_elements_limits_and_rules() -> None:
    names = {mutant.name for mutant in schema_mutants()}
    assert len(names) == len(schema_mutants()) > 1500
    for mutation in ("element dropped", "element renamed"):
        assert sum(name.startswith(mutation) for name in names) > 300
    for expected in (
        "limit one higher: SideLength max_inclusive",
        "limit mistaken: FrameRate min_exclusive",
        "advice on values dropped: CallBackUrl private-callback",
        "severity swapped: Animation no-duration",
        "rule negated: Operation template-or-animation",
        "required as optional: Video.Codec",
        "root renamed: SubmitJobRequest",
        "open type closed: VideoDetail",
    ):
        assert expected in names


def test_every_field_of_the_records_has_a_mutant() -> None:
    """If a record gains a field, this test fails until ``schema_mutants.py`` and this list include it."""
    assert set(SimpleType._fields) == {"name", "kinds", "enumeration", "patterns", "form", "advice", *LIMITS}
    assert Element._fields == ("name", "field", "type", "array", "required", "spellings", "nested")
    assert Rule._fields == ("id", "severity", "test", "message")
    assert ComplexType._fields == ("name", "elements", "root", "rules", "open")


@pytest.mark.parametrize("changes", [CODEC_CHANGES, GENERATOR_CHANGES], ids=["codec", "generator"])
def test_mutant_names_are_unique(changes: dict[str, list[tuple[str, str, object]]]) -> None:
    names = [(module, what) for module, members in changes.items() for what, _, _ in members]
    assert len(set(names)) == len(names) >= 40


def test_a_mutant_of_a_missing_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        exchange("cosanim.xml.reader:gone", lambda old: old)()


def test_selected_mutants_are_spread_evenly_over_each_kind() -> None:
    mutants = [Mutant(f"{kind}{index}", kind, dict) for kind, count in (("a", 9), ("b", 2)) for index in range(count)]
    assert [one.name for one in few_of_each_kind(mutants, 3)] == ["a0", "a3", "a6", "b0", "b1"]
