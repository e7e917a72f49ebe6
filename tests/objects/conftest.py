"""Fixtures for tests of objects."""

import pytest


@pytest.fixture
def objects(service):
    """The objects of a client of an empty local service."""
    service.reset()
    with service.client() as client:
        yield client.objects
