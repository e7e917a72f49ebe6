"""A clock that the clients and the service of a test share."""

from contextlib import contextmanager

from cosanim import Timing
from tests.servers.loopback import client_of


class SharedClock:
    """A clock of client and service, which advances only when the client sleeps."""

    def __init__(self):
        self.now = 1_800_000_000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self):
        return Timing(clock=self, monotonic=self, sleep=self.sleep, rng=lambda: 0.5)


@contextmanager
def connecting(service, clock, **defaults):
    """Yield a function that returns clients of a service with its clock, and close them at the end."""
    opened = []

    def connected(**options):
        settings = {"credentials": service.credentials, "timing": clock.timing} | defaults | options
        opened.append(client_of(service.url, **settings))
        return opened[-1]

    yield connected
    for client in opened:
        client.close()
