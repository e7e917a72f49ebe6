"""Bulk runs by a Dask cluster, which runs a task again if its worker dies or its result is lost."""

import logging
from collections import Counter

import pytest

from cosanim.testing import local_service
from tests.bulk.executors import Killer, rows

distributed = pytest.importorskip("distributed")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROWS = 200
KILLS = 6


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=4,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as running:
        yield running


@pytest.fixture
def dask(cluster):
    with distributed.Client(cluster) as client:
        yield client


@pytest.fixture
def service():
    with local_service() as running:
        yield running


def jobs_of(service):
    with service.client() as client:
        return Counter(job.input.object_key for job in client.list_jobs())


def one_each():
    return Counter(request["Input"]["Object"] for request in rows(ROWS))


@pytest.mark.parametrize("options", [{"pure": False}, {}, {"retries": 3}], ids=["impure", "pure", "retries"])
def test_each_row_is_submitted_once(dask, service, options):
    with service.client() as client:
        run = client.submit_many(rows(ROWS), executor=dask.get_executor(**options), max_in_flight=16)
        assert Counter(result.state for result in run) == {"submitted": ROWS}
    assert jobs_of(service) == one_each()


@pytest.mark.parametrize("failures", [3, 0])
def test_no_job_is_doubled_or_missing_when_worker_processes_are_killed(cluster, dask, service, announce, failures):
    cluster.scheduler.allowed_failures = failures
    service.fail_next("submit_job", "slow:0.1", 10_000)

    def pids():
        return [nanny.pid for nanny in cluster.workers.values() if nanny.pid is not None]

    with service.client() as client, Killer(service, pids, kills=KILLS) as killer:
        run = client.submit_many(rows(ROWS), executor=dask.get_executor(), max_in_flight=16)
        states = Counter(result.state for result in run)
    jobs = jobs_of(service)
    assert len(killer.killed) == KILLS
    assert states == {"submitted": ROWS}
    assert jobs == one_each()
    announce(f"Dask, {failures} failures allowed: {KILLS} workers killed, {ROWS} rows, {jobs.total()} jobs")
