"""How findings are printed: the same for all commands, as wide as the terminal, with commands that can be copied."""

import sys

import pytest
from rich.cells import cell_len

from cosanim import Finding
from cosanim.cli.findings import print_finding
from cosanim.findings import Status

COMMAND = "`cosanim queue resume p0123456789abcdef`"


def finding(**fields):
    return Finding(**{"name": "queue", "status": Status.WARNING, "found": "it is Paused", **fields})


def test_what_was_found_what_it_means_and_what_to_do_are_below_each_other(capsys):
    print_finding(finding(meaning="no job starts", remedy=f"run {COMMAND}"))
    assert capsys.readouterr().out.splitlines() == [
        "warning  queue: it is Paused",
        "         means: no job starts",
        f"         do: run {COMMAND}",
    ]


def test_a_brief_finding_says_what_it_means_only_if_there_is_something_to_do(capsys):
    print_finding(finding(meaning="no job starts"), is_brief=True)
    assert "means" not in capsys.readouterr().out
    print_finding(finding(meaning="no job starts"))
    assert "means: no job starts" in capsys.readouterr().out
    print_finding(finding(meaning="no job starts", remedy="wait"), is_brief=True)
    assert "means: no job starts" in capsys.readouterr().out


@pytest.mark.parametrize("before", range(0, 70, 5))
@pytest.mark.parametrize("field", ["found", "meaning", "remedy"])
def test_a_command_is_never_broken(capsys, field, before):
    print_finding(finding(**{field: f"{'a ' * (before // 2)}{COMMAND} and more words after it, up to the next line"}))
    lines = capsys.readouterr().out.splitlines()
    assert sum(COMMAND in line for line in lines) == 1
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("columns", [0, 1, 10, 40, 79, 80, 200])
def test_a_terminal_is_filled_and_not_exceeded(capsys, monkeypatch, columns):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))
    words = ["word"] * 100
    print_finding(finding(found=" ".join(words)))
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(lines).split() == ["warning", "queue:", *words]
    narrowest = len("warning  queue:")  # no word is broken
    assert columns - len(" word") < max(map(len, lines)) <= max(columns, narrowest)


def test_a_pipe_has_80_columns_whatever_the_terminal_has(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    print_finding(finding(found="word " * 100))
    assert max(map(len, capsys.readouterr().out.splitlines())) in range(76, 81)


def test_a_wide_character_takes_two_columns(capsys):
    print_finding(finding(found="\u89c6\u9891 " * 100))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) in range(76, 81)


def test_spaces_within_a_key_are_kept(capsys):
    print_finding(finding(found="in/a  b.mp4"))
    assert capsys.readouterr().out == "warning  queue: in/a  b.mp4\n"


def test_texts_of_a_service_stay_in_their_line(capsys):
    print_finding(finding(found="a\nb\x1b[31m\N{NO-BREAK SPACE}c"))
    assert capsys.readouterr().out == "warning  queue: a\\nb\\x1b[31m\\xa0c\n"
