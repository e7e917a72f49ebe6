"""``tools.parameter_coverage`` reports everything that is missing for a new node of the spec."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cosanim.client import AnimationClient
from tests.strategies import SPEC
from tools.generate import REPOSITORY, generate
from tools.generator.components import load_components
from tools.parameter_coverage import coverage_gaps, elements_of

LOOP = (
    '<xs:element name="Loop" type="xs:integer" minOccurs="0">'
    "<xs:annotation><xs:documentation>How often it plays.</xs:documentation></xs:annotation></xs:element>"
)
BEYOND_GENERATION = {
    "cosanim/api/requests.py: Video.Loop is not set by any of AnimationParameters",
    "cosanim/api/submissions.py: Video.Loop is not set by any parameter of SubmissionCalls.submit",
    "cosanim/api/templates.py: Video.Loop is not set by any parameter of TemplateCalls.ensure_template",
    "cosanim/api/conversions.py: Video.Loop is not set by any parameter of ConversionCalls.convert",
    "cosanim/cli/job_options.py: Video.Loop is not set by any option of `cosanim submit`",
    "cosanim/cli/job_options.py: Video.Loop is not set by any option of `cosanim batch submit`",
    "cosanim/cli/job_options.py: Video.Loop is not set by any option of `cosanim template create`",
    "cosanim/cli/job_options.py: Video.Loop is not set by any option of `cosanim template update`",
    "cosanim/cli/job_options.py: Video.Loop is not set by any option of `cosanim demo`",
    "spec/types/animation.xsd: Video.Loop is not a node of VideoDetail, so replies do not contain it",
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the spec with an additional node of videos."""
    folder = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    path = folder / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    at = text.index("<xs:all>", text.index('<xs:complexType name="Video">')) + len("<xs:all>")
    path.write_text(f"{text[:at]}{LOOP}{text[at:]}", "utf-8")
    return folder


def test_no_node_of_an_animation_is_missing() -> None:
    components = load_components(SPEC)
    assert {element.owner for element in elements_of(components)} == {"Container", "Video", "TimeInterval"}
    assert coverage_gaps(components) == []


def test_a_new_node_is_reported_as_missing_everywhere(spec: Path) -> None:
    missing = set(coverage_gaps(load_components(spec)))
    assert missing >= BEYOND_GENERATION
    assert "generated/: Video.Loop is not a field of the bindings: run `make generate`" in missing
    assert any("Video.Loop does not change settings_fields" in line for line in missing)
    assert all("Video.Loop" in line for line in missing)


def test_a_generated_node_is_still_reported_as_missing_elsewhere(spec: Path, tmp_path: Path) -> None:
    generate(spec, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "tools.parameter_coverage", "--spec", str(spec)], cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    missing = set(ran.stderr.splitlines())
    assert (ran.returncode, missing >= BEYOND_GENERATION) == (1, True), ran.stderr
    assert any("Video.Loop does not change settings_fields" in line for line in missing)
    assert not any(line.startswith("generated/") for line in missing)


def test_a_parameter_without_its_line_in_a_docstring_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    method = AnimationClient.ensure_template
    without = re.sub(r"^ *quality: .*\n", "", method.__doc__ or "", flags=re.MULTILINE)
    monkeypatch.setattr(method, "__doc__", without)
    assert coverage_gaps(load_components(SPEC)) == [
        f"cosanim/api/templates.py: Video.Quality has no line for quality in the docstring of {method.__qualname__}"
    ]


def test_a_parameter_with_another_text_in_a_docstring_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    documentation = AnimationClient.submit.__doc__ or ""
    monkeypatch.setattr(AnimationClient.submit, "__doc__", documentation.replace("1 to 99", "1 to 100"))
    assert coverage_gaps(load_components(SPEC)) == [
        (
            "cosanim/api/submissions.py: Video.Quality has another text for quality in SubmissionCalls.submit "
            "than in AnimationParameters"
        )
    ]


def test_a_parameter_of_another_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    method = inspect.unwrap(AnimationClient.convert)
    monkeypatch.setattr(method, "__annotations__", {**method.__annotations__, "width": "str | None"})
    name, of = method.__qualname__, "AnimationParameters"
    assert coverage_gaps(load_components(SPEC)) == [
        f"cosanim/api/conversions.py: Video.Width has another type for width in {name} than in {of}"
    ]


def test_a_limit_that_changes_in_the_spec_is_missed_in_the_documentation(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    path = folder / "types" / "animation.xsd"
    path.write_text(path.read_text("utf-8").replace('maxInclusive value="4096"', 'maxInclusive value="8192"'), "utf-8")
    assert coverage_gaps(load_components(folder)) == [
        f"cosanim/api/requests.py: Video.{side} has no '8192' in the text for {side.lower()} of AnimationParameters"
        for side in ("Width", "Height")
    ]
