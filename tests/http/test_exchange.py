"""Exchanges: requests and outcomes as they are logged and passed to an observer."""

import logging
import socket
from urllib.parse import urlsplit

import pytest

from cosanim.errors import (
    AuthenticationError,
    TransportError,
)
from cosanim.http.endpoints import Endpoint
from cosanim.http.transport import Transport
from tests.servers.peers import CREDENTIALS, HOST, ONCE, assert_no_secret


def test_an_exchange_contains_the_signed_texts_and_no_secret(peer, caplog):
    seen = []
    transport = Transport(credentials=CREDENTIALS, on_exchange=seen.append)
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
    messages = [record.getMessage() for record in caplog.records if record.name == "cosanim"]
    assert len(messages) == 1
    for part in ("GET", f"{urlsplit(peer.endpoint.base_url).netloc}/jobs/j1", "401", "r1"):
        assert part in messages[0]


def test_an_exchange_is_reported_for_a_failure_too():
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
    transport = Transport(credentials=CREDENTIALS, on_exchange=seen.append, retry=ONCE)
    with pytest.raises(TransportError):
        transport.send("GET", Endpoint.of(HOST, f"http://{authority}"), "/jobs")
    transport.close()
    assert [(exchange.status, exchange.request_id) for exchange in seen] == [(None, None)]


def test_an_observer_that_fails_does_not_lose_the_reply(peer, caplog):
    def failing(_):
        raise BrokenPipeError

    transport = Transport(credentials=CREDENTIALS, on_exchange=failing)
    peer.answers(200, b"<Response/>")
    assert transport.send("POST", peer.endpoint, "/jobs", body=b"x").body == b"<Response/>"
    transport.close()
    assert "on_exchange failed" in caplog.text
    assert "hush" not in caplog.text
