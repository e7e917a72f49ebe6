"""Chooses the job that runs next: from the queues when a worker is free, or as the transitions of a test say.

Each bucket has a queue, of which at most MaxConcurrent jobs run at the same time. Queues with fewer running jobs share
the workers: the job with the highest JobLevel is next, and of several with this level the oldest.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from typing import TYPE_CHECKING, Final

from cosanim.local.transitions import TransitionKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.jobs import JobStore
    from cosanim.local.transitions import Transitions

logger = logging.getLogger(__name__)
_RETRY_INTERVAL: Final = 1.0
_LONGEST_PAUSE: Final = 0.05
"""Seconds after which timed transitions read the clock again, which a test may have set forward."""


class Scheduler:
    """Gives each thread that runs jobs its next job, or lets it wait for one.

    Attributes:
        transitions: When jobs change their states.
        is_stopped: Whether no more jobs are started.
        lock: Held from the start of a job until the callback of ``wait_for_job`` has returned.
    """

    def __init__(self, jobs: JobStore, transitions: Transitions, *, max_concurrent: int) -> None:
        """Store the settings.

        Args:
            jobs: The jobs.
            transitions: When jobs change their states.
            max_concurrent: Largest number of jobs of a queue that run at the same time. It does not apply to jobs that
                change their states as a test says.
        """
        self.transitions = transitions
        self.is_stopped = False
        self.lock = threading.Condition()
        self._jobs = jobs
        self._max_concurrent = max_concurrent

    def wake(self) -> None:
        """Wake the waiting threads, since a job may be ready to run."""
        with self.lock:
            self.lock.notify_all()

    def stop(self) -> None:
        """Start no more jobs, and wake the waiting threads."""
        with self.lock:
            self.is_stopped = True
            self.lock.notify_all()

    def claim_immediate(self) -> Job | None:
        """Start a job that immediate transitions end before its submission is answered; None if there is none."""
        return self._jobs.claim() if self.transitions.kind is TransitionKind.IMMEDIATE else None

    def wait_for_job(self, on_start: Callable[[Job], None]) -> Job | None:
        """Wait for a job that can run to its end.

        Args:
            on_start: Called with the job while the lock is held.

        Returns:
            The job, which is Running; None when the scheduler is stopped.
        """
        with self.lock:
            while not self.is_stopped:
                try:
                    job, seconds = self._next_job()
                except sqlite3.Error:
                    logger.exception("the next job cannot be read")
                    job, seconds = None, _RETRY_INTERVAL
                if job is not None:
                    on_start(job)
                    return job
                self.lock.wait(seconds)
        return None

    def _next_job(self) -> tuple[Job | None, float | None]:
        """Return a Running job to run to its end, if there is one, or the seconds to wait for one; None for ever."""
        transitions = self.transitions
        if transitions.kind is TransitionKind.QUEUED:
            return self._jobs.claim(self._max_concurrent), None
        if transitions.kind is not TransitionKind.TIMED:
            return None, None
        self._jobs.start_older(transitions.seconds)
        job, seconds = self._jobs.find_running(transitions.seconds), self._jobs.seconds_to_next(transitions.seconds)
        return job, None if seconds is None else min(max(seconds, 0), _LONGEST_PAUSE)
