"""An asynchronous client of a server on this machine, and a server that answers when it is told to."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler

from cosanim import AsyncAnimationClient
from tests.servers.loopback import BUCKET, CREDENTIALS, JOB, ONCE, REGION, Served


def async_client_of(url, **options):
    return AsyncAnimationClient(
        **{
            "bucket": BUCKET,
            "region": REGION,
            "credentials": CREDENTIALS,
            "endpoint": url,
            "timeout": (2, 10),
            "retry": ONCE,
        }
        | options
    )


class Held(Served):
    """A server that holds each reply until it is released, and counts the requests by their methods.

    ``holds`` names the only methods whose replies are held, and ``refuses`` those that are answered with an error.
    """

    def __init__(self, body=JOB, *, closes=False, holds=None, refuses=()):
        self.methods, self.targets = [], []
        self.arrived, self.released = threading.Event(), threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.methods.append(self.command)
                outer.targets.append(self.path)
                outer.arrived.set()
                if holds is None or self.command in holds:
                    outer.released.wait(10)
                if closes:
                    self.close_connection = True
                    return
                is_refused = self.command in refuses
                content = b"<Error><Code>InvalidArgument</Code></Error>" if is_refused else body
                self.send_response(400 if is_refused else 200)
                for name in ("x-ci-request-id", "x-cos-request-id"):
                    self.send_header(name, "r1")
                self.send_header("ETag", '"e1"')
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815

            def log_message(self, *args):
                pass

        super().__init__(Handler)

    def __exit__(self, *exc):
        self.released.set()
        super().__exit__(*exc)


async def happens(event):
    """Wait for an event of another thread."""
    await asyncio.get_running_loop().run_in_executor(None, event.wait, 10)


def library_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("cosanim-aio")]
