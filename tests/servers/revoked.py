"""A server that refuses all but the current secret id and token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.signing import parse_authorization
from tests.servers.scripted import Scripted, job_for, reply

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from cosanim.credentials import Credentials
    from tests.servers.scripted import Request

EXPIRED_TOKEN = ("400 Bad Request", b"<Error><Code>ExpiredToken</Code><Message>The token expired</Message></Error>")


class RevokingServer(Scripted):
    """Refuses requests of other credentials than ``accepted``; it answers the others with the job of a submission.

    Attributes:
        accepted: The accepted credentials; None refuses all.
        refusal: Status line and body for other credentials.
        on_refusal: Called before a request is refused.
    """

    def __init__(self, accepted: Credentials | None, refusal: tuple[str, bytes] = EXPIRED_TOKEN) -> None:
        self.accepted = accepted
        self.refusal = refusal
        self.on_refusal: Callable[[], object] = lambda: None
        super().__init__(self._reply)

    @property
    def secret_ids(self) -> list[str]:
        """The secret id of each request."""
        return [parse_authorization(request.authorization).secret_id for request in self.requests]

    def _reply(self, connection: socket.socket, request: Request) -> None:
        secret_id = parse_authorization(request.authorization).secret_id
        token = request.head.partition("security-token: ")[2].partition("\r\n")[0] or None
        if self.accepted is not None and (secret_id, token) == (self.accepted.secret_id, self.accepted.token):
            data = reply(job_for(request, len(self.requests)))
        else:
            self.on_refusal()
            status, body = self.refusal
            data = reply(body, status=status)
        connection.sendall(data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if request.method == "HEAD" else data)
