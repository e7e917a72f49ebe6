"""Fixtures of the tests of workers."""

import pytest

from tests.local.videos import make_video


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("video") / "small.mp4")
