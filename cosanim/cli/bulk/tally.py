"""The counts of a bulk run by state, and its exit code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cosanim.bulk.journal import RowState
from cosanim.cli.exit_codes import REJECTED, UNAVAILABLE, UNKNOWN, exit_code, worst_code
from cosanim.cli.folders import UnusableKeyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cosanim.cli.bulk.records import RowRecord
    from cosanim.errors import CosanimError

_STATES: Final = ("submitted", "done", "failed", "unknown", "pending")


class Tally:
    """Counts the rows by their outcome.

    Attributes:
        counts: Numbers by state.
        rows: Number of rows.
        new: Number of rows that this run has decided, not an earlier one.
        rejected: Number of rows that the service has rejected.
        downloaded: Number of results that are in the folder.
        not_downloaded: Number of results that could not be downloaded.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.counts: Counter[str] = Counter()
        self.rows = 0
        self.new = 0
        self.rejected = 0
        self.downloaded = 0
        self.not_downloaded = 0
        self._codes: set[int] = set()

    def add(self, record: RowRecord, error: BaseException | None, *, is_new: bool) -> None:
        """Count a row.

        Args:
            record: The row.
            error: Why there is no job, or why its end is not known; None if there is no such error, or only its text.
            is_new: Whether this run has decided it.
        """
        state = record.outcome
        self.rows += 1
        self.new += is_new
        self.rejected += record.state is RowState.FAILED
        self.counts[state] += 1
        if state in {"unknown", "pending"}:
            self._codes.add(UNKNOWN)
        elif error is not None:
            self._codes.add(exit_code(error))
        elif state == "failed":
            # The journal keeps only the text of the service's error.
            self._codes.add(UNAVAILABLE if record.state is RowState.FAILED else REJECTED)

    def recount(self, records: Iterable[RowRecord]) -> None:
        """Count all rows anew, as the journal has them: the outcomes of the last requests are not among the results.

        Args:
            records: The rows.
        """
        self.counts.clear()
        self.counts.update(record.outcome for record in records)
        self.rows = self.counts.total() - self.counts["pending"]
        self.counts["pending"] = 0

    def add_download(self, record: RowRecord) -> None:
        """Count a download."""
        if record.failure is None:
            self.downloaded += 1
            return
        self.not_downloaded += 1
        is_refused = isinstance(record.failure, UnusableKeyError | FileExistsError)
        self._codes.add(REJECTED if is_refused else exit_code(record.failure))

    @property
    def code(self) -> int:
        """The exit code over all rows."""
        return worst_code(self._codes)

    @property
    def left(self) -> int:
        """Number of rows for which the same command has more to do."""
        return self.counts["unknown"] + self.counts["pending"] + self.not_downloaded

    def fields(self, total: int) -> dict[str, int]:
        """Return the counts for JSON.

        Args:
            total: Number of rows of the manifest. Those without a result are pending.
        """
        counts = {state: self.counts[state] for state in _STATES}
        counts["pending"] += total - self.rows
        return {"rows": total, **counts, "downloaded": self.downloaded, "not_downloaded": self.not_downloaded}

    def text(self, total: int) -> str:
        """Return the counts as a line of text.

        Args:
            total: As for ``fields``.
        """
        fields = self.fields(total)
        names = {"pending": "not sent", "not_downloaded": "not downloaded"}
        parts = [f"{count} {names.get(name, name)}" for name, count in fields.items() if count and name != "rows"]
        return f"{total} row{'' if total == 1 else 's'}: {', '.join(parts) or 'nothing to do'}"


def describe_failure(error: CosanimError) -> str:
    """Return the text of an error on one line."""
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
