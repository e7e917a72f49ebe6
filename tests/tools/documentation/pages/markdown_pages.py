"""Builds and reads small Markdown pages for tests."""

from __future__ import annotations

from tools.documentation.pages import Page, Row, page_of

HEADER = "| Node Name (Keyword) | Parent Node | Description | Type | Required |\n| --- | --- | --- | --- | --- |\n"


SHORT_HEADER = "| Node Name (Keyword) | Parent Node | Description | Type |\n| :--- | :-- | :--- | :---- |\n"


BARE_HEADER = "| Node Name (Keyword) | Description | Type | Required |\n| --- | --- | --- | --- |\n"


ROOT = "| Request | None | all of it | Container | Yes |\n"


def read(markdown: str) -> Page:
    return page_of(markdown, "markdown", name="page")


def one(markdown: str) -> Row:
    rows = read(markdown).rows
    assert len(rows) == 1
    return rows[0]


def request(*rows: str, header: str = HEADER) -> str:
    return "## Request\n\n#### Request body\n\n" + header + "".join(f"{row}\n" for row in rows)


def messages(page: Page) -> str:
    return "\n".join(f"{report.line}: {report.message}" for report in page.reports)
