"""Measures renders against FFmpeg: time, size, similarity to the video, memory, and parts of long videos.

The program is that of the wheel imageio-ffmpeg. Its version differs from the FFmpeg of PyAV, and newer versions make
other palettes; so the quality is compared with the same filters in PyAV's FFmpeg, which are run here.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cosanim.local.rendering.cores import available_cores
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings
from tools.bench.measure import Figure, compare
from tools.bench.processes import PROGRAMS, peak_memory
from tools.bench.rendered_quality import similarity, write_filtered, write_pictures, write_webp
from tools.bench.rendering_clips import KEY_FRAME_SECONDS, WIDTH, Clip, clips, repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.bench.measure import Effort

_RATE: Final = 15
_QUALITY: Final = 75
# A frame of the animation shows what is on screen at its beginning, with a tolerance of 1 ms, which is "up" here.
_SCALED: Final = (
    f"setpts=PTS-0.001/TB,fps={_RATE}:round=up,"
    f"scale={WIDTH}:{{height}}:flags=bicubic+accurate_rnd+full_chroma_int,setsar=1"
)
_GRAPHS: Final = {
    "gif": f"{_SCALED},split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=bayer:bayer_scale=5",
    "hgif": f"{_SCALED},split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=sierra2_4a:new=1",
    "webp": _SCALED,
}
_ENCODERS: Final = {
    "gif": ("-c:v", "gif", "-f", "gif"),
    "hgif": ("-c:v", "gif", "-f", "gif"),
    "webp": ("-c:v", "libwebp_anim", "-quality", str(_QUALITY), "-loop", "0", "-f", "webp"),
}
_WALL_LIMITS: Final = {"gif": 0.8, "hgif": 0.7, "webp": 1.1}
_BYTES_LIMITS: Final = {"gif": 1.05, "webp": 1.05}
_GIFSICLE_LIMIT: Final = 1.1
_SSIM_LIMIT: Final = 0.01
_DECIBEL_LIMIT: Final = 0.3
_MEMORY_LIMIT: Final = 1.3
_PART_LIMIT: Final = 1.2
_LONG_SECONDS: Final = 300
#: A clip of at least this many seconds is rendered once, and its quality is not measured, since that takes long.
_LONG_CLIP: Final = 10
_PART_START: Final = 240
_PART_SECONDS: Final = 3


def figures(effort: Effort) -> list[Figure]:
    """Measure renders; without the packages for it, or in a quick run, the figure has a note instead."""
    if not effort.renders:
        return [Figure(what="rendering", note="skipped in a quick run")]
    try:
        import imageio_ffmpeg  # part of the extra dev only
    except ImportError:
        return [Figure(what="rendering", note="skipped: imageio-ffmpeg is not installed")]
    with tempfile.TemporaryDirectory(prefix="cosanim-bench-") as folder:
        bench = _Bench(imageio_ffmpeg.get_ffmpeg_exe(), Path(folder), effort.renders)
        return bench.figures()


class _Bench:
    def __init__(self, ffmpeg: str, folder: Path, rounds: int) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._rounds = rounds
        self._gifsicle = shutil.which("gifsicle")
        #: The ratios or differences of all clips, by name of the figure.
        self._values: dict[str, list[float]] = defaultdict(list)
        self._lines: list[Figure] = []

    def figures(self) -> list[Figure]:
        short = clips(self._ffmpeg, self._folder)
        for clip in short:
            for kind in _GRAPHS:
                self._compare(clip, kind)
        long = self._folder / "long.mp4"
        repeat(short[-1].path, long, _LONG_SECONDS // short[-1].seconds)
        parts = [
            self._part(long, _PART_START, "from a key frame on"),
            self._part(long, _PART_START + KEY_FRAME_SECONDS / 2, "between key frames"),
        ]
        return [*self._summary(), *self._memory(long), *parts, *self._lines]

    def _compare(self, clip: Clip, kind: str) -> None:
        ours, theirs = self._folder / f"ours.{kind}", self._folder / f"theirs.{kind}"
        settings = RenderSettings(format=kind, width=WIDTH, height=clip.height, fps=_RATE, duration=clip.seconds)
        command = self._command(clip.path, theirs, kind, clip.height, ("-t", str(clip.seconds)))
        line = self._time(
            f"{kind} of {clip.name}: wall ÷ FFmpeg's",
            lambda: render(clip.path, ours, settings),
            lambda: subprocess.run(command, check=True),
            rounds=self._rounds if clip.seconds < _LONG_CLIP else 1,
        )
        self._lines.append(line)
        self._values[f"{kind}: wall ÷ FFmpeg's"].append(line.ratio or 0)
        size = ours.stat().st_size
        self._values[f"{kind}: bytes ÷ FFmpeg's"].append(size / theirs.stat().st_size)
        if kind == "hgif" and self._gifsicle:
            left = subprocess.run([self._gifsicle, "-O3", str(ours)], check=True, capture_output=True).stdout
            self._values["hgif: bytes ÷ what gifsicle -O3 leaves"].append(size / len(left))
        if clip.seconds < _LONG_CLIP:
            self._compare_quality(clip, kind, ours, theirs)

    def _compare_quality(self, clip: Clip, kind: str, ours: Path, theirs: Path) -> None:
        count = clip.seconds * _RATE
        reference, raw = self._folder / "reference.rgb", self._folder / "pictures.rgb"
        write_filtered(clip, None, reference, rate=_RATE)
        if kind == "webp":
            write_webp(clip, theirs, rate=_RATE, quality=_QUALITY)
            write_pictures(theirs, raw, rate=_RATE, count=count)
        else:
            write_filtered(clip, kind, raw, rate=_RATE)
        size = WIDTH, clip.height
        ssim, decibel = similarity(self._ffmpeg, raw, reference, size)
        write_pictures(ours, raw, rate=_RATE, count=count)
        our_ssim, our_decibel = similarity(self._ffmpeg, raw, reference, size)
        self._values[f"{kind}: SSIM below FFmpeg's"].append(ssim - our_ssim)
        self._values[f"{kind}: blurred PSNR below FFmpeg's, dB"].append(decibel - our_decibel)
        note = f"{our_ssim:.4f}, {our_decibel:.2f} dB; FFmpeg's {ssim:.4f}, {decibel:.2f} dB"
        self._lines.append(Figure(what=f"{kind} of {clip.name}: SSIM, blurred PSNR", note=note))

    def _summary(self) -> list[Figure]:
        """Return one line for each figure, with the median of the clips for times and the worst clip for the rest."""
        limits = {
            **{f"{kind}: wall ÷ FFmpeg's": limit for kind, limit in _WALL_LIMITS.items()},
            **{f"{kind}: bytes ÷ FFmpeg's": limit for kind, limit in _BYTES_LIMITS.items()},
            "hgif: bytes ÷ what gifsicle -O3 leaves": _GIFSICLE_LIMIT,
            **{f"{kind}: SSIM below FFmpeg's": _SSIM_LIMIT for kind in _ENCODERS},
            **{f"{kind}: blurred PSNR below FFmpeg's, dB": _DECIBEL_LIMIT for kind in _ENCODERS},
        }
        lines = []
        for what, values in self._values.items():
            ratio = statistics.median(values) if "wall" in what else max(values)
            limit = limits.get(what)
            note = f"{available_cores()} cores" if "wall" in what else "the worst clip"
            lines.append(
                Figure(what=what, ratio=ratio, lowest=min(values), highest=max(values), limit=limit, note=note)
            )
        if not self._gifsicle:
            lines.append(
                Figure(what="hgif: bytes ÷ what gifsicle -O3 leaves", note="skipped: gifsicle is not installed")
            )
        return lines

    def _time(
        self,
        what: str,
        ours: Callable[[], object],
        theirs: Callable[[], object],
        *,
        rounds: int,
        limit: float | None = None,
    ) -> Figure:
        """Run both in turn."""
        seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(rounds):
            for name, function in (("ours", ours), ("theirs", theirs)):
                begin = time.perf_counter()
                function()
                seconds[name].append(time.perf_counter() - begin)
        return compare(what, seconds["ours"], seconds["theirs"], unit="s", scale=1, limit=limit)

    def _memory(self, long: Path) -> list[Figure]:
        lines = []
        for kind in ("gif", "hgif"):
            peaks = []
            for seconds in (_LONG_SECONDS, 10):
                arguments = [str(long), str(self._folder / f"memory.{kind}"), kind, str(seconds)]
                peaks.append(peak_memory([str(PROGRAMS / "with_render.py"), *arguments], os.environ))
            what = f"{kind}: peak memory, 5 min of 1080p ÷ 10 s"
            lines.append(compare(what, peaks[:1], peaks[1:], unit="MiB", scale=1 / 1024, limit=_MEMORY_LIMIT))
        return lines

    def _part(self, long: Path, start: float, what: str) -> Figure:
        ours, theirs = self._folder / "part.gif", self._folder / "part-of-ffmpeg.gif"
        settings = RenderSettings(format="gif", width=WIDTH, fps=_RATE, start=start, duration=_PART_SECONDS)
        command = self._command(long, theirs, "gif", 270, ("-ss", str(start), "-t", str(_PART_SECONDS)))
        return self._time(
            f"3 s at minute 4, {what}: wall ÷ FFmpeg's with -ss",
            lambda: render(long, ours, settings),
            lambda: subprocess.run(command, check=True),
            rounds=self._rounds,
            limit=_PART_LIMIT,
        )

    def _command(self, source: Path, target: Path, kind: str, height: int, part: Sequence[str]) -> list[str]:
        graph = _GRAPHS[kind].format(height=height)
        read = [self._ffmpeg, "-y", "-v", "error", *part, "-i", str(source)]
        return [*read, "-filter_complex", graph, "-an", *_ENCODERS[kind], str(target)]
