"""The ASGI application: resolves the target of a request, checks the signature, and routes it to its handler."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import ClientDisconnect, Request

from cosanim.local.http.error_responses import HttpError, http_error_of
from cosanim.local.http.faults import OBJECTS
from cosanim.local.http.hosts import ServiceKind, Target, is_loopback, resolve_target
from cosanim.local.http.request import read_request
from cosanim.local.http.responses import ResponseContext, ServiceResponse, forbid_rendering
from cosanim.local.storage.storage_errors import StorageError, describe_failure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from cosanim.local.http.api_routing import ApiRouter
    from cosanim.local.http.authentication import Verifier
    from cosanim.local.http.dispatch import Dispatcher
    from cosanim.local.http.hosts import ExpectedHosts
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.optional import OptionalPage
    from cosanim.local.storage.queued_callbacks import QueuedCallbackStore
    from cosanim.local.storage.url_callbacks import UrlCallbackStore

logger = logging.getLogger(__name__)
_UNKNOWN_TARGET: Final = Target(kind=ServiceKind.COS, bucket=None, region=None, path="")


class Application:
    """Responds to every request. The routing of the web framework is not used, since a key can be any path."""

    def __init__(
        self,
        *,
        verifier: Verifier,
        dispatcher: Dispatcher,
        apis: ApiRouter,
        page: OptionalPage,
        messages: QueuedCallbackStore,
        callbacks: UrlCallbackStore,
        hosts: ExpectedHosts,
        bucket: str,
        has_bucket: Callable[[str], bool],
        reset: Callable[[], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        """Store the components that respond to requests.

        Args:
            verifier: Checks signatures.
            dispatcher: Responds to requests with a valid signature.
            apis: Finds the APIs of requests.
            page: Responds to the requests of a browser for the page of the service.
            messages: The callbacks that were sent to message queues.
            callbacks: The callbacks to URLs that are pending or given up.
            hosts: The Host headers that are answered.
            bucket: The service's own bucket.
            has_bucket: Returns whether a bucket exists.
            reset: Deletes all data of the service.
            clock: Returns the current Unix time.
        """
        self._verifier = verifier
        self._dispatcher = dispatcher
        self._apis = apis
        self._page = page
        self._messages = messages
        self._callbacks = callbacks
        self._hosts = hosts
        self._own_bucket = bucket
        self._has_bucket = has_bucket
        self._reset = reset
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        if scope["type"] != "http":
            return
        try:
            source = Request(scope, receive)
            response = await self._respond(source)
            if "authorization" not in source.headers:
                forbid_rendering(response)
            await response(scope, receive, send)
        except ClientDisconnect:
            logger.info("%s: the client disconnected", scope["method"])

    async def api_name(self, source: Request) -> str | None:
        """Return the name of the API of a request, from its head; OBJECTS for the object store, None for neither."""
        try:
            request = read_request(source)
        except HttpError:
            return None
        target = await asyncio.to_thread(self._target_of, request)
        if target.kind is ServiceKind.COS:
            return OBJECTS
        return self._apis.api_name(request.method, target, request.param_names)

    async def _respond(self, source: Request) -> Response:
        target, resource = _UNKNOWN_TARGET, None
        try:
            request = read_request(source)
            resource = request.resource
            target = await asyncio.to_thread(self._target_of, request)
            response = await self._route(request, target, ResponseContext(target.kind, clock=self._clock))
        except ClientDisconnect:
            raise
        except HttpError as caught:
            error = caught
        except StorageError as caught:
            error = http_error_of(caught)
        except (OSError, sqlite3.Error) as caught:
            logger.exception("%s %s", source.method, resource)
            # Nothing was stored, and with this code a client may send the request again.
            error = HttpError(503, "ServiceUnavailable", describe_failure(caught))
        except Exception:
            logger.exception("%s %s", source.method, resource)
            error = HttpError(500, "InternalError", "The service failed; see its log.")
        else:
            logger.info("%s %s: %d", request.method, request.raw_path, response.status_code)
            return response
        logger.info("%s %s: %d %s", source.method, resource, error.status, error.code)
        return ResponseContext(target.kind, clock=self._clock).error(error, resource)

    def _target_of(self, request: HttpRequest) -> Target:
        return resolve_target(
            request.header("host") or "", request.path, own_bucket=self._own_bucket, has_bucket=self._has_bucket
        )

    async def _route(self, request: HttpRequest, target: Target, context: ResponseContext) -> Response:
        if (request.header("host") or "") not in self._hosts:
            raise HttpError(
                400,
                "InvalidHost",
                "The Host names neither the cloud nor this service: use the URL of the service, or its argument hosts.",
            )
        if (page := await self._page.respond(request)) is not None:
            return page
        own_path = f"{request.method} {target.path}" if is_loopback(request.client) else None
        if own_path == "GET local/health":
            return ServiceResponse(b"ok\n", headers=context.headers({"Content-Type": "text/plain"}))
        if own_path == "GET local/messages":
            return _json(await asyncio.to_thread(self._messages.newest_first, request.param("name") or None), context)
        if own_path == "GET local/callbacks":
            return _json(await asyncio.to_thread(self._callbacks.newest_first), context)
        check_signature = self._verifier.verify(request, target.kind)
        if own_path == "POST local/reset":
            await self._reset()
            return ServiceResponse(status_code=204, headers=context.headers())
        return await self._dispatcher.respond(request, target, context, check_signature=check_signature)


def _json(records: list[dict[str, Any]], context: ResponseContext) -> Response:
    content = json.dumps(records, ensure_ascii=False, indent=1).encode()
    return ServiceResponse(content, headers=context.headers({"Content-Type": "application/json"}))
