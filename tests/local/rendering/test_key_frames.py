"""Key frames only: those that the encoder made, whatever the codec and the container."""

from fractions import Fraction

import av
import pytest

from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import block_position, frame_of, read_animation
from tests.local.videos import make_video, picture, remux

RATE = 10
#: Name of the encoder and its options, for key frames with different properties.
ENCODERS = {
    "closed groups": ("libx264", {"x264-params": "keyint=10:min-keyint=10:scenecut=0:bframes=2"}),
    "open groups": ("libx264", {"x264-params": "open-gop=1:keyint=10:min-keyint=10:scenecut=0:bframes=3:b-adapt=0"}),
    "vp8": ("libvpx", {"g": "10", "deadline": "realtime", "cpu-used": "8"}),
    "vp9": ("libvpx-vp9", {"g": "10", "deadline": "realtime", "cpu-used": "8"}),
    "mpeg2": ("mpeg2video", {"g": "10", "bf": "2", "sc_threshold": "1000000000", "flags": "+cgop"}),
    "wmv": ("wmv2", {"g": "10"}),  # FFmpeg cannot correct its flags
    "mpeg4": ("mpeg4", {"g": "10", "bf": "2"}),
    # Their decoders never say that a frame is a key frame.
    "animation": ("qtrle", {"g": "10"}),
    "screen": ("flashsv", {"g": "10"}),
}
PIXEL_FORMATS = {"qtrle": "rgb24", "flashsv": "bgr24"}


def encode(path, encoder, seconds=4, last=0):
    codec, options = ENCODERS[encoder]
    with av.open(str(path), "w") as output:
        rate = 25 if codec == "mpeg2video" else RATE  # MPEG-2 allows few rates
        stream = output.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = 160, 90, PIXEL_FORMATS.get(codec, "yuv420p")
        for index in range(seconds * RATE + last):
            frame = av.VideoFrame.from_image(picture(160, 90, seconds=index / RATE))
            frame.pts, frame.time_base = index, Fraction(1, rate)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def key_frames(path, start=0):
    """Return the times of the key frames, and what a decoder of the whole file says about them."""
    with Video(path) as video:
        chosen = [time for time, _ in video.frames(start=Fraction(start), stop=None, keyframes_only=True)]
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    base = frames[0].time_base
    return chosen, [(frame.pts - frames[0].pts) * base for frame in frames if frame.key_frame]


@pytest.mark.parametrize(
    ("encoder", "container"),
    [
        ("closed groups", "mp4"),
        ("closed groups", "mkv"),
        ("open groups", "mp4"),
        ("open groups", "ts"),
        ("vp8", "webm"),
        ("vp9", "webm"),
        ("mpeg2", "ts"),
    ],
)
def test_the_key_frames_are_those_that_the_frames_themselves_say(tmp_path, encoder, container):
    chosen, expected = key_frames(encode(tmp_path / f"video.{container}", encoder))
    assert chosen == expected
    assert len(chosen) >= 4


@pytest.mark.parametrize("encoder", ["open groups", "vp9"])
def test_each_key_frame_is_the_right_picture(tmp_path, encoder):
    source = encode(tmp_path / "video.mkv", encoder)
    render(source, tmp_path / "output", RenderSettings(format="gif", keyframes_only=True))
    assert read_animation(tmp_path / "output").delays == [1000] * 4
    shown = [block_position(frame_of(tmp_path / "output", index)) * 4 for index in range(4)]
    assert shown == pytest.approx([0, 1, 2, 3], abs=0.05)


@pytest.mark.parametrize(("encoder", "container"), [("animation", "mov"), ("screen", "flv")])
@pytest.mark.parametrize("start", [0, Fraction(5, 2)])
def test_the_packets_tell_the_key_frames_where_the_decoder_does_not(tmp_path, encoder, container, start):
    chosen, told = key_frames(encode(tmp_path / f"video.{container}", encoder), start)
    assert told == []
    assert [time for time in chosen if time >= start] == [time for time in range(4) if time >= start]


def test_a_range_far_into_the_video_has_only_its_key_frames(tmp_path):
    source = encode(tmp_path / "video.mp4", "open groups", seconds=6)
    render(source, tmp_path / "output", RenderSettings(format="gif", keyframes_only=True, start=3.5))
    assert read_animation(tmp_path / "output").delays == [1500, 1000]


@pytest.mark.parametrize(
    ("encoder", "container"),
    [("mpeg4", "avi"), ("open groups", "avi"), ("open groups", "vob"), ("mpeg2", "mpg"), ("mpeg2", "ts")],
)
@pytest.mark.parametrize("start", [0, Fraction(23, 10)])
def test_a_key_frame_has_the_time_that_it_has_among_all_frames(tmp_path, encoder, container, start):
    """AVI stores no time of showing, and MPEG-PS one for several pictures only."""
    source = encode(tmp_path / f"video.{container}", encoder, seconds=7, last=1)
    with Video(source) as video:
        every = video.frames(start=Fraction(0), stop=None, keyframes_only=False)
        expected = [time for time, frame in every if frame.key_frame and time >= start]
    with Video(source) as video:
        chosen = video.frames(start=Fraction(start), stop=None, keyframes_only=True)
        assert [time for time, _ in chosen if time >= start] == expected
    assert len(expected) >= (1 if start else 4)


@pytest.mark.parametrize("flag", [False, True])
def test_a_file_with_wrong_flags_has_its_key_frames(tmp_path, flag):
    source = encode(tmp_path / "video.wmv", "wmv")
    target = tmp_path / "wrong.wmv"
    with av.open(str(source)) as given, av.open(str(target), "w") as output:
        copy = output.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(given.streams.video[0]):
            if packet.dts is not None:
                packet.stream, packet.is_keyframe = copy, flag
                output.mux(packet)
    with av.open(str(target)) as container:
        flags = {packet.is_keyframe for packet in container.demux(video=0) if packet.size}
    assert flags == {flag}
    chosen, expected = key_frames(target)
    assert chosen == expected
    assert len(chosen) == 4


@pytest.mark.parametrize("start", [0, Fraction(5, 2)])
def test_a_file_without_its_table_of_key_frames(tmp_path, start):
    source = encode(tmp_path / "video.mp4", "closed groups")
    source.write_bytes(source.read_bytes().replace(b"stss", b"free"))
    chosen, _ = key_frames(source, start)
    assert [time for time in chosen if time >= start] == [time for time in range(4) if time >= start]


def test_a_damaged_key_frame_fails_as_any_damaged_frame(tmp_path):
    source = encode(tmp_path / "video.webm", "vp9")
    with av.open(str(source)) as container:
        flagged = [packet for packet in container.demux(video=0) if packet.is_keyframe]
        content = source.read_bytes()
        damaged = bytes(flagged[2])
    source.write_bytes(content.replace(damaged, bytes(len(damaged))))
    with pytest.raises(RenderError, match="cannot be decoded any further") as caught:
        render(source, tmp_path / "output", RenderSettings(format="gif", keyframes_only=True))
    assert caught.value.code == "ResourceNotSupported"


def test_key_frames_count_from_the_first_picture_that_an_edit_list_shows(tmp_path):
    whole = make_video(tmp_path / "whole.mp4", seconds=3, size=(96, 54))
    source = remux(whole, tmp_path / "edited.mp4", later=-0.4)
    with Video(source) as video:
        times = [time for time, _ in video.frames(start=Fraction(0), stop=None, keyframes_only=True)]
    assert times == [Fraction(3, 5), Fraction(8, 5)]
