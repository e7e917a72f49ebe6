"""A deadline limits every step: connecting, sending, reading a slow reply, retrying and sleeping."""

import io
import socket
import threading
import time

import pytest
import requests

from cosanim import RetryPolicy, ServerError, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.sessions.connections import POOL_CLASSES, Attempt
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from tests.servers.peers import CREDENTIALS, HOST, assert_no_secret
from tests.servers.scripted import Scripted, reply

LONG_TIMEOUTS = (60, 60)
"""Seconds for connecting and reading, longer than any test: the deadline ends each request."""
SOON = 0.3
"""Seconds until the deadline of a request."""


@pytest.fixture
def transport():
    made = Transport(credentials=CREDENTIALS, timeout=LONG_TIMEOUTS)
    yield made
    made.close()


def endpoint_of(server):
    return Endpoint.of(HOST, server.url)


def dripping(over, head=b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"):
    """Return a function that sends the head at once, and then one byte at a time until ``over`` is set."""

    def answer(connection, _):
        connection.sendall(head)
        while not over.wait(0.02):
            connection.sendall(b"x")
        return False

    return answer


class Unreading(Scripted):
    """Accepts connections and reads nothing until ``over`` is set."""

    def __init__(self, over):
        super().__init__(lambda *_: None)
        self._over = over

    def _received(self, connection, index, number):  # noqa: ARG002 - as in the base class
        self._over.wait(20)


@pytest.fixture
def over():
    """An event that is set when the test ends."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 2",
        b"",
    ],
    ids=["length", "chunks", "until it ends", "header", "status line", "nothing"],
)
def test_a_slow_reply_ends_with_the_deadline(transport, over, method, head):
    with Scripted(dripping(over, head)) as server:
        with pytest.raises(TransportError, match="the deadline passed") as caught:
            transport.send(method, endpoint_of(server), "/jobs", deadline=time.monotonic() + SOON)
        assert len(server.requests) == 1
        over.set()
    assert caught.value.sent is (True if b"\r\n\r\n" in head else None)
    assert caught.value.retryable == (method == "GET")
    assert_no_secret(caught.value)


def test_a_slow_download_ends_with_the_deadline(transport, over):
    with Scripted(dripping(over)) as server:
        with (
            pytest.raises(TransportError, match="the deadline passed"),
            transport.stream("GET", endpoint_of(server), "/o", deadline=time.monotonic() + SOON) as answer,
        ):
            list(answer.chunks)
        over.set()


def test_endless_interim_replies_end_with_the_deadline(transport, over):
    def answer(connection, _):
        while not over.wait(0.02):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return False

    with Scripted(answer) as server:
        with pytest.raises(TransportError, match="no usable reply"):
            transport.send("POST", endpoint_of(server), "/jobs", deadline=time.monotonic() + SOON)
        over.set()


@pytest.mark.parametrize("as_file", [True, False])
def test_a_body_that_the_server_does_not_read_ends_with_the_deadline(transport, over, as_file):
    body = b"x" * 30_000_000
    with Unreading(over) as server:
        with pytest.raises(TransportError, match="the deadline passed"):
            transport.send(
                "PUT",
                endpoint_of(server),
                "/o",
                body=io.BytesIO(body) if as_file else body,
                deadline=time.monotonic() + SOON,
            )
        over.set()


def test_a_missing_tls_handshake_ends_with_the_deadline_and_nothing_was_sent(transport, over):
    with Unreading(over) as server:
        endpoint = Endpoint.of(HOST, server.url.replace("http:", "https:"))
        with pytest.raises(TransportError, match="the deadline passed") as caught:
            transport.send("GET", endpoint, "/jobs", deadline=time.monotonic() + SOON)
        assert caught.value.sent is False
        over.set()


def test_after_the_deadline_nothing_is_sent(transport):
    with Scripted(lambda c, _: c.sendall(reply(b""))) as server:
        with pytest.raises(TransportError, match="the deadline passed") as caught:
            transport.send("GET", endpoint_of(server), "/jobs", deadline=time.monotonic() - 1)
        assert caught.value.sent is False
        assert server.connections == 0


def test_a_request_before_its_deadline_succeeds_and_its_connection_is_kept(transport):
    body = b"<Response>" + b"x" * 300_000 + b"</Response>"
    with Scripted(lambda c, _: c.sendall(reply(body))) as server:
        for deadline in (time.monotonic() + 60, None, time.monotonic() + 60):
            assert transport.send("PUT", endpoint_of(server), "/o", body=body, deadline=deadline).body == body
        assert server.connections == 1
        assert {request.body for request in server.requests} == {body}


def test_the_deadline_limits_each_read_of_a_callers_session(over):
    def silent(*_):
        over.wait(20)

    with requests.Session() as session, Scripted(silent) as server:
        made = Transport(credentials=CREDENTIALS, timeout=LONG_TIMEOUTS, session=session)
        with pytest.raises(TransportError, match="the deadline passed"):
            made.send("GET", endpoint_of(server), "/jobs", deadline=time.monotonic() + SOON)
        over.set()


@pytest.mark.parametrize(("left", "requests_sent", "slept"), [(None, 4, 3), (100, 4, 3), (2.5, 2, 1), (0.5, 1, 0)])
def test_neither_sleep_nor_retry_exceeds_the_deadline(left, requests_sent, slept):
    now = [1000.0]
    sleeps = []

    def sleep(seconds):
        sleeps.append(seconds)
        now[0] += seconds

    made = Transport(
        credentials=CREDENTIALS,
        timeout=LONG_TIMEOUTS,
        retry=RetryPolicy(first=1, growth=2, jitter=0),
        timing=Timing(monotonic=lambda: now[0], sleep=sleep, rng=lambda: 0.5),
    )
    with Scripted(lambda c, _: c.sendall(reply(b"", status="500 Failed"))) as server:
        with pytest.raises(ServerError):
            made.send("GET", endpoint_of(server), "/jobs", deadline=None if left is None else now[0] + left)
        assert len(server.requests) == requests_sent
    assert sleeps == [1, 2, 4][:slept]
    made.close()


def test_no_thread_is_left_behind(transport, over):
    before = threading.active_count()
    with Scripted(dripping(over)) as server:
        with pytest.raises(TransportError):
            transport.send("GET", endpoint_of(server), "/jobs", deadline=time.monotonic() + SOON)
        over.set()
    assert threading.active_count() == before


def test_a_connection_established_after_the_deadline_is_closed():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        POOL_CLASSES["http"](*listener.getsockname()) as pool,
        Attempt(deadline=1.0, clock=lambda: 2.0),
    ):
        connection = pool.ConnectionCls(*listener.getsockname())
        with pytest.raises(TimeoutError) as caught:
            connection.connect()
        accepted, _ = listener.accept()
        with accepted:
            accepted.settimeout(5)
            assert accepted.recv(1) == b"", "the connection stays open"
        assert caught.value.__traceback__ is not None, (
            "the traceback refers to the connection, which would hide a missing close"
        )


class Reader(Scripted):
    """Reads the body of a request in pieces, sleeps ``every`` seconds after each, and replies to a complete body."""

    def __init__(self, every):
        super().__init__(lambda *_: False)
        self.read, self._every = 0, every

    def _received(self, connection, index, number):  # noqa: ARG002 - as in the base class
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        while self.read < LARGE and (piece := connection.recv(1 << 18)):
            self.read += len(piece)
            time.sleep(self._every)
        if self.read >= LARGE:
            connection.sendall(reply(b""))


LARGE = 24 << 20


@pytest.mark.parametrize("as_file", [False, True], ids=["bytes", "file"])
def test_a_body_may_take_longer_to_send_than_any_single_step(as_file):
    data = bytes(LARGE)
    made = Transport(credentials=CREDENTIALS, timeout=(0.5, 60), retry=RetryPolicy(attempts=1))
    with Reader(0.01) as server:
        assert made.send("PUT", endpoint_of(server), "/o", body=io.BytesIO(data) if as_file else data).status == 200
    made.close()


@pytest.mark.parametrize("as_file", [False, True], ids=["bytes", "file"])
def test_a_body_that_the_server_reads_slowly_ends_with_the_deadline(transport, as_file):
    data = bytes(LARGE)
    with Reader(0.05) as server:
        with pytest.raises(TransportError, match="deadline passed"):
            transport.send(
                "PUT",
                endpoint_of(server),
                "/o",
                body=io.BytesIO(data) if as_file else data,
                deadline=time.monotonic() + SOON,
            )
        assert server.read < LARGE // 2
