"""Replies in the transport: bytes, errors, and reports to the observer."""

import contextlib
import json
import logging
import socket
from urllib.parse import urlsplit

import pytest

from cosanim.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    ServiceError,
    TransportError,
)
from cosanim.http.endpoints import Endpoint
from cosanim.http.replies import ErrorBody, parse_error, retry_after
from cosanim.http.transport import Transport
from tests.servers.peers import HOST, ONCE, SLOW_DOWN, WHO, assert_no_secret, raw_server


@pytest.mark.parametrize("prefix", ["ci", "cos"])
def test_an_error_status_becomes_its_error_with_the_ids_of_the_headers(peer, transport, prefix):
    headers = {f"x-{prefix}-request-id": "r1", f"x-{prefix}-trace-id": "t1"}
    peer.answers(429, SLOW_DOWN, **headers, Retry_After="7")
    with pytest.raises(RateLimitedError) as caught:
        transport.send("GET", peer.endpoint, "/jobs")
    error = caught.value
    assert (error.status, error.code, error.message) == (429, "SlowDown", "too fast")
    assert (error.request_id, error.trace_id) == ("r1", "t1")
    assert error.retry_after == 7
    assert error.retryable
    assert_no_secret(error)


@pytest.mark.parametrize(
    ("asked", "date", "seconds"),
    [
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:27:51 GMT", 9),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:51 GMT", 0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", "today", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None, None),
        ("Wed, 21 Oct 2026", "Wed, 21 Oct 2026 07:28:51 GMT", None),
        ("Wed, 99 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:51 GMT", None),
        ("Wed, 21 Oct 2026 07:28:00 -0000", "Wed, 21 Oct 2026 07:27:51 GMT", 9),
        ("7.5", None, None),
        ("-7", None, None),
        ("", None, None),
    ],
)
def test_a_date_to_wait_for_is_measured_by_the_clock_of_the_reply(asked, date, seconds):
    assert retry_after({"Retry-After": asked} | ({"Date": date} if date else {})) == seconds


def test_without_headers_the_ids_come_from_the_body(peer, transport):
    peer.answers(429, SLOW_DOWN, Retry_After="soon")
    with pytest.raises(RateLimitedError) as caught:
        transport.send("GET", peer.endpoint, "/jobs")
    assert (caught.value.request_id, caught.value.trace_id) == ("body-r", "body-t")
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "body",
    [
        b"<Error><Code>InvalidArgument</Code><Message>m</Message></Error>",
        b'{"Code": "InvalidArgument", "Message": "m", "RequestId": "r", "TraceId": "t"}',
    ],
)
def test_an_error_inside_a_success_is_an_error(peer, transport, body):
    peer.answers(200, body)
    with pytest.raises(InvalidRequestError) as caught:
        transport.send("GET", peer.endpoint, "/jobs")
    assert (caught.value.status, caught.value.code, caught.value.message) == (200, "InvalidArgument", "m")


def test_an_error_without_a_body_is_an_error_by_its_status(peer, transport):
    peer.answers(404, x_cos_request_id="r1")
    with pytest.raises(NotFoundError) as caught:
        transport.send("HEAD", peer.endpoint, "/missing")
    assert caught.value.request_id == "r1"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/elsewhere", "http://[broken", ""])
def test_a_redirect_is_an_error_and_never_followed(peer, transport, status, location):
    peer.answers(status, b"<Error><Code>TemporaryRedirect</Code></Error>", Location=location)
    with pytest.raises(ServiceError) as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x")
    assert caught.value.status == status
    assert "region" in caught.value.hint
    assert len(peer.asked) == 1


def test_a_huge_reply_is_not_read_to_its_end(peer):
    peer.answers(200, b"x" * 200_000, x_ci_request_id="r1")
    transport = Transport(credentials=WHO, max_reply=100_000)
    with pytest.raises(TransportError, match="larger than 100000 bytes") as caught:
        transport.send("GET", peer.endpoint, "/jobs")
    transport.close()
    assert (caught.value.sent, caught.value.retryable, caught.value.request_id) == (True, False, "r1")


def test_an_object_is_streamed_as_stored(peer, transport):
    stored = b"\x1f\x8b not really gzip " * 20_000
    peer.answers(200, stored, Content_Encoding="gzip", x_cos_request_id="r1", ETag='"e"')
    with transport.stream("GET", peer.endpoint, "/o") as reply:
        assert (reply.status, reply.request_id, reply.headers["etag"]) == (200, "r1", '"e"')
        pieces = list(reply.chunks)
    assert b"".join(pieces) == stored
    assert max(map(len, pieces)) <= 64 * 1024


def test_an_object_that_looks_like_an_error_is_none(peer, transport):
    peer.answers(200, SLOW_DOWN)
    with transport.stream("GET", peer.endpoint, "/o") as reply:
        assert b"".join(reply.chunks) == SLOW_DOWN


def test_a_streamed_error_is_an_error(peer, transport):
    peer.answers(404, b"<Error><Code>NoSuchKey</Code></Error>")
    with pytest.raises(NotFoundError), transport.stream("GET", peer.endpoint, "/o"):
        pass


def test_a_connection_is_used_again_after_an_unread_stream(peer, transport):
    peer.answers(200, b"x" * 1000)
    with transport.stream("GET", peer.endpoint, "/o"):
        pass
    assert transport.send("GET", peer.endpoint, "/o").status == 200


def test_a_body_that_ends_too_early_is_no_reply(peer, transport):
    peer.answers(200, b"half", Content_Length="8", x_ci_request_id="r1")
    with pytest.raises(TransportError, match="broke off") as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x")
    assert (caught.value.sent, caught.value.retryable, caught.value.request_id) == (True, False, "r1")
    assert_no_secret(caught.value)
    with pytest.raises(TransportError), transport.stream("GET", peer.endpoint, "/o") as reply:
        list(reply.chunks)


def test_an_exchange_shows_what_was_signed_and_no_secret(peer, caplog):
    seen = []
    transport = Transport(credentials=WHO, on_exchange=seen.append)
    peer.answers(401, b"<Error><Code>AccessDenied</Code></Error>", x_ci_request_id="r1", x_ci_trace_id="t1")
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthenticationError) as caught:
        transport.send("GET", peer.endpoint, "/jobs/j1", params=[("size", "1")])
    transport.close()
    assert_no_secret(caught.value)
    (exchange,) = seen
    assert (exchange.method, exchange.host, exchange.status) == ("GET", HOST, 401)
    assert exchange.url == f"{peer.endpoint.base_url}/jobs/j1?size=1"
    assert (exchange.request_id, exchange.trace_id) == ("r1", "t1")
    assert exchange.http_string == f"get\n/jobs/j1\nsize=1\nhost={HOST}&x-ci-security-token=***\n"
    assert exchange.string_to_sign.startswith("sha1\n")
    for text in (repr(exchange), caplog.text):
        assert "hush" not in text
        assert "q-signature" not in text
    ours = [record.getMessage() for record in caplog.records if record.name == "cosanim"]
    assert len(ours) == 1
    assert ours[0].startswith(f"GET {urlsplit(peer.endpoint.base_url).netloc}/jobs/j1: 401, request id r1, ")


def test_an_exchange_is_reported_for_a_failure_too():
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
    transport = Transport(credentials=WHO, on_exchange=seen.append, retry=ONCE)
    with pytest.raises(TransportError):
        transport.send("GET", Endpoint.of(HOST, f"http://{authority}"), "/jobs")
    transport.close()
    assert [(exchange.status, exchange.request_id) for exchange in seen] == [(None, None)]


def test_an_observer_that_fails_does_not_lose_the_reply(peer, caplog):
    def failing(_):
        raise BrokenPipeError

    transport = Transport(credentials=WHO, on_exchange=failing)
    peer.answers(200, b"<Response/>")
    assert transport.send("POST", peer.endpoint, "/jobs", body=b"x").body == b"<Response/>"
    transport.close()
    assert "on_exchange failed" in caplog.text
    assert "hush" not in caplog.text


def test_a_reply_does_not_show_its_headers_and_body(peer, transport):
    peer.answers(200, b"hush-body")
    assert "hush" not in repr(transport.send("GET", peer.endpoint, "/"))


def test_a_server_error_is_a_server_error(peer, transport):
    peer.answers(502, b"<html>Bad gateway</html>")
    with pytest.raises(ServerError) as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x")
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


# --- sizes ----------------------------------------------------------------------------------------------------------

REPLY = b"<Response><JobsDetail><JobId>j1</JobId></JobsDetail></Response>"


def answered(head, body=REPLY, *, keep_open=0.0, max_reply=1_000_000):
    """What the transport makes of a reply whose head is given to the byte."""
    sent = []

    def talk(connection, over):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nx-ci-request-id: r1\r\n" + head + b"\r\n")
        with contextlib.suppress(OSError):
            for piece in body if isinstance(body, list) else [body]:
                connection.sendall(piece)
                sent.append(len(piece))
        over.wait(keep_open)

    with raw_server(talk) as authority:
        made = Transport(credentials=WHO, timeout=(2, 5), max_reply=max_reply)
        try:
            return made.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"").body, sent
        except TransportError as error:
            return error, sent
        finally:
            made.close()


@pytest.mark.parametrize("size", ["²".encode("latin-1"), b"9" * 5000, b"", b"-1", b"0x10"])
def test_a_length_that_is_none_is_not_looked_at(size):
    body, _ = answered(b"Connection: close\r\nContent-Length: " + size + b"\r\n")
    assert body == REPLY


def test_what_is_announced_too_large_is_not_waited_for():
    # The server stays silent; a time-out of the transport would say something else.
    error, _ = answered(b"Content-Length: 9999999999\r\n", b"", keep_open=0.1)
    assert "larger than 1000000 bytes" in str(error)
    assert (error.sent, error.request_id) == (True, "r1")


def test_chunks_are_counted_whatever_length_the_head_names():
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    error, sent = answered(head, [piece] * 400, max_reply=200_000)
    assert "larger than 200000 bytes" in str(error)
    assert sum(sent) < 400 * len(piece)  # nobody read them


def test_a_length_and_chunks_that_agree_are_a_reply():
    head = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    body, _ = answered(head, b"%x\r\n%b\r\n0\r\n\r\n" % (len(REPLY), REPLY))
    assert body == REPLY
