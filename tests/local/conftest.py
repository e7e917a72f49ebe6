"""What the tests of the local service share: services that render nothing, one that renders, and jobs held up."""

import threading

import pytest

from cosanim.local import LocalService, dispatcher
from tests.local.support import NOW, Clock, send


@pytest.fixture(scope="module")
def running():
    with LocalService(render=False) as service:
        yield service


@pytest.fixture
def service(running):
    """A service that is empty but for one video."""
    running.reset()
    send(running, "PUT", "/in/video.mp4", data=b"1")
    return running


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def running_by_the_clock(clock):
    with LocalService(render=False, clock=clock, max_clock_skew=10**9) as service:
        yield service


@pytest.fixture
def clocked(running_by_the_clock, clock):
    """An empty service with a clock that a test may move."""
    clock.now = NOW
    running_by_the_clock.reset()
    return running_by_the_clock


@pytest.fixture(scope="module")
def rendering():
    with LocalService() as service:
        yield service


@pytest.fixture
def held_up(monkeypatch):
    """Two events: the first is set when a job has begun, and the second lets it go on."""
    begun, go_on = threading.Event(), threading.Event()
    placeholder = dispatcher.placeholder

    def slow(extension):
        begun.set()
        assert go_on.wait(10)
        return placeholder(extension)

    monkeypatch.setattr(dispatcher, "placeholder", slow)
    return begun, go_on
