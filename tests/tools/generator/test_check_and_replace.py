"""``--check`` names each file that differs, and generation replaces the package as a whole."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.tools.generator.generator_runs import GENERATED, files_of, run
from tools.generate import MANIFEST, PACKAGE, compare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_check_passes_on_the_committed_package() -> None:
    done = run("--check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "files match spec/" in done.stdout


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


def test_check_names_each_file_that_was_changed_by_hand(package: Path) -> None:
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


def test_generation_replaces_the_whole_package(package: Path) -> None:
    (package / "stale.py").write_text("STALE = True\n")
    done = run("--output", package)
    assert done.returncode == 0, done.stderr
    assert files_of(package) == files_of(GENERATED)
    assert sorted(path.name for path in package.parent.iterdir()) == [PACKAGE]
