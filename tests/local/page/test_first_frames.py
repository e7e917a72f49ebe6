"""First frames are rendered in a worker process, once for each content."""

import asyncio
import io
from contextlib import closing
from types import SimpleNamespace

import av
import pytest

from cosanim.local.page.first_frames import FirstFrames
from cosanim.local.page.storage_views import StorageViews
from cosanim.local.rendering.demo_clip import make_demo_clip
from tests.local.support import BUCKET, send, temporary_files


@pytest.fixture
def frames(service):
    with closing(FirstFrames(service._components.resetter.storage.objects, memory_limit=None)) as frames:
        yield frames


def test_first_frames_are_rendered_in_a_worker_process_and_kept(frames, service, data, tmp_path, monkeypatch):
    make_demo_clip(tmp_path / "clip.mp4", seconds=2)
    send(service, "PUT", "/in/clip.mp4", data=(tmp_path / "clip.mp4").read_bytes())
    image = asyncio.run(frames.get(BUCKET, "in/clip.mp4"))
    with av.open(io.BytesIO(image)) as picture:
        frame = next(picture.decode(video=0))
    assert (frame.width, frame.height) == (480, 270)
    assert frames._worker.pid is not None
    # in/video.mp4 is no video.
    assert asyncio.run(frames.get(BUCKET, "in/video.mp4")) is None
    assert asyncio.run(frames.get(BUCKET, "absent.mp4")) is None
    monkeypatch.setattr(frames, "_render", None)
    assert asyncio.run(frames.get(BUCKET, "in/clip.mp4")) == image
    assert asyncio.run(frames.get(BUCKET, "in/video.mp4")) is None
    assert temporary_files(data) == []


def test_there_are_no_frames_while_the_service_stops(frames):
    frames.close()
    assert asyncio.run(frames.get(BUCKET, "in/video.mp4")) is None


def test_a_browser_keeps_a_frame_until_it_changes():
    async def get(bucket, key):
        return f"{bucket} {key}".encode()

    def respond(**headers):
        request = SimpleNamespace(param={"bucket": "b", "key": "k"}.get, header=headers.get)
        views = StorageViews(None, None, None, objects=None, frames=SimpleNamespace(get=get), bucket="own")
        return asyncio.run(views.frame(request))

    first = respond()
    assert (first.status_code, first.body) == (200, b"b k")
    assert dict(first.raw_headers)[b"Content-Type"] == b"image/webp"
    etag = dict(first.raw_headers)[b"ETag"].decode()
    assert respond(**{"if-none-match": etag}).status_code == 304
