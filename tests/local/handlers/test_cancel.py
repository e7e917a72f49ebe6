"""Cancelling jobs, which is possible before they run."""

import threading
import time

import pytest

from cosanim.local import job_runner
from tests.local.support import (
    CI_HOST,
    COS_HOST,
    Receiver,
    describe,
    finished,
    job_body,
    listed,
    raw_request,
    refused,
    send,
    set_queue,
    submit,
)


def cancel(service, job_id, **options):
    return send(service, "PUT", f"/jobs/{job_id}", params={"cancel": ""}, **options)


@pytest.mark.parametrize("target", ["/jobs/{}?cancel", "/jobs/{}?cancel="])
@pytest.mark.parametrize("host", [CI_HOST, COS_HOST, "127.0.0.1"])
def test_the_cancel_flag_is_accepted_with_and_without_an_equals_sign(service, target, host):
    set_queue(service, "Paused")
    job = submit(service, job_body())
    status, headers, content = raw_request(
        service, "PUT", target.format(job.job_id), path=f"/jobs/{job.job_id}", host=host
    )
    assert (status, content, headers["content-length"]) == (200, b"", "0")
    assert "content-type" not in headers
    assert headers["x-ci-request-id"]
    assert describe(service, job.job_id).state == "Cancel"


def test_a_cancelled_job_has_ended_and_never_runs(service):
    with Receiver() as receiver:
        set_queue(service, "Paused")
        job = submit(service, job_body(output_key="o.gif", more=f"<CallBack>{receiver.url}</CallBack>"))
        assert cancel(service, job.job_id).status_code == 200
        set_queue(service, "Active")
        assert finished(service, submit(service, job_body()).job_id).state == "Success"
        time.sleep(0.1)
        assert receiver.callbacks == []
    cancelled = describe(service, job.job_id)
    assert (cancelled.state, cancelled.code, cancelled.message, cancelled.start_time) == ("Cancel", "Success", "", "-")
    assert cancelled.end_time != "-"
    assert listed(service, states="Cancel").jobs_detail == [cancelled]
    assert send(service, "GET", "/o.gif").status_code == 404


def test_an_ended_or_missing_job_cannot_be_cancelled(service):
    done = finished(service, submit(service, job_body()).job_id)
    set_queue(service, "Paused")
    twice = submit(service, job_body())
    assert cancel(service, twice.job_id).status_code == 200
    for job_id, code in (
        (done.job_id, "InvalidArgument"),
        (twice.job_id, "InvalidArgument"),
        ("jnone", "ResourceNotFound"),
    ):
        assert refused(service, "PUT", f"/jobs/{job_id}", params={"cancel": ""}) == (400, code)
    assert describe(service, done.job_id) == done


def test_a_running_job_cannot_be_cancelled_and_a_waiting_one_can(service, delayed_job):
    started, proceed = delayed_job
    runs, waits = submit(service, job_body()), submit(service, job_body())
    assert started.wait(10)
    assert refused(service, "PUT", f"/jobs/{runs.job_id}", params={"cancel": ""}) == (400, "InvalidArgument")
    assert describe(service, waits.job_id).state == "Submitted"
    assert cancel(service, waits.job_id).status_code == 200
    proceed.set()
    assert finished(service, runs.job_id).state == "Success"
    assert finished(service, waits.job_id).state == "Cancel"


def test_without_the_flag_nothing_is_cancelled(service):
    set_queue(service, "Paused")
    job = submit(service, job_body())
    assert refused(service, "PUT", f"/jobs/{job.job_id}", data=b"x") == (400, "InvalidArgument")
    assert describe(service, job.job_id).state == "Pause"


def test_concurrent_cancellations_and_workers_agree_on_the_outcome(service, monkeypatch):
    placeholder = job_runner.placeholder
    monkeypatch.setattr(job_runner, "placeholder", lambda extension: (time.sleep(0.01), placeholder(extension))[1])
    jobs = [submit(service, job_body(output_key="${jobid}.gif")).job_id for _ in range(30)]
    answers = {}

    def work(part):
        for job_id in part:
            answers[job_id] = cancel(service, job_id).status_code

    threads = [threading.Thread(target=work, args=(jobs[start::-3],)) for start in (29, 28, 27)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers.values()) == {200, 400}
    for job_id, status in answers.items():
        assert finished(service, job_id).state == ("Cancel" if status == 200 else "Success")
        assert send(service, "GET", f"/{job_id}.gif").status_code == (404 if status == 200 else 200)
