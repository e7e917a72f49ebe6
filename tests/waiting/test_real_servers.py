"""Waiting with real servers: replies that are not from the service, and slow replies."""

import logging
import time

import pytest

from cosanim import (
    Backoff,
    DecodeError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    ServiceError,
    WaitTimeout,
)
from cosanim.http.retries import RetryPolicy
from cosanim.waiter import Waiter
from tests.servers.loopback import client_of
from tests.servers.raw import RawServer, answer

ID = "x-ci-request-id: r1"
XML = "Content-Type: application/xml"
HTML = "Content-Type: text/html"
PAGE = b"<html><head><title>Gateway</title></head><body>one moment</body></html>"
DONE_BODY = b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
DONE = answer(200, DONE_BODY, ID, XML)
RUNNING = answer(200, DONE_BODY.replace(b"Success", b"Running"), ID, XML)
QUICK = Backoff(first=0.01, longest=0.05)

TEMPORARY = {
    "200 with a page": answer(200, PAGE, HTML),
    "200 with nothing": answer(200, b"", ID),
    "200 with nothing and no id": answer(200, b""),
    "cut XML": answer(200, DONE_BODY[:-20], ID, XML),
    "another root": answer(200, b"<Status>ok</Status>", ID, XML),
    "no length": answer(200, DONE_BODY[:40], ID, XML, length=False),
    "half a body": answer(200, DONE_BODY[:40], ID, f"Content-Length: {len(DONE_BODY)}", length=False),
    "half a head": b"HTTP/1.1 200 OK\r\nx-ci-req",
    "no reply": b"",
    "204": answer(204, b"", length=False),
    "302": answer(302, PAGE, HTML, "Location: https://login.example/"),
    "400 with a page": answer(400, PAGE, HTML),
    "403 with a page": answer(403, PAGE, HTML),
    "404 with a page": answer(404, PAGE, HTML),
    "404 with nothing": answer(404, b""),
    "407": answer(407, PAGE, HTML),
    "408": answer(408, b""),
    "408 with a code": answer(408, b"<Error><Code>RequestTimeout</Code></Error>", ID),
    "429": answer(429, b""),
    "500": answer(500, b"<Error><Code>InternalError</Code></Error>", ID),
    "502": answer(502, PAGE, HTML),
    "503": answer(503, b"<Error><Code>ServiceUnavailable</Code></Error>", ID),
    "504": answer(504, PAGE, HTML),
    "a full queue": answer(403, b"<Error><Code>QueueSaturated</Code></Error>", ID),
}
FINAL = {
    "403": (answer(403, b"<Error><Code>AccessDenied</Code></Error>", ID), PermissionDeniedError),
    "403, id in the body": (
        answer(403, b"<Error><Code>AccessDenied</Code><RequestId>r1</RequestId></Error>"),
        PermissionDeniedError,
    ),
    "404": (answer(404, b"<Error><Code>InvalidUrl</Code></Error>", ID), NotFoundError),
    "no such job": (answer(200, b"<Response><NonExistJobIds>j1</NonExistJobIds></Response>", ID), NotFoundError),
    "400 in JSON": (answer(400, b'{"Code": "InvalidArgument", "RequestId": "r1"}'), InvalidRequestError),
    "an error in a 200": (answer(200, b"<Error><Code>InvalidArgument</Code></Error>", ID), InvalidRequestError),
    "another region": (answer(301, b"<Error><Code>PermanentRedirect</Code></Error>", ID), InvalidRequestError),
}


@pytest.mark.parametrize("odd", TEMPORARY.values(), ids=TEMPORARY)
@pytest.mark.parametrize("before", [[], [RUNNING]], ids=["at first", "later"])
def test_one_failed_poll_does_not_end_a_wait(odd, before):
    with RawServer(*before, odd, DONE) as server, client_of(server.url) as client:
        assert client.wait("j1", timeout=60, backoff=QUICK).state == "Success"
    assert len(server.requests) == len(before) + 2


@pytest.mark.parametrize(("reply", "error"), FINAL.values(), ids=FINAL)
def test_an_error_of_the_service_itself_ends_a_wait_at_once(reply, error):
    with RawServer(RUNNING, reply) as server, client_of(server.url) as client, pytest.raises(error) as caught:
        client.wait("j1", timeout=60, backoff=QUICK)
    assert len(server.requests) == 2
    assert caught.value.request_id == "r1"


@pytest.mark.parametrize(
    ("page", "error"), [(answer(200, PAGE, HTML), DecodeError), (answer(404, PAGE, HTML), ServiceError)]
)
def test_a_wait_that_gets_only_pages_raises_their_error_at_the_deadline(page, error):
    with RawServer(page) as server, client_of(server.url) as client, pytest.raises(error):
        client.wait("j1", timeout=1, backoff=QUICK)


def test_many_different_failures_in_a_row_do_not_end_a_wait():
    with RawServer(*TEMPORARY.values(), DONE) as server, client_of(server.url) as client:
        assert client.wait("j1", timeout=60, backoff=QUICK).state == "Success"
    assert len(server.requests) == len(TEMPORARY) + 1


class Slow:
    """Sends pieces of a reply at intervals, and counts the clients that close the connection before its end."""

    def __init__(self, pieces, every):
        self._pieces = pieces
        self._every = every
        self.left_by_client = 0

    def __call__(self, connection, over):
        connection.settimeout(self._every)
        for piece in self._pieces:
            connection.sendall(piece)
            try:
                if connection.recv(1) == b"":
                    self.left_by_client += 1
                    return
            except TimeoutError:
                pass
            if over.is_set():
                return


def dripping():
    """Return a reply that is sent one byte at a time and takes 20 s."""
    return Slow([answer(200, DONE_BODY, ID)[n : n + 1] for n in range(200)], 0.1)


def silent():
    """Return a server that sends no reply for 20 s."""
    return Slow([b""] * 200, 0.1)


def slow_body():
    """Return a reply whose head is sent at once and whose body takes 20 s."""
    return Slow([answer(200, b"", ID, "Content-Length: 200", length=False), *[b" "] * 200], 0.1)


@pytest.mark.parametrize("make", [dripping, silent, slow_body])
@pytest.mark.parametrize("before", [[], [RUNNING]], ids=["at first", "later"])
def test_the_deadline_ends_a_running_request(make, before):
    slow = make()
    with RawServer(*before, slow) as server, client_of(server.url, timeout=(2, 60)) as client:
        with pytest.raises(WaitTimeout) as caught:
            client.wait("j1", timeout=0.6, backoff=QUICK)
        # The server stops at the end of the block; until then only the client can end the reply.
        eventually_left(slow)
    assert caught.value.job.job_id == "j1"
    assert caught.value.job.state == ("Running" if before else None)
    assert caught.value.waited >= 0.6


def eventually_left(slow):
    """Wait until the server has seen that the client closed the connection."""
    for _ in range(100):
        if slow.left_by_client:
            return
        time.sleep(0.05)
    raise AssertionError("the client stays connected")


def test_the_wait_uses_the_delay_in_retry_after():
    busy = answer(429, b"<Error><Code>SlowDown</Code></Error>", ID, "Retry-After: 7")
    page = answer(503, PAGE, HTML, "Retry-After: 9")
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    with (
        RawServer(busy, page, DONE) as server,
        client_of(server.url, retry=RetryPolicy(attempts=1)) as client,
    ):
        waiter = Waiter(
            describe=lambda job_id, _: client.describe_job(job_id), clock=lambda: now[0], sleep=sleep, rng=lambda: 0.5
        )
        assert waiter.wait("j1", timeout=60).state == "Success"
    assert slept == [7, 9]


def test_a_poll_is_one_request_whatever_the_retry_policy_of_the_client():
    with RawServer(answer(503, b""), DONE) as server, client_of(server.url, retry=RetryPolicy(attempts=9)) as client:
        client.wait("j1", timeout=60, backoff=QUICK)
    assert len(server.requests) == 2


def test_without_a_timeout_the_wait_lasts_until_the_job_ends():
    with RawServer(*[RUNNING] * 20, DONE) as server, client_of(server.url) as client:
        assert client.wait("j1", timeout=None, backoff=QUICK).state == "Success"
    assert len(server.requests) == 21


def test_a_repeated_poll_is_logged_with_its_failure(caplog):
    caplog.set_level(logging.WARNING, "cosanim")
    with RawServer(answer(502, PAGE, HTML), DONE) as server, client_of(server.url) as client:
        client.wait("j1", timeout=60, backoff=QUICK)
    (record,) = caplog.records
    assert "j1" in record.getMessage()
    assert "502" in record.getMessage()
