"""The generated package is reproducible, and has the facets and rules of the spec."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

import xmlschema

from tests.tools.generator.generator_runs import GENERATED, SPEC, add_a_node, edit, files_of, run
from tools.generate import MANIFEST, PACKAGE, REPOSITORY, generate


def test_two_generations_in_different_folders_give_the_same_bytes(tmp_path: Path) -> None:
    for seed, name in (("1", "a"), ("4242", "some where else")):
        done = run("--output", tmp_path / name / PACKAGE, PYTHONHASHSEED=seed, TZ="Asia/Tokyo", LC_ALL="C")
        assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "a" / PACKAGE) == files_of(tmp_path / "some where else" / PACKAGE) == files_of(GENERATED)


def test_xsdata_process_does_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
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


def test_generated_files_have_the_header_and_no_date() -> None:
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


PRINT_VIOLATIONS: Final = """
import sys
sys.path[:0] = sys.argv[1:3]
from cosanim.models import Animation, TimeInterval, Video
from cosanim.xml.validation import validate
import cosanim_bindings
assert cosanim_bindings.__file__.startswith(sys.argv[1]), cosanim_bindings.__file__
for width in (128, 200, 255, 256):
    print(width, *(violation.rule for violation in validate(Video(codec="gif", width=width))))
video = Video(codec="gif", animate_time_interval_of_frame=5)
animation = Animation(video=video, time_interval=TimeInterval(duration=5))
print(*(violation.rule for violation in validate(animation)))
"""


def test_a_changed_facet_and_a_changed_assert_change_the_validity(spec: Path, tmp_path: Path) -> None:
    edit(spec / "types" / "animation.xsd", '<xs:minInclusive value="128"/>', '<xs:minInclusive value="256"/>')
    edit(spec / "types" / "animation.xsd", "OfFrame) ge number", "OfFrame) gt number")
    generated = tmp_path / "generated"
    generated.mkdir()
    generate(spec, generated)
    results = []
    for folder in (GENERATED.parent, generated):
        command = [sys.executable, "-c", PRINT_VIOLATIONS, str(folder), str(REPOSITORY)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        results.append(done.stdout.splitlines())
    assert results == [
        ["128", "200", "255", "256", "interval-below-duration"],
        ["128 min", "200 min", "255 min", "256", ""],
    ]


VALIDATE_AND_ENCODE: Final = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from cosanim import decode, encode, validate
from cosanim.models import SubmitJobRequest, VideoDetail
from cosanim.xml.validation import errors_of
import cosanim_bindings
assert cosanim_bindings.__file__.startswith(sys.argv[1]), cosanim_bindings.__file__
results = []
for text in json.load(sys.stdin):
    document = text.encode()
    results.append([not errors_of(validate(document)), not errors_of(validate(decode(document, SubmitJobRequest)))])
reply = b"<VideoDetail><Text>hello</Text><Codec>gif</Codec>\\n<Child>a</Child><Element>b</Element></VideoDetail>"
results.append(encode(decode(reply, VideoDetail)).decode())
json.dump(results, sys.stdout)
"""


def request_with(format_name: str = "gif", width: str = "256", fps: str = "10", keyframes: str = "true") -> str:
    return (
        "<Request><Tag>Animation</Tag><Input><Object>a</Object></Input><Operation><Animation>"
        f"<Container><Format>{format_name}</Format></Container><Video><Codec>gif</Codec><Width>{width}</Width>"
        f"<Fps>{fps}</Fps><AnimateOnlyKeepKeyFrame>{keyframes}</AnimateOnlyKeepKeyFrame></Video></Animation>"
        "<Output><Region>ap-chongqing</Region><Bucket>b-1</Bucket><Object>o</Object></Output></Operation></Request>"
    )


def test_facets_of_every_kind_apply_and_new_nodes_do_not_hide_names_of_the_module(spec: Path, tmp_path: Path) -> None:
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
        [sys.executable, "-c", VALIDATE_AND_ENCODE, str(generated), str(REPOSITORY)],
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
