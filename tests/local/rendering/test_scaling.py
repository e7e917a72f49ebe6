"""Scaled pictures. The program ffmpeg, and the place of drawn edges, are the oracles."""

import subprocess
from fractions import Fraction

import av
import pytest
from PIL import Image, ImageChops

from cosanim.local.rendering.frame_filter import FrameFilter
from cosanim.local.rendering.pictures import PictureConverter
from tests.local.videos import ffmpeg_program, picture, sample_video

RED, BLUE = (190, 60, 60), (80, 80, 240)
STRIPE = 8


def scaled(frame, size):
    return PictureConverter(frame, Fraction(1), *size)(frame).to_image().convert("RGB")


def first_frame(path):
    with av.open(str(path)) as video:
        return next(video.decode(video=0))


def video_of(path, image):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=1, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = *image.size, "yuv420p"
        output.mux(stream.encode(av.VideoFrame.from_image(image)))
        output.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("size", [(480, 359), (176, 144), (100, 75)], ids=["larger", "same", "smaller"])
def test_scaled_pictures_are_those_of_ffmpegs_scale_filter(size):
    program = ffmpeg_program()
    if program is None:
        pytest.skip("imageio-ffmpeg is not installed")
    source = sample_video("carphone_pristine.mp4")
    scale = f"scale={size[0]}:{size[1]}:flags=bicubic+accurate_rnd+full_chroma_int"
    command = [program, "-v", "error", "-i", str(source), "-vf", scale, "-frames:v", "1", "-pix_fmt", "bgra"]
    done = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True)
    expected = Image.frombytes("RGBA", size, done.stdout, "raw", "BGRA").convert("RGB")
    found = scaled(first_frame(source), size)
    # The program's version of FFmpeg is not PyAV's, and may round differently.
    assert max(highest for _, highest in ImageChops.difference(found, expected).getextrema()) <= 1


def test_colours_stay_where_they_were_drawn(tmp_path):
    image = Image.new("RGB", (96, 64), RED)
    for left in range(STRIPE, image.width, 2 * STRIPE):
        image.paste(BLUE, (left, 0, left + STRIPE, image.height))
    found = scaled(first_frame(video_of(tmp_path / "stripes.mp4", image)), (96 * 4, 64 * 4))
    middle = (RED[0] + BLUE[0]) / 2
    reds = [found.getpixel((x, 128))[0] for x in range(found.width)]
    # The places between the middles of two pixels where red and blue are equally strong.
    edges = [
        x + 0.5 + (reds[x] - middle) / (reds[x] - reds[x + 1])
        for x in range(found.width - 1)
        if (reds[x] < middle) != (reds[x + 1] < middle)
    ]
    assert edges == pytest.approx(list(range(4 * STRIPE, found.width, 4 * STRIPE)), abs=0.25)


def test_frames_with_reserved_numbers_for_their_colours_are_scaled():
    frame = av.VideoFrame.from_image(picture(160, 90)).reformat(format="yuv420p")
    expected = scaled(frame, (240, 136))
    frame.color_trc = frame.color_primaries = 3
    assert scaled(frame, (240, 136)) == expected


def test_a_frame_that_is_marked_as_interlaced_is_scaled_as_one_picture():
    frame = av.VideoFrame.from_image(picture(160, 90)).reformat(format="yuv420p")
    marked = FrameFilter([("setparams", {"field_mode": "tff"})])(frame)
    assert marked.interlaced_frame
    assert scaled(marked, (80, 46)) == scaled(frame, (80, 46))
