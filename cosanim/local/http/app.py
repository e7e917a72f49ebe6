"""The ASGI application: finds out what a request is for, checks its signature, and lets the right part answer."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import sqlite3
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect, Request

from cosanim.local.http.error_responses import Answer, Refused
from cosanim.local.http.hosts import Kind, Target, find_target
from cosanim.local.http.request import read_call
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.storage.exceptions import storage_message
from cosanim.local.storage.objects import NoSuchBucketError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from cosanim.local.handlers.objects import ObjectRoutes
    from cosanim.local.http.authentication import Verifier
    from cosanim.local.http.request import Call
    from cosanim.local.http.routing import ApiRoutes
    from cosanim.local.storage.messages import MessageStore

logger = logging.getLogger(__name__)
_UNREADABLE: Final = Target(kind=Kind.COS, bucket=None, region=None, path="")


class Application:
    """Answers every request. Paths are keys of any form, so nothing here goes by routes of the framework."""

    def __init__(
        self,
        *,
        verifier: Verifier,
        objects: ObjectRoutes,
        apis: ApiRoutes,
        messages: MessageStore,
        bucket: str,
        region: str,
        has_bucket: Callable[[str], bool],
        reset: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        """Put the parts together.

        Args:
            verifier: Checks signatures.
            objects: Answers for objects.
            apis: Answers for the API.
            messages: What was sent to message queues.
            bucket: The service's own bucket.
            region: Its region.
            has_bucket: Tells whether a bucket exists.
            reset: Empties the service.
            clock: Returns the current Unix time.
        """
        self._verifier = verifier
        self._objects = objects
        self._apis = apis
        self._messages = messages
        self._own_bucket = bucket
        self._region = region
        self._has_bucket = has_bucket
        self._reset = reset
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            response = await self._respond(Request(scope, receive))
            await response(scope, receive, send)
        except ClientDisconnect:
            logger.info("%s: the client went away", scope["method"])

    async def _respond(self, request: Request) -> Response:
        target, resource = _UNREADABLE, None
        try:
            call = read_call(request)
            resource = call.resource
            target = await asyncio.to_thread(self._target, call)
            answer = Answer(target.kind, clock=self._clock)
            response = await self._answer(call, target, answer)
        except ClientDisconnect:
            raise
        except Refused as error:
            refused = error
        except NoSuchBucketError:
            refused = Refused(404, "NoSuchBucket", "The specified bucket does not exist.")
        except (OSError, sqlite3.Error) as error:
            logger.exception("%s %s", request.method, resource)
            # Nothing was kept, so this is said by a code that means: turned away.
            refused = Refused(503, "ServiceUnavailable", storage_message(error))
        except Exception:
            logger.exception("%s %s", request.method, resource)
            refused = Refused(500, "InternalError", "The service failed; its log says why.")
        else:
            logger.info("%s %s: %d", call.method, call.raw_path, response.status_code)
            return response
        logger.info("%s %s: %d %s", request.method, resource, refused.status, refused.code)
        answer = Answer(target.kind, clock=self._clock)
        body, headers = answer.error(refused, resource if target.kind is Kind.COS else None)
        return ServiceResponse(body, status_code=refused.status, headers=headers)

    def _target(self, call: Call) -> Target:
        return find_target(
            call.header("host") or "", call.path, own_bucket=self._own_bucket, has_bucket=self._has_bucket
        )

    async def _answer(self, call: Call, target: Target, answer: Answer) -> Response:
        if call.method == "GET" and target.path == "local/health" and _is_loopback(call.client):
            return ServiceResponse(b"ok\n", headers=answer.headers({"Content-Type": "text/plain"}))
        if call.method == "GET" and target.path == "local/messages" and _is_loopback(call.client):
            kept = await asyncio.to_thread(self._messages.newest_first, call.param("name") or None)
            content = json.dumps(kept, ensure_ascii=False, indent=1).encode()
            return ServiceResponse(content, headers=answer.headers({"Content-Type": "application/json"}))
        self._verifier.check(call, target.kind)
        if call.method == "POST" and target.path == "local/reset" and _is_loopback(call.client):
            await asyncio.to_thread(self._reset)
            return ServiceResponse(status_code=204, headers=answer.headers())
        if target.is_api:
            return await self._apis.answer(call, target, answer)
        if target.kind is Kind.CI:
            raise Refused(404, "InvalidUrl", "The path is none of this API; objects are at the cos host.")
        if target.region not in {None, self._region}:
            raise Refused(404, "NoSuchBucket", f"The bucket does not exist in {target.region}.")
        return await self._objects.answer(call, target.bucket, target.path, answer)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
