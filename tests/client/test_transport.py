"""Real exchanges over loopback: what arrives, what comes back, and what is said when nothing does."""

import io
import json
import logging
import os
import pickle
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import traceback
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cosanim.credentials import Credentials
from cosanim.endpoints import Endpoint
from cosanim.errors import (
    AuthenticationError,
    ConfigurationError,
    CredentialsError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    ServiceError,
    TransportError,
)
from cosanim.replies import ErrorBody, parse_error
from cosanim.signing import COS_TOKEN_HEADER, parse_authorization, verify
from cosanim.transport import Transport

HOST = "test-1250000000.ci.ap-chongqing.myqcloud.com"
WHO = Credentials("AKIDexampleexample", "hush-key", "hush-token")
SLOW_DOWN = (
    b"<?xml version='1.0' encoding='utf-8' ?><Error><Code>SlowDown</Code><Message>too fast</Message>"
    b"<RequestId>body-r</RequestId><TraceId>body-t</TraceId></Error>"
)


class Service:
    """A loopback server that gives one prepared answer and remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.status, self.headers, self.body = 200, {}, b""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                if self.headers.get("Transfer-Encoding") == "chunked":
                    body = b"chunked"
                else:
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                method, path = self.requestline.split(" ")[:2]
                outer.asked.append((method, path, dict(self.headers.items()), body))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in outer.headers:
                    self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(outer.body)
                    if "Content-Length" in outer.headers:
                        self.close_connection = True

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.endpoint = Endpoint.of(HOST, f"http://127.0.0.1:{self.server.server_address[1]}")

    def answers(self, status, body=b"", **headers):
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


@pytest.fixture
def transport():
    made = Transport(credentials=WHO, timeout=(2, 2))
    yield made
    made.close()


@contextmanager
def raw_server(talk):
    """A socket that accepts one connection and leaves the rest to ``talk``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def run():
            connection, _ = listener.accept()
            with connection:
                talk(connection, over)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def failure(authority, *, scheme="http", method="POST", timeout=(2, 0.3), session=None):
    transport = Transport(credentials=WHO, timeout=timeout, session=session)
    with pytest.raises(TransportError) as caught:
        transport.send(method, Endpoint.of(HOST, f"{scheme}://{authority}"), "/jobs", body=b"<Request/>")
    transport.close()
    error = caught.value
    assert error.host == authority
    assert authority in str(error)
    assert_no_secret(error)
    return error


def assert_no_secret(error):
    shown = "".join(traceback.format_exception(error))
    for text in (str(error), repr(error), repr(error.__dict__), shown, pickle.dumps(error, 0).decode("latin-1")):
        assert "hush" not in text
        assert "q-signature=" not in text.replace("q-signature=***", "")
    assert error.__cause__ is None
    assert error.__context__ is None


def test_what_is_sent_is_what_was_signed(service, transport):
    service.answers(200, b"<Response/>", x_ci_request_id="r1")
    reply = transport.send(
        "POST", service.endpoint, "/jobs", params=[("a b", "+/="), ("cancel", None)], body=b"<Request/>"
    )
    assert (reply.status, reply.body, reply.request_id, reply.trace_id) == (200, b"<Response/>", "r1", None)
    method, path, headers, body = service.asked[0]
    assert (method, path, body) == ("POST", "/jobs?a%20b=%2B%2F%3D&cancel", b"<Request/>")
    assert headers["Host"] == HOST
    assert headers["x-ci-security-token"] == "hush-token"
    assert headers["Accept-Encoding"] == "identity"
    read = parse_authorization(headers["Authorization"])
    assert read.param_list == ("a%20b", "cancel")
    split = urlsplit(path)
    assert verify(
        read,
        method=method,
        path=unquote(split.path),
        params=parse_qsl(split.query, keep_blank_values=True),
        headers=headers,
        secret_key=WHO.secret_key,
    )


def test_the_validity_and_the_token_header_can_be_chosen(service):
    transport = Transport(credentials=WHO, clock=lambda: 1000)
    transport.send("GET", service.endpoint, "/", ttl=30, token_header=COS_TOKEN_HEADER)
    transport.close()
    headers = service.asked[0][2]
    assert parse_authorization(headers["Authorization"]).key_time == (940, 1030)
    assert headers[COS_TOKEN_HEADER] == "hush-token"
    assert "x-ci-security-token" not in headers


def test_headers_of_a_session_and_netrc_do_not_replace_the_signature(service, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hush-netrc\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    session = requests.Session()
    session.headers["x-cos-thing"] = "1"
    transport = Transport(credentials=WHO, session=session)
    transport.send("GET", service.endpoint, "/")
    session.close()
    read = parse_authorization(service.asked[0][2]["Authorization"])
    assert read.header_list == ("host", "x-ci-security-token", "x-cos-thing")


def test_a_session_of_the_caller_is_neither_changed_nor_closed(service):
    class Mine(requests.Session):
        closed = False

        def close(self):
            self.closed = True

    session = Mine()
    adapters = dict(session.adapters)
    transport = Transport(credentials=WHO, session=session)
    transport.send("GET", service.endpoint, "/")
    transport.close()
    assert not session.closed
    assert dict(session.adapters) == adapters
    session.close()


def test_a_session_that_repeats_by_itself_is_refused_for_post_alone(service):
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=Retry(3)))
    transport = Transport(credentials=WHO, session=session)
    transport.send("GET", service.endpoint, "/")
    with pytest.raises(ConfigurationError, match="max_retries=0"):
        transport.send("POST", service.endpoint, "/jobs", body=b"")
    session.close()
    assert [asked[0] for asked in service.asked] == ["GET"]


@pytest.mark.parametrize("timeout", [(0, 1), (1, -1), (1, float("nan"))])
def test_a_timeout_must_be_above_zero(timeout):
    with pytest.raises(ConfigurationError, match="above 0"):
        Transport(credentials=WHO, timeout=timeout)


def test_a_file_is_streamed_with_its_length(service, transport, tmp_path):
    file = tmp_path / "f"
    file.write_bytes(b"x" * 300_000)
    with file.open("rb") as source:
        transport.send("PUT", service.endpoint, "/f", body=source)
    _, _, headers, body = service.asked[0]
    assert headers["Content-Length"] == "300000"
    assert len(body) == 300_000


@pytest.mark.parametrize("body", [b"", io.BytesIO(b"")])
def test_an_empty_upload_has_a_length(service, transport, body):
    transport.send("PUT", service.endpoint, "/f", body=body)
    headers = service.asked[0][2]
    assert headers["Content-Length"] == "0"
    assert "Transfer-Encoding" not in headers


def test_a_pipe_is_not_taken_for_an_empty_file(service, transport):
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    with os.fdopen(reading, "rb") as source:
        transport.send("PUT", service.endpoint, "/f", body=source)
    assert service.asked[0][3] == b"chunked"


@pytest.mark.parametrize("prefix", ["ci", "cos"])
def test_an_error_status_becomes_its_error_with_the_ids_of_the_headers(service, transport, prefix):
    headers = {f"x-{prefix}-request-id": "r1", f"x-{prefix}-trace-id": "t1"}
    service.answers(429, SLOW_DOWN, **headers, Retry_After="7")
    with pytest.raises(RateLimitedError) as caught:
        transport.send("GET", service.endpoint, "/jobs")
    error = caught.value
    assert (error.status, error.code, error.message) == (429, "SlowDown", "too fast")
    assert (error.request_id, error.trace_id) == ("r1", "t1")
    assert error.retry_after == 7
    assert error.retryable
    assert_no_secret(error)


def test_without_headers_the_ids_come_from_the_body(service, transport):
    service.answers(429, SLOW_DOWN, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")
    with pytest.raises(RateLimitedError) as caught:
        transport.send("GET", service.endpoint, "/jobs")
    assert (caught.value.request_id, caught.value.trace_id) == ("body-r", "body-t")
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "body",
    [
        b"<Error><Code>InvalidArgument</Code><Message>m</Message></Error>",
        b'{"Code": "InvalidArgument", "Message": "m", "RequestId": "r", "TraceId": "t"}',
    ],
)
def test_an_error_inside_a_success_is_an_error(service, transport, body):
    service.answers(200, body)
    with pytest.raises(InvalidRequestError) as caught:
        transport.send("GET", service.endpoint, "/jobs")
    assert (caught.value.status, caught.value.code, caught.value.message) == (200, "InvalidArgument", "m")


def test_an_error_without_a_body_is_an_error_by_its_status(service, transport):
    service.answers(404, x_cos_request_id="r1")
    with pytest.raises(NotFoundError) as caught:
        transport.send("HEAD", service.endpoint, "/missing")
    assert caught.value.request_id == "r1"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/elsewhere", "http://[broken", ""])
def test_a_redirect_is_an_error_and_never_followed(service, transport, status, location):
    service.answers(status, b"<Error><Code>TemporaryRedirect</Code></Error>", Location=location)
    with pytest.raises(ServiceError) as caught:
        transport.send("POST", service.endpoint, "/jobs", body=b"x")
    assert caught.value.status == status
    assert "region" in caught.value.hint
    assert len(service.asked) == 1


def test_a_huge_reply_is_not_read_to_its_end(service):
    service.answers(200, b"x" * 200_000, x_ci_request_id="r1")
    transport = Transport(credentials=WHO, max_reply=100_000)
    with pytest.raises(TransportError, match="larger than 100000 bytes") as caught:
        transport.send("GET", service.endpoint, "/jobs")
    transport.close()
    assert (caught.value.sent, caught.value.retryable, caught.value.request_id) == (True, False, "r1")


def test_an_object_is_streamed_as_stored(service, transport):
    stored = b"\x1f\x8b not really gzip " * 20_000
    service.answers(200, stored, Content_Encoding="gzip", x_cos_request_id="r1", ETag='"e"')
    with transport.stream("GET", service.endpoint, "/o") as reply:
        assert (reply.status, reply.request_id, reply.headers["etag"]) == (200, "r1", '"e"')
        pieces = list(reply.chunks)
    assert b"".join(pieces) == stored
    assert max(map(len, pieces)) <= 64 * 1024


def test_an_object_that_looks_like_an_error_is_none(service, transport):
    service.answers(200, SLOW_DOWN)
    with transport.stream("GET", service.endpoint, "/o") as reply:
        assert b"".join(reply.chunks) == SLOW_DOWN


def test_a_streamed_error_is_an_error(service, transport):
    service.answers(404, b"<Error><Code>NoSuchKey</Code></Error>")
    with pytest.raises(NotFoundError), transport.stream("GET", service.endpoint, "/o"):
        pass


def test_a_connection_is_used_again_after_an_unread_stream(service, transport):
    service.answers(200, b"x" * 1000)
    with transport.stream("GET", service.endpoint, "/o"):
        pass
    assert transport.send("GET", service.endpoint, "/o").status == 200


def test_a_body_that_ends_too_early_is_no_reply(service, transport):
    service.answers(200, b"half", Content_Length="8", x_ci_request_id="r1")
    with pytest.raises(TransportError, match="broke off") as caught:
        transport.send("POST", service.endpoint, "/jobs", body=b"x")
    assert (caught.value.sent, caught.value.retryable, caught.value.request_id) == (True, False, "r1")
    assert_no_secret(caught.value)
    with pytest.raises(TransportError), transport.stream("GET", service.endpoint, "/o") as reply:
        list(reply.chunks)


def test_a_refused_connection_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
    error = failure(authority)
    assert (error.sent, error.retryable) == (False, True)
    assert "refused" in str(error)


def test_an_unknown_name_was_not_sent(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("nowhere.invalid")
    assert (error.sent, error.retryable) == (False, True)
    assert "name is unknown" in str(error)


def test_a_connection_that_never_comes_about_was_not_sent(monkeypatch):
    def slow(*_):
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket.socket, "connect", slow)
    error = failure("127.0.0.1:9")
    assert (error.sent, error.retryable) == (False, True)


def test_a_read_timeout_may_have_been_sent():
    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    with raw_server(silent) as authority:
        error = failure(authority)
    assert (error.sent, error.retryable) == (None, False)
    assert "no reply in time" in str(error)


def test_a_read_timeout_of_a_get_may_be_repeated():
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
def test_a_connection_broken_after_the_request_may_have_been_sent(answer, ending):
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(answer)
        ending(connection)

    with raw_server(talk) as authority:
        transport = Transport(credentials=WHO, timeout=(2, 2))
        with pytest.raises((TransportError, ServiceError)) as caught:
            transport.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"<Request/>")
        transport.close()
    error = caught.value
    assert isinstance(error, TransportError)
    assert error.sent is not False
    assert not error.retryable
    assert_no_secret(error)


def test_a_connection_closed_at_once_is_not_taken_for_not_sent():
    def talk(connection, over):
        # A reset that overtakes the end of connect() is a connection that never came about.
        over.wait(0.1)
        reset(connection)

    with raw_server(talk) as authority:
        assert failure(authority).sent is None


def test_broken_chunks_are_no_reply():
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")

    with raw_server(talk) as authority:
        assert failure(authority).sent is True


def test_a_failure_while_another_is_handled_is_judged_by_itself():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"127.0.0.1:{listener.getsockname()[1]}"

    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    transport = Transport(credentials=WHO, timeout=(2, 0.3))
    with raw_server(silent) as authority:
        try:
            transport.send("POST", Endpoint.of(HOST, f"http://{dead}"), "/jobs", body=b"x")
        except TransportError:
            with pytest.raises(TransportError) as caught:
                transport.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"x")
    transport.close()
    assert caught.value.__context__.sent is False
    assert caught.value.sent is None


def test_tls_with_a_server_that_speaks_none_was_not_sent(service):
    error = failure(urlsplit(service.endpoint.base_url).netloc, scheme="https")
    assert error.sent is False
    assert "TLS failed" in str(error)


@pytest.mark.parametrize("ending", [lambda _: None, reset], ids=["closed", "reset"])
def test_a_connection_broken_during_the_tls_handshake_was_not_sent(ending):
    def talk(connection, _):
        connection.recv(65536)
        ending(connection)

    with raw_server(talk) as authority:
        assert failure(authority, scheme="https").sent is False


def test_a_silent_tls_handshake_was_not_sent():
    def silent(connection, over):
        connection.recv(65536)
        over.wait(5)

    with raw_server(silent) as authority:
        assert failure(authority, scheme="https", timeout=(0.3, 0.3)).sent is False


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {cert}".split(),
        check=True,
        capture_output=True,
    )
    return key, cert


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


def test_a_certificate_that_is_not_trusted_was_not_sent_and_does_not_heal(certificate):
    with raw_server(tls_talk(certificate, lambda secure, _: secure.recv(65536))) as authority:
        error = failure(authority, scheme="https")
    assert (error.sent, error.retryable) == (False, False)
    assert "certificate" in str(error)


@pytest.mark.parametrize("ending", ["closed", "reset", "silent"])
def test_a_tls_connection_broken_after_the_handshake_may_have_been_sent(certificate, ending):
    def then(secure, over):
        secure.recv(65536)
        if ending == "silent":
            over.wait(5)
        elif ending == "reset":
            reset(secure)

    session = requests.Session()
    session.trust_env = False  # a CA bundle named in the environment would win
    session.verify = str(certificate[1])
    with raw_server(tls_talk(certificate, then)) as authority:
        assert failure(authority, scheme="https", session=session).sent is None
    session.close()


def test_a_proxy_that_is_not_there_was_not_sent(monkeypatch):
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


def test_a_proxy_that_refuses_the_tunnel_was_not_sent(monkeypatch):
    def talk(connection, _):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with raw_server(talk) as authority:
        monkeypatch.setenv("https_proxy", f"http://{authority}")
        assert failure("service.invalid", scheme="https").sent is False


@pytest.mark.parametrize(
    "who", [Credentials("AKIDx", "k", "hush-腾讯"), Credentials("AKIDx", "k", "hush\nline"), Credentials("hush\r", "k")]
)
def test_credentials_that_no_header_can_carry_are_refused_without_showing_them(service, who):
    transport = Transport(credentials=who)
    with pytest.raises(CredentialsError, match="no header can carry") as caught:
        transport.send("POST", service.endpoint, "/jobs", body=b"x")
    transport.close()
    assert_no_secret(caught.value)
    assert service.asked == []


@pytest.mark.parametrize("value", ["腾讯", "a\nb"])
def test_a_header_that_http_cannot_carry_was_not_sent(service, transport, value):
    with pytest.raises(TransportError, match="no proper HTTP") as caught:
        transport.send("POST", service.endpoint, "/jobs", body=b"x", headers={"x-thing": value})
    assert (caught.value.sent, caught.value.retryable) == (False, False)
    assert_no_secret(caught.value)
    assert service.asked == []


def test_an_exchange_shows_what_was_signed_and_no_secret(service, caplog):
    seen = []
    transport = Transport(credentials=WHO, on_exchange=seen.append)
    service.answers(401, b"<Error><Code>AccessDenied</Code></Error>", x_ci_request_id="r1", x_ci_trace_id="t1")
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthenticationError) as caught:
        transport.send("GET", service.endpoint, "/jobs/j1", params=[("size", "1")])
    transport.close()
    assert_no_secret(caught.value)
    (exchange,) = seen
    assert (exchange.method, exchange.host, exchange.status) == ("GET", HOST, 401)
    assert exchange.url == f"{service.endpoint.base_url}/jobs/j1?size=1"
    assert (exchange.request_id, exchange.trace_id) == ("r1", "t1")
    assert exchange.http_string == f"get\n/jobs/j1\nsize=1\nhost={HOST}&x-ci-security-token=***\n"
    assert exchange.string_to_sign.startswith("sha1\n")
    for text in (repr(exchange), caplog.text):
        assert "hush" not in text
        assert "q-signature" not in text
    ours = [record.getMessage() for record in caplog.records if record.name == "cosanim"]
    assert len(ours) == 1
    assert ours[0].startswith(f"GET {urlsplit(service.endpoint.base_url).netloc}/jobs/j1: 401, request id r1, ")


def test_an_exchange_is_reported_for_a_failure_too():
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
    transport = Transport(credentials=WHO, on_exchange=seen.append)
    with pytest.raises(TransportError):
        transport.send("GET", Endpoint.of(HOST, f"http://{authority}"), "/jobs")
    transport.close()
    assert [(exchange.status, exchange.request_id) for exchange in seen] == [(None, None)]


def test_an_observer_that_fails_does_not_lose_the_reply(service, caplog):
    def failing(_):
        raise BrokenPipeError

    transport = Transport(credentials=WHO, on_exchange=failing)
    service.answers(200, b"<Response/>")
    assert transport.send("POST", service.endpoint, "/jobs", body=b"x").body == b"<Response/>"
    transport.close()
    assert "on_exchange failed" in caplog.text
    assert "hush" not in caplog.text


def test_a_reply_does_not_show_its_headers_and_body(service, transport):
    service.answers(200, b"hush-body")
    assert "hush" not in repr(transport.send("GET", service.endpoint, "/"))


def test_a_server_error_is_a_server_error(service, transport):
    service.answers(502, b"<html>Bad gateway</html>")
    with pytest.raises(ServerError) as caught:
        transport.send("POST", service.endpoint, "/jobs", body=b"x")
    assert (caught.value.code, caught.value.retryable) == ("", False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (SLOW_DOWN, ErrorBody("SlowDown", "too fast", "body-r", "body-t")),
        (b"\xef\xbb\xbf \n<Error><Code> X </Code><Resource>r</Resource></Error>", ErrorBody("X")),
        (b'{"Code": -103, "Message": "m"}', ErrorBody("-103", "m")),
        (b'{"Error": {"Code": "X"}}', ErrorBody("X")),
        (b"<Error><Code>A\x1b[31m\nB</Code></Error>".replace(b"\x1b", b"\t"), ErrorBody("A [31m B")),
        (b"", None),
        (b"<Error/>", None),
        (b"<Error><Message>m</Message></Error>", None),
        (b"<Response><Code>Success</Code></Response>", None),
        (b"<Error><Code>X</Code>", None),
        (b"[1]", None),
        (b'{"Code": null}', None),
        (b'{"Code"', None),
        (b"[" * 100_000, None),
        (b'{"Code":' + b"[" * 100_000, None),
        (b'<!DOCTYPE Error [<!ENTITY a "X">]><Error><Code>&a;</Code></Error>', None),
        (b"<Error><Code>" + b"x" * 2_000_000 + b"</Code></Error>", None),
    ],
)
def test_error_bodies(body, expected):
    assert parse_error(body) == expected


def test_a_long_message_is_cut():
    error = parse_error(json.dumps({"Code": "X", "Message": "m" * 100_000}).encode())
    assert len(error.message) == 2000


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    body = f'<!DOCTYPE Error [<!ENTITY a SYSTEM "file://{secret}">]><Error><Code>&a;</Code></Error>'
    assert parse_error(body.encode()) is None
