"""The page of a service, which is created when it is first looked at, and may lack its packages."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Final

from cosanim.local.http.responses import ServiceResponse
from cosanim.local.page.access import is_page_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.http.dispatch import Dispatcher
    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.first_frames import FirstFrames
    from cosanim.local.page.router import Page
    from cosanim.local.storage.stores import Storage
    from cosanim.local.wiring import ServiceSettings

_PACKAGES: Final = ("jinja2",)
_NOT_IMPLEMENTED: Final = 501


class OptionalPage:
    """The page of a service, created for its first request, since few services of tests are looked at."""

    def __init__(self, build: Callable[[], Page]) -> None:
        """Store what creates the page.

        Args:
            build: Called once, for the first request, if the packages are installed.
        """
        self._build = build
        self._page: Page | None = None

    async def respond(self, request: HttpRequest) -> Response | None:
        """Respond to a request for the page, with what to install if that is missing; return None for other requests.

        Args:
            request: The request, whose Host is expected.
        """
        if not is_page_request(request):
            return None
        if self._page is None:
            if missing := [name for name in _PACKAGES if importlib.util.find_spec(name) is None]:
                return _missing(missing)
            # Not in a thread, so that two first requests get the same page, with the same token.
            self._page = self._build()
        return await self._page.respond(request)


def make_page(
    settings: ServiceSettings,
    storage: Storage,
    *,
    dispatcher: Dispatcher,
    attempts: AttemptLog,
    frames: FirstFrames | None,
) -> OptionalPage:
    """Return the page of a service.

    Args:
        settings: The settings of the service.
        storage: The stores.
        dispatcher: Responds to requests with a valid signature.
        attempts: The attempts to deliver callbacks.
        frames: From ``make_first_frames``.
    """

    def build() -> Page:
        from cosanim.local.page.assembly import build_page

        return build_page(settings, storage, dispatcher=dispatcher, attempts=attempts, frames=frames)

    return OptionalPage(build)


def make_first_frames(settings: ServiceSettings, storage: Storage) -> FirstFrames | None:
    """Return what renders the first frames of videos; None for a service that does not render.

    Args:
        settings: The settings of the service.
        storage: The stores.
    """
    if not settings.render:
        return None
    from cosanim.local.page.first_frames import FirstFrames

    return FirstFrames(storage.objects, memory_limit=settings.memory_limit, verbose=settings.verbose)


def _missing(packages: list[str]) -> Response:
    text = f"The page of this service needs {', '.join(packages)}: run  pip install 'cosanim[local]'\n"
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return ServiceResponse(text.encode(), status_code=_NOT_IMPLEMENTED, headers=headers)
