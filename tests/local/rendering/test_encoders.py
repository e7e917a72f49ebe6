"""Palettes, colours and quality of outputs, and the memory use of the encoders."""

import av
import pytest

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import DEFAULT_QUALITY, HIGHEST_QUALITY, RenderSettings
from tests.local.rendering.animations import difference, frame_of, gif_tables
from tests.local.videos import BARS, make_video, peak_memory_of, picture, sample_video


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("videos") / "clip.mp4", seconds=2)


def rendered(tmp_path, source, **settings):
    target = tmp_path / "output"
    return render(source, target, RenderSettings(**settings)), target


def default_palette():
    """Return the palette of 3, 3 and 2 bits for red, green and blue, which FFmpeg uses by default."""
    return {(r * 255 // 7, g * 255 // 7, b * 255 // 3) for r in range(8) for g in range(8) for b in range(4)}


def test_a_gif_has_one_palette_for_the_whole_clip(tmp_path, clip):
    _, target = rendered(tmp_path, clip, format="gif", fps=10)
    tables = gif_tables(target)
    assert len(tables.shared) == 256 * 3
    assert tables.own == []


def test_an_hgif_has_a_palette_for_each_frame(tmp_path):
    source = sample_video("bikes.mp4")
    _, target = rendered(tmp_path, source, format="hgif", width=320, fps=10, duration=1)
    tables = gif_tables(target)
    # The palette of the first frame is stored as the global colour table.
    assert len(tables.own) == 9
    assert len({tables.shared, *tables.own}) == 10
    assert all(len(table) <= 256 * 3 for table in tables.own)


@pytest.mark.parametrize("animation_format", ["gif", "hgif"])
def test_the_palette_is_made_from_the_video(tmp_path, clip, animation_format):
    _, target = rendered(tmp_path, clip, format=animation_format, fps=5)
    table = gif_tables(target).shared
    colours = set(zip(table[::3], table[1::3], table[2::3], strict=True))
    assert len(colours & default_palette()) < 20
    for bar in BARS:
        assert min(max(abs(a - b) for a, b in zip(bar, colour, strict=True)) for colour in colours) < 8


@pytest.mark.parametrize(("animation_format", "most"), [("gif", 3), ("hgif", 3), ("webp", 5)])
def test_every_frame_is_similar_to_its_original(tmp_path, clip, animation_format, most):
    facts, target = rendered(tmp_path, clip, format=animation_format, fps=5)
    assert facts.frames == 10
    for index in range(10):
        assert difference(frame_of(target, index), picture(160, 90, seconds=index / 5)) < most


def test_hgif_is_nearer_to_the_original_than_gif(tmp_path):
    """The pictures are scaled to a quarter before the comparison, which averages out the noise of dithering."""
    source = sample_video("bigbuckbunny.mp4")
    with av.open(str(source)) as video:
        original = next(video.decode(video=0)).to_image(width=320, height=180, interpolation="BICUBIC").reduce(4)
    errors = {}
    for animation_format in ("gif", "hgif"):
        _, target = rendered(tmp_path, source, format=animation_format, width=320, fps=5)
        errors[animation_format] = difference(frame_of(target, 0).reduce(4), original)
    assert errors["hgif"] < errors["gif"] < 5


def test_quality_decides_the_size_of_webp(tmp_path):
    source = sample_video("bikes.mp4")
    sizes = [
        rendered(tmp_path, source, format="webp", width=320, fps=5, duration=2, quality=quality)[0].size
        for quality in (5, 50, None, DEFAULT_QUALITY, HIGHEST_QUALITY)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1] < sizes[2] == sizes[3] < sizes[4]


def test_quality_has_no_effect_on_a_gif(tmp_path, clip):
    plain, _ = rendered(tmp_path, clip, format="gif", fps=5)
    valued, _ = rendered(tmp_path, clip, format="gif", fps=5, quality=10)
    assert plain.md5 == valued.md5


MEASURED = """
import sys
from pathlib import Path
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
source, target, animation_format = sys.argv[1:]
render(Path(source), Path(target), RenderSettings(format=animation_format, fps=10))
"""


@pytest.mark.parametrize("animation_format", ["gif", "hgif", "webp"])
def test_memory_does_not_grow_with_the_length_of_the_clip(tmp_path, animation_format):
    peaks = []
    for seconds in (4, 24):
        source = make_video(tmp_path / f"{seconds}.mp4", size=(320, 180), seconds=seconds)
        peaks.append(peak_memory_of(MEASURED, str(source), str(tmp_path / "output"), animation_format))
    # 200 more pictures of 320x180, which would take 45 MiB if all were held in memory.
    assert peaks[1] < peaks[0] + 8 * 1024
