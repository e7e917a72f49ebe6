"""Replies: statuses, error bodies, request ids, and the Retry-After header."""

import json

import pytest

from cosanim.errors import (
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    ServiceError,
)
from cosanim.http.replies import ErrorBody, parse_error, retry_after
from tests.servers.peers import SLOW_DOWN, assert_no_secret


@pytest.mark.parametrize("prefix", ["ci", "cos"])
def test_an_error_status_raises_its_error_with_the_ids_from_the_headers(peer, transport, prefix):
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
    ("header", "date", "seconds"),
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
def test_a_date_in_retry_after_is_relative_to_the_date_of_the_reply(header, date, seconds):
    assert retry_after({"Retry-After": header} | ({"Date": date} if date else {})) == seconds


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
def test_an_error_body_with_status_200_is_an_error(peer, transport, body):
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
    assert len(peer.requests) == 1


def test_a_reply_does_not_show_its_headers_and_body(peer, transport):
    peer.answers(200, b"hush-body")
    assert "hush" not in repr(transport.send("GET", peer.endpoint, "/"))


def test_status_502_is_a_server_error_without_a_code(peer, transport):
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
def test_error_bodies_are_parsed_and_other_bodies_are_not(body, expected):
    assert parse_error(body) == expected


def test_a_long_message_is_truncated():
    error = parse_error(json.dumps({"Code": "X", "Message": "m" * 100_000}).encode())
    assert len(error.message) == 2000


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    body = f'<!DOCTYPE Error [<!ENTITY a SYSTEM "file://{secret}">]><Error><Code>&a;</Code></Error>'
    assert parse_error(body.encode()) is None
