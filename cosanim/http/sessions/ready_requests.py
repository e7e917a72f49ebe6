"""The unit of work of an executor: one signed request, which a worker sends once.

A worker needs neither the credentials nor the client. It returns the reply as bytes, or the failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cosanim.errors import TransportError
from cosanim.http.delivery import deliver
from cosanim.http.heads import Head
from cosanim.http.repeated_secrets import masked_headers, secret_values
from cosanim.http.replies import read_body
from cosanim.http.sessions.claims import name_of_run
from cosanim.http.sessions.connections import Attempt
from cosanim.http.sessions.own_session import OwnRequest, OwnSession
from cosanim.http.transport_errors import SENT_TEXT
from cosanim.signing.parsed_authorization import signed_until
from cosanim.xml.parsing import REPLY_MAX_BYTES

if TYPE_CHECKING:
    from cosanim.http.endpoints import Endpoint
    from cosanim.http.sessions.claims import Claim


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ReadyRequest:
    """A signed request that any process can send; it can be pickled.

    Attributes:
        method: The HTTP method.
        url: The address.
        endpoint: The endpoint; the address starts with its base URL.
        headers: All headers.
        body: The body.
        timeout: Seconds to connect, and for each read or write after that.
        longest_idle: Seconds that a reused connection may have been idle; with a negative number none is reused.
        claim: The claim that a worker takes before it sends the request.
    """

    method: str
    url: str
    endpoint: Endpoint
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeout: tuple[float, float]
    longest_idle: float | None
    claim: Claim

    def __repr__(self) -> str:
        """Show no headers: they contain the signature."""
        return f"<ReadyRequest {self.method} {self.url.partition('?')[0]}, {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True, repr=False)
class ReadyReply:
    """A reply that was read completely; it can be pickled.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The undecoded body.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Show neither headers nor body: they may be long or private."""
        return f"<ReadyReply {self.status}, {len(self.body)} bytes>"


class Answer(NamedTuple):
    """What a worker returns.

    Attributes:
        run: Name of this run of the task. The result counts only if this run has taken the claim.
        result: The reply, or why there is none.
    """

    run: bytes
    result: ReadyReply | TransportError


def send_ready(ready: ReadyRequest) -> Answer:
    """Send a signed request once, and return its reply or the failure; workers call it.

    The request is not sent if another run of the same task has taken its claim. Proxies and certificates are those of
    the environment of the worker.
    """
    run = name_of_run()
    host = ready.endpoint.authority
    try:
        is_granted = ready.claim.take(run)
    except OSError as error:
        address = f"{ready.claim.host}:{ready.claim.port}"
        message = (
            f"no usable reply from {host}: a worker of the executor cannot reach {address}, where it asks before it "
            f"sends a request ({type(error).__name__}); workers elsewhere need a claim_address ({SENT_TEXT[False]})"
        )
        return Answer(run, TransportError(message, host=host, sent=False))
    if not is_granted:
        return Answer(run, TransportError("another run of the task took the request", host=host, sent=None))
    return Answer(run, _send(ready))


def _send(ready: ReadyRequest) -> ReadyReply | TransportError:
    session, endpoint = _session(), ready.endpoint
    request = OwnRequest(ready.method, ready.url, dict(ready.headers), ready.body)
    attempt = Attempt(longest_idle=ready.longest_idle)
    try:
        session.check(ready.method, endpoint, ready.url)
        response = deliver(session, request, endpoint, attempt, ready.timeout)
        if isinstance(response, TransportError):
            return response
        secrets = secret_values(request)
        headers = masked_headers(response.headers, secrets)
        until = signed_until(request.headers["Authorization"])
        head = Head(
            response=response,
            headers=headers,
            secrets=secrets,
            request=request,
            host=endpoint.authority,
            attempt=attempt,
            signed_until=until,
        )
        try:
            body = read_body(head, REPLY_MAX_BYTES)
        finally:
            response.close()
    except TransportError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it may hold the signature, and perhaps it cannot be pickled
        sent = None if attempt.is_begun or not attempt.is_tracked else False
        message = f"no usable reply from {endpoint.authority}: {type(error).__name__} in a worker ({SENT_TEXT[sent]})"
        return TransportError(message, host=endpoint.authority, sent=sent)
    return ReadyReply(response.status, tuple(response.headers.items()), body)


@lru_cache(maxsize=1)
def _session() -> OwnSession:
    """Return the session of the process, which keeps its connections between requests."""
    return OwnSession()
