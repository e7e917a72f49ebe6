"""Where decoding begins for a Start far into the video."""

from fractions import Fraction

import av
import pytest

from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import read_animation
from tests.local.videos import make_video, picture

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


#: Containers and codecs with pictures that are stored in another order or without a time of showing, or whose decoder
#: does not tell which frames are key frames.
COPIES = {
    "open groups": ("clip.mp4", "libx264", {"x264-params": "open-gop=1:scenecut=0:bframes=3:b-adapt=0"}),
    "open groups in avi": ("clip.avi", "libx264", {"x264-params": "open-gop=1:scenecut=0:bframes=3:b-adapt=0"}),
    "mpeg4 in avi": ("clip.avi", "mpeg4", {"bf": "2"}),
    "mpeg4 in matroska": ("clip.mkv", "mpeg4", {"bf": "4"}),
    "transparent": ("clip.webm", "libvpx-vp9", {"auto-alt-ref": "0", "deadline": "realtime", "cpu-used": "8"}),
}


@pytest.mark.parametrize("keyframes_only", [False, True])
@pytest.mark.parametrize("name", COPIES)
def test_frames_from_a_start_on_are_those_of_the_whole_video(tmp_path, name, keyframes_only):
    source = encode(tmp_path / COPIES[name][0], *COPIES[name][1:])
    whole = frames_of(source, Fraction(0), keyframes_only=keyframes_only)
    for start in (KEY_FRAME - Fraction(1, 100), KEY_FRAME, KEY_FRAME + Fraction(4, 5)):
        found = frames_of(source, start, keyframes_only=keyframes_only)
        assert found[0] in whole
        assert 0 < found[0][0] <= start
        assert [frame for frame in found if frame[0] >= start] == [frame for frame in whole if frame[0] >= start]


def test_the_last_frame_is_found_where_nothing_but_the_frames_before_tells_its_time(tmp_path):
    """With B-frames in AVI, the last frame has no time stamp. Here it is a key frame."""
    source = encode(tmp_path / "clip.avi", "mpeg4", {"bf": "2", "g": "36"}, count=145)
    (whole,) = frames_of(source, Fraction(144, 25), keyframes_only=False)[-1:]
    assert whole[0] == Fraction(144, 25)
    render(source, tmp_path / "output", RenderSettings(format="gif", start=Fraction(144, 25)))
    assert read_animation(tmp_path / "output").delays == [40]


def test_a_screen_recording_is_read_from_the_key_frame_before_the_start_to_the_end_of_the_range(tmp_path):
    """Its decoder never says that a frame is a key frame. What is damaged after the range does no harm."""
    source = encode(tmp_path / "clip.flv", "flashsv", {})
    with av.open(str(source)) as given:
        packets = [packet for packet in given.demux(video=0) if packet.size]
    content = bytearray(source.read_bytes())
    for damaged in (packets[10], packets[140]):
        position = content.index(bytes(damaged))
        content[position + 4 : position + damaged.size] = b"\xff" * (damaged.size - 4)
    source.write_bytes(content)
    result = render(source, tmp_path / "output", RenderSettings(format="gif", start=4, duration=1))
    assert (result.frames, result.duration) == (25, 1)


#: Other encoders take yuv420p.
PIXEL_FORMATS = {"libvpx-vp9": "yuva420p", "flashsv": "bgr24"}


def encode(path, codec, options, count=150):
    """Encode 6 seconds with a key frame each 1.6 seconds."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=25, options={"g": "40", **options})
        stream.width, stream.height, stream.pix_fmt = 80, 46, PIXEL_FORMATS.get(codec, "yuv420p")
        for index in range(count):
            frame = av.VideoFrame.from_image(picture(80, 46, seconds=index / 25))
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def frames_of(path, start, *, keyframes_only):
    """Return the time and the pixels of each frame."""
    with Video(path) as video:
        frames = video.frames(start=start, stop=None, keyframes_only=keyframes_only)
        return [(time, bytes(frame.reformat(format="bgra").planes[0])) for time, frame in frames]
