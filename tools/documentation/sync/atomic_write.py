"""Writes several files atomically: all of them or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_all(files: Mapping[Path, bytes]) -> list[Path]:
    """Write all files; after a failure, all of them have their old contents.

    Args:
        files: The contents by path. A file that has its content already is not written.

    Returns:
        The files that changed.

    Raises:
        OSError: A file cannot be written; none was.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    changed = [path for path, data in files.items() if before[path] != data]
    waiting: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = _beside(path, files[path])
        for path in changed:
            waiting[path].replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            _restore(path, before[path])
        raise
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
    return changed


def _beside(path: Path, data: bytes) -> Path:
    """Write the data to a temporary file in the folder of the path, and return the file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary = Path(file.name)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    return temporary


def _restore(path: Path, data: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(data)
