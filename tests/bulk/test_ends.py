"""Runs that end early: their requests in flight are recorded, the journal is closed, and another run goes on."""

import signal

import pytest
import requests

from cosanim.bulk.journal import Journal
from cosanim.errors.bulk import JournalError
from cosanim.local import LocalService
from tests.bulk.processes import finish, start
from tests.bulk.support import once_each, outputs_of, read_journal, requests_of


def submit_all(client, journal, rows, **options):
    with client.submit_many(rows, journal=journal, **options) as run:
        return list(run)


def assert_goes_on(client, journal, rows):
    """Assert that everything that was accepted is recorded, and that another run submits the rest."""
    recorded = read_journal(journal)
    assert recorded.count("submitted") == outputs_of(client).total()
    assert set(recorded) <= {"submitted", "pending"}
    assert len(submit_all(client, journal, requests_of(rows))) == rows
    assert outputs_of(client) == once_each(rows)


def test_closing_a_run_records_the_requests_in_flight(client, journal):
    run = client.submit_many(requests_of(20), journal=journal)
    next(run)
    run.close()
    assert run.in_flight == 0
    with pytest.raises(StopIteration):
        next(run)
    assert_goes_on(client, journal, 20)


def test_a_run_that_was_never_begun_makes_no_journal(client, journal):
    client.submit_many(requests_of(1), journal=journal).close()
    assert not journal.exists()


@pytest.mark.parametrize("kind", [KeyboardInterrupt, ZeroDivisionError])
def test_an_exception_in_the_loop_of_the_caller_ends_the_run_cleanly(client, journal, kind):
    def use(results):
        for count, _ in enumerate(results, 1):
            if count == 3:
                raise kind

    with pytest.raises(kind), client.submit_many(requests_of(20), journal=journal) as run:
        use(run)
    assert_goes_on(client, journal, 20)


def test_ctrl_c_ends_a_program_cleanly(journal):
    with LocalService(render=False, hold=True) as service:
        process = start(service, journal, 200, rate=100)
        process.stdout.readline()
        process.stdout.readline()  # of the first row
        process.send_signal(signal.SIGINT)
        code, _, messages = finish(process)
        assert (code, messages) == (130, "")
        with service.client() as client:
            accepted = outputs_of(client)
            recorded = read_journal(journal)
            assert recorded.count("submitted") == accepted.total() < 200
            assert set(recorded) == {"submitted", "pending"}


def test_an_error_of_the_callers_iterator_comes_after_the_requests_in_flight(client, journal):
    def rows():
        yield from requests_of(5)
        raise ZeroDivisionError

    results = []
    with pytest.raises(ZeroDivisionError), client.submit_many(rows(), journal=journal) as run:
        results += run
    assert len(results) == 5
    assert_goes_on(client, journal, 8)


@pytest.mark.parametrize("phase", ["POST", "GET"])
def test_an_error_of_a_hook_after_a_request_ends_the_run_and_doubles_nothing(connect, client, service, journal, phase):
    """The job was accepted when the hook is called, or when a lookup that would have found it fails."""
    if phase == "GET":
        service.fail_next("submit_job", "drop-after")

    def hook(response, **_):
        if response.request.method == phase:
            response.close()
            raise ZeroDivisionError

    session = requests.Session()
    session.hooks["response"].append(hook)
    with session, pytest.raises(ZeroDivisionError):
        submit_all(connect(session=session), journal, requests_of(3), max_in_flight=1)
    assert "failed" not in read_journal(journal)
    assert len(submit_all(client, journal, requests_of(3))) == 3
    assert outputs_of(client) == once_each(3)


class Stopped(BaseException):
    """An exception that is no Exception, as libraries raise to end a thread."""


def test_another_exception_in_a_worker_doubles_nothing(connect, client, journal):
    def hook(_):
        raise Stopped

    with pytest.raises(Stopped):
        submit_all(connect(on_exchange=hook), journal, requests_of(2), max_in_flight=1)
    assert read_journal(journal) == ["sending", "pending"]
    submit_all(client, journal, requests_of(2))
    assert outputs_of(client) == once_each(2)


def test_a_journal_that_fails_between_request_and_outcome_loses_no_job(client, journal, monkeypatch):
    def fail(*_):
        raise JournalError("the disk is gone")

    monkeypatch.setattr(Journal, "submitted", fail)
    with pytest.raises(JournalError, match="the disk is gone"):
        submit_all(client, journal, requests_of(6))
    monkeypatch.undo()
    assert len(submit_all(client, journal, requests_of(6))) == 6
    assert outputs_of(client) == once_each(6)


def test_results_are_recorded_before_they_are_yielded(journal):
    """A program that is killed after it saw a result finds the same job in the next run."""
    with LocalService(render=False, hold=True) as service:
        process = start(service, journal, 30, pause_after=10)
        lines = [process.stdout.readline() for _ in range(11)]
        process.kill()
        finish(process)
        assert len(lines) == 11
        states = read_journal(journal)
        assert states.count("submitted") >= 10


def test_of_two_programs_with_one_journal_at_the_same_time_one_is_refused(journal):
    with LocalService(render=False, hold=True) as service:
        processes = [start(service, journal, 30, rate=60) for _ in range(2)]
        ended = [finish(process) for process in processes]
        assert sorted(code for code, _, _ in ended) == [0, 1]
        refused = next(messages for code, _, messages in ended if code)
        assert "in use by another process: wait for its end" in refused
        with service.client() as client:
            assert outputs_of(client) == once_each(30)
