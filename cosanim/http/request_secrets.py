"""The secrets of a signed request, which errors and exchanges mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from cosanim.signing import CI_TOKEN_HEADER, COS_TOKEN_HEADER
from cosanim.signing.parsed_authorization import signature_in

if TYPE_CHECKING:
    from cosanim.http.sessions.protocols import Request

_SHORTEST_SECRET: Final = 6
"""Number of characters of the shortest value that is masked. Real tokens and signatures are longer, and masking a very
short value would also replace parts of other words."""


def secret_values(prepared: Request) -> tuple[str, ...]:
    """Return the secrets to mask: the signature and tokens of a signed request, each also percent-encoded."""
    tokens = [str(prepared.headers.get(name, "")) for name in (CI_TOKEN_HEADER, COS_TOKEN_HEADER)]
    signature = signature_in(str(prepared.headers.get("Authorization", "")))
    values = {form for value in (signature, *tokens) for form in (value, quote(value, safe="-_.~"))}
    # Longest first, since one may be part of another.
    return tuple(sorted((value for value in values if len(value) >= _SHORTEST_SECRET), key=len, reverse=True))
