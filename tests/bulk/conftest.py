"""Fixtures: a service that runs no job, and clients that share its clock, which advances only when a run waits."""

import pytest

from cosanim import RetryPolicy, Timing
from cosanim.local import LocalService
from tests.servers.loopback import client_of
from tests.servers.shared_clock import SharedClock


@pytest.fixture(scope="module")
def clock():
    return SharedClock()


@pytest.fixture(scope="module")
def held(clock):
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
    opened = []

    def connected(**options):
        timing = Timing(clock=clock, monotonic=clock, sleep=clock.sleep, rng=lambda: 0.5)
        settings = {"credentials": service.credentials, "retry": RetryPolicy(jitter=0), "timing": timing} | options
        opened.append(client_of(service.url, **settings))
        return opened[-1]

    yield connected
    for client in opened:
        client.close()


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "rows.journal"
