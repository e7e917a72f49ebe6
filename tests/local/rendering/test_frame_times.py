"""Times of the pictures of real containers, as recorders, broadcasts and browsers write them."""

import hashlib
import subprocess
from fractions import Fraction

import av
import pytest

from cosanim.local.rendering.decoding import Video
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings
from tests.local.rendering.animations import block_position, read_animation
from tests.local.videos import ffmpeg_program, make_video, remux, restamp

RATE = 25
#: In pictures of this width, the block moves by two pixels from one picture to the next.
SIZE = (200, 100)
#: Name, container and muxer options of copies of the same video.
COPIES = {
    "avi": {},
    "asf": {},
    "matroska": {},
    "flv": {},
    "mpegts": {},
    "mp4": {},
    "mov": {"movflags": "frag_keyframe+empty_moov"},
}
FORWARD_SECONDS = 3600


#: Containers that cannot hold a copy: the codec of their video. AVI needs the frame rate as time base.
ENCODED = {"avi": "libx264"}


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A video of 3 s with B-frames and a key frame each second."""
    return make_video(tmp_path_factory.mktemp("videos") / "clip.mp4", seconds=3, size=SIZE)


@pytest.fixture(params=COPIES)
def copied(request, clip, tmp_path):
    """The clip in another container."""
    target = tmp_path / "video"
    if request.param in ENCODED:
        codec = ENCODED[request.param]
        return make_video(target, seconds=3, size=SIZE, codec=codec, base=Fraction(1, RATE), container=request.param)
    return remux(clip, target, container=request.param, options=COPIES[request.param])


def pictures_of(path, *, start=0, stop=None, keyframes_only=False):
    """Return time and number of each picture in a range; in the clip, picture n is shown at n/25 s."""
    start, stop = Fraction(start), None if stop is None else Fraction(stop)
    found = []
    with Video(path) as video:
        for time, frame in video.frames(start=start, stop=stop, keyframes_only=keyframes_only):
            if stop is not None and time >= stop:
                break
            if time >= start:
                found.append((round(float(time), 3), round(block_position(frame.to_image()) * 4 * RATE + 0.1)))
        end = round(float(video.end), 3)
    return found, end


def numbered(numbers, *, begin=0.0):
    """Return the pictures with these numbers, one each 40 ms."""
    return [(round(begin + index / RATE, 3), number) for index, number in enumerate(numbers)]


def copy_from(source, target, packet_number):
    """Copy a video from a packet on, as a recorder does that was started in the middle."""
    with av.open(str(source)) as given, av.open(str(target), "w") as output:
        track = given.streams.video[0]
        copy = output.add_stream_from_template(track)
        for index, packet in enumerate(given.demux(track)):
            if index >= packet_number and packet.dts is not None:
                packet.stream = copy
                output.mux(packet)
    return target


class TestContainers:
    def test_every_picture_keeps_its_time(self, copied):
        assert pictures_of(copied) == (numbered(range(75)), 3.0)

    def test_start_counts_from_the_first_picture(self, copied):
        assert pictures_of(copied, start="2.4", stop="2.6")[0] == numbered(range(60, 65), begin=2.4)

    @pytest.mark.parametrize("count", [1, 2, 3, 4])
    @pytest.mark.parametrize("name", ["few.mkv", "few.mp4", "few.avi"])
    def test_no_picture_of_a_short_file_is_lost(self, tmp_path, name, count):
        source = make_video(tmp_path / name, seconds=count / RATE, size=SIZE, base=Fraction(1, RATE))
        assert pictures_of(source) == (numbered(range(count)), count / RATE)

    @pytest.mark.parametrize("count", [1, 2])
    @pytest.mark.parametrize("animation_format", ["gif", "webp"])
    def test_the_unit_of_time_is_not_taken_for_the_rate(self, tmp_path, count, animation_format):
        """FFmpeg knows no rate for one or two pictures in ASF, where times have a unit of 1 ms."""
        times = [Fraction(number, 10) for number in range(count)]
        source = make_video(tmp_path / "few.wmv", times=times, codec="wmv2", base=Fraction(1, 1000))
        result = render(source, tmp_path / "output", RenderSettings(format=animation_format))
        assert result.frames == count
        assert result.duration > (count - 1) / 10 + 0.03

    def test_the_last_picture_after_a_gap_has_its_own_length(self, tmp_path):
        times = [Fraction(number, RATE) for number in (0, 1, 2, 10, 11)]
        source = make_video(tmp_path / "gap.avi", times=times, codec="mpeg4", base=Fraction(1, RATE))
        found, end = pictures_of(source)
        assert ([time for time, _ in found], end) == ([0, 0.04, 0.08, 0.4, 0.44], 0.48)

    def test_pictures_before_the_first_stamp_precede_those_with_stamps(self, clip, tmp_path):
        # Matroska has no stamps below 0: this file has none for the first 24 pictures.
        source = remux(clip, tmp_path / "below.mkv", options={"avoid_negative_ts": "disabled"}, later=-1)
        assert pictures_of(source) == (numbered(range(75)), 3.0)
        assert pictures_of(source, start="2.4", stop="2.6")[0] == numbered(range(60, 65), begin=2.4)

    def test_the_last_picture_of_a_file_that_stores_no_times_of_showing_can_be_the_only_one(self, tmp_path):
        source = make_video(tmp_path / "last.avi", seconds=3.04, size=SIZE, base=Fraction(1, RATE))
        assert pictures_of(source, start="2.96")[0] == numbered(range(74, 76), begin=2.96)

    @pytest.mark.parametrize("name", ["slides.asf", "slides.flv", "slides.ts"])
    def test_the_last_picture_has_a_length_of_its_own_in_a_file_without_a_rate(self, tmp_path, name):
        times = [Fraction(time, 1000) for time in (0, 40, 73, 173, 190, 440, 460, 500, 1100, 1140, 1390, 1410, 1450)]
        codec = "flv" if name.endswith("flv") else "wmv2" if name.endswith("asf") else "libx264"
        source = make_video(tmp_path / name, times=times, codec=codec, b_frames=0, base=Fraction(1, 1000), size=SIZE)
        found, end = pictures_of(source)
        assert ([time for time, _ in found], end) == ([float(time) for time in times], 1.49)
        assert render(source, tmp_path / "output", RenderSettings(format="gif")).frames == len(times)

    def test_dv_has_its_own_rate(self, tmp_path):
        source = make_video(
            tmp_path / "camera.dv", size=(720, 576), seconds=0.2, codec="dvvideo", base=Fraction(1, RATE)
        )
        with Video(source) as video:
            assert video.rate == RATE
        facts = render(source, tmp_path / "output", RenderSettings(format="gif", width=90))
        assert (facts.frames, read_animation(tmp_path / "output").delays) == (5, [40] * 5)

    def test_tags_may_have_any_encoding(self, clip, tmp_path):
        source = remux(clip, tmp_path / "title.mkv", metadata={"title": "CafeCafe"})
        content = source.read_bytes()
        assert b"CafeCafe" in content
        source.write_bytes(content.replace(b"CafeCafe", b"Caf\xe9 \xff\xfe\xe9"))
        assert len(pictures_of(source)[0]) == 75


class TestDiscontinuities:
    def test_a_clock_that_starts_anew_continues(self, clip, tmp_path):
        part = remux(clip, tmp_path / "part.ts").read_bytes()
        source = tmp_path / "twice.ts"
        source.write_bytes(part * 2)
        assert pictures_of(source) == (numbered([*range(75)] * 2), 6.0)

    def test_a_clock_that_jumps_ahead_continues(self, clip, tmp_path):
        first = remux(clip, tmp_path / "first.ts").read_bytes()
        second = make_video(tmp_path / "second.ts", seconds=1, size=SIZE, start_time=FORWARD_SECONDS).read_bytes()
        (tmp_path / "jump.ts").write_bytes(first + second)
        assert pictures_of(tmp_path / "jump.ts") == (numbered([*range(75), *range(25)]), 4.0)

    def test_start_counts_across_a_discontinuity(self, clip, tmp_path):
        source = tmp_path / "twice.ts"
        source.write_bytes(remux(clip, tmp_path / "part.ts").read_bytes() * 2)
        assert pictures_of(source, start="5.2", stop="5.4")[0] == numbered(range(55, 60), begin=5.2)

    def test_the_clock_of_any_container_may_start_anew(self, clip, tmp_path):
        part = remux(clip, tmp_path / "part.flv").read_bytes()
        (tmp_path / "twice.flv").write_bytes(part + part[13:])  # without the second header
        assert pictures_of(tmp_path / "twice.flv") == (numbered([*range(75)] * 2), 6.0)

    def test_a_clock_that_exceeds_its_number_of_bits_continues(self, tmp_path):
        source = make_video(
            tmp_path / "days.flv", seconds=2, start_time=2**31 / 1000 - 1, size=SIZE, base=Fraction(1, 1000)
        )
        assert pictures_of(source) == (numbered(range(50)), 2.0)

    def test_headers_inside_of_joined_ogg_files_are_no_pictures(self, tmp_path):
        parts = [
            make_video(
                tmp_path / name, seconds=1, codec="libvpx", start_time=start, base=Fraction(1, RATE), container="ogg"
            )
            for name, start in (("first.ogv", 0), ("second.ogv", 1))
        ]
        source = tmp_path / "joined.ogv"
        source.write_bytes(b"".join(part.read_bytes() for part in parts))
        found, end = pictures_of(source)
        assert ([time for time, _ in found], end) == ([index / RATE for index in range(50)], 2.0)

    def test_a_long_still_part_is_no_discontinuity(self, tmp_path):
        source = make_video(tmp_path / "slides.mkv", times=[Fraction(0), Fraction(30), Fraction(60)], b_frames=0)
        assert [time for time, _ in pictures_of(source)[0]] == [0, 30, 60]

    def test_pictures_without_a_time_of_their_own_are_counted_and_mentioned(self, tmp_path):
        plain = make_video(tmp_path / "plain.mkv", seconds=1, b_frames=0)
        for repeated, note in ((3, ""), (8, "7 pictures of the video were left out")):
            source = restamp(plain, tmp_path / "repeated.mkv", dict.fromkeys(range(5, 5 + repeated), 200))
            facts = render(source, tmp_path / "output", RenderSettings(format="gif"))
            assert facts.frames == 25 - (repeated - 1)
            assert facts.note.startswith(note)
            assert bool(facts.note) == bool(note)


class TestBeginInsideAGroup:
    @pytest.mark.parametrize(
        ("name", "codec"),
        [
            ("x.ts", "libx264"),
            ("x.mkv", "libx264"),
            ("x.mkv", "mpeg4"),
            ("x.asf", "wmv2"),
            ("x.webm", "libvpx"),
            ("x.webm", "libvpx-vp9"),
        ],
    )
    def test_times_count_from_the_first_picture_that_can_be_decoded(self, tmp_path, name, codec):
        whole = make_video(
            tmp_path / f"whole-{name}",
            codec=codec,
            size=(100, 50),
            seconds=0.8,
            keyframe_interval=10,
            b_frames=0,
            base=Fraction(1, 1000),
        )
        source = copy_from(whole, tmp_path / name, 3)
        found, end = pictures_of(source)
        assert [time for time, _ in found] == [index / RATE for index in range(10)]
        assert end == 0.4
        assert [number for _, number in found] == pytest.approx(range(10, 20), abs=3)

    def test_a_damaged_beginning_is_not_skipped(self, tmp_path):
        source = make_video(tmp_path / "x.webm", codec="libvpx", size=(100, 50), seconds=0.2, b_frames=0)
        with av.open(str(source)) as container:
            first = bytes(next(container.demux(video=0)))
        source.write_bytes(source.read_bytes().replace(first[3:10], bytes(7)))
        with pytest.raises(RenderError, match="cannot be decoded"):
            pictures_of(source)

    def test_a_file_without_a_picture_that_can_be_decoded(self, tmp_path):
        whole = make_video(tmp_path / "whole.ts", seconds=1, b_frames=0)
        source = copy_from(whole, tmp_path / "rest.ts", 1)
        for settings in ({}, {"start": 3}, {"keyframes_only": True}):
            with pytest.raises(RenderError) as caught:
                render(source, tmp_path / "output", RenderSettings(format="gif", **settings))
            assert caught.value.code == "ResourceNotSupported"
            assert "frame of its video track can be decoded" in caught.value.message


class TestAgainstFfmpeg:
    """The ffmpeg program of the wheel imageio-ffmpeg gives the same pictures the same times."""

    def test_pictures_and_times_are_those_of_ffmpeg(self, copied):
        assert own_hashes(copied) == ffmpeg_hashes(copied)

    @pytest.mark.parametrize("threads", [1, 2])
    def test_theora_files_that_were_joined_are_one_video(self, tmp_path, threads):
        part, source = tmp_path / "part.ogv", tmp_path / "joined.ogv"
        run_ffmpeg(*("-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=1"), "-c:v", "libtheora", str(part))
        source.write_bytes(part.read_bytes() * 2)
        with Video(source, threads=threads) as video:
            frames = video.frames(start=Fraction(0), stop=None, keyframes_only=False)
            assert [time for time, _ in frames] == [Fraction(index, RATE) for index in range(50)]

    def test_a_theora_packet_without_data_shows_the_same_picture_again(self, tmp_path):
        source = tmp_path / "repeats.ogv"
        pattern = ["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=1.6"]
        # Pages of one packet each, which are easier to edit.
        run_ffmpeg(*pattern, "-c:v", "libtheora", "-q:v", "5", "-page_duration", "1", str(source))
        source.write_bytes(without_data(source.read_bytes(), pages=(12, 20)))
        own = own_hashes(source)
        assert len(own) == 38
        assert own == ffmpeg_hashes(source)


def run_ffmpeg(*arguments):
    program = ffmpeg_program()
    if program is None:
        pytest.skip("imageio-ffmpeg is not installed")
    command = [program, "-v", "error", "-nostdin", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def own_hashes(path):
    """Return time and MD5 of each picture."""
    with Video(path) as video:
        return [
            (time, hashlib.md5(frame.to_ndarray().tobytes(), usedforsecurity=False).hexdigest())
            for time, frame in video.frames(start=Fraction(0), stop=None, keyframes_only=False)
        ]


def ffmpeg_hashes(path):
    """Return the same as ``own_hashes``, read by the ffmpeg program."""
    options = ("-fps_mode", "passthrough", "-enc_time_base", "demux", "-an", "-f", "framemd5", "-")
    lines = run_ffmpeg("-i", str(path), *options).splitlines()
    (base,) = (Fraction(line.split()[-1]) for line in lines if line.startswith("#tb"))
    rows = [line.replace(",", " ").split() for line in lines if not line.startswith("#")]
    return [((int(row[2]) - int(rows[0][2])) * base, row[-1]) for row in rows]


def without_data(content, *, pages):
    """Empty the packets of some pages of an Ogg file whose pages hold one packet each."""
    parts = content.split(b"OggS")[1:]
    for number in pages:
        header = bytearray(b"OggS" + parts[number][:22])
        header[22:26] = bytes(4)
        page = header + b"\x01\x00"
        page[22:26] = ogg_checksum(page).to_bytes(4, "little")
        parts[number] = bytes(page[4:])
    return b"".join(b"OggS" + part for part in parts)


def ogg_checksum(page):
    """Return the CRC-32 of a page whose field for it is 0: with the polynomial 04C11DB7, not reflected."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value
