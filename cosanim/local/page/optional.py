"""The page of a service, or what stands for it if the packages of the page are not installed."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Final

from cosanim.local.http.responses import ServiceResponse
from cosanim.local.page.access import is_page_request

if TYPE_CHECKING:
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


class MissingPage:
    """Stands for the page if its packages are not installed."""

    def __init__(self, missing: list[str]) -> None:
        """Store what is missing.

        Args:
            missing: Names of the packages.
        """
        self._text = f"The page of this service needs {', '.join(missing)}: run  pip install 'cosanim[local]'\n"

    async def respond(self, request: HttpRequest) -> Response | None:
        """Respond to a request for the page with what to install; return None for other requests."""
        if not is_page_request(request):
            return None
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        return ServiceResponse(self._text.encode(), status_code=_NOT_IMPLEMENTED, headers=headers)


def make_page(
    settings: ServiceSettings,
    storage: Storage,
    *,
    dispatcher: Dispatcher,
    attempts: AttemptLog,
    frames: FirstFrames | None,
) -> Page | MissingPage:
    """Create the page of a service.

    Args:
        settings: The settings of the service.
        storage: The stores.
        dispatcher: Responds to requests with a valid signature.
        attempts: The attempts to deliver callbacks.
        frames: From ``make_first_frames``.
    """
    if missing := [name for name in _PACKAGES if importlib.util.find_spec(name) is None]:
        return MissingPage(missing)
    from cosanim.local.page.assembly import build_page

    return build_page(settings, storage, dispatcher=dispatcher, attempts=attempts, frames=frames)


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
