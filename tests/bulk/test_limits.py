"""The limits of a run: jobs in the queue, requests per second, requests at a time; and waiting for the jobs."""

import pytest

from cosanim import Backoff, NotFoundError, RetryPolicy
from cosanim.bulk.journal import RowState
from cosanim.bulk.pacing import Pacer
from cosanim.bulk.queue_limit import QueueLimit
from cosanim.local import LocalService
from tests.bulk.support import Counting, once_each, outputs_of, requests_of
from tests.servers.loopback import client_of
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.shared_clock import SharedClock


class ActiveClock(SharedClock):
    """A clock that calls a function each time that a run waits."""

    def __init__(self):
        super().__init__()
        self.on_sleep = lambda: None

    def sleep(self, seconds):
        super().sleep(seconds)
        self.on_sleep()


@pytest.fixture(scope="module")
def clock():
    return ActiveClock()


@pytest.fixture(scope="module")
def held(clock):
    """A service whose jobs end when a test ends them."""
    with LocalService(clock=clock, transitions="manual") as service:
        yield service


@pytest.fixture
def service(held, clock):
    held.reset()
    held.transitions = "manual"
    clock.on_sleep = lambda: None
    return held


class Ending:
    """Ends the oldest job each time that the run waits, and keeps the largest number of unfinished jobs.

    Attributes:
        largest: That number.
    """

    def __init__(self, service, client, clock, state="Failed"):
        self._service, self._client, self._state = service, client, state
        self.largest = 0
        clock.on_sleep = self

    def __call__(self):
        waiting = [job.job_id for job in self._client.list_jobs(size=100, order_by_time="Asc", states=["Submitted"])]
        self.largest = max(self.largest, len(waiting))
        if waiting:
            self._service.advance(waiting[0], self._state)


@pytest.mark.parametrize("wait", [False, True])
def test_there_are_never_more_unfinished_jobs_than_allowed(service, client, clock, journal, wait):
    ending = Ending(service, client, clock)
    results = list(client.submit_many(requests_of(8), journal=journal, max_queued=3, wait=wait))
    assert len(results) == 8
    assert ending.largest == 3
    assert outputs_of(client) == once_each(8)


def test_the_jobs_of_an_earlier_run_count(service, client, clock, journal):
    with client.submit_many(requests_of(8), journal=journal, max_queued=3, max_in_flight=1) as run:
        for _ in range(3):
            next(run)
    ending = Ending(service, client, clock)
    assert len(list(client.submit_many(requests_of(8), journal=journal, max_queued=3))) == 8
    assert ending.largest == 3


def test_rows_with_an_unknown_outcome_count(service, client, clock, journal):
    service.fail_next("submit_job", "drop-after", count=2)
    ending = Ending(service, client, clock)
    assert len(list(client.submit_many(requests_of(6), journal=journal, max_queued=3))) == 6
    assert ending.largest == 3


def test_a_run_without_rows_to_send_polls_no_job(service, client, journal):
    list(client.submit_many(requests_of(4), journal=journal))
    before = len(service.requests)
    assert len(list(client.submit_many(requests_of(4), journal=journal, max_queued=1))) == 4
    assert len(service.requests) == before


def test_the_size_of_the_queue_limits_a_large_run(client):
    limit = QueueLimit(client, None)
    assert not limit.is_reached(999)
    size = next(client.list_queues()).max_size
    assert not limit.is_reached(max(int(size * 0.9) - 1, 0))
    assert limit.is_reached(int(size * 0.9))


def test_a_run_that_waits_yields_each_row_once_when_its_job_has_ended(service, client, clock, journal):
    Ending(service, client, clock)
    results = list(client.submit_many(requests_of(4), journal=journal, wait=True))
    assert sorted(result.number for result in results) == [1, 2, 3, 4]
    assert {(result.state, result.job.state) for result in results} == {(RowState.SUBMITTED, "Failed")}
    assert {result.output_key for result in results} == set(once_each(4))
    # The journal has the ended jobs, so another run does not ask for them.
    before = len(service.requests)
    again = list(client.submit_many(requests_of(4), journal=journal, wait=True))
    assert {(result.is_from_journal, result.job.state) for result in again} == {(True, "Failed")}
    assert len(service.requests) == before


def test_another_run_waits_for_the_jobs_of_the_first(service, client, clock, journal):
    list(client.submit_many(requests_of(3), journal=journal))
    Ending(service, client, clock)
    results = list(client.submit_many(requests_of(3), journal=journal, wait=True))
    assert sorted((result.number, result.job.state) for result in results) == [(n, "Failed") for n in (1, 2, 3)]


class Describing(Scripted):
    """A service that accepts jobs, and answers each poll with what a function makes of the ids."""

    def __init__(self, describe):
        self._describe = describe
        self.polls = []
        self.accepted = 0
        super().__init__(self._reply)

    def _reply(self, connection, request):
        if request.method == "POST":
            self.accepted += 1
            connection.sendall(reply(job_for(request, self.accepted)))
            return True
        ids = request.target.partition("?")[0].rpartition("/")[2].replace("%2C", ",").split(",")
        self.polls.append(ids)
        connection.sendall(reply(self._describe(ids)))
        return True


def described(ids, missing=()):
    jobs = "".join(f"<JobsDetail><JobId>{each}</JobId><State>Success</State></JobsDetail>" for each in ids)
    return f"<Response>{jobs}<NonExistJobIds>{','.join(missing)}</NonExistJobIds></Response>".encode()


def waited(server, clock, rows):
    backoff = Backoff(first=1, growth=1, longest=1, jitter=0)
    with server, client_of(f"http://127.0.0.1:{server.port}", timing=clock.timing, retry=RetryPolicy()) as client:
        return {result.number: result for result in client.submit_many(requests_of(rows), wait=True, backoff=backoff)}


def test_a_job_that_is_not_visible_yet_is_polled_again():
    clock = SharedClock()
    start = clock.now
    server = Describing(lambda ids: described(ids) if clock.now - start > 5 else described((), ids))
    results = waited(server, clock, 2)
    assert {result.job.state for result in results.values()} == {"Success"}


def test_a_job_that_never_becomes_visible_ends_with_an_error():
    results = waited(Describing(lambda ids: described((), ids)), SharedClock(), 1)
    assert (results[1].state, type(results[1].error)) == (RowState.SUBMITTED, NotFoundError)


def test_jobs_that_polls_do_not_mention_are_polled_alone():
    server = Describing(lambda ids: described([each for each in ids if each not in {"j1", "j2", "j3"}]))
    results = waited(server, SharedClock(), 5)
    assert [type(results[number].error) for number in sorted(results)].count(NotFoundError) == 3


def test_a_poll_that_cannot_be_read_is_repeated():
    bodies = [b"<html>proxy</html>", b""]
    server = Describing(lambda ids: bodies.pop() if bodies else described(ids))
    assert {result.job.state for result in waited(server, SharedClock(), 2).values()} == {"Success"}


def test_requests_are_spread_evenly():
    pacer = Pacer(4)
    started = []
    now = 100.0
    while len(started) < 5:
        now += pacer.delay(now)
        pacer.take(now)
        started.append(now)
    assert started == [100.0, 100.25, 100.5, 100.75, 101.0]


def test_time_without_requests_is_not_made_up_for():
    pacer = Pacer(4)
    pacer.take(100.0)
    pacer.take(200.0)
    assert pacer.delay(200.0) == 0.25


def test_a_run_begins_no_more_requests_than_its_rate_allows(service, client, clock):
    """The clock advances only while nothing is in flight, so the requests of each instant can be counted."""
    service.fail_next("submit_job", "429")
    service.fail_next("submit_job", "drop-after")
    start = clock.now
    counted = []
    clock.on_sleep = lambda: counted.append((clock.now - start, len(service.requests)))
    assert len(list(client.submit_many(requests_of(12), rate=2))) == 12
    assert counted
    assert all(number <= elapsed * 2 + 1 for elapsed, number in counted)


@pytest.mark.parametrize("limit", [1, 3])
def test_there_are_never_more_requests_at_a_time_than_allowed(limit):
    with Counting() as server, client_of(server.url) as client:
        assert len(list(client.submit_many(requests_of(9), max_in_flight=limit))) == 9
    assert server.largest <= limit
