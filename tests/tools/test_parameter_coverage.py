"""A node that is added to the spec is missed wherever it cannot be set, rendered or repeated, at all places at once."""

from __future__ import annotations

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
from tools.parameter_coverage import elements_of, missing_places

LOOP = (
    '<xs:element name="Loop" type="xs:integer" minOccurs="0">'
    "<xs:annotation><xs:documentation>How often it plays.</xs:documentation></xs:annotation></xs:element>"
)
BEYOND_GENERATION = {
    "cosanim/api/requests.py: Video.Loop is set by none of AnimationParameters",
    "cosanim/api/jobs.py: Video.Loop is set by no parameter of JobCalls.submit",
    "cosanim/api/templates.py: Video.Loop is set by no parameter of TemplateCalls.ensure_template",
    "cosanim/api/conversions.py: Video.Loop is set by no parameter of ConversionCalls.convert",
    "cosanim/cli/job_options.py: Video.Loop is set by no option of `cosanim submit`",
    "cosanim/cli/job_options.py: Video.Loop is set by no option of `cosanim batch submit`",
    "cosanim/cli/job_options.py: Video.Loop is set by no option of `cosanim template create`",
    "cosanim/cli/job_options.py: Video.Loop is set by no option of `cosanim template update`",
    "cosanim/cli/job_options.py: Video.Loop is set by no option of `cosanim demo`",
    "spec/types/animation.xsd: Video.Loop is no node of VideoDetail: the service does not repeat it",
}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the spec whose videos have a node more."""
    folder = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    path = folder / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    at = text.index("<xs:all>", text.index('<xs:complexType name="Video">')) + len("<xs:all>")
    path.write_text(f"{text[:at]}{LOOP}{text[at:]}", "utf-8")
    return folder


def test_every_node_of_an_animation_is_reached() -> None:
    components = load_components(SPEC)
    assert {element.owner for element in elements_of(components)} == {"Container", "Video", "TimeInterval"}
    assert missing_places(components) == []


def test_a_new_node_is_missed_at_every_place(spec: Path) -> None:
    missing = set(missing_places(load_components(spec)))
    assert missing >= BEYOND_GENERATION
    assert "generated/: Video.Loop is no field of the bindings: run `make generate`" in missing
    assert any("Video.Loop changes none of settings_fields" in line for line in missing)
    assert all("Video.Loop" in line for line in missing)


def test_a_node_that_is_generated_is_still_missed_at_the_other_places(spec: Path, tmp_path: Path) -> None:
    generate(spec, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "tools.parameter_coverage", "--spec", str(spec)], cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    missing = set(ran.stderr.splitlines())
    assert (ran.returncode, missing >= BEYOND_GENERATION) == (1, True), ran.stderr
    assert any("Video.Loop changes none of settings_fields" in line for line in missing)
    assert not any(line.startswith("generated/") for line in missing)


def test_a_parameter_without_its_line_in_a_docstring_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    method = AnimationClient.ensure_template
    without = re.sub(r"^ *quality: .*\n", "", method.__doc__ or "", flags=re.MULTILINE)
    monkeypatch.setattr(method, "__doc__", without)
    assert missing_places(load_components(SPEC)) == [
        f"cosanim/api/templates.py: Video.Quality has no line for quality in the docstring of {method.__qualname__}"
    ]


def test_a_parameter_with_another_text_in_a_docstring_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    documentation = AnimationClient.submit.__doc__ or ""
    monkeypatch.setattr(AnimationClient.submit, "__doc__", documentation.replace("1 to 99", "1 to 100"))
    assert missing_places(load_components(SPEC)) == [
        "cosanim/api/jobs.py: Video.Quality has another text for quality in JobCalls.submit than in AnimationParameters"
    ]


def test_a_parameter_of_another_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    method = AnimationClient.convert
    monkeypatch.setattr(method, "__annotations__", {**method.__annotations__, "width": "str | None"})
    name, of = method.__qualname__, "AnimationParameters"
    assert missing_places(load_components(SPEC)) == [
        f"cosanim/api/conversions.py: Video.Width has another type for width in {name} than in {of}"
    ]


def test_a_limit_that_changes_in_the_spec_is_missed_in_the_documentation(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    path = folder / "types" / "animation.xsd"
    path.write_text(path.read_text("utf-8").replace('maxInclusive value="4096"', 'maxInclusive value="8192"'), "utf-8")
    assert missing_places(load_components(folder)) == [
        f"cosanim/api/requests.py: Video.{side} has no '8192' in the text for {side.lower()} of AnimationParameters"
        for side in ("Width", "Height")
    ]
