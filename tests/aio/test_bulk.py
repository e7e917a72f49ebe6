"""Bulk runs of coroutines: they yield what the synchronous ones yield, and cancelled tasks leave them as they are."""

import asyncio
import random
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from cosanim import AdviceWarning, AsyncJob, RetryPolicy
from cosanim.errors.bulk import InvalidRows, JournalError
from cosanim.local import LocalService
from tests.aio.support import Held, async_client_of, happens
from tests.bulk.support import once_each, outputs_of, read_journal, request, requests_of
from tests.servers.loopback import JOB, Loopback
from tests.servers.shared_clock import SharedClock


@pytest.fixture(scope="module")
def held():
    """A service that runs no job."""
    with LocalService(render=False, hold=True) as service:
        yield service


@pytest.fixture
def service(held):
    held.reset()
    return held


@pytest.fixture
def journal(tmp_path):
    return tmp_path / "rows.journal"


def client_of_service(service, **options):
    return async_client_of(service.url, **{"credentials": service.credentials, "retry": RetryPolicy()} | options)


def outputs(service):
    with service.client() as client:
        return outputs_of(client)


async def cancel(task):
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class Blocking:
    """Rows that are read when they are released.

    Attributes:
        arrived: Set when the first one is wanted.
        released: Set to go on.
    """

    def __init__(self, rows):
        self.rows = iter(rows)
        self.arrived, self.released = threading.Event(), threading.Event()
        self.threads = set()

    def __iter__(self):
        return self

    def __next__(self):
        self.threads.add(threading.current_thread().name)
        self.arrived.set()
        self.released.wait(10)
        return next(self.rows)


def test_results_have_the_handles_of_coroutines(service, journal):
    async def run():
        async with client_of_service(service) as client, client.submit_many(requests_of(3), journal=journal) as run:
            results = {result.number: result async for result in run}
            assert [str(results[number].state) for number in (1, 2, 3)] == ["submitted"] * 3
            assert {type(result.job) for result in results.values()} == {AsyncJob}
            assert (await results[2].job.refresh()).state == "Submitted"
            assert run.counts == {"submitted": 3}
            assert (run.in_flight, run.parked, run.unfinished, run.pause) == (0, 0, 3, None)
            with pytest.raises(StopAsyncIteration):
                await anext(run)

    asyncio.run(run())
    assert outputs(service) == once_each(3)


def test_a_run_waits_for_the_ends_of_jobs():
    async def run(service):
        async with client_of_service(service) as client, client.submit_many(requests_of(3), wait=True) as run:
            return [result.job.state async for result in run]

    with LocalService(render=False) as service:
        assert asyncio.run(run(service)) == ["Failed"] * 3  # there are no videos


def test_rows_are_read_on_a_thread_and_on_pause_is_called_by_the_task(service):
    pauses = []
    rows = Blocking(requests_of(1))
    rows.released.set()

    def on_pause(failure, seconds):
        pauses.append((failure.code, seconds > 0, asyncio.current_task().get_name()))

    async def run():
        service.fail_next("submit_job", "503:SlowDown")
        async with client_of_service(service, retry=RetryPolicy(first=0.01)) as client:
            with pytest.raises(TypeError, match="on_pause is callable"):
                client.submit_many(rows, on_pause=1)
            async with client.submit_many(rows, on_pause=on_pause) as run:
                assert [str(result.state) async for result in run] == ["submitted"]

    async def main():
        await asyncio.create_task(run(), name="of the caller")

    asyncio.run(main())
    assert pauses == [("SlowDown", True, "of the caller")]
    assert {name.rpartition("_")[0] for name in rows.threads} == {"cosanim-aio"}


def test_a_warning_points_at_the_line_that_awaits(service):
    row = request(1)
    row.operation.animation.time_interval = None

    async def run():
        async with client_of_service(service) as client:
            with pytest.warns(AdviceWarning, match="no-duration") as caught:
                assert len([result async for result in client.submit_many([row])]) == 1
            assert [warning.filename for warning in caught] == [__file__]

    asyncio.run(run())


def test_a_failure_is_raised_once_and_ends_the_run(service, journal):
    async def run():
        async with client_of_service(service) as client:
            rows = client.submit_many([request(1), request(2, width=1)], journal=journal)
            with pytest.raises(InvalidRows, match="row 2"):
                await anext(rows)
            with pytest.raises(StopAsyncIteration):
                await anext(rows)

    asyncio.run(run())
    assert read_journal(journal) == []


@pytest.mark.parametrize("kind", ["result", "failure"])
def test_what_comes_of_a_step_that_was_cancelled_is_not_lost(service, kind):
    def rows():
        if kind == "failure":
            raise ZeroDivisionError
        yield request(1, width=1)

    async def run():
        blocked = Blocking(rows())
        async with client_of_service(service) as client, client.submit_many(blocked) as run:
            task = asyncio.create_task(anext(run))
            await happens(blocked.arrived)
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done(), "its step has not ended"
            task.cancel()
            blocked.released.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert run.counts == {}
            if kind == "failure":
                with pytest.raises(ZeroDivisionError):
                    await anext(run)
            else:
                assert [str(result.state) async for result in run] == ["failed"]
                assert run.counts == {"failed": 1}

    asyncio.run(run())


def test_a_run_whose_sleep_was_cancelled_goes_on(journal):
    sleeping, released = threading.Event(), threading.Event()

    clock = SharedClock()

    def sleep(seconds):
        sleeping.set()
        released.wait(10)
        clock.sleep(seconds)

    async def run(server):
        timing = replace(clock.timing, sleep=sleep)
        async with async_client_of(server.url, timing=timing, retry=RetryPolicy()) as client:
            run = client.submit_many([request(1)], journal=journal)
            task = asyncio.create_task(anext(run))
            await happens(sleeping)
            assert run.pause is not None
            task.cancel()
            await asyncio.sleep(0.01)
            assert not task.done()
            released.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert [result.job.job_id async for result in run] == ["j1"]

    with Loopback(503, b"<Error><Code>SlowDown</Code></Error>") as server:
        server.then(200, JOB)
        asyncio.run(run(server))


def test_no_result_is_lost_or_doubled_at_whatever_moments_tasks_are_cancelled(service, journal):
    rng = random.Random(16)  # noqa: S311 - moments of a test
    results = []

    async def run():
        async with client_of_service(service) as client, client.submit_many(requests_of(60), journal=journal) as run:

            async def collect():
                async for result in run:
                    results.append(result.number)  # noqa: PERF401 - also of a task that is cancelled

            for _ in range(30):
                task = asyncio.create_task(collect())
                await asyncio.sleep(rng.random() * 0.01)
                await cancel(task)
            await collect()
            assert run.counts == {"submitted": 60}

    asyncio.run(run())
    assert Counter(results) == dict.fromkeys(range(1, 61), 1)
    assert outputs(service) == once_each(60)


def test_tasks_share_a_run(service):
    async def run():
        async with client_of_service(service) as client, client.submit_many(requests_of(20)) as run:

            async def collect():
                return [result.number async for result in run]

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(collect()) for _ in range(3)]
            return sorted(number for task in tasks for number in task.result())

    assert asyncio.run(run()) == list(range(1, 21))


def test_a_task_group_that_fails_closes_a_run_and_the_sync_client_goes_on(service, journal):
    async def submit(client, begun):
        async with client.submit_many(requests_of(40), journal=journal) as run:
            async for _ in run:
                begun.set()

    async def run():
        async with client_of_service(service) as client:
            begun = asyncio.Event()
            with pytest.raises(ExceptionGroup):  # noqa: PT012 - of the group as a whole
                async with asyncio.TaskGroup() as group:
                    task = group.create_task(submit(client, begun))
                    await begun.wait()
                    raise ZeroDivisionError
            assert task.cancelled()
            assert client.cancelled_submissions == []

    asyncio.run(run())
    recorded = read_journal(journal)
    assert recorded.count("submitted") == outputs(service).total() < 40
    assert set(recorded) == {"submitted", "pending"}
    with service.client() as client, client.submit_many(requests_of(40), journal=journal) as rest:
        assert sorted(result.number for result in rest) == list(range(1, 41))
    assert outputs(service) == once_each(40)


def test_closing_early_records_the_requests_in_flight(service, journal):
    async def run():
        async with client_of_service(service) as client:
            run = client.submit_many(requests_of(20), journal=journal)
            await anext(run)
            with pytest.raises(JournalError, match="in use"), service.client() as other:
                next(other.submit_many(requests_of(20), journal=journal))
            await run.close()
            await run.close()
            assert run.in_flight == 0
            with pytest.raises(StopAsyncIteration):
                await anext(run)

    asyncio.run(run())
    assert read_journal(journal).count("submitted") == outputs(service).total()


def test_a_close_that_is_cancelled_before_a_thread_is_free_closes_the_run(journal):
    async def run(server):
        async with async_client_of(server.url, max_workers=1) as client:
            run = client.submit_many(iter([request(1, width=1), request(2)]), journal=journal)
            assert str((await anext(run)).state) == "failed"
            busy = asyncio.create_task(client.describe_jobs(["j1"]))
            await happens(server.arrived)
            closing = asyncio.create_task(run.close())
            await asyncio.sleep(0)
            closing.cancel()
            await asyncio.sleep(0)
            assert not closing.done()
            server.released.set()
            await busy
            with pytest.raises(asyncio.CancelledError):
                await closing
            assert read_journal(journal) == []  # it is not in use

    with Held(JOB) as server:
        asyncio.run(run(server))


def test_a_run_that_is_closed_by_another_task_ends(service, journal):
    async def run():
        blocked = Blocking(requests_of(5))
        async with client_of_service(service) as client:
            run = client.submit_many(blocked, journal=journal)
            task = asyncio.create_task(anext(run))
            await happens(blocked.arrived)
            closing = asyncio.create_task(run.close())
            await asyncio.sleep(0.01)
            assert not closing.done()
            blocked.released.set()
            await closing
            with pytest.raises(StopAsyncIteration):
                await task

    asyncio.run(run())
    assert outputs(service).total() <= 1
