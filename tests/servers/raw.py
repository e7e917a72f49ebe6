"""A server on this machine that replies with the given bytes, valid or not, and records the requests."""

import socket
import threading
from typing import NamedTuple, Self


class Received(NamedTuple):
    line: str
    headers: dict[str, str]
    body: bytes


class RawServer:
    """Replies to each request with the next of the given answers, repeats the last one, and closes the connection.

    An answer is bytes, or a function of the socket and of an event that is set when the test ends.
    """

    def __init__(self, *answers):
        self.requests: list[Received] = []
        self._answers = list(answers)
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        self._threads = [threading.Thread(target=self._accept)]
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self):
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._talk, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection):
        with connection:
            connection.settimeout(5)
            try:
                received = _request(connection)
                if received is None:
                    return
                with self._lock:
                    self.requests.append(received)
                    answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                if callable(answer):
                    answer(connection, self._over)
                else:
                    connection.sendall(answer)
            except OSError:
                return

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc):
        self._over.set()
        for thread in list(self._threads):
            thread.join()
        self._listener.close()


def answer(status, body=b"", *headers, reason="Reason", length=True):
    """Return the bytes of a reply; headers have the form ``Name: value``."""
    lines = [f"HTTP/1.1 {status} {reason}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _request(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    headers = dict(field.split(": ", 1) for field in fields)
    length = int(headers.get("Content-Length", 0))
    while len(body) < length:
        chunk = connection.recv(65536)
        if not chunk:
            break
        body += chunk
    return Received(line, headers, body)
