"""Renders the pictures of the documentation site, and tables of their parameters and sizes.

``python -m tools.site.pictures`` renders the sample video with the local service and replaces the files in
``docs/images``: the pictures, and for each group of them a CSV table that a page includes. Both are committed, since
rendering takes a minute and needs the sample video. Run it after a change of the groups below or of the rendering, and
look at the result.
"""

from __future__ import annotations

import csv
import sys
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim import AdviceWarning
from cosanim.local import LocalService
from tools.generate import REPOSITORY
from tools.videos import sample_video

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cosanim import AnimationClient

IMAGES: Final = REPOSITORY / "docs" / "images"
HEADER: Final = ("picture", "parameters", "pixels", "frames", "seconds", "bytes")
_KEY: Final = "input/demo.mp4"


class Rendering(NamedTuple):
    """A rendering of the sample video.

    Attributes:
        name: Name of the file without its suffix.
        parameters: Flat parameters of ``submit``.
        alt: What the picture shows; None to keep its figures only.
    """

    name: str
    parameters: Mapping[str, Any]
    alt: str | None = None

    @property
    def file_name(self) -> str:
        """Name of the file."""
        return f"{self.name}.{'webp' if self.parameters['format'] == 'webp' else 'gif'}"

    @property
    def arguments(self) -> str:
        """The parameters as arguments of a call."""
        return ", ".join(f"{name}={_literal(value)}" for name, value in self.parameters.items())


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


_PART: Final = {"width": 192, "fps": 5, "start": 2, "duration": 0.6}
_SMALL: Final = {"format": "webp", "quality": 40, "width": 128, "duration": 4}

GROUPS: Final[Mapping[str, tuple[Rendering, ...]]] = {
    "cover": (
        Rendering(
            "cover",
            {"format": "webp", "quality": 40, "width": 288, "fps": 8, "duration": 3},
            "A rabbit leaves its burrow and stretches: three seconds of Big Buck Bunny as an animated WebP",
        ),
    ),
    "formats": (
        Rendering("format-gif", {"format": "gif", **_PART}, "GIF with one palette and a visible pattern"),
        Rendering("format-hgif", {"format": "hgif", **_PART}, "GIF with a palette for each frame"),
        Rendering("format-webp", {"format": "webp", **_PART}, "WebP of the same frames"),
    ),
    "quality": (
        Rendering("quality-10", {"format": "webp", "quality": 10, **_PART}, "WebP of quality 10, blurred"),
        Rendering("quality-50", {"format": "webp", "quality": 50, **_PART}, "WebP of quality 50"),
        Rendering("quality-90", {"format": "webp", "quality": 90, **_PART}, "WebP of quality 90"),
        Rendering("quality-99", {"format": "webp", "quality": 99, **_PART}, "WebP of quality 99"),
    ),
    "sides": (
        Rendering("side-width", {**_SMALL, "fps": 1, "duration": 1}, "The whole picture, 128 pixels wide"),
        Rendering(
            "side-both",
            {**_SMALL, "fps": 1, "duration": 1, "height": 128},
            "The picture stretched to a square: the rabbit is too tall and narrow",
        ),
    ),
    "sizes": tuple(
        Rendering(f"size-{format_name}-{width}", {"format": format_name, "width": width, "fps": 10, "duration": 2})
        for width in (128, 256, 512)
        for format_name in ("gif", "webp")
    ),
    "rates": tuple(
        Rendering(f"rate-{fps}", {"format": "webp", "width": 256, "fps": fps, "duration": 2}) for fps in (5, 10, 25, 50)
    ),
    "sampling": (
        Rendering("sampling-fps", {**_SMALL, "fps": 4}, "Four frames in each second"),
        Rendering("sampling-rate", {**_SMALL, "frames_per_second": 2}, "Two frames in each second"),
        Rendering("sampling-interval", {**_SMALL, "frame_interval": 1}, "A frame each second, at its own time"),
        Rendering(
            "sampling-interval-fps", {**_SMALL, "frame_interval": 1, "fps": 4}, "The same frames, four in a second"
        ),
        Rendering("sampling-keyframes", {**_SMALL, "keyframes_only": True}, "The only key frame: a still picture"),
    ),
}
"""The tables by name, each with its renderings. They have few frames, since the pictures are committed."""


def render(client: AnimationClient, rendering: Rendering, folder: Path) -> dict[str, str]:
    """Render the sample video, write the picture into a folder if it is shown, and return its row of the table.

    Args:
        client: A client whose bucket contains the video.
        rendering: What to render.
        folder: The folder of the pictures.
    """
    job = client.submit(_KEY, f"output/{rendering.name}.${{ext}}", **rendering.parameters).wait(timeout=120)
    row = {
        "parameters": f"`{rendering.arguments}`",
        "pixels": f"{job.width}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{job.height}",
        "frames": str(job.frames),
        "seconds": f"{job.duration:g}",
        "bytes": f"{job.size:,}",
    }
    if rendering.alt is None:
        return row
    job.download(folder / rendering.file_name)
    return {"picture": f"![{rendering.alt}](images/{rendering.file_name})", **row}


def columns(renderings: Sequence[Rendering]) -> list[str]:
    """Return the columns of a table: one for pictures only if it shows any.

    Args:
        renderings: Its rows.
    """
    has_pictures = any(rendering.alt is not None for rendering in renderings)
    return [name for name in HEADER if has_pictures or name != "picture"]


def main() -> int:
    """Replace the pictures and the tables; return the exit code."""
    video = sample_video()
    if video is None:
        print("error: the sample video is missing: run `make .venv/.ready`", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.iterdir():
        old.unlink()
    with warnings.catch_warnings(), LocalService() as service, service.client() as client:
        warnings.simplefilter("ignore", AdviceWarning)  # some groups show what the advice is about
        client.objects.put(_KEY, video)
        for name, renderings in GROUPS.items():
            with (IMAGES / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                rows = csv.DictWriter(file, columns(renderings), lineterminator="\n")
                rows.writeheader()
                rows.writerows(render(client, rendering, IMAGES) for rendering in renderings)
    print(f"{sum(file.stat().st_size for file in IMAGES.iterdir()):,} bytes in {IMAGES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
