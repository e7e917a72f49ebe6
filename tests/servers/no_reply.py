"""A server that receives submissions and does not reply to them."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from email.utils import formatdate
from typing import TYPE_CHECKING

from cosanim.times import format_time
from tests.servers.loopback import LISTS_REFUSED
from tests.servers.scripted import Scripted, reply

if TYPE_CHECKING:
    import socket

    from tests.servers.scripted import Request

_STORED = 'ETag: "e1"\r\nx-cos-request-id: r1\r\n'


class NoReply(Scripted):
    """A server that receives submissions and does not reply to them.

    Objects are stored and deleted.

    Args:
        jobs: What its lists of jobs show: ``accepted`` (the job j1), ``none`` (no job, at a time at which none can come
            any more), ``denied``, or ``silent`` (no reply either).
        is_closed: Close the connection of a submission, which is kept open by default.
    """

    def __init__(self, jobs: str, *, is_closed: bool = False) -> None:
        self._jobs = jobs
        self._is_closed = is_closed
        self._job = b""
        self._over = threading.Event()
        super().__init__(self._reply)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def _reply(self, connection: socket.socket, request: Request) -> bool:
        if request.method == "POST":
            sent = request.body[request.body.index(b"<Input>") : -len(b"</Request>")]
            created = format_time(datetime.now(UTC)).encode()
            self._job = (
                b"<JobsDetail><JobId>j1</JobId><State>Submitted</State><CreationTime>%b</CreationTime>%b</JobsDetail>"
                % (created, sent)
            )
            return not self._is_closed and self._stay_silent()
        if request.method != "GET":
            connection.sendall(reply(b"", headers=_STORED))
        elif self._jobs == "silent":
            return self._stay_silent()
        elif self._jobs == "denied":
            connection.sendall(LISTS_REFUSED)
        else:
            job = self._job if self._jobs == "accepted" else b""
            date = f"Date: {formatdate(time.time() + 120, usegmt=True)}\r\n"
            connection.sendall(reply(b"<Response>%b</Response>" % job, headers=date))
        return True

    def _stay_silent(self) -> bool:
        self._over.wait(20)
        return False

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        super().__exit__(*exc)
