"""The head of a reply whose body has not been read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.protocols import Request, Response


class Head:
    """The head of a reply whose body has not been read yet, and its request.

    Attributes:
        response: The head as the session returned it. Its headers may repeat secrets of the request.
        headers: The headers, with secrets of the request masked.
        secrets: The secrets of the request.
        request: The signed request.
        host: The host that the request was sent to.
        attempt: The attempt that received the reply.
        signed_until: Unix time until which the signature is valid.
    """

    __slots__ = ("attempt", "headers", "host", "request", "response", "secrets", "signed_until")

    def __init__(
        self,
        *,
        response: Response,
        headers: Mapping[str, str],
        secrets: Sequence[str],
        request: Request,
        host: str,
        attempt: Attempt,
        signed_until: int,
    ) -> None:
        """Store the arguments."""
        self.response = response
        self.headers = headers
        self.secrets = secrets
        self.request = request
        self.host = host
        self.attempt = attempt
        self.signed_until = signed_until

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.request.method or ""
