"""Code shared by the commands of ``python -m tools.spec``: the folder of the spec, output and errors."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from tools.documentation.pages.dates import is_date
from tools.documentation.pages.page import UnreadablePageError
from tools.documentation.pages.reports import PageError
from tools.documentation.spec_model.spec_files import TableError
from tools.generate import REPOSITORY
from tools.generator.generation_error import GenerationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.documentation.pages.reports import Report

SPEC: Final = REPOSITORY / "spec"
# A page that must exist; ``check`` and ``diff`` accept any path and report for each page why it cannot be read.
PAGE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY_PAGE: Final = click.Path(dir_okay=False, path_type=Path)


def display_path(path: Path) -> str:
    """Return a path for output: relative if it is below the current folder."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def print_json(value: dict[str, Any]) -> None:
    """Print a value as JSON, for ``--json``."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_reports(page: Path, reports: Iterable[Report]) -> None:
    """Print the reports on a page to stderr, each with its line number."""
    for report in reports:
        click.echo(f"{page}:{report.line}: {report.message}", err=True)


def exit_with_errors(faults: Iterable[str]) -> NoReturn:
    """Print the errors to stderr and end with exit code 2."""
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(2)


def exit_without_writing(*reasons: str) -> NoReturn:
    """Print why nothing was written to stderr and end with exit code 2."""
    exit_with_errors((*reasons, "nothing was written"))


def require_date(text: str) -> None:
    """End with exit code 2 if the value of ``--date`` is not a date; "" means that the option was not given."""
    if text and not is_date(text):
        exit_without_writing(f"--date {text}: not a date of the form YYYY-MM-DD")


@contextmanager
def exit_on_error(page: Path) -> Iterator[None]:
    """End with exit code 2 if the context raises an error of a page, a table, an XSD or the file system."""
    try:
        yield
    except UnreadablePageError as error:
        exit_without_writing(*error.messages)
    except PageError as error:
        exit_without_writing(f"{page}:{error.line}: {error.message}")
    except (TableError, GenerationError, OSError) as error:
        exit_without_writing(str(error))
