"""Directive for the table of error codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives import flag

from cosanim.error_codes import CI_CODES, COS_CODES
from tools.site.directives import ReferenceDirective
from tools.site.markup import TableRow, badge, inlines, literal, paragraph, python_link, section, table

if TYPE_CHECKING:
    from collections.abc import Callable


class ErrorCodes(ReferenceDirective):
    """Tables of the codes of Cloud Infinite and of the object store.

    With the option ``no-index``, on other pages than the reference, links to a code do not lead here.
    """

    option_spec: ClassVar[dict[str, Callable[[str], object]] | None] = {"no-index": flag}

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        made: list[nodes.Node] = []
        for title, anchor, codes in (
            ("Codes of Cloud Infinite", "codes-of-cloud-infinite", CI_CODES),
            ("Codes of the object store", "codes-of-the-object-store", COS_CODES),
        ):
            rows = []
            for code in codes:
                # A code with several statuses has a row for each; links lead to the first.
                is_first = "no-index" not in self.options and ("error", code.code) not in self.objects.places
                status = f"{code.status or ''}"
                number = [paragraph(f"number {code.number}", classes=["field"])] if code.number else []
                retried = [nodes.Text(" "), badge("retried")] if code.retryable else []
                rows.append(
                    TableRow(
                        (
                            [paragraph(literal(code.code), *retried), *number],
                            [paragraph(status or "not documented")],
                            [paragraph(python_link(f"cosanim.{code.error.__name__}", code.error.__name__, "exc"))],
                            [nodes.paragraph("", "", *inlines(code.hint))],
                        ),
                        [self.objects.add("error", code.code)] if is_first else [],
                    )
                )
            made.append(
                section(
                    title,
                    anchor,
                    table(["Code", "Status", "Exception", "What to do"], rows, widths=(24, 10, 22, 44)),
                )
            )
        return made
