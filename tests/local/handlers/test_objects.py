"""Objects over HTTP: keys, headers, ranges, checksums, and interrupted uploads."""

import errno
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cosanim.local import LocalService
from cosanim.local.storage.objects import Upload
from tests.local.storage.keys import KEYS
from tests.local.support import (
    BUCKET,
    COS_HOST,
    authorization,
    error_of,
    eventually,
    raw,
    raw_request,
    send,
    temporary_files,
)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data") / "store"


@pytest.fixture(scope="module")
def service(data):
    with LocalService(render=False, data=data) as service:
        yield service


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def percent_encoded(key: str) -> str:
    return "".join(f"%{byte:02X}" for byte in key.encode())


def test_no_key_writes_outside_of_the_folder(service, data):
    around = files_of(data.parent) - files_of(data)
    for key in KEYS:
        status, _, _ = raw_request(service, "PUT", f"/{percent_encoded(key)}", path=f"/{key}", body=key.encode())
        assert status == 200, key
    for key in KEYS:
        status, _, body = raw_request(service, "GET", f"/{percent_encoded(key)}", path=f"/{key}")
        assert (status, body) == (200, key.encode())
    assert files_of(data.parent) - files_of(data) == around


def test_dot_segments_that_arrive_unencoded_are_part_of_the_key(service):
    status, _, _ = raw_request(service, "PUT", "/a/../../plain", path="/a/../../plain", body=b"1")
    assert status == 200
    status, _, body = raw_request(service, "GET", "/a/../../plain", path="/a/../../plain")
    assert (status, body) == (200, b"1")
    assert send(service, "GET", "/plain").status_code == 404


def test_an_object_comes_back_with_its_headers(service):
    content = os.urandom(300_000)
    answer = send(
        service,
        "PUT",
        "/in/a b.bin",
        data=content,
        headers={"Content-Type": "video/mp4", "x-cos-meta-note": "a note", "Cache-Control": "no-store"},
    )
    assert answer.status_code == 200
    assert answer.headers["Server"] == "tencent-cos"
    for method in ("GET", "HEAD"):
        answer = send(service, method, "/in/a b.bin")
        assert answer.status_code == 200
        assert answer.headers["Content-Length"] == "300000"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["x-cos-meta-note"] == "a note"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Last-Modified"].endswith("GMT")
        assert answer.headers["ETag"].startswith('"')
        assert answer.headers["x-cos-request-id"]
        assert "x-ci-request-id" not in answer.headers
        assert answer.content == (content if method == "GET" else b"")
    assert send(service, "DELETE", "/in/a b.bin").status_code == 204
    missing = send(service, "GET", "/in/a b.bin")
    assert (missing.status_code, error_of(missing).code) == (404, "NoSuchKey")
    assert error_of(missing).resource.endswith("/in/a%20b.bin")
    assert send(service, "HEAD", "/in/a b.bin").status_code == 404


@pytest.mark.parametrize(
    ("header", "status", "content", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_range_selects_part_of_an_object(service, header, status, content, content_range):
    send(service, "PUT", "/digits", data=b"0123456789")
    answer = send(service, "GET", "/digits", headers={"Range": header})
    assert answer.status_code == status
    assert answer.headers.get("Content-Range") == content_range
    if content is None:
        assert error_of(answer).code == "InvalidRange"
    else:
        assert answer.content == content


def test_a_header_beyond_ascii_comes_back_as_sent(service):
    note = "腾讯 é".encode()
    text = authorization("PUT", "/noted")
    head = f"PUT /noted HTTP/1.1\r\nHost: {COS_HOST}\r\nAuthorization: {text}\r\nConnection: close\r\n"
    sent = head.encode() + b"x-cos-meta-note: " + note + b"\r\nContent-Length: 0\r\n\r\n"
    assert raw(service.url, sent).startswith(b"HTTP/1.1 200")
    sent = sent.replace(b"PUT", b"GET").replace(text.encode(), authorization("GET", "/noted").encode())
    assert b"x-cos-meta-note: " + note + b"\r\n" in raw(service.url, sent)


def test_an_empty_object_is_stored(service):
    assert send(service, "PUT", "/empty", data=b"").status_code == 200
    answer = send(service, "GET", "/empty")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_chunked_upload_is_stored(service):
    assert send(service, "PUT", "/chunked", data=iter([b"ab", b"cd"])).status_code == 200
    assert send(service, "GET", "/chunked").content == b"abcd"


@pytest.mark.parametrize(
    ("checksum", "code"),
    [("aGVsbG8=", "InvalidDigest"), ("???", "InvalidDigest"), ("1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest")],
)
def test_a_wrong_checksum_keeps_the_old_object(service, checksum, code):
    send(service, "PUT", "/sum", data=b"old")
    answer = send(service, "PUT", "/sum", data=b"new", headers={"Content-MD5": checksum})
    assert (answer.status_code, error_of(answer).code) == (400, code)
    assert send(service, "GET", "/sum").content == b"old"


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_an_upload_that_breaks_off_keeps_the_old_object(service, data, framing):
    send(service, "PUT", "/broken", data=b"old")
    before = files_of(data)
    parts = urlsplit(service.url)
    head = f"PUT /broken HTTP/1.1\r\nHost: {COS_HOST}\r\nAuthorization: {authorization('PUT', '/broken')}\r\n"
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        connection.sendall(f"{head}{framing}\r\n\r\n400\r\n".encode() + b"x" * 700)
        eventually(lambda: temporary_files(data))
    eventually(lambda: not temporary_files(data))
    assert send(service, "GET", "/broken").content == b"old"
    assert files_of(data) == before


def test_an_upload_without_length_is_refused(service):
    parts = urlsplit(service.url)
    head = f"PUT /n HTTP/1.1\r\nHost: {COS_HOST}\r\nAuthorization: {authorization('PUT', '/n')}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 411")


def test_a_full_disk_fails_the_upload_alone(service, data, monkeypatch):
    send(service, "PUT", "/full", data=b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Upload, "write", full)
        answer = send(service, "PUT", "/full", data=b"new")
    assert (answer.status_code, error_of(answer).code) == (503, "ServiceUnavailable")
    assert send(service, "GET", "/full").content == b"old"
    assert not temporary_files(data)
    assert send(service, "PUT", "/full", data=b"new").status_code == 200


@pytest.mark.parametrize("source", ["", "key", "bucket/", "a.b.c/key", "test-1250000000/k?x"])
def test_a_wrong_source_of_a_copy_is_refused(service, source):
    answer = send(service, "PUT", "/copy", data=b"", headers={"x-cos-copy-source": source})
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    "bucket", [f"{BUCKET}.cos.ap-beijing.myqcloud.com", COS_HOST.replace(BUCKET, "other-1250000000")]
)
def test_the_source_of_a_copy_is_in_a_bucket_of_the_service(service, bucket):
    send(service, "PUT", "/source", data=b"1")
    assert send(service, "PUT", "/copy", headers={"x-cos-copy-source": f"{COS_HOST}/source"}).status_code == 200
    answer = send(service, "PUT", "/copy", headers={"x-cos-copy-source": f"{bucket}/source"})
    assert (answer.status_code, error_of(answer).code) == (404, "NoSuchBucket")


@pytest.mark.parametrize(
    "body",
    [b"", b"<Delete>", b"<Other/>", b"<Delete/>", b"<Delete><Object/></Delete>", b"<!DOCTYPE x><Delete/>", b"\xff"],
)
def test_a_malformed_document_is_refused(service, body):
    answer = send(service, "POST", "/", data=body, params={"delete": ""})
    assert (answer.status_code, error_of(answer).code) == (400, "MalformedXML")


def test_a_document_is_limited_in_size(service):
    answer = send(service, "POST", "/", data=b" " * (2 << 20) + b"<Delete/>", params={"delete": ""})
    assert (answer.status_code, error_of(answer).code) == (400, "EntityTooLarge")
