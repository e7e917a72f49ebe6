"""``make demo``: converts a sample video to a GIF in build/demo/."""

from __future__ import annotations

from cosanim.cli import main
from tools.generate import REPOSITORY
from tools.videos import sample_video

if __name__ == "__main__":
    video = sample_video()
    arguments = ["demo", "--output", str(REPOSITORY / "build" / "demo")]
    main([*arguments, *(["--input", str(video)] if video else [])])
