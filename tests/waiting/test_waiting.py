"""Waiting, with a clock that advances only by sleeping."""

import itertools
import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.errors import (
    ConfigurationError,
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
    TransportError,
    WaitTimeout,
)
from cosanim.models import JobDetail, JobState
from cosanim.waiting import OUTCOMES, Backoff, Outcome, Waiter

BUSY = RateLimitedError(503, "SlowDown", retryable=True)
FAILING = ServerError(500, "InternalError")
CUT = TransportError("the reply broke off", host="host", sent=True, retryable=True)
BROKEN = TransportError("no usable reply from host", host="host", sent=None, retryable=True)


def job(state, progress=None, **more):
    return JobDetail(job_id="j1", state=state, progress=progress, **more)


class World:
    """A service whose answers are given in advance, the last one for ever; polling takes ``cost`` seconds."""

    def __init__(self, *answers, cost=0.0, rng=0.5, backoff=None):
        self.now = 1000.0
        self.polls, self.sleeps, self.deadlines = [], [], []
        self._answers, self._cost, self._rng = list(answers), cost, rng
        self.waiter = Waiter(
            describe=self.describe, backoff=backoff or Backoff(), clock=lambda: self.now, sleep=self.sleep, rng=self.rng
        )

    def describe(self, job_id, deadline):
        assert job_id == "j1"
        self.deadlines.append(deadline)
        self.polls.append(self.now - 1000)
        self.now += self._cost
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds):
        assert seconds >= 0
        self.sleeps.append(seconds)
        self.now += seconds

    def rng(self):
        return self._rng

    def wait(self, timeout=1000.0, **options):
        return self.waiter.wait("j1", timeout=timeout, **options)


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


def test_the_delay_grows_to_its_longest():
    world = World(*[job("Running")] * 20, job("Success"))
    world.wait()
    assert world.sleeps[:3] == [0.5, 0.75, 1.125]
    assert world.sleeps[-1] == 10.0
    assert all(a <= b for a, b in itertools.pairwise(world.sleeps))


@given(
    rng=st.floats(0, 1, exclude_max=True),
    backoff=st.builds(
        Backoff,
        first=st.floats(0.01, 2),
        growth=st.floats(1, 3),
        longest=st.floats(2, 20),
        jitter=st.floats(0, 1),
    ),
)
def test_jitter_stays_within_its_bounds(rng, backoff):
    world = World(*[job("Running")] * 15, job("Success"), rng=rng, backoff=backoff)
    world.wait(1e9)
    delay = backoff.first
    for slept in world.sleeps:
        assert delay * (1 - backoff.jitter) - 1e-9 <= slept <= delay * (1 + backoff.jitter) + 1e-9
        delay = min(delay * backoff.growth, backoff.longest)


def test_jitter_differs_with_rng():
    slept = {World(job("Running"), job("Success"), rng=rng) for rng in (0.0, 0.25, 0.999)}
    for world in slept:
        world.wait()
    assert len({world.sleeps[0] for world in slept}) == 3


@pytest.mark.parametrize("timeout", [0.3, 1.0, 7.0, 60.0])
@pytest.mark.parametrize("rng", [0.0, 0.5, 0.999])
def test_the_last_poll_falls_on_the_deadline(timeout, rng):
    world = World(job("Running"), rng=rng)
    with pytest.raises(WaitTimeout):
        world.wait(timeout)
    assert world.polls[-1] == pytest.approx(timeout)
    assert sum(world.sleeps) == pytest.approx(timeout)


def test_a_job_that_ends_just_before_the_deadline_is_returned():
    world = World(job("Running"), job("Success"), backoff=Backoff(first=100, longest=100))
    assert world.wait(3).state == "Success"
    assert world.polls == [0, 3]


def test_slow_polls_do_not_stretch_the_deadline():
    world = World(job("Running"), cost=4)
    with pytest.raises(WaitTimeout) as caught:
        world.wait(10)
    assert caught.value.waited < 10 + 4 + 1e-6
    assert world.polls[-1] <= 10


@pytest.mark.parametrize("timeout", [0, -1])
def test_without_time_there_is_still_one_poll(timeout):
    world = World(job("Running"))
    with pytest.raises(WaitTimeout):
        world.wait(timeout)
    assert (world.polls, world.sleeps) == ([0], [])
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
def test_a_poll_that_fails_for_now_is_repeated_and_logged(failure, caplog):
    done = job("Success")
    world = World(failure, job("Running"), failure, failure, done)
    assert world.wait() is done
    assert len(world.polls) == 5
    assert sum("repeated" in record.getMessage() for record in caplog.records) == 3


@pytest.mark.parametrize(
    "failure",
    [
        NotFoundError(404, "JobNotFound"),
        PermissionDeniedError(403, "AccessDenied", request_id="r1"),
        InvalidRequestError(301, "PermanentRedirect", request_id="r1"),
        ServerError(501, "NotImplemented", request_id="r1"),
        CredentialsError("nothing to sign with"),
        TransportError("too large", host="host", sent=True, retryable=False),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_final_failure_is_raised_at_once(failure):
    world = World(job("Running"), failure)
    with pytest.raises(type(failure)) as caught:
        world.wait()
    assert caught.value is failure
    assert len(world.polls) == 2


FOREIGN = {
    "a page": DecodeError("the root is 'html'", request_id=None),
    "an empty reply": DecodeError("no XML", request_id="r1"),
    "a redirect": InvalidRequestError(302, ""),
    "a page for 403": PermissionDeniedError(403, ""),
    "a page for 404": NotFoundError(404, ""),
    "a proxy's own code": PermissionDeniedError(403, "Forbidden"),
}
PASSING = {
    "a slow request": InvalidRequestError(408, ""),
    "too many requests": RateLimitedError(429, ""),
    "a gateway": ServerError(502, ""),
    "busy": BUSY,
    "a full queue": QueueError(403, "QueueSaturated", request_id="r1", retryable=True),
}


@pytest.mark.parametrize("failure", (FOREIGN | PASSING).values(), ids=FOREIGN | PASSING)
@pytest.mark.parametrize("before", [[], [job("Running")]], ids=["at first", "later"])
def test_what_is_not_the_services_own_answer_is_waited_out(failure, before):
    done = job("Success")
    world = World(*before, *[failure] * 9, done)
    assert world.wait() is done
    assert len(world.polls) == len(before) + 10


def test_odd_answers_of_all_kinds_in_a_row_are_waited_out():
    odd = [*FOREIGN.values(), *PASSING.values(), CUT]
    assert World(*odd, *odd, job("Success")).wait().state == "Success"


@pytest.mark.parametrize("failure", (FOREIGN | PASSING).values(), ids=FOREIGN | PASSING)
def test_what_is_waited_out_is_polled_until_the_deadline_and_raised_then(failure):
    world = World(failure)
    with pytest.raises(type(failure)):
        world.wait(60)
    assert world.polls[-1] == pytest.approx(60)


def test_a_documented_refusal_is_final_also_without_a_request_id():
    world = World(PermissionDeniedError(403, "AccessDenied"))
    with pytest.raises(PermissionDeniedError):
        world.wait()
    assert len(world.polls) == 1


def test_a_job_that_is_not_there_is_final_also_without_a_request_id():
    world = World(NotFoundError(404, "JobNotFound"))
    with pytest.raises(NotFoundError):
        world.wait()
    assert len(world.polls) == 1


def test_the_delay_that_the_service_asks_for_is_kept_to():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=7)
    world = World(busy, job("Running"), busy, job("Success"))
    world.wait()
    assert world.sleeps == [7, 0.75, 7]


def test_a_delay_that_the_service_asks_for_is_kept_to_no_longer_than_the_deadline():
    world = World(RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=3600))
    with pytest.raises(RateLimitedError):
        world.wait(5)
    assert world.polls == [0, 5]


def test_a_short_delay_that_the_service_asks_for_does_not_shorten_the_own_one():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=1)
    world = World(busy, busy, job("Success"), backoff=Backoff(first=2, growth=1))
    world.wait()
    assert world.sleeps == [2, 2]


@pytest.mark.parametrize("timeout", [None, float("inf")])
def test_without_a_timeout_it_is_waited_for_ever(timeout):
    world = World(*[job("Running")] * 10_000, job("Success"))
    assert world.wait(timeout).state == "Success"
    assert world.now > 90_000
    assert set(world.deadlines) == {None}


@pytest.mark.parametrize("timeout", [float("nan"), "10", True])
def test_a_timeout_that_is_no_number_is_refused(timeout):
    with pytest.raises(ConfigurationError, match="number of seconds, or None"):
        World(job("Success")).wait(timeout)


def test_every_poll_is_bounded_by_the_deadline():
    world = World(job("Running"))
    with pytest.raises(WaitTimeout):
        world.wait(5)
    assert set(world.deadlines) == {1005.0}


def test_a_single_poll_is_bounded_by_the_time_outs_of_the_client_alone():
    world = World(job("Running"))
    with pytest.raises(WaitTimeout):
        world.wait(0)
    assert world.deadlines == [None]


def test_a_poll_that_the_deadline_cuts_off_is_a_timeout():
    world = World(BROKEN, cost=5)
    with pytest.raises(WaitTimeout, match=r"without a state after 5\.0 s") as caught:
        world.wait(5)
    assert caught.value.__cause__ is BROKEN
    assert caught.value.job == JobDetail(job_id="j1")


def test_the_last_poll_has_time_to_be_answered():
    world = World(job("Running"), cost=0.25)
    with pytest.raises(WaitTimeout):
        world.wait(10)
    answered = [at for at in world.polls if at + 0.25 <= 10]
    assert answered[-1] > 9
    assert world.polls[-1] < 10


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"jitter": 3}, "jitter"),
        ({"jitter": -0.1}, "jitter"),
        ({"jitter": float("nan")}, "jitter"),
        ({"first": 0}, "first"),
        ({"first": -1}, "first"),
        ({"first": "1"}, "first"),
        ({"growth": 0.5}, "growth"),
        ({"growth": float("inf")}, "growth"),
        ({"longest": 0.1}, "longest"),
        ({"first": 20}, "longest"),
    ],
    ids=str,
)
def test_a_backoff_that_cannot_be_meant_is_refused(fields, name):
    with pytest.raises(ConfigurationError, match=f"^{name} is") as caught:
        Backoff(**fields)
    assert repr(fields.get(name, 10.0)) in str(caught.value)


def test_a_backoff_takes_its_fields_in_order():
    assert Backoff(1, 2, 30, 0) == Backoff(first=1, growth=2, longest=30, jitter=0)


@pytest.mark.parametrize(("before", "polls"), [([], 3), ([BUSY, BROKEN, BROKEN, CUT], 7)], ids=["first", "later"])
def test_the_third_poll_in_a_row_without_any_reply_ends_a_wait_that_never_got_an_answer(before, polls):
    world = World(*before, BROKEN)
    with pytest.raises(TransportError):
        world.wait(600)
    assert len(world.polls) == polls


def test_a_failing_server_is_polled_until_the_deadline():
    world = World(ServerError(500, "InternalError"))
    with pytest.raises(ServerError):
        world.wait(5)
    assert world.polls[-1] == pytest.approx(5)


def test_when_an_earlier_poll_succeeded_a_broken_line_ends_in_a_timeout():
    seen = job("Running", 30)
    with pytest.raises(WaitTimeout) as caught:
        World(seen, BROKEN).wait(5)
    assert caught.value.job is seen


def test_what_the_callback_raises_is_not_swallowed():
    def boom(_):
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        World(job("Running")).wait(on_progress=boom)
