"""Directives for the tables of error codes and of the next steps of exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives import flag
from sphinx.util.docutils import SphinxDirective

from cosanim.error_codes import CI_CODES, COS_CODES
from cosanim.errors.next_steps import STEP_OF_CLASS
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
                            [
                                nodes.paragraph("", "", *inlines(code.hint)),
                                paragraph("next: ", _step(code.next_step), classes=["field"]),
                            ],
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


class NextSteps(SphinxDirective):
    """The table of the next step of each exception, for errors without a code."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = [
            TableRow(([paragraph(python_link(f"cosanim.{name}", name, "exc"))], [paragraph(_step(step))]))
            for name, step in STEP_OF_CLASS.items()
        ]
        return [table(["Exception", "Next step"], rows, widths=(35, 65))]


def _step(step: str) -> nodes.Node:
    """Return a next step: the address of a page as a link, a command as code."""
    return nodes.reference("", step, refuri=step) if step.startswith("https://") else literal(step)
