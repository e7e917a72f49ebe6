"""Lengths that files claim are hints. A file is cut off when its container says so."""

import struct
from fractions import Fraction

import av
import pytest

from cosanim.local.rendering.cut_off import is_cut_off
from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.videos import cut, make_video, remux

CONTAINERS = {
    "mp4": {"movflags": "faststart"},
    "mov": {"movflags": "frag_keyframe+empty_moov"},
    "matroska": {},
    "webm": {},
    "avi": {},
    "flv": {},
    "asf": {},
    "ogg": {},
    "swf": {},
}
CODECS = {"webm": "libvpx", "ogg": "libvpx", "flv": "flv", "swf": "flv"}


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("videos") / "clip.mp4", seconds=4, size=(96, 54))


def rendered(source, target, **settings):
    return render(source, target, RenderSettings(**{"format": "gif", **settings}))


def with_longer_sound(target, container, codec, audio_codec):
    """Encode 1 s of pictures with 3 s of silence."""
    with av.open(str(target), "w", format=container) as output:
        video = output.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = 96, 54, "yuv420p"
        sound = output.add_stream(audio_codec, rate=44100, layout="mono")
        sound.bit_rate = 64000
        for index in range(25):
            frame = av.VideoFrame(96, 54, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([index * 8]) * plane.buffer_size)
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
        samples = sound.codec_context.frame_size or 1024
        for index in range(3 * 44100 // samples):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=samples)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.pts, frame.sample_rate = index * samples, 44100
            output.mux(sound.encode(frame))
        output.mux(sound.encode(None))
    return target


class TestClaims:
    @pytest.mark.parametrize("name", ["late.mkv", "late.asf", "late.flv", "late.ts"])
    def test_a_video_that_begins_later_than_its_file(self, tmp_path, name):
        source = make_video(tmp_path / name, seconds=1, start_time=1.5, size=(96, 54), base=Fraction(1, 1000))
        facts = rendered(source, tmp_path / "output")
        assert (facts.frames, facts.duration) == (25, 1)

    @pytest.mark.parametrize(
        ("container", "codec", "audio_codec"),
        [("asf", "wmv2", "wmav2"), ("matroska", "mpeg4", "aac"), ("mp4", "mpeg4", "aac"), ("flv", "flv", "aac")],
    )
    def test_sound_that_is_longer_than_the_video(self, tmp_path, container, codec, audio_codec):
        source = with_longer_sound(tmp_path / "video", container, codec, audio_codec)
        facts = rendered(source, tmp_path / "output")
        assert (facts.frames, facts.duration) == (25, 1)

    @pytest.mark.parametrize("claimed", [1, 60])
    def test_stale_lengths_in_matroska(self, tmp_path, clip, claimed):
        source = remux(clip, tmp_path / "stale.mkv")
        content = source.read_bytes()
        for old, new in (
            (b"00:00:04.000000000", f"00:00:{claimed:02}.000000000".encode()),
            (b"\x44\x89\x88" + struct.pack(">d", 4000), b"\x44\x89\x88" + struct.pack(">d", claimed * 1000)),
        ):
            assert old in content
            content = content.replace(old, new)
        source.write_bytes(content)
        with Video(source) as video:
            assert video.length == claimed
        assert rendered(source, tmp_path / "output").frames == 100
        assert rendered(source, tmp_path / "output", start=3, duration=1).frames == 25

    @pytest.mark.parametrize("claimed", [b"00:00:01/0", b"00:00:1e9999", b"nan:00:01", b"longer"])
    def test_a_length_that_is_no_time_in_matroska(self, tmp_path, clip, claimed):
        source = remux(clip, tmp_path / "wrong.mkv")
        source.write_bytes(source.read_bytes().replace(b"00:00:04.000000000", claimed.ljust(18)))
        with Video(source) as video:
            assert video.length == 4
        assert rendered(source, tmp_path / "output", duration=1).frames == 25

    @pytest.mark.parametrize("claimed", [1, 60])
    def test_a_stale_length_in_flash_video(self, tmp_path, clip, claimed):
        source = remux(clip, tmp_path / "stale.flv")
        content = bytearray(source.read_bytes())
        position = content.index(b"duration\0") + len(b"duration\0")
        content[position : position + 8] = struct.pack(">d", claimed)
        source.write_bytes(content)
        with Video(source) as video:
            assert video.length == claimed
        assert rendered(source, tmp_path / "output").frames == 100
        assert rendered(source, tmp_path / "output", start=3, duration=1).frames == 25

    def test_a_start_after_the_last_picture_names_the_length_that_was_found(self, tmp_path, clip):
        source = remux(clip, tmp_path / "stale.flv")
        content = bytearray(source.read_bytes())
        position = content.index(b"duration\0") + len(b"duration\0")
        content[position : position + 8] = struct.pack(">d", 60)
        source.write_bytes(content)
        with pytest.raises(RenderError, match=r"not before the end of the video, which is 4\.0") as caught:
            rendered(source, tmp_path / "output", start=30)
        assert caught.value.code == "InvalidArgument"


class TestCutOff:
    @pytest.mark.parametrize("container", CONTAINERS)
    def test_a_container_tells_whether_it_was_cut_off(self, tmp_path, container):
        whole = make_video(
            tmp_path / "whole",
            container=container,
            options=CONTAINERS[container],
            codec=CODECS.get(container, "mpeg4"),
            size=(96, 54),
            seconds=0.4,
            base=Fraction(1, 25),
        )
        with av.open(str(whole)) as opened:
            name = opened.format.name
        assert not is_cut_off(whole, name)
        for share in (0.3, 0.5, 0.7, 0.9):
            assert is_cut_off(cut(whole, tmp_path / "cut", share), name)

    def test_garbage_after_the_end_is_no_missing_part(self, tmp_path, clip):
        source = tmp_path / "garbage.mp4"
        source.write_bytes(clip.read_bytes() + b"\xff" * 5000)
        assert rendered(source, tmp_path / "output").frames == 100

    def test_an_index_that_is_announced_but_missing(self, tmp_path):
        whole = make_video(
            tmp_path / "whole.avi", codec="mpeg4", size=(96, 54), seconds=0.4, base=Fraction(1, 25)
        ).read_bytes()
        content = bytearray(whole[: whole.rindex(b"idx1")])
        content[4:8] = (len(content) - 8).to_bytes(4, "little")
        (tmp_path / "recorded.avi").write_bytes(content)
        assert is_cut_off(tmp_path / "recorded.avi", "avi")
        assert rendered(tmp_path / "recorded.avi", tmp_path / "output", duration=Fraction(2, 5)).frames == 10
        with pytest.raises(RenderError, match="cut off"):
            rendered(tmp_path / "recorded.avi", tmp_path / "output")

    def test_a_recording_of_unknown_size_is_complete(self, tmp_path, clip):
        source = remux(clip, tmp_path / "live.mkv", options={"live": "1"})
        assert rendered(source, tmp_path / "output").frames == 100

    @pytest.mark.parametrize("name", ["matroska,webm", "avi", "flv", "asf", "ogg", "swf", "mov,mp4,m4a,3gp,3g2,mj2"])
    def test_any_bytes_can_be_checked(self, tmp_path, name):
        for length in (0, 1, 5, 9, 13, 24, 27, 40):
            for filling in (b"\0", b"\xff", b"OggS", b"RIFF", b"\x1a\x45\xdf\xa3\x9f"):
                (tmp_path / "bytes").write_bytes((filling * 40)[:length])
                assert is_cut_off(tmp_path / "bytes", name) in (True, False)
