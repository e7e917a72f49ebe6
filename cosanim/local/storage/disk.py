"""Syncs files and folders to the disk, so that what the service acknowledged survives a power failure."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedIOBase
    from pathlib import Path


class Disk:
    """Syncs the files of a data folder, unless the folder is temporary.

    Attributes:
        durable: Whether files are synced.
    """

    def __init__(self, *, durable: bool) -> None:
        """Create a disk.

        Args:
            durable: Whether to sync. If false, the methods do not wait for the disk, since the folder is removed when
                the service stops.
        """
        self.durable = durable

    def sync_file(self, file: BufferedIOBase) -> None:
        """Write the buffer of an open file to the file, and wait until the disk has it.

        Raises:
            OSError: The disk is full or broken.
        """
        file.flush()
        if self.durable:
            os.fsync(file.fileno())

    def sync_folder(self, path: Path) -> None:
        """Wait until the disk has the names of the files in a folder. Windows cannot do this, and it is not done there.

        Raises:
            OSError: The disk is broken.
        """
        if not self.durable or sys.platform == "win32":
            return
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
