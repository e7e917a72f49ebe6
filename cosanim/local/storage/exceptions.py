"""Words for what goes wrong with the data folder."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def storage_message(error: OSError | sqlite3.Error) -> str:
    """Return why something was not stored, for people.

    Args:
        error: What the file system or the database said.
    """
    if isinstance(error, OSError):
        reason = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
    else:
        reason = "the disk is full" if "full" in str(error) else str(error)
    return f"The data folder cannot take it: {reason}."
