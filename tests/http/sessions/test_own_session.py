"""A client's own session, compared with a session of requests."""

import contextlib
import copy
import gc
import gzip
import http.client
import io
import itertools
import os
import pickle
import socket
from base64 import b64encode
from contextlib import ExitStack

import pytest
import requests

from cosanim.http.endpoints import Endpoint
from cosanim.http.request_bodies import _SourceError, sendable
from cosanim.http.sessions.callers_session import CallersSession
from cosanim.http.sessions.connections import Attempt
from cosanim.http.sessions.own_session import MAX_POOLS, OwnSession
from tests.local.support import eventually
from tests.servers.loopback import Loopback, client_of
from tests.servers.scripted import Scripted, reply

HOST = "a.example.com"
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def session():
    with contextlib.closing(OwnSession()) as session:
        yield session


@pytest.fixture
def proxies_for_loopback(monkeypatch):
    """Use proxies for services on this machine, too."""
    monkeypatch.setattr("cosanim.http.endpoints.Endpoint.is_loopback", False)


def at(service):
    return Endpoint.of(HOST, service.url)


def send_and_read(session, endpoint, target="/jobs", *, method="POST", body=b"<Request/>", headers=None):
    """Send a request, read its reply, and return status, headers and body."""
    url = f"{endpoint.base_url}{target}"
    session.check(method, endpoint, url)
    request = session.prepare(method, endpoint, url, {"Host": HOST, **(headers or {})}, sendable(body))
    response = session.send(request, endpoint, Attempt(), (5.0, 5.0))
    try:
        return response.status, response.headers, b"".join(response.pieces())
    finally:
        response.close()


def answer_ok(connection, _):
    connection.sendall(reply(b"<Response/>"))


@contextlib.contextmanager
def both_sessions(own):
    """Yield an own session, and a requests session that adds no headers."""
    with requests.Session() as plain:
        plain.headers.clear()
        yield own, CallersSession(plain)


@pytest.mark.parametrize(
    "target", ["/jobs", "/", "/jobs/j1?cancel", "/a%20b/%E8%A7%86?x=1&y=%2F", "/jobs?u=http://b/c"]
)
def test_requests_equal_those_of_the_requests_library(session, target):
    with Loopback() as service, both_sessions(session) as pair:
        replies = [send_and_read(one, at(service), target) for one in pair]
        ours, theirs = service.requests
    assert list(ours.headers) == list(theirs.headers)
    assert ours == theirs
    assert ours.target == target
    assert [(status, body) for status, _, body in replies] == [(200, replies[1][2])] * 2
    assert replies[0][1]["X-CI-Request-ID"] == replies[1][1]["x-ci-request-id"] == "r1"


class UnsizedFile:
    """A file of unknown length."""

    def __init__(self, content):
        self.read = io.BytesIO(content).read


BODIES = {
    "none": lambda: None,
    "empty": lambda: b"",
    "bytes": lambda: b"x" * 70_000,
    "file": lambda: io.BytesIO(b"y" * 70_000),
    "empty file": io.BytesIO,
}


@pytest.mark.parametrize(
    ("method", "body"), [("GET", "none"), ("HEAD", "none"), *itertools.product(["PUT", "POST"], BODIES)]
)
def test_body_headers_are_those_of_requests(session, method, body):
    with Loopback() as service, both_sessions(session) as pair:
        for one in pair:
            send_and_read(one, at(service), method=method, body=BODIES[body]())
        ours, theirs = service.requests
    assert ours == theirs


def test_a_body_of_unknown_length_is_sent_in_chunks(session):
    with both_sessions(session) as pair:
        ours, theirs = (
            one.prepare("PUT", Endpoint.of(HOST), f"https://{HOST}/f", {}, sendable(UnsizedFile(b"z"))) for one in pair
        )
    assert dict(ours.headers) == dict(theirs.headers) == {"Transfer-Encoding": "chunked"}


@pytest.mark.parametrize(
    ("method", "body", "written"),
    [
        pytest.param("GET", lambda: None, [b""], id="none"),
        pytest.param("POST", lambda: b"", [b""], id="empty"),
        pytest.param("POST", lambda: b"<Request/>", [b"<Request/>"], id="short"),
        pytest.param("PUT", lambda: b"x" * 70_000, [b"x" * 65_536, b"x" * 4464], id="long"),
        pytest.param("PUT", lambda: io.BytesIO(b"y" * 20_000), [b"y" * 16_384, b"y" * 3616], id="file"),
    ],
)
def test_the_head_is_written_together_with_the_beginning_of_the_body(session, monkeypatch, method, body, written):
    writes = []

    def send(connection, data, original=http.client.HTTPConnection.send):
        writes.append(data)
        original(connection, data)

    monkeypatch.setattr(http.client.HTTPConnection, "send", send)
    with Loopback() as service:
        for _ in range(2):  # over a new connection, then over the same one
            assert send_and_read(session, at(service), method=method, body=body())[0] == 200
    heads = [data.partition(b"\r\n\r\n") for data in writes[:: len(written)]]
    assert [head.startswith(method.encode()) for head, _, _ in heads] == [True, True]
    assert [rest for _, _, rest in heads] == [written[0]] * 2
    assert [data for number, data in enumerate(writes) if number % len(written)] == written[1:] * 2


def test_nothing_is_sent_of_a_body_whose_beginning_cannot_be_read(session):
    class Broken(io.RawIOBase):
        def readable(self):
            return True

        def read(self, _=-1):
            raise OSError("no such disk")

    with Scripted(answer_ok) as service:
        endpoint, attempt = at(service), Attempt()
        request = session.prepare("PUT", endpoint, f"{endpoint.base_url}/f", {"Host": HOST}, sendable(Broken()))
        with pytest.raises(_SourceError):
            session.send(request, endpoint, attempt, (5.0, 5.0))
        assert (attempt.is_tracked, attempt.is_begun) == (True, False)
        assert send_and_read(session, endpoint)[0] == 200
        assert [len(service.requests), service.connections] == [1, 2]


def test_a_gzip_file_is_sent_with_the_length_of_its_content(session, tmp_path):
    with gzip.open(tmp_path / "f.gz", "wb") as packed:
        packed.write(b"abc" * 1000)
    with Loopback() as service, gzip.open(tmp_path / "f.gz") as content:
        content.read(3)
        send_and_read(session, at(service), method="PUT", body=content)
    assert service.requests[0].body == b"abc" * 999


def test_headers_that_differ_in_case_only_are_merged_as_by_requests(session):
    given = {"x-thing": "1", "Content-Type": "text/plain", "X-Thing": "2"}
    with Loopback() as service, both_sessions(session) as pair:
        for one in pair:
            send_and_read(one, at(service), headers=given)
        ours, theirs = service.requests
    assert list(ours.headers.items()) == list(theirs.headers.items())
    assert ours.headers["X-Thing"] == "2"


def test_a_connection_is_used_again_until_the_session_is_closed(session):
    with Scripted(answer_ok) as service:
        for _ in range(3):
            assert send_and_read(session, at(service))[0] == 200
        assert (service.connections, service.ended) == (1, [])
        session.close()
        # Connections are closed once no object refers to their pool.
        gc.collect()
        assert eventually(lambda: service.ended) == [0]
        assert send_and_read(session, at(service))[0] == 200
        assert service.connections == 2


def test_more_addresses_than_pools_are_all_reached(session):
    with ExitStack() as stack:
        services = [stack.enter_context(Scripted(answer_ok)) for _ in range(MAX_POOLS + 3)]
        # In rotation, with one address more often than the others.
        for _ in range(3):
            for service in services:
                assert send_and_read(session, at(service))[0] == 200
                assert send_and_read(session, at(services[0]))[0] == 200
        assert [len(service.requests) for service in services[1:]] == [3] * (len(services) - 1)
        gc.collect()
        eventually(lambda: sum(service.connections - len(service.ended) for service in services) <= MAX_POOLS)


@pytest.mark.usefixtures("proxies_for_loopback")
def test_a_proxy_gets_the_absolute_url_and_its_own_password(session, monkeypatch):
    with Loopback() as service, Loopback() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("http://", "http://me:pass@"))
        with both_sessions(session) as pair:
            for one in pair:
                assert send_and_read(one, at(service), "/jobs?x=1")[0] == 200
    ours, theirs = proxy.requests
    assert ours == theirs
    assert ours.target == f"{service.url}/jobs?x=1"
    assert ours.headers["Proxy-Authorization"] == f"Basic {b64encode(b'me:pass').decode()}"
    assert service.requests == []


@pytest.mark.usefixtures("proxies_for_loopback")
@pytest.mark.parametrize(
    ("variables", "is_proxied"),
    [
        ({"HTTP_PROXY": "{proxy}"}, True),
        ({"all_proxy": "{proxy}"}, True),
        ({"http_proxy": "{authority}"}, True),
        ({"https_proxy": "{proxy}"}, False),
        ({"http_proxy": ""}, False),
        ({"http_proxy": "{proxy}", "no_proxy": "127.0.0.0/8"}, False),
        ({"http_proxy": "{proxy}", "NO_PROXY": "example.com, 127.0.0.1"}, False),
        ({"http_proxy": "{proxy}", "no_proxy": "10.0.0.0/8"}, True),
        ({"http_proxy": "{proxy}", "no_proxy": "*"}, False),
    ],
)
def test_the_environment_is_read_as_requests_reads_it(session, monkeypatch, variables, is_proxied):
    with Loopback() as service, Loopback() as proxy:
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(proxy=proxy.url, authority=proxy.url.removeprefix("http://")))
        with both_sessions(session) as pair:
            for one in pair:
                assert send_and_read(one, at(service))[0] == 200
    assert (len(proxy.requests), len(service.requests)) == ((2, 0) if is_proxied else (0, 2))


@pytest.mark.usefixtures("proxies_for_loopback")
def test_connections_to_a_proxy_are_kept(session, monkeypatch):
    with Scripted(answer_ok) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        endpoint = Endpoint.of(HOST, "http://service.invalid")
        for _ in range(3):
            assert send_and_read(session, endpoint)[0] == 200
        assert proxy.connections == 1


def pickled(given):
    return pickle.loads(pickle.dumps(given))  # noqa: S301 - our own


@pytest.mark.parametrize("copied", [lambda given: given, copy.deepcopy, pickled])
def test_reply_headers_behave_like_those_of_requests(session, copied):
    def answer(connection, _):
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n"
        )
        return True

    with Scripted(answer) as service, both_sessions(session) as pair:
        ours, theirs = (copied(send_and_read(one, Endpoint.of(HOST, service.url))[1]) for one in pair)
    assert list(ours.items()) == list(theirs.items())
    assert (list(ours), list(ours.values()), dict(ours)) == (list(theirs), list(theirs.values()), dict(theirs))
    assert ours["X-a"] == theirs["X-a"] == "1, 2"
    assert ("x-A" in ours, ours.get("gone"), len(ours)) == (True, None, len(theirs))


def test_cookies_are_neither_stored_nor_sent(session):
    with Loopback(headers={"Set-Cookie": "a=b"}) as service:
        for _ in range(2):
            send_and_read(session, at(service))
    assert [received.headers.get("Cookie") for received in service.requests] == [None, None]


def test_a_failed_connection_is_not_retried_by_the_session(session, monkeypatch):
    attempts = []

    def refuse(*_, **__):
        attempts.append(1)
        raise OSError("refused")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(Exception, match="refused"):
        send_and_read(session, Endpoint.of(HOST, "http://127.0.0.1:9"))
    assert attempts == [1]


def test_a_forked_process_shares_no_connection_with_its_parent():
    with Loopback() as service, client_of(service.url) as client:
        for _ in range(8):
            client.describe_job("j1")
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                job_id = b"failed"
                with contextlib.suppress(BaseException):
                    job_id = client.submit("child.mp4", "o.gif", format="gif", duration=1).job_id.encode()
                os.write(writing, job_id)
                os._exit(0)
            assert client.submit("parent.mp4", "o.gif", format="gif", duration=1).job_id == "j1"
            os.waitpid(child, 0)
            assert os.read(reading, 99) == b"j1"
            os.close(reading)
            os.close(writing)
    submitted = [received for received in service.requests if received.method == "POST"]
    assert sorted(b"parent.mp4" in received.body for received in submitted) == [False] * 8 + [True] * 8


@pytest.mark.usefixtures("proxies_for_loopback")
@pytest.mark.parametrize("by_proxy", [False, True])
def test_forgotten_connections_are_replaced_by_new_ones(session, monkeypatch, by_proxy):
    with Scripted(answer_ok) as service:
        if by_proxy:
            monkeypatch.setenv("http_proxy", service.url)
        assert send_and_read(session, at(service))[0] == 200
        session.forget_connections()
        assert send_and_read(session, at(service))[0] == 200
        gc.collect()
        assert [request.connection for request in service.requests] == [0, 1]
        assert service.ended == [], "the connection of the parent process stays open"
