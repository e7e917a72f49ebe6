"""The rows of a CSV manifest as requests.

The file is CSV as spreadsheets write it: UTF-8 with or without a byte order mark, commas, double quotes, any line ends.
Its first row names the columns. An empty cell counts as left out, and a row of empty cells as no row.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Final

from cosanim.api.requests import build_animation, build_request
from cosanim.bulk.manifest.columns import COLUMNS, KEYS, PARAMETERS, REQUIRED, header_problem
from cosanim.bulk.manifest.places import PLACE, place_problems
from cosanim.bulk.manifest.text_lines import UnreadableLineError
from cosanim.bulk.rows import BulkRequest, UnreadableRow
from cosanim.xml.violations import Violation, abbreviate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_OPTIONS: Final = ("user_data", "job_level")


def csv_requests(lines: Iterator[str], *, bucket: str, region: str) -> Iterator[BulkRequest | UnreadableRow]:
    """Yield the rows of a CSV manifest.

    After a header that is wrong, or a line that cannot be read, nothing more is yielded.

    Args:
        lines: The lines.
        bucket: Bucket of the videos, and of the outputs, of rows without one.
        region: Region of that bucket.
    """
    header: list[str] | None = None
    try:
        for line, cells in _csv_rows(lines):
            if header is None:
                header = [cell.strip() for cell in cells]
                if problem := header_problem(header):
                    yield UnreadableRow(violations=(problem,), line=line)
                    return
            elif any(cell.strip() for cell in cells):
                yield _request(header, cells, line=line, bucket=bucket, region=region)
    except UnreadableLineError as error:
        yield UnreadableRow(violations=(Violation("row", "text", str(error), error.value),), line=error.line)
        return
    if header is None and (problem := header_problem([])):
        yield UnreadableRow(violations=(problem,), line=1)


def _csv_rows(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, with the line at which it begins.

    Raises:
        UnreadableLineError: A quotation mark is missing, or a field is too long.
    """
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableLineError(
                f"is no CSV ({error}): put texts with commas, quotation marks or line breaks in double quotes, and "
                "double the quotation marks in them",
                line=line,
                value=b"",
            ) from None
        if cells is None:
            return
        if cells:
            yield line, cells


def _request(
    header: Sequence[str], cells: Sequence[str], *, line: int, bucket: str, region: str
) -> BulkRequest | UnreadableRow:
    if len(cells) != len(header):
        message = (
            f"has {len(cells)} cells, but the header has {len(header)}: "
            "put texts with commas in double quotes, and write empty cells too"
        )
        return UnreadableRow(violations=(Violation("row", "cells", message, None),), line=line)
    values, violations = _values(dict(zip(header, cells, strict=True)))
    violations += _exclusive(values)
    violations += place_problems({name: values[name] for name in PLACE if name in values})
    template_id = values.get("template_id")
    if (preset := values.get("preset")) is not None:
        from cosanim.presets import find_preset  # on demand: most manifests have no preset

        try:
            template_id = find_preset(preset).template_id
        except ValueError as error:
            violations.append(Violation("preset", "enumeration", str(error), preset))
    if violations:
        return UnreadableRow(violations=tuple(violations), line=line)
    place = values.get("bucket", bucket), values.get("region", region)
    request = build_request(
        values["input"],
        values["output"],
        output_bucket=values.get("output_bucket", place[0]),
        output_region=values.get("output_region", place[1]),
        template_id=template_id,
        animation=build_animation(**{name: values[name] for name in PARAMETERS if name in values}),
        options={name: values[name] for name in _OPTIONS if name in values},  # type: ignore[arg-type]
    )
    return BulkRequest(request=request, bucket=place[0], region=place[1], line=line)


def _values(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Violation]]:
    """Return the values of the cells that are not empty, and what is wrong with the others."""
    values: dict[str, Any] = {}
    violations = []
    for name, cell in cells.items():
        text = cell if name in KEYS else cell.strip()
        if not text.strip():
            if name in REQUIRED:
                violations.append(Violation(name, "required", "is empty: give a key", None))
            continue
        try:
            values[name] = COLUMNS[name].convert(text)
        except ValueError as error:
            violations.append(Violation(name, "type", f"{abbreviate(cell)} is not {error}", cell))
    return values, violations


def _exclusive(values: Mapping[str, Any]) -> list[Violation]:
    """Return violations for the template and the parameters of a row, of which only one may be given."""
    templates = [name for name in ("template_id", "preset") if name in values]
    if len(templates) > 1:
        message = "is given together with template_id: leave one of them out"
        return [Violation("preset", "exclusive", message, values["preset"])]
    parameters = [name for name in PARAMETERS if name in values]
    if not templates or not parameters:
        return []
    message = f"takes all parameters from the template: leave {', '.join(parameters)} out"
    return [Violation(templates[0], "exclusive", message, values[templates[0]])]
