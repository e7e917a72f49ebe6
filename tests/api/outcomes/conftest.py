"""Fixtures: a service that runs no job, and clients that share its clock."""

from tests.shared_clock_fixtures import client, clock, connect, held, service

__all__ = ["client", "clock", "connect", "held", "service"]
