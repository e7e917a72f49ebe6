"""A spec that cannot be generated fails with file and line, and the old package remains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.tools.generator.generator_runs import add_a_node, edit, files_of, run
from tools.generate import PACKAGE
from tools.generator.components import load_components
from tools.generator.generation_error import GenerationError
from tools.generator.names import field_clash, is_rule_name, is_type_name
from tools.generator.schema_data import render_schema_data

if TYPE_CHECKING:
    from pathlib import Path

# ruff: noqa: E501 - a replaced text stands on one line, however long
BROKEN: Final = {
    "missing include": ("jobs.xsd", '<xs:include schemaLocation="media.xsd"/>', '<xs:include schemaLocation="meda.xsd"/>'),
    "unknown type": ("media.xsd", 'name="Index" type="ReplyInteger" minOccurs="0"><xs:annotation><xs:documentation>Index of the stream in the file.</xs:documentation></xs:annotation></xs:element>\n      <xs:element name="Language"', 'name="Index" type="ReplyIntegr" minOccurs="0"><xs:annotation><xs:documentation>Index of the stream in the file.</xs:documentation></xs:annotation></xs:element>\n      <xs:element name="Language"'),
    "unknown child in an assert": ("animation.xsd", "number(Video/AnimateTimeIntervalOfFrame)", "number(Video/AnimateTimeInterval)"),
    "unknown child in advice": ("animation.xsd", 'test="TimeInterval/Duration"', 'test="TimeInterval/Length"'),
    "child path through a leaf": ("animation.xsd", 'test="TimeInterval/Duration"', 'test="TimeInterval/Duration/Start"'),
    "function outside the subset": ("jobs.xsd", 'test="TemplateId or Animation"', 'test="exists(TemplateId)"'),
    "operand outside the subset": ("jobs.xsd", "not(CallBackType = 'TDMQ')", "not(CallBackType = Tag)"),
    "number compared as text": ("jobs.xsd", 'test="TemplateId or Animation"', "test=\"not(JobLevel = '1')\""),
    "container compared as number": ("jobs.xsd", 'test="TemplateId or Animation"', 'test="number(Output) ge 1"'),
    "quantified expression": ("jobs.xsd", 'test="TemplateId or Animation"', 'test="every $a in TemplateId satisfies $a"'),
    "assert that is no XPath": ("jobs.xsd", 'test="TemplateId or Animation"', 'test="TemplateId or"'),
    "advice that is no XPath": ("jobs.xsd", 'test="not(TemplateId and Animation)"', 'test="not(TemplateId and"'),
    "assert without id": ("jobs.xsd", 'id="template-or-animation" ', ""),
    "duplicate rule id": ("animation.xsd", 'id="fps-with-sampling"', 'id="no-duration"'),
    "unsupported facet": ("common.xsd", '<xs:maxLength value="1024"/>', '<xs:length value="1024"/>'),
    "unsupported digits": ("animation.xsd", '<xs:fractionDigits value="3"/>', '<xs:totalDigits value="3"/>'),
    "several patterns": ("common.xsd", '<xs:pattern value="[ -~]*"/>', '<xs:pattern value="[ -~]*"/><xs:pattern value="a"/>'),
    "escape that XSD does not have": ("jobs.xsd", '|[$]+[^${])*[$]*"/>', '|[$]+[^${])*\\$*"/>'),
    "unsupported base": ("animation.xsd", '<xs:restriction base="xs:boolean">', '<xs:restriction base="xs:token">'),
    "union without text": ("common.xsd", 'memberTypes="xs:boolean xs:string"', 'memberTypes="xs:boolean xs:integer"'),
    "sequence": ("animation.xsd", '<xs:all>\n      <xs:element name="Start" type="Seconds"', '<xs:all minOccurs="0">\n      <xs:element name="Start" type="Seconds"'),
    "bounded array": ("media.xsd", 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="unbounded"', 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="5"'),
    "two or more": ("media.xsd", 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="unbounded"', 'name="ObjectName" type="xs:string" minOccurs="2" maxOccurs="unbounded"'),
    "default": ("jobs.xsd", 'name="JobLevel" type="JobLevel" minOccurs="0"', 'name="JobLevel" type="JobLevel" minOccurs="0" default="0"'),
    "undocumented child": ("jobs.xsd", "<xs:documentation>The video.</xs:documentation></xs:annotation></xs:element>\n      <xs:element name=\"Operation\" type=\"Operation\">", "</xs:annotation></xs:element>\n      <xs:element name=\"Operation\" type=\"Operation\">"),
}  # fmt: skip


"""Maps a description of the error to the file, the text to replace and the wrong text."""


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_spec_fails_with_file_and_line(what: str, spec: Path) -> None:
    file, old, new = BROKEN[what]
    line = edit(spec / "types" / file, old, new)
    with pytest.raises(GenerationError) as caught:
        generate_in_process(spec)
    place = re.match(rf"{file}:(\d+)", str(caught.value))
    assert place, str(caught.value)
    # The replaced text may begin inside the component, or span a few lines.
    assert abs(int(place[1]) - line) <= 8, str(caught.value)


EXPRESSIONS: Final = {"assert": "TemplateId or Animation", "advice": "not(TemplateId and Animation)"}


@pytest.mark.parametrize(
    ("kind", "expression", "place", "message"),
    [
        ("assert", "exists(TemplateId)", "exists", "outside the XPath subset"),
        ("assert", "TemplateId or Output/Ouput", "Ouput", "no child Ouput"),
        ("assert", "TemplateId or number(Output/Bucket) = Tag", "number", "not a child path"),
        ("assert", "  TemplateId or ) Animation", ")", "unexpected ')'"),
        ("advice", "  TemplateId or ) Animation", ")", "unexpected ')'"),
        ("advice", "TemplateId\n\n   or\n  Animatio", "Animatio", "no child Animatio"),
        ("assert", "&#84;emplateId or not(JobLevel &gt; 1) or Animatio", "&gt; 1", "outside the XPath subset"),
    ],
)
def test_an_expression_that_cannot_be_compiled_is_named_by_line_and_column(
    kind: str, expression: str, place: str, message: str, spec: Path
) -> None:
    path = spec / "types" / "jobs.xsd"
    edit(path, f'test="{EXPRESSIONS[kind]}"', f'test="{expression}"')
    with pytest.raises(GenerationError, match=re.escape(message)) as caught:
        generate_in_process(spec)
    found = re.match(r"jobs\.xsd:(\d+):(\d+): rule ", str(caught.value))
    assert found, str(caught.value)
    line = path.read_text("utf-8").split("\n")[int(found[1]) - 1]
    assert line[int(found[2]) - 1 :].startswith(place)


def test_two_nodes_with_the_same_field_name_fail(spec: Path) -> None:
    add_a_node(spec, "WIDTH")
    with pytest.raises(GenerationError, match=r"animation\.xsd:\d+: VideoDetail: .* share the field width with WIDTH"):
        generate_in_process(spec)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (["Width", "Height"], None),
        (["Width", "WIDTH"], "WIDTH would share the field width with Width"),
        (["Unknown"], "Unknown would share the field unknown with the class itself"),
        (["Field"], "Field cannot have the field field"),
        (["List"], "List cannot have the field list"),
        (["Class"], "Class cannot have the field class"),
        (["XmlText"], None),
    ],
)
def test_clashing_and_reserved_field_names_are_refused(nodes: list[str], message: str | None) -> None:
    clash = field_clash(nodes, ["unknown"])
    assert clash is None if message is None else str(clash).startswith(message)


@pytest.mark.parametrize("name", ["Decimal", "ComplexTypes", "StrEnum", "video", "Video-Detail", "None", "UnknownNode"])
def test_type_names_that_are_not_valid_class_names_are_refused(name: str) -> None:
    assert not is_type_name(name)
    assert is_type_name("Video")


@pytest.mark.parametrize("rule", ["No-Duration", "a--b", "1st", "no_duration", ""])
def test_rule_ids_of_another_form_are_refused(rule: str) -> None:
    assert not is_rule_name(rule)
    assert is_rule_name("no-duration")


UNSUPPORTED: Final = {
    "a rule in other letters": ("types/animation.xsd", '<rule id="no-duration"', '<Rule id="new" test="Video">Say so.</Rule><rule id="no-duration"', "Rule inside appinfo"),
    "an appinfo of a node": ("types/jobs.xsd", "<xs:documentation>The video.</xs:documentation>", '<xs:documentation>The video.</xs:documentation><xs:appinfo source="cosanim:warning"/>', "appinfo"),
    "an appinfo of somebody else": ("types/jobs.xsd", '<xs:appinfo source="cosanim:warning">', '<xs:appinfo source="elsewhere"/><xs:appinfo source="cosanim:warning">', "only the appinfo"),
    "an appinfo of a value": ("types/jobs.xsd", "<xs:documentation>XML, the default.</xs:documentation>", '<xs:documentation>XML, the default.</xs:documentation><xs:appinfo source="cosanim:spelling">xml</xs:appinfo>', "only for named types and nodes"),
    "a spelling without a name": ("types/jobs.xsd", '<xs:appinfo source="cosanim:spelling">QueueID</xs:appinfo>', '<xs:appinfo source="cosanim:spelling"> </xs:appinfo>', "must hold text"),
    "a spelling that is a node": ("types/jobs.xsd", ">QueueID<", ">JobId<", "the spelling JobId is the name of another node"),
    "a spelling in a request": ("types/jobs.xsd", "<xs:documentation>The video.</xs:documentation>", '<xs:documentation>The video.</xs:documentation><xs:appinfo source="cosanim:spelling">Inputs</xs:appinfo>', "only replies may have other names"),
    "names inside what is no list": ("types/jobs.xsd", '"cosanim:spelling">QueueID', '"cosanim:nested">QueueID', "lists of texts"),
    "the text of a text": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame))", "normalize-space(string(Container/Format))", "Format is not a boolean"),
    "a truth value as it is": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'", "Video/AnimateOnlyKeepKeyFrame = 'true'", "is not a text"),
    "a string without its spaces": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame))", "string(Video/AnimateOnlyKeepKeyFrame)", "not a child path"),
    "a key of a root": ("submit_job.xsd", '<xs:element name="Request" type="SubmitJobRequest"/>', '<xs:element name="Request" type="SubmitJobRequest"><xs:unique name="u"><xs:selector xpath="Tag"/><xs:field xpath="."/></xs:unique></xs:element>', "unique inside element"),
    "a type by condition": ("submit_job.xsd", '<xs:element name="Request" type="SubmitJobRequest"/>', '<xs:element name="Request" type="SubmitJobRequest"><xs:alternative test="Tag" type="Input"/></xs:element>', "alternative inside element"),
    "a nillable node": ("types/jobs.xsd", 'name="JobLevel" type="JobLevel" minOccurs="0"', 'name="JobLevel" type="JobLevel" minOccurs="0" nillable="true"', "attribute nillable"),
    "a fixed facet": ("types/common.xsd", '<xs:maxLength value="1024"/>', '<xs:maxLength value="1024" fixed="true"/>', "attribute fixed"),
    "a notation": ("types/common.xsd", '<xs:simpleType name="BucketName">', '<xs:notation name="n" public="p"/><xs:simpleType name="BucketName">', "notation inside schema"),
    "a union without kinds": ("types/common.xsd", 'memberTypes="xs:integer xs:string"', 'memberTypes="xs:decimal xs:string"', "a union must consist of"),
    "a union of unlike kinds": ("types/common.xsd", 'memberTypes="xs:boolean xs:string"', 'memberTypes="xs:boolean xs:integer xs:string"', "a union must consist of"),
}  # fmt: skip


"""Maps a description of the construct to the file, the text to replace, the replacement and the error message."""


@pytest.mark.parametrize("what", UNSUPPORTED)
def test_an_unsupported_construct_is_refused(what: str, spec: Path) -> None:
    file, old, new, message = UNSUPPORTED[what]
    path = spec / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(GenerationError, match=message) as caught:
        generate_in_process(spec)
    assert re.match(rf"{path.name}:\d+", str(caught.value)), str(caught.value)


def generate_in_process(spec: Path) -> None:
    """Read the spec, check its rules, and generate the schema data."""
    components = load_components(spec)
    render_schema_data(components, list(components.complex_types))


def test_contradicting_facets_are_reported_at_their_type(spec: Path) -> None:
    line = edit(spec / "types" / "animation.xsd", '<xs:maxInclusive value="4096"/>', '<xs:maxInclusive value="1"/>')
    # Other types have restrictions that look the same.
    with pytest.raises(GenerationError, match=rf"animation\.xsd:({line - 2}|{line - 1}|{line}): 'minInclusive'"):
        generate_in_process(spec)


def test_the_unchanged_spec_passes(spec: Path) -> None:
    generate_in_process(spec)


@pytest.mark.parametrize(
    "what",
    [
        "missing include",
        "unknown child in an assert",
        "operand outside the subset",
        "unsupported facet",
        "duplicate rule id",
    ],
)
def test_a_failed_generation_names_file_and_line_and_leaves_the_old_package(
    what: str, spec: Path, package: Path
) -> None:
    file, old, new = BROKEN[what]
    edit(spec / "types" / file, old, new)
    before = files_of(package)
    done = run("--spec", spec, "--output", package)
    assert done.returncode == 2
    assert re.match(rf"{file}:\d+", done.stderr), done.stderr
    assert done.stderr.endswith("generation failed; nothing was written\n")
    assert files_of(package) == before
    assert sorted(path.name for path in package.parent.iterdir()) == [PACKAGE, "spec"]


def test_a_malformed_file_fails_with_its_place(spec: Path, package: Path) -> None:
    edit(spec / "types" / "errors.xsd", "</xs:all>", "</xs:al>")
    done = run("--spec", spec, "--output", package)
    assert done.returncode == 2
    assert re.search(r"errors\.xsd:\d+", done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_a_root_of_another_name_fails(spec: Path, package: Path) -> None:
    edit(spec / "error.xsd", 'name="Error"', 'name="Fehler"')
    done = run("--spec", spec, "--output", package)
    assert done.returncode == 2
    assert "error.xsd" in done.stderr
