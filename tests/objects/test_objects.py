"""Putting and getting objects: atomically, byte for byte, and with any key."""

import hashlib
import io
import os
import stat
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from cosanim import AuthenticationError, ConfigurationError, NotFoundError, ServiceError, TransportError
from tests.other_numbers import Whole
from tests.servers.loopback import BUCKET, COS_HOST, WHO, Loopback, client_of, dead_url

CONTENT = bytes(range(256)) * 400
KEYS = [
    "plain.mp4",
    "a b/c d.mp4",
    "视频/输入 é.mp4",
    "../../etc/passwd",
    "a/../b",
    "a/./b",
    "..",
    ".",
    "/leading/slash",
    "//two",
    "trailing/",
    "100%.mp4",
    "%2e%2e%2f",
    "a+b",
    "a#b",
    "a?b=c&d",
    "a;b,c:d@e",
    "a\\b",
    "q\"uo'te",
    "tab\tline\n",
    "😀",
    "x" * 700,
]


@pytest.fixture
def objects(service):
    service.reset()
    with service.client() as client:
        yield client.objects


def fetched(objects, key):
    target = io.BytesIO()
    objects.get(key, target)
    return target.getvalue()


class TestPut:
    """From bytes, paths and files."""

    @pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, str, "path", "file", "memory"])
    @pytest.mark.parametrize("content", [CONTENT, b""], ids=["full", "empty"])
    def test_every_kind_of_source_arrives_byte_for_byte(self, objects, tmp_path, kind, content):
        path = tmp_path / "source"
        path.write_bytes(content)
        with path.open("rb") as file:
            sources = {str: str(path), "path": path, "file": file, "memory": io.BytesIO(content)}
            stored = objects.put("key", sources[kind] if kind in sources else kind(content))
        assert stored.key == "key"
        assert stored.etag == hashlib.md5(content, usedforsecurity=False).hexdigest()
        assert stored.request_id
        assert fetched(objects, "key") == content

    def test_a_file_is_sent_from_where_it_stands_and_stays_open(self, objects):
        source = io.BytesIO(b"skipped-sent")
        source.seek(8)
        objects.put("key", source)
        assert fetched(objects, "key") == b"sent"
        assert not source.closed

    def test_a_text_file_is_refused_and_not_recoded(self, objects, tmp_path):
        path = tmp_path / "text"
        path.write_text("é")
        with path.open() as file, pytest.raises(TypeError, match="binary"):
            objects.put("key", file)
        with pytest.raises(NotFoundError):
            objects.head("key")

    def test_an_object_is_replaced(self, objects):
        objects.put("key", b"long old content")
        objects.put("key", b"new")
        assert fetched(objects, "key") == b"new"

    def test_the_content_type_is_kept(self, objects):
        objects.put("key", b"x", content_type="video/mp4")
        assert objects.head("key").content_type == "video/mp4"

    def test_a_missing_file_is_an_error_of_the_file_system_and_sends_nothing(self, tmp_path):
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(FileNotFoundError, match="nowhere"):
                client.objects.put("key", tmp_path / "nowhere")
            with pytest.raises(IsADirectoryError):
                client.objects.put("key", tmp_path)
            assert server.asked == []

    def test_an_unreachable_service_is_named(self):
        url = dead_url()
        with client_of(url) as client, pytest.raises(TransportError, match=urlsplit(url).netloc):
            client.objects.put("key", b"x")


class TestGet:
    """To paths and files; a file appears whole or not at all."""

    @pytest.mark.parametrize("content", [CONTENT, b""], ids=["full", "empty"])
    @pytest.mark.parametrize("as_text", [True, False])
    def test_a_file_is_written(self, objects, tmp_path, content, as_text):
        objects.put("key", content)
        target = tmp_path / "target.gif"
        info = objects.get("key", str(target) if as_text else target)
        assert target.read_bytes() == content
        assert (info.key, info.size, info.etag) == (
            "key",
            len(content),
            hashlib.md5(content, usedforsecurity=False).hexdigest(),
        )
        assert info.request_id
        assert [path.name for path in tmp_path.iterdir()] == ["target.gif"]

    def test_a_relative_path_is_one_of_the_working_folder(self, objects, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        objects.put("key", b"x")
        objects.get("key", "视频.gif")
        assert (tmp_path / "视频.gif").read_bytes() == b"x"

    def test_an_open_file_is_written_and_stays_open(self, objects):
        objects.put("key", CONTENT)
        target = io.BytesIO(b"before")
        target.seek(6)
        objects.get("key", target)
        assert target.getvalue() == b"before" + CONTENT
        assert not target.closed

    @pytest.mark.parametrize("umask", [0o022, 0o077])
    def test_a_new_file_has_the_mode_of_any_new_file(self, objects, tmp_path, umask):
        objects.put("key", b"x")
        before = os.umask(umask)
        try:
            objects.get("key", tmp_path / "f")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o666 & ~umask

    def test_a_file_that_is_replaced_keeps_its_mode(self, objects, tmp_path):
        target = tmp_path / "private"
        target.write_bytes(b"old")
        target.chmod(0o600)
        objects.put("key", b"new")
        objects.get("key", target)
        assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"new", 0o600)

    def test_many_threads_leave_the_umask_of_the_process_alone(self, objects, tmp_path):
        objects.put("key", b"x")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: objects.get("key", tmp_path / str(n)), range(64)))
        before = os.umask(0o022)
        os.umask(before)
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o666 & ~before}

    def test_a_link_stays_a_link(self, objects, tmp_path):
        objects.put("key", b"new")
        (tmp_path / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to("real")
        objects.get("key", tmp_path / "link")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == b"new"

    def test_a_pipe_is_written_to_and_not_replaced(self, objects, tmp_path):
        """As root, a device such as /dev/null would otherwise become a file."""
        objects.put("key", CONTENT)
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        read = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
        reader.start()
        objects.get("key", pipe)
        reader.join(5)
        assert read == [CONTENT]
        assert stat.S_ISFIFO(pipe.stat().st_mode)

    def test_a_missing_object_is_not_found_and_leaves_nothing(self, objects, tmp_path):
        with pytest.raises(NotFoundError) as caught:
            objects.get("missing", tmp_path / "f")
        assert (caught.value.code, bool(caught.value.request_id)) == ("NoSuchKey", True)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("existing", [None, b"precious"])
    def test_a_download_that_breaks_off_leaves_things_as_they_were(self, tmp_path, existing):
        target = tmp_path / "f"
        if existing is not None:
            target.write_bytes(existing)
        with (
            Loopback(200, CONTENT, {"Content-Length": str(len(CONTENT) + 1)}) as server,
            client_of(server.url) as client,
            pytest.raises(TransportError, match="broke off"),
        ):
            client.objects.get("key", target)
        assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if existing is None else [existing])

    @pytest.mark.parametrize("place", ["missing/f", "", "file/f"])
    def test_a_target_that_cannot_be_is_told_by_its_name_before_anything_is_fetched(self, tmp_path, place):
        (tmp_path / "file").write_bytes(b"")
        target = tmp_path / place
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(OSError, match=r"folder") as caught:
                client.objects.get("key", target)
            assert server.asked == []
        assert str(target) in str(caught.value)
        assert not isinstance(caught.value, TransportError)
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    def test_a_file_that_refuses_what_is_written_ends_the_download(self, objects):
        class Full(io.RawIOBase):
            def writable(self):
                return True

            def write(self, _):
                raise OSError(28, "No space left on device")

        objects.put("key", CONTENT)
        with pytest.raises(OSError, match="No space left") as caught:
            objects.get("key", Full())
        assert not isinstance(caught.value, TransportError)
        assert fetched(objects, "key") == CONTENT, "and the connection is fit for the next request"


def test_a_large_object_passes_through_without_being_held_in_memory(objects, tmp_path):
    """The service runs in the same process, so its memory counts as well."""
    size = 20 * 1024 * 1024
    source, target = tmp_path / "source", tmp_path / "target"
    block = os.urandom(1024 * 1024)
    with source.open("wb") as file:
        for _ in range(20):
            file.write(block)
    objects.put("warm", b"x")
    tracemalloc.start()
    try:
        objects.put("large", source)
        assert objects.get("large", target).size == size
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * 1024 * 1024
    with source.open("rb") as a, target.open("rb") as b:
        assert hashlib.file_digest(a, "sha256").digest() == hashlib.file_digest(b, "sha256").digest()


class TestHead:
    """Looking without fetching."""

    def test_size_checksum_type_and_time_are_told(self, objects):
        objects.put("key", CONTENT, content_type="image/gif")
        info = objects.head("key")
        assert (info.key, info.size, info.content_type) == ("key", len(CONTENT), "image/gif")
        assert info.etag == hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
        assert info.last_modified.endswith("GMT")
        assert info.request_id == info.headers["x-cos-request-id"]

    def test_an_empty_object_has_a_size(self, objects):
        objects.put("key", b"")
        assert objects.head("key").size == 0

    def test_a_missing_object_is_not_found_although_head_has_no_body(self, objects):
        with pytest.raises(NotFoundError) as caught:
            objects.head("missing")
        assert caught.value.status == 404
        assert caught.value.request_id


class TestUrl:
    """Addresses for anybody."""

    def test_an_address_fetches_without_credentials(self, objects):
        objects.put("a b/视频+1.gif", CONTENT)
        reply = requests.get(objects.url("a b/视频+1.gif"), timeout=5)
        assert (reply.status_code, reply.content) == (200, CONTENT)

    def test_an_expired_address_is_refused(self, objects, service, monkeypatch):
        objects.put("key", b"x")
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now - 100)
        address = objects.url("key", expires=99)
        still = objects.url("key", expires=105)
        monkeypatch.undo()
        assert requests.get(still, timeout=5).status_code == 200
        reply = requests.get(address, timeout=5)
        assert reply.status_code == 403
        assert "<Code>" in reply.text
        assert service.url in address

    def test_an_address_is_for_one_key_and_one_method(self, objects):
        objects.put("key", b"x")
        objects.put("other", b"y")
        address = objects.url("key")
        assert requests.get(address.replace("/key?", "/other?"), timeout=5).status_code == 403
        assert requests.put(address, data=b"evil", timeout=5).status_code == 403
        assert requests.put(objects.url("key", method="PUT"), data=b"good", timeout=5).status_code == 200
        assert fetched(objects, "key") == b"good"

    def test_without_an_endpoint_the_address_is_the_documented_host(self):
        with client_of("") as client:
            address = urlsplit(client.objects.url("a/b.gif"))
        assert (address.scheme, address.netloc, address.path) == ("https", COS_HOST, "/a/b.gif")
        assert "hush-key" not in address.query
        assert "x-cos-security-token=hush-token" in address.query

    def test_behind_an_endpoint_the_bucket_is_in_the_path(self):
        with client_of("http://127.0.0.1:9") as client:
            address = urlsplit(client.objects.url("a/b.gif"))
        assert (address.netloc, address.path) == ("127.0.0.1:9", f"/{BUCKET}/a/b.gif")

    def test_the_validity_may_be_a_whole_number_of_another_library(self):
        with client_of("") as client:
            assert "q-signature=" in client.objects.url("a", expires=Whole(60))

    @pytest.mark.parametrize("expires", [0, -1, 604801, 60.0, True, "60"])
    def test_the_validity_has_limits(self, expires):
        with client_of("") as client, pytest.raises(ConfigurationError, match="604800"):
            client.objects.url("key", expires=expires)

    def test_credentials_from_a_callable_sign_addresses_too(self):
        with client_of("", credentials=lambda: WHO) as client:
            assert f"q-ak={WHO.secret_id}" in client.objects.url("key")


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_a_key_of_any_form_is_stored_looked_at_fetched_and_addressed(objects, key):
    content = key.encode() + b"!"
    objects.put(key, content)
    assert fetched(objects, key) == content
    assert objects.head(key).size == len(content)


@pytest.mark.parametrize(
    "key", [key for key in KEYS if not key.startswith("/") and not {".", ".."} & set(key.split("/"))], ids=ascii
)
def test_the_address_of_a_key_of_any_form_works_in_a_plain_client(objects, key):
    objects.put(key, b"x")
    assert requests.get(objects.url(key), timeout=5).content == b"x"


def test_keys_that_look_alike_are_different_objects(objects):
    keys = ["a/b", "a//b", "/a/b", "a/b/", "a%2Fb", "a/./b", "a/c/../b", "A/b", "é", "e\u0301"]
    for key in keys:
        objects.put(key, key.encode())
    for key in keys:
        assert fetched(objects, key) == key.encode()


@pytest.mark.parametrize("key", ["", "\ud800"])
def test_a_key_that_cannot_be_is_refused_before_sending(key, tmp_path):
    with Loopback() as server, client_of(server.url) as client:
        for act in (
            lambda: client.objects.put(key, b"x"),
            lambda: client.objects.get(key, tmp_path / "f"),
            lambda: client.objects.head(key),
            lambda: client.objects.url(key),
        ):
            with pytest.raises(ConfigurationError, match="key"):
                act()
        assert server.asked == []


@pytest.mark.parametrize("key", ["jobs/a", "template", "local/x"])
def test_a_key_that_belongs_to_the_api_is_refused_by_the_service(objects, key):
    with pytest.raises(ServiceError) as caught:
        objects.put(key, b"x")
    assert (caught.value.status, caught.value.code) == (400, "InvalidArgument")


def test_a_wrong_secret_is_refused_with_the_code_of_the_object_store(service):
    with client_of(service.url) as client, pytest.raises(AuthenticationError) as caught:
        client.objects.put("key", b"x")
    assert caught.value.request_id
