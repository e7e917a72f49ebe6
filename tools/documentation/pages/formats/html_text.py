"""Extracts the text of HTML elements: cells, headings and code blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tools.documentation.pages.cell_text import tidy
from tools.documentation.pages.formats.blocks import Cell

if TYPE_CHECKING:
    import lxml.html

SKIPPED: Final = frozenset(
    {"head", "script", "style", "template", "noscript", "nav", "footer", "svg", "math", "button", "select", "textarea"}
    | {"iframe", "object", "canvas"}
)
# Inline elements; every other element begins and ends a line.
INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"}
    | {"kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"}
    | {"u", "var", "wbr"}
)
CODE: Final = frozenset({"code", "kbd", "samp", "tt"})


def cell_of(element: lxml.html.HtmlElement) -> Cell:
    """Return the text of an element with the targets of the links in it."""
    parts: list[str] = []
    links: list[str] = []
    _inline(element, parts, links)
    return Cell(tidy("".join(parts)), tuple(links))


def _inline(element: lxml.html.HtmlElement, parts: list[str], links: list[str]) -> None:
    """Collect the text of a cell; each block, list item and line break begins a line."""
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED:
        return
    if tag == "br":
        parts.append("\n")
        return
    note_link(element, links)
    edge = "" if tag in INLINE else "\n"
    if tag in CODE:
        parts.append(f"`{flat(element)}`")
        return
    parts.append(edge + flow(element.text))
    for child in element:
        _inline(child, parts, links)
        parts.append(flow(child.tail))
    parts.append(edge)


def code_of(element: lxml.html.HtmlElement) -> str:
    """Return the text of a code block, in which each line may be an element of its own."""
    lines = [child for child in element.iter("div", "li", "p") if child.tag != "pre"]
    if lines and not any(line.text_content().count("\n") for line in lines):
        return "\n".join(line.text_content() for line in lines)
    return str(element.text_content())


def flat(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join(element.text_content().split())


def flow(text: str | None) -> str:
    """Return the text with its white space characters replaced by spaces; "" for None."""
    return re.sub(r"\s", " ", text) if text else ""


def note_link(element: lxml.html.HtmlElement, links: list[str]) -> None:
    """Append the target of an element to the links if it is a link."""
    target = element.get("href") if element.tag == "a" else None
    if target:
        links.append(target)
