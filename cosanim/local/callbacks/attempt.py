"""One attempt to deliver a callback.

It uses the connections of the client, whose deadline limits the whole attempt, and not only each read. Each attempt has
a connection of its own, so that a receiver cannot leave anything behind for the next one. Nothing keeps cookies, and no
pool is used, since urllib3's pools log the whole URL.
"""

from __future__ import annotations

import http.client
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import unquote

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import make_headers, parse_url

from cosanim.http.sessions.connections import POOL_CLASSES, Attempt

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.util.url import Url

    from cosanim.local.storage.url_callbacks import Callback

_SUCCESSES: Final = range(200, 300)
_TIMEOUTS: Final = (ConnectTimeoutError, ReadTimeoutError, TimeoutError)


def send_once(callback: Callback, *, timeout: float) -> str | None:
    """Send a callback once. Redirects are not followed, and no proxy is used, since the receivers are local.

    Args:
        callback: The callback.
        timeout: Seconds for the whole attempt, from connecting to the head of the response. Name resolution is not
            limited.

    Returns:
        None if the receiver accepted the callback with a 2xx status, otherwise the reason of the failure. It contains
        no part of the URL, which may contain secrets.
    """
    attempt = Attempt(deadline=time.monotonic() + timeout)
    try:
        url = parse_url(callback.url)
        with attempt, closing(_connection(url, timeout)) as connection:
            # The body of the response is not read, since it may have any length.
            connection.request(
                "POST", url.request_uri, body=callback.body, headers=_headers(callback, url), preload_content=False
            )
            status = connection.getresponse().status
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        return f"no response within {timeout:g} s" if attempt.is_past_deadline or _is_timeout(error) else _reason(error)
    return None if status in _SUCCESSES else f"status {status}"


def _connection(url: Url, timeout: float) -> HTTPConnection:
    if url.scheme not in POOL_CLASSES or not url.host:
        raise LocationValueError("neither http nor https, or no host")
    connection = POOL_CLASSES[url.scheme].ConnectionCls(url.host.strip("[]"), url.port, timeout=timeout)
    return cast("HTTPConnection", connection)


def _headers(callback: Callback, url: Url) -> dict[str, str]:
    headers = {"Content-Type": callback.content_type, "User-Agent": "tencent-ci"}
    return headers if url.auth is None else headers | make_headers(basic_auth=unquote(url.auth))


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, _TIMEOUTS) and not isinstance(error, NewConnectionError)


def _reason(error: Exception) -> str:
    if isinstance(error, (LocationValueError, UnicodeError)):
        return "the URL is invalid"
    if isinstance(error, NameResolutionError):
        return "the host name cannot be resolved"
    if isinstance(error, NewConnectionError):
        cause = error.__cause__
        return f"no connection: {cause.strerror}" if isinstance(cause, OSError) and cause.strerror else "no connection"
    return f"the exchange failed: {type(error).__name__}"
