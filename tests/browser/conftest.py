"""A headless Chromium, and a local service that renders."""

from pathlib import Path

import pytest

from cosanim.local import LocalService
from cosanim.local.rendering.demo_clip import make_demo_clip
from tools.chromium import start_chromium

FOLDER = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.path).is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver():
    """A browser without a window."""
    driver = start_chromium()
    if driver is None:
        pytest.skip("no browser is installed: apt-get install chromium chromium-driver")
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    make_demo_clip(path, width=320, height=180, seconds=2)
    return path


@pytest.fixture(scope="session")
def service(clip):
    """A service with a finished job, a failed one, and an object."""
    with LocalService() as service:
        client = service.client()
        client.objects.put("input/clip.mp4", clip)
        client.submit("input/clip.mp4", "output/first.${ext}", format="gif", width=160, duration=1).wait(timeout=60)
        failed = client.submit("absent.mp4", "output/absent.${ext}", format="gif", duration=1)
        list(client.wait_many([failed]))
        yield service
