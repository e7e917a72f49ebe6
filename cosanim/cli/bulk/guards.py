"""Limits of the command line, which are checked together with the manifest, before the first job is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.api.base import as_request, field_text
from cosanim.bulk.estimates import NOT_ESTIMATED, duration_of, extension_of_request
from cosanim.bulk.rows import BulkRequest, UnreadableRow
from cosanim.cli.folders import UnusableKeyError
from cosanim.errors import CosanimError
from cosanim.operations import SUBMIT_JOB
from cosanim.output_keys import fill_wildcards
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cosanim.cli.folders import FolderNames
    from cosanim.models import SubmitJobRequest


class TooManyJobsError(CosanimError):
    """A manifest has more rows than ``--max-jobs`` allows."""


class GuardedManifest:
    """A manifest that is counted and checked when it is read for the first time.

    Attributes:
        read: Number of rows that were read in the last iteration.
        total: Number of rows; None before all of them were read once.
    """

    def __init__(
        self,
        manifest: Iterable[BulkRequest | UnreadableRow],
        *,
        max_jobs: int | None,
        max_duration: float | None,
        names: FolderNames | None,
    ) -> None:
        """Store the limits.

        Args:
            manifest: The manifest.
            max_jobs: Largest number of rows.
            max_duration: Largest number of seconds of a video that a row converts.
            names: Assigns files to the outputs, which will be downloaded.
        """
        self._manifest = manifest
        self._max_jobs = max_jobs
        self._max_duration = max_duration
        self._names = names
        self.read = 0
        self.total: int | None = None

    def __iter__(self) -> Iterator[BulkRequest | UnreadableRow]:
        """Yield the rows; in place of a row that breaks a limit, one that cannot be submitted.

        Raises:
            TooManyJobsError: There are too many rows.
        """
        is_first = self.total is None
        self.read = 0
        for item in self._manifest:
            self.read += 1
            yield self._checked(item) if is_first else item
        if is_first and self._max_jobs is not None and self.read > self._max_jobs:
            raise TooManyJobsError(
                f"the manifest has {self.read} rows, and --max-jobs allows {self._max_jobs}, so nothing was sent: "
                "take rows out, or allow more"
            )
        self.total = self.read

    def _checked(self, item: BulkRequest | UnreadableRow) -> BulkRequest | UnreadableRow:
        if isinstance(item, UnreadableRow) or (self._max_duration is None and self._names is None):
            return item
        try:
            request = as_request(SUBMIT_JOB, item.request)
            violations = [found for found in (self._duration_problem(request), self._name_problem(request)) if found]
        except (TypeError, ValueError):
            return item  # the schema refuses a value
        return UnreadableRow(violations=tuple(violations), line=item.line) if violations else item

    def _duration_problem(self, request: SubmitJobRequest) -> Violation | None:
        if self._max_duration is None:
            return None
        seconds = duration_of(request)
        if isinstance(seconds, str):
            message = f"is not known ({NOT_ESTIMATED[seconds]}), and --max-duration is given: set it"
            return Violation("duration", "max-duration", message)
        if seconds > self._max_duration:
            message = f"is {seconds:g} s, and --max-duration allows {self._max_duration:g} s: shorten it"
            return Violation("duration", "max-duration", message, seconds)
        return None

    def _name_problem(self, request: SubmitJobRequest) -> Violation | None:
        key = field_text(request, "operation", "output", "object_key")
        if self._names is None or key is None:
            return None
        extension = extension_of_request(request)
        # Each job has another id, so its number stands for it.
        values = {"jobid": f"job-{self.read}"} | ({} if extension is None else {"ext": extension})
        filled = fill_wildcards(key, values)
        try:
            self._names.path_of(filled, filled)
        except UnusableKeyError as error:
            message = f"cannot be a file in the folder of --download, since {error.reason}: choose another key"
            return Violation("output", "download-name", message, key)
        return None
