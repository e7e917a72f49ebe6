"""Transparent videos. Pillow is the oracle."""

import io
from fractions import Fraction

import av
import pytest
from PIL import Image

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings

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
