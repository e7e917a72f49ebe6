"""Renders of real files, checked with Pillow as an oracle."""

import hashlib
import json
import pickle
from decimal import Decimal
from fractions import Fraction

import av
import pytest

from cosanim.local.rendering import render as rendering
from cosanim.local.rendering.render import RenderResult, render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import HIGHEST_FPS, HIGHEST_QUALITY, RenderSettings
from tests.local.rendering.animations import block_position, difference, frame_of, read_animation
from tests.local.videos import make_video, picture, sample_video

FORMATS = ["gif", "hgif", "webp"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A video of 4 s at 25 fps with a key frame each second; the position of the white block encodes the time."""
    return make_video(tmp_path_factory.mktemp("videos") / "clip.mp4", seconds=4)


@pytest.fixture
def rendered(tmp_path):
    """Render, and return the properties from the renderer, those from Pillow, and the file."""

    def run(source, progress=None, **settings):
        target = tmp_path / "output"
        facts = render(source, target, RenderSettings(**settings), progress=progress)
        return facts, read_animation(target), target

    return run


def seconds_shown(path, index):
    """Return the time in the video of a frame of the animation."""
    return block_position(frame_of(path, index)) * 4


@pytest.mark.parametrize("animation_format", FORMATS)
def test_a_real_video_becomes_an_animation_of_the_requested_size_rate_and_duration(rendered, animation_format):
    source = sample_video("bigbuckbunny.mp4")
    facts, seen, target = rendered(source, format=animation_format, width=320, fps=15, start=1, duration=2)
    assert seen.format == ("WEBP" if animation_format == "webp" else "GIF")
    assert seen.size == (320, 180) == (facts.width, facts.height)
    assert seen.frames == facts.frames == 30
    assert seen.duration == 2000
    assert facts.duration == 2
    assert seen.loop == 0
    assert set(seen.delays) == ({66, 67} if animation_format == "webp" else {60, 70})
    content = target.read_bytes()
    assert facts.size == len(content)
    assert facts.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    with av.open(str(source)) as video:
        for frame in video.decode(video=0):
            if frame.time == 1:
                original = frame.to_image(width=320, height=180, interpolation="BICUBIC")
                break
    assert difference(frame_of(target, 0), original) < 8


def test_the_same_job_gives_the_same_bytes(rendered, clip):
    first, _, _ = rendered(clip, format="gif", fps=10)
    second, _, _ = rendered(clip, format="gif", fps=10)
    assert first.md5 == second.md5


class TestTiming:
    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_without_fps_the_times_of_the_source_are_kept(self, rendered, clip, animation_format):
        _, seen, _ = rendered(clip, format=animation_format)
        assert seen.delays == [40] * 100

    def test_without_fps_a_variable_rate_stays_variable(self, rendered, tmp_path):
        times = [Fraction(n, 100) for n in (0, 4, 8, 50, 55, 120, 300, 304)]
        source = make_video(tmp_path / "variable.mkv", times=times)
        _, seen, _ = rendered(source, format="gif")
        assert seen.delays == [40, 40, 420, 50, 650, 1800, 40, 40]

    def test_with_fps_a_variable_rate_becomes_constant(self, rendered, tmp_path):
        times = [Fraction(n, 100) for n in (0, 4, 8, 50, 55, 120, 300, 304)]
        source = make_video(tmp_path / "variable.mkv", times=times)
        _, seen, _ = rendered(source, format="gif", fps=10)
        assert seen.delays == [100] * 30 + [80]

    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_fps_resamples_and_keeps_the_duration(self, rendered, clip, animation_format):
        _, seen, target = rendered(clip, format=animation_format, fps=5)
        assert seen.delays == [200] * 20
        assert seconds_shown(target, 7) == pytest.approx(1.4, abs=0.03)

    @pytest.mark.parametrize("fps", [29.97, Decimal("29.97"), Fraction(2997, 100)])
    def test_decimal_numbers_are_exact(self, rendered, clip, fps):
        facts, seen, _ = rendered(clip, format="gif", fps=fps)
        assert seen.frames == facts.frames == 120
        assert seen.duration == 4000

    @pytest.mark.parametrize("settings", [{}, {"fps": HIGHEST_FPS}])
    def test_a_gif_never_has_delays_below_two_hundredths(self, rendered, tmp_path, settings):
        source = make_video(tmp_path / "fast.mp4", fps=60, seconds=2)
        _, seen, target = rendered(source, format="gif", **settings)
        assert seen.delays == [20] * 100
        assert seconds_shown(target, 50) == pytest.approx(1, abs=0.05)

    @pytest.mark.parametrize("fps", [100, 120, 240])
    def test_a_webp_never_has_delays_that_browsers_lengthen(self, rendered, tmp_path, fps):
        source = make_video(tmp_path / "fast.mp4", fps=fps, seconds=0.5, size=(320, 90))
        _, seen, target = rendered(source, format="webp")
        assert seen.duration == 500
        # Equal pictures are one frame, with the sum of their times.
        assert min(seen.delays) == 11
        assert {delay % 11 for delay in seen.delays[:-1]} == {0}
        assert seconds_shown(target, 30) == pytest.approx(sum(seen.delays[:30]) / 1000, abs=0.02)

    def test_a_start_just_before_a_frame_drops_no_frame(self, rendered, tmp_path):
        source = make_video(tmp_path / "ntsc.mp4", fps=Fraction(30000, 1001), seconds=1)
        _, seen, target = rendered(source, format="gif", start=0.495, duration=0.4)
        # The end of the frame at 0.467, and the frames from 15 * 1001 / 30000 = 0.5005 s on.
        assert seen.frames == 13
        assert seconds_shown(target, 1) == pytest.approx(0.5005, abs=0.02)

    def test_sixty_frames_per_second_fit_into_webp(self, rendered, tmp_path):
        source = make_video(tmp_path / "fast.mp4", fps=60, seconds=2, size=(320, 90))
        _, seen, _ = rendered(source, format="webp")
        assert set(seen.delays) == {16, 17}
        assert seen.duration == 2000

    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_start_and_duration_are_exact_to_the_millisecond(self, rendered, clip, animation_format):
        _, seen, target = rendered(clip, format=animation_format, start=Decimal("1.234"), duration=Decimal("1.51"))
        assert seen.duration == 1510
        # 6 ms are left of the frame at 1.20, less than a frame can be shown.
        assert seen.delays[:2] == ([11, 35] if animation_format == "webp" else [20, 30])
        assert seconds_shown(target, 0) == pytest.approx(1.2, abs=0.03)
        assert seconds_shown(target, seen.frames - 1) == pytest.approx(2.72, abs=0.05)

    def test_a_start_far_into_the_video_gives_the_same_picture_as_decoding_all_of_it(self, rendered, tmp_path):
        source = make_video(tmp_path / "long.mp4", seconds=12, keyframe_interval=40)
        for start in (Decimal("9.6"), Decimal("9.72")):
            _, seen, target = rendered(source, format="webp", quality=HIGHEST_QUALITY, start=start, duration=1)
            assert seen.duration == 1000
            expected = picture(160, 90, seconds=float(start))
            assert difference(frame_of(target, 0), expected) < 4
            assert seconds_shown(target, 0) == pytest.approx(float(start) % 4, abs=0.03)

    @pytest.mark.parametrize("name", ["late.ts", "late.mkv", "late.mp4"])
    def test_start_counts_from_the_first_picture_for_any_start_time_of_the_file(self, rendered, tmp_path, name):
        source = make_video(tmp_path / name, seconds=4, start_time=7)
        _, seen, target = rendered(source, format="gif", start=Decimal("2.4"), duration=1)
        assert seen.duration == 1000
        assert seconds_shown(target, 0) == pytest.approx(2.4, abs=0.03)

    def test_a_duration_beyond_the_end_stops_with_the_video(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", start=3, duration=60)
        assert seen.duration == 1000

    @pytest.mark.parametrize("animation_format", ["gif", "hgif"])
    def test_a_still_clip_loses_no_time_in_a_gif(self, rendered, tmp_path, animation_format):
        source = make_video(tmp_path / "still.mp4", still=True)
        _, seen, _ = rendered(source, format=animation_format, fps=10)
        assert seen.delays == [100] * 20

    def test_equal_pictures_are_one_frame_in_webp_and_lose_no_time(self, rendered, tmp_path):
        source = make_video(tmp_path / "slow.mp4", fps=2, seconds=4)
        facts, seen, _ = rendered(source, format="webp", fps=20)
        assert seen.delays == [500] * 8
        assert facts.frames == 8
        assert facts.duration == 4

    def test_a_single_picture_is_a_still_webp(self, tmp_path):
        source = make_video(tmp_path / "still.mp4", still=True)
        facts = render(source, tmp_path / "output", RenderSettings(format="webp"))
        assert (facts.frames, facts.duration) == (1, 2)


class TestSampling:
    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_frames_per_second_keeps_the_duration(self, rendered, clip, animation_format):
        _, seen, target = rendered(clip, format=animation_format, frames_per_second=2)
        assert seen.delays == [500] * 8
        assert seconds_shown(target, 5) == pytest.approx(2.5, abs=0.05)

    def test_frames_per_second_with_fps_plays_the_samples_at_that_rate(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", frames_per_second=2, fps=10)
        assert seen.delays == [100] * 8
        assert seconds_shown(target, 5) == pytest.approx(2.5, abs=0.05)

    def test_key_frames_only(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", keyframes_only=True)
        assert seen.delays == [1000] * 4
        assert [round(seconds_shown(target, index)) for index in range(4)] == [0, 1, 2, 3]

    def test_key_frames_only_with_fps(self, rendered, clip):
        _, seen, _ = rendered(clip, format="webp", keyframes_only=True, fps=4)
        assert seen.delays == [250] * 4

    @pytest.mark.parametrize("animation_format", ["gif", "webp"])
    @pytest.mark.parametrize(
        ("settings", "delays"),
        [
            ({"keyframes_only": True}, [500, 500]),
            ({"frames_per_second": 5}, [200] * 5),
            ({"frame_interval": 0.5}, [500, 500]),
            ({"frame_interval": 10, "fps": 2}, [500]),
        ],
    )
    def test_frames_of_a_fast_video_are_not_repeated(self, rendered, tmp_path, settings, delays, animation_format):
        fast = make_video(tmp_path / "fast.mp4", seconds=1, fps=120, keyframe_interval=60)
        result, seen, _ = rendered(fast, format=animation_format, **settings)
        assert result.frames == len(delays)
        assert seen.delays == (delays if len(delays) > 1 or animation_format == "gif" else [0])

    def test_frames_that_stay_are_not_repeated_in_a_video_with_a_fast_part(self, rendered, tmp_path):
        times = [*(Fraction(number, 240) for number in range(60)), *(Fraction(1 + number, 4) for number in range(4))]
        source = make_video(tmp_path / "burst.mp4", fps=240, times=times, b_frames=0)
        _, seen, _ = rendered(source, format="gif")
        assert seen.delays[-3:] == pytest.approx([250] * 3, abs=20)
        assert seen.frames < 20

    def test_key_frames_of_a_range(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", keyframes_only=True, start=0.5, duration=2)
        assert seen.delays == [1500, 500]
        assert [round(seconds_shown(target, index)) for index in range(2)] == [1, 2]

    def test_key_frames_of_a_range_far_into_the_video(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", keyframes_only=True, start=3)
        assert seen.delays == [1000]
        assert round(seconds_shown(target, 0)) == 3

    def test_frame_interval(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", frame_interval=0.8)
        assert seen.delays == [800] * 5
        assert seconds_shown(target, 3) == pytest.approx(2.4, abs=0.05)

    def test_frame_interval_with_fps(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", frame_interval=1, fps=5)
        assert seen.delays == [200] * 4

    def test_an_interval_shorter_than_a_frame_takes_each_frame_once(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", frame_interval=0.001, fps=50, duration=1)
        assert seen.delays == [20] * 25

    @pytest.mark.parametrize("frames_per_second", [25, 60])
    def test_a_sampling_rate_that_the_video_does_not_have_takes_each_frame_once(
        self, rendered, clip, frames_per_second
    ):
        _, seen, _ = rendered(clip, format="gif", frames_per_second=frames_per_second, duration=1)
        assert seen.delays == [40] * 25

    def test_an_interval_longer_than_the_video_takes_the_first_frame(self, rendered, clip):
        _, seen, target = rendered(clip, format="gif", frame_interval=10, duration=600)
        assert seen.delays == [4000]
        assert seconds_shown(target, 0) == 0

    def test_frames_per_second_takes_precedence_over_key_frames(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", frames_per_second=2, keyframes_only=True, frame_interval=2)
        assert seen.frames == 8

    def test_key_frames_take_precedence_over_the_interval(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", keyframes_only=True, frame_interval=2)
        assert seen.frames == 4

    def test_key_frames_false_does_not_disable_the_interval(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", keyframes_only=False, frame_interval=2)
        assert seen.frames == 2

    def test_key_frames_false_alone_is_no_sampling(self, rendered, clip):
        _, seen, _ = rendered(clip, format="gif", keyframes_only=False, fps=5)
        assert seen.delays == [200] * 20


class TestSize:
    @pytest.mark.parametrize(
        ("settings", "size"),
        [
            ({}, (160, 90)),
            ({"width": 128}, (128, 72)),
            ({"height": 128}, (228, 128)),
            ({"width": 131}, (131, 74)),
            ({"width": 200, "height": 200}, (200, 200)),
        ],
    )
    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_a_missing_side_keeps_the_aspect_ratio(self, rendered, clip, animation_format, settings, size):
        facts, seen, _ = rendered(clip, format=animation_format, duration=0.2, **settings)
        assert seen.size == size == (facts.width, facts.height)

    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_odd_sizes_stay_odd(self, rendered, tmp_path, animation_format):
        source = make_video(tmp_path / "odd.mp4", size=(161, 91), seconds=0.4)
        _, seen, target = rendered(source, format=animation_format)
        assert seen.size == (161, 91)
        assert difference(frame_of(target, 0), picture(161, 91)) < 6

    def test_a_side_has_at_least_one_pixel(self, rendered, tmp_path):
        source = make_video(tmp_path / "flat.mp4", size=(640, 2), seconds=0.4)
        _, seen, _ = rendered(source, format="gif", width=128)
        assert seen.size == (128, 1)

    def test_pixels_that_are_not_square_become_square(self, rendered, tmp_path):
        source = make_video(tmp_path / "wide.mp4", sample_aspect=Fraction(4, 3), seconds=0.4)
        assert rendered(source, format="gif")[1].size == (213, 90)
        assert rendered(source, format="gif", width=640)[1].size == (640, 270)

    @pytest.mark.parametrize("animation_format", FORMATS)
    @pytest.mark.parametrize("degrees", [90, 180, -90])
    def test_a_rotated_video_is_upright(self, rendered, tmp_path, animation_format, degrees):
        source = make_video(tmp_path / "turned.mp4", rotation=degrees, seconds=0.4)
        _, seen, target = rendered(source, format=animation_format)
        expected = picture(160, 90).rotate(degrees, expand=True)
        assert seen.size == expected.size
        assert difference(frame_of(target, 0), expected) < 6

    def test_the_missing_side_of_a_rotated_video_keeps_the_upright_aspect_ratio(self, rendered, tmp_path):
        source = make_video(tmp_path / "turned.mp4", rotation=90, seconds=0.4)
        assert rendered(source, format="webp", width=180)[1].size == (180, 320)


class TestFacts:
    def test_media_info_of_a_gif_has_the_documented_nodes(self, rendered, clip):
        facts, _, target = rendered(clip, format="hgif", width=128, fps=10, start=1, duration=2.5)
        assert facts.format_name == "gif"
        assert facts.media_info["Format"] == {
            "Bitrate": f"{round(target.stat().st_size * 8 / 2.5) / 1000:.6f}",
            "Duration": "2.500000",
            "FormatLongName": "CompuServe Graphics Interchange Format (GIF)",
            "FormatName": "gif",
            "NumProgram": "0",
            "NumStream": "1",
            "Size": str(target.stat().st_size),
            "StartTime": "0.000000",
        }
        (video,) = facts.media_info["Stream"]["Video"]
        assert facts.media_info["Stream"]["Audio"] == facts.media_info["Stream"]["Subtitle"] == [{}]
        assert not video.keys() & {"Sar", "Dar", "Profile", "Bitrate", "Language"}
        expected = {"Width": "128", "Height": "72", "NumFrames": "25", "Fps": "10.000000", "Duration": "2.500000"}
        assert expected.items() <= video.items()
        assert {"Level": "-99", "CodecTimeBase": "1/100", "PixFormat": "bgra", "Index": "0"}.items() <= video.items()

    def test_media_info_of_a_gif_is_what_ffmpeg_reads_back(self, rendered, clip):
        facts, _, target = rendered(clip, format="gif", fps=10)
        (video,) = facts.media_info["Stream"]["Video"]
        with av.open(str(target), format="gif") as container:
            stream = container.streams.video[0]
            assert video["PixFormat"] == stream.pix_fmt
            assert video["Timebase"] == str(stream.time_base)
            assert video["NumFrames"] == str(sum(1 for _ in container.decode(stream)))
            assert facts.media_info["Format"]["FormatLongName"] == container.format.long_name

    def test_media_info_of_webp(self, rendered, clip):
        facts, seen, _ = rendered(clip, format="webp", fps=10)
        (video,) = facts.media_info["Stream"]["Video"]
        assert facts.format_name == "webp"
        assert {"CodecName": "webp", "NumFrames": str(seen.frames), "Timebase": "1/1000"}.items() <= video.items()

    def test_results_can_be_pickled_and_media_info_is_json(self, rendered, clip):
        facts, _, _ = rendered(clip, format="gif", fps=5)
        assert isinstance(facts, RenderResult)
        assert pickle.loads(pickle.dumps(facts)) == facts  # noqa: S301
        assert json.loads(json.dumps(facts.media_info)) == facts.media_info

    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_progress_is_whole_percent_that_grow_to_100(self, rendered, clip, animation_format):
        reported = []
        rendered(clip, progress=reported.append, format=animation_format, fps=10)
        assert reported[0] == 0
        assert reported[-1] == 100
        assert reported == sorted(set(reported))
        assert len(reported) > 20

    @pytest.mark.parametrize("animation_format", FORMATS)
    def test_progress_is_that_of_the_pictures_that_are_written(self, clip, tmp_path, monkeypatch, animation_format):
        """Threads read ahead, which is no progress: the pictures are not written yet."""
        reported, before_pictures = [], []
        name = "write_webp" if animation_format == "webp" else "write_gif"
        write = getattr(rendering, name)

        def observed(target, pictures, *arguments):
            def pulled():
                for each in pictures:
                    before_pictures.append(reported[-1])
                    yield each

            return write(target, pulled(), *arguments)

        monkeypatch.setattr(rendering, name, observed)
        settings = RenderSettings(format=animation_format, fps=5, width=128)
        render(clip, tmp_path / "output", settings, progress=reported.append, threads=4)
        assert len(before_pictures) == 20
        first = 100 * rendering.PALETTE_SHARE if animation_format == "gif" else 0
        for number, percent in enumerate(before_pictures):
            # To choose a picture, the video is read a little further.
            assert percent <= first + (100 - first) * (number + 3) / 20, number
        assert reported[-1] == 100

    def test_the_working_folder_holds_nothing_but_the_target(self, clip, tmp_path):
        render(clip, tmp_path / "output", RenderSettings(format="gif", fps=5))
        assert [path.name for path in tmp_path.iterdir()] == ["output"]

    def test_ffmpeg_prints_nothing(self, tmp_path, clip, capfd):
        render(clip, tmp_path / "output", RenderSettings(format="hgif", fps=5, width=131))
        (tmp_path / "broken.mp4").write_bytes(clip.read_bytes()[:5000])
        with pytest.raises(RenderError):
            render(tmp_path / "broken.mp4", tmp_path / "output", RenderSettings(format="gif"))
        assert capfd.readouterr() == ("", "")
