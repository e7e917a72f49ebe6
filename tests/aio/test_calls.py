"""Calls run on threads of the client, and the event loop is not held."""

import asyncio
import contextvars
import os
import pickle
import socket
import threading
import weakref
from unittest.mock import patch

import pytest

from cosanim import (
    AdviceWarning,
    AsyncAnimationClient,
    ConfigurationError,
    Credentials,
    JobFailed,
    NotFoundError,
    ResultUnavailable,
    SchemaError,
)
from cosanim.aio.calls import Calls
from tests.aio.support import Held, async_client_of, happens, library_threads
from tests.servers.loopback import BUCKET, REGION, Loopback, client_of
from tests.servers.support import PLAIN

OPERATIONS = ("connect", "send", "sendall", "recv", "recv_into", "shutdown", "close", "setsockopt")


@pytest.fixture
def ready(service):
    """An empty local service."""
    service.reset()
    return service


def options_of(service):
    with service.client() as client:
        return {"credentials": service.credentials, "retry": client._transport.retry, "backoff": client._backoff}


def of_service(service, **options):
    return async_client_of(service.url, **options_of(service) | options)


def test_a_job_is_explained_by_id_token_and_handle(ready):
    async def main():
        async with of_service(ready) as client:
            job = await client.submit("in.mp4", "out.gif", **PLAIN)
            return [await client.explain(each) for each in (job, job.token(), job.job_id)]

    found = asyncio.run(main())
    assert len({each.job_id for each in found}) == 1
    assert [finding.name for finding in found[0].findings][:2] == ["job", "input"]


def test_no_socket_is_used_on_the_thread_of_the_loop(ready, tmp_path):
    (tmp_path / "in.mp4").write_bytes(b"a video")
    used, resolved = [], []
    # Sockets of earlier tests may be closed by the garbage collector, in any thread.
    connected = weakref.WeakSet()

    def recording(name):
        original = getattr(socket.socket, name)

        def operation(sock, *args):
            if name == "connect":
                connected.add(sock)
            if sock in connected:
                used.append((name, threading.current_thread().name))
            return original(sock, *args)

        return patch.object(socket.socket, name, operation, create=True)

    getaddrinfo = socket.getaddrinfo

    def resolve(*args, **kwargs):
        resolved.append(threading.current_thread().name)
        return getaddrinfo(*args, **kwargs)

    async def everything():
        async with of_service(ready) as client:
            await client.objects.put("in.mp4", tmp_path / "in.mp4")
            job = await client.submit("in.mp4", "out.gif", **PLAIN)
            await job.wait()
            await job.download(tmp_path / "out.gif")
            await client.wait(await client.submit("in.mp4", "out2.gif", **PLAIN))
            assert [one.job_id async for one in client.list_jobs(size=1)]
            assert [one async for one in client.wait_many([client.job(job.job_id)])] == [job]
            assert await client.objects.exists("out.gif")
            await client.convert(tmp_path / "in.mp4", tmp_path / "converted.gif", duration=1)

    patches = [recording(name) for name in OPERATIONS]
    with patch.object(socket, "getaddrinfo", resolve):
        for one in patches:
            one.start()
        try:
            loop_thread = threading.Thread(target=lambda: asyncio.run(everything()), name="the loop")
            loop_thread.start()
            loop_thread.join()
        finally:
            for one in patches:
                one.stop()
    operations = {name for name, thread in used if thread.startswith("cosanim-aio")}
    assert {"connect", "sendall", "recv_into", "close"} <= operations
    assert resolved
    assert [each for each in used if each[1] == "the loop"] == []
    assert "the loop" not in resolved


def test_as_many_calls_run_at_once_as_there_are_workers():
    async def run(server):
        async with async_client_of(server.url, max_workers=3) as client:
            tasks = [asyncio.create_task(client.describe_jobs(["j1"])) for _ in range(5)]
            while len(server.methods) < 3:  # noqa: ASYNC110 - of another thread
                await asyncio.sleep(0.01)
            assert len(library_threads()) == 3
            server.released.set()
            await asyncio.gather(*tasks)

    with Held() as server:
        asyncio.run(run(server))
        assert len(server.methods) == 5


@pytest.mark.parametrize("max_workers", [0, -1, 1.5, True, "4"])
def test_an_invalid_number_of_workers_is_refused(max_workers):
    with pytest.raises(ConfigurationError, match="max_workers is a whole number"):
        async_client_of("", max_workers=max_workers)


def test_a_client_that_was_closed_has_no_threads_and_can_be_used_again_also_in_another_loop():
    async def use(client):
        await client.describe_jobs(["j1"])
        assert library_threads()

    async def use_and_close(client):
        async with client:
            await use(client)

    with Loopback() as server:
        client = async_client_of(server.url)
        assert library_threads() == []
        asyncio.run(use(client))
        asyncio.run(use_and_close(client))
        asyncio.run(use_and_close(client))
        asyncio.run(client.close())
    for thread in library_threads():
        thread.join(10)
    assert library_threads() == []


def test_closing_waits_for_calls_and_cancels_none():
    async def run(server):
        client = async_client_of(server.url)
        task = asyncio.create_task(client.describe_jobs(["j1"]))
        await happens(server.arrived)
        closing = asyncio.create_task(client.close())
        await asyncio.sleep(0.01)
        assert not closing.done()
        server.released.set()
        await closing
        assert (await task).jobs_detail[0].job_id == "j1"

    with Held() as server:
        asyncio.run(run(server))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fork in a process with threads
def test_a_forked_process_starts_threads_of_its_own():
    calls = Calls(2)
    assert asyncio.run(calls.run(os.getpid)) == os.getpid()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(calls.close())
            os.write(write, str(asyncio.run(calls.run(os.getpid))).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    assert int(os.read(read, 100)) == child
    os.close(read)
    asyncio.run(calls.close())


def test_a_call_sees_the_context_of_its_task():
    variable = contextvars.ContextVar("variable", default="unset")

    async def run():
        calls = Calls(1)
        variable.set("set")
        assert await calls.run(variable.get) == "set"
        await calls.close()

    asyncio.run(run())


def test_errors_are_those_of_the_client():
    async def run(url):
        async with async_client_of(url) as client:
            with pytest.raises(SchemaError):
                await client.submit("in.mp4", "out.gif", format="gif", width=1)
            with pytest.raises(NotFoundError):
                await client.describe_job("j404")
            with pytest.raises(TypeError, match=r"^submit\(\) has no parameter 'widht': did you mean 'width'\?"):
                await client.submit("in.mp4", "out.gif", widht=1)
            with pytest.raises(ResultUnavailable, match=r"await job\.refresh"):
                _ = client.job("j1").state
            assert client.at(region="ap-tokyo").region == "ap-tokyo"

    with Loopback() as server:
        asyncio.run(run(server.url))
    with pytest.raises(TypeError, match="AsyncAnimationClient is not pickled"):
        pickle.dumps(async_client_of(""))
    with pytest.raises(TypeError, match=r"AsyncAnimationClient\(\) has no parameter 'secret_id': pass credentials="):
        AsyncAnimationClient(secret_id="i")


def test_a_handle_has_the_result_and_says_how_a_job_failed(ready, tmp_path):
    async def run():
        async with of_service(ready) as client:
            await client.objects.put("in.mp4", b"x")
            job = await (await client.submit("in.mp4", "out.gif", **PLAIN)).wait()
            assert (job.output_key, job.width, job.state) == ("out.gif", 1, "Success")
            assert await job.read() == (await client.objects.read("out.gif"))
            assert (await job.download(tmp_path / "out.gif")).size == job.size
            assert "out.gif" in await job.output_url()
            assert repr(job).startswith("<AsyncJob '")
            again = client.job(job.token())
            assert (again, hash(again)) == (job, hash(job))
            assert await again.done()
            failed = await client.submit("missing.mp4", "out.gif", **PLAIN)
            with pytest.raises(JobFailed):
                await failed.wait()
            assert failed.state == "Failed"

    asyncio.run(run())


def test_progress_is_told_on_the_thread_of_the_loop_and_its_exceptions_end_the_call(ready):
    threads = []

    async def run():
        def progress(*numbers):
            threads.append(threading.current_thread())
            asyncio.get_running_loop()
            if len(numbers) == 2 and numbers[0]:
                raise ZeroDivisionError

        async with of_service(ready) as client:
            with pytest.raises(ZeroDivisionError):
                await client.objects.put("in.mp4", b"x", on_progress=progress)
            await client.objects.put("in.mp4", b"x")
            job = await client.submit("in.mp4", "out.gif", **PLAIN)
            await job.wait(on_progress=progress)

    asyncio.run(run())
    assert len(threads) >= 3
    assert set(threads) == {threading.main_thread()}


class TestWarnings:
    """Warnings are issued by the awaiting task before anything is sent."""

    def test_a_warning_points_at_the_line_that_awaits(self):
        async def run(url):
            async with async_client_of(url) as client:
                async with asyncio.TaskGroup() as group:
                    group.create_task(submit(client))
                with pytest.warns(AdviceWarning) as direct:
                    await client.submit("in.mp4", "out.gif", format="gif")
                return direct

        async def submit(client):
            with pytest.warns(AdviceWarning) as in_group:
                await client.submit("in.mp4", "out.gif", format="gif")
            (warning,) = in_group
            assert (warning.filename, warning.lineno) == (__file__, submit.__code__.co_firstlineno + 2)

        with Loopback() as server:
            (warning,) = asyncio.run(run(server.url))
        assert warning.filename == __file__
        assert warning.lineno == run.__code__.co_firstlineno + 5

    def test_a_task_of_the_method_itself_warns_at_the_line_that_runs_the_loop(self):
        async def run(url):
            async with async_client_of(url) as client:
                await asyncio.create_task(client.submit("in.mp4", "out.gif", format="gif"))

        with Loopback() as server, pytest.warns(AdviceWarning) as caught:
            asyncio.run(run(server.url))
        (warning,) = caught
        assert warning.filename == __file__

    def test_a_warning_that_is_an_error_is_raised_before_anything_is_sent(self):
        async def run(url):
            async with async_client_of(url) as client:
                await client.submit("in.mp4", "out.gif", format="gif")

        # Warnings are errors in these tests.
        with Loopback() as server, pytest.raises(AdviceWarning):
            asyncio.run(run(server.url))
        assert server.requests == []


def test_the_client_of_a_bucket_needs_neither_credentials_nor_a_loop_to_be_made():
    client = AsyncAnimationClient(bucket=BUCKET, region=REGION, credentials=Credentials("i", "k"))
    assert repr(client) == f"AsyncAnimationClient(bucket={BUCKET!r}, region={REGION!r})"
    with client_of("") as other:
        assert (client.bucket, client.region) == (other.bucket, other.region)
