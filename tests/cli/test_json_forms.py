"""What the commands print as JSON, and the columns of a report, are those that the documentation promises."""

from __future__ import annotations

import csv
import json
import re

import click
import pytest

from cosanim import models
from cosanim.bulk.journal import RowState
from cosanim.cli.bulk.reports import FIELDS
from cosanim.cli.exit_codes import _ERROR_FIELDS
from cosanim.cli.program import cli
from cosanim.local import LocalService
from tests.documents.blocks import DOCUMENTS

PAGE = DOCUMENTS["docs/reference/json-and-columns.md"]
CODE = re.compile(r"`([^`]+)`")


def rows_after(mark):
    """Return the first cells and the other cells of the table after a comment, both as what is code in them."""
    table = PAGE.partition(f"<!-- {mark}:")[2].partition("\n\n| ")[2].partition("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {CODE.findall(first)[-1]: (CODE.findall(first), CODE.findall(others[0])) for first, *others in cells}


FORMS = {name: members for names, members in rows_after("forms").values() for name in names}
CLASSES = re.findall(r"^\| (`.*) \| {py:class}`cosanim\.models\.(\w+)` \|$", PAGE, re.MULTILINE)


def test_the_page_has_its_tables():
    assert len(FORMS) > 12
    assert len(CLASSES) == 5


def test_every_command_that_prints_json_is_on_the_page():
    named = set(CODE.findall(PAGE.partition("## JSON on standard error")[0]))
    assert named >= {path for path, command in commands() if "as_json" in {one.name for one in command.params}}


def commands():
    """Yield all commands of the program by their paths."""
    waiting = [("", cli)]
    while waiting:
        path, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            names = command.list_commands(context)
            waiting += [(f"{path} {name}".strip(), command.get_command(context, name)) for name in names]
        else:
            yield path, command


def test_every_member_of_an_error_is_on_the_page():
    section = PAGE.partition("## JSON on standard error")[2].partition("\n## ")[0]
    assert set(CODE.findall(section)) >= {
        *_ERROR_FIELDS,
        "error",
        "message",
        "exit_code",
        "warning",
        "since",
        "not_after",
    }


@pytest.fixture
def prints(cosanim):
    """Returns the last line of JSON that a command prints."""

    def run(*words, code=0):
        ran = cosanim(*words, "--json")
        assert ran.code == code, ran.err
        return json.loads(ran.out.rstrip().split("\n")[-1])

    return run


@pytest.fixture
def manifest(video, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(f"input,output,format,duration\n{video},out/a.gif,gif,1\n")
    return path


def test_each_command_prints_the_members_that_are_promised(prints, video, manifest, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broken = tmp_path / "broken.xml"
    broken.write_text("<Request><Tag>Animation</Tag></Request>")
    parameters = ("--format", "gif", "--duration", "1")
    exported = tmp_path / "t.json"
    exported.write_text(json.dumps({"Tag": "Animation", "Name": "u", "Container": {"Format": "gif"}}))
    printed = {
        "put": prints("put", "demo.mp4", "input/other.mp4"),
        "get": prints("get", video, "copy.mp4"),
        "url": prints("url", video),
        "submit --dry-run": prints("submit", video, "out/b.gif", *parameters, "--dry-run"),
        "convert": prints("convert", "demo.mp4", "c.gif", "--duration", "1"),
        "validate": prints("validate", broken, broken, code=1)[0],
        "sign": prints("sign", "GET", "/jobs/j1"),
        "callback url": prints("callback", "url", "https://example.com/x", "key", "--secret", "s"),
        "schema export": prints("schema", "export", "xsd"),
        "policy": prints("policy", "--api", "submit_job"),
        "template apply": prints("template", "apply", exported),
        "template delete": prints("template", "delete", prints("template", "create", "t", *parameters)["template_id"]),
        "dry_run": prints("bulk", manifest, "--dry-run")["dry_run"],
        "summary": prints("bulk", manifest, "--report", "r.csv")["summary"],
    }
    for name, members in printed.items():
        assert set(FORMS[name]) == set(members), name
    assert FORMS["demo"] == FORMS["convert"]


def test_what_looks_for_causes_prints_the_members_that_are_promised(prints, video):
    job = prints("submit", video, "out/a.gif", "--format", "gif", "--duration", "1")
    doctor, setup, explain = prints("doctor"), prints("setup"), prints("explain", job["job_id"])
    printed = {"doctor": doctor, "setup": setup, "role": setup["role"], "explain": explain}
    for name, members in printed.items():
        assert set(FORMS[name]) == set(members), name
    for name, records in {"checks": doctor["checks"], "findings": explain["findings"]}.items():
        assert len(records) > 3
        assert {frozenset(record) for record in records} == {frozenset(FORMS[name])}
    assert all(queue.keys() <= set(models.QueueDetail.__dataclass_fields__) for queue in setup["queues"])
    assert set(setup["policy"]) == set(FORMS["policy"])


def test_each_object_of_the_service_has_the_fields_of_its_class(prints, video):
    parameters = ("--format", "gif", "--duration", "1")
    template = prints("template", "create", "t", *parameters)
    printed = {
        "JobDetail": prints("submit", video, "out/b.gif", *parameters),
        "TemplateDetail": template,
        "QueueDetail": prints("queue", "list"),
        "MediaBucket": prints("bucket", "list"),
        "BatchDetail": prints(
            "batch", "submit", "b", "out/${jobid}.gif", "--prefix", "input/", "--template-id", template["template_id"]
        ),
    }
    assert printed.keys() == {name for _, name in CLASSES}
    for name, members in printed.items():
        assert members.keys() <= set(getattr(models, name).__dataclass_fields__), name


def test_cancel_prints_what_is_promised(shell, video):
    with LocalService(render=False, hold=True) as held, held.client() as client:
        job = client.submit(video, "out/c.gif", format="gif", duration=1)
        ran = shell.point_at(held.url)("cancel", job.job_id, "--json")
    assert set(json.loads(ran.out)) == set(FORMS["cancel"])


def test_rows_of_a_bulk_run_and_its_report_have_the_columns_that_are_promised(cosanim, manifest, tmp_path):
    columns = [name for names, _ in rows_after("report").values() for name in names]
    assert columns == list(FIELDS)
    states = rows_after("report")["state"][1]
    assert {*RowState} - {RowState.SENDING} == set(states)
    ran = cosanim("bulk", manifest, "--wait", "--json", "--report", tmp_path / "r.csv")
    row, summary = map(json.loads, ran.out.rstrip().split("\n"))
    assert set(row) == {*columns, "number", "file"}
    assert list(summary) == ["summary"]
    with (tmp_path / "r.csv").open() as file:
        assert next(csv.reader(file)) == columns
