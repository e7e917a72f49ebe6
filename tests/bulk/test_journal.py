"""The journal: its states, its lock, and files that cannot be one. Nothing is sent if it cannot be used."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from cosanim import SchemaError
from cosanim.bulk.journal import RowState
from cosanim.errors.bulk import InvalidRows, JournalError
from tests.bulk.support import once_each, outputs_of, read_journal, request, requests_of

LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


def run_all(client, requests, journal, **options):
    with client.submit_many(requests, journal=journal, **options) as run:
        return list(run)


def refusal(client, requests, journal):
    """Assert that a run is refused before a request is sent, and return the message."""
    before = outputs_of(client)
    with pytest.raises(JournalError) as caught:
        run_all(client, requests, journal)
    assert outputs_of(client) == before
    return str(caught.value)


def change(journal, statement, *values):
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_each_row_is_recorded_with_its_job(client, journal):
    results = run_all(client, requests_of(3), journal)
    assert read_journal(journal, "state, job_id") == [
        ("submitted", result.job.job_id) for result in sorted(results, key=lambda result: result.number)
    ]


def test_a_second_run_yields_the_jobs_of_the_first_and_sends_nothing(client, service, journal):
    first = run_all(client, requests_of(3), journal)
    before = len(service.requests)
    second = run_all(client, requests_of(3), journal)
    assert {result.job.job_id for result in second} == {result.job.job_id for result in first}
    assert all(result.is_from_journal for result in second)
    assert len(service.requests) == before


def test_a_rejected_row_fails_and_is_sent_again_only_if_that_is_asked_for(client, service, journal):
    service.fail_next("submit_job", "400:InvalidArgument")
    (failed,) = run_all(client, requests_of(1), journal)
    assert (failed.state, read_journal(journal)) == (RowState.FAILED, ["failed"])
    assert "InvalidArgument" in failed.reason
    (again,) = run_all(client, requests_of(1), journal)
    assert (again.state, again.is_from_journal, outputs_of(client)) == (RowState.FAILED, True, {})
    (retried,) = run_all(client, requests_of(1), journal, retry_failed=True)
    assert (retried.state, read_journal(journal, "state, reason")) == (RowState.SUBMITTED, [("submitted", None)])


@pytest.mark.parametrize("was_accepted", [True, False])
@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_row_that_may_have_been_sent_is_looked_up_first(client, journal, clock, state, was_accepted):
    run_all(client, requests_of(2), journal)
    listed = {job.operation.output.object_key: job.job_id for job in client.list_jobs()}
    change(journal, "UPDATE rows SET state = ?, job_id = NULL WHERE number = 1", state)
    if not was_accepted:
        # As if the request of another output had been sent, and nothing of this one had arrived.
        change(journal, "UPDATE rows SET since = since + 3000, not_after = not_after + 3000 WHERE number = 1")
        clock.now += 3000
    results = {result.number: result for result in run_all(client, requests_of(2), journal)}
    assert results[1].state is RowState.SUBMITTED
    assert (results[1].job.job_id == listed["out/1.gif"]) is was_accepted
    assert outputs_of(client) == {"out/1.gif": 1 if was_accepted else 2, "out/2.gif": 1}


def test_a_row_that_was_not_sent_is_sent(client, journal):
    run_all(client, requests_of(2), journal)
    change(journal, "UPDATE rows SET state = 'pending', job_id = NULL, since = NULL WHERE number = 1")
    run_all(client, requests_of(2), journal)
    assert outputs_of(client)["out/1.gif"] == 2


def test_a_changed_row_is_named_before_any_request(client, journal):
    run_all(client, requests_of(2), journal)
    changed = [request(3), request(2)]
    assert "row 1 is not the one of the earlier run" in refusal(client, changed, journal)


def test_a_missing_row_is_named_before_any_request(client, journal):
    run_all(client, requests_of(3), journal)
    assert "row 3 of the earlier run" in refusal(client, requests_of(2), journal)


def test_a_missing_row_of_an_iterator_is_named_at_its_end(client, journal):
    run_all(client, iter(requests_of(3)), journal)
    assert "row 3 of the earlier run" in refusal(client, iter(requests_of(2)), journal)


def test_further_rows_are_added(client, journal):
    run_all(client, requests_of(1), journal)
    run_all(client, requests_of(3), journal)
    assert read_journal(journal) == ["submitted"] * 3


def test_rows_can_be_corrected_until_the_first_one_is_sent(client, journal):
    with pytest.raises(InvalidRows):
        run_all(client, [request(1), request(1)], journal)
    assert len(run_all(client, [request(1), request(2)], journal)) == 2


def test_rows_with_one_output_are_refused_and_both_are_named(client, journal):
    with pytest.raises(InvalidRows) as caught:
        run_all(client, [request(1), request(2, target="out/1.${ext}")], journal)
    assert "row 2" in str(caught.value)
    assert "the output of row 1" in str(caught.value)
    assert outputs_of(client) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_a_row_that_overwrites_the_input_of_another_is_refused(client, journal, order):
    rows = [request(1, source="in/1.gif"), request(2, target="in/1.${ext}"), request(3)][::order]
    with pytest.raises(InvalidRows, match="row 2") as caught:
        run_all(client, rows, journal)
    assert [violation.rule for row in caught.value.rows for violation in row.violations] == ["overwrites-input"]
    assert outputs_of(client) == {}
    assert len(run_all(client, rows, journal, allow={"overwrites-input"})) == 3


def test_a_row_that_overwrites_its_input_is_refused(client, journal):
    with pytest.raises(InvalidRows, match="row 2"):
        run_all(client, [request(1), request(2, source="in/2.gif", target="in/2.gif")], journal)
    assert outputs_of(client) == {}


def test_invalid_rows_of_an_iterator_fail_alone(client, journal):
    rows = [request(1), request(2, target="out/1.gif"), request(3)]
    results = {result.number: result for result in run_all(client, iter(rows), journal)}
    assert [results[number].state for number in (1, 2, 3)] == ["submitted", "failed", "submitted"]
    assert isinstance(results[2].error, SchemaError)


def test_a_row_that_was_added_after_the_check_is_checked_too(client, journal):
    rows = requests_of(2)
    run = client.submit_many(rows, journal=journal, max_in_flight=1)
    results = [next(run)]
    rows.append(request(3, source="in/3.gif", target="in/3.gif"))
    results += run
    assert [(result.number, result.state) for result in results][-1] == (3, RowState.FAILED)


def test_the_message_of_a_row_that_is_no_request_names_it(client, journal):
    with pytest.raises(TypeError) as caught:
        run_all(client, [request(1), 7], journal)
    assert caught.value.__notes__ == ["in row 2"]


def test_a_journal_of_another_endpoint_is_refused(client, connect, journal):
    run_all(client, requests_of(1), journal)
    other = connect(endpoint="http://127.0.0.1:9")
    with pytest.raises(JournalError, match="is one of http"):
        run_all(other, requests_of(1), journal)


@pytest.mark.parametrize("content", [b"input,output\na.mp4,a.gif\n" * 99, b"SQLite format 3\0" + b"x" * 4080])
def test_a_file_that_is_no_journal_is_left_as_it_is(client, journal, content):
    journal.write_bytes(content)
    assert "no journal" in refusal(client, requests_of(1), journal)
    assert journal.read_bytes() == content


def test_another_database_is_left_as_it_is(client, journal):
    change(journal, "CREATE TABLE films (name TEXT)")
    before = journal.read_bytes()
    assert "is no journal of cosanim" in refusal(client, requests_of(1), journal)
    assert journal.read_bytes() == before


def test_a_damaged_journal_is_refused(client, journal):
    run_all(client, requests_of(40), journal)
    content = bytearray(journal.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    journal.write_bytes(content)
    assert "damaged" in refusal(client, requests_of(40), journal)


def test_the_journal_of_a_killed_run_is_refused_without_its_other_file(client, journal, tmp_path):
    run = client.submit_many(requests_of(3), journal=journal, max_in_flight=1)
    next(run)
    moved = tmp_path / "moved"
    shutil.copyfile(journal, moved)  # as a kill leaves it
    run.close()
    assert "moved-wal" in refusal(client, requests_of(3), moved)


def test_a_journal_of_another_format_is_refused(client, journal):
    run_all(client, requests_of(1), journal)
    change(journal, "PRAGMA user_version = 99")
    assert "has format 99" in refusal(client, requests_of(1), journal)


@pytest.mark.parametrize("name", ["missing/rows.journal", "."])
def test_a_journal_that_cannot_be_created_is_refused(client, tmp_path, name):
    assert str(tmp_path) in refusal(client, requests_of(1), tmp_path / name)


def test_only_the_owner_can_read_a_journal(client, journal):
    with client.submit_many(requests_of(3), journal=journal) as run:
        next(run)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in journal.parent.iterdir()}
        assert len(list(journal.parent.iterdir())) > 1
    assert modes == {0o600}
    assert [path.name for path in journal.parent.iterdir()] == [journal.name]


def test_two_runs_of_one_process_cannot_share_a_journal(client, journal):
    with client.submit_many(requests_of(3), journal=journal) as run:
        next(run)
        with pytest.raises(JournalError, match="in use by another process"):
            run_all(client, requests_of(3), journal)
        assert len(list(run)) == 2
    assert outputs_of(client) == {"out/1.gif": 1, "out/2.gif": 1, "out/3.gif": 1}


def test_a_journal_that_another_process_has_locked_is_refused(client, journal):
    run_all(client, requests_of(1), journal)
    with subprocess.Popen(
        [sys.executable, "-c", LOCK, journal], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "locked\n"
        assert "in use by another process" in refusal(client, requests_of(1), journal)
        other.stdin.close()
    assert len(run_all(client, requests_of(1), journal)) == 1


@pytest.mark.skipif(os.name == "nt", reason="no file can have such a name")
@pytest.mark.parametrize("name", [":memory:", "file:journal?mode=memory"])
def test_a_name_that_means_something_to_sqlite_is_the_name_of_a_file(client, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    first = run_all(client, requests_of(2), name)
    second = run_all(client, requests_of(2), name)
    assert {result.job.job_id for result in second} == {result.job.job_id for result in first}
    assert outputs_of(client) == once_each(2)
