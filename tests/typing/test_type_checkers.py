"""Type checkers accept the public types and the examples of the documents, and reject wrong arguments.

Each checker runs once, over copies in a folder of its own, so that it sees the library as a program does that uses it:
without the settings of this repository.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import mypy
import pytest

from tests.documents.blocks import BLOCKS

if TYPE_CHECKING:
    from tests.documents.blocks import Block

HERE = Path(__file__).parent
EXAMPLES = list({block.code: block for block in BLOCKS if block.language == "python"}.values())
Errors: TypeAlias = dict[str, dict[int, str]]
"""Messages by line, by the name of the file."""


def file_name(block: Block) -> str:
    return block.file or re.sub(r"\W+", "_", block.id) + ".py"


def run(folder: Path, *command: str) -> str:
    """Run a checker, and return what it prints. Exit code 1 means that it has found errors."""
    environment = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def errors_of_mypy(folder: Path, files: list[str]) -> Errors:
    options = ["--strict", "--config-file=", "--no-pretty", "--no-error-summary", "--cache-dir", str(folder / "cache")]
    found: Errors = {name: {} for name in files}
    for line in run(folder, mypy.__name__, *options, *files).splitlines():
        if error := re.fullmatch(r"(.+?):(\d+): error: (.*)", line):
            found[error[1]][int(error[2])] = error[3]
    return found


def errors_of_pyright(folder: Path, files: list[str]) -> Errors:
    pytest.importorskip("basedpyright", reason="basedpyright, of the extra dev, is not installed")
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "standard"}', "utf-8")
    report = json.loads(run(folder, "basedpyright", "--outputjson", "--pythonpath", sys.executable))
    assert report["summary"]["filesAnalyzed"] == len(files)
    found: Errors = {name: {} for name in files}
    for one in report["generalDiagnostics"]:
        if one["severity"] == "error":
            found[Path(one["file"]).name][one["range"]["start"]["line"] + 1] = one["message"]
    return found


@pytest.fixture(scope="module", params=[errors_of_mypy, errors_of_pyright], ids=["mypy", "pyright"])
def errors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Errors:
    """The errors that a checker finds."""
    folder = tmp_path_factory.mktemp("typing")
    texts = {name: (HERE / name).read_text("utf-8") for name in ("accepted.py", "rejected.py")}
    texts |= {file_name(block): block.code for block in EXAMPLES}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    found: Errors = request.param(folder, list(texts))
    return found


def test_the_public_types_are_as_documented(errors: Errors) -> None:
    assert errors["accepted.py"] == {}


def test_each_wrong_line_is_rejected_and_no_other(errors: Errors) -> None:
    lines = (HERE / "rejected.py").read_text("utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# rejected")}
    assert len(wrong) > 30
    assert errors["rejected.py"].keys() == wrong


@pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in EXAMPLES])
def test_the_examples_of_the_documents_have_no_errors(block: Block, errors: Errors) -> None:
    assert errors[file_name(block)] == {}, "lines are counted from the beginning of the block"
