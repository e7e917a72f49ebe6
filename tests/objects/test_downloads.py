"""Downloads of objects to paths and files: a file is written completely or not at all."""

import hashlib
import io
import os
import stat
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from cosanim import NotFoundError, TransportError
from tests.objects.contents import CONTENT, fetched
from tests.servers.loopback import Loopback, client_of


class TestGet:
    """``objects.get`` to paths and files."""

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

    def test_a_relative_path_is_relative_to_the_working_folder(self, objects, tmp_path, monkeypatch):
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
    def test_a_new_file_has_the_mode_that_the_umask_allows(self, objects, tmp_path, umask):
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

    def test_many_threads_do_not_change_the_umask_of_the_process(self, objects, tmp_path):
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
        """A download as root to a device such as /dev/null must not replace the device with a file."""
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
    def test_a_download_that_breaks_off_leaves_the_target_unchanged(self, tmp_path, existing):
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
    def test_an_invalid_target_is_named_before_anything_is_fetched(self, tmp_path, place):
        (tmp_path / "file").write_bytes(b"")
        target = tmp_path / place
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(OSError, match=r"folder") as caught:
                client.objects.get("key", target)
            assert server.requests == []
        assert str(target) in str(caught.value)
        assert not isinstance(caught.value, TransportError)
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    def test_an_error_of_the_target_file_ends_the_download(self, objects):
        class Full(io.RawIOBase):
            def writable(self):
                return True

            def write(self, _):
                raise OSError(28, "No space left on device")

        objects.put("key", CONTENT)
        with pytest.raises(OSError, match="No space left") as caught:
            objects.get("key", Full())
        assert not isinstance(caught.value, TransportError)
        assert fetched(objects, "key") == CONTENT, "the connection can be used again"


def test_a_large_object_is_not_held_in_memory(objects, tmp_path):
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
