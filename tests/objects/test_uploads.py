"""Uploads of objects from bytes, paths and files."""

import hashlib
import io
from urllib.parse import urlsplit

import pytest

from cosanim import ConfigurationError, NotFoundError, TransportError
from cosanim.objects import uploads
from tests.objects.contents import CONTENT, fetched
from tests.servers.loopback import Loopback, client_of, dead_url


class TestPut:
    """``objects.put`` from bytes, paths and files."""

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

    def test_a_file_is_sent_from_its_position_and_stays_open(self, objects):
        source = io.BytesIO(b"skipped-sent")
        source.seek(8)
        objects.put("key", source)
        assert fetched(objects, "key") == b"sent"
        assert not source.closed

    def test_a_text_file_is_refused_and_not_encoded(self, objects, tmp_path):
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
            assert server.requests == []

    def test_an_unreachable_service_is_named(self):
        url = dead_url()
        with client_of(url) as client, pytest.raises(TransportError, match=urlsplit(url).netloc):
            client.objects.put("key", b"x")


class TestTooLarge:
    """A content that does not fit into a single PUT is refused before it is sent."""

    def test_a_file_is_refused_by_its_size_unread(self, tmp_path):
        path = tmp_path / "large.mp4"
        with path.open("wb") as file:
            file.truncate((5 << 30) + 1)  # a sparse file, which takes no space
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(ConfigurationError, match=r"5368709121 bytes .* 5368709120 \(5 GB\).*upload_file"):
                client.objects.put("key", path)
            with path.open("rb") as file, pytest.raises(ConfigurationError, match="upload_file"):
                client.objects.put("key", file)
            assert server.requests == []

    def test_a_file_is_measured_from_its_position(self, tmp_path, objects):
        path = tmp_path / "large.mp4"
        with path.open("wb+") as file:
            file.truncate((5 << 30) + 1)
            file.seek(5 << 30)
            assert objects.put("key", file).size == 1

    def test_a_conversion_refuses_it_too_and_speaks_of_nothing_left_behind(self, tmp_path):
        with (tmp_path / "large.mp4").open("wb") as file:
            file.truncate((5 << 30) + 1)
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(ConfigurationError, match="upload_file") as caught:
                client.convert(tmp_path / "large.mp4", tmp_path / "large.gif", duration=1)
            assert server.requests == []
        assert not hasattr(caught.value, "__notes__")

    def test_a_pipe_is_refused_while_it_is_copied(self, monkeypatch):
        class Pipe(io.RawIOBase):
            taken = 0

            def read(self, size=-1):
                self.taken += size
                return bytes(size)

        monkeypatch.setattr(uploads, "LARGEST", 5 << 20)
        pipe = Pipe()
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(ConfigurationError, match="upload_file"):
                client.objects.put("key", pipe)
            assert server.requests == []
        assert pipe.taken <= 7 << 20

    def test_the_largest_content_is_sent(self, monkeypatch, objects):
        monkeypatch.setattr(uploads, "LARGEST", 10)
        assert objects.put("key", b"0123456789").size == 10
        with pytest.raises(ConfigurationError, match="11 bytes"):
            objects.put("key", b"0123456789a")
