"""Masks the secrets of a request that a server repeats in its reply, before anything else reads the reply.

A token or signature in a header or in the state of a job would otherwise get into logs, reprs and exceptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from urllib3 import HTTPHeaderDict

from cosanim.http.sessions.headers import Headers
from cosanim.masking import mask_secrets
from cosanim.signing import CI_TOKEN_HEADER, COS_TOKEN_HEADER
from cosanim.signing.parsed_authorization import signature_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cosanim.http.sessions.protocols import Request

_SHORTEST_SECRET: Final = 6
"""Number of characters of the shortest value that is masked. Real tokens and signatures are longer, and masking a very
short value would also replace parts of other words."""


def secret_values(request: Request) -> tuple[str, ...]:
    """Return the secrets to mask: the signature and tokens of a signed request, also percent-encoded and as XML."""
    headers = request.headers
    authorization = headers.get("Authorization")
    signature = None if authorization is None else signature_in(str(authorization))
    values = (signature, headers.get(CI_TOKEN_HEADER), headers.get(COS_TOKEN_HEADER))
    forms = [form for value in values if value for form in _forms_of(str(value)) if len(form) >= _SHORTEST_SECRET]
    # Longest first, since one may be part of another.
    return tuple(sorted(forms, key=len, reverse=True))


def _forms_of(value: str) -> tuple[str, ...]:
    if value.isalnum():
        return (value,)  # signatures and most tokens
    from xml.sax.saxutils import escape  # imported on demand: it loads modules that no submission needs

    return value, quote(value, safe="-_.~"), escape(value)


def masked_headers(headers: Mapping[str, str], values: Sequence[str]) -> Mapping[str, str]:
    """Return the headers of a reply with secrets masked; the same object if there are none.

    Args:
        headers: The headers.
        values: The secrets, from ``secret_values``.
    """
    sent = "\n".join([f"{name} {text}" for name, text in headers.items()])
    if not any(map(sent.__contains__, values)):
        return headers
    masked = HTTPHeaderDict()  # joins the values of names that are the same when they are masked
    for name, text in headers.items():
        masked.add(mask_secrets(name, values), mask_secrets(text, values))
    return Headers(dict(masked.itermerged()))


def masked_body(body: bytes, values: Sequence[str]) -> bytes:
    """Return the body of a reply with secrets masked.

    Args:
        body: The body.
        values: The secrets, from ``secret_values``.
    """
    for value in values:
        body = body.replace(value.encode(), b"***")
    return body
