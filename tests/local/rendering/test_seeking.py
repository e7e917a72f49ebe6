"""Where decoding begins for a Start far into the video."""

from fractions import Fraction

import pytest

from cosanim.local.rendering.decoding import Video
from tests.local.videos import make_video

KEY_FRAME = Fraction(16, 5)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A clip of 25 frames per second with a key frame each 1.6 seconds, and B-frames between them."""
    return make_video(tmp_path_factory.mktemp("seeking") / "clip.mp4", seconds=8, keyframe_interval=40)


@pytest.mark.parametrize("offset", [Fraction(0), Fraction(1, 25), Fraction(4, 5), Fraction(39, 25)])
def test_decoding_begins_at_the_last_key_frame_before_the_start(clip, offset):
    with Video(clip) as video:
        first, _ = next(video.frames(start=KEY_FRAME + offset, stop=None, keyframes_only=False))
    assert first == KEY_FRAME


def test_a_start_just_before_a_key_frame_shows_the_frame_before_it(clip):
    start = KEY_FRAME - Fraction(1, 100)
    with Video(clip) as video:
        times = [time for time, _ in video.frames(start=start, stop=None, keyframes_only=False)]
    assert max(time for time in times if time <= start) == KEY_FRAME - Fraction(1, 25)


def test_a_start_that_milliseconds_put_before_its_key_frame_begins_at_that(clip):
    with Video(clip) as video:
        first, _ = next(video.frames(start=KEY_FRAME - Fraction(1, 2000), stop=None, keyframes_only=False))
    assert first == KEY_FRAME
