"""Fixtures of the tests of the client's methods."""

import pytest


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "clip.MP4"
    path.write_bytes(b"a video")
    return path
