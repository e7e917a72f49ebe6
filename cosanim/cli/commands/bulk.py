"""The command ``cosanim bulk``."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, cast

import click

from cosanim.bulk.manifest.files import Manifest
from cosanim.cli.bulk.command_options import listing_options, run_options
from cosanim.cli.bulk.dry_runs import dry_run
from cosanim.cli.bulk.guards import GuardedManifest, TooManyJobsError
from cosanim.cli.bulk.invalid_rows import report_invalid_rows
from cosanim.cli.bulk.records import COLUMNS
from cosanim.cli.bulk.runs import BulkSession, RunOptions
from cosanim.cli.bulk.sources import (
    LISTED_OPTIONS,
    ListingOptions,
    cells_of,
    check_listed_options,
    check_report,
    listed_source,
    manifest_source,
)
from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.files import SourcePath
from cosanim.cli.folders import FolderNames
from cosanim.cli.job_options import guard_options, output_key
from cosanim.cli.options import connection_options, json_option, make_client, reply_timeout_option
from cosanim.cli.streams import is_stdout
from cosanim.cli.tables import document_columns
from cosanim.errors import InvalidRows

if TYPE_CHECKING:
    from pathlib import Path

    from cosanim.cli.streams import StandardOutput

_CONNECTION: Final = ("bucket", "region", "endpoint", "profile", "debug")


@click.command()
@click.argument("source", metavar="MANIFEST | OUTPUT")
@listing_options
@run_options
@guard_options
@connection_options
@reply_timeout_option
@json_option
@document_columns(COLUMNS)
def bulk(
    source: str,
    *,
    prefix: str | None,
    journal: Path | None,
    folder: Path | None,
    report: Path | StandardOutput | None,
    max_jobs: int | None,
    max_duration: float | None,
    is_dry: bool,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> None:
    """Submit a job for each row of MANIFEST, each exactly once, also if the command is killed and started again.

    MANIFEST is CSV or JSONL in UTF-8, by its suffix (.csv, .jsonl, .ndjson) or else by its first character; - is
    standard input, which needs --journal. CSV has a header with the columns input and output and any of template_id,
    preset, format, codec, width, height, fps, frames_per_second, keyframes_only, frame_interval, quality, start,
    duration, user_data, job_level, output_bucket, output_region, bucket and region (of the video); an empty cell is
    left out. In output, {ext} and {jobid} are replaced by the service. JSONL has a whole request in each line, with the
    names of the XML, and beside them bucket and region.

    \b
    cosanim bulk videos.csv --download results --report report.csv
    cosanim bulk --prefix videos/ 'gifs/{path}.{ext}' --format gif --width 480 --duration 5

    With --prefix the manifest is made of the bucket's list, and OUTPUT is the key of each result: {name} is the file
    name of the video without suffix, {path} its key without suffix and without the part of PREFIX up to the last slash,
    {key} its whole key. The manifest is a file that is made once: the same command uses it again, also if the bucket
    has changed. --manifest-out with another name lists the bucket anew, and then all videos are submitted again.

    All rows are checked before the first one is sent. The same command goes on where an earlier one was: rows that
    were submitted are not sent again, and those whose outcome is unknown are looked up. Failures that concern all rows,
    such as expired credentials or a full queue, pause the run. Files of --download that exist are not replaced.

    The exit code is the first of 5, 3, 4 and 1 that occurred: 5 outcome of a row unknown, 3 a request failed or the run
    ended early, 1 rows are invalid or a job failed.
    """  # noqa: D301 - click takes \b as the start of a paragraph that is not wrapped
    context = click.get_current_context()
    connection = {name: options.pop(name) for name in _CONNECTION}
    listed = {name: options.pop(name) for name in LISTED_OPTIONS}
    takes_all, manifest_out = options.pop("takes_all"), options.pop("manifest_out")
    strict, allow = options["strict"] or None, options["allow"]
    if report is not None and is_stdout(report):
        raise click.UsageError("--report takes a file: standard output has the rows already, with --json all fields")
    with make_client(timeout=timeout, **connection) as client, ExitStack() as stack:
        if prefix is None:
            check_listed_options({**listed, "all": takes_all, "manifest_out": manifest_out})
            parameter = next(each for each in context.command.params if each.name == "source")
            file = SourcePath().convert(source, parameter, context)
            found = stack.enter_context(manifest_source(file, journal, dry_run=is_dry))
        else:
            listing = ListingOptions(
                prefix=prefix,
                output=output_key(source, allow=allow),
                cells=cells_of(listed),
                target=manifest_out,
                takes_all=takes_all,
            )
            found = stack.enter_context(
                listed_source(client, listing, journal=journal, dry_run=is_dry, as_json=as_json)
            )
        if report is not None:
            check_report(cast("Path", report), found)
        manifest = Manifest(found.path, bucket=client.bucket, region=client.region)
        guarded = GuardedManifest(
            manifest,
            max_jobs=max_jobs,
            max_duration=max_duration,
            names=None if folder is None else FolderNames(folder),
        )
        try:
            if is_dry:
                dry_run(
                    client,
                    guarded,
                    found,
                    retry_failed=options["retry_failed"],
                    strict=strict,
                    allow=allow,
                    as_json=as_json,
                )
                return
            session = BulkSession(
                client,
                guarded,
                RunOptions(
                    journal=cast("Path", found.journal),
                    folder=folder,
                    report=cast("Path | None", report),
                    resume=shlex.join(["cosanim", *context.find_root().obj]),
                    as_json=as_json,
                    submission={
                        "max_in_flight": options["concurrency"],
                        "max_queued": options["max_queued"],
                        "rate": options["rate"],
                        "wait": options["wait"] or folder is not None,
                        "retry_failed": options["retry_failed"],
                        "pause_timeout": options["pause_timeout"],
                        "strict": strict,
                        "allow": allow,
                    },
                ),
            )
            code = session.run()
        except InvalidRows as error:
            found.discard()
            code = report_invalid_rows(error, is_csv=manifest.kind == "csv", as_json=as_json)
        except TooManyJobsError as error:
            found.discard()
            code = report_failure(error, as_json=as_json, code=REJECTED)
    context.exit(code)
