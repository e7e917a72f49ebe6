"""Exceptions of credential providers and body sources reach the caller unchanged."""

import io

import pytest
import requests

from cosanim import ServiceError
from tests.servers.loopback import Loopback, client_of
from tests.servers.scripted import Scripted, reply
from tests.servers.support import PLAIN


class KeyStoreError(Exception):
    pass


FAILURES = [
    FileNotFoundError(2, "No such file", "key.json"),
    PermissionError(13, "denied"),
    TimeoutError("the key store is slow"),
    ConnectionResetError("the key store hung up"),
    requests.ConnectionError("the key store is down"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    KeyStoreError("locked"),
    ValueError("bad file"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_exceptions_of_credential_providers_are_raised_unchanged(loopback, either_session, failure):
    cause = KeyError("deeper")

    def failing_provider():
        raise failure from cause

    with client_of(loopback.url, credentials=failing_provider, session=either_session) as client:
        for call in (
            lambda: client.submit("a.mp4", "b.gif", **PLAIN),
            lambda: client.describe_jobs(["j1"]),
            lambda: client.objects.put("key", b"x"),
        ):
            with pytest.raises(type(failure)) as caught:
                call()
            assert caught.value is failure
            assert caught.value.__cause__ is cause
    assert loopback.requests == []


def test_a_service_error_of_a_credential_provider_is_not_an_unknown_submission(loopback):
    def failing_provider():
        raise ServiceError(500, "InternalError", "the token service failed")

    with (
        client_of(loopback.url, credentials=failing_provider) as client,
        pytest.raises(ServiceError, match="token service"),
    ):
        client.submit("a.mp4", "b.gif", **PLAIN)


class Source(io.RawIOBase):
    """A file of 300,000 bytes that raises an exception after ``good`` bytes."""

    def __init__(self, failure, good):
        self._failure, self._good, self._at = failure, good, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, to, whence=0):
        self._at = {0: to, 1: self._at + to, 2: 300_000 + to}[whence]
        return self._at

    def tell(self):
        return self._at

    def read(self, size=-1):
        if self._at >= self._good:
            raise self._failure
        size = min(size, self._good - self._at)
        self._at += size
        return b"x" * size


@pytest.mark.parametrize("good", [0, 1, 200_000])
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_exceptions_of_body_sources_are_raised_unchanged(either_session, failure, good):
    received = []

    def answer(connection, request):
        received.append(request.body)
        connection.sendall(reply(b"", headers='ETag: "e1"\r\n'))

    with Scripted(answer) as server, client_of(server.url, session=either_session) as client:
        with pytest.raises(type(failure)) as caught:
            client.objects.put("key", Source(failure, good))
        assert caught.value is failure
        client.objects.put("key", b"whole")
        assert received == [b"whole"], "the connection with half a body was closed"


def test_a_file_that_grows_while_it_is_sent_is_sent_with_its_first_length(either_session, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 1000)

    class Growing(io.FileIO):
        def read(self, size=-1):
            with path.open("ab") as more:
                more.write(b"y" * 100)
            return super().read(size)

    with Loopback(200, b"") as server, client_of(server.url, session=either_session) as client:
        with Growing(path) as file:
            client.objects.put("key", file)
        client.objects.put("other", b"z")
        assert [received.body for received in server.requests] == [b"x" * 1000, b"z"]


def test_a_file_that_shrinks_while_it_is_sent_raises_an_os_error(either_session, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 200_000)

    class Shrinking(io.FileIO):
        def read(self, size=-1):
            data = super().read(size)
            path.write_bytes(b"")
            return data

    with (
        Loopback(200, b"") as server,
        client_of(server.url, session=either_session) as client,
        Shrinking(path) as file,
        pytest.raises(OSError, match="bytes before its expected end"),
    ):
        client.objects.put("key", file)
