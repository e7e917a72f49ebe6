"""Failed connections: whether the request was sent, and whether it is retryable."""

import socket
import ssl
from urllib.parse import urlsplit

import pytest
import requests

from cosanim.errors import ServiceError, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.transport import Transport
from tests.servers.peers import CREDENTIALS, HOST, assert_no_secret, failure, raw_server, reset


def test_nothing_was_sent_when_the_connection_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
    error = failure(authority)
    assert (error.sent, error.retryable) == (False, True)
    assert "refused" in str(error)


def test_nothing_was_sent_when_the_host_name_is_unknown(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("nowhere.invalid")
    assert (error.sent, error.retryable) == (False, True)
    assert "name is unknown" in str(error)


def test_nothing_was_sent_when_connecting_times_out(monkeypatch):
    def slow(*_):
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", slow)
    error = failure("127.0.0.1:9")
    assert (error.sent, error.retryable) == (False, True)


def test_a_request_may_have_been_sent_when_reading_times_out():
    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    with raw_server(silent) as authority:
        error = failure(authority)
    assert (error.sent, error.retryable) == (None, False)
    assert "no reply in time" in str(error)


def test_a_get_is_retryable_when_reading_times_out():
    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    with raw_server(silent) as authority:
        error = failure(authority, method="GET")
    assert (error.sent, error.retryable) == (None, True)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"no http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "half a line", "garbage", "half a head", "two lengths", "endless header"],
)
@pytest.mark.parametrize("ending", [lambda _: None, reset], ids=["closed", "reset"])
def test_a_request_may_have_been_sent_when_the_connection_breaks_after_it(answer, ending):
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(answer)
        ending(connection)

    with raw_server(talk) as authority:
        transport = Transport(credentials=CREDENTIALS, timeout=(2, 2))
        with pytest.raises((TransportError, ServiceError)) as caught:
            transport.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"<Request/>")
        transport.close()
    error = caught.value
    assert isinstance(error, TransportError)
    assert error.sent is not False
    assert not error.retryable
    assert_no_secret(error)


def test_a_request_may_have_been_sent_when_the_connection_closes_at_once():
    def talk(connection, over):
        # A reset before the end of connect() would be a failure to connect.
        over.wait(0.1)
        reset(connection)

    with raw_server(talk) as authority:
        assert failure(authority).sent is None


def test_broken_chunks_are_an_error():
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")

    with raw_server(talk) as authority:
        assert failure(authority).sent is True


def test_a_failure_inside_an_except_block_is_classified_by_itself():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"127.0.0.1:{listener.getsockname()[1]}"

    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    transport = Transport(credentials=CREDENTIALS, timeout=(2, 0.3))
    with raw_server(silent) as authority:
        try:
            transport.send("POST", Endpoint.of(HOST, f"http://{dead}"), "/jobs", body=b"x")
        except TransportError:
            with pytest.raises(TransportError) as caught:
                transport.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"x")
    transport.close()
    assert caught.value.__context__.sent is False
    assert caught.value.sent is None


def test_nothing_was_sent_when_the_server_has_no_tls(peer):
    error = failure(urlsplit(peer.endpoint.base_url).netloc, scheme="https")
    assert error.sent is False
    assert "TLS failed" in str(error)


@pytest.mark.parametrize("ending", [lambda _: None, reset], ids=["closed", "reset"])
def test_nothing_was_sent_when_the_tls_handshake_breaks(ending):
    def talk(connection, _):
        connection.recv(65536)
        ending(connection)

    with raw_server(talk) as authority:
        assert failure(authority, scheme="https").sent is False


def test_nothing_was_sent_when_the_tls_handshake_times_out():
    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    with raw_server(silent) as authority:
        assert failure(authority, scheme="https", timeout=(0.3, 0.3)).sent is False


def tls_talk(certificate, then):
    key, cert = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    def talk(connection, over):
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                then(secure, over)
        except OSError:
            pass

    return talk


def test_an_untrusted_certificate_means_not_sent_and_not_retryable(certificate):
    with raw_server(tls_talk(certificate, lambda secure, _: secure.recv(65536))) as authority:
        error = failure(authority, scheme="https")
    assert (error.sent, error.retryable) == (False, False)
    assert "certificate" in str(error)


@pytest.mark.parametrize("ending", ["closed", "reset", "silent"])
def test_a_request_may_have_been_sent_when_a_tls_connection_breaks(certificate, ending):
    def then(secure, over):
        secure.recv(65536)
        if ending == "silent":
            over.wait(5)
        elif ending == "reset":
            reset(secure)

    session = requests.Session()
    session.trust_env = False  # a CA bundle in the environment would take precedence
    session.verify = str(certificate[1])
    with raw_server(tls_talk(certificate, then)) as authority:
        assert failure(authority, scheme="https", session=session).sent is None
    session.close()


def test_nothing_was_sent_when_the_proxy_is_unreachable(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"127.0.0.1:{listener.getsockname()[1]}"
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://{dead}")
    monkeypatch.setenv("https_proxy", f"http://{dead}")
    for scheme in ("http", "https"):
        error = failure("service.invalid", scheme=scheme)
        assert error.sent is False
        assert "proxy" in str(error)


def test_nothing_was_sent_when_the_proxy_refuses_the_tunnel(monkeypatch):
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with raw_server(talk) as authority:
        monkeypatch.setenv("https_proxy", f"http://{authority}")
        assert failure("service.invalid", scheme="https").sent is False
