"""The journal is on the disk before the first byte of a request is sent, and nothing is lost when a disk is full."""

import re
import shutil
import socket
import threading

import pytest

from cosanim.bulk import run
from cosanim.bulk.journal import Journal
from cosanim.bulk.rows import RowReader
from cosanim.errors.bulk import JournalError
from cosanim.local import LocalService
from tests.bulk.processes import finish, start
from tests.bulk.support import once_each, outputs_of, read_journal, requests_of
from tests.servers.loopback import client_of
from tests.servers.scripted import Request, job_for, reply


class FirstByte:
    """A server that copies a journal as soon as the first byte of a request has arrived, and then accepts it."""

    def __init__(self, journal, copy):
        self._journal, self._copy = journal, copy
        self.recorded = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self):
        connection, _ = self._listener.accept()
        with connection:
            received = connection.recv(1)
            for suffix in ("", "-wal"):
                shutil.copyfile(f"{self._journal}{suffix}", f"{self._copy}{suffix}")
            self.recorded = read_journal(self._copy, "state, attempts, sent_at, since, not_after")
            while not received.endswith(b"</Request>"):
                received += connection.recv(65536)
            head, _, body = received.decode().partition("\r\n\r\n")
            connection.sendall(reply(job_for(Request(1, 1, "POST", "/jobs", head, body.encode()), 1)))
            self.authorization = head

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._thread.join()
        self._listener.close()


@pytest.fixture
def real_service():
    """A service with the time of this machine, as the programs of these tests have."""
    with LocalService(render=False, hold=True) as service:
        yield service


def test_a_row_is_recorded_before_the_first_byte_of_its_request(journal, tmp_path):
    with FirstByte(journal, tmp_path / "copy") as server, client_of(server.url) as client:
        (result,) = client.submit_many(requests_of(1), journal=journal)
    assert result.job.job_id == "j1"
    ((state, attempts, sent_at, since, not_after),) = server.recorded
    assert (state, attempts) == ("sending", 1)
    first, last = map(int, re.search(r"q-sign-time=(\d+);(\d+)", server.authorization).groups())
    assert (since, not_after) == (first, last)
    assert since < sent_at < not_after


def test_each_commit_of_a_journal_is_synced(journal):
    opened = Journal(journal, endpoint="http://127.0.0.1:1")
    full = 2
    assert opened._connection.execute("PRAGMA synchronous").fetchone() == (full,)
    assert opened._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    opened.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which is not installed")
def test_the_journal_is_synced_to_the_disk_before_the_request_is_sent(journal, tmp_path, real_service):
    trace = tmp_path / "trace"
    tracer = ["strace", "-f", "-y", "-s", "32", "-e", "trace=fdatasync,fsync,pwrite64,write,sendto", "-o", trace]
    code, results, messages = finish(start(real_service, journal, 1, command=tracer))
    if "ptrace" in messages:
        pytest.skip("strace may not trace programs here")
    assert (code, len(results)) == (0, 1), messages
    calls = trace.read_text().splitlines()
    sent = next(number for number, call in enumerate(calls) if '"POST /jobs' in call)
    written = [number for number, call in enumerate(calls[:sent]) if "pwrite64" in call and ".journal-wal>" in call]
    synced = [number for number, call in enumerate(calls[:sent]) if "sync(" in call and ".journal-wal>" in call]
    assert written
    assert synced[-1] > written[-1]


def test_a_full_disk_ends_the_run_before_anything_is_sent(journal, real_service):
    code, results, messages = finish(start(real_service, journal, 400, largest_file=20_000))
    assert (code, results) == (1, [])
    assert messages.startswith(f"JournalError: the journal {journal} cannot be written: ")
    with real_service.client() as client:
        assert outputs_of(client) == {}


def test_after_a_full_disk_another_run_finds_the_jobs_that_were_accepted(journal, real_service):
    # The check of the rows fits, but not the states of all of them.
    code, results, messages = finish(start(real_service, journal, 40, largest_file=140_000, max_in_flight=1))
    assert code == 1
    assert "cannot be written" in messages
    with real_service.client() as client:
        accepted = outputs_of(client)
    assert 0 < len(results) <= len(accepted) < 40
    code, results, messages = finish(start(real_service, journal, 40))
    assert (code, {result["state"] for result in results}) == (0, {"submitted"}), messages
    with real_service.client() as client:
        assert outputs_of(client) == once_each(40)


class SmallJournal(Journal):
    """A journal whose disk is full from the ``writes_left``-th write on; the rows that are recorded grow by then."""

    writes_left = 0
    _counting = threading.Lock()

    @property
    def is_full(self):
        return SmallJournal.writes_left < 0

    def _write(self, statement, values):
        with self._counting:
            SmallJournal.writes_left -= 1
        if self.is_full:
            statement = statement.replace("SET ", "SET reason = zeroblob(1000000), ", 1).replace("reason = NULL, ", "")
            statement = statement.replace(", reason = NULL", "").replace(", reason = ?", ", job = ?")
        super()._write(statement, values)

    def _begin(self):
        super()._begin()
        if self.is_full:  # here, where the journal's lock is held: threads may not use a connection at the same time
            pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
            self._connection.execute(f"PRAGMA max_page_count = {pages}")


@pytest.mark.parametrize("writes", range(0, 12, 3))
def test_no_row_fails_or_doubles_when_the_disk_is_full(client, journal, monkeypatch, writes):
    monkeypatch.setattr(run, "Journal", SmallJournal)
    SmallJournal.writes_left = writes
    results = []
    with (
        pytest.raises(JournalError, match="database or disk is full"),
        client.submit_many(requests_of(8), journal=journal, max_in_flight=4) as bulk,
    ):
        results += bulk
    monkeypatch.undo()
    assert {result.state for result in results} <= {"submitted"}
    # The same client goes on, which knows the jobs that the journal could not record.
    assert {result.state for result in client.submit_many(requests_of(8), journal=journal)} == {"submitted"}
    assert outputs_of(client) == once_each(8)


def test_nothing_is_sent_that_another_thread_recorded_before_the_journal_failed(journal, client):
    """SQLite rolls back everything that is not synced, also what other threads recorded."""
    opened = Journal(journal, endpoint=client._endpoint.base_url)
    first, second = _rows(client, 2)
    for row in (first, second):
        opened.add(row)
    opened.sync()
    opened._write("UPDATE rows SET state = 'sending' WHERE number = ?", (first.number,))
    pages = opened._connection.execute("PRAGMA page_count").fetchone()[0]
    opened._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError):
        opened.unknown(second, "x" * 1_000_000)
    with pytest.raises(JournalError):
        opened.sync()  # of the thread that recorded the first row
    opened.close()
    assert read_journal(journal) == ["pending", "pending"]


def _rows(client, count):
    reader = RowReader(client, strict=None, allow=())
    return [reader.read(number, request) for number, request in enumerate(requests_of(count), 1)]
