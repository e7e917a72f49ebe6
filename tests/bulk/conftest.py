"""Fixtures: a service that runs no job, clients that share its clock, and the path of a journal."""

import pytest

from tests.shared_clock_fixtures import client, clock, connect, held, service

__all__ = ["client", "clock", "connect", "held", "journal", "service"]


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "rows.journal"
