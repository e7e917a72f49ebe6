"""A run of any length keeps the same number of objects."""

import json

import pytest

from cosanim.local import LocalService
from tests.bulk.processes import start


@pytest.mark.slow
def test_a_run_keeps_no_objects_of_the_rows_that_are_done(journal):
    """Only the ids of unfinished jobs are kept, which are no more than the queue takes."""
    with LocalService(render=False, hold=True) as service:
        process = start(service, journal, 5000, count_objects_at=[1000, 5000], max_queued=10**6)
        output, messages = process.communicate()
        assert process.returncode == 0, messages
    early, late = json.loads(output.splitlines()[-1])
    assert late < early * 1.05 + 500
