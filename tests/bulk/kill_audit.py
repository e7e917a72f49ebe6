"""Kills a bulk run at random instants, starts it again until it is done, and compares its journal with the service."""

import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from pathlib import Path

from cosanim import RetryPolicy
from cosanim.bulk.journal import RowState
from cosanim.local import LocalService
from tests.bulk.processes import finish, start
from tests.bulk.support import read_journal
from tests.servers.loopback import client_of

FAULTS = "refuse=0.02,drop-before=0.02,drop-after=0.05,late=0.03:1.0,503=0.05,429=0.02,slow=0.05:0.6"
"""Faults whose delays are shorter than the window of the policy, so that slow requests are not rejected."""


def audited(journal, *, rows, kills, seconds, seed, faults=FAULTS, longest_delay=1.5, **options):
    """Run a manifest that is killed some times; return counts of what is wrong and of what was done, and its states.

    Args:
        journal: The journal.
        rows: Number of rows.
        kills: Number of times that the program is killed.
        seconds: Longest time from the start of a program to its end.
        seed: Seed of the faults and of the instants.
        faults: The faults of the service.
        longest_delay: Seconds after which none of them delays a request any more.
        **options: Other options of the run.

    Returns:
        The counts, and for each time that the program was killed the number of rows in each state.
    """
    states = []
    rng = random.Random(seed)  # noqa: S311 - no secret
    killed = 0
    with LocalService(render=False, hold=True, faults=faults, fault_seed=seed) as service:
        while True:
            process = start(service, journal, rows, **options)
            if killed < kills:
                process.stdout.readline()
                time.sleep(rng.uniform(0, seconds))
                is_running = process.poll() is None
                process.kill()
                finish(process)
                if is_running:
                    killed += 1
                    states.append(_states(journal))
                continue
            code, results, messages = finish(process)
            assert code == 0, messages
            break
        time.sleep(longest_delay)
        with client_of(service.url, credentials=service.credentials, retry=RetryPolicy()) as client:
            listed = list(client.list_jobs(size=100))
    jobs = Counter(job.operation.output.object_key for job in listed)
    outputs = {job.job_id: job.operation.output.object_key for job in listed}
    recorded = read_journal(journal, "number, state, job_id")
    assert [result["state"] for result in sorted(results, key=lambda result: result["number"])] == [
        state for _, state, _ in recorded
    ]
    wanted = {number: f"out/{number}.gif" for number, _, _ in recorded}
    counts = {
        "rows": len(recorded),
        "kills": killed,
        "jobs": len(listed),
        "doubled": sum(count - 1 for count in jobs.values()),
        "missing": sum(1 for output in wanted.values() if not jobs[output]),
        "unknown": sum(state == RowState.UNKNOWN for _, state, _ in recorded),
        "failed": sum(state == RowState.FAILED for _, state, _ in recorded),
        "wrong": sum(outputs.get(job_id) != wanted[number] for number, _, job_id in recorded),
    }
    return counts, states


def _states(journal):
    """Return the number of rows in each state, in a copy of a journal, as the next program finds it."""
    with tempfile.TemporaryDirectory() as folder:
        for path in journal.parent.glob(f"{journal.name}*"):
            shutil.copy(path, folder)
        try:
            return dict(Counter(read_journal(Path(folder) / journal.name)))
        except sqlite3.OperationalError:  # it was killed before it made the tables
            return {}


def flawless(rows, kills):
    """Return the counts of a run in which nothing is wrong."""
    return {"rows": rows, "kills": kills, "jobs": rows} | dict.fromkeys(
        ("doubled", "missing", "unknown", "failed", "wrong"), 0
    )
