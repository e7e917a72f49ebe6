"""Pages of lists: the records of the filter in their order, read from an index without sorting."""

import random
import sqlite3
from contextlib import closing
from itertools import product

import pytest

from cosanim.local import LocalService
from cosanim.local.storage.batches import _JOBS_BY_STATE, BatchStore
from cosanim.local.storage.database import Database
from cosanim.local.storage.filters import BatchFilter, JobFilter, PageFilter
from cosanim.local.storage.job_records import NewJob, new_job_id
from cosanim.local.storage.jobs import JobStore
from cosanim.local.storage.list_queries import batches_query, job_page_query
from cosanim.local.storage.queues import CLOUD_LIMITS, QueueStore
from cosanim.models import JobState, SubmitBatchRequest, SubmitJobRequest
from cosanim.xml.codec import decode
from tests.local.handlers.batches import body as batch_body
from tests.local.support import BUCKET, NOW, REGION, Clock, job_body, listed, submit

SEED = 20261126
OTHER = "other-1250000000"
STATES = (None, ("Submitted",), ("Success", "Submitted", "Success"), ("Running", "Failed", "Cancel"), ("Odd",), ())
INDEXES = {"batch_id": "jobs_by_batch", "input_key": "jobs_by_input", "queue_id": "jobs_by_queue"}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def database(tmp_path):
    with closing(Database(tmp_path / "jobs.sqlite3")) as database:
        yield database


def page(**fields):
    defaults = {"newest_first": True, "after": None, "size": 10, "states": None, "since": None, "until": None}
    return PageFilter(**defaults | fields)


def job_filter(*, batch_id=None, input_key=None, queue_id=None, **fields):
    return JobFilter(page=page(**fields), batch_id=batch_id, input_key=input_key, queue_id=queue_id)


def plan_of(database, query):
    with database.transaction() as connection:
        return [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.parameters)]


def steps_on(plan, table):
    """Return the steps of a plan that read a table, which must be in the order of an index: nothing may be sorted."""
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    steps = [step for step in plan if table in step]
    assert steps, plan
    assert not [step for step in steps if not step.startswith(f"SEARCH {table} USING INDEX ")], plan
    return steps


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("after", [None, 5])
@pytest.mark.parametrize("times", [{}, {"since": NOW}, {"until": NOW}, {"since": NOW, "until": NOW + 1}])
@pytest.mark.parametrize("states", STATES[:4])
@pytest.mark.parametrize("names", [(), ("queue_id",), ("input_key",), ("input_key", "queue_id"), ("batch_id",)])
def test_a_page_of_jobs_is_read_from_the_index_of_its_most_selective_condition(
    database, names, states, times, after, newest_first
):
    condition = job_filter(**dict.fromkeys(names, "x"), states=states, **times, after=after, newest_first=newest_first)
    steps = steps_on(plan_of(database, job_page_query(BUCKET, condition)), "jobs")
    selective = next((INDEXES[name] for name in ("batch_id", "input_key") if name in names), None)
    if selective is None and states is not None:
        assert len(steps) == len(set(states))
        selective = "jobs_by_state"
    elif selective is None:
        selective = "jobs_by_queue" if names else "jobs_by_number"
    for step in steps:
        assert f"USING INDEX {selective} (" in step
        # The page starts at its first job, not at the first job of the list.
        columns = step.partition("(")[2]
        assert ("number" in columns or "rowid" in columns) == (after is not None), step


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("after", [None, 5])
@pytest.mark.parametrize("times", [{}, {"since": NOW, "until": NOW + 1}])
@pytest.mark.parametrize(
    ("names", "index"),
    [
        ((), "batches_by_number"),
        (("name",), "batches_by_name"),
        (("batch_id",), "sqlite_autoindex_batches_1"),
        (("batch_id", "name"), "sqlite_autoindex_batches_1"),
    ],
)
def test_batches_are_read_from_an_index(database, names, index, times, after, newest_first):
    given = {"batch_id": None, "name": None} | dict.fromkeys(names, "x")
    condition = BatchFilter(page=page(**times, after=after, newest_first=newest_first), **given)
    (step,) = steps_on(plan_of(database, batches_query(BUCKET, condition)), "batches")
    assert f"USING INDEX {index} (" in step


@pytest.fixture
def jobs(database, clock):
    """A store of jobs whose fields are random and whose clock steps back."""
    rng = random.Random(SEED)  # noqa: S311 - no secret
    queues, jobs = QueueStore(database, CLOUD_LIMITS, clock=clock), JobStore(database, clock=clock)
    for bucket in (BUCKET, OTHER):
        queues.bind(bucket)
    for _ in range(120):
        clock.now = NOW + rng.randrange(20)
        jobs.add(
            NewJob(
                job_id=new_job_id(),
                bucket=rng.choice([BUCKET, OTHER]),
                region=REGION,
                queue_id=rng.choice(["p1", "p2"]),
                batch_id=rng.choice([None, "b1", "b2"]),
                request=decode(job_body(f"in/{rng.randrange(3)}.mp4"), SubmitJobRequest),
            ),
            paused=rng.random() < 0.2,
        )
    for _ in range(70):
        job = jobs.claim()
        if rng.random() < 0.5:
            jobs.fail(job.job_id, "InternalError", "failed")
    return jobs


def all_jobs(jobs, **fields):
    """Return the ids of the jobs on all pages."""
    found, after = [], None
    while True:
        part, token = jobs.page(BUCKET, job_filter(**fields, after=after))
        found += [job.job_id for job in part]
        assert len(part) <= fields["size"]
        if not token:
            return found
        assert len(part) == fields["size"], "only the last page is short"
        after = int(token)


def test_pages_hold_exactly_the_jobs_of_the_filter_in_their_order(jobs, database):
    with database.transaction() as connection:
        rows = connection.execute("SELECT * FROM jobs WHERE bucket = ? ORDER BY number", (BUCKET,)).fetchall()
    combinations = product((None, "b1"), (None, "in/1.mp4"), (None, "p1"), STATES, (None, NOW + 5), (None, NOW + 15))
    lengths = set()
    for batch_id, input_key, queue_id, states, since, until in combinations:
        expected = [
            row["job_id"]
            for row in rows
            if (batch_id is None or row["batch_id"] == batch_id)
            and (input_key is None or row["input"] == input_key)
            and (queue_id is None or row["queue_id"] == queue_id)
            and (states is None or row["state"] in states)
            and (since is None or row["created"] >= since)
            and (until is None or row["created"] < until)
        ]
        lengths.add(len(expected))
        for newest_first, size in product((True, False), (7, 1000)):
            found = all_jobs(
                jobs,
                batch_id=batch_id,
                input_key=input_key,
                queue_id=queue_id,
                states=states,
                since=since,
                until=until,
                newest_first=newest_first,
                size=size,
            )
            assert found == (expected[::-1] if newest_first else expected), f"seed {SEED}"
    assert len(lengths) > 20


def test_pages_of_batches_skip_batches_of_other_states(database, clock):
    batches = BatchStore(database, clock=clock)
    request = decode(batch_body(), SubmitBatchRequest)
    made = [batches.add(BUCKET, request) for _ in range(30)]
    for batch_id in made[::3]:
        batches.cancel(BUCKET, batch_id)
    for newest_first, size in product((True, False), (1, 4, 10, 100)):
        found, after = [], None
        while True:
            condition = page(newest_first=newest_first, size=size, after=after, states=(JobState.CANCEL,))
            part, token = batches.page(BUCKET, BatchFilter(page=condition, batch_id=None, name=None))
            found += [batch.batch_id for batch in part]
            if not token:
                break
            assert len(part) == size
            after = int(token)
        assert found == (made[::3][::-1] if newest_first else made[::3])


def test_counting_the_jobs_of_a_batch_reads_only_an_index(database):
    with database.transaction() as connection:
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {_JOBS_BY_STATE}", ("b1",))]
    assert plan == ["SEARCH jobs USING COVERING INDEX jobs_by_batch_state (batch_id=?)"]


def test_a_folder_with_the_indexes_of_an_earlier_release_is_opened(tmp_path):
    with LocalService(data=tmp_path, render=False, hold=True) as service:
        job = submit(service, job_body())
    path = tmp_path / "cosanim.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        wanted = indexes(connection)
        for name in wanted:
            connection.execute(f"DROP INDEX {name}")
        # The indexes of release 0.1, one of them under a name that is used for other columns now.
        connection.execute("CREATE INDEX jobs_by_turn ON jobs (state, level DESC, number)")
        connection.execute("CREATE INDEX jobs_by_bucket ON jobs (bucket, number)")
        connection.execute("CREATE INDEX jobs_by_batch ON jobs (batch_id, state)")
    with LocalService(data=tmp_path, render=False, hold=True) as service:
        for params in ({}, {"inputObject": "in/video.mp4"}, {"states": "Submitted,Success"}):
            assert [each.job_id for each in listed(service, **params).jobs_detail] == [job.job_id]
        assert listed(service, inventoryTriggerJobId="b1").jobs_detail == []
    with closing(sqlite3.connect(path)) as connection:
        assert indexes(connection) == wanted


def indexes(connection):
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
