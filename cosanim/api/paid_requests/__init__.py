"""Sends paid requests, and finds out what became of them: exactly one job, or an honest unknown."""
