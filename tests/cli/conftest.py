"""What the tests of the command line share."""

import threading
from contextlib import ExitStack

import pytest

from cosanim.local import LocalService
from tests.cli.support import Shell
from tests.servers.scripted import Scripted, reply


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


@pytest.fixture
def shell(capsys, monkeypatch):
    return Shell(capsys, monkeypatch)


@pytest.fixture
def cosanim(shell, service):
    """The command line with an empty local service behind it."""
    service.reset()
    return shell.point_at(service.url)


@pytest.fixture
def client(service):
    with service.client() as made:
        yield made


@pytest.fixture
def video(cosanim, tmp_path):
    path = tmp_path / "demo.mp4"
    path.write_bytes(b"a video")
    assert cosanim("put", path, "input/demo.mp4").code == 0
    return "input/demo.mp4"


@pytest.fixture
def drips():
    """Return a function that starts a server: it answers paths that it is given, and others byte by byte, endlessly."""
    over = threading.Event()
    with ExitStack() as stack:

        def started(**bodies):
            def answer(connection, request):
                body = next((body for name, body in bodies.items() if f"/{name}/" in request.target), None)
                if body is not None:
                    connection.sendall(reply(body))
                    return None
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not over.wait(0.02):
                    connection.sendall(b" ")
                return False

            return stack.enter_context(Scripted(answer))

        yield started
        over.set()
