"""Sends one signed request once, and converts the failures of the HTTP library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import urllib3.exceptions

from cosanim.errors import TransportError
from cosanim.http.transport_errors import HTTP_FAILURES, is_time_out, sent_by_class, transport_error

if TYPE_CHECKING:
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.protocols import Request, Response, Session

LONGEST_IDLE: Final = 0.5
"""Longest idle time in seconds of a connection that is reused for a POST.

A server may close an idle connection while a request is being sent, and then it is unknown whether the request was
accepted. Hardly any server closes connections after half a second, and a new connection costs less than a job with an
unknown outcome.
"""


def deliver(
    session: Session, request: Request, endpoint: Endpoint, attempt: Attempt, timeout: tuple[float, float]
) -> Response | TransportError:
    """Send a request; return the head of its reply, or the failure.

    The failure is returned, not raised: an error raised inside the ``except`` block would refer to the original
    exception, which holds the signature.

    Args:
        session: The session.
        request: A signed request that the session prepared.
        endpoint: Its endpoint.
        attempt: The attempt; ``is_stale`` is set after a failure.
        timeout: Seconds to connect, and for each read or write after that.
    """
    try:
        response = session.send(request, endpoint, attempt, timeout)
    except TransportError as error:  # of the worker of an executor
        return error
    except HTTP_FAILURES as error:
        return _failure(error, attempt, endpoint.authority, request.method or "")
    if response.is_cut_off:
        # The HTTP library does not detect a head that was cut off in its first lines.
        response.close()
        cut_off = urllib3.exceptions.ProtocolError("no headers")
        return _failure(cut_off, attempt, endpoint.authority, request.method or "")
    return response


def _failure(error: Exception, attempt: Attempt, host: str, method: str) -> TransportError:
    """Return the error for a failed attempt, and set the attempt's ``is_stale``."""
    attempt.is_stale = attempt.is_reused and not attempt.is_answered and not is_time_out(error)
    if attempt.is_answered:
        sent: bool | None = True
    elif attempt.is_tracked:
        sent = None if attempt.is_begun else False
    else:
        sent = sent_by_class(error)
    return transport_error(error, host=host, method=method, sent=sent, is_past_deadline=attempt.is_past_deadline)
