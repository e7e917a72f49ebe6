"""Renders the beginning of a video: ``python with_render.py SOURCE TARGET FORMAT SECONDS``."""

from __future__ import annotations

import sys
from pathlib import Path

from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_settings import RenderSettings


def main() -> None:
    """Render the seconds."""
    source, target, animation_format, seconds = sys.argv[1:]
    settings = RenderSettings(format=animation_format, width=480, fps=5, duration=int(seconds))
    render(Path(source), Path(target), settings)


if __name__ == "__main__":
    main()
