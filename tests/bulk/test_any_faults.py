"""Any sequence of faults and ends of the program gives each row one job, or an outcome that is honestly unknown."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosanim import CosanimError, RetryPolicy
from cosanim.bulk import run
from cosanim.bulk.journal import Journal
from cosanim.local import LocalService
from tests.bulk.support import read_journal, request
from tests.servers.loopback import client_of
from tests.servers.shared_clock import SharedClock

ROWS = 5
POLICY = RetryPolicy(attempts=3, jitter=0)
POST_FAULTS = [
    "refuse",
    "drop-before",
    "drop-after",
    "429",
    "503",
    "500",
    "403:QueueSaturated",
    "403:QueuePaused",
    "401:SignatureExpired",
    "400:InvalidArgument",
]
GET_FAULTS = ["refuse", "drop-before", "drop-after", "429", "503", "500", "403:AccessDenied"]


class Killed(BaseException):
    """The program ended: nothing more is recorded, and nothing more is sent."""


class MortalJournal(Journal):
    """A journal that ends the program before its ``lives``-th statement; what was not synced is lost."""

    lives = 0

    @property
    def _connection(self):
        MortalJournal.lives -= 1
        if MortalJournal.lives < 0:
            self._real.rollback()
            raise Killed
        return self._real

    @_connection.setter
    def _connection(self, value):
        self._real = value

    def close(self):
        self._real.close()


def run_until_it_ends(client, rows, path, lives, seen):
    """Run until the program or the run ends; keep the results."""
    MortalJournal.lives = lives
    try:
        with client.submit_many(rows, journal=path, max_in_flight=3, allow={"shared-output"}) as bulk:
            seen.update((result.number, result) for result in bulk)
    except (Killed, CosanimError):  # a run also stops after QueuePaused, for example
        return False
    return True


def list_jobs(client):
    """List the jobs, after the faults that no run has met."""
    for _ in GET_FAULTS:
        with contextlib.suppress(CosanimError):
            return list(client.list_jobs(size=100))
    raise AssertionError("there are more faults than were injected")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A service, the clock that it shares with its clients, and a function that returns the path of a new journal."""
    clock, folder, numbers = SharedClock(), tmp_path_factory.mktemp("journals"), itertools.count()
    run_journal = run.Journal
    run.Journal = MortalJournal
    with LocalService(render=False, hold=True, clock=clock) as service:
        yield service, clock, lambda: folder / f"{next(numbers)}.journal"
    run.Journal = run_journal


any_course = given(
    post_faults=st.lists(st.sampled_from([None, *POST_FAULTS]), max_size=12),
    get_faults=st.lists(st.sampled_from([None, *GET_FAULTS]), max_size=3),
    kills=st.lists(st.integers(5, 60), max_size=4),
    shares_target=st.booleans(),
)


@settings(max_examples=10)
@any_course
def test_each_row_has_one_job_or_is_honestly_unknown(world, post_faults, get_faults, kills, shares_target):
    check_course(world, post_faults, get_faults, kills, shares_target)


@pytest.mark.slow
@settings(max_examples=400, derandomize=False, database=None)
@any_course
def test_each_row_of_many_runs_has_one_job_or_is_honestly_unknown(world, post_faults, get_faults, kills, shares_target):
    check_course(world, post_faults, get_faults, kills, shares_target)


def check_course(world, post_faults, get_faults, kills, shares_target):
    service, clock, new_path = world
    service.reset()
    path = new_path()
    rows = [request(number) for number in range(1, ROWS)]
    rows.append(request(1, user_data="other") if shares_target else request(ROWS))
    for api, faults in (("submit_job", post_faults), ("list_jobs", get_faults)):
        for fault in faults:
            if fault is not None:
                service.fail_next(api, fault)
    seen = {}
    is_complete = False
    for lives in [*kills, *[10_000] * 16]:
        # Each program has a client of its own, as after a restart.
        with client_of(service.url, credentials=service.credentials, retry=POLICY, timing=clock.timing) as client:
            is_complete = run_until_it_ends(client, rows, path, lives, seen)
        if is_complete:
            break
    assert is_complete
    with client_of(service.url, credentials=service.credentials, retry=POLICY, timing=clock.timing) as client:
        jobs = list_jobs(client)
    listed = [(job.job_id, job.operation.output.object_key, job.operation.user_data) for job in jobs]
    assert len(listed) == len({job_id for job_id, _, _ in listed})
    recorded = read_journal(path, "number, state, job_id")
    assert len(recorded) == ROWS
    for number, state, job_id in recorded:
        wanted = rows[number - 1]
        jobs_of_row = [
            found
            for found, output, user_data in listed
            if (output, user_data) == (wanted.operation.output.object_key, wanted.operation.user_data)
        ]
        assert seen[number].state == state
        if state == "submitted":
            assert jobs_of_row == [job_id]
        elif state == "failed":
            assert jobs_of_row == []
        else:
            assert state in {"unknown", "pending"}
            assert len(jobs_of_row) <= (state == "unknown")
