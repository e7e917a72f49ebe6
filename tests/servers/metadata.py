"""A stand-in for the metadata service of a virtual machine, which answers as documented."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers.loopback import Served

PATH = "/latest/meta-data/cam/security-credentials/"
ROLE = "animation-role"
NOW = 1_800_000_000


def issued(number: int, end: int = NOW + 7200, **more: Any) -> dict[str, Any]:
    """Return the documented reply with the credentials of a number."""
    return {
        "TmpSecretId": f"AKIDrole{number}",
        "TmpSecretKey": f"hush-key-{number}",
        "ExpiredTime": end,
        "Expiration": "2027-01-15T08:00:00Z",
        "Token": f"hush-token-{number}",
        "Code": "Success",
    } | more


class MetadataServer(Served):
    """Answers with ``replies`` in order, the last one repeated: a document, bytes, or a status with bytes.

    Attributes:
        role: Name of the role that is bound to the machine; None for none.
        replies: The replies for the credentials of the role.
        paths: The paths of the requests.
        gate: When it is not set, credentials are not answered until it is.
        asked: Set when a request for credentials has arrived.
    """

    def __init__(self, *replies: Any, role: str | None = ROLE) -> None:
        self.role = role
        self.replies = list(replies) or [issued(1)]
        self.paths: list[str] = []
        self.gate, self.asked = threading.Event(), threading.Event()
        self.gate.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.paths.append(self.path)
                status, body = outer._reply(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        super().__init__(Handler)

    @property
    def fetches(self) -> int:
        """Number of requests for the credentials of a role."""
        return sum(path != PATH for path in self.paths)

    def _reply(self, path: str) -> tuple[int, bytes]:
        if self.role is None or path not in {PATH, PATH + self.role}:
            return 404, b"<html>404 - Not Found</html>"
        if path == PATH:
            return 200, self.role.encode()
        self.asked.set()
        self.gate.wait(10)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, tuple):
            return reply
        return 200, reply if isinstance(reply, bytes) else json.dumps(reply).encode()
