"""Generates pages from the tables of the spec, runs ``sync`` on pages, and applies its proposals."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from click.testing import CliRunner, Result

from tests.strategies import SPEC
from tools.documentation.spec_model.spec_files import DocumentedNode, read_sources, read_table
from tools.spec import cli

if TYPE_CHECKING:
    from collections.abc import Iterable


HEADINGS: Final = {"query": "#### Request parameters", "request": "#### Request body", "response": "#### Response body"}


RENDERED: Final = ("submit_job", "create_template", "list_jobs", "update_queue", "submit_batch", "create_media_bucket")


WORDS: Final = {True: "Yes", False: "No", None: "It depends"}


def page_text(api: str, rows: Iterable[DocumentedNode], words: dict[str, str] | None = None) -> str:
    """Return a page that documents some rows; ``words`` are descriptions by path."""
    rows, words = list(rows), words or {}
    source = read_sources(SPEC)[api]
    path = re.sub(r"\{(\w+)\}", r"<\1>", source.path)
    lines = ["#### Sample request", "", "```shell", f"{source.method} {path} HTTP/1.1", "```", ""]
    for section, heading in HEADINGS.items():
        found = [row for row in rows if row.section == section]
        has_answer = any(row.required is not None for row in found)
        lines += ["## Response", ""] if section == "response" else []
        columns = ["Node Name (Keyword)", "Parent Node", "Description", "Type", *(["Required"] if has_answer else [])]
        if found:
            lines += [heading, "", _line(columns), _line(["---"] * len(columns))]
        for row in found:
            parent, _, name = row.path.rpartition(".")
            target = row.same_as.partition(":")[2]
            says = (
                f"Same as `{target}` in the other API." if target.startswith(("Request", "Response")) else "It is so."
            )
            cells = [name, parent or "None", words.get(row.path, says), row.type]
            lines.append(_line([*cells, *([WORDS[row.required]] if has_answer else [])]))
        lines.append("")
    return "\n".join([*lines, "#### Error codes", "", "None.", ""])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def sync(spec: Path, text: str | bytes, *options: str, name: str = "page.md") -> Result:
    page = spec.parent / name
    page.write_bytes(text.encode() if isinstance(text, str) else text)
    return CliRunner().invoke(cli, ["sync", str(page), "--spec", str(spec), *options])


def table(api: str, spec: Path = SPEC) -> list[DocumentedNode]:
    return read_table(spec / "tables" / f"{api}.csv")


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def place_and_proposal(result: Result, what: str) -> tuple[Path, int, str]:
    """Return file, line and first proposed line of the decision whose text contains ``what``."""
    lines = result.stdout.splitlines()
    index = next(index for index, line in enumerate(lines) if what in line)
    file, line, _ = lines[index].split(":", maxsplit=2)
    return Path(file), int(line), lines[index + 1].strip()


def block(result: Result, what: str, start: str) -> str:
    """Return the indented block below the text ``start`` in the decision whose text contains ``what``."""
    lines = result.stdout.split(what)[1].split(start)[1].splitlines()[1:]
    end = next((index for index, line in enumerate(lines) if line and not line.startswith("    ")), len(lines))
    return "\n".join(line.removeprefix("    ") for line in lines[:end]).strip()


def paste(file: Path, line: int, text: str, *, replace: bool = False) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines[line - 1 if replace else line : line] = [f"      {text}\n"]
    file.write_text("".join(lines), "utf-8")


def add_erratum(spec: Path, text: str) -> None:
    path = spec / "errata.toml"
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")
