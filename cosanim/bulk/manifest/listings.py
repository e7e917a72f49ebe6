"""A CSV manifest of the videos in a bucket, made from a prefix and a pattern for the keys of the results.

The manifest is a file, so that a run can be resumed although the bucket has changed meanwhile. Each of its rows follows
from the key of the video, the pattern and the options, so an existing file can be compared with them.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.bulk.manifest.columns import COLUMNS
from cosanim.bulk.manifest.text_lines import UnreadableLineError, text_lines
from cosanim.close_match import close_match
from cosanim.errors import ConfigurationError
from cosanim.objects.downloads import atomic_target
from cosanim.output_keys import CODEC_OF_FORMAT, JOB_WILDCARDS
from cosanim.video_suffixes import is_video

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PLACEHOLDER: Final = re.compile(r"\$?\{([^{}]*)\}")
_OF_KEY: Final = ("name", "path", "key")
_LONGEST_NAME: Final = 60


class KeyPattern:
    """The pattern of output keys.

    ``{name}`` is the file name of the video without its suffix, ``{path}`` its key without its suffix and without the
    part of the prefix up to the last slash, ``{key}`` its whole key. ``{ext}`` and ``{jobid}``, with or without a
    dollar sign, are filled in by the service.
    """

    def __init__(self, pattern: str, prefix: str) -> None:
        """Check the pattern.

        Args:
            pattern: The pattern.
            prefix: The prefix of the videos.

        Raises:
            ConfigurationError: It has a placeholder that does not exist, or no one that tells the results apart.
        """
        self._pattern = pattern
        self._start = prefix.rfind("/") + 1
        known = (*_OF_KEY, *JOB_WILDCARDS)
        names = [found[1] for found in _PLACEHOLDER.finditer(pattern)]
        for name in names:
            if name.lower() not in known:
                close = close_match(name, known)
                choices = ", ".join(f"{{{each}}}" for each in known)
                question = f"did you mean {{{close}}}?" if close else f"there are {choices}"
                raise ConfigurationError(f"the output {pattern!r} has the placeholder {{{name}}}: {question}")
        if not {name.lower() for name in names} & {*_OF_KEY, "jobid"}:
            raise ConfigurationError(
                f"the output {pattern!r} is the same for all videos: put {{name}}, {{path}} or {{key}} into it"
            )
        fillers = {"ext": f"(?:{'|'.join(sorted(set(CODEC_OF_FORMAT.values())))})"}
        # Every second part is a name.
        parts = _PLACEHOLDER.split(pattern)
        self._outputs = re.compile(
            "".join(
                fillers.get(part.lower(), ".+") if number % 2 else re.escape(part) for number, part in enumerate(parts)
            ),
            re.DOTALL,
        )

    def output_key(self, key: str) -> str:
        """Return the output key for the key of a video."""
        path = key[self._start :]
        values = {"name": PurePosixPath(key).stem, "path": path.removesuffix(PurePosixPath(path).suffix), "key": key}
        return _PLACEHOLDER.sub(lambda found: values.get(found[1].lower(), f"${{{found[1]}}}"), self._pattern)

    def is_output(self, key: str) -> bool:
        """Return whether a key may be that of a result."""
        return self._outputs.fullmatch(key) is not None


class Listing(NamedTuple):
    """What was made of a list of objects.

    Attributes:
        rows: Number of videos.
        skipped: Number of other objects.
    """

    rows: int
    skipped: int


class ListedManifest:
    """The manifest of the videos below a prefix."""

    def __init__(self, pattern: KeyPattern, prefix: str, cells: Mapping[str, str]) -> None:
        """Store what the rows are made of.

        Args:
            pattern: The pattern of output keys.
            prefix: The prefix of the videos.
            cells: Texts of the other columns by name, the same for all rows.
        """
        self._pattern = pattern
        self._prefix = prefix
        self._cells = {name: cells[name] for name in COLUMNS if name in cells}

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return ["input", "output", *self._cells]

    def row(self, key: str) -> list[str]:
        """Return the cells for the key of a video."""
        return [key, self._pattern.output_key(key), *self._cells.values()]

    def write(self, path: Path, objects: Iterable[Any], *, takes_all: bool) -> Listing:
        """Write the manifest. The file appears when it is complete and on the disk.

        Args:
            path: The file, which should not exist.
            objects: The objects of the bucket, as ``client.objects.list`` yields them.
            takes_all: Take objects with any suffix for videos. Folders and results of the pattern are left out anyhow.

        Returns:
            The numbers of videos and of other objects.

        Raises:
            OSError: The file cannot be written.
            CosanimError: The bucket cannot be listed.
        """
        rows = skipped = 0
        with atomic_target(path) as file:
            lines = _Lines()
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(self.header)
            for entry in objects:
                key = entry.key
                if key.endswith("/") or not (is_video(key) or (takes_all and not self._pattern.is_output(key))):
                    skipped += 1
                    continue
                rows += 1
                writer.writerow(self.row(key))
                file.write(lines.take())
            file.write(lines.take())
            file.flush()
            # The journal, which is synced, must never be older than its manifest.
            os.fsync(file.fileno())
        return Listing(rows, skipped)

    def first_difference(self, path: Path) -> int | None:
        """Compare an existing file with what would be made of the keys in it.

        Args:
            path: The file.

        Returns:
            The first line that would be another one; None if there is none.

        Raises:
            OSError: The file cannot be read.
        """
        with path.open("rb") as file:
            reader = csv.reader(text_lines(file), strict=True)
            line = 1
            try:
                for cells in reader:
                    if cells != (self.header if line == 1 else self._expected(cells)):
                        return line
                    line = reader.line_num + 1
            except (csv.Error, UnreadableLineError):
                return line
        return 1 if line == 1 else None

    def _expected(self, cells: list[str]) -> list[str] | None:
        """Return the row for the key of an existing row; None if the key is not below the prefix."""
        return self.row(cells[0]) if cells and cells[0].startswith(self._prefix) else None


def manifest_name(prefix: str) -> str:
    """Return the name of the file for a prefix, such as ``videos-2026.bulk.csv`` for ``videos/2026/``.

    Args:
        prefix: The prefix.
    """
    words = re.sub(r"[^0-9A-Za-z_.]+", "-", prefix).strip("-.")
    return f"{words[:_LONGEST_NAME] or 'bucket'}.bulk.csv"


class _Lines:
    """A text file that keeps what was written until it is taken."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def write(self, text: str) -> None:
        self._texts.append(text)

    def take(self) -> bytes:
        data = "".join(self._texts).encode()
        self._texts.clear()
        return data
