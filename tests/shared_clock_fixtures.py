"""Fixtures: a service that runs no job, and clients that share its clock, which advances only when a client sleeps."""

import pytest

from cosanim import RetryPolicy
from cosanim.local import LocalService
from tests.servers.shared_clock import SharedClock, connecting


@pytest.fixture(scope="module")
def clock():
    return SharedClock()


@pytest.fixture(scope="module")
def held(clock):
    """A service that runs no job."""
    with LocalService(render=False, hold=True, clock=clock) as service:
        yield service


@pytest.fixture
def service(held, clock):
    held.reset()
    clock.slept.clear()
    return held


@pytest.fixture
def connect(service, clock):
    """Function that returns a client of the service."""
    with connecting(service, clock, retry=RetryPolicy(jitter=0)) as connected:
        yield connected


@pytest.fixture
def client(connect):
    return connect()
