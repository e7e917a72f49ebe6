"""Waiting, with a clock that only sleeping moves."""

import itertools
import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.errors import (
    DecodeError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    TransportError,
    WaitTimeout,
)
from cosanim.models import JobDetail, JobState
from cosanim.waiting import VERDICTS, Pace, Verdict, Waiter

BUSY = RateLimitedError(503, "SlowDown", retryable=True)
FAILING = ServerError(500, "InternalError")
BROKEN = TransportError("no usable reply from host", host="host", sent=None, retryable=True)


def job(state, progress=None, **more):
    return JobDetail(job_id="j1", state=state, progress=progress, **more)


class World:
    """A service whose answers are given in advance, the last one for ever; looking takes ``cost`` seconds."""

    def __init__(self, *answers, cost=0.0, chance=0.5, pace=None):
        self.now = 1000.0
        self.looks, self.sleeps = [], []
        self._answers, self._cost, self._chance = list(answers), cost, chance
        self.waiter = Waiter(
            describe=self.describe, pace=pace or Pace(), clock=lambda: self.now, sleep=self.sleep, chance=self.chance
        )

    def describe(self, job_id):
        assert job_id == "j1"
        self.looks.append(self.now - 1000)
        self.now += self._cost
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds):
        assert seconds >= 0
        self.sleeps.append(seconds)
        self.now += seconds

    def chance(self):
        return self._chance

    def wait(self, timeout=1000.0, **options):
        return self.waiter.wait("j1", timeout=timeout, **options)


def test_every_state_of_the_schema_has_a_verdict():
    assert VERDICTS.keys() == set(JobState)
    assert set(VERDICTS.values()) == set(Verdict)


def test_a_documented_failure_comes_with_what_to_do():
    world = World(job("Failed", code="ResourceNotFound", message="The input in.mp4 does not exist."))
    with pytest.raises(JobFailed, match="check the id, or the key of the input") as failed:
        world.wait()
    assert failed.value.hint in str(failed.value)


@pytest.mark.parametrize("state", JobState)
def test_each_state_does_what_its_verdict_says(state):
    final = job(str(state), code="C", message="M", request_id="r1")
    world = World(job("Submitted"), final)
    match VERDICTS[state]:
        case Verdict.DONE:
            assert world.wait() is final
        case Verdict.FAILED:
            with pytest.raises(JobFailed, match=r"j1.*C: M.*r1") as failed:
                world.wait()
            assert (failed.value.job, failed.value.request_id, failed.value.hint) == (final, "r1", "")
        case Verdict.CANCELLED:
            with pytest.raises(JobCancelled) as cancelled:
                world.wait()
            assert (cancelled.value.job, cancelled.value.request_id) == (final, "r1")
        case Verdict.PENDING:
            with pytest.raises(WaitTimeout):
                world.wait(5)
            assert len(world.looks) > 3


@pytest.mark.parametrize("state", [JobState.SUCCESS, "Success"])
def test_a_job_that_is_done_already_costs_one_look_and_no_sleep(state):
    world = World(job(state))
    assert world.wait().state == "Success"
    assert (len(world.looks), world.sleeps) == (1, [])


def test_the_delay_grows_to_its_longest():
    world = World(*[job("Running")] * 20, job("Success"))
    world.wait()
    assert world.sleeps[:3] == [0.5, 0.75, 1.125]
    assert world.sleeps[-1] == 10.0
    assert all(a <= b for a, b in itertools.pairwise(world.sleeps))


@given(
    chance=st.floats(0, 1, exclude_max=True),
    pace=st.builds(
        Pace,
        first=st.floats(0.01, 2),
        growth=st.floats(1, 3),
        longest=st.floats(2, 20),
        jitter=st.floats(0, 1),
    ),
)
def test_jitter_stays_within_its_bounds(chance, pace):
    world = World(*[job("Running")] * 15, job("Success"), chance=chance, pace=pace)
    world.wait(1e9)
    delay = pace.first
    for slept in world.sleeps:
        assert delay * (1 - pace.jitter) - 1e-9 <= slept <= delay * (1 + pace.jitter) + 1e-9
        delay = min(delay * pace.growth, pace.longest)


def test_jitter_differs_with_chance():
    slept = {World(job("Running"), job("Success"), chance=chance) for chance in (0.0, 0.25, 0.999)}
    for world in slept:
        world.wait()
    assert len({world.sleeps[0] for world in slept}) == 3


@pytest.mark.parametrize("timeout", [0.3, 1.0, 7.0, 60.0])
@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_the_last_look_falls_on_the_deadline(timeout, chance):
    world = World(job("Running"), chance=chance)
    with pytest.raises(WaitTimeout):
        world.wait(timeout)
    assert world.looks[-1] == pytest.approx(timeout)
    assert sum(world.sleeps) == pytest.approx(timeout)


def test_a_job_that_ends_just_before_the_deadline_is_returned():
    world = World(job("Running"), job("Success"), pace=Pace(first=100, longest=100))
    assert world.wait(3).state == "Success"
    assert world.looks == [0, 3]


def test_slow_looks_do_not_stretch_the_deadline():
    world = World(job("Running"), cost=4)
    with pytest.raises(WaitTimeout) as caught:
        world.wait(10)
    assert caught.value.waited < 10 + 4 + 1e-6
    assert world.looks[-1] <= 10


@pytest.mark.parametrize("timeout", [0, -1])
def test_without_time_there_is_still_one_look(timeout):
    world = World(job("Running"))
    with pytest.raises(WaitTimeout):
        world.wait(timeout)
    assert (world.looks, world.sleeps) == ([0], [])
    assert World(job("Success")).wait(timeout).state == "Success"


def test_a_timeout_tells_how_far_the_job_came():
    last = job("Running", 40, request_id="r9")
    world = World(job("Submitted"), last)
    with pytest.raises(WaitTimeout, match=r"j1 is still Running after 5\.0 s") as caught:
        world.wait(5)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (error.job, error.waited, error.request_id) == (last, pytest.approx(5), "r9")


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


@pytest.mark.parametrize("failure", [BUSY, FAILING, BROKEN], ids=["busy", "failing", "broken"])
def test_a_look_that_fails_for_now_is_repeated_and_logged(failure, caplog):
    done = job("Success")
    world = World(failure, job("Running"), failure, failure, done)
    assert world.wait() is done
    assert len(world.looks) == 5
    assert sum("repeated" in record.getMessage() for record in caplog.records) == 3


@pytest.mark.parametrize(
    "failure",
    [
        NotFoundError(404, "JobNotFound"),
        PermissionDeniedError(403, "AccessDenied"),
        DecodeError("not XML"),
        TransportError("too large", host="host", sent=True, retryable=False),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_final_failure_is_raised_at_once(failure):
    world = World(job("Running"), failure)
    with pytest.raises(type(failure)) as caught:
        world.wait()
    assert caught.value is failure
    assert len(world.looks) == 2


def test_when_no_look_succeeds_the_third_failure_is_what_is_raised():
    world = World(BROKEN)
    with pytest.raises(TransportError):
        world.wait(600)
    assert len(world.looks) == 3


def test_a_failing_server_is_looked_at_until_the_deadline():
    world = World(ServerError(500, "InternalError"))
    with pytest.raises(ServerError):
        world.wait(5)
    assert world.looks[-1] == pytest.approx(5)


def test_when_an_earlier_look_succeeded_a_broken_line_ends_in_a_timeout():
    seen = job("Running", 30)
    with pytest.raises(WaitTimeout) as caught:
        World(seen, BROKEN).wait(5)
    assert caught.value.job is seen


def test_what_the_callback_raises_is_not_swallowed():
    def boom(_):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        World(job("Running")).wait(on_progress=boom)
