"""Every picture of a GIF is what the video has, whatever was on screen before. Pillow is the oracle."""

from fractions import Fraction

import av
import pytest
from PIL import Image, ImageChops

from cosanim.local.rendering.encoders import write_gif
from cosanim.local.rendering.gif_images import PalettePicture
from cosanim.local.rendering.palettes import IndexedPicture
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings

SIZE = (50, 32)  # rows of planes have padding
CLEAR, GREY, RED, BLUE = (0, 0, 0, 0), (90, 90, 90, 255), (255, 0, 0, 255), (0, 0, 255, 255)


def drawn(background, *boxes):
    """Draw boxes: left, top, right, bottom and colour."""
    image = Image.new("RGBA", SIZE, background)
    for *box, colour in boxes:
        image.paste(colour, tuple(box))
    return image


def moving(background, count=3):
    return [drawn(background, (4 * index, 8, 4 * index + 12, 20, RED)) for index in range(count)]


SEQUENCES = {
    "transparent": moving(CLEAR),
    "opaque, then transparent": moving(GREY) + moving(CLEAR),
    "transparent, then opaque": moving(CLEAR) + moving(GREY),
    "in turn": [picture for pair in zip(moving(GREY), moving(CLEAR), strict=True) for picture in pair],
    "nothing at first": [drawn(CLEAR), *moving(GREY)],
    "nothing at the end": [*moving(GREY), drawn(CLEAR)],
    "nothing in the middle": [*moving(GREY), drawn(CLEAR), drawn(CLEAR), *moving(CLEAR)],
    "a hole that closes": [drawn(GREY, (10, 10, 14, 14, CLEAR)), drawn(GREY), drawn(GREY, (30, 8, 36, 12, RED))],
    "a hole that opens": [drawn(GREY), drawn(GREY, (30, 8, 36, 12, RED)), drawn(GREY, (10, 10, 14, 14, CLEAR))],
    "half transparent": [drawn(CLEAR, (index, 4, 20, 20, (255, 0, 0, 200))) for index in range(3)],
    "single pixels": [drawn(CLEAR, (0, 0, 1, 1, RED)), drawn(CLEAR, (49, 31, 50, 32, BLUE))],
    # FFmpeg's encoder leaves out the ends of such a row.
    "a last row that is wider": [
        drawn(GREY, (20 + index, 4, 28, 20, RED), (2, 20, 48, 21, (0, 40 * index, 255, 255))) for index in range(4)
    ],
    "a last row that is wider, transparent": [
        drawn(CLEAR, (20 + index, 4, 28, 20, RED), (2, 20, 48, 21, BLUE)) for index in range(3)
    ],
    # FFmpeg's encoder compares the indices of colours in different palettes.
    "pictures in turn that share no colour": [
        drawn(*colours) for colours in [(GREY, (8, 8, 20, 20, RED)), (BLUE, (8, 8, 20, 20, (255, 255, 0, 255)))] * 2
    ],
    "many colours, then transparent": [
        Image.merge("RGBA", [*(Image.linear_gradient("L").resize(SIZE),) * 3, Image.new("L", SIZE, 255)]),
        *moving(CLEAR),
    ],
}


def encode(path, pictures):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("qtrle", rate=10)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "argb"
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_bytes(picture.tobytes(), *SIZE).reformat(format="argb")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("animation_format", ["gif", "hgif"])
@pytest.mark.parametrize("name", SEQUENCES)
def test_each_picture_is_shown_as_it_is(tmp_path, name, animation_format):
    pictures = SEQUENCES[name]
    source = encode(tmp_path / "video.mov", pictures)
    render(source, tmp_path / "output.gif", RenderSettings(format=animation_format))
    with Image.open(tmp_path / "output.gif") as image:
        assert image.n_frames == len(pictures)
        for index, picture in enumerate(pictures):
            image.seek(index)
            shown = image.convert("RGBA")
            alpha = picture.getchannel("A").point(lambda value: 255 * (value > 127))
            assert ImageChops.difference(shown.getchannel("A"), alpha).getbbox() is None, index
            difference = ImageChops.difference(shown.convert("RGB"), picture.convert("RGB"))
            difference.paste((0, 0, 0), mask=ImageChops.invert(alpha))
            assert max(high for _, high in difference.getextrema()) < 32, index


def palette_picture(rows, greys=bytes(10)):
    """Return a picture whose pixels are digits, the indices of greys; 0 is transparent."""
    frame = av.VideoFrame(len(rows[0]), len(rows), "pal8")
    stride = frame.planes[0].line_size
    frame.planes[0].update(b"".join(bytes(map(int, row)).ljust(stride, b"\7") for row in rows))
    colours = b"".join(bytes([grey, grey, grey, 255]) for grey in greys[1:])
    frame.planes[1].update(bytes(4) + colours + bytes([0, 0, 0, 255]) * (256 - len(greys)))
    return PalettePicture(frame)


@pytest.mark.parametrize(
    ("rows", "area", "area_of_transparent"),
    [
        (["0000", "0110", "0000"], (1, 1, 2, 1), (0, 1, 3, 1)),
        (["0000", "0010", "1111"], (0, 1, 4, 2), (0, 1, 4, 2)),
        (["1000", "1000", "1000"], (0, 0, 1, 3), (0, 0, 2, 3)),
        (["1111", "1111", "0000"], (0, 0, 4, 2), (0, 0, 4, 3)),
        (["0000", "0000", "1111"], (0, 2, 4, 1), (0, 1, 4, 2)),
        (["0001", "0000", "1000"], (0, 0, 4, 3), (0, 0, 4, 3)),
        (["0000", "0000", "0000"], (0, 0, 1, 1), (0, 0, 1, 1)),
    ],
)
def test_the_area_that_is_cut_out(rows, area, area_of_transparent):
    picture = palette_picture(rows)
    assert picture.is_translucent
    for keeps_pixels, (left, top, width, height) in ((True, area), (False, area_of_transparent)):
        found_left, found_top, frame = picture.cut_out(keeps_pixels=keeps_pixels)
        assert (found_left, found_top, frame.width, frame.height) == (left, top, width, height)
        pixels, stride = bytes(frame.planes[0]), frame.planes[0].line_size
        for y in range(height):
            expected = bytes(map(int, rows[top + y][left : left + width]))
            assert pixels[y * stride : y * stride + width] == expected


def test_an_opaque_picture_has_no_transparent_pixel():
    assert not palette_picture(["12", "34"]).is_translucent


DARK, LIGHT = bytes(range(0, 100, 10)), bytes(range(250, 150, -10))


@pytest.mark.parametrize(
    "pictures",
    [
        [("12", DARK), ("12", LIGHT), ("12", DARK)],
        [("10", DARK), ("98", LIGHT), ("97", LIGHT), ("99", LIGHT)],
        # A picture that does not have all colours of its palette.
        [("12", DARK), ("12", LIGHT), ("00", LIGHT)],
        [("31", DARK), ("00", DARK), ("98", LIGHT), ("04", DARK)],
    ],
)
def test_palettes_that_change(tmp_path, pictures):
    indexed = [
        IndexedPicture(palette_picture([row], greys), begin=10 * index, length=10)
        for index, (row, greys) in enumerate(pictures)
    ]
    write_gif(tmp_path / "output.gif", indexed, 2, 1)
    with Image.open(tmp_path / "output.gif") as image:
        for index, (row, greys) in enumerate(pictures):
            image.seek(index)
            shown = [image.convert("RGBA").getpixel((x, 0)) for x in range(2)]
            expected = [greys[int(digit)] if digit != "0" else None for digit in row]
            assert [grey if alpha else None for grey, _, _, alpha in shown] == expected, index
