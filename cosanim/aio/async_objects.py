"""``AsyncObjects``: the objects of a bucket for coroutines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.aio.async_lists import AsyncList
from cosanim.aio.calls import on_loop
from cosanim.unpicklable import Unpicklable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from cosanim.aio.calls import Calls
    from cosanim.argument_types import RuleName
    from cosanim.objects.downloads import Target
    from cosanim.objects.records import DeletedObject, ListedObject, ObjectInfo
    from cosanim.objects.store import Objects
    from cosanim.objects.uploads import Source


@explain_wrong_calls
class AsyncObjects(Unpicklable):
    """Uploads, downloads, lists and deletes objects of one bucket, as ``Objects`` does, for coroutines.

    Sources and targets are read and written by the thread that transfers them. ``on_progress`` is called by the
    awaiting task. An upload or download whose task is cancelled is cut off.
    """

    def __init__(self, objects: Objects, calls: Calls) -> None:
        """Wrap the objects of a bucket; ``AsyncAnimationClient.objects`` does this.

        Args:
            objects: The objects.
            calls: Runs their methods.
        """
        self._objects = objects
        self._calls = calls

    async def put(
        self,
        key: str,
        source: Source,
        *,
        content_type: str | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        allow: Collection[RuleName] = (),
    ) -> ObjectInfo:
        """Upload an object, as ``Objects.put`` does."""
        return await self._calls.run(
            self._objects.put,
            key,
            source,
            content_type=content_type,
            on_progress=on_loop(on_progress),
            allow=allow,
        )

    async def get(
        self,
        key: str,
        target: Target,
        *,
        on_progress: Callable[[int, int | None], object] | None = None,
        allow: Collection[RuleName] = (),
    ) -> ObjectInfo:
        """Download an object, as ``Objects.get`` does."""
        return await self._calls.run(self._objects.get, key, target, on_progress=on_loop(on_progress), allow=allow)

    async def read(self, key: str, *, allow: Collection[RuleName] = ()) -> bytes:
        """Download an object and return its content, as ``Objects.read`` does."""
        return await self._calls.run(self._objects.read, key, allow=allow)

    async def head(self, key: str, *, allow: Collection[RuleName] = ()) -> ObjectInfo:
        """Return the metadata of an object, as ``Objects.head`` does."""
        return await self._calls.run(self._objects.head, key, allow=allow)

    async def exists(self, key: str, *, allow: Collection[RuleName] = ()) -> bool:
        """Return whether the bucket has an object with a key, as ``Objects.exists`` does."""
        return await self._calls.run(self._objects.exists, key, allow=allow)

    def list(self, prefix: str = "") -> AsyncIterator[ListedObject]:
        """List objects lazily, page by page, as ``Objects.list`` does."""
        return AsyncList(self._calls, self._objects.list(prefix))

    async def delete(self, key: str, *, allow: Collection[RuleName] = ()) -> DeletedObject:
        """Delete an object, as ``Objects.delete`` does."""
        return await self._calls.run(self._objects.delete, key, allow=allow)

    async def url(self, key: str, *, expires: int = 3600, method: str = "GET", allow: Collection[RuleName] = ()) -> str:
        """Return a presigned URL, as ``Objects.url`` does."""
        return await self._calls.run(self._objects.url, key, expires=expires, method=method, allow=allow)
