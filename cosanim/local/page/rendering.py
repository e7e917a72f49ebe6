"""Renders the templates, and what they show of times, sizes and XML."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import jinja2
from lxml import etree

from cosanim.errors import DecodeError
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.page.access import HEADERS, PREFIX, TOKEN_FIELD
from cosanim.xml.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.responses import Response

_MARKUP: Final = re.compile(r"(</?)([^\s/>]+)([^>]*?)(/?>)|([^<]+)")
_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024
_FULL_MINUTE: Final = 60
_SHORTEST: Final = 0.01
NO_CONTENT: Final = 204
SEE_OTHER: Final = 303


class Renderer:
    """Renders templates to responses. Every value is escaped."""

    def __init__(self, *, token: str, bucket: str, region: str) -> None:
        """Load the templates.

        Args:
            token: The token of forms.
            bucket: The service's own bucket.
            region: The region of all buckets.
        """
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("cosanim.local.page"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            prefix=PREFIX, token=token, token_field=TOKEN_FIELD, own_bucket=bucket, region=region, page_url=page_url
        )
        self._environment.filters.update(
            size=size_text, seconds=seconds_text, moment=moment_text, xml_tokens=lambda data: list(xml_tokens(data))
        )

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return the response with a template.

        Args:
            template: Name of the template.
            status: The HTTP status.
            **values: Values that the template shows.
        """
        return html_response(self._environment.get_template(template).render(values), status)

    def refreshed(self, template: str, seen: str, *, announces: bool, **values: Any) -> Response:
        """Return the response to the request for a part of a page that may have changed.

        Args:
            template: Name of the part's template.
            seen: The fingerprint that the page has of the part; empty for none.
            announces: Whether screen readers are to say what the part's first line says.
            **values: Values that the template shows.

        Returns:
            The part, or an empty response if it has not changed.
        """
        fingerprint = self.fingerprint(template, **values)
        if seen == fingerprint:
            return ServiceResponse(status_code=NO_CONTENT, headers=HEADERS)
        return self.page(template, fingerprint=fingerprint, announces=announces, **values)

    def fingerprint(self, template: str, **values: Any) -> str:
        """Return a text that changes with what the template of a part shows."""
        text = self._environment.get_template(template).render(values, fingerprint="", announces=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def html_response(text: str, status: int = 200) -> Response:
    """Return a response with HTML, which is not stored.

    Args:
        text: The document.
        status: The HTTP status.
    """
    headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return ServiceResponse(text.encode(), status_code=status, headers=headers)


def redirect(url: str) -> Response:
    """Return the response that makes a browser load another page of the service.

    Args:
        url: Path and query, percent-encoded.
    """
    return ServiceResponse(status_code=SEE_OTHER, headers={**HEADERS, "Location": url})


def page_url(path: str, **params: str | None) -> str:
    """Return the path and query of a page.

    Args:
        path: The path after the prefix, with a leading slash.
        **params: Query parameters; those that are None or empty are left out.
    """
    query = urlencode({name: value for name, value in params.items() if value})
    return f"{PREFIX}{path}" + (f"?{query}" if query else "")


def size_text(size: float) -> str:
    """Return a number of bytes in a unit that a person reads."""
    unit = 0
    while size >= _STEP and unit < len(_UNITS) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 or size >= 100 else f"{size:.1f} {_UNITS[unit]}"


def seconds_text(seconds: float) -> str:
    """Return a length of time as a person reads it."""
    if 0 < seconds < _SHORTEST:
        return f"under {_SHORTEST} s"
    if seconds < _FULL_MINUTE:
        return f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"
    minutes, rest = divmod(round(seconds), _FULL_MINUTE)
    return f"{minutes} min {rest} s"


def moment_text(moment: float) -> str:
    """Return a Unix time as date and time in the time zone of this machine."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def xml_tokens(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the parts of a document for highlighting, indented: XML, or else JSON or text as one part.

    Args:
        data: The document.

    Yields:
        The class of each part (punctuation, name, attributes or text) and its text, which is not escaped.
    """
    try:
        root = parse(data)
    except DecodeError:
        yield "text", _json_or_text(data)
        return
    etree.indent(root)
    for opening, name, attributes, closing, text in _MARKUP.findall(etree.tostring(root, encoding="unicode")):
        if text:
            yield "text", text
            continue
        yield "punctuation", opening
        yield "name", name
        if attributes:
            yield "attributes", attributes
        yield "punctuation", closing


def _json_or_text(data: bytes) -> str:
    text = data.decode(errors="replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
