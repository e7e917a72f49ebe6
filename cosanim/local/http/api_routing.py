"""Routes requests of the media service: finds the API of a request, checks the bucket and calls the handler.

The routes are made from the table of APIs in ``cosanim.operations``. Each API has one handler.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import XML_TYPE, ServiceResponse
from cosanim.local.http.schema_checks import checked_bodies
from cosanim.local.storage.storage_errors import BucketNotBoundError
from cosanim.operations import APIS, CANCEL_BATCH, CREATE_MEDIA_BUCKET
from cosanim.xml.codec import encode

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.hosts import Target
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.http.responses import ResponseContext
    from cosanim.operations import AnyApi

# The paths of the media service's other APIs, on every host: official clients also send them to the cos host. What
# follows the first part is an id, which has no dot, so that such a folder can still contain files.
_OTHER_APIS: Final = re.compile(
    r"(?:(?:ai|asr|doc|file|pic)(?:_jobs|_?bucket|_?queue)|workflow|workflowexecution|triggerworkflow"
    r"|(?:audio|document|image|text|video|virus|webpage)/(?:auditing|cancel_auditing|detect))(?:/[^/.]*)?"
)

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest(Generic[Body]):
    """The argument of handlers.

    Attributes:
        http: The HTTP request, for its query.
        bucket: The bucket, which exists and is bound to the media service; empty for APIs of a whole region.
        name: The variable part of the path: an id, or ids separated by commas; empty if the path has no such part.
        bodies: The body, checked and decoded: one object for each Operation; empty if the API has no body.
        request_id: Id of the request.
        check_signature: Raises HttpError if the signature has ended since the head of the request arrived. Called in
            the transaction that stores a job: for a client, a list without the job that was read after the end of its
            signature proves that there is none.
    """

    http: HttpRequest
    bucket: str
    name: str
    bodies: Sequence[Body]
    request_id: str
    check_signature: Callable[[], None]

    @property
    def body(self) -> Body:
        """The body. The API must have one."""
        return self.bodies[0]


Handler: TypeAlias = Callable[[ApiRequest[Any]], object]
"""Function that returns the body of the response, an object of the bindings, or None for an empty response."""


class ApiRouter:
    """Routes requests of the media service to the handlers of its APIs."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        region: str,
        has_bucket: Callable[[str], bool],
        is_bound: Callable[[str], bool],
        strict: bool,
    ) -> None:
        """Make the routes.

        Args:
            handlers: The handler of each API by the API's name.
            region: The region of the service's buckets.
            has_bucket: Returns whether a bucket exists.
            is_bound: Returns whether the media service is bound to a bucket.
            strict: Refuse bodies with unknown nodes.
        """
        self._routes = [(api, _path_pattern(api), handlers[api.name]) for api in APIS.values()]
        self._region = region
        self._has_bucket = has_bucket
        self._is_bound = is_bound
        self._strict = strict

    async def respond(
        self, http: HttpRequest, target: Target, context: ResponseContext, *, check_signature: Callable[[], None]
    ) -> Response:
        """Respond to a request whose signature is valid.

        Args:
            http: The request.
            target: The target of the request.
            context: The request id and the headers of the response.
            check_signature: Raises HttpError if the signature has ended in the meantime.

        Returns:
            The response.

        Raises:
            HttpError: The request cannot be fulfilled; the code is one of the media service.
            StorageError: The stored records do not allow the request.
        """
        route = self._route(http.method, target, http.param_names)
        if route is None:
            raise not_offered(http, target)
        api, name, handler = route
        bucket = "" if api.regional else await asyncio.to_thread(self._bucket, api, target)
        content = b"" if api.request is None else await http.xml_body()

        def call_handler() -> bytes:
            bodies = [] if api.request is None else checked_bodies(content, api.name, strict=self._strict)
            request = ApiRequest(
                http=http,
                bucket=bucket,
                name=name,
                bodies=bodies,
                request_id=context.request_id,
                check_signature=check_signature,
            )
            result = handler(request)
            return b"" if result is None else encode(result)

        reply = await asyncio.to_thread(call_handler)
        return ServiceResponse(reply, headers=context.headers({"Content-Type": XML_TYPE} if reply else None))

    def api_name(self, method: str, target: Target, param_names: Collection[str]) -> str | None:
        """Return the name of the API of a request; None if it is for none.

        Args:
            method: The HTTP method.
            target: The target of the request.
            param_names: Names of the query parameters.
        """
        route = self._route(method, target, param_names)
        return None if route is None else route[0].name

    def _route(self, method: str, target: Target, param_names: Collection[str]) -> tuple[AnyApi, str, Handler] | None:
        for api, pattern, handler in self._routes:
            match = pattern.fullmatch(target.path)
            # The official Go SDK cancels a batch without the flag, and no other PUT of a batch is documented.
            has_flag = not api.flag or api is CANCEL_BATCH or api.flag in param_names
            if match and method == api.method and has_flag:
                return api, "".join(match.groups()), handler
        return None

    def _bucket(self, api: AnyApi, target: Target) -> str:
        if target.bucket is None or target.region not in {None, self._region}:
            raise HttpError(400, "InvalidHost", f"The host names no bucket of the region {self._region}.")
        if api is CREATE_MEDIA_BUCKET:
            if not self._has_bucket(target.bucket):
                raise HttpError(400, "ResourceNotFound", f"The bucket {target.bucket} does not exist.")
        elif not self._has_bucket(target.bucket) or not self._is_bound(target.bucket):
            raise BucketNotBoundError
        return target.bucket


def _path_pattern(api: AnyApi) -> re.Pattern[str]:
    """Return a pattern for paths without leading slash. Its only group is the variable part of the path."""
    fixed, _, variable = api.path.removeprefix("/").partition("{")
    return re.compile(f"{re.escape(fixed)}([^/]+)" if variable else f"{re.escape(fixed)}/?")


def is_other_api(path: str) -> bool:
    """Return whether a path, without leading slash, belongs to an API of the media service that is not offered."""
    return _OTHER_APIS.fullmatch(path) is not None


def not_offered(http: HttpRequest, target: Target) -> HttpError:
    """Return the error for a request that no API of this service accepts.

    Args:
        http: The request.
        target: The target of the request.
    """
    if target.is_api and http.method == "PUT":
        return HttpError(
            400,
            "InvalidArgument",
            f"An object cannot have the key {target.path}: its first part is a path of the API.",
        )
    message = f"The local service does not offer {http.method} /{target.path}; objects are served on the cos host."
    return HttpError(501, "NotImplemented", message)
