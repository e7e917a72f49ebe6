"""Servers for tests of the transport, and assertions about its errors."""

import pickle
import socket
import struct
import threading
import traceback
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from cosanim.credentials import Credentials
from cosanim.errors import TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.retries import RetryPolicy
from cosanim.http.transport import Transport
from tests.servers.loopback import Served

HOST = "test-1250000000.ci.ap-chongqing.myqcloud.com"
CREDENTIALS = Credentials("AKIDexampleexample", "hush-key", "hush-token")
ONCE = RetryPolicy(attempts=1)
SLOW_DOWN = (
    b"<?xml version='1.0' encoding='utf-8' ?><Error><Code>SlowDown</Code><Message>too fast</Message>"
    b"<RequestId>body-r</RequestId><TraceId>body-t</TraceId></Error>"
)


class Peer(Served):
    """A loopback server that sends one prepared reply to every request and records the requests."""

    def __init__(self):
        self.requests = []
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
                outer.requests.append((method, path, dict(self.headers.items()), body))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                if method == "PUT" and "ETag" not in outer.headers:
                    self.send_header("ETag", '"e1"')  # as the object store does
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

        super().__init__(Handler)
        self.endpoint = Endpoint.of(HOST, self.url)

    def answers(self, status, body=b"", **headers):
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def raw_server(talk):
    """Accept one connection on a socket and pass it to ``talk``."""
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
    transport = Transport(credentials=CREDENTIALS, timeout=timeout, session=session, retry=ONCE)
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
