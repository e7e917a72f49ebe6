"""A local service whose jobs end when a test says so, and whose clock a test sets forward."""

import time

import pytest

from cosanim.local import LocalService


class Clock:
    """The clock of the service, which a test sets forward."""

    def __init__(self):
        self.offset = 0.0

    def __call__(self):
        return time.time() + self.offset


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def service(clock):
    with LocalService(render=False, transitions="manual", clock=clock, max_clock_skew=1e8) as running:
        yield running


@pytest.fixture
def client(service, clock):
    clock.offset = 0.0
    service.reset()
    with service.client() as made:
        made.objects.put("in.mp4", b"a video")
        yield made
