"""Finds the view of a request, checks where the request comes from, and turns errors into pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cosanim.local.http.error_responses import HttpError, http_error_of
from cosanim.local.page.access import PREFIX, Guard, is_page_request
from cosanim.local.page.forms import read_fields
from cosanim.local.storage.storage_errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.rendering import Renderer


class Page:
    """The page of a service."""

    def __init__(
        self,
        renderer: Renderer,
        guard: Guard,
        *,
        reads: dict[str, Callable[..., Awaitable[Response]]],
        changes: dict[str, Callable[..., Awaitable[Response]]],
        uploads: Callable[[HttpRequest], Awaitable[Response]],
    ) -> None:
        """Make the routes.

        Args:
            renderer: Renders the page of an error.
            guard: Refuses the requests of other origins.
            reads: The views of GET by a pattern of the path after the prefix. They take the request and the groups.
            changes: The views of POST likewise. They take the fields of the form and the groups.
            uploads: The view of the form with a file, which reads it as it arrives and checks its token.
        """
        self._renderer = renderer
        self._guard = guard
        self._reads = [(re.compile(pattern), view) for pattern, view in reads.items()]
        self._changes = [(re.compile(pattern), view) for pattern, view in changes.items()]
        self._uploads = uploads

    async def respond(self, request: HttpRequest) -> Response | None:
        """Respond to a request.

        Args:
            request: The request, whose Host is expected.

        Returns:
            The response; None if the request is not for the page.
        """
        if not is_page_request(request):
            return None
        try:
            return await (self._read(request) if request.method == "GET" else self._change(request))
        except StorageError as error:
            return self._error(http_error_of(error))
        except HttpError as error:
            return self._error(error)

    async def _read(self, request: HttpRequest) -> Response:
        self._guard.check_read(request)
        view, groups = _find(self._reads, request.path.removeprefix(PREFIX))
        response: Response = await view(request, *groups)
        return response

    async def _change(self, request: HttpRequest) -> Response:
        self._guard.check_origin(request)
        path = request.path.removeprefix(PREFIX)
        if path == "/upload":
            return await self._uploads(request)
        view, groups = _find(self._changes, path)
        fields = await read_fields(request)
        self._guard.check_token(fields)
        response: Response = await view(fields, *groups)
        return response

    def _error(self, error: HttpError) -> Response:
        return self._renderer.page("error.html", error.status, error=error)


def _find(routes: list[tuple[re.Pattern[str], Any]], path: str) -> tuple[Any, tuple[str, ...]]:
    for pattern, view in routes:
        if (match := pattern.fullmatch(path)) is not None:
            return view, match.groups()
    raise HttpError(404, "NotFound", "There is no such page.")
