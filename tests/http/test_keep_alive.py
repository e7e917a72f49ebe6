"""Idle connections: when they are reused, and the effect of one that the server has closed."""

import random
import threading
import time

import pytest

from cosanim import CosanimError, SubmissionUnknown, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from tests.servers.loopback import client_of
from tests.servers.peers import CREDENTIALS, HOST, ONCE
from tests.servers.scripted import Relay, Scripted, job_for, reply


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def answer_all(connection, _):
    connection.sendall(reply(b"<Response/>"))


def answer_without_body(connection, _):
    connection.sendall(reply(b""))


def answer_the_first(connection, request):
    """Answer the first request of a connection and close it at the second."""
    if request.number:
        return False
    connection.sendall(reply(b"<Response/>"))
    return True


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def send(clock):
    made = Transport(credentials=CREDENTIALS, timeout=(2, 2), retry=ONCE, timing=Timing(monotonic=clock))
    yield lambda server, method, **more: made.send(method, Endpoint.of(HOST, server.url), "/jobs", **more)
    made.close()


@pytest.mark.parametrize(("idle", "connections"), [(0.0, 1), (0.4, 1), (0.6, 2), (60, 2)])
def test_a_post_does_not_reuse_a_connection_that_was_idle_for_long(send, clock, idle, connections):
    with Scripted(answer_all) as server:
        send(server, "GET")
        clock.now += idle
        send(server, "POST", body=b"x")
        assert server.connections == connections


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods_reuse_any_idle_connection(send, clock, method):
    with Scripted(answer_without_body) as server:
        for _ in range(3):
            send(server, method)
            clock.now += 60
        assert server.connections == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_idempotent_requests_are_sent_again_on_a_closed_connection(send, tmp_path, method):
    def answer(connection, request):
        if request.number:
            return False
        connection.sendall(reply(b""))
        return True

    file = tmp_path / "f"
    file.write_bytes(b"abc" * 50_000)
    with Scripted(answer) as server, file.open("rb") as source:
        send(server, "GET")
        assert send(server, method, body=source if method == "PUT" else None).status == 200
        assert [request.connection for request in server.requests] == [0, 0, 1]
        assert {request.body for request in server.requests[1:]} == {file.read_bytes() if method == "PUT" else b""}


def test_a_post_on_a_connection_that_had_been_closed_is_not_sent_again(send):
    with Scripted(answer_the_first) as server:
        send(server, "GET")
        with pytest.raises(TransportError) as caught:
            send(server, "POST", body=b"x")
        assert caught.value.sent is None
        assert [request.connection for request in server.requests] == [0, 0]


def test_a_get_that_fails_on_a_new_connection_is_not_sent_again_at_once(send):
    with Scripted(lambda *_: False) as server:
        with pytest.raises(TransportError):
            send(server, "GET")
        assert len(server.requests) == 1


def test_a_body_that_cannot_be_read_twice_is_not_sent_again(send):
    class Pipe:
        def __init__(self):
            self._left = [b"abc", b""]

        def read(self, _):
            return self._left.pop(0)

    with Scripted(answer_the_first) as server:
        send(server, "GET")
        with pytest.raises(TransportError):
            send(server, "PUT", body=Pipe())
        assert server.connections == 1


def test_thirty_two_threads_keep_their_connections(caplog):
    barrier = threading.Barrier(32)

    def answer(connection, _):
        barrier.wait(30)
        connection.sendall(reply(b"<Response/>"))

    with Scripted(answer) as server, client_of(server.url, timeout=(30, 30)) as client:
        for _ in range(2):
            threads = [threading.Thread(target=client.describe_jobs, args=(["j1"],)) for _ in range(32)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert server.connections == 32
    assert "pool is full" not in caplog.text


@pytest.mark.slow
def test_a_server_that_closes_idle_connections_after_a_second_loses_no_request(capsys):
    """Requests about once a second, with 30 ms latency each way, often coincide with the closing of a connection."""

    def answer(connection, request):
        connection.sendall(reply(job_for(request, 1) if request.method == "POST" else b"<Response/>"))

    counted = {"submitted": 0, "unknown": 0, "read": 0, "failed reads": 0}
    lock = threading.Lock()

    def count(name):
        with lock:
            counted[name] += 1

    def work(url, seed, submits):
        rng = random.Random(seed)  # noqa: S311 - no secret
        with client_of(url, timeout=(10, 10)) as client:
            for number in range(8):
                try:
                    if submits:
                        count("submitted")
                        client.submit(f"in{seed}-{number}.mp4", "out.gif", format="gif", duration=1)
                    else:
                        count("read")
                        client.describe_jobs(["j1"])
                except SubmissionUnknown:
                    count("unknown")
                except CosanimError:
                    count("failed reads")
                time.sleep(1 + rng.uniform(-0.08, 0.0))

    with Scripted(answer, idle=1.0) as server, Relay(server.port, 0.03) as relay:
        threads = [threading.Thread(target=work, args=(relay.url, seed, seed < 32)) for seed in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with capsys.disabled():
        print(f"\n{counted}")
    assert counted == {"submitted": 256, "unknown": 0, "read": 64, "failed reads": 0}
