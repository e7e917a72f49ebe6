"""Helpers for tests of the delivery of callbacks."""

from __future__ import annotations

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from cosanim.local.storage.url_callbacks import Callback
from tests.servers.loopback import Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cosanim.local.callbacks.delivery import CallbackSender


@contextmanager
def started(callback_sender: CallbackSender) -> Iterator[CallbackSender]:
    callback_sender.start()
    try:
        yield callback_sender
    finally:
        callback_sender.stop()


def callback_to(url: str, job_id: str = "j1") -> Callback:
    return Callback(job_id, url, b"<Response/>", "application/xml")


class HeaderReceiver(Served):
    """A server that accepts every callback with a cookie, and records the headers, with names in lower case."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                receiver.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(204)
                self.send_header("Set-Cookie", "a=b; Path=/")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        super().__init__(Handler)
