"""Fixtures for tests of the local service: services without and with rendering, and a job that waits."""

import threading

import pytest

from cosanim.local import LocalService, job_runner
from tests.local.support import NOW, Clock, send


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The data folder of ``service``."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def running(data):
    with LocalService(render=False, data=data) as service:
        yield service


@pytest.fixture
def service(running):
    """A service without rendering, whose only object is in/video.mp4."""
    running.reset()
    send(running, "PUT", "/in/video.mp4", data=b"1")
    return running


@pytest.fixture(scope="session")
def sdk():
    """The module of the official Python SDK."""
    return pytest.importorskip("qcloud_cos")


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def clocked_data(tmp_path_factory):
    """The data folder of ``clocked``."""
    return tmp_path_factory.mktemp("clocked")


@pytest.fixture(scope="module")
def running_by_the_clock(clocked_data, clock):
    with LocalService(render=False, data=clocked_data, clock=clock, max_clock_skew=10**9) as service:
        yield service


@pytest.fixture
def clocked(running_by_the_clock, clock):
    """An empty service whose clock is set by the test."""
    clock.now = NOW
    running_by_the_clock.reset()
    return running_by_the_clock


@pytest.fixture(scope="module")
def rendering_data(tmp_path_factory):
    """The data folder of ``rendering``."""
    return tmp_path_factory.mktemp("rendering")


@pytest.fixture(scope="module")
def rendering(rendering_data):
    with LocalService(data=rendering_data) as service:
        yield service


@pytest.fixture
def delayed_job(monkeypatch):
    """Two events: the first is set when a job has started, and setting the second lets it continue."""
    started, proceed = threading.Event(), threading.Event()
    placeholder = job_runner.placeholder

    def slow(extension):
        started.set()
        assert proceed.wait(10)
        return placeholder(extension)

    monkeypatch.setattr(job_runner, "placeholder", slow)
    return started, proceed
