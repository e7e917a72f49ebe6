"""Failed renders: each has a documented code and a message that says what to do."""

import itertools
import pickle
import re
from decimal import Decimal
from pathlib import Path

import av
import pytest

from cosanim.local.rendering import video_track
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import HIGHEST_FPS, HIGHEST_QUALITY, LOWEST_QUALITY, RenderSettings
from tests.local.videos import cut, make_audio, make_video, remux, sample_video

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov"}
FAULTY = "The file is faulty or unsupported"


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("videos") / "clip.mp4", seconds=4)


def refused(source, target, **settings):
    settings = {"format": "gif", **settings}
    with pytest.raises(RenderError) as caught:
        render(source, target, RenderSettings(**settings))
    return caught.value


def test_a_start_beyond_floats(tmp_path, clip):
    error = refused(clip, tmp_path / "output", start=Decimal("9" * 400))
    assert error.code == "InvalidArgument"
    assert len(error.message) < 500


@pytest.mark.parametrize(("name", "frames"), [("frame_interval", 1), ("frames_per_second", 100)])
def test_sampling_beyond_floats_is_clamped(tmp_path, clip, name, frames):
    """An interval longer than the video takes one frame, and a rate above the video's takes every frame."""
    settings = RenderSettings(format="gif", **{name: Decimal("9" * 400)})
    assert render(clip, tmp_path / "output", settings).frames == frames


class TestInput:
    def test_a_missing_file(self, tmp_path):
        assert refused(tmp_path / "nothing.mp4", tmp_path / "output").code == "ResourceNotFound"

    @pytest.mark.parametrize(
        "content",
        [b"", b"\0" * 5000, b"These are words.\n" * 1000, b"<Request/>", b"\x1b[31mred\x1b[0m\n" * 500],
        ids=["empty", "zeros", "text", "xml", "terminal"],
    )
    def test_a_file_that_is_not_a_video(self, tmp_path, content):
        (tmp_path / "input.mp4").write_bytes(content)
        error = refused(tmp_path / "input.mp4", tmp_path / "output")
        assert error.code == "ResourceNotSupported"
        assert error.message.startswith(FAULTY)

    def test_a_file_with_sound_only(self, tmp_path):
        error = refused(make_audio(tmp_path / "sound.m4a"), tmp_path / "output")
        assert error.code == "ResourceNotSupported"
        assert "no video track" in error.message

    # Not MPEG-TS, which declares no length, so that a truncated file cannot be recognised.
    @pytest.mark.parametrize(
        ("container", "options"),
        [("mp4", {}), ("mp4", {"movflags": "faststart"}), ("mp4", FRAGMENTED), ("matroska", {}), ("flv", {})],
        ids=["mp4", "faststart", "fragmented", "matroska", "flv"],
    )
    @pytest.mark.parametrize("share", [0.3, 0.9])
    def test_a_truncated_video(self, tmp_path, container, options, share):
        whole = remux(sample_video("bikes.mp4"), tmp_path / "whole", container=container, options=options)
        error = refused(cut(whole, tmp_path / "cut", share), tmp_path / "output", width=128, fps=1)
        assert error.code == "ResourceNotSupported"
        assert error.message.startswith(FAULTY)

    def test_a_truncated_video_can_be_rendered_up_to_its_last_picture(self, tmp_path, clip):
        whole = remux(clip, tmp_path / "whole.mp4", options={"movflags": "faststart"})
        source = cut(whole, tmp_path / "cut.mp4", 0.8)
        assert render(source, tmp_path / "output", RenderSettings(format="gif", duration=1)).frames == 25
        for settings in ({}, {"start": 1}, {"duration": 60}):
            error = refused(source, tmp_path / "output", **settings)
            assert error.code == "ResourceNotSupported"
            assert re.search(
                r"cut off\. [23]\.\d+ seconds of video were found, it claims 4\.000 seconds", error.message
            )

    def test_a_video_with_a_damaged_part(self, tmp_path):
        content = bytearray(sample_video("bikes.mp4").read_bytes())
        content[200_000:230_000] = bytes(30_000)
        (tmp_path / "hole.mp4").write_bytes(content)
        assert refused(tmp_path / "hole.mp4", tmp_path / "output", width=128).code == "ResourceNotSupported"
        # A range before the damage can be rendered.
        before = RenderSettings(format="gif", width=128, fps=5, duration=1)
        assert render(tmp_path / "hole.mp4", tmp_path / "output", before).frames == 5

    def test_a_playlist_cannot_make_the_renderer_read_other_files(self, tmp_path, clip):
        remux(clip, tmp_path / "segment.ts")
        playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsegment.ts\n#EXT-X-ENDLIST\n"
        (tmp_path / "list.m3u8").write_text(playlist)
        (tmp_path / "concat.mp4").write_text(f"ffconcat version 1.0\nfile {clip.name}\n")
        for name in ("list.m3u8", "concat.mp4"):
            assert refused(tmp_path / name, tmp_path / "output").code == "ResourceNotSupported"

    def test_pictures_beyond_the_limit_are_refused_before_they_are_decoded(self, tmp_path, clip, monkeypatch):
        monkeypatch.setattr(video_track, "MAX_PIXELS", 160 * 90 - 1)
        error = refused(clip, tmp_path / "output")
        assert error.code == "ResourceNotSupported"
        assert "160x90" in error.message


class TestSettings:
    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"format": "png"}, "gif, hgif, webp"),
            ({"codec": "webp"}, "does not fit"),
            ({"format": "webp", "codec": "gif"}, "does not fit"),
            ({"fps": 0}, "above 0"),
            ({"fps": -1}, "above 0"),
            ({"fps": HIGHEST_FPS + 1}, f"above {HIGHEST_FPS}"),
            ({"fps": float("nan")}, "finite"),
            ({"frame_interval": float("inf")}, "finite"),
            ({"width": 0}, "above 0"),
            ({"format": "webp", "quality": HIGHEST_QUALITY + 1}, f"between {LOWEST_QUALITY} and {HIGHEST_QUALITY}"),
            ({"start": -1}, "below 0"),
            ({"duration": 0}, "no frame"),
            ({"start": 4}, "4.000 seconds long"),
            ({"start": 1000}, "4.000 seconds long"),
            ({"frame_interval": 2, "duration": 2}, "less than TimeInterval.Duration"),
            ({"keyframes_only": True, "start": 0.5, "duration": 0.3}, "no key frame"),
            ({"duration": 0.0005}, "no frame"),
            ({"fps": 0.001, "keyframes_only": True}, "655.35"),
            ({"format": "webp", "width": 17000, "height": 10}, "16383"),
            ({"width": 4096, "height": 60000}, "60000"),
        ],
    )
    def test_invalid_settings_are_refused(self, tmp_path, clip, settings, words):
        error = refused(clip, tmp_path / "output", **settings)
        assert error.code == "InvalidArgument"
        assert words in error.message

    def test_a_start_after_the_end_of_a_file_without_a_declared_length(self, tmp_path, clip):
        source = remux(clip, tmp_path / "live.mkv", options={"live": "1"})
        with av.open(str(source)) as container:
            assert container.duration is None
        error = refused(source, tmp_path / "output", start=10)
        assert error.code == "InvalidArgument"
        assert "4.000 seconds long" in error.message


class TestMachine:
    @pytest.mark.parametrize("animation_format", ["gif", "hgif", "webp"])
    def test_a_full_disk(self, clip, animation_format):
        full = Path("/dev/full")
        if not full.exists():
            pytest.skip("this system has no /dev/full")
        error = refused(clip, full, format=animation_format)
        assert error.code == "InternalError"
        assert "space" in error.message

    def test_a_missing_folder(self, tmp_path, clip):
        assert refused(clip, tmp_path / "nowhere" / "output").code == "InternalError"

    def test_no_file_stays_open_after_success_or_failure(self, tmp_path, clip):
        open_files = Path("/proc/self/fd")
        if not open_files.exists():
            pytest.skip("this system has no /proc")
        before = len(list(open_files.iterdir()))
        sound = make_audio(tmp_path / "sound.m4a")
        cut(clip, tmp_path / "cut.mp4", 0.5)
        for source, settings in itertools.product(
            (clip, sound, tmp_path / "cut.mp4"), ({"fps": 5}, {"start": 9}, {"fps": 0.001, "keyframes_only": True})
        ):
            try:
                render(source, tmp_path / "output", RenderSettings(format="gif", **settings))
            except RenderError:
                continue
        assert len(list(open_files.iterdir())) == before

    def test_an_error_can_be_pickled(self):
        error = pickle.loads(pickle.dumps(RenderError("InternalError", "No space.")))  # noqa: S301
        assert (error.code, error.message) == ("InternalError", "No space.")
        assert str(error) == "InternalError: No space."
