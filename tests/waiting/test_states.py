"""What a wait does with each state of a job, and what it reports meanwhile."""

import logging

import pytest

from cosanim.errors import (
    JobCancelled,
    JobFailed,
    WaitTimeout,
)
from cosanim.models import JobState
from cosanim.waiting import OUTCOMES, Outcome
from tests.waiting.simulated_service import World, job


def test_every_state_of_the_schema_has_an_outcome():
    assert OUTCOMES.keys() == set(JobState)
    assert set(OUTCOMES.values()) == set(Outcome)


def test_a_documented_failure_comes_with_what_to_do():
    world = World(job("Failed", code="ResourceNotFound", message="The input in.mp4 does not exist."))
    with pytest.raises(JobFailed, match="check the id, or the key of the input") as failed:
        world.wait()
    assert failed.value.hint in str(failed.value)


@pytest.mark.parametrize("state", JobState)
def test_each_state_does_what_its_outcome_says(state):
    final = job(str(state), code="C", message="M", request_id="r1")
    world = World(job("Submitted"), final)
    match OUTCOMES[state]:
        case Outcome.DONE:
            assert world.wait() is final
        case Outcome.FAILED:
            with pytest.raises(JobFailed, match=r"j1.*C: M.*r1") as failed:
                world.wait()
            assert (failed.value.job, failed.value.request_id, failed.value.hint) == (final, "r1", "")
        case Outcome.CANCELLED:
            with pytest.raises(JobCancelled) as cancelled:
                world.wait()
            assert (cancelled.value.job, cancelled.value.request_id) == (final, "r1")
        case Outcome.PENDING:
            with pytest.raises(WaitTimeout):
                world.wait(5)
            assert len(world.polls) > 3


@pytest.mark.parametrize("state", [JobState.SUCCESS, "Success"])
def test_a_job_that_is_done_already_costs_one_poll_and_no_sleep(state):
    world = World(job(state))
    assert world.wait().state == "Success"
    assert (len(world.polls), world.sleeps) == (1, [])


def test_progress_is_told_only_when_it_changes():
    states = [
        (state, progress) for state, progress in [("Submitted", None), ("Running", 0), ("Running", 50)] for _ in "12"
    ]
    told = []
    World(*[job(*state) for state in states], job("Success", 100)).wait(
        on_progress=lambda seen: told.append((seen.state, seen.progress))
    )
    assert told == [("Submitted", None), ("Running", 0), ("Running", 50), ("Success", 100)]


def test_the_end_is_told_also_when_it_is_a_failure():
    told = []
    with pytest.raises(JobFailed):
        World(job("Running"), job("Failed")).wait(on_progress=lambda seen: told.append(seen.state))
    assert told == ["Running", "Failed"]


def test_a_pause_is_said_once_and_waited_through(caplog):
    paused = [job("Pause", 10), job("Pause", 10), job("Pause", 11), job("Pause", 11)]
    assert World(job("Running", 10), *paused, job("Success")).wait().state == "Success"
    said = [record for record in caplog.records if "paused" in record.getMessage()]
    assert len(said) == 1
    assert said[0].levelno == logging.WARNING
    assert "j1" in said[0].getMessage()


def test_a_second_pause_is_said_again(caplog):
    World(job("Pause"), job("Running"), job("Pause"), job("Success")).wait()
    assert sum("paused" in record.getMessage() for record in caplog.records) == 2


@pytest.mark.parametrize("state", ["Thinking", "success", " Success", "-"])
def test_an_unknown_state_is_waited_for_and_said_once(state, caplog):
    assert World(*[job(state)] * 4, job("Success")).wait().state == "Success"
    assert sum(repr(state) in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize("state", [None, ""])
def test_a_missing_state_is_waited_for(state, caplog):
    assert World(job(state), job("Success")).wait().state == "Success"
    assert not caplog.records


def test_what_the_callback_raises_is_not_swallowed():
    def boom(_):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        World(job("Running")).wait(on_progress=boom)
