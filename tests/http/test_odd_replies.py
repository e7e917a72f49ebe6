"""Surplus, early and repeated replies: none is returned for another request."""

import socket
import time

import pytest
import requests

from cosanim import SubmissionUnknown, TransportError
from tests.servers.loopback import client_of
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import PLAIN

DELAY = 0.05
"""Seconds before the rest of an odd reply: it arrives between two requests, or during the next one."""

TIMEOUT = (5, 5)
SHORT_TIMEOUT = (5, 0.5)
"""Time-outs for requests sessions passed by the caller, which wait for the body of a 205."""

INTERIM = ["100 Continue", "102 Processing", "103 Early Hints", "199 Odd"]
EMPTY = ["204 No Content", "205 Reset Content", "304 Not Modified"]


def interim(status):
    return f"HTTP/1.1 {status}\r\nLink: </x>\r\n\r\n".encode()


def bare(status):
    return f"HTTP/1.1 {status}\r\nx-ci-request-id: r0\r\n\r\n".encode()


INTERIM_FIRST = {
    **{f"{status} in front": (lambda real, s=status: [interim(s) + real]) for status in INTERIM},
    **{f"{status} long in front": (lambda real, s=status: [interim(s), real]) for status in INTERIM},
    "several in front": lambda real: [interim("102 A") + interim("100 B"), interim("103 C") + real],
}
"""Odd replies before the real one, which must be returned."""

OUTCOME_UNKNOWN = {
    **{f"{status} in front": (lambda real, s=status: [bare(s) + real]) for status in EMPTY},
    **{f"{status} long in front": (lambda real, s=status: [bare(s), real]) for status in EMPTY},
    "101": lambda real: [interim("101 Switching Protocols") + real],
    "101, later": lambda real: [interim("101 Switching Protocols"), real],
    "endless 102": lambda real: [interim("102 Processing") * 100 + real],
    "an empty one": lambda real: [reply(b"") + real],
    "an empty one, later": lambda real: [reply(b""), real],
    "a redirect": lambda real: [reply(b"", status="302 Found", headers="Location: /x\r\n"), real],
    "a page": lambda real: [reply(b"<html/>", status="200 OK"), real],
    "no HTTP": lambda real: [b"hello\r\n\r\n" + real],
    "a length too small": lambda real: [real.replace(b"Content-Length: ", b"Content-Length: 0\r\nX: ")],
}
"""Odd replies that leave the outcome of the request unknown."""

SURPLUS = {
    "twice": lambda real: [real + real],
    "twice, later": lambda real: [real, real],
    "three times": lambda real: [real + real, real],
    "with a rest": lambda real: [real + b"rubbish"],
    "with a rest, later": lambda real: [real, b"rubbish"],
    "with half of another": lambda real: [real + real[:30]],
    "an interim one behind": lambda real: [real + interim("102 Processing")],
}
"""Correct replies with surplus bytes."""

ALL = {**INTERIM_FIRST, **OUTCOME_UNKNOWN, **SURPLUS}


class Odd(Scripted):
    """Sends an odd reply to the first request, and correct ones after ``pause`` seconds to the others."""

    def __init__(self, odd, pause=0.0):
        super().__init__(self._odd_answer)
        self._odd, self._pause = odd, pause

    def _odd_answer(self, connection: socket.socket, request):
        real = reply(job_for(request, len(self.requests)))
        if len(self.requests) > 1:
            time.sleep(self._pause)
            connection.sendall(real)
            return
        for number, piece in enumerate(self._odd(real)):
            time.sleep(DELAY if number else 0)
            connection.sendall(piece)


def submit(client, name):
    """Submit a job and return it; None when the outcome is unknown."""
    try:
        return client.submit(f"{name}.mp4", "out.${ext}", **PLAIN)
    except SubmissionUnknown:
        return None


def assert_own_jobs(client):
    first = submit(client, "a")
    jobs = [(name, submit(client, name)) for name in ("b", "c", "d")]
    for name, job in [("a", first), *jobs]:
        assert job is None or job.detail.input.object_key == f"{name}.mp4"
    return first, [job for _, job in jobs]


@pytest.mark.parametrize("pause", [0.0, 2 * DELAY], ids=["", "slow"])
@pytest.mark.parametrize("kind", ALL)
def test_no_submission_gets_the_job_of_an_earlier_one(kind, pause):
    with Odd(ALL[kind], pause) as server, client_of(server.url, timeout=TIMEOUT) as client:
        first, others = assert_own_jobs(client)
        assert [request.input_key for request in server.requests] == ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]
        if kind in INTERIM_FIRST or kind in SURPLUS:
            assert first is not None
        if kind in INTERIM_FIRST or kind in OUTCOME_UNKNOWN:
            assert None not in others, "after a closed connection every later outcome is known"
            assert (first is None) == (kind in OUTCOME_UNKNOWN)


@pytest.mark.parametrize("kind", ALL)
def test_no_submission_gets_the_job_of_an_earlier_one_after_a_pause(kind):
    with Odd(ALL[kind]) as server, client_of(server.url, timeout=TIMEOUT) as client:
        first = submit(client, "a")
        time.sleep(2 * DELAY)
        second = submit(client, "b")
        assert first is None or first.detail.input.object_key == "a.mp4"
        assert second is not None
        assert second.detail.input.object_key == "b.mp4"


@pytest.mark.parametrize("kind", ALL)
def test_a_callers_session_never_returns_the_job_of_an_earlier_submission(kind):
    with (
        Odd(ALL[kind]) as server,
        requests.Session() as session,
        client_of(server.url, session=session, timeout=SHORT_TIMEOUT) as client,
    ):
        first, _ = assert_own_jobs(client)
        # http.client itself skips 100 alone.
        if kind in INTERIM_FIRST and "100" not in kind:
            assert first is None
        inputs = [request.input_key for request in server.requests]
        assert len(inputs) == len(set(inputs)), "no submission is sent twice"


@pytest.mark.parametrize("status", [*EMPTY, "304 Not Modified\r\nContent-Length: 5"])
def test_a_callers_session_drops_the_connection_after_a_reply_without_body(status):
    def answer(connection, request):
        real = reply(f"<Response><JobsDetail><JobId>j-{request.input_key}</JobId></JobsDetail></Response>".encode())
        if request.input_key == "a.mp4":
            connection.sendall(bare(status))
            time.sleep(DELAY)
        connection.sendall(real)

    with (
        Scripted(answer) as server,
        requests.Session() as session,
        client_of(server.url, session=session, timeout=TIMEOUT) as client,
    ):
        assert submit(client, "a") is None
        assert client.submit("b.mp4", "out.${ext}", **PLAIN).job_id == "j-b.mp4"
        assert server.connections == 2


@pytest.mark.parametrize("status", INTERIM[1:])
def test_an_interim_reply_from_a_callers_session_is_an_error(status):
    def answer(connection, _):
        connection.sendall(interim(status))

    with (
        Scripted(answer) as server,
        requests.Session() as session,
        client_of(server.url, session=session, timeout=SHORT_TIMEOUT) as client,
    ):
        with pytest.raises(TransportError, match="interim"):
            client.describe_jobs(["j1"])
        with pytest.raises(SubmissionUnknown, match="interim"):
            client.submit("a.mp4", "out.gif", **PLAIN)


def test_a_connection_with_surplus_bytes_is_not_used_again():
    def answer(connection, request):
        connection.sendall(reply(b"<Response/>") + (b"x" if request.connection == 0 else b""))

    with Scripted(answer) as server, client_of(server.url, timeout=TIMEOUT) as client:
        for _ in range(3):
            client.describe_jobs(["j1"])
        assert [request.connection for request in server.requests] == [0, 1, 1]


def test_an_illegal_body_after_head_is_not_read_as_the_next_reply():
    def answer(connection, request):
        body = job_for(request, 1) if request.method == "POST" else b"<Response>a body</Response>"
        connection.sendall(reply(body))

    with Scripted(answer) as server, client_of(server.url, timeout=TIMEOUT) as client:
        assert client.objects.head("key").size == 27
        assert client.submit("b.mp4", "out.gif", **PLAIN).detail.input.object_key == "b.mp4"
        assert server.connections == 2


def test_the_length_in_the_reply_to_head_is_that_of_the_object():
    def answer(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nx-cos-request-id: r\r\nContent-Length: 5000000000\r\n\r\n")

    with Scripted(answer) as server, client_of(server.url, timeout=TIMEOUT) as client:
        assert client.objects.head("key").size == 5_000_000_000
        assert client.objects.head("key").size == 5_000_000_000
        assert server.connections == 1
