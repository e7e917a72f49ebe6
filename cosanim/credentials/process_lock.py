"""A lock that a forked process does not inherit in the locked state."""

from __future__ import annotations

import os
import threading


class ProcessLock:
    """Gives each process a lock of its own: another thread may hold the lock at the moment of a fork."""

    def __init__(self) -> None:
        """Create the lock of this process."""
        self._process_id = os.getpid()
        self._lock = threading.Lock()

    def get(self) -> threading.Lock:
        """Return the lock of this process."""
        if self._process_id != os.getpid():
            self._process_id, self._lock = os.getpid(), threading.Lock()
        return self._lock
