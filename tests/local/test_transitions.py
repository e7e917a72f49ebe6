"""When the jobs of a service that does not render change their states."""

import math
import sys

import pytest

from cosanim import CosanimError, JobCancelled
from cosanim.local import LocalService
from cosanim.local.transitions import parse_transitions
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.local.support import (
    NOW,
    Clock,
    Receiver,
    describe,
    eventually,
    finished,
    job_body,
    listed,
    send,
    set_queue,
    submit,
)


@pytest.fixture(scope="module")
def running():
    with LocalService(transitions="manual") as service:
        yield service


@pytest.fixture
def service(running):
    running.reset()
    running.transitions = "manual"
    send(running, "PUT", "/in/video.mp4", data=b"1")
    return running


def states(service):
    return [job.state for job in listed(service).jobs_detail]


def test_nothing_is_rendered_and_pyav_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    for setting in ("immediate", "manual", 0.5):
        with LocalService(transitions=setting) as service:
            assert service.worker_pids == []
            assert service.transitions == setting


def test_an_immediate_job_has_ended_in_the_first_poll(service):
    service.transitions = "immediate"
    job = submit(service, job_body())
    assert job.state == "Submitted", "the response shows the state at submission"
    detail = describe(service, job.job_id)
    assert (detail.state, detail.progress) == ("Success", 100)
    assert send(service, "GET", "/out/result.gif").content.startswith(b"GIF89a")
    assert describe(service, submit(service, job_body("missing.mp4")).job_id).code == "ResourceNotFound"


def test_immediate_jobs_of_a_resumed_queue_end_with_the_update(service):
    service.transitions = "immediate"
    set_queue(service, "Paused")
    job = submit(service, job_body())
    assert describe(service, job.job_id).state == "Pause"
    set_queue(service, "Active")
    assert describe(service, job.job_id).state == "Success"


def test_manual_jobs_pass_through_the_states_that_the_test_gives(service):
    job = submit(service, job_body())
    assert describe(service, job.job_id).state == "Submitted"
    service.advance(job.job_id, "Running")
    service.advance(job.job_id, "Running", progress=40)
    assert (describe(service, job.job_id).state, describe(service, job.job_id).progress) == ("Running", 40)
    service.advance(job.job_id, "Success")
    assert describe(service, job.job_id).state == "Success"


def test_a_manual_job_fails_with_the_given_code(service):
    job = submit(service, job_body())
    service.advance(job.job_id, "Failed", code="InvalidArgument", message="The video is broken.")
    detail = describe(service, job.job_id)
    assert (detail.state, detail.code, detail.message) == ("Failed", "InvalidArgument", "The video is broken.")


def test_a_manual_job_is_cancelled_by_somebody_else(service):
    with service.client() as client:
        job = client.job(submit(service, job_body()).job_id)
        service.advance(job.job_id, "Cancel")
        with pytest.raises(JobCancelled):
            job.wait()


def test_a_callback_follows_a_manual_end(service):
    with Receiver() as receiver:
        job = submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
        service.advance(job.job_id, "Success")
        body = eventually(lambda: receiver.callbacks)[0][2]
    assert [(each.job_id, each.state) for each in decode(body, JobCallback).jobs_detail] == [(job.job_id, "Success")]


def test_changes_that_cannot_be_are_refused(service):
    job = submit(service, job_body())
    service.advance(job.job_id, "Running")
    with pytest.raises(ValueError, match="is Running, and cannot become Cancel"):
        service.advance(job.job_id, "Cancel")
    service.advance(job.job_id, "Success")
    for state in ("Running", "Success", "Failed", "Cancel"):
        with pytest.raises(ValueError, match=f"is Success, and cannot become {state}"):
            service.advance(job.job_id, state)
    set_queue(service, "Paused")
    paused = submit(service, job_body())
    with pytest.raises(ValueError, match="is Pause, and cannot become Running"):
        service.advance(paused.job_id, "Running")
    with pytest.raises(ValueError, match="no job of this service"):
        service.advance("j404", "Success")
    with pytest.raises(ValueError, match="state is 'Done': use Running, Success, Failed, Cancel"):
        service.advance(paused.job_id, "Done")
    with pytest.raises(ValueError, match="did you mean 'InvalidArgument'"):
        service.advance(paused.job_id, "Failed", code="InvalidArgumnt")
    with pytest.raises(ValueError, match="progress is 101"):
        service.advance(paused.job_id, "Running", progress=101)


def test_timed_jobs_follow_the_clock():
    clock = Clock()
    clock.now = NOW
    with LocalService(transitions=10, clock=clock, max_clock_skew=10**9) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        first = submit(service, job_body()).job_id
        clock.now += 4.9
        second = submit(service, job_body(output_key="out/second.${ext}")).job_id
        assert describe(service, first).state == "Submitted"
        clock.now += 0.2
        eventually(lambda: describe(service, first).state == "Running")
        assert describe(service, second).state == "Submitted"
        clock.now += 5.0
        assert finished(service, first).state == "Success"
        eventually(lambda: describe(service, second).state == "Running")
        clock.now += 5.0
        assert finished(service, second).state == "Success"


def test_held_jobs_run_when_the_transitions_change(service):
    jobs = [submit(service, job_body(output_key=f"out/{number}.${{ext}}")) for number in range(3)]
    assert set(states(service)) == {"Submitted"}
    service.transitions = None
    assert {finished(service, job.job_id).state for job in jobs} == {"Success"}


@pytest.mark.parametrize("transitions", ["immediate", None])
def test_running_jobs_end_when_nothing_else_will_end_them(service, transitions):
    job = submit(service, job_body())
    service.advance(job.job_id, "Running")
    service.transitions = transitions
    assert describe(service, job.job_id).state == "Success"


def test_other_settings_are_refused():
    for setting in ("later", 0, -1, math.nan, math.inf, 10**400):
        with pytest.raises(ValueError, match="transitions is"):
            LocalService(transitions=setting)
    for setting in (True, b"manual", [1]):
        with pytest.raises(TypeError, match="transitions is"):
            LocalService(transitions=setting)
    with pytest.raises(ValueError, match="exclude each other"):
        LocalService(hold=True, transitions="immediate")
    assert parse_transitions(3).setting == 3


def test_a_rendering_service_has_no_other_transitions():
    with LocalService(workers=1) as service:
        with pytest.raises(CosanimError, match="render=False"):
            service.transitions = "immediate"
        with pytest.raises(CosanimError, match="transitions='manual'"):
            service.advance("j1", "Success")
        service.transitions = None
