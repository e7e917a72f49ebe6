"""A bulk run that is killed at any instant, and started again, submits each row exactly once."""

import random

import pytest

from tests.bulk.kill_audit import audited, flawless


def test_a_run_that_is_killed_twice_submits_each_row_once(journal):
    counts, _ = audited(journal, rows=60, kills=2, seconds=0.3, seed=7, faults="slow=0.2:0.05", longest_delay=0.1)
    assert counts == flawless(60, 2)


@pytest.mark.slow
def test_a_run_of_2000_rows_that_is_killed_ten_times_submits_each_row_once(journal, announce):
    seed = random.randrange(10**6)  # noqa: S311 - no secret
    announce(f"2,000 rows, killed at 10 random instants, with seed {seed}")
    counts, states = audited(journal, rows=2000, kills=10, seconds=3.0, seed=seed)
    announce(f"counts: {counts}")
    announce(f"states when it was killed: {states}")
    assert counts == flawless(2000, 10)
