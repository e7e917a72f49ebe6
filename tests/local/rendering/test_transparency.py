"""Transparent videos. Pillow is the oracle."""

import io
from fractions import Fraction

import av
import pytest
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.headers import projection, with_video_elements

SIZE = (128, 64)


def transparent_picture(index):
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (8 * index, 16, 8 * index + 32, 48))
    return image


def encode(path, codec, pixel_format, options):
    with av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=10, options=options)
        stream.width, stream.height, stream.pix_fmt = *SIZE, pixel_format
        for index in range(6):
            frame = av.VideoFrame.from_bytes(transparent_picture(index).tobytes(), *SIZE).reformat(format=pixel_format)
            frame.pts, frame.time_base = index, Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def alphas(path, *points):
    with Image.open(path) as image:
        return [image.convert("RGBA").getpixel(point)[3] for point in points]


@pytest.mark.parametrize("animation_format", ["gif", "hgif", "webp"])
@pytest.mark.parametrize(
    ("name", "codec", "pixel_format", "options"),
    [
        ("vp9.webm", "libvpx-vp9", "yuva420p", {"auto-alt-ref": "0", "cpu-used": "8", "deadline": "realtime"}),
        ("png.mov", "png", "rgba", {}),
        ("qtrle.mov", "qtrle", "argb", {}),
    ],
)
def test_transparency_is_kept(tmp_path, name, codec, pixel_format, options, animation_format):
    source = encode(tmp_path / name, codec, pixel_format, options)
    render(source, tmp_path / "output", RenderSettings(format=animation_format))
    assert alphas(tmp_path / "output", (120, 4), (16, 32)) == [0, 255]


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9"])
def test_a_transparent_video_is_turned_and_has_its_colours(tmp_path, codec):
    """The decoder that gives the transparency does not get what the container says."""
    images = []
    for pixel_format in ("yuv420p", "yuva420p"):
        source = tmp_path / f"{pixel_format}.mkv"
        with av.open(str(source), "w") as output:
            options = {"auto-alt-ref": "0", "cpu-used": "8", "deadline": "realtime"}
            stream = output.add_stream(codec, rate=10, options=options)
            stream.width, stream.height, stream.pix_fmt = *SIZE, pixel_format
            stream.codec_context.colorspace, stream.codec_context.color_range = Colorspace.ITU709, ColorRange.JPEG
            frame = av.VideoFrame.from_bytes(transparent_picture(0).tobytes(), *SIZE).reformat(format=pixel_format)
            frame.pts, frame.time_base = 0, Fraction(1, 10)
            frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.JPEG
            output.mux([*stream.encode(frame), *stream.encode(None)])
        with_video_elements(source, projection(90))
        render(source, tmp_path / pixel_format, RenderSettings(format="webp", quality=99))
        with Image.open(tmp_path / pixel_format) as image:
            images.append(image.convert("RGBA"))
    opaque, transparent = images
    assert opaque.size == transparent.size == (SIZE[1], SIZE[0])
    left, top, right, bottom = transparent.getchannel("A").point(lambda alpha: 255 * (alpha > 128)).getbbox()
    # The square of the stored picture is on the left. It is at the bottom after a turn to the left.
    assert (left, top, right, bottom) == pytest.approx((16, 96, 48, 128), abs=2)
    middle = (left + right) // 2, (top + bottom) // 2
    assert transparent.getpixel(middle)[:3] == pytest.approx(opaque.getpixel(middle)[:3], abs=3)


def test_transparent_key_frames(tmp_path):
    options = {"auto-alt-ref": "0", "cpu-used": "8", "deadline": "realtime", "g": "2"}
    source = encode(tmp_path / "vp9.webm", "libvpx-vp9", "yuva420p", options)
    render(source, tmp_path / "output", RenderSettings(format="webp", keyframes_only=True))
    assert alphas(tmp_path / "output", (120, 4), (16, 32)) == [0, 255]
    with Image.open(tmp_path / "output") as image:
        assert image.n_frames == 3


def test_transparent_borders_of_an_opaque_picture_are_transparent_in_webp(tmp_path):
    """libwebp stores the opaque part only, and forgets to say that the rest is transparent."""
    picture = Image.new("P", SIZE, 0)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    picture.paste(1, (32, 16, 64, 48))
    content = io.BytesIO()
    picture.save(content, "PNG", transparency=0)
    source = tmp_path / "palette.mov"
    with av.open(str(source), "w") as output:
        stream = output.add_stream("png", rate=10)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "pal8"
        packet = av.Packet(content.getvalue())
        packet.stream, packet.time_base, packet.is_keyframe, packet.pts, packet.dts = (
            stream,
            Fraction(1, 10),
            True,
            0,
            0,
        )
        output.mux(packet)
    render(source, tmp_path / "output", RenderSettings(format="webp"))
    assert alphas(tmp_path / "output", (2, 2), (48, 32)) == [0, 255]
