"""schema export: the package's schemas in a folder of the user, where nothing of the user's is overwritten."""

from importlib.resources import files
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from cosanim.xml.plans import apis
from tests.cli.support import lines

SPEC = Path(__file__).parents[3] / "spec"
SCHEMAS = {path.relative_to(SPEC).as_posix(): path.read_bytes() for path in SPEC.rglob("*.xsd")}
XSD10 = Path(str(files("cosanim_bindings") / "xsd10"))


def content_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_schemas_are_written_and_load_from_the_folder(shell, tmp_path):
    folder = tmp_path / "new" / "schemas"
    ran = shell("schema", "export", folder)
    assert (ran.code, ran.err) == (0, "")
    assert content_of(folder) == SCHEMAS
    assert [line.split("\t") for line in ran.out.splitlines()] == [
        [str(folder / name), "written"] for name in sorted(SCHEMAS, key=lambda name: tuple(name.split("/")))
    ]
    for api in apis():
        assert xmlschema.XMLSchema11(str(folder / f"{api}.xsd")).elements


def test_a_second_export_changes_nothing(shell, tmp_path):
    shell("schema", "export", tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.xsd")}
    ran = shell("schema", "export", tmp_path, "--json")
    assert ran.code == 0
    assert {row["status"] for row in lines(ran)} == {"unchanged"}
    assert {Path(row["file"]) for row in lines(ran)} == set(before)
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*.xsd")} == before


def test_a_file_of_the_user_is_overwritten_by_force_only(shell, tmp_path):
    mine, other = tmp_path / "error.xsd", tmp_path / "types" / "jobs.xsd"
    other.parent.mkdir()
    mine.write_bytes(b"mine")
    other.write_bytes(b"mine too")
    (tmp_path / "notes.txt").write_bytes(b"notes")
    before = content_of(tmp_path)
    ran = shell("schema", "export", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert str(mine) in ran.err
    assert str(other) in ran.err
    assert "--force" in ran.err
    assert content_of(tmp_path) == before
    ran = shell("schema", "export", tmp_path, "--json")
    assert ran.error["exit_code"] == 2
    assert content_of(tmp_path) == before
    assert shell("schema", "export", tmp_path, "--force").code == 0
    assert content_of(tmp_path) == SCHEMAS | {"notes.txt": b"notes"}


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_a_folder_with_the_name_of_a_schema_is_kept(shell, tmp_path, options):
    (tmp_path / "submit_job.xsd").mkdir()
    ran = shell("schema", "export", tmp_path, *options)
    assert ran.code in {2, 3}
    assert "submit_job.xsd" in ran.err
    assert (tmp_path / "submit_job.xsd").is_dir()
    assert not list(tmp_path.rglob("*.part"))


def test_a_file_in_the_place_of_the_folder_is_a_usage_error(shell, tmp_path):
    place = tmp_path / "file"
    place.write_bytes(b"mine")
    ran = shell("schema", "export", place)
    assert (ran.code, ran.out) == (2, "")
    assert place.read_bytes() == b"mine"


def test_the_xsd_10_edition_is_written_with_its_limits_and_loads_in_libxml2(shell, tmp_path):
    ran = shell("schema", "export", tmp_path, "--xsd", "1.0", "--json")
    assert ran.code == 0
    assert content_of(tmp_path) == content_of(XSD10)
    assert {Path(row["file"]) for row in lines(ran)} == {tmp_path / name for name in content_of(XSD10)}
    assert b"submit_job, Request:" in (tmp_path / "LIMITS.txt").read_bytes()
    for api in apis():
        etree.XMLSchema(etree.parse(tmp_path / f"{api}.xsd"))


def test_the_default_version_is_1_1_and_the_other_is_not_mixed_with_it(shell, tmp_path):
    assert shell("schema", "export", tmp_path, "--xsd", "1.1").code == 0
    ran = shell("schema", "export", tmp_path, "--xsd", "1.0")
    assert ran.code == 2
    assert "submit_job.xsd" in ran.err
    assert content_of(tmp_path) == SCHEMAS


def test_another_version_is_a_usage_error(shell, tmp_path):
    ran = shell("schema", "export", tmp_path / "new", "--xsd", "1.2")
    assert ran.code == 2
    assert "1.0" in ran.err
    assert "1.1" in ran.err
    assert not (tmp_path / "new").exists()
