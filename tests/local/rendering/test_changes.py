import av
import pytest
from PIL import ImageChops, ImageDraw

from cosanim.local.rendering.changes import ChangeFinder
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import difference, frame_of, gif_tables
from tests.local.videos import make_video, picture

SIZE = (158, 90)  # rows of planes have padding


def frame(image):
    return av.VideoFrame.from_image(image).reformat(format="bgra")


def test_pixels_are_compared_with_the_picture_before():
    find = ChangeFinder(*SIZE)
    base = picture(*SIZE)
    first = find(frame(base))
    assert (first.changed, first.changed_pixels, first.is_opaque) == (SIZE[0] * SIZE[1], None, True)
    other = base.copy()
    colour = other.getpixel((20, 10))
    # A difference of 1 in one colour is a change.
    ImageDraw.Draw(other).rectangle((20, 10, 29, 19), fill=(colour[0], colour[1], colour[2] - 1))
    changes = find(frame(other))
    assert changes.changed == 100
    seen = changes.changed_pixels
    rows = bytes(seen.planes[0])
    alpha = [[rows[y * seen.planes[0].line_size + 4 * x + 3] for x in range(SIZE[0])] for y in range(SIZE[1])]
    assert all(alpha[y][x] == (255 if 20 <= x < 30 and 10 <= y < 20 else 0) for y in range(90) for x in range(158))
    assert ImageChops.difference(changes.picture.to_image(), other).getbbox() is None
    assert find(frame(other)).changed == 0


def test_a_picture_with_transparent_pixels_is_not_opaque():
    find = ChangeFinder(*SIZE)
    image = picture(*SIZE).convert("RGBA")
    image.putpixel((3, 4), (1, 2, 3, 0))
    transparent = av.VideoFrame(*SIZE, "bgra")
    stride = transparent.planes[0].line_size
    blue_first = image.tobytes("raw", "BGRA")
    rows = (blue_first[y * 4 * SIZE[0] : (y + 1) * 4 * SIZE[0]].ljust(stride, b"\0") for y in range(SIZE[1]))
    transparent.planes[0].update(b"".join(rows))
    assert not find(transparent).is_opaque
    assert find(frame(picture(*SIZE))).is_opaque


@pytest.fixture
def still(tmp_path):
    return make_video(tmp_path / "still.mp4", seconds=2, still=True)


def test_an_hgif_stores_only_pixels_that_changed(tmp_path, still):
    sizes = []
    for seconds in (0.04, 2):
        settings = RenderSettings(format="hgif", fps=25, duration=seconds)
        sizes.append(render(still, tmp_path / "output.gif", settings).size)
    # 49 more pictures that are the same.
    assert sizes[1] < sizes[0] * 2


def test_every_picture_of_an_hgif_is_complete(tmp_path):
    source = make_video(tmp_path / "clip.mp4", seconds=2)
    render(source, tmp_path / "output.gif", RenderSettings(format="hgif", fps=10))
    assert set(gif_tables(tmp_path / "output.gif").disposals) == {1}
    for index in range(20):
        shown = frame_of(tmp_path / "output.gif", index)
        assert difference(shown, picture(*shown.size, seconds=index / 10)) < 3
