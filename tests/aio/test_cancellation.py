"""Cancelled tasks: waits and reads end at once, and of a submission the outcome is had."""

import asyncio
import random
import threading
from contextlib import suppress

import pytest
import requests

from cosanim import Backoff, RetryPolicy, SubmissionUnknown, Timing
from cosanim.api.paid_requests.caller import NOTHING_ACCEPTED
from cosanim.api.requests import build_animation, build_batch
from cosanim.local import LocalService
from tests.aio.support import Held, async_client_of, happens, library_threads
from tests.servers.loopback import BUCKET, JOB, REGION, Loopback
from tests.servers.support import PLAIN

RUNNING = b"<Response><JobsDetail><JobId>j1</JobId><State>Running</State></JobsDetail></Response>"
LONG = Backoff(first=3600, longest=3600)


async def cancelled(task):
    """Cancel a task, and return the exception with which it ends."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert type(caught.value) is asyncio.CancelledError
    return caught.value


async def polled(server):
    """Wait until a poll has been answered and the task sleeps."""
    while not server.requests:  # noqa: ASYNC110 - of another thread
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)


async def arrived(server, method):
    """Wait until a request has arrived."""
    async with asyncio.timeout(10):
        while method not in server.methods:  # noqa: ASYNC110 - of another thread
            await asyncio.sleep(0.005)


async def _next(iterator):
    return await anext(iterator)


WAITS = {
    "wait": lambda client: client.wait("j1", backoff=LONG),
    "handle": lambda client: client.job("j1").wait(backoff=LONG),
    "many": lambda client: _next(client.wait_many(["j1"], backoff=LONG)),
    "with stop": lambda client: client.wait("j1", backoff=LONG, stop=asyncio.Event()),
}


class TestWaits:
    """Between polls a wait is a sleep of asyncio."""

    @pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
    def test_a_cancelled_wait_ends_during_its_sleep_and_uses_no_thread_for_it(self, wait):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = asyncio.create_task(wait(client))
                await polled(server)
                # All threads are idle, so another call needs no further one.
                assert client._calls._running == set()
                await cancelled(task)

        with Loopback(200, RUNNING) as server:
            asyncio.run(run(server))
            assert len(server.requests) == 1

    def test_a_task_group_and_a_time_out_end_waits(self):
        async def run(server):
            async with async_client_of(server.url) as client:
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.1):
                        await client.wait("j1", backoff=LONG)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(client.wait("j1", backoff=LONG), 0.1)
                with pytest.raises(ExceptionGroup) as caught:  # noqa: PT012 - of the group as a whole
                    async with asyncio.TaskGroup() as group:
                        tasks = [group.create_task(client.wait(f"j{n}", backoff=LONG)) for n in (1, 1, 1)]
                        await polled(server)
                        raise ZeroDivisionError
                assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
                assert all(task.cancelled() for task in tasks)

        with Loopback(200, RUNNING) as server:
            asyncio.run(run(server))

    def test_an_event_ends_the_sleep_of_a_wait(self):
        async def run(server):
            async with async_client_of(server.url) as client:
                stop = asyncio.Event()
                task = asyncio.create_task(client.wait("j1", backoff=LONG, stop=stop))
                await polled(server)
                stop.set()
                with pytest.raises(Exception, match="was stopped") as caught:
                    await task
                assert type(caught.value).__name__ == "WaitStopped"
                with pytest.raises(TypeError, match=r"stop is an asyncio\.Event, not Event"):
                    await client.wait("j1", stop=threading.Event())
                with pytest.raises(TypeError, match=r"stop is an asyncio\.Event"):
                    client.wait_many(["j1"], stop=threading.Event())

        with Loopback(200, RUNNING) as server:
            asyncio.run(run(server))

    def test_a_poll_in_flight_is_cut_off(self):
        """The reply would take ten seconds; the thread ends before it, also that of a program that ends."""

        async def run(server):
            async with async_client_of(server.url) as client:
                task = asyncio.create_task(client.wait("j1"))
                await happens(server.arrived)
                await cancelled(task)
            assert not server.released.is_set()

        with Held() as server:
            asyncio.run(run(server))
            for thread in library_threads():
                thread.join()
            assert not server.released.is_set()
            assert server.methods == ["GET"]


class TestOtherCalls:
    """A call that pays for nothing is cut off."""

    def test_the_delay_before_a_retry_ends(self):
        async def run(server):
            retry = RetryPolicy(attempts=3, first=3600, longest=3600)
            async with async_client_of(server.url, retry=retry) as client:
                task = asyncio.create_task(client.describe_job("j1"))
                await polled(server)
                await cancelled(task)

        with Loopback(503, b"") as server:
            asyncio.run(run(server))
            assert len(server.requests) == 1

    def test_an_upload_is_cut_off(self, tmp_path):
        async def run(server):
            sent = asyncio.Event()
            async with async_client_of(server.url) as client:
                task = asyncio.create_task(client.objects.put("in.mp4", b"x", on_progress=lambda *_: sent.set()))
                await happens(server.arrived)
                await sent.wait()
                await cancelled(task)

        with Held() as server:
            asyncio.run(run(server))
            assert not server.released.is_set()
        assert list(tmp_path.iterdir()) == []

    def test_a_connection_that_was_cut_off_is_not_used_again(self):
        async def run(server):
            async with async_client_of(server.url, max_workers=1) as client:
                task = asyncio.create_task(client.describe_jobs(["j1"]))
                await happens(server.arrived)
                await cancelled(task)
                server.released.set()
                for _ in range(3):
                    assert (await client.describe_jobs(["j2"])).jobs_detail[0].job_id == "j1"

        with Held() as server:
            asyncio.run(run(server))
            assert server.targets == ["/jobs/j1", *["/jobs/j2"] * 3]

    def test_a_call_that_waits_for_a_thread_is_never_started(self):
        async def run(server):
            async with async_client_of(server.url, max_workers=1) as client:
                first = asyncio.create_task(client.describe_jobs(["j1"]))
                second = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
                await happens(server.arrived)
                await cancelled(second)
                server.released.set()
                await first
                assert client.cancelled_submissions == []

        with Held() as server:
            asyncio.run(run(server))
            assert server.methods == ["GET"]


@pytest.mark.parametrize("has_session", [False, True])
def test_a_list_goes_on_with_the_page_whose_reading_was_cancelled(has_session):
    async def run(server):
        session = requests.Session() if has_session else None
        async with async_client_of(server.url, session=session) as client:
            jobs = client.list_jobs()
            task = asyncio.create_task(_next(jobs))
            await happens(server.arrived)
            await cancelled(task)
            server.released.set()
            assert [job.job_id async for job in jobs] == ["j1"]
            assert [job.job_id async for job in jobs] == []

    with Held() as server:
        asyncio.run(run(server))
        assert server.methods == ["GET", "GET"]


def test_tasks_that_share_a_list_get_each_entry_once():
    async def run(server):
        async with async_client_of(server.url) as client:
            jobs = client.list_jobs()

            async def take():
                return [job.job_id async for job in jobs]

            found = asyncio.gather(take(), take(), take())
            await happens(server.arrived)
            server.released.set()
            assert sorted(job_id for job_ids in await found for job_id in job_ids) == ["j1", "j2"]

    body = b"<Response>%s</Response>" % b"".join(b"<JobsDetail><JobId>j%d</JobId></JobsDetail>" % n for n in (1, 2))
    with Held(body) as server:
        asyncio.run(run(server))


async def submitting(client, server):
    """Return a task whose submission has arrived at a server."""
    task = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
    await happens(server.arrived)
    return task


class TestSubmissions:
    """A submission is not cut off: its outcome is had after the cancellation."""

    def test_the_accepted_job_is_had(self):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = await submitting(client, server)
                task.cancel()
                await asyncio.sleep(0.05)
                assert not task.done(), "its outcome is not known yet"
                server.released.set()
                error = await cancelled(task)
                (job,) = client.cancelled_submissions
                assert job == client.job("j1")
                assert job.state == "Submitted"
                assert error.__notes__ == [f"the job was accepted: it is j1; go on with client.job({job.token()!r})"]
                assert client.at(region="ap-tokyo").cancelled_submissions is client.cancelled_submissions

        with Held(JOB) as server:
            asyncio.run(run(server))
            assert server.methods == ["POST"]

    @pytest.mark.parametrize("way", ["timeout", "wait_for", "group", "gather"])
    def test_it_is_had_whatever_cancels_the_task(self, way):
        async def run(server):
            async with async_client_of(server.url) as client:
                asyncio.get_running_loop().call_later(0.1, server.released.set)
                submit = client.submit("in.mp4", "out.gif", **PLAIN)
                if way == "timeout":
                    with pytest.raises(TimeoutError):
                        async with asyncio.timeout(0.05):
                            await submit
                elif way == "wait_for":
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(submit, 0.05)
                elif way == "group":
                    with pytest.raises(ExceptionGroup):  # noqa: PT012 - of the group as a whole
                        async with asyncio.TaskGroup() as group:
                            task = group.create_task(submit)
                            await happens(server.arrived)
                            raise ZeroDivisionError
                    assert task.cancelled()
                else:
                    both = asyncio.gather(submit, asyncio.sleep(3600))
                    await happens(server.arrived)
                    both.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await both
                    await client.close()
                assert [job.job_id for job in client.cancelled_submissions] == ["j1"]
                assert asyncio.current_task().cancelling() == 0

        with Held(JOB) as server:
            asyncio.run(run(server))
            assert server.methods == ["POST"]

    def test_the_accepted_batch_is_had(self):
        place = {"output_bucket": BUCKET, "output_region": REGION}
        request = build_batch("n", "out/${jobid}.gif", prefix="in/", animation=build_animation(**PLAIN), **place)

        async def run(server):
            async with async_client_of(server.url) as client:
                task = asyncio.create_task(client.submit_batch(request))
                await happens(server.arrived)
                task.cancel()
                server.released.set()
                error = await cancelled(task)
                assert error.__notes__ == ["the batch was accepted: it is b1"]
                assert [batch.job_id for batch in client.cancelled_submissions] == ["b1"]

        with Held(b"<Response><JobsDetail><JobId>b1</JobId><Name>n</Name></JobsDetail></Response>") as server:
            asyncio.run(run(server))

    def test_a_second_cancellation_does_not_lose_it(self):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = await submitting(client, server)
                for _ in range(3):
                    task.cancel()
                    await asyncio.sleep(0.01)
                server.released.set()
                await cancelled(task)
                assert [job.job_id for job in client.cancelled_submissions] == ["j1"]

        with Held(JOB) as server:
            asyncio.run(run(server))

    def test_a_reply_that_is_lost_leaves_the_error_by_which_the_job_is_found(self):
        """The lookup is not continued to its usual end, two minutes later."""

        async def run(service):
            retry = RetryPolicy(interrupt_timeout=0.1)
            async with async_client_of(service.url, credentials=service.credentials, retry=retry) as client:
                service.fail_next("submit_job", "drop-before")
                task = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
                while not any(one.api == "list_jobs" for one in service.requests):  # noqa: ASYNC110 - of another thread
                    await asyncio.sleep(0.01)
                error = await cancelled(task)
                (unknown,) = client.cancelled_submissions
                assert isinstance(unknown, SubmissionUnknown)
                assert error.__cause__ is unknown
                assert "may or may not have been accepted" in error.__notes__[0]
                with pytest.raises(SubmissionUnknown):
                    await client.find_submission(unknown, timeout=0)

        with LocalService(render=False) as service:
            asyncio.run(run(service))

    def test_a_job_whose_reply_was_lost_is_looked_up(self):
        async def run(service):
            async with async_client_of(service.url, credentials=service.credentials, retry=RetryPolicy()) as client:
                service.fail_next("submit_job", "late:0.3")
                task = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
                await asyncio.sleep(0.1)
                await cancelled(task)
                (job,) = client.cancelled_submissions
                assert [one.job_id async for one in client.list_jobs()] == [job.job_id]

        with LocalService(render=False, hold=True) as service:
            asyncio.run(run(service))

    def test_no_accepted_job_is_lost_at_whatever_moment_tasks_are_cancelled(self):
        rng = random.Random(15)  # noqa: S311 - moments of a test

        async def run(service):
            async with async_client_of(service.url, credentials=service.credentials, max_workers=4) as client:

                async def submit(number):
                    task = asyncio.create_task(client.submit("in.mp4", f"{number}.gif", **PLAIN))
                    for _ in range(rng.randrange(3)):
                        await asyncio.sleep(rng.random() * 0.03)
                        task.cancel()
                    with suppress(asyncio.CancelledError):
                        returned.append(await task)

                returned = []
                await asyncio.gather(*map(submit, range(40)))
                known = sorted(job.job_id for job in (*returned, *client.cancelled_submissions))
                assert sorted([job.job_id async for job in client.list_jobs(size=100)]) == known

        with LocalService(render=False, hold=True) as service:
            asyncio.run(run(service))

    def test_a_submission_that_was_refused_is_not_sent_again(self):
        async def run(server):
            retry = RetryPolicy(attempts=3, first=3600, longest=3600)
            async with async_client_of(server.url, retry=retry) as client:
                task = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
                await polled(server)
                error = await cancelled(task)
                assert error.__notes__ == [NOTHING_ACCEPTED]
                assert client.cancelled_submissions == []

        with Loopback(503, b"<Error><Code>SlowDown</Code></Error>") as server:
            asyncio.run(run(server))
            assert len(server.requests) == 1

    def test_a_refusal_that_arrives_after_the_cancellation_leaves_nothing(self):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = await submitting(client, server)
                task.cancel()
                server.released.set()
                error = await cancelled(task)
                assert "nothing was accepted: " in error.__notes__[0]
                assert client.cancelled_submissions == []

        with Held(b"<Error><Code>InvalidArgument</Code></Error>") as server:
            asyncio.run(run(server))

    def test_the_sleep_of_a_caller_is_used_before_retries(self):
        slept = []
        timing = Timing(sleep=lambda seconds: slept.append((seconds, threading.current_thread().name)))

        async def run(server):
            retry = RetryPolicy(attempts=2)
            async with async_client_of(server.url, retry=retry, timing=timing) as client:
                await client.describe_jobs(["j1"])

        with Loopback(503, b"") as server:
            server.then(200, JOB)
            asyncio.run(run(server))
        ((_, name),) = slept
        assert name.startswith("cosanim-aio")


class TestConversions:
    """A conversion that is cancelled cleans up."""

    @pytest.fixture
    def video(self, tmp_path):
        path = tmp_path / "in.mp4"
        path.write_bytes(b"a video")
        return path

    def convert(self, client, video):
        return asyncio.create_task(client.convert(video, video.with_suffix(".gif"), duration=1, backoff=LONG))

    def test_while_it_waits_the_job_and_its_objects_are_named(self, video):
        async def run(service):
            async with async_client_of(service.url, credentials=service.credentials) as client:
                task = self.convert(client, video)
                while not any(one.api == "describe_jobs" for one in service.requests):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.05)
                error = await cancelled(task)
                (job,) = [one async for one in client.list_jobs()]
                assert error.__notes__[0].startswith(f"the job is {job.job_id}; go on with client.job(")
                assert error.__notes__[1].startswith("left in the bucket: cos://")
                assert len([one async for one in client.objects.list()]) == 1
                assert [one.job_id for one in client.cancelled_submissions] == [job.job_id]

        with LocalService(render=False, transitions="manual") as service:
            asyncio.run(run(service))

    def test_during_the_upload_the_video_is_removed(self, video):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = self.convert(client, video)
                await happens(server.arrived)
                server.arrived.clear()
                task.cancel()
                await happens(server.arrived)
                server.released.set()
                await cancelled(task)

        with Held() as server:
            asyncio.run(run(server))
            assert server.methods == ["PUT", "DELETE"]
            assert server.targets[0] == server.targets[1]

    def test_a_second_cancellation_does_not_end_the_removal(self, video):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = self.convert(client, video)
                await arrived(server, "PUT")
                task.cancel()
                await arrived(server, "DELETE")
                task.cancel()
                await asyncio.sleep(0.05)
                server.released.set()
                error = await cancelled(task)
                assert getattr(error, "__notes__", []) == []

        with Held() as server:
            asyncio.run(run(server))
            assert server.methods == ["PUT", "DELETE"]

    def test_after_a_submission_that_was_refused_the_video_is_removed(self, video):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = self.convert(client, video)
                await arrived(server, "POST")
                task.cancel()
                await asyncio.sleep(0.05)
                server.released.set()
                error = await cancelled(task)
                assert [note.partition(":")[0] for note in error.__notes__] == ["nothing was accepted"]
                assert client.cancelled_submissions == []

        with Held(holds=["POST"], refuses=["POST"]) as server:
            asyncio.run(run(server))
            assert server.methods == ["PUT", "POST", "DELETE"]

    def test_objects_that_are_left_are_named_also_after_a_second_cancellation_without_a_thread(self, video):
        async def run(server):
            async with async_client_of(server.url, max_workers=1) as client:
                task = asyncio.create_task(
                    client.convert(video, video.with_suffix(".gif"), duration=1, backoff=LONG, timeout=None)
                )
                await arrived(server, "GET")
                await asyncio.sleep(0.05)
                other = asyncio.create_task(client.objects.head("other"))
                await arrived(server, "HEAD")
                task.cancel()
                await asyncio.sleep(0.05)
                task.cancel()
                await asyncio.sleep(0.05)
                server.released.set()
                await other
                error = await cancelled(task)
                assert any("left in the bucket" in note for note in error.__notes__)
                assert not any("the call failed" in note for note in error.__notes__)

        with Held(RUNNING, holds=["HEAD"]) as server:
            asyncio.run(run(server))

    def test_during_the_submission_the_job_is_had(self, video):
        async def run(server):
            async with async_client_of(server.url) as client:
                task = self.convert(client, video)
                while not server.requests or server.requests[-1].method != "POST":  # noqa: ASYNC110
                    await asyncio.sleep(0)
                error = await cancelled(task)
                assert [job.job_id for job in client.cancelled_submissions] == ["j1"]
                assert any("j1" in note for note in error.__notes__)
                assert any("left in the bucket" in note for note in error.__notes__)

        with Loopback(200, RUNNING) as server:
            server.answers.insert(0, (200, b"", {"x-cos-request-id": "r1"}))
            asyncio.run(run(server))


def test_a_loop_that_ends_waits_for_a_submission_and_not_for_a_poll():
    """As after Ctrl-C: the loop cancels all tasks."""

    async def run(server, clients):
        client = async_client_of(server.url)
        clients.append(client)
        task = asyncio.create_task(client.submit("in.mp4", "out.gif", **PLAIN))
        await happens(server.arrived)
        asyncio.get_running_loop().call_later(0.1, server.released.set)
        assert not task.done()

    clients = []
    with Held(JOB) as server:
        asyncio.run(run(server, clients))
    assert [job.job_id for job in clients[0].cancelled_submissions] == ["j1"]
