"""The media service's part: which API a request is for, whether its bucket is bound, and who answers.

The table of ``cosanim.operations`` is the table of routes too; each API has one handler, named as the API.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from cosanim.local.http.error_responses import XML_TYPE, Refused
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.http.schema_checks import checked_requests, read_body
from cosanim.operations import APIS, CANCEL_BATCH, CREATE_MEDIA_BUCKET
from cosanim.xml.codec import encode

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.error_responses import Answer
    from cosanim.local.http.hosts import Target
    from cosanim.local.http.request import Call
    from cosanim.operations import AnyApi


Request = TypeVar("Request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[Request]):
    """What a handler is asked.

    Attributes:
        call: The request, for its query.
        bucket: The bucket, which exists and is bound; empty for APIs of a whole region.
        name: What the path names: an id, or ids with commas; empty where it names nothing.
        requests: The body, checked and decoded, one for each Operation; empty where the API has none.
        request_id: Id of the request.
    """

    call: Call
    bucket: str
    name: str
    requests: Sequence[Request]
    request_id: str

    @property
    def request(self) -> Request:
        """The body of an API that takes one."""
        return self.requests[0]


Handler: TypeAlias = Callable[[Asked[Any]], object]
"""Returns an object of the bindings, or None for an empty answer."""


class ApiRoutes:
    """Answers requests for the paths of the API."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        region: str,
        has_bucket: Callable[[str], bool],
        is_bound: Callable[[str], bool],
        strict: bool,
    ) -> None:
        """Serve every API.

        Args:
            handlers: The handler of each API by its name.
            region: The region of the service's buckets.
            has_bucket: Tells whether a bucket exists.
            is_bound: Tells whether the media service is bound to a bucket.
            strict: Refuse nodes of bodies that the schema does not know.
        """
        self._routes = [(api, _path_pattern(api), handlers[api.name]) for api in APIS.values()]
        self._region = region
        self._has_bucket = has_bucket
        self._is_bound = is_bound
        self._strict = strict

    async def answer(self, call: Call, target: Target, answer: Answer) -> Response:
        """Answer a request that passed the signature check.

        Args:
            call: The request.
            target: What it is for.
            answer: Where the headers come from.

        Returns:
            The response.

        Raises:
            Refused: With a code of the media service.
        """
        api, name, handler = self._route(call, target)
        bucket = "" if api.regional else await asyncio.to_thread(self._bucket, api, target)
        body = b"" if api.request is None else await read_body(call)
        content = await asyncio.to_thread(self._content, api, handler, (call, bucket, name, body), answer)
        return ServiceResponse(content, headers=answer.headers({"Content-Type": XML_TYPE} if content else None))

    def _route(self, call: Call, target: Target) -> tuple[AnyApi, str, Handler]:
        for api, pattern, handler in self._routes:
            match = pattern.fullmatch(target.path)
            if match and call.method == api.method and self._is_flagged(api, call):
                return api, "".join(match.groups()), handler
        raise _not_offered(call, target)

    def _is_flagged(self, api: AnyApi, call: Call) -> bool:
        # The official Go SDK leaves the flag out when it cancels a batch, and no other PUT of a batch is documented.
        return not api.flag or api is CANCEL_BATCH or call.param(api.flag) is not None

    def _bucket(self, api: AnyApi, target: Target) -> str:
        if target.bucket is None or target.region not in {None, self._region}:
            raise Refused(400, "InvalidHost", f"The host names no bucket of the region {self._region}.")
        if api is CREATE_MEDIA_BUCKET:
            if not self._has_bucket(target.bucket):
                raise Refused(400, "ResourceNotFound", f"The bucket {target.bucket} does not exist.")
        elif not self._has_bucket(target.bucket) or not self._is_bound(target.bucket):
            raise Refused(400, "MediaBucketUnBinded", "media bucket unbinded, bucket's host is unavailable")
        return target.bucket

    def _content(self, api: AnyApi, handler: Handler, asked: tuple[Call, str, str, bytes], answer: Answer) -> bytes:
        call, bucket, name, body = asked
        requests = [] if api.request is None else checked_requests(body, api.name, strict=self._strict)
        reply = handler(Asked(call=call, bucket=bucket, name=name, requests=requests, request_id=answer.request_id))
        return b"" if reply is None else encode(reply)


def _path_pattern(api: AnyApi) -> re.Pattern[str]:
    """Return what a path, without leading slash, must match; what stands for a part in braces is the only group."""
    fixed, _, named = api.path.removeprefix("/").partition("{")
    return re.compile(f"{re.escape(fixed)}([^/]+)" if named else f"{re.escape(fixed)}/?")


def _not_offered(call: Call, target: Target) -> Refused:
    if call.method == "PUT":
        return Refused(
            400,
            "InvalidArgument",
            f"The key {target.path} cannot be stored: its first part belongs to the API.",
        )
    return Refused(404, "InvalidUrl", "The path is none of this API.")
