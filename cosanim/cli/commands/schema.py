"""The commands ``cosanim schema …``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, Literal

import click

from cosanim.cli.command_groups import CommandGroup
from cosanim.cli.options import json_option
from cosanim.cli.output import print_rows
from cosanim.cli.tables import Column, document_columns
from cosanim.errors import ConfigurationError
from cosanim.objects.downloads import atomic_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_FOLDERS: Final = {"1.0": "xsd10", "1.1": "xsd"}
"""Folder in the package ``cosanim_bindings`` by the version of XML Schema in which its files are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file of the schema in the folder of the user.

    Attributes:
        file: Its path.
        status: ``written``, or ``unchanged`` if it was there already.
    """

    file: str
    status: Literal["written", "unchanged"]


COLUMNS: Final = (Column("file"), Column("status", "word"))


@click.group(cls=CommandGroup)
def schema() -> None:
    """Work with the XML schemas of the APIs."""


@schema.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--xsd", type=click.Choice(list(_FOLDERS)), default="1.1", show_default=True, help="Version of XML Schema."
)
@click.option("--force", is_flag=True, help="Overwrite files of these names with other content.")
@json_option
@document_columns(COLUMNS)
def export(folder: Path, *, xsd: str, force: bool, as_json: bool) -> None:
    """Write the schemas to DIR: <api>.xsd for each API, and in types/ what these include.

    The XSD 1.0 edition is for xmllint, lxml, Xerces and editors. It does not check everything; LIMITS.txt, which is
    written beside it, lists what it does not refuse.

    The folder is created if necessary. If one of these files exists with other content, nothing is written and the exit
    code is 2, unless --force is given. The status is written or unchanged.
    """
    contents = dict(_contents(files("cosanim_bindings").joinpath(_FOLDERS[xsd]), PurePosixPath()))
    targets = {folder / path: content for path, content in sorted(contents.items())}
    unchanged = {path for path, content in targets.items() if path.is_file() and path.read_bytes() == content}
    changed = [str(path) for path in targets if path not in unchanged and path.exists()]
    if changed and not force:
        raise ConfigurationError(
            f"nothing was written, since there are files with other content: {', '.join(changed)}; choose another "
            "folder, or give --force to overwrite them"
        )
    # All files are written before the first line is printed, since the reader of a pipe may close it.
    exported = [_export(path, content, is_unchanged=path in unchanged) for path, content in targets.items()]
    print_rows(
        COLUMNS,
        exported,
        lambda one: (one.file, one.status),
        as_json=as_json,
    )


def _contents(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the path and the content of every file in a folder of the package."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _contents(entry, path / entry.name)
        else:
            yield path / entry.name, entry.read_bytes()


def _export(path: Path, content: bytes, *, is_unchanged: bool) -> ExportedFile:
    if is_unchanged:
        return ExportedFile(file=str(path), status="unchanged")
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_target(path) as target:
        target.write(content)
    return ExportedFile(file=str(path), status="written")
