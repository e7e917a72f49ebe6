"""A lack of memory is no fault of the video."""

import subprocess
import sys

import pytest

from tests.local.videos import make_video

#: The first render imports everything. Of the second video, not even one picture fits into what is left.
RENDER_WITHOUT_MEMORY = """
import resource, sys
from pathlib import Path
from cosanim.local.rendering.render import render
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import RenderSettings
small, large, target, threads = sys.argv[1:]
settings = RenderSettings(format="webp", width=64)
render(Path(small), Path(target), settings, threads=1)
pages = int(Path("/proc/self/statm").read_text().split()[0])
size = pages * resource.getpagesize() + (1 << 20)
resource.setrlimit(resource.RLIMIT_AS, (size, size))
try:
    render(Path(large), Path(target), settings, threads=int(threads))
except RenderError as error:
    print(error.code, error.message)
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_a_decoder_that_reports_a_lack_of_memory_as_bad_data(tmp_path, threads):
    small = make_video(tmp_path / "small.mp4", seconds=0.2)
    large = make_video(tmp_path / "large.mp4", seconds=0.2, size=(1920, 1080))
    arguments = [str(small), str(large), str(tmp_path / "output"), str(threads)]
    done = subprocess.run(
        [sys.executable, "-c", RENDER_WITHOUT_MEMORY, *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    code, message = done.stdout.split(maxsplit=1)
    assert code == "InternalError"
    assert "memory" in message
