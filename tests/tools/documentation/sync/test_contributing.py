"""The commands in CONTRIBUTING.md print the output that it shows, for the page that it describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from click.testing import CliRunner

from tests.strategies import SPEC
from tests.tools.documentation.sync.sync_runs import page_text, table
from tools.documentation.spec_model.spec_files import DocumentedNode
from tools.generate import generate
from tools.spec import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def set_older_date(spec: Path) -> None:
    """Date the page of ``create_template`` in a copy of the spec before the pages of these tests."""
    path = spec / "sources.toml"
    before, heading, after = path.read_text("utf-8").partition("[create_template]\n")
    entry = re.sub('^date = ".*"$', 'date = "2022-09-22"', after, count=1, flags=re.MULTILINE)
    path.write_text(before + heading + entry, "utf-8")


def test_the_commands_in_contributing_print_the_documented_output(spec: Path, monkeypatch: pytest.MonkeyPatch):
    set_older_date(spec)
    rows = table("create_template")
    before = spec.parent / "create-template.2025-09-01.md"
    before.write_text(page_text("create_template", rows, {}), "utf-8")
    for new in (
        DocumentedNode(section="request", path="Request.Video.Loop", type="integer", required=False),
        DocumentedNode(section="response", path="Response.TransTpl.Video.Loop", type="integer"),
    ):
        last = max(i for i, row in enumerate(rows) if row.path.rpartition(".")[0] == new.path.rpartition(".")[0])
        rows.insert(last + 1, new)
    page = spec.parent / "create-template.2026-03-01.md"
    page.write_text(page_text("create_template", rows, {"Request.Video.Loop": "Value range: [0, 100]"}), "utf-8")
    monkeypatch.chdir(spec.parent)
    text = (SPEC.parent / "CONTRIBUTING.md").read_text("utf-8")
    walk = text.partition("## When the documentation changes")[2].partition("\n## ")[0]
    command = r"^\$ \.venv/bin/python -m tools\.spec (rows|diff|check|sync) ([^\n]+)\n(.*?)(?=^```|^\$)"
    commands = re.findall(command, walk, re.MULTILINE | re.DOTALL)
    assert [name for name, _, _ in commands] == ["rows", "diff", "check", "sync", "sync"]
    for name, files, printed in commands[:4]:
        options = [] if name in {"rows", "diff"} else ["--spec", str(spec)]
        result = CliRunner().invoke(cli, [name, *files.split(), *options])
        # Numbers are not compared, since every change of the spec changes its lines and counts.
        found = [_numberless(line) for line in result.output.splitlines()]
        wanted = [_numberless(line) for line in printed.splitlines() if line != "…"]
        assert [line for line in wanted if line not in found] == []


def test_the_generated_lines_in_contributing_are_correct(spec: Path, tmp_path: Path):
    text = (SPEC.parent / "CONTRIBUTING.md").read_text("utf-8")
    pasted = re.search(r"^ +<xs:simpleType name=\"TemplateLoop\">.*?</xs:simpleType>\n", text, re.MULTILINE | re.DOTALL)
    node = re.search(r"<xs:element name=\"Loop\" type=\"TemplateLoop\".*</xs:element>", text)
    shown = re.findall(r"^\+ (.*)$", text.partition("$ git diff generated/\n")[2].partition("```")[0], re.MULTILINE)
    assert pasted
    assert node
    assert len(shown) == 2
    path = spec / "types" / "animation.xsd"
    old = path.read_text("utf-8")
    video = old.index("<xs:all>", old.index('<xs:complexType name="Video">')) + len("<xs:all>")
    new = f"{old[:video]}{node[0]}{old[video:]}".replace("</xs:schema>", f"{pasted[0]}</xs:schema>")
    path.write_text(new, "utf-8")
    package = generate(spec, tmp_path)
    lines = {line for one in package.rglob("animation.py") for line in one.read_text("utf-8").splitlines()}
    assert {f" {line}" for line in shown} <= lines


def _numberless(line: str) -> str:
    return re.sub(r"\d+", "N", line.rstrip())
