"""Reads the text of a page file, and checks its size, encoding and kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from tools.documentation.pages.formats.characters import UNPRINTABLE
from tools.documentation.pages.reports import PageError

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["markdown", "html", "text"]

# Saved pages are below 100 KB; a browser may save pictures and fonts into the HTML.
LIMITS: Final[dict[Kind, int]] = {"markdown": 512 << 10, "html": 8 << 20, "text": 512 << 10}
_SUFFIXES: Final[dict[str, Kind]] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_PIPE_TABLE: Final = re.compile(r"^ {0,3}\|?(?:[ \t]*:?-{2,}:?[ \t]*\|){2,}", re.MULTILINE)
_MARKDOWN_HEADING: Final = re.compile(r"^#{1,6} \S", re.MULTILINE)
_FIRST: Final = 64 << 10
# A larger share of unprintable characters than 1 in 10 means UTF-16, or not a text.
_CHARACTERS_PER_UNPRINTABLE: Final = 10


def read_file_text(path: Path) -> tuple[str, Kind]:
    """Read a page file.

    Args:
        path: The file.

    Returns:
        The text with line feeds as line ends, and the kind of the page.

    Raises:
        PageError: The file is too large, empty, not UTF-8 or not a text.
    """
    if path.suffix.lower() in {".mht", ".mhtml"}:
        raise PageError(1, "the file is a web archive; save the page as HTML, without pictures")
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(_FIRST)
        kind = _kind(path.suffix.lower(), first.decode("utf-8", errors="replace"))
        if size > LIMITS[kind]:
            raise PageError(1, f"the file has {size:,} bytes; a page of this kind has at most {LIMITS[kind]:,}")
        data = first + file.read(LIMITS[kind])
    text = _decode(data)
    if not text.strip():
        raise PageError(1, "the file is empty")
    return text, kind


def _kind(suffix: str, first: str) -> Kind:
    """Return the kind of a page by its content, otherwise by its suffix."""
    if _HTML.match(first.lstrip("\ufeff")):
        return "html"
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _PIPE_TABLE.search(first) or len(_MARKDOWN_HEADING.findall(first)) > 1:
        return "markdown"
    return "text"


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PageError(line, f"not UTF-8 (byte 0x{data[error.start]:02x}); save the page as UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unprintable = len(UNPRINTABLE.findall(text))
    if unprintable * _CHARACTERS_PER_UNPRINTABLE > len(text):
        share = round(len(text) / unprintable)
        raise PageError(1, f"not a text: 1 in {share} characters is unprintable; save the page as UTF-8")
    return text
