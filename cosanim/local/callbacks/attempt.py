"""One attempt to deliver a callback.

It uses the connections of the client, whose deadline limits the whole attempt, and not only each read. Each attempt has
a connection of its own, so that a receiver cannot leave anything behind for the next one. urllib3 keeps no cookies.
"""

from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from cosanim.http.sessions.connections import POOL_CLASSES, Attempt

if TYPE_CHECKING:
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
    manager = urllib3.PoolManager(num_pools=1, maxsize=1)
    manager.pool_classes_by_scheme = POOL_CLASSES
    attempt = Attempt(deadline=time.monotonic() + timeout)
    try:
        with attempt:
            response = manager.request(
                "POST",
                callback.url,
                body=callback.body,
                headers=_headers(callback),
                timeout=timeout,
                redirect=False,
                retries=False,
                preload_content=False,  # the body of the response is not read, since it may have any length
            )
            response.close()
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        return f"no response within {timeout:g} s" if attempt.is_past_deadline or _is_timeout(error) else _reason(error)
    finally:
        manager.clear()
    return None if response.status in _SUCCESSES else f"status {response.status}"


def _headers(callback: Callback) -> dict[str, str]:
    headers = {"Content-Type": callback.content_type, "User-Agent": "tencent-ci"}
    auth = urllib3.util.parse_url(callback.url).auth
    return headers if auth is None else headers | urllib3.util.make_headers(basic_auth=unquote(auth))


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
