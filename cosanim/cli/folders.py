"""Downloads of many objects into a folder: which file each object becomes, and the report on all of them."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cosanim.cli.exit_codes import REJECTED, report_failure, worst_code
from cosanim.cli.output import print_json, printable, transfer_bar
from cosanim.errors import CosanimError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cosanim.objects.records import ObjectInfo
    from cosanim.objects.store import Objects

_DRIVE: Final = re.compile(r"[A-Za-z]:")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_WINDOWS_CHARACTERS: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
_WINDOWS_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


class UnusableKeyError(CosanimError):
    """The key of an object cannot be the path of a file in the target folder."""

    def __init__(self, key: str, reason: str) -> None:
        """Store the reason.

        Args:
            key: The key.
            reason: Why it cannot be a path.
        """
        super().__init__(f"{key!r} is not fetched: {reason}. Fetch it alone, with a file name: cosanim get KEY FILE")
        self.key = key
        self.reason = reason


class Download(NamedTuple):
    """An object to download.

    Attributes:
        objects: The objects of its bucket.
        key: Its key.
        name: The part of the key that is the path of the file within the folder.
    """

    objects: Objects
    key: str
    name: str


class FolderNames:
    """Assigns to each key a file in a folder, one that lies within the folder and belongs to no other key.

    The rules are the same on every system, so that the same keys are refused everywhere; Windows has a few more.
    """

    def __init__(self, folder: Path, *, is_windows: bool = os.name == "nt") -> None:
        """Create the assignment for a folder.

        Args:
            folder: The folder.
            is_windows: Whether names must also be valid on Windows.
        """
        self._folder = folder
        self._is_windows = is_windows
        self._keys: dict[tuple[str, ...], str] = {}
        self._folders: dict[tuple[str, ...], str] = {}

    def path_of(self, key: str, name: str) -> Path:
        """Return the file for an object.

        Args:
            key: The key.
            name: The part of the key that is the path within the folder.

        Raises:
            UnusableKeyError: The name leads out of the folder, cannot be a file name, or is that of another object.
            OSError: The folder cannot be read.
        """
        parts = name.split("/")
        for part in parts:
            if reason := self._fault_of(part):
                raise UnusableKeyError(key, reason)
        path = self._folder.joinpath(*parts)
        # A link in the folder may lead out of it.
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise UnusableKeyError(key, f"{str(path)!r} leads out of the folder, through a link")
        if path.exists() and not path.is_file():
            raise UnusableKeyError(key, f"{str(path)!r} exists and is not a file")
        self._claim(key, parts)
        return path

    def _fault_of(self, part: str) -> str | None:
        """Return why a part of a path cannot be used, or None."""
        if part in {"", ".", ".."}:
            return f"one of its parts between slashes is {part!r}"
        if "\0" in part or "\\" in part or _DRIVE.match(part):
            return f"{part!r} contains a NUL, a backslash or a drive letter"
        if self._is_windows and (
            _WINDOWS_CHARACTERS.search(part) or _WINDOWS_DEVICE.fullmatch(part) or part.endswith((".", " "))
        ):
            return f"{part!r} cannot be a file name on Windows"
        return None

    def _claim(self, key: str, parts: list[str]) -> None:
        """Reserve a path for a key. Names are equal if they differ in case or Unicode form only, as on many disks."""
        whole = tuple(unicodedata.normalize("NFC", part).casefold() for part in parts)
        ancestors = [whole[:length] for length in range(1, len(whole))]
        earlier = next((self._keys[path] for path in (whole, *ancestors) if path in self._keys), None)
        if earlier == key:
            raise UnusableKeyError(key, "it occurred before. Whatever wrote this object last, its content was fetched")
        if earlier is not None:
            raise UnusableKeyError(key, f"it would collide with the file of {earlier!r}")
        if whole in self._folders:
            raise UnusableKeyError(key, f"its file would collide with the folder of {self._folders[whole]!r}")
        self._keys[whole] = key
        for path in ancestors:
            self._folders.setdefault(path, key)


def fetch_all(downloads: Iterable[Download], folder: Path, *, as_json: bool) -> int:
    """Download objects into a folder, and print a line for each. An object that fails does not end the others.

    Args:
        downloads: The objects.
        folder: The folder, created if it does not exist.
        as_json: Print one JSON object for each instead, and no total.

    Returns:
        The exit code.
    """
    names = FolderNames(folder)
    codes: list[int] = []
    count = size = 0
    try:
        for download in downloads:
            try:
                info = _fetch(download, names, as_json=as_json)
            except (CosanimError, OSError, UnicodeError) as error:
                codes.append(_report(download, error, as_json=as_json))
                continue
            count += 1
            size += info.size or 0
    except CosanimError as error:
        # The list broke off. What was fetched stays.
        codes.append(report_failure(error, as_json=as_json))
    if not as_json:
        failures = f", {len(codes)} failed" if codes else ""
        click.echo(f"{count} object{'' if count == 1 else 's'}, {size} bytes{failures}", err=True)
    return worst_code(codes) or max(codes, default=0)


def _fetch(download: Download, names: FolderNames, *, as_json: bool) -> ObjectInfo:
    path = names.path_of(download.key, download.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with transfer_bar(download.key, shown=not as_json) as show:
        info = download.objects.get(download.key, path, on_progress=show, allow={"scheme-in-key"})
    if as_json:
        print_json({"key": download.key, "file": str(path), "size": info.size, "request_id": info.request_id})
    else:
        click.echo(printable(f"{path} {info.size} bytes"))
    return info


def _report(download: Download, error: Exception, *, as_json: bool) -> int:
    if isinstance(error, UnusableKeyError):
        return report_failure(error, as_json=as_json, code=REJECTED)
    error.add_note(f"{download.key!r} was not fetched")
    return report_failure(error, as_json=as_json)
