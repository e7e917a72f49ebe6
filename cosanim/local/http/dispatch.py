"""Passes requests that may be fulfilled to the router of their service: the media service or the object store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.http.api_routing import is_other_api, not_offered
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import ServiceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from cosanim.local.handlers.object_routing import ObjectRouter
    from cosanim.local.http.api_routing import ApiRouter
    from cosanim.local.http.hosts import Target
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext


class Dispatcher:
    """Responds to the requests whose signature is valid, and to those of the page."""

    def __init__(self, apis: ApiRouter, objects: ObjectRouter, *, region: str) -> None:
        """Store the routers.

        Args:
            apis: Routes requests of the media service.
            objects: Routes requests for objects and buckets.
            region: The region of all buckets.
        """
        self._apis = apis
        self._objects = objects
        self._region = region

    async def respond(
        self, request: HttpRequest, target: Target, context: ResponseContext, *, check_signature: Callable[[], None]
    ) -> Response:
        """Respond to a request.

        Args:
            request: The request.
            target: The target of the request.
            context: The request id and the headers of the response.
            check_signature: Raises HttpError if the signature has ended in the meantime.

        Raises:
            HttpError: The request cannot be fulfilled; the code is one of the addressed service.
            StorageError: The stored records do not allow the request.
        """
        if target.is_api:
            return await self._apis.respond(request, target, context, check_signature=check_signature)
        if target.kind is ServiceKind.CI or is_other_api(target.path):
            raise not_offered(request, target)
        if target.region not in {None, self._region}:
            raise HttpError(404, "NoSuchBucket", f"The bucket does not exist in {target.region}.")
        return await self._objects.respond(request, target.bucket, target.path, context)
