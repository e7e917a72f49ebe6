"""Fixtures of the tests in this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.documentation.small_spec import (
    FILES,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path
