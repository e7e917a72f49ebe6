"""Reads the requests of a run one after the other, and adds them to the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cosanim.bulk.conflicts import ConflictError
from cosanim.bulk.journal import RowState
from cosanim.bulk.results import BulkResult
from cosanim.bulk.rows import BulkRequest, RowReader, UnreadableRow
from cosanim.errors import ConfigurationError, SchemaError
from cosanim.errors.bulk import InvalidRow, InvalidRows
from cosanim.xml.violations import Violation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cosanim.argument_types import RuleName
    from cosanim.bulk.journal import Journal, Record
    from cosanim.bulk.rows import Row
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_MAX_INVALID: Final = 1000
"""Number of invalid rows after which the check ends."""
_ROWS_PER_STEP: Final = 100
"""Number of rows after which the check yields."""


class Intake:
    """The requests of a run.

    Attributes:
        is_exhausted: Whether all of them were read.
        is_checked: Whether all of them were validated before.
    """

    def __init__(
        self,
        client: AnimationClient,
        requests: Iterable[object],
        journal: Journal,
        *,
        strict: bool | None,
        allow: Collection[RuleName],
    ) -> None:
        """Store the arguments; nothing is read.

        Args:
            client: Client of the rows without a bucket.
            requests: The requests.
            journal: The journal.
            strict: Refuse violations of severity warning too; the client's setting when None.
            allow: Rules that are waived.
        """
        self._requests = requests
        self._journal = journal
        self._reader = RowReader(client, strict=strict, allow=allow)
        self._checked = 0
        self._entries = self._read()
        self.is_exhausted = self.is_checked = False

    def check(self) -> None:
        """Validate all requests and compare them with the journal, if they can be iterated twice.

        Raises:
            InvalidRows: Some are invalid; the journal is as it was.
            JournalError: They are not those of the earlier run.
        """
        for _ in self.check_steps():
            pass

    def check_steps(self) -> Iterator[None]:
        """Do what ``check`` does, and yield now and then.

        Raises:
            InvalidRows: Some are invalid; the journal is as it was.
            JournalError: They are not those of the earlier run.
        """
        if iter(self._requests) is self._requests:
            return
        invalid: list[InvalidRow] = []
        number = 0
        try:
            for number, item in enumerate(self._requests, 1):
                try:
                    self._journal.add(self._read_row(number, item))
                except SchemaError as error:
                    invalid.append(InvalidRow(number, _line(item), error.violations))
                except ConflictError as error:
                    invalid.append(InvalidRow(number, _line(item), (_violation_of(error),)))
                if len(invalid) >= _MAX_INVALID:
                    break
                if number % _ROWS_PER_STEP == 0:
                    yield
            if not invalid:
                self._journal.check_end(number)
        except BaseException:
            self._journal.roll_back()
            raise
        if invalid:
            self._journal.roll_back()
            raise InvalidRows(invalid)
        self._journal.sync()
        self._checked, self.is_checked = number, True

    def next(self) -> tuple[Row, Record] | BulkResult[Job] | None:
        """Return the next row with what the journal says of it, or the result of a row that cannot be submitted.

        Returns:
            None after the last row.

        Raises:
            JournalError: A row is not the one of the earlier run.
        """
        return next(self._entries, None)

    def _read_row(self, number: int, item: object) -> Row:
        try:
            return self._reader.read(number, item, is_checked=number <= self._checked)
        except (ConfigurationError, TypeError) as error:
            error.add_note(f"in row {number}")
            raise

    def _read(self) -> Iterator[tuple[Row, Record] | BulkResult[Job]]:
        number = 0
        for number, item in enumerate(self._requests, 1):
            try:
                row = self._read_row(number, item)
                yield row, self._journal.add(row)
            except SchemaError as error:
                yield _invalid(number, item, error)
            except ConflictError as error:
                yield _invalid(number, item, SchemaError([_violation_of(error)]))
        self._journal.check_end(number)
        self.is_exhausted = True


def _violation_of(error: ConflictError) -> Violation:
    return Violation(
        path=f"Request.{error.node}", rule=error.rule, message=str(error), value=None, severity="error", line=None
    )


def _invalid(number: int, item: object, error: SchemaError) -> BulkResult[Job]:
    return BulkResult(
        number=number,
        line=_line(item),
        state=RowState.FAILED,
        input_key=None,
        output_key=None,
        error=error,
        reason=str(error),
    )


def _line(item: object) -> int | None:
    return item.line if isinstance(item, BulkRequest | UnreadableRow) else None
