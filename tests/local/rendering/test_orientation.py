"""All eight orientations of a picture, in each kind of file that can have one. Pillow is the oracle."""

import io
import struct
from fractions import Fraction
from functools import partial

import av
import pytest
from PIL import Image, ImageOps

from cosanim.local.rendering import render as rendering
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from cosanim.local.rendering.spool import Spool
from tests.local.rendering.animations import difference, frame_of, read_animation
from tests.local.videos import make_video, picture, remux

ONE = 1 << 16
SIZE = (160, 90)
TURNS = Image.Transpose
#: For each orientation: a, b, c and d of the display matrix, and what Pillow does to the stored picture.
ORIENTATIONS = {
    "upright": ((1, 0, 0, 1), None),
    "mirrored": ((-1, 0, 0, 1), TURNS.FLIP_LEFT_RIGHT),
    "upside down": ((-1, 0, 0, -1), TURNS.ROTATE_180),
    "upside down, mirrored": ((1, 0, 0, -1), TURNS.FLIP_TOP_BOTTOM),
    "clockwise": ((0, 1, -1, 0), TURNS.ROTATE_270),
    "counter-clockwise": ((0, -1, 1, 0), TURNS.ROTATE_90),
    "transposed": ((0, 1, 1, 0), TURNS.TRANSPOSE),
    "transversed": ((0, -1, -1, 0), TURNS.TRANSVERSE),
}


def with_matrix(path, values):
    """Write a display matrix into the track header of an MP4 file."""
    content = bytearray(path.read_bytes())
    position = content.index(b"tkhd") + 44
    a, b, c, d = (value * ONE for value in values)
    content[position : position + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def check(source, target, expected, animation_format="webp"):
    render(source, target, RenderSettings(format=animation_format))
    assert read_animation(target).size == expected.size
    assert difference(frame_of(target, 0), expected) < 6


@pytest.mark.parametrize("carrier", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize("name", ORIENTATIONS)
def test_a_video_is_shown_as_its_display_matrix_says(tmp_path, name, carrier):
    values, turn = ORIENTATIONS[name]
    source = with_matrix(make_video(tmp_path / "matrix.mp4", seconds=0.12), values)
    if carrier != "mp4":
        source = remux(source, tmp_path / f"turned.{carrier}")
    expected = picture(*SIZE)
    check(source, tmp_path / "output", expected if turn is None else expected.transpose(turn))


@pytest.mark.parametrize("animation_format", ["gif", "hgif"])
@pytest.mark.parametrize("name", ["transposed", "upside down, mirrored"])
def test_a_mirrored_gif(tmp_path, name, animation_format):
    values, turn = ORIENTATIONS[name]
    source = with_matrix(make_video(tmp_path / "matrix.mp4", seconds=0.12), values)
    check(source, tmp_path / "output", picture(*SIZE).transpose(turn), animation_format)


@pytest.mark.parametrize("animation_format", ["gif", "hgif", "webp"])
def test_raw_pictures_whose_rows_are_stored_from_the_bottom_up(tmp_path, animation_format):
    source = tmp_path / "raw.avi"
    with av.open(str(source), "w") as output:
        stream = output.add_stream("rawvideo", rate=10)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "bgra"
        for index in range(2):
            frame = av.VideoFrame.from_image(picture(*SIZE)).reformat(format="bgra")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            output.mux(stream.encode(frame))
    content = bytearray(source.read_bytes())
    # After the size and the width comes the height, which is negative for rows from the top down.
    height = content.index(b"strf") + 16
    assert struct.unpack_from("<i", content, height) == (-SIZE[1],)
    struct.pack_into("<i", content, height, SIZE[1])
    source.write_bytes(content)
    check(source, tmp_path / "output", picture(*SIZE).transpose(TURNS.FLIP_TOP_BOTTOM), animation_format)


def jpeg_video(path, orientations):
    """Write JPEG pictures with the orientation of each in its Exif data, as cameras do."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p"
        for index, orientation in enumerate(orientations):
            exif = Image.Exif()
            if orientation is not None:
                exif[0x0112] = orientation
            content = io.BytesIO()
            picture(*SIZE).save(content, "JPEG", quality=95, exif=exif)
            packet = av.Packet(content.getvalue())
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, 10), True
            packet.pts = packet.dts = index
            output.mux(packet)
    return path


def upright(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = io.BytesIO()
    picture(*SIZE).save(content, "JPEG", quality=95, exif=exif)
    return ImageOps.exif_transpose(Image.open(content))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_video_of_jpeg_pictures_is_shown_as_their_exif_data_says(tmp_path, orientation):
    check(jpeg_video(tmp_path / "video.avi", [orientation] * 2), tmp_path / "output", upright(orientation))


@pytest.mark.parametrize("animation_format", ["gif", "webp"])
def test_each_picture_has_its_own_orientation(tmp_path, animation_format):
    source = jpeg_video(tmp_path / "video.avi", [1, 3, 4])
    render(source, tmp_path / "output", RenderSettings(format=animation_format))
    for index, orientation in enumerate([1, 3, 4]):
        assert difference(frame_of(tmp_path / "output", index), upright(orientation)) < 6


def test_an_orientation_lasts_into_the_pictures_that_do_not_fit_into_the_spool(tmp_path, monkeypatch):
    source = jpeg_video(tmp_path / "video.avi", [1, 3, None])
    monkeypatch.setattr(rendering, "Spool", partial(Spool, limit=2 * 4 * SIZE[0] * SIZE[1]))
    render(source, tmp_path / "output", RenderSettings(format="gif"))
    assert difference(frame_of(tmp_path / "output", 2), upright(3)) < 6
