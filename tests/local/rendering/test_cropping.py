"""Borders that a file says to cut off."""

import struct

import pytest

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import difference, frame_of, read_animation
from tests.local.videos import make_video, picture, remux

#: PixelCropTop and PixelCropLeft of 10 and 20 pixels.
CROP = b"\x54\xbb\x81\x0a" + b"\x54\xcc\x81\x14"
#: Segment, Tracks, TrackEntry and Video.
PATH = (b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0")


def with_pixel_crop(path):
    """Add the elements to the Video element, and to the lengths of the elements around it."""
    content = bytearray(path.read_bytes())
    lengths, position = [], 0
    for name in PATH:
        while True:
            start = position + 9 - content[position].bit_length()
            payload = start + 9 - content[start].bit_length()
            mask = 1 << 7 * (payload - start)
            size = int.from_bytes(content[start:payload]) & (mask - 1)
            if content[position:start] == name:
                break
            position = payload + size
        lengths.append((start, payload, mask, size))
        position = payload
    content[position + size : position + size] = CROP
    for start, payload, mask, size in lengths:
        content[start:payload] = (mask | size + len(CROP)).to_bytes(payload - start)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("container", ["mkv", "mp4"])
@pytest.mark.parametrize("animation_format", ["gif", "webp"])
def test_the_borders_are_cut_off(tmp_path, animation_format, container):
    source = with_pixel_crop(make_video(tmp_path / "video.mkv", seconds=0.2, b_frames=0))
    if container == "mp4":  # FFmpeg writes a clap box
        source = remux(source, tmp_path / "video.mp4")
        assert b"clap" in source.read_bytes()
    render(source, tmp_path / "output", RenderSettings(format=animation_format))
    assert read_animation(tmp_path / "output").size == (140, 80)
    assert difference(frame_of(tmp_path / "output", 0), picture(160, 90).crop((20, 10, 160, 90))) < 6


def test_the_cropped_picture_is_turned_afterwards(tmp_path):
    source = remux(with_pixel_crop(make_video(tmp_path / "video.mkv", seconds=0.2, b_frames=0)), tmp_path / "video.mp4")
    content = bytearray(source.read_bytes())
    position = content.index(b"tkhd") + 44
    content[position : position + 36] = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    source.write_bytes(content)
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert read_animation(tmp_path / "output").size == (80, 140)
