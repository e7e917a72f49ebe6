"""Calls of the service's own APIs for the page, through the handlers that respond to signed requests.

So there is one path for what the page and what clients do: the same checks, limits and errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request

from cosanim.local.http.api_routing import not_offered
from cosanim.local.http.error_responses import http_error_of
from cosanim.local.http.hosts import ServiceKind, Target, is_api_path
from cosanim.local.http.request import HttpRequest
from cosanim.local.http.responses import ResponseContext
from cosanim.local.storage.storage_errors import StorageError
from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response
    from starlette.types import Receive

    from cosanim.local.http.dispatch import Dispatcher
    from cosanim.operations import AnyApi, Api

Answer = TypeVar("Answer")


class ServiceCalls:
    """Calls the APIs of the media service and of the object store within the process."""

    def __init__(self, dispatcher: Dispatcher, *, clock: Callable[[], float]) -> None:
        """Store the components.

        Args:
            dispatcher: Responds to requests.
            clock: Returns the current Unix time.
        """
        self._dispatcher = dispatcher
        self._clock = clock

    async def ask(
        self, api: Api[Any, Answer], bucket: str, *, name: str = "", params: Mapping[str, str] | None = None
    ) -> Answer:
        """Call an API without a body, and return the decoded reply.

        Args:
            api: The API, which has a reply.
            bucket: The bucket.
            name: The variable part of the path.
            params: The query parameters.

        Raises:
            HttpError: The API refuses the call.
        """
        cls = api.response_class
        if cls is None:
            raise TypeError(f"{api.name} has no reply")
        return decode(await self.send(api, bucket, name=name, params=params), cls)

    async def send(
        self,
        api: AnyApi,
        bucket: str,
        *,
        name: str = "",
        params: Mapping[str, str] | None = None,
        request: object = None,
    ) -> bytes:
        """Call an API, and return the body of the reply.

        Args:
            api: The API.
            bucket: The bucket.
            name: The variable part of the path.
            params: The query parameters.
            request: The body, an object of the bindings; None for no body.

        Raises:
            HttpError: The API refuses the call.
        """
        path = api.path.partition("{")[0] + name
        query = {**({api.flag: ""} if api.flag else {}), **(params or {})}
        body = b"" if request is None else encode(request)
        http = _request(api.method, path, query, {"content-length": str(len(body))}, _receive_once(body))
        return bytes((await self._respond(http, ServiceKind.CI, bucket)).body)

    async def object(
        self,
        method: str,
        bucket: str,
        key: str,
        *,
        headers: Mapping[str, str] | None = None,
        receive: Receive | None = None,
    ) -> Response:
        """Send a request for an object, and return the response.

        Args:
            method: The HTTP method.
            bucket: The bucket.
            key: The key.
            headers: Headers with names in lower case.
            receive: Returns the messages with the body; None for no body.

        Raises:
            HttpError: The request is refused.
        """
        http = _request(method, f"/{key}", {}, headers or {}, receive or _receive_once(b""))
        if is_api_path(key):
            # Otherwise it would be a call of that API: an upload could update a queue.
            raise not_offered(http, Target(ServiceKind.CI, bucket, None, key))
        return await self._respond(http, ServiceKind.COS, bucket)

    async def _respond(self, http: HttpRequest, kind: ServiceKind, bucket: str) -> Response:
        target = Target(kind, bucket, None, http.path.removeprefix("/"))
        context = ResponseContext(kind, clock=self._clock)
        try:
            return await self._dispatcher.respond(http, target, context, check_signature=_no_signature)
        except StorageError as error:
            raise http_error_of(error) from error


def _request(
    method: str, path: str, params: Mapping[str, str], headers: Mapping[str, str], receive: Receive
) -> HttpRequest:
    return HttpRequest(
        method=method,
        raw_path=path,
        path=path,
        params=tuple(params.items()),
        headers=tuple(headers.items()),
        client="127.0.0.1",
        source=Request({"type": "http", "method": method, "headers": []}, receive),
    )


def _receive_once(body: bytes) -> Receive:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _no_signature() -> None:
    """Accept the request: the page has checked where it comes from."""
