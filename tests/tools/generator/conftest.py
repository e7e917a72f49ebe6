"""Fixtures of the tests in this folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tools.generator.generator_runs import GENERATED, SPEC
from tools.generate import PACKAGE


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the committed package."""
    return Path(shutil.copytree(GENERATED, tmp_path / PACKAGE, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the spec."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))
