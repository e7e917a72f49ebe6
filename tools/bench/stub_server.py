"""A server that accepts every job, in a process of its own: ``python -m tools.bench.stub_server``.

It prints its port and responds until it is terminated: to POST requests, to GET requests for jobs by their ids, which
have all ended, and for the queues. It does as little work as possible, since the elapsed times include its time.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nx-ci-request-id: NjJhYjc4ZWJfMTIzNDU2Nzg5\r\n"
    b"Date: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Length: %d\r\n\r\n"
)
_QUEUES: Final = (
    b"<Response><TotalCount>1</TotalCount><PageNumber>1</PageNumber><PageSize>100</PageSize><QueueList>"
    b"<QueueId>p0123456789abcdef0123456789abcdef</QueueId><Name>queue</Name><State>Active</State><MaxSize>10000</MaxSize>"
    b"<MaxConcurrent>10</MaxConcurrent></QueueList></Response>"
)
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


_numbers: Final = itertools.count(1)


def reply_to(request: bytes, jobs: int = 1) -> bytes:
    """Return the response to a submission: jobs with an id and with the input and operation of the submission.

    Args:
        request: The body of the submission.
        jobs: Number of JobsDetail elements in the reply.
    """
    job = (
        b"<JobsDetail><Code>Success</Code><Message/><JobId>j%032x</JobId>"
        b"<Tag>Animation</Tag><State>Submitted</State><CreationTime>2026-01-02T03:04:05+0800</CreationTime>"
        b"<StartTime>-</StartTime><EndTime>-</EndTime><QueueId>p0123456789abcdef0123456789abcdef</QueueId>"
        b"<Input><BucketId>test-1250000000</BucketId>%b<Region>ap-chongqing</Region></Input>"
        b"<Operation>%b</Operation></JobsDetail>"
    ) % (next(_numbers), _between(request, b"<Input>", b"</Input>"), _between(request, b"<Operation>", b"</Operation>"))
    return b"<Response>%b</Response>" % (job * jobs)


def _reply_to_get(target: bytes) -> bytes:
    if not target.startswith(b"/jobs/"):
        return _QUEUES
    ids = target.removeprefix(b"/jobs/").replace(b"%2C", b",").split(b",")
    job = b"<JobsDetail><Code>Success</Code><JobId>%b</JobId><State>Success</State></JobsDetail>"
    return b"<Response>%b</Response>" % b"".join(job % each for each in ids)


def _between(text: bytes, start: bytes, end: bytes) -> bytes:
    return text.partition(start)[2].partition(end)[0]


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Run the server in a process of its own while the context is open; yield its port."""
    with subprocess.Popen([sys.executable, "-m", "tools.bench.stub_server"], stdout=subprocess.PIPE) as process:
        if process.stdout is None:
            raise AssertionError("standard output of the server is not a pipe")
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def main() -> None:
    """Respond to requests until the process is terminated."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(connection,), daemon=True).start()


def _serve(connection: socket.socket) -> None:
    waiting = b""
    with connection:
        while True:
            while (end := waiting.find(b"\r\n\r\n")) < 0:
                received = connection.recv(65536)
                if not received:
                    return
                waiting += received
            length = _LENGTH.search(waiting, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            while len(waiting) < whole:
                waiting += connection.recv(65536)
            method, _, target = waiting[:end].partition(b" ")
            body = _reply_to_get(target.partition(b" ")[0]) if method == b"GET" else reply_to(waiting[end + 4 : whole])
            waiting = waiting[whole:]
            connection.sendall(_HEAD % len(body) + body)


if __name__ == "__main__":
    main()
