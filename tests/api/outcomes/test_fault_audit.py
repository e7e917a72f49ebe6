"""Many submissions at the same time to a service with faults: each ends in exactly one job, or is unknown."""

import os

import pytest

from tests.api.outcomes.fault_audit import audited

SEED = int(os.environ.get("COSANIM_FAULT_SEED", "20261126"))
"""Set the environment variable to repeat, or to vary, the faults."""
QUICK_FAULTS = "drop-after=0.2,503=0.1,429=0.1,slow=0.05:0.1"


def assert_exactly_once(audit, number):
    counts = audit.counts()
    print(f"seed {SEED}: {counts}")
    assert counts["submitted"] == number
    assert (counts["doubled"], counts["refused yet accepted"], counts["wrong id"]) == (0, 0, 0)
    assert counts["unknown"] < 0.005 * number
    return counts


def test_lost_replies_and_rejections_give_one_job_each():
    keys = [f"out/{number}.gif" for number in range(150)]
    assert_exactly_once(audited(keys, seed=SEED, faults=QUICK_FAULTS, longest_delay=0.2), 150)


def test_equal_submissions_at_the_same_time_give_one_job_each():
    audit = audited(["out/${jobid}.gif"] * 60, seed=SEED, faults=QUICK_FAULTS, longest_delay=0.2)
    assert_exactly_once(audit, 60)
    ids = audit.found["out/${jobid}.gif"]
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_thousands_of_submissions_with_all_faults_give_one_job_each():
    counts = assert_exactly_once(audited([f"out/{number}.gif" for number in range(3000)], seed=SEED), 3000)
    assert counts["refused"] <= 3, "six attempts are rejected in a row"


@pytest.mark.slow
def test_equal_submissions_with_all_faults_give_one_job_each():
    assert_exactly_once(audited(["out/${jobid}.gif"] * 100, seed=SEED + 1), 100)
