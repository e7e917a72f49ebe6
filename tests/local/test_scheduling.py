"""Which jobs run at the same time, and in which order, in a service that renders."""

import sqlite3
from contextlib import closing
from itertools import pairwise

from cosanim.local import LocalService, job_runner
from cosanim.local.storage.jobs import JobStore
from tests.local.support import (
    BUCKET,
    CI_HOST,
    COS_HOST,
    describe,
    eventually,
    finished,
    job_body,
    queue_of,
    send,
    set_queue,
    submit,
)
from tests.local.videos import make_video

OTHER = "second-1250000000"


def intervals(folder, bucket):
    """Return the start and end of the jobs of a bucket, in the order of their starts."""
    (path,) = folder.glob("*.sqlite3")
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT job_id, started, ended FROM jobs WHERE bucket = ? ORDER BY started", (bucket,)
        ).fetchall()


def test_a_queue_runs_no_more_jobs_at_once_than_its_limit_in_the_order_of_levels(tmp_path):
    video = make_video(tmp_path / "in.mp4", seconds=0.2, size=(128, 128)).read_bytes()
    with LocalService(data=tmp_path / "data", workers=2, queue_max_concurrent=1) as service:
        assert queue_of(service).max_concurrent == 1
        send(service, "PUT", "/", host=COS_HOST.replace(BUCKET, OTHER))
        send(service, "POST", "/mediabucket", host=CI_HOST.replace(BUCKET, OTHER))
        set_queue(service, "Paused")
        jobs = {}
        for bucket in (BUCKET, OTHER):
            send(service, "PUT", "/in/video.mp4", data=video, host=COS_HOST.replace(BUCKET, bucket))
            host = CI_HOST.replace(BUCKET, bucket)
            jobs[bucket] = [
                submit(
                    service,
                    job_body(output_key="out/${jobid}.gif", operation=f"<JobLevel>{level}</JobLevel>"),
                    host=host,
                )
                for level in (0, 2, 1)
            ]
        set_queue(service, "Active")
        for bucket in jobs:
            eventually(lambda bucket=bucket: all(end for _, _, end in intervals(tmp_path / "data", bucket)), timeout=30)
        assert {describe(service, job.job_id).state for job in jobs[BUCKET]} == {"Success"}
    first, second, third = intervals(tmp_path / "data", BUCKET)
    order = [jobs[BUCKET][number].job_id for number in (1, 2, 0)]
    assert [row[0] for row in (first, second, third)] == order
    for bucket in (BUCKET, OTHER):
        for before, after in pairwise(intervals(tmp_path / "data", bucket)):
            assert before[2] <= after[1], "the job before has ended"


def test_the_default_limit_is_that_of_the_cloud_or_the_number_of_workers():
    for options, limit in (({}, 10), ({"workers": 12}, 12)):
        with LocalService(render=False, **options) as service:
            assert queue_of(service).max_concurrent == limit


def test_jobs_that_a_test_advances_are_not_limited():
    with LocalService(transitions="manual", queue_max_concurrent=1) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        first, second = submit(service, job_body()), submit(service, job_body())
        service.advance(first.job_id, "Running")
        service.advance(second.job_id, "Running")
        assert describe(service, second.job_id).state == "Running"


def test_waiting_jobs_are_there_after_a_restart_and_run_when_their_queue_is_resumed(tmp_path):
    with LocalService(data=tmp_path, hold=True) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        jobs = [submit(service, job_body(operation=f"<JobLevel>{level}</JobLevel>")).job_id for level in (0, 1)]
        set_queue(service, "Paused")
    with LocalService(data=tmp_path, render=False) as service:
        assert {describe(service, job_id).state for job_id in jobs} == {"Pause"}
        set_queue(service, "Active")
        assert [finished(service, job_id).state for job_id in jobs] == ["Success", "Success"]


def test_the_progress_in_replies_grows_while_the_job_runs(rendering, tmp_path, monkeypatch):
    """A reply is requested whenever a progress was stored."""
    seen, set_progress = [], JobStore.set_progress

    def observe(jobs, job_id, progress):
        set_progress(jobs, job_id, progress)
        seen.append((describe(rendering, job_id).state, describe(rendering, job_id).progress))

    monkeypatch.setattr(JobStore, "set_progress", observe)
    monkeypatch.setattr(job_runner, "_PROGRESS_INTERVAL", 0)
    rendering.reset()
    video = make_video(tmp_path / "in.mp4", seconds=1, size=(128, 128))
    send(rendering, "PUT", "/in/video.mp4", data=video.read_bytes())
    done = finished(rendering, submit(rendering, job_body()).job_id)
    assert (done.state, done.progress) == ("Success", 100)
    assert {state for state, _ in seen} == {"Running"}
    percents = [percent for _, percent in seen]
    assert percents == sorted(set(percents))
    assert len([percent for percent in percents if 0 < percent < 100]) > 10
