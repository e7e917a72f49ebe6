"""Rows of one input and output, jobs of others, and lookups at services whose clocks differ."""

from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from cosanim import RetryPolicy, Timing
from cosanim.bulk import run
from cosanim.bulk.journal import RowState
from cosanim.times import format_time
from tests.bulk.support import Counting, outputs_of, read_journal, request, requests_of
from tests.servers.loopback import client_of
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.shared_clock import SharedClock


def submit_all(client, journal, rows, **options):
    with client.submit_many(rows, journal=journal, **options) as bulk:
        return sorted(bulk, key=lambda result: result.number)


def equal_rows(count, **options):
    return [request(1, target="out/${jobid}.${ext}", **options) for _ in range(count)]


def job_ids(client):
    return {job.job_id for job in client.list_jobs(size=100)}


def test_equal_rows_get_a_job_each(client, journal):
    results = submit_all(client, journal, equal_rows(4))
    assert {result.job.job_id for result in results} == job_ids(client)
    assert len(job_ids(client)) == 4


@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
@pytest.mark.parametrize("place", range(3))
def test_equal_rows_get_a_job_each_if_a_reply_is_lost(client, service, journal, fault, place):
    rows = equal_rows(3)
    for _ in range(place):
        service.fail_next("submit_job", "429")
    service.fail_next("submit_job", fault)
    results = submit_all(client, journal, rows)
    assert {result.job.job_id for result in results} == job_ids(client)
    assert len(job_ids(client)) == 3


def test_rows_of_one_target_are_never_sent_at_the_same_time():
    with Counting() as server, client_of(server.url) as client:
        assert len(list(client.submit_many(equal_rows(6)))) == 6
    assert server.largest == 1


def test_the_job_of_an_earlier_run_is_not_taken_for_that_of_an_equal_row(client, connect, service, journal):
    service.fail_next("submit_job", "drop-before", count=1)
    with client.submit_many(equal_rows(2), journal=journal, max_in_flight=1) as bulk:
        next(bulk)
    results = submit_all(connect(), journal, equal_rows(2))
    assert {result.job.job_id for result in results} == job_ids(client)
    assert len(job_ids(client)) == 2


def test_no_row_is_sent_whose_target_has_an_unknown_outcome(connect, client, service, journal, monkeypatch):
    """Neither one that waits meanwhile, nor one that is read later."""
    monkeypatch.setattr(run, "_MAX_WAITING", 2)
    rows = [request(1, target="out/${jobid}.${ext}", user_data=name) for name in "abc"]
    connect().submit_job(request(1, target="out/${jobid}.${ext}", user_data="of another program"))
    service.fail_next("submit_job", "drop-before")
    results = submit_all(client, journal, iter([*rows[:2], request(2), rows[2]]), max_in_flight=1)
    assert [result.state for result in results] == ["unknown", "pending", "submitted", "pending"]
    for result in (results[1], results[3]):
        assert "the outcome of row 1, of the same input and output, is unknown" in result.reason
    assert len(job_ids(client)) == 2


def test_the_job_of_a_stranger_is_not_taken(connect, client, service, journal):
    stranger = connect().submit_job(request(1, user_data="stranger"))
    service.fail_next("submit_job", "drop-before")
    (result,) = submit_all(client, journal, [request(1)])
    assert (result.state, read_journal(journal)) == (RowState.UNKNOWN, ["unknown"])
    assert job_ids(client) == {stranger.jobs_detail[0].job_id}


def test_a_job_that_the_same_client_submits_meanwhile_is_not_taken(client, service, journal):
    service.fail_next("submit_job", "drop-before")
    with client.submit_many([request(1), request(2)], journal=journal, max_in_flight=1) as bulk:
        first = next(bulk)
        assert first.number == 2
        own = client.submit_job(request(1)).jobs_detail[0].job_id
        results = list(bulk)
    assert results[0].job.job_id != own
    assert outputs_of(client) == {"out/1.gif": 2, "out/2.gif": 1}


def test_after_the_retention_of_the_service_an_outcome_stays_unknown(client, service, journal, clock):
    service.fail_next("submit_job", "drop-before")
    with client.submit_many(requests_of(2), journal=journal, max_in_flight=1) as bulk:
        next(bulk)
    assert sorted(read_journal(journal)) == ["sending", "submitted"]
    clock.now += 25 * 3600
    results = submit_all(client, journal, requests_of(2))
    assert [result.state for result in results] == [RowState.UNKNOWN, RowState.SUBMITTED]
    assert "too long ago" in results[0].reason
    assert outputs_of(client) == {"out/2.gif": 1}


def test_a_clock_that_is_behind_delays_no_lookup(client, connect, service, journal, clock):
    """The clock of the machine is set back by an hour between two runs."""
    service.fail_next("submit_job", "drop-after")
    with client.submit_many(requests_of(2), journal=journal, max_in_flight=1) as bulk:
        next(bulk)
    behind = Timing(clock=lambda: clock.now - 3600, monotonic=clock, sleep=clock.sleep, rng=lambda: 0.5)
    start = clock.now
    results = submit_all(connect(timing=behind), journal, requests_of(2))
    assert [result.state for result in results] == [RowState.SUBMITTED] * 2
    assert clock.now - start < 60
    assert sum(outputs_of(client).values()) == 2


class LenientService(Scripted):
    """A service that checks only the end of a signature, and accepts the first job without a reply.

    Attributes:
        accepted: Number of accepted jobs.
    """

    def __init__(self, clock, *, late=0, visible=0):
        self.accepted = 0
        self._clock = clock
        self._late, self._visible_at = late, clock.now + late + visible
        self._listed = ""
        super().__init__(self._reply)

    def _reply(self, connection, received):
        date = f"Date: {formatdate(self._clock.now, usegmt=True)}\r\n"
        if received.method == "GET":
            listed = self._listed if self._clock.now >= self._visible_at else ""
            connection.sendall(reply(f"<Response>{listed}</Response>".encode(), headers=date))
            return True
        self.accepted += 1
        inner = received.body.decode().removeprefix("<Request>").removesuffix("</Request>")
        created = time_text(self._clock.now + self._late)
        self._listed += (
            f"<JobsDetail><JobId>j{self.accepted}</JobId><State>Submitted</State><CreationTime>{created}</CreationTime>"
            f"{inner}</JobsDetail>"
        )
        if self.accepted == 1:
            return False
        connection.sendall(reply(job_for(received, self.accepted), headers=date))
        return True


def time_text(now):
    return format_time(datetime.fromtimestamp(now, UTC))


@pytest.mark.parametrize("ahead", [-20, 0, 50, 90])
def test_a_job_is_found_by_the_clock_of_a_service_that_differs(journal, ahead):
    clock = SharedClock()
    timing = Timing(clock=lambda: clock.now + ahead, monotonic=clock, sleep=clock.sleep, rng=lambda: 0.5)
    with LenientService(clock) as server:
        url = f"http://127.0.0.1:{server.port}"
        with client_of(url, timing=timing, retry=RetryPolicy()) as client:
            (result,) = submit_all(client, journal, requests_of(1))
        assert (result.state, result.job.job_id, server.accepted) == (RowState.SUBMITTED, "j1", 1)


def test_a_job_of_a_run_is_not_taken_for_one_that_the_same_client_submits_meanwhile(client, service, journal):
    with client.submit_many([request(1), request(2)], journal=journal) as bulk:
        results = [next(bulk), next(bulk)]
        service.fail_next("submit_job", "drop-before")
        own = client.submit_job(request(1)).jobs_detail[0].job_id
    assert own not in {result.job.job_id for result in results}
    assert outputs_of(client) == {"out/1.gif": 2, "out/2.gif": 1}


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_job_that_is_accepted_in_the_last_second_of_its_signature_is_found(journal, is_killed):
    """Also if the list shows it only after the longest time that the policy allows for."""
    clock = SharedClock()
    policy = RetryPolicy()
    with LenientService(clock, late=policy.window, visible=policy.visibility) as server:
        url = f"http://127.0.0.1:{server.port}"
        if is_killed:
            with client_of(url, timing=clock.timing, retry=policy) as client:
                bulk = client.submit_many(requests_of(2), journal=journal, max_in_flight=1)
                assert next(bulk).number == 2
                bulk.close()
        with client_of(url, timing=clock.timing, retry=policy) as client:
            results = submit_all(client, journal, requests_of(2))
        assert sorted(result.job.job_id for result in results) == ["j1", "j2"]
        assert server.accepted == 2
