"""Converts Markdown pages to HTML as a browser saves it, and to text as copied from a browser."""

import re

from markdown_it import MarkdownIt

from tools.documentation.pages.formats.blocks import CodeBlock, Document, Heading, Paragraph

_MARKDOWN = MarkdownIt("commonmark", {"breaks": True, "linkify": False}).enable("table")
_WITHOUT_EMPHASIS = MarkdownIt("commonmark", {"breaks": True}).enable("table").disable("emphasis")

# A browser saves an article with scripts, navigation and footers, which contain some words of the page.
_BEFORE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Some API</title>
<style>.doc td{padding:4px}</style>
<script>window.__STATE__ = {"html": "<table><tr><td>Node Name (Keyword)</td></tr></table>"};</script>
</head><body><div id="app"><header><h2>Documentation</h2></header>
<nav><ul><li><a href="#r">Request</a></li><li><a href="#s">Response</a></li></ul></nav>
<div class="layout"><div class="doc markdown-body"><h1>Some API</h1><p>Last updated: 2030-01-01</p>
"""
_AFTER = """
</div><div hidden><p>Copied!</p></div></div>
<footer><table><tbody><tr><td>About</td><td>Terms</td></tr></tbody></table></footer></div>
<noscript>Please enable scripts.</noscript></body></html>
"""


def to_html(markdown: str, *, rich_editor: bool = False) -> str:
    """Return the page as HTML.

    With ``rich_editor`` the tables have the form of newer pages: no thead and th, spans of 1, and a paragraph in every
    cell.
    """
    body = "".join(_render(part) for part in re.split(r"(?m)^(?=#{1,6} )", markdown))
    if rich_editor:
        body = re.sub(r"</?thead>|</?tbody>", "", body).replace("<table>", '<div class="wrap"><table><tbody>')
        body = body.replace("</table>", "</tbody></table></div>")
        body = re.sub(r"<t[hd](?: [^>]*)?>", '<td colspan="1" rowspan="1"><div><p>', body)
        body = re.sub(r"</t[hd]>", "</p></div></td>", body)
    return _BEFORE + body + _AFTER


def to_text(document: Document, *, between_cells: str = "\n", broken_lead_sentences: bool = False) -> str:
    """Return the page as text copied from a browser, without indentation.

    Args:
        document: The page.
        between_cells: Separator of cells: a line feed, or the tab that some browsers write.
        broken_lead_sentences: Put code in running text on a line of its own, as in the headings of the 2025 pages.
    """
    lines: list[str] = ["Some API", "Last updated: 2030-01-01", ""]
    for block in document.blocks:
        match block:
            case Heading():
                lines += ["", block.text, ""]
            case Paragraph():
                lines.append(re.sub(r"\s*`([^`]+)`\s*", r"\n\1\n", block.text) if broken_lead_sentences else block.text)
            case CodeBlock():
                lines += ["", *(line.strip() for line in block.text.split("\n"))]
            case _:
                lines.append(between_cells.join(cell.text.replace("\n", "") for cell in block.header))
                lines += [between_cells.join(cell.text for cell in row.cells) for row in block.rows]
    return "\n".join(lines).replace("`", "") + "\n"


def _render(part: str) -> str:
    # Markdown would read the wildcards in headings and cells as emphasis; the web pages show the wildcards.
    parser = _WITHOUT_EMPHASIS if "***" in part or "\\*" in part else _MARKDOWN
    return parser.render(part)
