"""Where the manifest of ``cosanim bulk`` is: a file, standard input, or a list of the bucket's videos."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple, cast

import click

from cosanim.bulk.manifest.columns import PARAMETERS
from cosanim.bulk.manifest.listings import KeyPattern, ListedManifest, manifest_name
from cosanim.cli.exit_codes import REJECTED, report_failure
from cosanim.cli.files import opened
from cosanim.cli.job_options import option_name, take_template
from cosanim.cli.output import print_text
from cosanim.errors import ConfigurationError, CosanimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cosanim.api.requests import AnimationParameters
    from cosanim.client import AnimationClient

LISTED_OPTIONS: Final = (
    "template_id",
    "preset",
    *PARAMETERS,
    "user_data",
    "job_level",
    "output_bucket",
    "output_region",
)
"""Options that become columns of the manifest that is made of a list."""


class Source(NamedTuple):
    """A manifest on the disk.

    Attributes:
        path: The file.
        name: What messages call it.
        journal: The journal; None for a dry run of standard input.
        is_new: Whether it was made of a list by this command.
    """

    path: Path
    name: str
    journal: Path | None
    is_new: bool = False

    def discard(self) -> None:
        """Remove the manifest if this command has made it, so that a corrected command makes another one."""
        if self.is_new:
            self.path.unlink(missing_ok=True)


@contextmanager
def manifest_source(source: Path | IO[bytes], journal: Path | None, *, dry_run: bool) -> Iterator[Source]:
    """Yield a manifest that was named on the command line.

    Standard input and pipes are copied to a temporary file first, since a manifest is read twice.

    Args:
        source: The path, or standard input.
        journal: The journal; by default the path with the suffix ``.journal``.
        dry_run: Whether no journal is needed.

    Raises:
        click.UsageError: There is no name for the journal.
    """
    if isinstance(source, Path) and source.is_file():
        yield Source(source, str(source), journal or _journal_of(source))
        return
    if journal is None and not dry_run:
        raise click.UsageError("a manifest from a pipe has no name for its journal: name one with --journal FILE")
    with tempfile.TemporaryDirectory(prefix="cosanim-") as folder:
        path = Path(folder, "manifest")
        with opened(source) as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        yield Source(path, str(source) if isinstance(source, Path) else "standard input", journal)


class ListingOptions(NamedTuple):
    """What ``--prefix`` makes a manifest of.

    Attributes:
        prefix: The prefix of the videos.
        output: The pattern of the output keys.
        cells: Texts of the other columns by name.
        target: The file of the manifest; by default named after the prefix, in the working folder.
        takes_all: Take objects with any suffix.
    """

    prefix: str
    output: str
    cells: Mapping[str, str]
    target: Path | None
    takes_all: bool


@contextmanager
def listed_source(
    client: AnimationClient, options: ListingOptions, *, journal: Path | None, dry_run: bool, as_json: bool
) -> Iterator[Source]:
    """Yield the manifest of the videos below a prefix; a file that an earlier call has made is used again.

    Args:
        client: The client of the bucket.
        options: The options of the list.
        journal: The journal; by default the name of the file with ``.journal``.
        dry_run: Use a temporary file if there is none yet.
        as_json: Print no text.

    Raises:
        click.UsageError: The pattern is wrong, or the file is another one.
        CosanimError: The bucket cannot be listed.
    """
    prefix = options.prefix
    try:
        pattern = KeyPattern(options.output, prefix)
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from None
    listed = ListedManifest(pattern, prefix, {**options.cells, "bucket": client.bucket, "region": client.region})
    path = options.target or Path(manifest_name(prefix))
    journal = journal or _journal_of(path)
    if path.exists():
        line = listed.first_difference(path)
        if line is not None:
            raise click.UsageError(
                f"{str(path)!r} exists, and its line {line} is not one that this command writes: name another file "
                "with --manifest-out, remove it, or submit it as it is with cosanim bulk FILE"
            )
        if not as_json:
            print_text(f"{path} exists and is used; videos that were stored after it was made are not in it", err=True)
        yield Source(path, str(path), journal)
        return
    with tempfile.TemporaryDirectory(prefix="cosanim-") as folder:
        made = Path(folder, path.name) if dry_run else path
        listing = listed.write(made, client.objects.list(prefix), takes_all=options.takes_all)
        if not listing.rows:
            made.unlink()
            hint = "" if options.takes_all or not listing.skipped else "; --all takes objects with any suffix"
            nothing = CosanimError(
                f"no object of {client.bucket} below {prefix!r} is a video; {listing.skipped} others are there{hint}"
            )
            click.get_current_context().exit(report_failure(nothing, as_json=as_json, code=REJECTED))
        if not as_json:
            written = "not written by a dry run" if dry_run else "written"
            skipped = f"{listing.skipped} other object{'' if listing.skipped == 1 else 's'} skipped"
            print_text(f"{path} {written}: {listing.rows} video{'' if listing.rows == 1 else 's'}, {skipped}", err=True)
        yield Source(made, str(path), journal, is_new=not dry_run)


def check_report(report: Path, source: Source) -> None:
    """Check that the report, which replaces its file, is neither the manifest nor the journal of the run.

    Args:
        report: The file of the report.
        source: The manifest and its journal.

    Raises:
        click.UsageError: It is one of them.
    """
    others = {"manifest": [source.path], "journal": []}
    if source.journal is not None:
        # SQLite keeps the newest states in the file whose name ends in -wal.
        whole = source.journal.resolve()
        others["journal"] = [whole, *(whole.with_name(f"{whole.name}{suffix}") for suffix in ("-wal", "-shm"))]
    for kind, paths in others.items():
        if any(_is_same_file(report, path) for path in paths):
            source.discard()
            raise click.UsageError(f"--report {str(report)!r} is the {kind} of this run: name another file")


def _is_same_file(first: Path, second: Path) -> bool:
    if first.exists() and second.exists():
        return first.samefile(second)
    return first.resolve() == second.resolve()


def check_listed_options(options: Mapping[str, Any]) -> None:
    """Check that options of ``--prefix`` are not given with a manifest.

    Args:
        options: The options by parameter name; None or False for those that are not given.

    Raises:
        click.UsageError: Some are.
    """
    given = [option_name(name) for name, value in options.items() if value not in (None, False)]
    if given:
        raise click.UsageError(
            f"{', '.join(given)} cannot be combined with a manifest, only with --prefix: "
            "the columns of the manifest (template_id, preset, format, width, …) have the parameters"
        )


def cells_of(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the options of ``LISTED_OPTIONS`` as cells of a manifest.

    Args:
        options: The options by parameter name; None for those that are not given.

    Raises:
        click.UsageError: A template is given together with parameters, or with a preset.
        click.BadParameter: There is no preset of that name.
    """
    parameters = {name: options[name] for name in PARAMETERS}
    take_template({name: options[name] for name in ("template_id", "preset")}, cast("AnimationParameters", parameters))
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in options.items()
        if value is not None
    }


def _journal_of(manifest: Path) -> Path:
    return manifest.with_name(f"{manifest.name}.journal")
