"""A server that gives one answer to whatever comes, in a process of its own: ``python -m tools.bench.server``.

It prints its port and answers POST requests until it is ended. It does as little as it can, since its time is
part of the time on everybody's clock.
"""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@contextlib.contextmanager
def serving(body: bytes) -> Iterator[int]:
    """Run a server that answers with a body; gives its port."""
    command = [sys.executable, "-m", "tools.bench.server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("the pipes that were asked for")
        try:
            process.stdin.write(body)
            process.stdin.close()
            yield int(process.stdout.readline())
        finally:
            process.kill()


def main() -> None:
    """Answer with what is read from stdin."""
    body = sys.stdin.buffer.read()
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nx-ci-request-id: NjJhYjc4ZWJfMTIzNDU2Nzg5\r\n"
        f"Date: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_serve, args=(connection, head.encode() + body), daemon=True).start()


def _serve(connection: socket.socket, answer: bytes) -> None:
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
            waiting = waiting[whole:]
            connection.sendall(answer)


if __name__ == "__main__":
    main()
