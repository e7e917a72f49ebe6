"""Presets: the official templates as data, compared with their page."""

import os
import re
from pathlib import Path

import pytest

from cosanim.models import Animation
from cosanim.presets import PRESETS, find_preset, preset_animation, preset_of_template
from cosanim.xml.validation import validate

SAMPLINGS = {
    ("Adaptive", True): "keyframes",
    ("Adaptive (0.1 FPS)", False): "every_10s",
    ("Adaptive (10 FPS)", False): "10fps",
}


def test_there_is_a_preset_for_each_format_size_and_sampling():
    sizes, samplings = ("320x180", "640x360", "1280x720"), ("keyframes", "every_10s", "10fps")
    names = [f"{form}_{size}_{sampling}" for form in ("gif", "webp") for size in sizes for sampling in samplings]
    assert list(PRESETS) == names
    assert len({preset.template_id for preset in PRESETS.values()}) == 18
    assert all(re.fullmatch("t0[0-9a-f]{32}", preset.template_id) for preset in PRESETS.values())


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_is_valid_and_agrees_with_its_name(name):
    animation = preset_animation(name)
    assert isinstance(animation, Animation)
    assert validate(animation) == []
    form, size, sampling = name.split("_", 2)
    video = animation.video
    assert (animation.container.format, video.codec, f"{video.width}x{video.height}") == (form, form, size)
    assert (video.fps, video.quality) == (None, 75 if form == "webp" else None)
    taken = (video.animate_only_keep_key_frame, video.animate_time_interval_of_frame, video.animate_frames_per_second)
    assert (
        taken
        == {
            "keyframes": (True, None, None),
            "every_10s": (None, 10, None),
            "10fps": (None, None, 10),
        }[sampling]
    )
    assert preset_animation(name) is not animation


def test_a_preset_is_found_by_its_name_and_by_its_id():
    preset = find_preset("gif_640x360_keyframes")
    assert preset_of_template(preset.template_id) is preset
    assert preset_of_template("t1") is None
    with pytest.raises(ValueError, match="there is no preset 'gif_640'; there are gif_320x180_keyframes"):
        find_preset("gif_640")


def test_a_misspelt_preset_is_answered_with_the_one_that_was_meant():
    with pytest.raises(ValueError, match=r"'GIF_640x360_keyframe'; did you mean 'gif_640x360_keyframes'\? there are"):
        find_preset("GIF_640x360_keyframe")


@pytest.mark.skipif(not os.environ.get("COSANIM_PAGES"), reason="COSANIM_PAGES names no folder of pages")
def test_the_presets_are_those_of_the_page():
    page = (Path(os.environ["COSANIM_PAGES"]) / "console-templates.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in page.splitlines()
        if re.match(r"\| t0\w+ \| (gif|webp)_", line)
    ]
    assert len(rows) == 18
    for row, preset in zip(rows, PRESETS.values(), strict=True):
        template_id, title, start, duration, method, rate, size, form, quality = row
        assert (template_id, re.sub(r"[ \\]", "", title)) == (preset.template_id, preset.title)
        assert (start, duration, form.lower()) == ("0s", f"{preset.duration}s", preset.format)
        assert re.findall(r"\d+", size) == [str(preset.width), str(preset.height)]
        assert preset.sampling == SAMPLINGS[rate, "keyframes" in method]
        assert quality == ("75" if preset.format == "webp" else "\\")
