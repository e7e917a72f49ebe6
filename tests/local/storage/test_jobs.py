"""Stored jobs: order, states, times, and restarts."""

import random
import re

import pytest

from cosanim.local.response_elements import job_detail
from cosanim.local.storage.database import Database
from cosanim.local.storage.job_records import NewJob, new_job_id
from cosanim.local.storage.jobs import _NEXT_JOB, JobStore
from cosanim.local.storage.queues import CLOUD_LIMITS, QueueStore
from cosanim.models import JobState, NotifyConfig, QueueState, SubmitJobRequest, UpdateQueueRequest
from cosanim.times import parse_time
from cosanim.xml.codec import decode
from tests.local.support import BUCKET, NOW, REGION, Clock, job_body

RESULT = {
    "key": "out/result.gif",
    "md5": "0" * 32,
    "media_info": {"Format": {"FormatName": "gif", "Size": "10"}, "Stream": {"Video": [{"Width": "1"}]}},
}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "jobs.sqlite3")
    yield database
    database.close()


@pytest.fixture
def queues(database, clock):
    return QueueStore(database, CLOUD_LIMITS, clock=clock)


@pytest.fixture
def jobs(database, queues, clock):
    queues.bind(BUCKET)
    return JobStore(database, clock=clock)


def submit(jobs, *, paused=False, bucket=BUCKET, level=0, **more):
    return jobs.add(
        NewJob(
            job_id=new_job_id(),
            bucket=bucket,
            region=REGION,
            queue_id="p1",
            request=decode(job_body(operation=f"<JobLevel>{level}</JobLevel>"), SubmitJobRequest),
            **more,
        ),
        paused=paused,
    )


def test_a_job_passes_from_submitted_to_success(jobs, clock):
    job = submit(jobs)
    assert re.fullmatch("j[0-9a-f]{32}", job.job_id)
    detail = job_detail(job)
    assert (detail.state, detail.code, detail.message, detail.progress) == ("Submitted", "Success", "", None)
    assert (detail.creation_time, detail.start_time, detail.end_time) == ("2022-06-27T15:23:10+0800", "-", "-")
    clock.now += 2
    claimed = jobs.claim()
    assert claimed.job_id == job.job_id
    assert (claimed.state, claimed.progress) == (JobState.RUNNING, 0)
    jobs.set_progress(job.job_id, 40)
    assert jobs.find(BUCKET, [job.job_id])[0].progress == 40
    clock.now += 2
    ended = jobs.succeed(job.job_id, RESULT)
    detail = job_detail(ended)
    assert (detail.state, detail.progress) == ("Success", 100)
    assert parse_time(detail.start_time) < parse_time(detail.end_time)
    file = detail.operation.media_result.output_file
    assert (file.object_name, file.bucket, file.region) == (["out/result.gif"], BUCKET, REGION)
    assert [(info.object_name, info.md5) for info in file.md5_info] == [("out/result.gif", "0" * 32)]
    assert detail.operation.output.object_key == "out/result.${ext}"
    assert detail.operation.media_info.format.size == 10
    assert len(detail.operation.media_info.stream.audio) == 1
    assert jobs.claim() is None


def test_a_failure_carries_code_and_message(jobs):
    job = submit(jobs)
    jobs.claim()
    detail = job_detail(jobs.fail(job.job_id, "ResourceNotFound", "no\x00 such \ud800 thing"))
    assert (detail.state, detail.code) == ("Failed", "ResourceNotFound")
    assert detail.message == "no\ufffd such \ufffd thing"
    assert detail.operation.media_result is None


def test_an_ended_job_does_not_change(jobs):
    job = submit(jobs)
    assert jobs.fail(job.job_id, "InternalError", "not running yet") is None
    jobs.claim()
    assert jobs.succeed(job.job_id, RESULT) is not None
    assert jobs.fail(job.job_id, "InternalError", "too late") is None
    assert jobs.succeed("j" + "0" * 32, RESULT) is None
    jobs.set_progress(job.job_id, 1)
    assert jobs.find(BUCKET, [job.job_id])[0].progress == 100


def test_higher_levels_go_first_and_older_jobs_before_newer(jobs):
    seed = 20260101
    levels = random.Random(seed).choices([0, 1, 2], k=30)  # noqa: S311 - no secret
    submitted_jobs = [submit(jobs, level=level) for level in levels]
    expected = [job.job_id for job in sorted(submitted_jobs, key=lambda job: -job.request.operation.job_level)]
    assert [jobs.claim().job_id for _ in submitted_jobs] == expected, f"seed {seed}"


def test_jobs_are_found_in_their_bucket_in_the_requested_order(jobs):
    first, second = submit(jobs), submit(jobs)
    assert [job.job_id for job in jobs.find(BUCKET, [second.job_id, "jx", first.job_id])] == [
        second.job_id,
        first.job_id,
    ]
    assert jobs.find("other-1", [first.job_id]) == []


def test_no_more_jobs_of_a_queue_run_than_its_limit_and_other_queues_share_the_workers(jobs, queues):
    other = "other-1250000000"
    queues.bind(other)
    low, high = submit(jobs), submit(jobs, level=2)
    old, new = submit(jobs, bucket=other, level=1), submit(jobs, bucket=other, level=1)
    assert jobs.claim(1).job_id == high.job_id, "the highest level of all queues"
    assert jobs.claim(1).job_id == old.job_id, "one job of the first queue runs"
    assert jobs.claim(1) is None
    assert jobs.claim(2).job_id == new.job_id
    jobs.fail(high.job_id, "InternalError", "failed")
    assert jobs.claim(1).job_id == low.job_id
    assert jobs.claim(1) is None
    assert jobs.claim() is None


@pytest.mark.parametrize("limit", [1, 2])
def test_the_next_job_is_found_without_reading_the_jobs_that_wait(database, jobs, queues, limit):
    """SQLite's steps are counted, with a queue that is at its limit and with one that is not."""
    steps = {}
    queues.bind("other-1250000000")
    running = submit(jobs, level=2)
    assert jobs.claim() == jobs.find_any(running.job_id)
    values = {"submitted": JobState.SUBMITTED, "running": JobState.RUNNING, "limit": limit}
    columns = "bucket, region, queue_id, input, request, code, message, created"
    for count in (10, 2000):
        with database.transaction(durable=False) as connection:
            connection.execute(
                "WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < ?)"  # noqa: S608 - text of this test
                f" INSERT INTO jobs (job_id, state, level, {columns})"
                f" SELECT ? || i, 'Submitted', i % 3, {columns} FROM jobs, counter WHERE job_id = ?",
                (count, f"j{count}-", running.job_id),
            )
            last = submit(jobs, bucket="other-1250000000")
            reads = []
            connection.set_progress_handler(lambda reads=reads: reads.append(1), 1)
            connection.execute(_NEXT_JOB, values).fetchone()
            connection.set_progress_handler(None, 1)
            steps[count] = len(reads)
            assert jobs.cancel("other-1250000000", last.job_id)
    assert jobs.count_waiting(BUCKET) == 2010
    assert steps[2000] == steps[10], steps


@pytest.mark.parametrize(("queue_state", "job_state"), [(QueueState.ACTIVE, "Submitted"), (QueueState.PAUSED, "Pause")])
def test_an_interrupted_job_waits_as_its_queue_says(database, jobs, queues, clock, queue_state, job_state):
    job = submit(jobs)
    jobs.claim()
    queue = queues.of(BUCKET)
    request = UpdateQueueRequest(name="n", state=queue_state, notify_config=NotifyConfig())
    queues.update(BUCKET, queue.queue_id, request)
    again = JobStore(database, clock=clock)
    assert again.find(BUCKET, [job.job_id])[0].state == job_state
    again.set_paused(BUCKET, paused=False)
    assert again.claim().job_id == job.job_id


def test_after_a_restart_running_jobs_wait_again(tmp_path, clock):
    path = tmp_path / "jobs.sqlite3"
    database = Database(path)
    QueueStore(database, CLOUD_LIMITS, clock=clock).bind(BUCKET)
    jobs = JobStore(database, clock=clock)
    ended, running, waiting = (submit(jobs) for _ in range(3))
    jobs.claim()
    jobs.succeed(ended.job_id, RESULT)
    jobs.claim()
    database.close()
    database = Database(path)
    again = JobStore(database, clock=clock)
    states = [job.state for job in again.find(BUCKET, [ended.job_id, running.job_id, waiting.job_id])]
    assert states == ["Success", "Submitted", "Submitted"]
    assert job_detail(again.find(BUCKET, [running.job_id])[0]).start_time == "-"
    assert again.claim().job_id == running.job_id
    database.close()


def test_waiting_jobs_can_be_paused_and_cancelled_and_running_ones_cannot(jobs, clock):
    running, waiting, held = submit(jobs), submit(jobs), submit(jobs, paused=True)
    assert (jobs.claim().job_id, held.state) == (running.job_id, "Pause")
    assert jobs.count_waiting(BUCKET) == 2
    jobs.set_paused(BUCKET, paused=True)
    assert jobs.claim() is None
    assert not jobs.cancel(BUCKET, running.job_id)
    assert not jobs.cancel("other-1", waiting.job_id)
    clock.now += 5
    assert jobs.cancel(BUCKET, waiting.job_id)
    assert not jobs.cancel(BUCKET, waiting.job_id)
    cancelled = jobs.find(BUCKET, [waiting.job_id])[0]
    assert (cancelled.state, cancelled.code, cancelled.ended, cancelled.started) == ("Cancel", "Success", NOW + 5, None)
    jobs.set_paused(BUCKET, paused=False)
    assert jobs.claim().job_id == held.job_id
    ended = jobs.succeed(running.job_id, RESULT, message="3 pictures were left out.")
    assert (ended.state, ended.code, ended.message) == ("Success", "Success", "3 pictures were left out.")
