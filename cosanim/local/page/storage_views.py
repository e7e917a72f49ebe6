"""The views of buckets and objects: the list, uploads, contents, and the first frames of videos."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.resources
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.responses import ServiceResponse
from cosanim.local.page.access import HEADERS
from cosanim.local.page.first_frames import CONTENT_TYPE
from cosanim.local.page.forms import UploadForm
from cosanim.local.page.rendering import page_url, redirect

if TYPE_CHECKING:
    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.access import Guard
    from cosanim.local.page.calls import ServiceCalls
    from cosanim.local.page.first_frames import FirstFrames
    from cosanim.local.page.rendering import Renderer
    from cosanim.local.storage.objects import ObjectStore

_PAGE_SIZE: Final = 50
_PASSED_HEADERS: Final = ("range", "if-range", "if-none-match", "if-modified-since")
_NOT_MODIFIED: Final = 304
_STATIC: Final = {
    "style.css": "text/css; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "no-frame.svg": "image/svg+xml",
}
"""The files of the page that never change, with their media types."""


class StorageViews:
    """The pages and contents of objects."""

    def __init__(
        self,
        calls: ServiceCalls,
        renderer: Renderer,
        guard: Guard,
        *,
        objects: ObjectStore,
        frames: FirstFrames | None,
        bucket: str,
    ) -> None:
        """Store the components that the views show.

        Args:
            calls: Calls the APIs of the service.
            renderer: Renders the templates.
            guard: Checks the token of uploads.
            objects: The objects.
            frames: Renders first frames; None for a service that does not render.
            bucket: The service's own bucket.
        """
        self._calls = calls
        self._renderer = renderer
        self._guard = guard
        self._objects = objects
        self._frames = frames
        self._bucket = bucket

    async def list(self, request: HttpRequest) -> Response:
        """Return the page with the buckets, and with the objects of one of them."""
        bucket, prefix = request.param("bucket") or self._bucket, request.param("prefix") or ""
        buckets = [name for name, _ in await asyncio.to_thread(self._objects.buckets)]
        page = await asyncio.to_thread(
            self._objects.page,
            bucket,
            prefix=prefix,
            marker=request.param("marker") or "",
            delimiter="/",
            limit=_PAGE_SIZE,
        )
        return self._renderer.page(
            "objects.html",
            bucket=bucket,
            buckets=buckets,
            location=prefix,
            parents=_parents(prefix),
            folders=[entry for entry in page.entries if isinstance(entry, str)],
            objects=[entry for entry in page.entries if not isinstance(entry, str)],
            next_marker=page.next_marker,
        )

    async def upload(self, request: HttpRequest) -> Response:
        """Store a file as an object, as PUT does, and go to the list of its folder."""
        form = UploadForm(request)
        fields = await form.read_fields()
        self._guard.check_token(fields)
        bucket, prefix = fields.get("bucket") or self._bucket, fields.get("prefix", "")
        key = fields.get("key") or prefix + form.filename.replace("\\", "/").rpartition("/")[2]
        if not key:
            raise HttpError(400, "InvalidArgument", "Choose a file.")
        headers = {"transfer-encoding": "chunked", "content-type": form.content_type}
        await self._calls.object("PUT", bucket, key, headers=headers, receive=form.receive)
        folder, slash, _ = key.rpartition("/")
        return redirect(page_url("/objects", bucket=bucket, prefix=folder + slash))

    async def content(self, request: HttpRequest) -> Response:
        """Return an object, as GET does."""
        bucket, key = _place(request, self._bucket)
        passed = {name: value for name in _PASSED_HEADERS if (value := request.header(name)) is not None}
        response = await self._calls.object("GET", bucket, key, headers=passed)
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-cache"}
        response.raw_headers += [(name.encode(), value.encode()) for name, value in headers.items()]
        return response

    async def frame(self, request: HttpRequest) -> Response:
        """Return the first frame of a video, or a picture that says that there is none."""
        bucket, key = _place(request, self._bucket)
        image = None if self._frames is None else await self._frames.get(bucket, key)
        if image is None:
            return await self.static(request, "no-frame.svg")
        return _image(request, image, CONTENT_TYPE)

    async def static(self, request: HttpRequest, name: str) -> Response:
        """Return a file of the page that never changes."""
        if name not in _STATIC:
            raise HttpError(404, "NotFound", "There is no such page.")
        path = importlib.resources.files("cosanim.local.page") / "static" / name
        return _image(request, await asyncio.to_thread(path.read_bytes), _STATIC[name])


def _place(request: HttpRequest, own_bucket: str) -> tuple[str, str]:
    key = request.param("key")
    if not key:
        raise HttpError(400, "InvalidArgument", "The parameter key is missing.")
    return request.param("bucket") or own_bucket, key


def _image(request: HttpRequest, content: bytes, media_type: str) -> Response:
    """Return content that a browser may keep, and asks for again with its entity tag."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": etag, "Cache-Control": "no-cache"}
    if request.header("if-none-match") == etag:
        return ServiceResponse(status_code=_NOT_MODIFIED, headers=headers)
    return ServiceResponse(content, headers={**headers, "Content-Type": media_type})


def _parents(prefix: str) -> list[tuple[str, str]]:
    """Return the folders that contain a prefix, each with its name and its own prefix."""
    parts = prefix.split("/")[:-1]
    return [(part, "/".join(parts[: number + 1]) + "/") for number, part in enumerate(parts)]
