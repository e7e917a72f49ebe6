"""One facet tightened in a copy of the spec: a diff that a reviewer reads at a glance, and another verdict."""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tools.generate import MANIFEST, PACKAGE, REPOSITORY, generate

GENERATED: Final = REPOSITORY / "generated" / PACKAGE
ANIMATION: Final = REPOSITORY / "spec" / "types" / "animation.xsd"
# Whatever the highest quality is, it is lowered.
HIGHEST: Final = re.search(
    r'name="Quality".*?<xs:maxInclusive value="(\d+)"/>', ANIMATION.read_text("utf-8"), re.DOTALL
)
assert HIGHEST
OLD: Final = HIGHEST[1]
NEW: Final = str(int(OLD) - 9)
QUALITIES: Final = (int(NEW), int(NEW) + 1, int(OLD))
VERDICT: Final = """
import sys
sys.path[:0] = sys.argv[1:3]
import cosanim_bindings
from cosanim_bindings.checks import CHECKS
from cosanim.codec import encode
from cosanim.models import Video
from cosanim.validation import validate
assert cosanim_bindings.__file__.startswith(sys.argv[1])
for quality in map(int, sys.argv[3:]):
    video = Video(codec="webp", quality=quality)
    print(quality, CHECKS[Video](video), *(violation.rule for violation in validate(video)), encode(video).decode())
"""


def lines_changed(old: Path, new: Path) -> list[str]:
    difference = difflib.unified_diff(old.read_text("utf-8").splitlines(), new.read_text("utf-8").splitlines(), n=0)
    return [line.strip() for line in difference if not line.startswith(("---", "+++", "@@"))]


def verdicts(generated: Path, folder: Path) -> list[str]:
    command = [sys.executable, "-c", VERDICT, str(generated), str(REPOSITORY), *map(str, QUALITIES)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_tightened_facet_changes_the_lines_that_are_about_it_and_the_verdict(tmp_path: Path) -> None:
    pytest.importorskip("xsdata")
    spec = Path(shutil.copytree(REPOSITORY / "spec", tmp_path / "spec"))
    path = spec / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    path.write_text(f"{text[: HIGHEST.start(1)]}{NEW}{text[HIGHEST.end(1) :]}", "utf-8")
    generated = tmp_path / "generated"
    generated.mkdir()
    package = generate(spec, generated)

    names = {file.relative_to(package).as_posix() for file in package.rglob("*") if file.is_file()}
    changed = {name for name in names if (package / name).read_bytes() != (GENERATED / name).read_bytes()}
    # Dataclasses, writers, readers and rules are not about facets.
    assert changed == {"checks.py", "shapes.py", "xsd/types/animation.xsd", MANIFEST}
    for name in changed - {MANIFEST}:
        difference = lines_changed(GENERATED / name, package / name)
        removed = [line[1:] for line in difference if line.startswith("-")]
        added = [line[1:] for line in difference if line.startswith("+")]
        assert [line.replace(OLD, NEW) for line in removed] == added, name
        assert 1 <= len(added) <= 3, name
    # One hash for each file that changed.
    assert len(lines_changed(GENERATED / MANIFEST, package / MANIFEST)) == 2 * (len(changed) - 1)

    before, after = verdicts(GENERATED.parent, tmp_path), verdicts(generated, tmp_path)
    assert [line.split()[:3] for line in before] == [
        [quality, "True", f"<Video><Codec>webp</Codec><Quality>{quality}</Quality></Video>"]
        for quality in map(str, QUALITIES)
    ]
    assert after[0] == before[0]
    assert [line.split()[1:3] for line in after[1:]] == [["False", "max"]] * 2
    assert [line.split()[-1] for line in after] == [line.split()[-1] for line in before]
