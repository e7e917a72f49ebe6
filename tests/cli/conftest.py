"""What the tests of the command line share."""

import pytest

from cosanim.local import LocalService
from tests.cli.support import Shell


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


@pytest.fixture
def shell(capsys, monkeypatch):
    return Shell(capsys, monkeypatch)


@pytest.fixture
def cosanim(shell, service):
    """The command line with an empty local service behind it."""
    service.reset()
    return shell.point_at(service.url)


@pytest.fixture
def client(service):
    with service.client() as made:
        yield made


@pytest.fixture
def video(cosanim, tmp_path):
    path = tmp_path / "demo.mp4"
    path.write_bytes(b"a video")
    assert cosanim("put", path, "input/demo.mp4").code == 0
    return "input/demo.mp4"
