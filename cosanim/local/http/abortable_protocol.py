"""A protocol of the HTTP server that lets the application close a connection without a response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_EXTENSION: Final = "cosanim.abort"


class AbortableProtocol(H11Protocol):
    """HTTP/1.1 of uvicorn, with a function in each scope that closes the connection. ASGI itself has none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Take the arguments of uvicorn's protocol."""
        super().__init__(*args, **options)
        self._application: ASGIApp = self.app
        self.app = self._respond

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[_EXTENSION] = self.transport.abort
        await self._application(scope, receive, send)


async def abort_connection(scope: Scope, receive: Receive) -> None:
    """Close the connection of a request at once: what was not sent is lost. Nothing may be sent afterwards.

    Args:
        scope: Scope of the request, from ``AbortableProtocol``.
        receive: Function of the request that receives.
    """
    scope["extensions"][_EXTENSION]()
    # An application that returns before the server knows of the closed connection is an error to the server.
    while (await receive())["type"] != "http.disconnect":
        pass
