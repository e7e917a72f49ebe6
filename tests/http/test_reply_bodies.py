"""Bodies of replies: streams, lengths, chunks, and limits."""

import contextlib

import pytest

from cosanim.errors import (
    NotFoundError,
    TransportError,
)
from cosanim.http.endpoints import Endpoint
from cosanim.http.transport import Transport
from tests.servers.peers import CREDENTIALS, HOST, SLOW_DOWN, assert_no_secret, raw_server


def test_a_reply_over_the_size_limit_is_not_read_to_its_end(peer):
    peer.answers(200, b"x" * 200_000, x_ci_request_id="r1")
    transport = Transport(credentials=CREDENTIALS, max_reply=100_000)
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


def test_an_object_that_looks_like_an_error_is_returned(peer, transport):
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


def test_a_body_that_ends_too_early_is_an_error(peer, transport):
    peer.answers(200, b"half", Content_Length="8", x_ci_request_id="r1")
    with pytest.raises(TransportError, match="broke off") as caught:
        transport.send("POST", peer.endpoint, "/jobs", body=b"x")
    assert (caught.value.sent, caught.value.retryable, caught.value.request_id) == (True, False, "r1")
    assert_no_secret(caught.value)
    with pytest.raises(TransportError), transport.stream("GET", peer.endpoint, "/o") as reply:
        list(reply.chunks)


REPLY = b"<Response><JobsDetail><JobId>j1</JobId></JobsDetail></Response>"


def answered(head, body=REPLY, *, keep_open=0.0, max_reply=1_000_000):
    """Return the body or the error for a reply with these header lines, and the sizes of the pieces that were sent."""
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
        made = Transport(credentials=CREDENTIALS, timeout=(2, 5), max_reply=max_reply)
        try:
            return made.send("POST", Endpoint.of(HOST, f"http://{authority}"), "/jobs", body=b"").body, sent
        except TransportError as error:
            return error, sent
        finally:
            made.close()


@pytest.mark.parametrize("size", ["²".encode("latin-1"), b"9" * 5000, b"", b"-1", b"0x10"])
def test_an_invalid_content_length_is_ignored(size):
    body, _ = answered(b"Connection: close\r\nContent-Length: " + size + b"\r\n")
    assert body == REPLY


def test_a_reply_announced_as_too_large_is_refused_before_its_body():
    # The server sends no body; a time-out would have another message.
    error, _ = answered(b"Content-Length: 9999999999\r\n", b"", keep_open=0.1)
    assert "larger than 1000000 bytes" in str(error)
    assert (error.sent, error.request_id) == (True, "r1")


def test_the_size_limit_counts_chunks_whatever_the_content_length():
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    error, sent = answered(head, [piece] * 400, max_reply=200_000)
    assert "larger than 200000 bytes" in str(error)
    assert sum(sent) < 400 * len(piece)  # the client did not read the rest


def test_a_chunked_reply_with_a_content_length_is_accepted():
    head = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    body, _ = answered(head, b"%x\r\n%b\r\n0\r\n\r\n" % (len(REPLY), REPLY))
    assert body == REPLY
