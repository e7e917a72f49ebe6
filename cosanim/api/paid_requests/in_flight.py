"""Keeps track of the submissions of a client, so that none of them is taken for another.

The target of a submission is its input and its output. Submissions of different targets do not affect each other.
Submissions of the same target can be sent at the same time. But while the outcome of one is looked up, the others are
not sent, and none waits for a reply: then each listed job either has an id that the client knows, or belongs to a
submission whose outcome is unknown.
"""

# ruff: noqa: SLF001 - ``_Entered`` and ``_Sending`` belong to ``InFlight``

from __future__ import annotations

import os
import random
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cosanim.models import BatchDetail, JobDetail

_random: Final = random.Random()  # noqa: S311 - ids need not be secret, and a system call takes as long as a lock
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_random.seed)  # two processes would otherwise give the same ids

_KEPT_SECONDS: Final = 300
"""Seconds for which the id of a job is kept, counted from the start of the oldest submission in flight. A lookup
considers the jobs created since the signature of its first attempt began, which is a minute before that attempt."""


class Target(NamedTuple):
    """Input and output of a submission.

    Attributes:
        api: Name of the API.
        bucket: Bucket of the input.
        region: Region of the input.
        input_key: Key of the input; None if the request has none.
        output: Region, bucket and key of the output.
    """

    api: str
    bucket: str
    region: str
    input_key: str | None
    output: tuple[object, ...]


class Submission:
    """One call that submits a job or batch, with all of its attempts.

    Attributes:
        target: Its input and output.
        request: The request.
        body: The request as bytes.
        name: Value by which the list of jobs or batches can be filtered; None if there is none.
        output_key: Key of the output; None if the request has none.
        since: Beginning of the signature of the first attempt with an unknown outcome, in Unix time; None if there is
            no such attempt.
        not_after: Last second of the signature of the last attempt with an unknown outcome; None if there is none.
        sent_at: Monotonic time before the first attempt; None if it was sent by another call.
        is_rejected: Whether the service has rejected an attempt.
        is_looked_up: Whether its job is being looked up, or a lookup was ended without a result.
        job: The accepted job or batch; None if it is not known.
        before_send: Called with the last second of the signature before each attempt is sent; None for no call.
        submission_id: An id, random unless given, which tells a submission from others of the same target.
    """

    __slots__ = (
        "before_send",
        "body",
        "is_looked_up",
        "is_rejected",
        "job",
        "name",
        "not_after",
        "output_key",
        "request",
        "sent_at",
        "since",
        "submission_id",
        "target",
    )

    def __init__(
        self,
        *,
        target: Target,
        request: Any,
        body: bytes,
        name: str | None = None,
        output_key: str | None = None,
        since: int | None = None,
        not_after: int | None = None,
        before_send: Callable[[int], None] | None = None,
        submission_id: str | None = None,
    ) -> None:
        """Create a submission of which nothing was sent yet, unless ``since`` and ``not_after`` are given."""
        self.target = target
        self.request = request
        self.body = body
        self.name = name
        self.output_key = output_key
        self.since = since
        self.not_after = not_after
        self.sent_at: float | None = None
        self.is_rejected = self.is_looked_up = False
        self.job: JobDetail | BatchDetail | None = None
        self.before_send = before_send
        self.submission_id = submission_id or f"{_random.getrandbits(64):016x}"

    def set_unknown(self, *, since: int, not_after: int) -> None:
        """Store the validity of the signature of an attempt with an unknown outcome."""
        self.since = since if self.since is None else min(self.since, since)
        self.not_after = not_after if self.not_after is None else max(self.not_after, not_after)


class _Group:
    """The submissions in flight of one target.

    Attributes:
        submissions: The submissions.
        sending: Number of submissions that are sent or wait for a reply.
        alone: The submission that excludes the others.
        waiting: Number of submissions that wait to exclude the others.
    """

    __slots__ = ("alone", "sending", "submissions", "waiting")

    def __init__(self) -> None:
        self.submissions: list[Submission] = []
        self.sending = self.waiting = 0
        self.alone: Submission | None = None


class _KnownJob(NamedTuple):
    target: Target
    submission_id: str
    body_hash: int
    time: float


class TargetBusyError(Exception):
    """Another submission of the target was being looked up until the deadline."""


# These two are classes, since each submission enters both, and a generator takes twice as long.
class _Entered:
    """Context manager of ``InFlight.entered``."""

    __slots__ = ("_in_flight", "_submission")

    def __init__(self, in_flight: InFlight, submission: Submission) -> None:
        self._in_flight, self._submission = in_flight, submission

    def __enter__(self) -> None:
        in_flight, submission = self._in_flight, self._submission
        with in_flight._lock:
            in_flight._groups.setdefault(submission.target, _Group()).submissions.append(submission)
            in_flight._started[submission] = in_flight._monotonic()

    def __exit__(self, *_: object) -> None:
        in_flight, submission = self._in_flight, self._submission
        with in_flight._lock:
            del in_flight._started[submission]
            group = in_flight._groups[submission.target]
            group.submissions.remove(submission)
            if not group.submissions:
                del in_flight._groups[submission.target]


class _Sending:
    """Context manager of ``InFlight.sending``."""

    __slots__ = ("_group", "_in_flight", "_submission")

    def __init__(self, in_flight: InFlight, submission: Submission) -> None:
        self._in_flight, self._submission = in_flight, submission
        self._group = in_flight._groups[submission.target]

    def __enter__(self) -> None:
        in_flight, submission, group = self._in_flight, self._submission, self._group
        with in_flight._lock:
            while group.alone is not submission and (group.alone is not None or group.waiting):
                in_flight._changed.wait()
            group.sending += 1

    def __exit__(self, *_: object) -> None:
        group = self._group
        with self._in_flight._lock:
            group.sending -= 1
            if group.waiting:
                self._in_flight._changed.notify_all()


class InFlight:
    """The submissions of a client that are in flight, and the ids of the jobs that it received. It is thread-safe."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Create an empty register.

        Args:
            monotonic: Returns monotonic seconds.
        """
        self._monotonic = monotonic
        self._known_jobs: dict[str, _KnownJob] = {}
        self._records: list[Callable[[Target], Collection[str]]] = []
        self._clear()

    def _clear(self) -> None:
        self._process_id = os.getpid()
        # Unlike that of a condition, the with statement of a lock cannot be interrupted before its block is entered.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._groups: dict[Target, _Group] = {}
        self._started: dict[Submission, float] = {}

    def entered(self, submission: Submission) -> _Entered:
        """Register a submission within the ``with`` block."""
        if self._process_id != os.getpid():
            self._clear()  # a forked process has none of the threads whose submissions were in flight
        return _Entered(self, submission)

    def sending(self, submission: Submission) -> _Sending:
        """Wait until no other submission excludes this one; in the ``with`` block it is sent and its reply is read."""
        return _Sending(self, submission)

    @contextmanager
    def alone(self, submission: Submission, *, timeout: float | None = None) -> Iterator[None]:
        """Exclude the other submissions of the target within the ``with`` block, which may be nested.

        Args:
            submission: The submission.
            timeout: Seconds to wait for the others; None for no limit.

        Raises:
            TargetBusyError: Another submission was not ready in time.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        group = self._groups[submission.target]
        if group.alone is submission:
            yield
            return
        with self._lock:
            group.waiting += 1
            try:
                while group.sending or group.alone is not None:
                    remaining = None if deadline is None else deadline - time.monotonic()
                    if remaining is not None and remaining <= 0:
                        raise TargetBusyError("another submission of the same input and output is being looked up")
                    self._changed.wait(remaining)
                group.alone = submission
            finally:
                group.waiting -= 1
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._lock:
                group.alone = None
                self._changed.notify_all()

    def others(self, submission: Submission) -> list[Submission]:
        """Return the other submissions of the target with attempts of an unknown outcome."""
        with self._lock:
            return [
                other
                for other in self._groups[submission.target].submissions
                if other.submission_id != submission.submission_id and other.not_after is not None
            ]

    def remember(self, submission: Submission, job_ids: list[str]) -> None:
        """Store the ids of the jobs of a submission, and forget old ids that no lookup needs any more."""
        now = self._monotonic()
        with self._lock:
            for job_id in job_ids:
                self._known_jobs.pop(job_id, None)  # both dictionaries are in the order of time
                self._known_jobs[job_id] = _KnownJob(
                    submission.target, submission.submission_id, hash(submission.body), now
                )
            oldest = next(iter(self._started.values()), now) - _KEPT_SECONDS
            while self._known_jobs:
                job_id = next(iter(self._known_jobs))
                if self._known_jobs[job_id].time >= oldest:
                    break
                del self._known_jobs[job_id]

    def forget(self, job_id: str) -> None:
        """Forget the id of a job that a record contains."""
        with self._lock:
            self._known_jobs.pop(job_id, None)

    @contextmanager
    def recorded(self, record: Callable[[Target], Collection[str]]) -> Iterator[None]:
        """Look for ids in a record too within the ``with`` block, so that not all of them are kept in memory.

        Args:
            record: Returns the ids of the jobs of a target whose submissions are not looked up any more.
        """
        self._records.append(record)
        try:
            yield
        finally:
            self._records.remove(record)

    def belongs_to_another(self, job_id: str, submission: Submission) -> bool:
        """Return whether a job is known to be that of another submission."""
        known = self._known_jobs.get(job_id)
        if known is not None:
            return known.submission_id != submission.submission_id
        return any(job_id in record(submission.target) for record in tuple(self._records))

    def ids_of_others(self, submission: Submission) -> list[str]:
        """Return the ids of the known jobs of other submissions of the target."""
        recorded = [job_id for record in tuple(self._records) for job_id in record(submission.target)]
        with self._lock:
            return recorded + [
                job_id
                for job_id, known in self._known_jobs.items()
                if known.target == submission.target and known.submission_id != submission.submission_id
            ]

    def equal_job(self, submission: Submission, seconds: float) -> str | None:
        """Return the id of the last job that another submission of the same request received within some seconds."""
        oldest, body_hash = self._monotonic() - seconds, hash(submission.body)
        with self._lock:
            for job_id, known in reversed(self._known_jobs.items()):
                if known.time < oldest:
                    return None
                if (known.target, known.body_hash) == (submission.target, body_hash):
                    return job_id
        return None
