"""TLS of a client's own session: kept connections, surplus bytes, deadlines, certificates."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time

import certifi
import pytest

from cosanim import TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.transport import Transport
from tests.servers.peers import CREDENTIALS, HOST, ONCE
from tests.servers.scripted import Scripted, reply


@pytest.fixture
def context(certificate, monkeypatch):
    key, cert = certificate
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(cert))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(cert, key)
    return made


@pytest.fixture
def transport():
    made = Transport(credentials=CREDENTIALS, timeout=60, retry=ONCE)
    yield made
    made.close()


def send(transport, server, method="GET", **more):
    return transport.send(method, Endpoint.of(HOST, server.url), "/jobs", **more)


def answer_ok(connection, _):
    connection.sendall(reply(b"<Response/>"))


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_connection_is_kept_unless_it_has_surplus_bytes(context, transport, size):
    body = b"x" * size

    def answer(connection, request):
        connection.sendall(reply(body) + (reply(b"<Other/>") if request.number == 1 else b""))

    with Scripted(answer, context=context) as server:
        for _ in range(4):
            assert send(transport, server, "POST", body=b"b").body == body
        assert [request.connection for request in server.requests] == [0, 0, 1, 1]


def test_a_slow_reply_over_tls_ends_with_the_deadline(context, transport):
    over = threading.Event()

    def answer(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not over.wait(0.02):
            connection.sendall(b"x")
        return False

    with Scripted(answer, context=context) as server:
        with pytest.raises(TransportError, match="the deadline passed") as caught:
            send(transport, server, "POST", deadline=time.monotonic() + 0.3)
        over.set()
    assert caught.value.sent is True


def test_the_ca_bundle_is_certifis_without_a_setting(context, transport, certificate, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(certifi, "where", lambda: str(certificate[1]))
    with Scripted(answer_ok, context=context) as server:
        assert send(transport, server).status == 200


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("as_folder", [False, True], ids=["file", "folder"])
def test_the_ca_bundle_of_the_environment_may_be_a_file_or_a_folder(
    context, transport, certificate, tmp_path, monkeypatch, name, as_folder
):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    certificate_path = certificate[1]
    if as_folder:
        command = ["openssl", "x509", "-noout", "-hash", "-in", str(certificate_path)]
        subject_hash = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        (tmp_path / f"{subject_hash}.0").write_bytes(certificate_path.read_bytes())
    monkeypatch.setenv(name, str(tmp_path if as_folder else certificate_path))
    with Scripted(answer_ok, context=context) as server:
        assert send(transport, server).status == 200


def test_nothing_is_sent_to_a_server_with_an_untrusted_certificate(context, transport, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with Scripted(lambda *_: False, context=context) as server:
        with pytest.raises(TransportError, match="certificate") as caught:
            send(transport, server)
        assert caught.value.sent is False
        assert server.requests == []


def test_a_request_may_have_been_sent_when_the_connection_ends_after_the_handshake(context, transport):
    with Scripted(lambda *_: False, context=context) as server:
        with pytest.raises(TransportError) as caught:
            send(transport, server, "POST", body=b"x")
        assert caught.value.sent is None
        assert len(server.requests) == 1


def connect_proxy(port):
    """Return a proxy that answers CONNECT and forwards all bytes, and the list of its tunnels."""
    tunnels = []

    def answer(connection, request):
        tunnels.append(request.target)
        with socket.create_connection(("127.0.0.1", port)) as far:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pass_on, args=(far, connection))
            back.start()
            pass_on(connection, far)
            back.join()
        return False

    def pass_on(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    return Scripted(answer), tunnels


def test_a_tunnel_through_a_proxy_is_kept(context, monkeypatch):
    def answer(connection, request):
        if request.target == "/break":
            return False
        connection.sendall(reply(b"<Response/>"))
        return True

    server = Scripted(answer, context=context)
    proxy, tunnels = connect_proxy(server.port)
    # Loopback addresses have no proxy; the certificate is for this address.
    monkeypatch.setattr("cosanim.http.endpoints.Endpoint.is_loopback", False)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", proxy.url)
    made = Transport(credentials=CREDENTIALS, timeout=5, retry=ONCE)
    with server, proxy:
        for _ in range(2):
            assert send(made, server, "POST", body=b"x", deadline=time.monotonic() + 60).status == 200
        assert tunnels == [f"127.0.0.1:{server.port}"]
        with pytest.raises(TransportError) as caught:
            made.send("POST", Endpoint.of(HOST, server.url), "/break", body=b"x")
        assert caught.value.sent is None
        assert [request.connection for request in server.requests] == [0, 0, 0]
        made.close()
