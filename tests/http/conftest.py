"""Fixtures for tests of HTTP."""

import pytest
import requests


@pytest.fixture(params=["own session", "caller's session"])
def either_session(request):
    """A session of the caller's, or None for a client with a session of its own."""
    if request.param == "own session":
        yield None
        return
    with requests.Session() as session:
        yield session
