"""The run of ``cosanim bulk``: prints each row when it is done, and at the end what became of all of them."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cosanim.cli.bulk.bar import Status, bulk_bar
from cosanim.cli.bulk.fetches import Fetches
from cosanim.cli.bulk.records import record_of
from cosanim.cli.bulk.reports import recorded, write_report
from cosanim.cli.bulk.tally import Tally, describe_failure
from cosanim.cli.exit_codes import exit_code, report_failure, set_resume_command, worst_code
from cosanim.cli.output import is_terminal, print_json, print_line, print_text
from cosanim.errors import CosanimError, JournalError

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.bulk.results import BulkResult
    from cosanim.bulk.run import BulkRun
    from cosanim.cli.bulk.guards import GuardedManifest
    from cosanim.cli.bulk.records import RowRecord
    from cosanim.client import AnimationClient
    from cosanim.job import Job

_log = logging.getLogger("cosanim")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What ``cosanim bulk`` does beside submitting.

    Attributes:
        journal: The journal.
        folder: Folder for the results; None to leave them in the bucket.
        report: File of the report; None for no report.
        resume: The command line that goes on.
        as_json: Print JSON.
        submission: The other arguments of ``submit_many``.
    """

    journal: Path
    folder: Path | None
    report: Path | None
    resume: str
    as_json: bool
    submission: dict[str, Any]


class BulkSession:
    """Submits the rows of a manifest."""

    def __init__(self, client: AnimationClient, manifest: GuardedManifest, options: RunOptions) -> None:
        """Store the arguments.

        Args:
            client: The client.
            manifest: The manifest.
            options: The options.
        """
        self._client = client
        self._manifest = manifest
        self._options = options
        self._tally = Tally()
        self._failures: dict[int, Exception] = {}
        self._prints_all = options.as_json or not is_terminal(sys.stdout)

    def run(self) -> int:
        """Submit the rows, and return the exit code over all of them.

        Raises:
            InvalidRows: Rows are invalid; nothing was sent.
            TooManyJobsError: The same for the number of rows.
            JournalError: The journal cannot be used; nothing was sent.
            KeyboardInterrupt: With the command that goes on.
            OSError: The manifest cannot be read, or the report cannot be written.
        """
        options = self._options
        codes = []
        run = self._client.submit_many(
            self._manifest,  # type: ignore[arg-type]  # the run refuses its unreadable rows
            journal=options.journal,
            on_pause=_report_pause,
            **options.submission,
        )
        try:
            self._submit(run)
        except BaseException as error:
            if not run.is_started:
                raise
            self._recount()
            set_resume_command(error, options.resume, purpose="go on")
            if isinstance(error, CosanimError):
                codes.append(report_failure(error, as_json=options.as_json))
            else:
                if isinstance(error, KeyboardInterrupt):
                    error.args = (f"{self._total - self._tally.rows} of {self._total} rows are not sent",)
                self._print_counts(exit_code(error))
                try:
                    self._write_report()
                except (CosanimError, OSError) as failure:
                    error.add_note(f"the report was not written: {failure}")
                raise
        code = worst_code([self._tally.code, *codes])
        self._print_counts(code)
        self._write_report()
        return code

    @property
    def _total(self) -> int:
        return self._manifest.total or 0

    def _submit(self, run: BulkRun) -> None:
        options = self._options
        with ExitStack() as stack:
            stack.enter_context(run)
            fetches = None
            if options.folder is not None:
                fetches = stack.enter_context(Fetches(self._client, options.folder))
            status = Status(run, self._manifest, self._tally)
            advance = stack.enter_context(bulk_bar(status, self._manifest, self._tally, shown=not options.as_json))
            for result in run:
                self._take(result, fetches)
                if fetches is not None:
                    self._take_downloads(fetches)
                advance()
            if fetches is not None:
                self._take_downloads(fetches, all_of_them=True)

    def _recount(self) -> None:
        with suppress(JournalError):
            self._tally.recount(recorded(self._client, self._manifest, self._options.journal, {}))

    def _take(self, result: BulkResult[Job], fetches: Fetches | None) -> None:
        record = record_of(result)
        self._tally.add(record, result.error, is_new=not result.is_from_journal)
        if fetches is not None and record.job is not None and record.outcome == "done":
            fetches.start(record, record.job)
        else:
            self._print(record)

    def _take_downloads(self, fetches: Fetches, *, all_of_them: bool = False) -> None:
        for record in fetches.ended(all_of_them=all_of_them):
            self._tally.add_download(record)
            if record.failure is not None:
                self._failures[record.number] = record.failure
            self._print(record)

    def _print(self, record: RowRecord) -> None:
        """Print a row; on a terminal, which shows the counts, only one that has failed."""
        if self._options.as_json:
            print_json(record.fields())
        elif self._prints_all or record.error:
            print_line(record.cells())

    def _print_counts(self, code: int) -> None:
        """Print what became of the rows, and how to go on.

        Args:
            code: The exit code.
        """
        tally, options, total = self._tally, self._options, self._total
        is_left = tally.left > 0 or tally.rows < total
        if options.as_json:
            summary: dict[str, object] = {**tally.fields(total), "exit_code": code, "journal": str(options.journal)}
            if options.report is not None:
                summary["report"] = str(options.report)
            if is_left:
                summary["resume"] = options.resume
            print_json({"summary": summary})
        else:
            lines = [tally.text(total)]
            if is_left and tally.rows == total:
                lines += ["go on with", f"  {options.resume}"]
            if tally.rejected:
                lines.append("--retry-failed sends the rejected rows again")
            for line in lines:
                print_text(line, err=True)

    def _write_report(self) -> None:
        options = self._options
        if options.report is not None:
            write_report(options.report, self._client, self._manifest, options.journal, self._failures)


def _report_pause(failure: CosanimError, seconds: float) -> None:
    _log.warning("paused: %s; trying again in %.0f s", describe_failure(failure), max(seconds, 1))
