"""Connections: time-outs, requests that are not valid HTTP, and more connections than file descriptors."""

import asyncio
import logging
import select
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from cosanim.local import LocalService
from cosanim.models import ErrorResponse
from cosanim.xml.codec import decode
from tests.local.support import COS_HOST, authorization, eventually, raw, send


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False, request_timeout=0.15) as service:
        yield service


@pytest.fixture(autouse=True)
def silence(caplog):
    """Fail if asyncio or uvicorn logs an error, which would be printed on standard error."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def refusal(received: bytes) -> tuple[int, str]:
    """Return the status and the code of the last response."""
    head, _, body = received.rpartition(b"\r\n\r\n")
    lines = head.decode().rpartition("HTTP/1.1 ")[2].split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    error = decode(body, ErrorResponse)
    assert headers["x-cos-request-id"] == error.request_id
    assert headers["Content-Length"] == str(len(body))
    assert headers["Connection"] == "close"
    assert error.message
    return int(lines[0].split()[0]), error.code


def put(path: str = "/k", *, framing: str = "Content-Length: 100") -> bytes:
    return (
        f"PUT {path} HTTP/1.1\r\nHost: {COS_HOST}\r\nAuthorization: {authorization('PUT', path)}\r\n{framing}\r\n\r\n"
    ).encode()


HEALTH = b"GET /local/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HT", id="head"),
        pytest.param(HEALTH + b"GET / HTTP/1.1\r\nHost: loc", id="head of the second request"),
        pytest.param(put() + b"x", id="body"),
        pytest.param(put(framing="Transfer-Encoding: chunked") + b"5\r\nab", id="chunk"),
    ],
)
def test_a_request_that_stalls_is_refused(service, sent):
    assert refusal(raw(service.url, sent)) == (400, "RequestTimeout")
    assert send(service, "GET", "/k").status_code == 404


def test_a_body_that_stalls_after_the_response_ends_the_connection(service):
    head = f"PUT /k HTTP/1.1\r\nHost: {COS_HOST}\r\nContent-Length: 100\r\n\r\n".encode()
    assert b"AccessDenied" in raw(service.url, head + b"x")


def test_a_connection_without_a_request_is_closed(service):
    assert raw(service.url, b"") == b""


def test_a_body_that_arrives_slowly_but_steadily_is_accepted():
    with LocalService(render=False, request_timeout=0.3) as service:
        parts = urlsplit(service.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
            connection.sendall(put(framing=f"Content-Length: {8 * 500}\r\nConnection: close"))
            for _ in range(7):
                connection.sendall(b"x" * 500)
                assert not select.select([connection], [], [], 0.1)[0], "refused before its end"
            connection.sendall(b"x" * 500)
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert send(service, "GET", "/k").content == b"x" * 4000


def test_a_client_that_does_not_read_is_disconnected(service):
    size = 1 << 26
    assert send(service, "PUT", "/large", data=bytes(size)).status_code == 200
    connections = service._components.server._server.server_state.connections
    parts = urlsplit(service.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        request = f"GET /large HTTP/1.1\r\nHost: {COS_HOST}\r\nAuthorization: {authorization('GET', '/large')}\r\n\r\n"
        connection.sendall(request.encode())
        # The connection is in the service's list only once it was accepted, which the first byte proves.
        received = len(connection.recv(1))
        eventually(lambda: not connections)
        try:
            while chunk := connection.recv(1 << 20):
                received += len(chunk)
        except ConnectionResetError:
            pass
    assert received < size


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"".join(b"X-%d: 1\r\n" % number for number in range(50_000)),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        put(framing="Content-Length: 3\r\nTransfer-Encoding: gzip"),
        put(framing="Transfer-Encoding: chunked") + b"zz\r\nab\r\n0\r\n\r\n",
        put(framing="Transfer-Encoding: chunked") + b"3\r\nabcdef\r\n0\r\n\r\n",
        HEALTH + b"nonsense\r\n\r\n",
        HEALTH.replace(b"1.1", b"2.0") + HEALTH,
        # Arrives in one piece.
        HEALTH[:-2] + b"X: " + b"x" * (1 << 16) + b"\r\n\r\n" + HEALTH,
        put(framing="Content-Length: 11\r\nTransfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n\r\n" + HEALTH,
    ],
    ids=range(16),
)
def test_a_request_that_is_not_http_is_refused_with_a_code_and_a_request_id(service, sent):
    assert refusal(raw(service.url, sent)) == (400, "InvalidRequest")
    assert requests.get(f"{service.url}/local/health", timeout=5).status_code == 200


def test_a_broken_body_of_head_is_refused_without_a_body(service):
    sent = put(framing="Transfer-Encoding: chunked").replace(b"PUT", b"HEAD") + b"zz\r\n"
    assert raw(service.url, sent).partition(b"\r\n\r\n")[2] == b""


def test_a_connection_that_arrives_when_the_service_stops_is_no_error():
    with LocalService(render=False) as service:
        server, parts = service._components.server, urlsplit(service.url)

        async def connect_and_stop():
            with socket.create_connection((parts.hostname, parts.port), timeout=10):
                # Continues when the event loop has seen the connection, and has not yet accepted it.
                await asyncio.sleep(0)
                await server._server._stop_accepting()

        server.run(connect_and_stop())


@pytest.mark.skipif(sys.platform == "win32", reason="limits of descriptors are those of POSIX")
@pytest.mark.parametrize("count", [100, pytest.param(300, marks=pytest.mark.slow)])
def test_waiting_connections_beyond_the_descriptors_leave_the_service_working_and_silent(count):
    command = [sys.executable, "-m", "cosanim", "local", "--no-render"]
    running = subprocess.Popen(
        ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        url = running.stdout.readline().decode().split()[-1]
        parts = urlsplit(url)
        with ExitStack() as stack:
            for number in range(count):
                connection = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=10))
                connection.sendall(b"GET / HT" if number % 2 else b"")
            assert requests.get(f"{url}/local/health", timeout=15).text == "ok\n"
            descriptors = Path(f"/proc/{running.pid}/fd")
            if descriptors.exists():
                assert len(list(descriptors.iterdir())) < 200
            running.send_signal(signal.SIGTERM)
            assert running.communicate(timeout=30) == (b"", b"")
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 0
