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

ELEMENT = (
    '<xs:element name="{}" type="xs:integer" minOccurs="0">'
    "<xs:annotation><xs:documentation>How it plays.</xs:documentation></xs:annotation></xs:element>"
)
CROP = ELEMENT.format("Crop").replace("xs:integer", "Crop")
CROP_TYPE = (
    '<xs:complexType name="Crop"><xs:annotation><xs:documentation>The part that is shown.</xs:documentation>'
    f"</xs:annotation><xs:all>{ELEMENT.format('Left')}</xs:all></xs:complexType>"
)
# For each new node: the complex type that gains a node, that node, and the owner and name by which the gaps name it.
NEW_NODES = {
    "Video.Loop": ("Video", ELEMENT.format("Loop"), "Video.Loop"),
    "Animation.Loop": ("Animation", ELEMENT.format("Loop"), "Animation.Loop"),
    "Video.Crop.Left": ("Video", CROP, "Crop.Left"),
    "Animation.Crop.Left": ("Animation", CROP, "Crop.Left"),
}


def gaps_beyond_generation(node: str) -> set[str]:
    """Return the gaps of a new node that remain after generation."""
    options = "cosanim/cli/job_options.py: {} is not set by any option of `cosanim {}`"
    parameters = "cosanim/api/{}.py: {} is not set by any parameter of {}"
    owner = node.partition(".")[0]
    unrendered = "does not change settings_fields, or changes a field that RenderSettings lacks"
    return {
        f"cosanim/api/requests.py: {node} is not set by any of AnimationParameters",
        parameters.format("submissions", node, "SubmissionCalls.submit"),
        parameters.format("templates", node, "TemplateCalls.ensure_template"),
        parameters.format("conversions", node, "ConversionCalls.convert"),
        *(
            options.format(node, command)
            for command in ("submit", "bulk", "batch submit", "template create", "template update", "convert", "demo")
        ),
        f"cosanim/local/rendering/job_request.py: {node} {unrendered}",
        f"spec/types/animation.xsd: {node} is not a node of {owner}Detail, so replies do not contain it",
    }


def spec_with(folder: Path, owner: str, child: str) -> Path:
    """Return a copy of the spec with an additional node, and with the type Crop if the node has it."""
    spec = Path(shutil.copytree(SPEC, folder / "spec"))
    path = spec / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    at = text.index("<xs:all>", text.index(f'<xs:complexType name="{owner}">')) + len("<xs:all>")
    text = f"{text[:at]}{child}{text[at:]}"
    path.write_text(text.replace("</xs:schema>", f"{CROP_TYPE}</xs:schema>") if child == CROP else text, "utf-8")
    return spec


def test_no_node_of_an_animation_is_missing() -> None:
    components = load_components(SPEC)
    assert {element.owner for element in elements_of(components)} == {"Container", "Video", "TimeInterval"}
    assert coverage_gaps(components) == []


@pytest.mark.parametrize(("owner", "child", "node"), NEW_NODES.values(), ids=NEW_NODES)
def test_a_new_node_is_reported_as_missing_everywhere(tmp_path: Path, owner: str, child: str, node: str) -> None:
    missing = set(coverage_gaps(load_components(spec_with(tmp_path, owner, child))))
    ungenerated = f"generated/: {node} is not a field of the bindings: run `make generate`"
    assert missing == {*gaps_beyond_generation(node), ungenerated}


@pytest.mark.parametrize(("owner", "child", "node"), NEW_NODES.values(), ids=NEW_NODES)
def test_a_generated_node_is_still_reported_as_missing_elsewhere(
    tmp_path: Path, owner: str, child: str, node: str
) -> None:
    spec = spec_with(tmp_path, owner, child)
    generate(spec, tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "tools.parameter_coverage", "--spec", str(spec)], cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, set(ran.stderr.splitlines())) == (1, gaps_beyond_generation(node)), ran.stderr


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
