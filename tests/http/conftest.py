"""Fixtures for tests of HTTP."""

import pytest
import requests


@pytest.fixture(params=["own session", "caller's session"])
def either_session(request):
    """None, so that a client uses its own session, or a requests session passed by the caller."""
    if request.param == "own session":
        yield None
        return
    with requests.Session() as session:
        yield session
