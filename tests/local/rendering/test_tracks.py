"""Which track of a file is rendered."""

from fractions import Fraction

import av
import pytest
from av.stream import Disposition
from PIL import Image

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import read_animation

PREVIEW, MAIN = (64, 36), (160, 90)


def make_tracks(path, tracks, *, stills=0):
    """Write a file of several video tracks, each with a size and a disposition; ``stills`` of them have one picture."""
    with av.open(str(path), "w") as output:
        streams = []
        for size, disposition in tracks:
            codec = "mjpeg" if disposition & Disposition.attached_pic else "libx264"
            stream = output.add_stream(codec, rate=10)
            stream.width, stream.height = size
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            stream.disposition = disposition
            streams.append(stream)
        for number, (stream, (size, disposition)) in enumerate(zip(streams, tracks, strict=True)):
            for index in range(1 if disposition & Disposition.attached_pic or number < stills else 4):
                frame = av.VideoFrame.from_image(Image.new("RGB", size, (200, 30 * index, 30)))
                frame.pts, frame.time_base = index, Fraction(1, 10)
                output.mux(stream.encode(frame.reformat(format=stream.pix_fmt)))
            output.mux(stream.encode(None))
    return path


NONE = Disposition(0)


@pytest.mark.parametrize("container", ["mp4", "mkv"])
@pytest.mark.parametrize(
    "tracks",
    [
        [(PREVIEW, NONE), (MAIN, Disposition.default)],
        [(MAIN, Disposition.default), ((320, 180), NONE)],
        [(PREVIEW, Disposition.default), (MAIN, Disposition.default)],
        [(MAIN, Disposition.default), (PREVIEW, Disposition.default)],
    ],
)
def test_the_default_track_or_else_the_largest_is_rendered(tmp_path, tracks, container):
    source = make_tracks(tmp_path / f"tracks.{container}", tracks)
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == MAIN


def test_without_a_default_track_a_preview_is_not_taken_for_standing_first(tmp_path):
    source = make_tracks(tmp_path / "tracks.mkv", [(PREVIEW, NONE), (MAIN, NONE)])
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == MAIN


def test_a_cover_is_never_rendered(tmp_path):
    source = make_tracks(tmp_path / "tracks.mp4", [((320, 180), Disposition.attached_pic), (MAIN, NONE)])
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == MAIN


@pytest.mark.parametrize("container", ["mp4", "mkv"])
@pytest.mark.parametrize("disposition", [NONE, Disposition.default])
def test_a_cover_that_is_not_marked_as_one_is_not_rendered_beside_a_video(tmp_path, container, disposition):
    source = make_tracks(tmp_path / f"tracks.{container}", [((320, 180), disposition), (MAIN, NONE)], stills=1)
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == MAIN


def test_a_track_without_pictures_is_not_rendered(tmp_path):
    whole = make_tracks(tmp_path / "whole.mp4", [(MAIN, NONE)])
    source = tmp_path / "empty.mkv"
    with av.open(str(whole)) as given, av.open(str(source), "w") as output:
        empty = output.add_stream("mpeg4", rate=10)
        empty.width, empty.height = 320, 180
        copy = output.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = copy
                output.mux(packet)
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == MAIN


def test_a_file_with_a_cover_only_has_no_video(tmp_path):
    source = make_tracks(tmp_path / "tracks.mp4", [((320, 180), Disposition.attached_pic)])
    with pytest.raises(RenderError, match="no video track"):
        render(source, tmp_path / "output", RenderSettings(format="gif"))
