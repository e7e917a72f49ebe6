"""Delays between polls, and the deadline of a wait."""

import itertools
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.errors import (
    ConfigurationError,
    WaitTimeout,
)
from cosanim.models import JobDetail
from cosanim.waiting import Backoff
from tests.waiting.simulated_service import BROKEN, SimulatedService, job


def test_the_delay_grows_to_its_longest():
    service = SimulatedService(*[job("Running")] * 20, job("Success"))
    service.wait()
    assert service.sleeps[:3] == [0.5, 0.75, 1.125]
    assert service.sleeps[-1] == 10.0
    assert all(a <= b for a, b in itertools.pairwise(service.sleeps))


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
    service = SimulatedService(*[job("Running")] * 15, job("Success"), rng=rng, backoff=backoff)
    service.wait(1e9)
    delay = backoff.first
    for slept in service.sleeps:
        assert delay * (1 - backoff.jitter) - 1e-9 <= slept <= delay * (1 + backoff.jitter) + 1e-9
        delay = min(delay * backoff.growth, backoff.longest)


def test_jitter_differs_with_rng():
    slept = {SimulatedService(job("Running"), job("Success"), rng=rng) for rng in (0.0, 0.25, 0.999)}
    for service in slept:
        service.wait()
    assert len({service.sleeps[0] for service in slept}) == 3


@pytest.mark.parametrize("timeout", [0.3, 1.0, 7.0, 60.0])
@pytest.mark.parametrize("rng", [0.0, 0.5, 0.999])
def test_the_last_poll_falls_on_the_deadline(timeout, rng):
    service = SimulatedService(job("Running"), rng=rng)
    with pytest.raises(WaitTimeout):
        service.wait(timeout)
    assert service.polls[-1] == pytest.approx(timeout)
    assert sum(service.sleeps) == pytest.approx(timeout)


def test_a_job_that_ends_just_before_the_deadline_is_returned():
    service = SimulatedService(job("Running"), job("Success"), backoff=Backoff(first=100, longest=100))
    assert service.wait(3).state == "Success"
    assert service.polls == [0, 3]


def test_slow_polls_do_not_extend_the_deadline():
    service = SimulatedService(job("Running"), cost=4)
    with pytest.raises(WaitTimeout) as caught:
        service.wait(10)
    assert caught.value.waited < 10 + 4 + 1e-6
    assert service.polls[-1] <= 10


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_of_zero_or_less_still_polls_once(timeout):
    service = SimulatedService(job("Running"))
    with pytest.raises(WaitTimeout):
        service.wait(timeout)
    assert (service.polls, service.sleeps) == ([0], [])
    assert SimulatedService(job("Success")).wait(timeout).state == "Success"


def test_the_timeout_error_has_the_last_state_of_the_job():
    last = job("Running", 40, request_id="r9")
    service = SimulatedService(job("Submitted"), last)
    with pytest.raises(WaitTimeout, match=r"j1 is still Running after 5\.0 s") as caught:
        service.wait(5)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (error.job, error.waited, error.request_id) == (last, pytest.approx(5), "r9")


@pytest.mark.parametrize("timeout", [None, float("inf")])
def test_without_a_timeout_the_wait_has_no_limit(timeout):
    service = SimulatedService(*[job("Running")] * 10_000, job("Success"))
    assert service.wait(timeout).state == "Success"
    assert service.now > 90_000
    assert set(service.deadlines) == {None}


@pytest.mark.parametrize("timeout", [float("nan"), "10", True])
def test_a_timeout_that_is_not_a_number_is_refused(timeout):
    with pytest.raises(ConfigurationError, match="number of seconds, or None"):
        SimulatedService(job("Success")).wait(timeout)


def test_every_poll_is_bounded_by_the_deadline():
    service = SimulatedService(job("Running"))
    with pytest.raises(WaitTimeout):
        service.wait(5)
    assert set(service.deadlines) == {1005.0}


def test_a_single_poll_is_bounded_by_the_time_outs_of_the_client_alone():
    service = SimulatedService(job("Running"))
    with pytest.raises(WaitTimeout):
        service.wait(0)
    assert service.deadlines == [None]


def test_a_poll_that_the_deadline_cuts_off_is_a_timeout():
    service = SimulatedService(BROKEN, cost=5)
    with pytest.raises(WaitTimeout, match=r"without a state after 5\.0 s") as caught:
        service.wait(5)
    assert caught.value.__cause__ is BROKEN
    assert caught.value.job == JobDetail(job_id="j1")


def test_the_last_poll_has_time_for_its_reply():
    service = SimulatedService(job("Running"), cost=0.25)
    with pytest.raises(WaitTimeout):
        service.wait(10)
    answered = [at for at in service.polls if at + 0.25 <= 10]
    assert answered[-1] > 9
    assert service.polls[-1] < 10


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
def test_an_invalid_backoff_is_refused(fields, name):
    with pytest.raises(ConfigurationError, match=f"^{name} is") as caught:
        Backoff(**fields)
    assert repr(fields.get(name, 10.0)) in str(caught.value)


def test_a_backoff_takes_its_fields_in_order():
    assert Backoff(1, 2, 30, 0) == Backoff(first=1, growth=2, longest=30, jitter=0)
