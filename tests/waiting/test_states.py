"""The effect of each state of a job on a wait, and the reports of progress."""

import logging

import pytest

from cosanim.errors import (
    JobCancelled,
    JobFailed,
    WaitTimeout,
)
from cosanim.models import JobState
from cosanim.waiting import OUTCOMES, Outcome
from tests.waiting.simulated_service import SimulatedService, job


def test_every_state_of_the_schema_has_an_outcome():
    assert OUTCOMES.keys() == set(JobState)
    assert set(OUTCOMES.values()) == set(Outcome)


def test_a_documented_failure_has_a_hint():
    service = SimulatedService(job("Failed", code="ResourceNotFound", message="The input in.mp4 does not exist."))
    with pytest.raises(JobFailed, match="check its id, or the key of the input") as failed:
        service.wait()
    assert failed.value.hint in str(failed.value)


@pytest.mark.parametrize("state", JobState)
def test_each_state_has_the_effect_of_its_outcome(state):
    final = job(str(state), code="C", message="M", request_id="r1")
    service = SimulatedService(job("Submitted"), final)
    match OUTCOMES[state]:
        case Outcome.DONE:
            assert service.wait() is final
        case Outcome.FAILED:
            with pytest.raises(JobFailed, match=r"j1.*C: M.*r1") as failed:
                service.wait()
            assert (failed.value.job, failed.value.request_id, failed.value.hint) == (final, "r1", "")
        case Outcome.CANCELLED:
            with pytest.raises(JobCancelled) as cancelled:
                service.wait()
            assert (cancelled.value.job, cancelled.value.request_id) == (final, "r1")
        case Outcome.PENDING:
            with pytest.raises(WaitTimeout):
                service.wait(5)
            assert len(service.polls) > 3


@pytest.mark.parametrize("state", [JobState.SUCCESS, "Success"])
def test_a_finished_job_needs_one_poll_and_no_sleep(state):
    service = SimulatedService(job(state))
    assert service.wait().state == "Success"
    assert (len(service.polls), service.sleeps) == (1, [])


def test_progress_is_reported_only_when_it_changes():
    states = [
        (state, progress) for state, progress in [("Submitted", None), ("Running", 0), ("Running", 50)] for _ in "12"
    ]
    reported = []
    SimulatedService(*[job(*state) for state in states], job("Success", 100)).wait(
        on_progress=lambda seen: reported.append((seen.state, seen.progress))
    )
    assert reported == [("Submitted", None), ("Running", 0), ("Running", 50), ("Success", 100)]


def test_the_final_state_is_reported_also_for_a_failure():
    reported = []
    with pytest.raises(JobFailed):
        SimulatedService(job("Running"), job("Failed")).wait(on_progress=lambda seen: reported.append(seen.state))
    assert reported == ["Running", "Failed"]


def test_a_pause_is_logged_once_and_the_wait_continues(caplog):
    paused = [job("Pause", 10), job("Pause", 10), job("Pause", 11), job("Pause", 11)]
    assert SimulatedService(job("Running", 10), *paused, job("Success")).wait().state == "Success"
    warnings = [record for record in caplog.records if "paused" in record.getMessage()]
    assert len(warnings) == 1
    assert warnings[0].levelno == logging.WARNING
    assert "j1" in warnings[0].getMessage()


def test_a_second_pause_is_logged_again(caplog):
    SimulatedService(job("Pause"), job("Running"), job("Pause"), job("Success")).wait()
    assert sum("paused" in record.getMessage() for record in caplog.records) == 2


@pytest.mark.parametrize("state", ["Thinking", "success", " Success", "-"])
def test_an_unknown_state_is_logged_once_and_the_wait_continues(state, caplog):
    assert SimulatedService(*[job(state)] * 4, job("Success")).wait().state == "Success"
    assert sum(repr(state) in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize("state", [None, ""])
def test_a_wait_continues_after_a_missing_state(state, caplog):
    assert SimulatedService(job(state), job("Success")).wait().state == "Success"
    assert not caplog.records


def test_exceptions_of_on_progress_are_raised():
    def boom(_):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        SimulatedService(job("Running")).wait(on_progress=boom)
