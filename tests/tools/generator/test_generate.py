"""Generation: reproducible, complete or refused with an error, and checked against hand edits."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import xmlschema

from tools.generate import MANIFEST, PACKAGE, REPOSITORY, generate
from tools.generate import _check as compare
from tools.generator.components import load_components
from tools.generator.generation_error import GenerationError
from tools.generator.names import field_clash, is_rule_name, is_type_name
from tools.generator.schema_data import render_schema_data

if TYPE_CHECKING:
    from collections.abc import Callable

GENERATED: Final = REPOSITORY / "generated" / PACKAGE
SPEC: Final = REPOSITORY / "spec"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.generate", *map(str, arguments)]
    return subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def files_of(package: Path) -> dict[str, bytes]:
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the committed package."""
    return Path(shutil.copytree(GENERATED, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the spec."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace the one occurrence of a text; return its line."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_passes_on_the_committed_package() -> None:
    done = run("--check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "are what spec/ generates" in done.stdout


def change_a_byte(package: Path) -> str:
    data = bytearray((package / "schema" / "jobs.py").read_bytes())
    data[-2] ^= 1
    (package / "schema" / "jobs.py").write_bytes(data)
    return "schema/jobs.py: differs"


def add_a_file(package: Path) -> str:
    (package / "xsd" / "extra.txt").touch()
    return "xsd/extra.txt: is not generated"


def remove_a_file(package: Path) -> str:
    (package / "xsd" / "types" / "jobs.xsd").unlink()
    return "xsd/types/jobs.xsd: is missing"


def change_the_manifest(package: Path) -> str:
    manifest = package / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("0", "1", 1), "utf-8")
    return "manifest.json: differs"


def remove_the_package(package: Path) -> str:
    shutil.rmtree(package)
    return "__init__.py: is missing"


def test_check_names_each_file_that_was_touched_by_hand(package: Path) -> None:
    messages = [damage(package) for damage in (change_a_byte, add_a_file, remove_a_file, change_the_manifest)]
    before = files_of(package)
    done = run("--check", "--output", package)
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()[:-1]) == sorted(f"generated/{PACKAGE}/{message}" for message in messages)
    assert "make generate" in done.stderr
    assert files_of(package) == before


@pytest.mark.parametrize("damage", [change_a_byte, add_a_file, remove_a_file, remove_the_package])
def test_each_damage_alone_fails_the_check(
    package: Path, damage: Callable[[Path], str], capsys: pytest.CaptureFixture[str]
) -> None:
    message = damage(package)
    assert compare(GENERATED, package) == 1
    assert message in capsys.readouterr().err


def test_generating_replaces_the_package_whole(package: Path) -> None:
    (package / "stale.py").write_text("STALE = True\n")
    done = run("--output", package)
    assert done.returncode == 0, done.stderr
    assert files_of(package) == files_of(GENERATED)
    assert sorted(path.name for path in package.parent.iterdir()) == [PACKAGE]


# --- what the generator cannot keep -----------------------------------------------------------------------------------

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
    "unsupported base": ("animation.xsd", '<xs:restriction base="xs:boolean">', '<xs:restriction base="xs:token">'),
    "union without text": ("common.xsd", 'memberTypes="xs:boolean xs:string"', 'memberTypes="xs:boolean xs:integer"'),
    "sequence": ("animation.xsd", '<xs:all>\n      <xs:element name="Start" type="Seconds"', '<xs:all minOccurs="0">\n      <xs:element name="Start" type="Seconds"'),
    "bounded array": ("media.xsd", 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="unbounded"', 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="5"'),
    "two or more": ("media.xsd", 'name="ObjectName" type="xs:string" minOccurs="0" maxOccurs="unbounded"', 'name="ObjectName" type="xs:string" minOccurs="2" maxOccurs="unbounded"'),
    "default": ("jobs.xsd", 'name="JobLevel" type="JobLevel" minOccurs="0"', 'name="JobLevel" type="JobLevel" minOccurs="0" default="0"'),
    "undocumented child": ("jobs.xsd", "<xs:documentation>The video.</xs:documentation></xs:annotation></xs:element>\n      <xs:element name=\"Operation\" type=\"Operation\">", "</xs:annotation></xs:element>\n      <xs:element name=\"Operation\" type=\"Operation\">"),
}  # fmt: skip
"""What is wrong to the file, the text that is replaced and the text that makes it wrong."""


@pytest.mark.parametrize("what", BROKEN)
def test_a_spec_that_cannot_be_kept_fails_with_its_place(what: str, spec: Path) -> None:
    file, old, new = BROKEN[what]
    line = edit(spec / "types" / file, old, new)
    with pytest.raises(GenerationError) as caught:
        generate_in_process(spec)
    place = re.match(rf"{file}:(\d+)", str(caught.value))
    assert place, str(caught.value)
    # The text that was replaced may begin inside the component or span a few lines.
    assert abs(int(place[1]) - line) <= 8, str(caught.value)


EXPRESSIONS: Final = {"assert": "TemplateId or Animation", "advice": "not(TemplateId and Animation)"}


@pytest.mark.parametrize(
    ("kind", "expression", "place", "said"),
    [
        ("assert", "exists(TemplateId)", "exists", "outside the XPath subset"),
        ("assert", "TemplateId or Output/Ouput", "Ouput", "no child Ouput"),
        ("assert", "TemplateId or number(Output/Bucket) = Tag", "number", "no child path"),
        ("assert", "  TemplateId or ) Animation", ")", "unexpected ')'"),
        ("advice", "  TemplateId or ) Animation", ")", "unexpected ')'"),
        ("advice", "TemplateId\n\n   or\n  Animatio", "Animatio", "no child Animatio"),
        ("assert", "&#84;emplateId or not(JobLevel &gt; 1) or Animatio", "&gt; 1", "outside the XPath subset"),
    ],
)
def test_an_expression_that_cannot_be_compiled_is_named_by_line_and_column(
    kind: str, expression: str, place: str, said: str, spec: Path
) -> None:
    path = spec / "types" / "jobs.xsd"
    edit(path, f'test="{EXPRESSIONS[kind]}"', f'test="{expression}"')
    with pytest.raises(GenerationError, match=re.escape(said)) as caught:
        generate_in_process(spec)
    found = re.match(r"jobs\.xsd:(\d+):(\d+): rule ", str(caught.value))
    assert found, str(caught.value)
    line = path.read_text("utf-8").split("\n")[int(found[1]) - 1]
    assert line[int(found[2]) - 1 :].startswith(place)


def add_a_node(spec: Path, name: str) -> None:
    """Add a text node at the beginning of VideoDetail."""
    path = spec / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    at = text.index("<xs:all>", text.index('<xs:complexType name="VideoDetail">')) + len("<xs:all>")
    node = f'<xs:element name="{name}" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>New.</xs:documentation></xs:annotation></xs:element>'
    path.write_text(f"{text[:at]}{node}{text[at:]}", "utf-8")


def test_a_node_that_can_have_no_field_of_its_own_fails(spec: Path) -> None:
    add_a_node(spec, "WIDTH")
    with pytest.raises(GenerationError, match=r"animation\.xsd:\d+: VideoDetail: .* share the field width with WIDTH"):
        generate_in_process(spec)


@pytest.mark.parametrize(
    ("nodes", "said"),
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
def test_fields_that_cannot_be(nodes: list[str], said: str | None) -> None:
    clash = field_clash(nodes, ["unknown"])
    assert clash is None if said is None else str(clash).startswith(said)


@pytest.mark.parametrize("name", ["Decimal", "ComplexTypes", "StrEnum", "video", "Video-Detail", "None", "UnknownNode"])
def test_types_that_cannot_be_classes(name: str) -> None:
    assert not is_type_name(name)
    assert is_type_name("Video")


@pytest.mark.parametrize("rule", ["No-Duration", "a--b", "1st", "no_duration", ""])
def test_ids_that_no_rule_can_have(rule: str) -> None:
    assert not is_rule_name(rule)
    assert is_rule_name("no-duration")


DROPPED: Final = {
    "a rule in other letters": ("types/animation.xsd", '<rule id="no-duration"', '<Rule id="new" test="Video">Say so.</Rule><rule id="no-duration"', "Rule inside appinfo"),
    "an appinfo of a node": ("types/jobs.xsd", "<xs:documentation>The video.</xs:documentation>", '<xs:documentation>The video.</xs:documentation><xs:appinfo source="cosanim:warning"/>', "appinfo"),
    "an appinfo of somebody else": ("types/jobs.xsd", '<xs:appinfo source="cosanim:warning">', '<xs:appinfo source="elsewhere"/><xs:appinfo source="cosanim:warning">', "only the appinfo"),
    "an appinfo of a value": ("types/jobs.xsd", "<xs:documentation>XML, the default.</xs:documentation>", '<xs:documentation>XML, the default.</xs:documentation><xs:appinfo source="cosanim:spelling">xml</xs:appinfo>', "named types and nodes only"),
    "a spelling without a name": ("types/jobs.xsd", '<xs:appinfo source="cosanim:spelling">QueueID</xs:appinfo>', '<xs:appinfo source="cosanim:spelling"> </xs:appinfo>', "holds text"),
    "a spelling that is a node": ("types/jobs.xsd", ">QueueID<", ">JobId<", "the spelling JobId is taken"),
    "a spelling in a request": ("types/jobs.xsd", "<xs:documentation>The video.</xs:documentation>", '<xs:documentation>The video.</xs:documentation><xs:appinfo source="cosanim:spelling">Inputs</xs:appinfo>', "other names are generated for replies"),
    "names inside what is no list": ("types/jobs.xsd", '"cosanim:spelling">QueueID', '"cosanim:nested">QueueID', "lists of texts"),
    "the text of a text": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame))", "normalize-space(string(Container/Format))", "Format is no truth value"),
    "a truth value as it is": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame)) = 'true'", "Video/AnimateOnlyKeepKeyFrame = 'true'", "is no text"),
    "a string without its spaces": ("types/animation.xsd", "normalize-space(string(Video/AnimateOnlyKeepKeyFrame))", "string(Video/AnimateOnlyKeepKeyFrame)", "no child path"),
    "a key of a root": ("submit_job.xsd", '<xs:element name="Request" type="SubmitJobRequest"/>', '<xs:element name="Request" type="SubmitJobRequest"><xs:unique name="u"><xs:selector xpath="Tag"/><xs:field xpath="."/></xs:unique></xs:element>', "unique inside element"),
    "a type by condition": ("submit_job.xsd", '<xs:element name="Request" type="SubmitJobRequest"/>', '<xs:element name="Request" type="SubmitJobRequest"><xs:alternative test="Tag" type="Input"/></xs:element>', "alternative inside element"),
    "a nillable node": ("types/jobs.xsd", 'name="JobLevel" type="JobLevel" minOccurs="0"', 'name="JobLevel" type="JobLevel" minOccurs="0" nillable="true"', "attribute nillable"),
    "a fixed facet": ("types/common.xsd", '<xs:maxLength value="1024"/>', '<xs:maxLength value="1024" fixed="true"/>', "attribute fixed"),
    "a notation": ("types/common.xsd", '<xs:simpleType name="BucketName">', '<xs:notation name="n" public="p"/><xs:simpleType name="BucketName">', "notation inside schema"),
    "a union without kinds": ("types/common.xsd", 'memberTypes="xs:integer xs:string"', 'memberTypes="xs:decimal xs:string"', "a union is of"),
    "a union of unlike kinds": ("types/common.xsd", 'memberTypes="xs:boolean xs:string"', 'memberTypes="xs:boolean xs:integer xs:string"', "a union is of"),
}  # fmt: skip
"""What would be dropped to the file, the text that is replaced, the text instead, and what is said."""


@pytest.mark.parametrize("what", DROPPED)
def test_nothing_is_dropped_without_a_word(what: str, spec: Path) -> None:
    file, old, new, said = DROPPED[what]
    path = spec / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(GenerationError, match=said) as caught:
        generate_in_process(spec)
    assert re.match(rf"{path.name}:\d+", str(caught.value)), str(caught.value)


def generate_in_process(spec: Path) -> None:
    """Do all that looks at the spec: read it and check its rules."""
    components = load_components(spec)
    render_schema_data(components, list(components.complex_types))


def test_a_facet_that_contradicts_another_is_named_at_its_own_type(spec: Path) -> None:
    line = edit(spec / "types" / "animation.xsd", '<xs:maxInclusive value="4096"/>', '<xs:maxInclusive value="1"/>')
    # Other types have restrictions that look the same.
    with pytest.raises(GenerationError, match=rf"animation\.xsd:({line - 2}|{line - 1}|{line}): 'minInclusive'"):
        generate_in_process(spec)


def test_the_whole_spec_passes_where_its_broken_copies_fail(spec: Path) -> None:
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


# --- reproducible ---------------------------------------------------------------------------------------------------


def test_two_generations_in_different_folders_give_the_same_bytes(tmp_path: Path) -> None:
    for seed, name in (("1", "a"), ("4242", "some where else")):
        done = run("--output", tmp_path / name / PACKAGE, PYTHONHASHSEED=seed, TZ="Asia/Tokyo", LC_ALL="C")
        assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "a" / PACKAGE) == files_of(tmp_path / "some where else" / PACKAGE) == files_of(GENERATED)


def test_the_worker_does_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    packages = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "tools.generator.xsdata_process", str(SPEC), PACKAGE]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        packages.append(files_of(folder / PACKAGE))
    assert packages[0] == packages[1]
    assert packages[0].items() <= files_of(GENERATED).items()


def test_generated_files_carry_the_header_and_no_date() -> None:
    for path in GENERATED.rglob("*.py"):
        text = path.read_text("utf-8")
        assert text.startswith("# Generated from spec/ by tools/generate.py. Do not edit")
        assert not re.search(r"20\d\d-\d\d-\d\d \d\d:", text)


def test_the_manifest_holds_the_hash_of_every_file_and_the_versions_of_the_tools() -> None:
    manifest = json.loads((GENERATED / MANIFEST).read_text("utf-8"))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files_of(GENERATED).items() if name != MANIFEST}
    assert manifest["files"] == hashes
    assert manifest["tools"] == {name: version(name) for name in manifest["tools"]}


def test_the_package_ships_the_schemas_of_the_spec() -> None:
    shipped = importlib.resources.files(PACKAGE) / "xsd"
    for path in SPEC.rglob("*.xsd"):
        assert shipped.joinpath(*path.relative_to(SPEC).parts).read_bytes() == path.read_bytes()
    assert {path.name for path in shipped.iterdir()} == {path.name for path in SPEC.glob("*.xsd")} | {"types"}
    assert (importlib.resources.files(PACKAGE) / "py.typed").is_file()


def test_the_generated_package_imports_the_records_and_nothing_else_of_ours() -> None:
    imported = re.compile(r"^\s*(?:from|import) ((?:cosanim|tools)\b[\w.]*)", re.MULTILINE)
    found = {name for path in GENERATED.rglob("*.py") for name in imported.findall(path.read_text("utf-8"))}
    assert found == {"cosanim.schema"}


# --- a change of the spec changes what is valid ----------------------------------------------------------------------

VALIDITY: Final = """
import sys
sys.path[:0] = sys.argv[1:3]
from cosanim.models import Animation, TimeInterval, Video
from cosanim.xml.validation import validate
import cosanim_bindings
assert cosanim_bindings.__file__.startswith(sys.argv[1]), cosanim_bindings.__file__
for width in (128, 200, 255, 256):
    print(width, *(violation.rule for violation in validate(Video(codec="gif", width=width))))
animation = Animation(video=Video(codec="gif", animate_time_interval_of_frame=5), time_interval=TimeInterval(duration=5))
print(*(violation.rule for violation in validate(animation)))
"""


def test_a_tightened_facet_and_a_loosened_assert_change_what_is_valid(spec: Path, tmp_path: Path) -> None:
    edit(spec / "types" / "animation.xsd", '<xs:minInclusive value="128"/>', '<xs:minInclusive value="256"/>')
    edit(spec / "types" / "animation.xsd", "OfFrame) ge number", "OfFrame) gt number")
    generated = tmp_path / "generated"
    generated.mkdir()
    generate(spec, generated)
    results = []
    for folder in (GENERATED.parent, generated):
        command = [sys.executable, "-c", VALIDITY, str(folder), str(REPOSITORY)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        results.append(done.stdout.splitlines())
    assert results == [
        ["128", "200", "255", "256", "interval-below-duration"],
        ["128 min", "200 min", "255 min", "256", ""],
    ]


ASKED: Final = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from cosanim import decode, encode, validate
from cosanim.models import SubmitJobRequest, VideoDetail
from cosanim.xml.validation import errors_of
import cosanim_bindings
assert cosanim_bindings.__file__.startswith(sys.argv[1]), cosanim_bindings.__file__
said = []
for text in json.load(sys.stdin):
    document = text.encode()
    said.append([not errors_of(validate(document)), not errors_of(validate(decode(document, SubmitJobRequest)))])
reply = b"<VideoDetail><Text>hello</Text><Codec>gif</Codec>\\n<Child>a</Child><Element>b</Element></VideoDetail>"
said.append(encode(decode(reply, VideoDetail)).decode())
json.dump(said, sys.stdout)
"""


def request_with(format_name: str = "gif", width: str = "256", fps: str = "10", keyframes: str = "true") -> str:
    return (
        "<Request><Tag>Animation</Tag><Input><Object>a</Object></Input><Operation><Animation>"
        f"<Container><Format>{format_name}</Format></Container><Video><Codec>gif</Codec><Width>{width}</Width>"
        f"<Fps>{fps}</Fps><AnimateOnlyKeepKeyFrame>{keyframes}</AnimateOnlyKeepKeyFrame></Video></Animation>"
        "<Output><Region>ap-chongqing</Region><Bucket>b-1</Bucket><Object>o</Object></Output></Operation></Request>"
    )


def test_facets_of_every_kind_are_kept_and_new_nodes_take_no_name_away(spec: Path, tmp_path: Path) -> None:
    types = spec / "types" / "animation.xsd"
    edit(types, '<xs:pattern value="true|false"/>', '<xs:pattern value="true"/>')
    for name, facet in (
        ("SideLength", '<xs:enumeration value="256"/>'),
        ("FrameRate", '<xs:pattern value="[0-9]+"/>'),
        ("Format", '<xs:pattern value="h?gif"/>'),
    ):
        text = types.read_text("utf-8")
        at = text.index("</xs:restriction>", text.index(f'<xs:simpleType name="{name}">'))
        types.write_text(f"{text[:at]}{facet}{text[at:]}", "utf-8")
    for name in ("Element", "Child", "Text"):
        add_a_node(spec, name)
    generated = tmp_path / "generated"
    generated.mkdir()
    generate(spec, generated)
    documents = [
        request_with(),
        request_with(width="200"),
        request_with(fps="1.5"),
        request_with(keyframes="false"),
        request_with(format_name="hgif"),
        request_with(format_name="webp"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(generated), str(REPOSITORY)],
        cwd=tmp_path,
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
    )
    *results, reply = json.loads(done.stdout)
    oracle = xmlschema.XMLSchema11(spec / "submit_job.xsd")
    expected = [oracle.is_valid(document) for document in documents]
    assert expected == [True, False, False, False, True, False]
    assert results == [[valid, valid] for valid in expected]
    written = "<Text>hello</Text><Child>a</Child><Element>b</Element><Codec>gif</Codec>"
    assert reply == f"<VideoDetail>{written}</VideoDetail>"
