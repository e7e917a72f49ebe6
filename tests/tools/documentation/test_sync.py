"""``python -m tools.spec sync``: pages made from our own tables, changed one thing at a time."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result

from tests.strategies import SPEC
from tools.documentation.check.comparison import compare
from tools.documentation.check.table_differences import table_differences
from tools.documentation.facts.spec_files import DocumentedNode, read_sources, read_table
from tools.documentation.pages import page_of, read_page
from tools.documentation.sync.atomic_write import write_all
from tools.generate import generate
from tools.generator.components import load_components
from tools.spec import cli

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER: Final = os.environ.get("COSANIM_PAGES", "")
HEADINGS: Final = {"query": "#### Request parameters", "request": "#### Request body", "response": "#### Response body"}
RENDERED: Final = ("submit_job", "create_template", "list_jobs", "update_queue", "submit_batch", "create_media_bucket")
WORDS: Final = {True: "Yes", False: "No", None: "It depends"}


def page_text(api: str, rows: Iterable[DocumentedNode], words: dict[str, str] | None = None) -> str:
    """Return a page that documents these rows; what a row says may be given by path."""
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


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def sync(spec: Path, text: str | bytes, *options: str, name: str = "page.md") -> Result:
    page = spec.parent / name
    page.write_bytes(text.encode() if isinstance(text, str) else text)
    return CliRunner().invoke(cli, ["sync", str(page), "--spec", str(spec), *options])


def table(api: str, spec: Path = SPEC) -> list[DocumentedNode]:
    return read_table(spec / "tables" / f"{api}.csv")


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def place_and_proposal(result: Result, what: str) -> tuple[Path, int, str]:
    """Return file, line and first proposed line of the decision that says this."""
    lines = result.stdout.splitlines()
    index = next(index for index, line in enumerate(lines) if what in line)
    file, line, _ = lines[index].split(":", maxsplit=2)
    return Path(file), int(line), lines[index + 1].strip()


def block(result: Result, what: str, start: str) -> str:
    """Return the indented block below a line, of the decision that says this."""
    lines = result.stdout.split(what)[1].split(start)[1].splitlines()[1:]
    end = next((index for index, line in enumerate(lines) if line and not line.startswith("    ")), len(lines))
    return "\n".join(line.removeprefix("    ") for line in lines[:end]).strip()


def paste(file: Path, line: int, text: str, *, over: bool = False) -> None:
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines[line - 1 if over else line : line] = [f"      {text}\n"]
    file.write_text("".join(lines), "utf-8")


def add_erratum(spec: Path, text: str) -> None:
    path = spec / "errata.toml"
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")


@pytest.mark.parametrize("api", RENDERED)
def test_an_unchanged_page_changes_nothing_and_says_so(spec: Path, api: str):
    before = contents(spec)
    result = sync(spec, page_text(api, table(api)))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"{spec}/tables/{api}.csv: {len(table(api))} rows, nothing changed",
        "the XSDs agree: nothing to decide",
    ]
    assert contents(spec) == before


def test_a_new_node_is_proposed_for_each_type_and_the_lines_make_the_xsd_agree(spec: Path):
    new = DocumentedNode(section="request", path="Request.Operation.Retries", type="integer", required=False)
    words = {new.path: "Value range: [0, 5]"}
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new], words))
    assert result.exit_code == 1
    assert "  + request Request.Operation.Retries (integer, optional)" in result.stdout
    assert table("submit_job", spec)[20] == new
    file, line, text = place_and_proposal(result, "Request.Operation.Retries: documented, but not in type Operation")
    assert 'name="JobLevel"' in file.read_text("utf-8").splitlines()[line - 1]
    paste(file, line, text)
    types = block(result, "Retries: documented", "with, beside the other types:")
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types.partition('  or, if')[0]}\n</xs:schema>"))
    assert compare(spec).faults == ()
    retries = load_components(spec).complex_types["Operation"].child("Retries")
    assert retries is not None
    assert dict(load_components(spec).simple_types[retries.type].bounds) == {"min_inclusive": 0, "max_inclusive": 5}


def test_a_new_container_is_proposed_with_all_that_is_below_it(spec: Path):
    new = [
        DocumentedNode(section="response", path="Response.JobsDetail.Bill", type="container"),
        DocumentedNode(section="response", path="Response.JobsDetail.Bill.Item", type="container array", array=True),
        DocumentedNode(section="response", path="Response.JobsDetail.Bill.Item.Price", type="float"),
    ]
    result = sync(spec, page_text("submit_job", [*table("submit_job"), *new]))
    file, line, text = place_and_proposal(result, "Response.JobsDetail.Bill: documented, but not in type JobDetail")
    assert result.stdout.count("documented, but not in") == 1, "once, though five APIs have jobs"
    paste(file, line, text)
    types = block(result, "Bill: documented", "with, beside the other types:")
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types}\n</xs:schema>"))
    assert compare(spec).faults == ()


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("Request.Operation.UserData", {"required": True}, "documented as required, is optional"),
        ("Request.CallBack", {"array": True, "type": "string array"}, "documented as an array, is single"),
        ("Response.JobsDetail", {"array": False, "type": "container"}, "documented as single, is an array"),
    ],
)
def test_a_changed_occurrence_is_proposed_as_the_line_to_put_in_place_of_the_old(
    spec: Path, path: str, change: dict[str, object], words: str
):
    rows = [replace(row, **change) if row.path == path else row for row in table("submit_job")]  # type: ignore[arg-type]
    result = sync(spec, page_text("submit_job", rows))
    assert result.exit_code == 1
    assert f"  ~ {path.partition('.')[0].lower()} {path}: " in result.stdout
    file, line, text = place_and_proposal(result, f"{path}: {words}")
    add_erratum(spec, block(result, f"{path}: {words}", "errata.toml:"))
    assert compare(spec).faults == ()
    shutil.copyfile(SPEC / "errata.toml", spec / "errata.toml")
    paste(file, line, text, over=True)
    # One type may stand in several APIs; those of the others are their own decision.
    assert not [fault for fault in compare(spec).faults if fault.startswith(f"submit_job: {path} ")]


def test_a_node_that_is_gone_is_to_be_removed_or_explained(spec: Path):
    rows = [row for row in table("submit_job") if row.path != "Request.Operation.JobLevel"]
    result = sync(spec, page_text("submit_job", rows))
    assert "  - request Request.Operation.JobLevel (string, optional)" in result.stdout
    _, _, text = place_and_proposal(result, "Request.Operation.JobLevel: documented no more: remove")
    assert text.startswith('<xs:element name="JobLevel"')
    add_erratum(spec, block(result, "JobLevel: documented no more", "errata.toml:"))
    assert compare(spec).faults == ()


def test_a_node_that_is_gone_names_the_rules_that_name_it_before_and_after_it_is_removed(spec: Path):
    path = "Request.Video.AnimateOnlyKeepKeyFrame"
    page = page_text("create_template", [row for row in table("create_template") if row.path != path])
    result = sync(spec, page)
    said = next(line for line in result.stdout.splitlines() if f"{path}: documented no more" in line)
    rules = re.search(r"change the rules that name it \((.*)\)", said)
    assert rules
    file, line, _ = place_and_proposal(result, f"{path}: documented no more")
    paste(file, line, "", over=True)
    result = sync(spec, page)
    found = [line for line in result.stdout.splitlines() if "has no child AnimateOnlyKeepKeyFrame" in line]
    named = {name for line in found for name in re.findall(r": rule ([\w-]+): ", line)}
    assert (result.exit_code, set(rules[1].split(", ")) <= named) == (1, True), result.stdout
    assert all(re.match(r".*/types/\w+\.xsd:\d+: ", line) for line in found)
    # Generation names the same places, all of them in one run.
    with pytest.raises(subprocess.CalledProcessError) as failed:
        generate(spec, spec.parent)
    assert failed.value.stderr.count("has no child AnimateOnlyKeepKeyFrame") == len(found)


def test_a_row_below_a_parent_that_nobody_documents_is_to_be_moved(spec: Path):
    new = DocumentedNode(section="response", path="Response.Operation.MediaResult.OutputFile.Rotation", type="string")
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new]))
    assert "nobody documents its parent" in result.stdout
    assert 'kind = "moved"' in result.stdout


DATE: Final = read_sources(SPEC)["submit_job"].date
LEAF: Final = "Request.Operation.UserData"


@pytest.mark.parametrize("type_name", ["string", "container", ""])
@pytest.mark.parametrize("names", [("Sub",), ("Sub", "Other"), ("Sub", "Sub.Deep")])
def test_rows_below_a_leaf_are_one_decision_with_the_line_and_both_ways_out(
    spec: Path, names: tuple[str, ...], type_name: str
):
    rows = [replace(row, type=type_name) if row.path == LEAF else row for row in table("submit_job")]
    new = [DocumentedNode(section="request", path=f"{LEAF}.{name}", type="string", required=False) for name in names]
    result = sync(spec, page_text("submit_job", [*rows, *new]))
    assert result.exit_code == 1, result.output
    assert {row.path for row in new} < {row.path for row in table("submit_job", spec)}
    said = f"{LEAF}: holds text, but {' and '.join(row.path for row in new if '.Deep' not in row.path)} "
    assert (result.stdout.count(f"{LEAF}: holds"), result.stdout.count(said)) == (1, 1)
    file, line, text = place_and_proposal(result, said)
    assert 'name="UserData"' in file.read_text("utf-8").splitlines()[line - 1]
    # The page is right: its nodes get a type.
    paste(file, line, text, over=True)
    needed = block(result, said, "with, beside the other types:")
    types, _, errata = needed.partition("with, in errata.toml, since the page gives the type of a text:")
    assert errata.count("[[erratum]]") == (type_name == "string") + ("Sub.Deep" in names)
    file.write_text(file.read_text("utf-8").replace("</xs:schema>", f"{types}\n</xs:schema>"))
    if errata:
        add_erratum(spec, errata)
    # The other API with this type has its own page.
    assert not [fault for fault in compare(spec).faults if not fault.startswith("submit_job_2022: ")]
    # The page is wrong: its errata say so.
    shutil.copytree(SPEC / "types", spec / "types", dirs_exist_ok=True)
    shutil.copyfile(SPEC / "errata.toml", spec / "errata.toml")
    add_erratum(spec, block(result, said, "errata.toml:"))
    assert compare(spec).faults == ()


def test_an_erratum_that_explains_nothing_any_more_is_named_with_its_line(spec: Path):
    new = DocumentedNode(section="request", path="Request.QueueId", type="string", required=False)
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new]))
    file, line, _ = next(text for text in result.stdout.splitlines() if "explains nothing" in text).split(":", 2)
    assert Path(file).read_text("utf-8").splitlines()[int(line) : int(line) + 2] == [
        'api = "submit_job"', 'path = "Request.QueueId"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "facet"),
    [
        ("Value range: [128, 8192]", '<xs:maxInclusive value="8192"/>'),
        ("Value range: (128, 4096]", '<xs:minExclusive value="128"/>'),
    ],
)
def test_limits_that_changed_are_a_decision_at_the_type_that_has_them(spec: Path, words: str, facet: str):
    result = sync(spec, page_text("create_template", table("create_template"), {"Request.Video.Width": words}))
    assert result.exit_code == 1
    assert "rows, nothing changed" in result.stdout
    assert facet in result.stdout
    place = next(line for line in result.stdout.splitlines() if "SideLength" in line)
    file, line, _ = place.split(":", 2)
    assert 'name="SideLength"' in Path(file).read_text("utf-8").splitlines()[int(line) - 1]


def test_a_value_that_is_new_or_gone_is_a_decision(spec: Path):
    path = "Request.CallBackType"
    for words, says in (
        ("Valid values: `Url`, `TDMQ`, `Mail`.", "type CallBackType refuses 'Mail'"),
        ("Valid values: `Url`, `Mail`.", "the page does not list TDMQ"),
    ):
        assert says in sync(spec, page_text("submit_job", table("submit_job"), {path: words})).stdout
    same = page_text("submit_job", table("submit_job"), {path: "Valid values: `Url`, `TDMQ`."})
    assert sync(spec, same).exit_code == 0


def test_references_are_kept_and_those_that_changed_are_said(spec: Path):
    path = "Request.Operation.Animation.Video"
    result = sync(
        spec, page_text("submit_job", table("submit_job"), {path: "Same as `Request.Picture` in another API."})
    )
    assert f"{path} is Request.Picture, the table keeps create_template:Request.Video: is it still so?" in result.stdout
    assert result.exit_code == 1
    assert table("submit_job", spec) == table("submit_job")


def test_a_new_reference_is_followed_where_a_table_has_it_and_said_where_none_has(spec: Path):
    new = [
        DocumentedNode(section="response", path="Response.JobsDetail.Media", type="container"),
        DocumentedNode(section="response", path="Response.JobsDetail.Extra", type="container"),
    ]
    words = {
        new[0].path: "Same as `Response.MediaInfo` in the `GenerateMediaInfo` API.",
        new[1].path: "Same as `Response.Nowhere` in the `DescribeNothing` API.",
    }
    result = sync(spec, page_text("submit_job", [*table("submit_job"), *new], words))
    found = {row.path: row.same_as for row in table("submit_job", spec)}
    assert found[new[0].path] == "mediainfo:Response.MediaInfo"
    assert found[new[1].path] == ""
    assert "Response.JobsDetail.Extra is new and is Response.Nowhere, which no table has" in result.stdout


def test_a_reference_that_became_a_table_is_given_up(spec: Path):
    path = "Request.Operation.Animation.TimeInterval"
    new = DocumentedNode(section="request", path=f"{path}.Start", type="string", required=False)
    result = sync(spec, page_text("submit_job", [*table("submit_job"), new], {path: "It is so."}))
    assert f"{path} is documented here now" in result.stdout
    assert next(row for row in table("submit_job", spec) if row.path == path).same_as == ""


def test_every_difference_that_check_finds_is_decided_on(spec: Path):
    generator = random.Random(7)  # noqa: S311 - no secret
    rows = table("create_template")
    for _ in range(4):
        kept = [row for row in rows if row.path in {"Request", "Response"} or generator.random() > 0.15]
        changed = [
            replace(row, required=not row.required) if row.required is not None and generator.random() < 0.1 else row
            for row in kept
        ]
        names = [row.path for row in changed]
        result = sync(spec, page_text("create_template", changed))
        assert result.exit_code in {0, 1}, result.output
        assert [row.path for row in table("create_template", spec)] == names
        decided = set(re.findall(r": ([\w.]+): (?:documented|nobody|\()", result.stdout))
        for fault in compare(spec).faults:
            path = fault.removeprefix("errata.toml: ").split()[1]
            ends = {path.rpartition(".")[2]} | set(path.split("."))
            assert any(set(other.split(".")) & ends for other in decided), fault
        assert bool(compare(spec).faults) == (result.exit_code == 1)


@pytest.mark.parametrize(
    ("name", "options", "day"),
    [
        ("page.2091-02-03.md", (), "2091-02-03"),
        ("page.md", ("--date", "2092-01-01"), "2092-01-01"),
        ("page.2024-01-01.md", ("--date", "2024-01-01"), "2024-01-01"),
        ("page.md", (), DATE),
    ],
)
def test_the_date_is_that_of_the_page_and_nothing_else_in_sources_changes(
    spec: Path, name: str, options: tuple[str, ...], day: str
):
    before = (spec / "sources.toml").read_text("utf-8")
    result = sync(spec, page_text("submit_job", table("submit_job")), *options, name=name)
    assert result.exit_code == 0
    assert read_sources(spec)["submit_job"].date == day
    after = (spec / "sources.toml").read_text("utf-8").splitlines()
    assert sum(old != new for old, new in zip(before.splitlines(), after, strict=True)) == (day != DATE)


def test_the_date_in_the_text_of_the_page_is_found(spec: Path):
    text = page_text("submit_job", table("submit_job")).replace("None.", "Last updated: 2033-04-05 10:00:00")
    assert sync(spec, text).exit_code == 0
    assert read_sources(spec)["submit_job"].date == "2033-04-05"


GOOD: Final = page_text("submit_job", table("submit_job"))


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", (), ":1: the file is empty"),
        ("# Ovens\n\nAnother product.\n", (), ":1: no node table and no request line"),
        (GOOD[: GOOD.index("| Response |")], (), "a node table without rows: is the page cut?"),
        (GOOD[: GOOD.index("| JobId |") + 12], (), "is the table cut?"),
        (GOOD[: GOOD.index("## Response")], (), "a request but no response: is it cut off?"),
        ("x" * (50 << 20), (), ":1: the file has 52,428,800 bytes"),
        (os.urandom(50 << 20), (), ":1: "),
        (GOOD.replace("POST /jobs", "POST /ovens"), (), "no API of the spec is POST /ovens"),
        (GOOD.replace("POST /jobs", "POST /ovens"), ("--api", "submit_job"), "the page documents POST /ovens"),
        (page_text("update_queue", table("update_queue")).replace(" HTTP/1.1", ""), (), "no request line tells which"),
        (GOOD, ("--api", "submit_cake"), "there is no API submit_cake"),
        (GOOD, ("--api", "create_template"), "the page documents POST /jobs, create_template is POST /template"),
        (GOOD, ("--date", "2030-02-30"), "no date of the form"),
        (page_text("submit_job", table("submit_job"), {"Request.Tag": "Job type: Bake"}), (), "of the kind Bake"),
        (page_text("submit_job", table("submit_job")[:9]), ("--api", "submit_job"), "something else"),
    ],
    ids=[
        "empty", "another product", "cut before rows", "cut in a row", "no response", "50 MB", "50 MB of noise",
        "another call", "another call by name", "no call", "no such API", "another API", "no date", "another kind",
        "few of the nodes",
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_used_is_exit_2_and_nothing_is_rewritten(
    spec: Path, text: str | bytes, options: tuple[str, ...], message: str
):
    before = contents(spec)
    result = sync(spec, text, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.endswith("nothing was written\n")
    assert "--date" in options or re.match(r"\S+page\.md:\d+: ", result.stderr)
    assert contents(spec) == before


def test_an_older_page_is_refused_unless_the_date_is_given(spec: Path):
    result = sync(spec, GOOD, name="page.2020-01-01.md")
    assert result.exit_code == 2
    assert f"the page is of 2020-01-01, older than that of submit_job ({DATE})" in result.stderr


def test_wherever_a_page_is_cut_no_row_is_lost_in_silence(spec: Path):
    rows = len(table("submit_job"))
    end = GOOD.index("#### Error codes")
    for length in range(0, end, 97):
        page = page_of(GOOD[:length] or "-", "markdown", name="page")
        assert page.is_broken or not page.is_api or len(page.rows) == rows, length
    assert sync(spec, GOOD[:end]).exit_code == 2


def test_either_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = tmp_path / "a.csv", tmp_path / "b.toml"
    first.write_bytes(b"old a")
    second.write_bytes(b"old b")
    replace_file = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "b.toml":
            raise OSError("disk full")
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="disk full"):
        write_all({first: b"new a", second: b"new b"})
    assert (first.read_bytes(), second.read_bytes()) == (b"old a", b"old b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.toml"]


def test_the_walk_in_contributing_prints_what_it_says(spec: Path, monkeypatch: pytest.MonkeyPatch):
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
        # Other changes of the spec move its lines and counts.
        found = [_numberless(line) for line in result.output.splitlines()]
        wanted = [_numberless(line) for line in printed.splitlines() if line != "…"]
        assert [line for line in wanted if line not in found] == []


def test_what_contributing_shows_of_the_difference_is_what_is_generated(spec: Path, tmp_path: Path):
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


def disagreements(spec: Path, path: Path, api: str) -> list[str]:
    """Return what ``check`` says of a page that has just been synced; the XSDs are another matter."""
    return [f"{line}: {message}" for line, message in table_differences(read_page(path), api, table(api, spec))]


CELLS: Final = ("Supported", "`supported`.", "None", "Yes", "No", "Yes if it rains", "是", "否", "-", "N/A", "")


@pytest.mark.parametrize("api", ["submit_job", "update_queue"])
def test_whatever_the_cells_say_check_agrees_with_the_table_that_sync_wrote(spec: Path, api: str):
    generator = random.Random(11)  # noqa: S311 - no secret
    types = ("String", "Int", "Container", "Container 数组", "`String` Array", "")
    for _ in range(4):
        lines = []
        for line in page_text(api, table(api)).splitlines():
            cells = line.split("|")
            if len(cells) == 7 and "---" not in line and "Node Name" not in line and generator.random() < 0.5:
                cells[4:6] = [f" {generator.choice(types)} ", f" {generator.choice(CELLS)} "]
            lines.append("|".join(cells))
        result = sync(spec, "\n".join(lines))
        assert result.exit_code in {0, 1}, result.output
        assert disagreements(spec, spec.parent / "page.md", api) == []
        assert "nothing changed" in sync(spec, "\n".join(lines)).stdout


@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_check_agrees_with_what_sync_made_of_each_other_real_page(spec: Path):
    from tests.spec.test_pages import CHINESE, MORE_PAGES

    # Those that the tables come from change nothing, which the next test holds.
    pages = [(api, path) for api, file in (*MORE_PAGES, *CHINESE) if (path := Path(FOLDER) / file).exists()]
    assert len(pages) > 10
    for api, path in pages:
        options = ["--date", "2031-01-01", "--spec", str(spec)]
        result = CliRunner().invoke(cli, ["sync", str(path), "--api", api, *options])
        assert result.exit_code in {0, 1}, f"{api} {path.name}: {result.output}"
        assert disagreements(spec, path, api) == [], f"{api} {path.name}"


@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_syncing_the_real_pages_changes_no_byte(spec: Path):
    from tests.spec.test_pages import PAGES

    before = contents(spec)
    for api, file in PAGES.items():
        result = CliRunner().invoke(cli, ["sync", str(Path(FOLDER) / file), "--api", api, "--spec", str(spec)])
        assert (result.exit_code, result.stderr) == (0, ""), f"{api}: {result.output}"
        assert "nothing changed" in result.stdout
    assert contents(spec) == before


@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_the_real_pages_of_other_jobs_and_products_are_refused(spec: Path):
    before = contents(spec)
    for file in (
        "submit-snapshot-job.md",
        "submit-transcode-job.old.md",
        "history/submit-animation-job/03-2022-08-18.md",
    ):
        for options in ((), ("--api", "submit_job"), ("--api", "submit_job_2022")):
            path = str(Path(FOLDER) / file)
            result = CliRunner().invoke(cli, ["sync", path, "--spec", str(spec), *options])
            assert result.exit_code == 2, f"{file} {options}: {result.output}"
    assert contents(spec) == before
