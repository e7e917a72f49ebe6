"""Servers on this machine with prepared replies, which record the requests that arrive."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

from cosanim import AnimationClient, Credentials, RetryPolicy

BUCKET = "test-1250000000"
REGION = "ap-chongqing"
CI_HOST = f"{BUCKET}.ci.{REGION}.myqcloud.com"
COS_HOST = f"{BUCKET}.cos.{REGION}.myqcloud.com"
CREDENTIALS = Credentials("AKIDhush1234567890", "hush-key", "hush-token")
ONCE = RetryPolicy(attempts=1, lookup_timeout=0, interrupt_timeout=0)
"""A request is sent once, and the outcome of a submission is not looked up."""
JOB = b"<Response><JobsDetail><JobId>j1</JobId><State>Submitted</State></JobsDetail></Response>"


_DENIED = b"<Error><Code>AccessDenied</Code></Error>"
LISTS_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(_DENIED), _DENIED)
"""A reply that ends the lookup of an unknown outcome at once."""


class ReceivedRequest(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class QuietServer(ThreadingHTTPServer):
    """A server that logs nothing when a client closes its connection during a reply, as clients with a deadline do."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Served:
    """An HTTP server on this machine that runs within its ``with`` block."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = QuietServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Loopback(Served):
    """An HTTP server that sends prepared replies in order, repeats the last one, and records the requests."""

    def __init__(self, status: int = 200, body: bytes = JOB, headers: dict[str, str] | None = None) -> None:
        self.requests: list[ReceivedRequest] = []
        self.answers = [(status, body, {"x-ci-request-id": "r1", "x-ci-trace-id": "t1"} | (headers or {}))]
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                method, target = self.requestline.split(" ")[:2]
                outer.requests.append(ReceivedRequest(method, target, dict(self.headers.items()), body))
                status, content, headers = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if method == "PUT" and "ETag" not in headers:
                    self.send_header("ETag", '"e1"')  # as the object store does
                if "Content-Length" in headers:
                    self.close_connection = True
                else:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if method != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815

            def log_message(self, *args: Any) -> None:
                pass

        super().__init__(Handler)

    def then(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> Loopback:
        self.answers.append((status, body, headers or {}))
        return self


class Broken:
    """A server that reads and records each submission, and then breaks the connection. It refuses to list jobs.

    ``ending`` is ``silent`` (no reply at all), ``closed``, ``reset``, or the bytes to send before closing.
    """

    def __init__(self, ending: str | bytes) -> None:
        self.requests: list[bytes] = []
        self._ending = ending
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        self._threads = [threading.Thread(target=self._accept)]
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._talk, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            received = b""
            while b"\r\n\r\n" not in received or not received.startswith(b"GET ") | received.endswith(b"</Request>"):
                chunk = connection.recv(65536)
                if not chunk:
                    return
                received += chunk
            if received.startswith(b"GET "):
                connection.sendall(LISTS_REFUSED)
                return
            self.requests.append(received)
            if self._ending == "silent":
                self._over.wait(5)
            elif self._ending == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif isinstance(self._ending, bytes):
                connection.sendall(self._ending)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for thread in list(self._threads):
            thread.join()
        self._listener.close()


def dead_url() -> str:
    """Return a URL on this machine on which no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def client_of(url: str, **options: Any) -> AnimationClient:
    return AnimationClient(
        **{
            "bucket": BUCKET,
            "region": REGION,
            "credentials": CREDENTIALS,
            "endpoint": url,
            "timeout": (2, 2),
            "retry": ONCE,
        }
        | options
    )
