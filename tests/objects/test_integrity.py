"""Integrity: a successful reply from another server, or with wrong content, is an error."""

import base64
import gzip
import hashlib
import io
import os
import threading
import tracemalloc
import zipfile

import pytest

from cosanim import NotFoundError, ServiceError, TransportError
from cosanim.http.retries import RetryPolicy
from tests.servers.loopback import client_of
from tests.servers.raw import RawServer, answer

CONTENT = bytes(range(256)) * 40
MD5 = hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
OTHER = hashlib.md5(b"other", usedforsecurity=False).hexdigest()
ID = "x-cos-request-id: r1"
ETAG = f'ETag: "{MD5}"'
CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (CONTENT[:100], CONTENT[100:], b""))

WRONG = {
    "head cut after the status": (b"HTTP/1.1 200 OK\r\n", "no usable reply"),
    "head cut after a line": (b"HTTP/1.1 200 OK\r\n" + f"{ID}\r\n".encode(), "neither a Content-Length"),
    "head cut in the length": (b"HTTP/1.1 200 OK\r\nx-cos-request-id: r1\r\nContent-Length: 10\r\n", "broke off"),
    "no length": (answer(200, CONTENT[:5000], ID, ETAG, length=False), "neither a Content-Length nor"),
    "half": (answer(200, CONTENT[:5000], ID, f"Content-Length: {len(CONTENT)}", length=False), "broke off"),
    "chunks without the last": (answer(200, CHUNKS[:-5], ID, CHUNKED, length=False), "before a whole reply|broke off"),
    "a part that was not requested": (answer(206, CONTENT[:5], ID, "Content-Range: bytes 0-4/10240"), "status is 206"),
    "no content": (answer(204, b"", ID, length=False), "status is 204"),
    "a proxy's copy": (answer(203, CONTENT, ID, ETAG), "status is 203"),
    "accepted": (answer(202, CONTENT, ID, ETAG), "status is 202"),
    "a page": (answer(200, b"<html>log in</html>", "Content-Type: text/html"), "no request id"),
    "other bytes": (answer(200, CONTENT, ID, f'ETag: "{OTHER}"'), f"checksum .ETag. is {OTHER}.*{MD5}"),
    "other bytes in chunks": (answer(200, CHUNKS, ID, CHUNKED, f'ETag: "{OTHER}"', length=False), OTHER),
    "nothing instead of an object": (answer(200, b"", ID, ETAG), MD5),
}
ACCEPTED = {
    "with a length": answer(200, CONTENT, ID, ETAG),
    "in chunks": answer(200, CHUNKS, ID, ETAG, CHUNKED, length=False),
    "a capital checksum": answer(200, CONTENT, ID, f'ETag: "{MD5.upper()}"'),
    "without a checksum": answer(200, CONTENT, ID),
    "uploaded in parts": answer(200, CONTENT, ID, f'ETag: "{OTHER}-3"'),
    "a weak tag": answer(200, CONTENT, ID, f'ETag: W/"{OTHER}"'),
    "encrypted": answer(200, CONTENT, ID, f'ETag: "{OTHER}"', "x-cos-server-side-encryption: cos/kms"),
    "encrypted with the caller's key": answer(
        200, CONTENT, ID, f'ETag: "{OTHER}"', "x-cos-server-side-encryption-customer-algorithm: AES256"
    ),
    "appended to": answer(200, CONTENT, ID, f'ETag: "{OTHER}"', "x-cos-object-type: appendable"),
    "of the other service": answer(200, CONTENT, "x-ci-request-id: r1", ETAG),
}


@pytest.mark.parametrize(("reply", "reason"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("existing", [None, b"precious"], ids=["new", "existing"])
def test_a_reply_that_is_not_the_object_leaves_the_target_unchanged(tmp_path, reply, reason, existing):
    target = tmp_path / "target.gif"
    if existing is not None:
        target.write_bytes(existing)
    with (
        RawServer(reply) as server,
        client_of(server.url) as client,
        pytest.raises(TransportError, match=reason) as caught,
    ):
        client.objects.get("key", target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if existing is None else [existing])
    error = caught.value
    assert (error.sent, error.retryable, error.host) == (True, True, server.url.removeprefix("http://"))
    assert error.request_id == ("r1" if b"x-cos-request-id: r1" in reply else None)


@pytest.mark.parametrize(("reply", "reason"), WRONG.values(), ids=WRONG)
def test_a_reply_that_is_not_the_object_is_not_written_to_an_open_file(reply, reason):
    target = io.BytesIO(b"before")
    target.seek(6)
    with RawServer(reply) as server, client_of(server.url) as client, pytest.raises(TransportError, match=reason):
        client.objects.get("key", target)
    assert target.getvalue() == b"before"


@pytest.mark.parametrize("reply", ACCEPTED.values(), ids=ACCEPTED)
def test_a_valid_reply_is_written(tmp_path, reply):
    with RawServer(reply) as server, client_of(server.url) as client:
        info = client.objects.get("key", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert (info.size, info.request_id) == (len(CONTENT), "r1")


def test_the_checksum_of_a_compressed_object_is_that_of_the_stored_bytes(tmp_path):
    packed = gzip.compress(CONTENT)
    md5 = hashlib.md5(packed, usedforsecurity=False).hexdigest()
    reply = answer(200, packed, ID, f'ETag: "{md5}"', "Content-Encoding: gzip")
    with RawServer(reply) as server, client_of(server.url) as client:
        client.objects.get("key", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == packed


class Pipe(io.RawIOBase):
    """A source like a pipe or a socket: it can be read once and has no length."""

    def __init__(self, content):
        self._content = io.BytesIO(content)

    def readable(self):
        return True

    def readinto(self, buffer):
        # Few bytes at a time, as from a pipe.
        piece = self._content.read(min(len(buffer), 1000))
        buffer[: len(piece)] = piece
        return len(piece)


class Reader:
    """A source whose only method is read()."""

    def __init__(self, content):
        self.read = io.BytesIO(content).read


def zipped(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", CONTENT)
    return zipfile.ZipFile(tmp_path / "z.zip").open("inside")


def compressed(tmp_path):
    with gzip.open(tmp_path / "f.gz", "wb") as file:
        file.write(CONTENT)
    return gzip.open(tmp_path / "f.gz")


def on_disk(tmp_path):
    (tmp_path / "f").write_bytes(CONTENT)
    return (tmp_path / "f").open("rb")


SOURCES = {
    "bytes": lambda _: CONTENT,
    "memory": lambda _: io.BytesIO(CONTENT),
    "file": on_disk,
    "pipe": lambda _: Pipe(CONTENT),
    "buffered pipe": lambda _: io.BufferedReader(Pipe(CONTENT)),
    "reader": lambda _: Reader(CONTENT),
    "compressed": compressed,
    "in an archive": zipped,
}


@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_every_upload_has_content_length_and_content_md5(tmp_path, make):
    source = make(tmp_path)
    with RawServer(answer(200, b"", ID, ETAG)) as server, client_of(server.url) as client:
        assert client.objects.put("key", source).etag == MD5
    (received,) = server.requests
    assert received.body == CONTENT
    assert received.headers["Content-Length"] == str(len(CONTENT))
    assert "Transfer-Encoding" not in received.headers
    assert base64.b64decode(received.headers["Content-MD5"]).hex() == MD5
    if hasattr(source, "close"):
        source.close()


def test_a_file_is_sent_from_its_position():
    source = io.BytesIO(b"skipped-" + CONTENT)
    source.seek(8)
    with RawServer(answer(200, b"", ID, ETAG)) as server, client_of(server.url) as client:
        client.objects.put("key", source)
    assert server.requests[0].body == CONTENT
    assert source.tell() == 8 + len(CONTENT)


@pytest.mark.parametrize("make", SOURCES.values(), ids=SOURCES)
def test_a_repeated_upload_is_sent_completely(tmp_path, make):
    source = make(tmp_path)
    quick = RetryPolicy(first=0.01, longest=0.01)
    with RawServer(b"", answer(503, b""), answer(200, b"", ID, ETAG)) as server:
        with client_of(server.url, retry=quick) as client:
            client.objects.put("key", source)
        assert [received.body for received in server.requests] == [CONTENT] * 3
    if hasattr(source, "close"):
        source.close()


def test_a_named_pipe_is_stored_completely(tmp_path, service):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(CONTENT))
    writer.start()
    with service.client() as client:
        assert client.objects.put("piped", pipe).etag == MD5
        assert client.objects.head("piped").size == len(CONTENT)
    writer.join()


def test_a_large_source_that_cannot_seek_is_not_held_in_memory(service):
    class Endless(io.RawIOBase):
        left = 40 << 20

        def readable(self):
            return True

        def readinto(self, buffer):
            size = min(len(buffer), self.left)
            buffer[:size] = bytes(size)
            self.left -= size
            return size

    with service.client() as client:
        client.objects.put("warm", b"x")
        tracemalloc.start()
        try:
            client.objects.put("large", Endless())
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert client.objects.head("large").size == 40 << 20
    assert peak < 20 << 20


REFUSED = {
    "another checksum": (answer(200, b"", ID, f'ETag: "{OTHER}"'), f"{OTHER}.*what was sent is {MD5}"),
    "no content": (answer(204, b"", ID, length=False), "status is 204"),
    "a page": (answer(200, b"<html>log in</html>", "Content-Type: text/html"), "no request id"),
    "head cut after a line": (b"HTTP/1.1 200 OK\r\nServer: x\r\n", "no request id"),
}


@pytest.mark.parametrize(("reply", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_reply_that_is_not_from_the_object_store_is_an_error(reply, reason):
    with (
        RawServer(reply) as server,
        client_of(server.url) as client,
        pytest.raises(TransportError, match=reason) as caught,
    ):
        client.objects.put("key", CONTENT)
    assert (caught.value.sent, caught.value.retryable) == (True, True)


def test_the_checksum_of_an_encrypted_object_is_not_compared():
    reply = answer(200, b"", ID, f'ETag: "{OTHER}"', "x-cos-server-side-encryption: AES256")
    with RawServer(reply) as server, client_of(server.url) as client:
        assert client.objects.put("key", CONTENT).etag == OTHER


def test_a_file_that_changes_while_it_is_sent_is_refused_by_the_service(service):
    class Changing(io.BytesIO):
        passes = 0

        def read(self, size=-1):
            if self.tell() == 0:
                self.passes += 1
                if self.passes == 2:
                    self.getbuffer()[:7] = b"changed"
            return super().read(size)

    with service.client() as client:
        with pytest.raises(ServiceError) as caught:
            client.objects.put("changing", Changing(CONTENT))
        with pytest.raises(NotFoundError):
            client.objects.head("changing")
    assert caught.value.code == "BadDigest"


class Unavailable(io.RawIOBase):
    """A non-blocking source without available data."""

    def readable(self):
        return True

    def readinto(self, _):
        return None


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        (Unavailable(), BlockingIOError, "blocking mode"),
        (Reader(b""), None, ""),
        (type("Text", (), {"read": lambda _, __: "text"})(), TypeError, "gives str, not bytes"),
        (None, TypeError, "not NoneType"),
    ],
    ids=["nothing yet", "empty", "text", "none"],
)
def test_a_source_without_bytes_is_refused_before_anything_is_sent(source, error, words):
    empty = hashlib.md5(b"", usedforsecurity=False).hexdigest()
    with RawServer(answer(200, b"", ID, f'ETag: "{empty}"')) as server, client_of(server.url) as client:
        if error is None:
            assert client.objects.put("key", source).etag == empty
            assert server.requests[0].headers["Content-Length"] == "0"
            return
        with pytest.raises(error, match=words):
            client.objects.put("key", source)
    assert server.requests == []


@pytest.mark.parametrize(
    ("target", "words"),
    [(None, "not NoneType"), (5, "not int"), (io.StringIO(), "opened as text")],
    ids=["none", "number", "text"],
)
def test_a_target_that_accepts_no_bytes_is_refused_before_anything_is_sent(target, words):
    with (
        RawServer(answer(200, b"data", ID)) as server,
        client_of(server.url) as client,
        pytest.raises(TypeError, match=words),
    ):
        client.objects.get("key", target)
    assert server.requests == []


@pytest.mark.parametrize(
    "reply",
    [answer(200, b"", "Content-Type: text/html", "Content-Length: 7", length=False), answer(206, b"", ID)],
    ids=["a page", "a part"],
)
def test_a_head_reply_of_a_proxy_is_an_error(reply):
    with RawServer(reply) as server, client_of(server.url) as client, pytest.raises(TransportError):
        client.objects.head("key")


def test_a_404_of_a_proxy_does_not_mean_a_missing_object():
    page = answer(404, b"", "Content-Type: text/html")
    with RawServer(page) as server, client_of(server.url) as client, pytest.raises(ServiceError) as caught:
        client.objects.head("key")
    assert caught.value.code == ""
    assert "has no object" not in str(caught.value)


def test_an_upload_without_an_etag_is_not_accepted(loopback):
    loopback.answers[0] = (200, b"<html>welcome</html>", {"x-cos-request-id": "r1", "ETag": ""})
    with client_of(loopback.url) as client, pytest.raises(TransportError, match="it has no ETag"):
        client.objects.put("key", b"content")
