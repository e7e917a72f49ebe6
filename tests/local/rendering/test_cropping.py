"""Borders that a file says to cut off."""

import struct
from fractions import Fraction

import av
import pytest

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import difference, frame_of, read_animation
from tests.local.rendering.headers import pixel_crop, with_clap, with_video_elements
from tests.local.videos import make_video, picture, remux

CROP = pixel_crop(left=20, top=10)


@pytest.mark.parametrize("container", ["mkv", "mp4"])
@pytest.mark.parametrize("animation_format", ["gif", "webp"])
def test_the_borders_are_cut_off(tmp_path, animation_format, container):
    source = with_video_elements(make_video(tmp_path / "video.mkv", seconds=0.2, b_frames=0), CROP)
    if container == "mp4":  # FFmpeg writes a clap box
        source = remux(source, tmp_path / "video.mp4")
        assert b"clap" in source.read_bytes()
    render(source, tmp_path / "output", RenderSettings(format=animation_format))
    assert read_animation(tmp_path / "output").size == (140, 80)
    assert difference(frame_of(tmp_path / "output", 0), picture(160, 90).crop((20, 10, 160, 90))) < 6


def test_the_cropped_picture_is_turned_afterwards(tmp_path):
    source = remux(
        with_video_elements(make_video(tmp_path / "video.mkv", seconds=0.2, b_frames=0), CROP), tmp_path / "video.mp4"
    )
    content = bytearray(source.read_bytes())
    position = content.index(b"tkhd") + 44
    content[position : position + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    source.write_bytes(content)
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == (80, 140)


def test_the_borders_are_cut_off_if_the_decoder_has_another_name_than_the_encoder(tmp_path):
    options = {"preset": "13", "svtav1-params": "lp=1"}
    video = make_video(tmp_path / "video.mkv", seconds=0.2, b_frames=0, codec="libsvtav1", options=options)
    source = with_video_elements(video, pixel_crop(left=20, top=10, right=8, bottom=6))
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == (132, 74)


@pytest.mark.parametrize(
    ("codec", "pixel_format"), [("png", "rgb24"), ("qtrle", "rgb24"), ("prores_ks", "yuv444p10le")]
)
def test_the_borders_are_cut_off_for_codecs_of_mov(tmp_path, codec, pixel_format):
    source = tmp_path / "video.mov"
    with av.open(str(source), "w") as output:
        stream = output.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 90, pixel_format
        frame = av.VideoFrame.from_image(picture(160, 90)).reformat(format=pixel_format)
        frame.pts, frame.time_base = 0, Fraction(1, 10)
        output.mux([*stream.encode(frame), *stream.encode(None)])
    # The visible part begins at (20, 10) and ends at (152, 86).
    with_clap(source, width=132, height=76, right=2 * (20 + 66 - 80), down=2 * (10 + 38 - 45))
    render(source, tmp_path / "output", RenderSettings(format="webp"))
    assert read_animation(tmp_path / "output").size == (132, 76)
    assert difference(frame_of(tmp_path / "output", 0), picture(160, 90).crop((20, 10, 152, 86))) < 6
