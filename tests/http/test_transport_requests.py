"""Requests of the transport: the signed request is sent unchanged, with the session passed by the caller."""

import io
import os
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cosanim.credentials import Credentials
from cosanim.errors import ConfigurationError, CredentialsError, TransportError
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from cosanim.signing import COS_TOKEN_HEADER, parse_authorization, verify
from tests.servers.peers import CREDENTIALS, HOST, assert_no_secret


def test_the_request_that_is_sent_is_the_one_that_was_signed(peer, transport):
    peer.answers(200, b"<Response/>", x_ci_request_id="r1")
    reply = transport.send(
        "POST", peer.endpoint, "/jobs", params=[("a b", "+/="), ("cancel", None)], body=b"<Request/>"
    )
    assert (reply.status, reply.body, reply.request_id, reply.trace_id) == (200, b"<Response/>", "r1", None)
    method, path, headers, body = peer.requests[0]
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
        secret_key=CREDENTIALS.secret_key,
    )


def test_the_validity_and_the_token_header_can_be_chosen(peer):
    transport = Transport(credentials=CREDENTIALS, timing=Timing(clock=lambda: 1000))
    transport.send("GET", peer.endpoint, "/", ttl=30, token_header=COS_TOKEN_HEADER)
    transport.close()
    headers = peer.requests[0][2]
    assert parse_authorization(headers["Authorization"]).key_time == (940, 1030)
    assert headers[COS_TOKEN_HEADER] == "hush-token"
    assert "x-ci-security-token" not in headers


def test_headers_of_a_session_and_netrc_do_not_replace_the_signature(peer, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hush-netrc\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    session = requests.Session()
    session.headers["x-cos-thing"] = "1"
    transport = Transport(credentials=CREDENTIALS, session=session)
    transport.send("GET", peer.endpoint, "/")
    session.close()
    read = parse_authorization(peer.requests[0][2]["Authorization"])
    assert read.header_list == ("host", "x-ci-security-token", "x-cos-thing")


def test_a_session_of_the_caller_is_neither_changed_nor_closed(peer):
    class RecordingSession(requests.Session):
        closed = False

        def close(self):
            self.closed = True

    session = RecordingSession()
    adapters = dict(session.adapters)
    transport = Transport(credentials=CREDENTIALS, session=session)
    transport.send("GET", peer.endpoint, "/")
    transport.close()
    assert not session.closed
    assert dict(session.adapters) == adapters
    session.close()


def test_a_session_with_retries_of_its_own_is_refused_for_post(peer):
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=Retry(3)))
    transport = Transport(credentials=CREDENTIALS, session=session)
    transport.send("GET", peer.endpoint, "/")
    with pytest.raises(ConfigurationError, match="max_retries=0"):
        transport.send("POST", peer.endpoint, "/jobs", body=b"")
    session.close()
    assert [received[0] for received in peer.requests] == ["GET"]


@pytest.mark.parametrize("timeout", [(0, 1), (1, -1), (1, float("nan"))])
def test_a_timeout_must_be_above_zero(timeout):
    with pytest.raises(ConfigurationError, match="above 0"):
        Transport(credentials=CREDENTIALS, timeout=timeout)


def test_a_file_is_streamed_with_its_length(peer, transport, tmp_path):
    file = tmp_path / "f"
    file.write_bytes(b"x" * 300_000)
    with file.open("rb") as source:
        transport.send("PUT", peer.endpoint, "/f", body=source)
    _, _, headers, body = peer.requests[0]
    assert headers["Content-Length"] == "300000"
    assert len(body) == 300_000


@pytest.mark.parametrize("body", [b"", io.BytesIO(b"")])
def test_an_empty_upload_has_a_length(peer, transport, body):
    transport.send("PUT", peer.endpoint, "/f", body=body)
    headers = peer.requests[0][2]
    assert headers["Content-Length"] == "0"
    assert "Transfer-Encoding" not in headers


def test_a_pipe_is_not_sent_as_an_empty_file(peer, transport):
    reading, writing = os.pipe()
    os.write(writing, b"content")
    os.close(writing)
    with os.fdopen(reading, "rb") as source:
        transport.send("PUT", peer.endpoint, "/f", body=source)
    assert peer.requests[0][3] == b"chunked"


@pytest.mark.parametrize(
    "credentials",
    [Credentials("AKIDx", "k", "hush-腾讯"), Credentials("AKIDx", "k", "hush\nline"), Credentials("hush\r", "k")],
)
def test_credentials_that_are_invalid_in_headers_are_refused_without_showing_them(peer, credentials):
    transport = Transport(credentials=credentials)
    with pytest.raises(CredentialsError, match="a header cannot contain") as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x")
    transport.close()
    assert_no_secret(caught.value)
    assert peer.requests == []


@pytest.mark.parametrize("value", ["腾讯", "a\nb"])
def test_an_invalid_header_is_refused_and_nothing_is_sent(peer, transport, value):
    with pytest.raises(TransportError, match="not valid HTTP") as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x", headers={"x-thing": value})
    assert (caught.value.sent, caught.value.retryable) == (False, False)
    assert_no_secret(caught.value)
    assert peer.requests == []
