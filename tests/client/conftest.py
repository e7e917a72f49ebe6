"""What the tests of the client share: a local service that renders nothing, and a server that answers as told."""

import pytest

from cosanim.local import LocalService
from tests.client.loopback import Loopback


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


@pytest.fixture
def client(service):
    """A client of an empty local service."""
    service.reset()
    with service.client() as made:
        yield made


@pytest.fixture
def loopback():
    with Loopback() as running:
        yield running
