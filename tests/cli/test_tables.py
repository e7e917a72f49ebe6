"""Tables on a terminal fit its width, and the columns in a pipe stay as they are."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cosanim.cli.commands import batches, buckets, jobs, queues, templates
from cosanim.cli.tables import Column, _folded, _shortened, _widths, short_time
from tests.cli.support import PARAMETERS, queue_id, submit
from tests.cli.test_help import COMMANDS_BY_NAME
from tests.cli.test_terminal import run_on_terminal

CHINA = timezone(timedelta(hours=8))
LONG = "a rather long folder name/2026-10/camera-7/recording of the main entrance 0001"
# Programs split these lines: names may be added at the end, none may change or move.
PIPED = {
    "list": ("job", "state", "created", "input", "result"),
    "template list": ("template", "name", "category", "changed"),
    "queue list": ("queue", "name", "state", "callbacks", "size", "at once"),
    "batch list": ("batch", "name", "state", "created"),
    "bucket list": ("bucket", "region", "bound"),
}
TABLES = {
    "list": jobs.COLUMNS,
    "template list": templates.COLUMNS,
    "queue list": queues.COLUMNS,
    "batch list": batches.COLUMNS,
    "bucket list": buckets.COLUMNS,
}


@pytest.fixture
def filled(cosanim, client):
    """A service with long names in every list."""
    client.objects.put(f"in/{LONG}.mp4", b"x")
    submit(cosanim, LONG)
    assert cosanim("template", "create", "t" * 60, *PARAMETERS).code == 0
    address = f"https://example.com/{'callbacks/' * 9}"
    assert cosanim("queue", "update", queue_id(cosanim), "--callback", address).code == 0
    words = ("batch", "submit", "b" * 60, "out/{jobid}.{ext}", "--prefix", "in/", *PARAMETERS, "--wait")
    assert cosanim(*words).code == 0
    for job in client.list_jobs():  # so that two lists are the same
        client.wait(job.job_id, timeout=60)
    return cosanim


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_pipe_are_pinned_and_documented(name, filled):
    names = tuple(column.name for column in TABLES[name])
    assert names[: len(PIPED[name])] == PIPED[name]
    assert f"columns {', '.join(names)}, separated by tabs" in " ".join(COMMANDS_BY_NAME[name].help.split())
    ran = filled(*name.split())
    assert ran.out
    for line in ran.out.splitlines():
        assert len(line.split("\t")) == len(names)
    assert filled(*name.split(), "--full") == ran


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("columns", [80, 100])
def test_a_table_fits_the_terminal_and_its_ids_are_whole(name, columns, filled, service):
    ids = [line.split("\t")[0] for line in filled(*name.split()).out.splitlines()]
    _, seen = run_on_terminal(name.split(), service.url, stdout_is_terminal=True, columns=columns)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", seen.decode()).splitlines()
    assert all(cell_len(line.rstrip()) <= columns for line in shown)
    assert [line.split()[0] for line in shown if line.split()[0] in ids] == ids
    assert "T" not in "".join(re.findall(r"\d{4}-\d{2}-\d{2}.", "\n".join(shown)))


def test_full_shows_whole_keys_and_times(filled, service):
    cells = filled("list").out.splitlines()[0].split("\t")
    _, seen = run_on_terminal(["list", "--full"], service.url, stdout_is_terminal=True, columns=400)
    text = re.sub(r"\x1b\[[0-9;]*m", "", seen.decode())
    assert cells[2] in text
    assert cells[3] in text
    assert "…" not in text


def test_below_the_list_the_jobs_are_counted_by_state(cosanim, service):
    submit(cosanim)
    _, seen = run_on_terminal(["list"], service.url, stdout_is_terminal=True)
    assert b"1 job: 1 " in seen
    assert "1 job" not in cosanim("list").out


class TestTimes:
    NOW = datetime(2026, 11, 26, 14, 3, tzinfo=CHINA)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2026-11-26T09:55:02+0800", "09:55"),
            ("2026-11-26T01:55:02Z", "09:55"),
            ("2026-11-25T23:59:59+0800", "11-25 23:59"),
            ("2026-11-25T16:00:00Z", "00:00"),
            ("2025-11-26T14:03:00+0800", "2025-11-26"),
            ("-", "-"),
            ("soon", "soon"),
            ("9999-12-31T23:59:59-1200", "9999-12-31T23:59:59-1200"),
        ],
    )
    def test_a_time_is_as_short_as_its_distance_allows(self, text, shown):
        assert short_time(text, self.NOW) == shown

    def test_the_zone_is_that_of_the_reader(self):
        assert short_time("2026-11-26T09:55:02+0800", datetime(2026, 11, 26, 12, tzinfo=UTC)) == "01:55"


class TestTexts:
    @given(st.text(st.sampled_from("ab/ .视é"), max_size=80), st.integers(8, 30))
    def test_a_shortened_text_takes_two_lines_and_keeps_both_ends(self, text, width):
        shortened = _shortened(text, width)
        lines = _folded(shortened, width).split("\n")
        assert len(lines) <= 2
        assert all(cell_len(line) <= width for line in lines)
        assert "".join(lines) == shortened
        if shortened != text:
            head, _, tail = shortened.partition("…")
            assert text.startswith(head.rstrip())
            assert text.endswith(tail.lstrip())

    @given(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), max_size=5), st.integers(40, 200))
    def test_texts_share_the_width_and_take_no_more_than_they_need(self, lengths, total):
        columns = [Column("id", "id"), Column("one"), Column("two")]
        widths = _widths(columns, [["i" * 20, "a" * one, "b" * two] for one, two in lengths], total)
        assert sum(widths) + 2 <= total
        assert widths[0] == (20 if lengths else 2)
        needed = [max([3, *(pair[index] for pair in lengths)]) for index in (0, 1)]
        assert all(width <= need for width, need in zip(widths[1:], needed, strict=True))
        if sum(needed) + widths[0] + 2 <= total:
            assert widths[1:] == needed
