"""Logs each request with its outcome, and passes both to ``on_exchange`` as an ``Exchange`` with masked secrets."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cosanim.http.replies import request_ids
from cosanim.masking import mask_secrets
from cosanim.signing import (
    http_string,
    parse_authorization,
    signed_pairs,
    string_to_sign,
    url_parts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cosanim.http.heads import Head
    from cosanim.http.sessions.protocols import Request

_log = logging.getLogger("cosanim")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its outcome, for debugging; signatures and tokens are masked.

    Attributes:
        method: The HTTP method.
        url: The URL as sent.
        host: The Host header as sent.
        http_string: The canonical form that was signed.
        string_to_sign: The text that was signed.
        status: The status of the reply, None when there was none.
        request_id: The service's id of the request, from the headers of the reply; None when there was none.
        trace_id: The service's trace id, from the headers of the reply; None when there was none.
        elapsed: Seconds from sending to the head of the reply, or to the failure.
    """

    method: str
    url: str
    host: str
    http_string: str
    string_to_sign: str
    status: int | None
    request_id: str | None
    trace_id: str | None
    elapsed: float


def report(
    prepared: Request,
    head: Head | None,
    elapsed: float,
    on_exchange: Callable[[Exchange], None] | None,
    *,
    secrets: Sequence[str],
) -> None:
    """Log a request at DEBUG, without its headers and its query, and call ``on_exchange`` with an ``Exchange``.

    Args:
        prepared: The signed request.
        head: The head of the reply, None when there was none.
        elapsed: Seconds from sending to the head of the reply, or to the failure.
        on_exchange: The function to call, or None. Its exceptions are only logged.
        secrets: The secrets of the request, which are masked.
    """
    status = None if head is None else head.response.status
    request_id, trace_id = (None, None) if head is None else request_ids(head.headers)
    parts = urlsplit(prepared.url or "")
    _log.debug(
        "%s %s%s: %s, request id %s, %.3f s",
        prepared.method,
        parts.netloc,
        parts.path,
        "no reply" if status is None else status,
        request_id,
        elapsed,
    )
    if on_exchange is None:
        return
    try:
        canonical, text = _signed_texts(prepared)
        on_exchange(
            Exchange(
                method=prepared.method or "",
                url=mask_secrets(prepared.url or "", secrets),
                host=str(prepared.headers.get("Host", "")),
                http_string=mask_secrets(canonical, secrets),
                string_to_sign=text,
                status=status,
                request_id=request_id,
                trace_id=trace_id,
                elapsed=elapsed,
            )
        )
    except Exception:  # noqa: BLE001 - an observer can raise anything
        # The reply to a paid submission must not be lost because the observer raises an error.
        _log.exception("on_exchange failed")


def _signed_texts(prepared: Request) -> tuple[str, str]:
    """Return the ``http_string`` and ``string_to_sign`` of a signed request."""
    authorization = parse_authorization(str(prepared.headers["Authorization"]))
    path, params, host = url_parts(prepared.url or "")
    headers = {"host": host, **{name.lower(): str(value) for name, value in prepared.headers.items()}}
    canonical = http_string(
        method=prepared.method or "",
        path=path,
        params=signed_pairs(params, authorization.param_list),
        headers=signed_pairs(headers, authorization.header_list),
    )
    return canonical, string_to_sign(canonical, authorization.key_time)
