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
from tests.waiting.simulated_service import BROKEN, World, job


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
