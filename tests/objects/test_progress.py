"""Progress of uploads and downloads."""

import gzip
import io

import pytest

from cosanim import RetryPolicy, ServiceError
from tests.objects.contents import CONTENT, fetched
from tests.servers.loopback import Loopback, client_of

ID = {"x-cos-request-id": "r1"}
LARGE = CONTENT * 30


class Pipe(io.BytesIO):
    """A file that cannot be read twice."""

    def seekable(self):
        return False


def is_rising(calls):
    done = [done for done, _ in calls]
    return done == sorted(done) and done[0] == 0


class TestPut:
    """``objects.put(on_progress=…)``."""

    @pytest.mark.parametrize("kind", ["bytes", "path", "file", "gzip", "pipe"])
    def test_the_bytes_sent_rise_to_the_total(self, objects, tmp_path, kind):
        path, calls = tmp_path / "f", []
        path.write_bytes(LARGE)
        source = {"path": path, "bytes": LARGE, "pipe": Pipe(LARGE), "file": io.BytesIO(b"skipped" + LARGE)}.get(kind)
        if kind == "gzip":
            path.write_bytes(gzip.compress(LARGE))
            source = gzip.open(path)  # noqa: SIM115 - closed below
        elif kind == "file":
            source.seek(7)
        info = objects.put("key", source, on_progress=lambda done, total: calls.append((done, total)))
        if kind == "gzip":
            source.close()
        assert is_rising(calls)
        assert {total for _, total in calls} == {len(LARGE)}
        assert calls[-1] == (len(LARGE), len(LARGE))
        assert len(calls) > 3
        assert info.size == len(LARGE)
        assert fetched(objects, "key") == LARGE

    def test_an_empty_object_is_done_at_once(self, objects):
        calls = []
        assert objects.put("key", b"", on_progress=lambda *call: calls.append(call)).size == 0
        assert calls == [(0, 0)]

    def test_an_upload_that_is_repeated_begins_again(self):
        calls = []
        with Loopback(503, b"<Error><Code>ServiceUnavailable</Code></Error>", ID) as server:
            server.then(200, b"", ID | {"ETag": '"0"'})
            with client_of(server.url, retry=RetryPolicy(first=1e-6)) as client:
                client.objects.put("key", io.BytesIO(CONTENT), on_progress=lambda *call: calls.append(call))
            assert [request.body for request in server.requests] == [CONTENT, CONTENT]
        end = calls.index((len(CONTENT), len(CONTENT)))
        assert is_rising(calls[: end + 1])
        assert calls[end + 1][0] < len(CONTENT)
        assert calls[-1] == (len(CONTENT), len(CONTENT))

    def test_its_exception_ends_the_upload(self, objects):
        def stop(done, _):
            if done:
                raise KeyError("enough")

        with pytest.raises(KeyError, match="enough"):
            objects.put("key", LARGE, on_progress=stop)
        assert not objects.exists("key")


class TestGet:
    """``objects.get(on_progress=…)``."""

    def test_the_bytes_received_rise_to_the_total(self, objects, tmp_path):
        objects.put("key", LARGE)
        calls = []
        objects.get("key", tmp_path / "f", on_progress=lambda *call: calls.append(call))
        assert is_rising(calls)
        assert {total for _, total in calls} == {len(LARGE)}
        assert calls[-1] == (len(LARGE), len(LARGE))
        assert len(calls) > 3

    def test_a_total_that_the_service_does_not_say_is_none(self):
        calls = []
        body = b"3\r\nabc\r\n0\r\n\r\n"
        headers = ID | {"Transfer-Encoding": "chunked", "Content-Length": "0"}
        with Loopback(200, body, headers) as server, client_of(server.url) as client:
            target = io.BytesIO()
            client.objects.get("key", target, on_progress=lambda *call: calls.append(call))
        assert target.getvalue() == b"abc"
        assert calls == [(0, None), (3, None)]

    def test_its_exception_ends_the_download_and_leaves_no_file(self, objects, tmp_path):
        def stop(done, _):
            if done:
                raise KeyError("enough")

        objects.put("key", LARGE)
        with pytest.raises(KeyError, match="enough"):
            objects.get("key", tmp_path / "f", on_progress=stop)
        assert list(tmp_path.iterdir()) == []

    def test_an_error_of_the_service_has_no_progress(self, objects):
        calls = []
        with pytest.raises(ServiceError):
            objects.get("missing", io.BytesIO(), on_progress=lambda *call: calls.append(call))
        assert calls == []
