"""Runs the generator, and changes copies of the spec."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tools.generate import PACKAGE, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

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


def edit(path: Path, old: str, new: str) -> int:
    """Replace a text that occurs exactly once in a file; return its line."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def add_a_node(spec: Path, name: str) -> None:
    """Add a text node at the beginning of VideoDetail."""
    path = spec / "types" / "animation.xsd"
    text = path.read_text("utf-8")
    at = text.index("<xs:all>", text.index('<xs:complexType name="VideoDetail">')) + len("<xs:all>")
    documentation = "<xs:annotation><xs:documentation>New.</xs:documentation></xs:annotation>"
    node = f'<xs:element name="{name}" type="xs:string" minOccurs="0">{documentation}</xs:element>'
    path.write_text(f"{text[:at]}{node}{text[at:]}", "utf-8")
