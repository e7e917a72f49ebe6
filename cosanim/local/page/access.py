"""Which requests are for the page, who may make them, and the headers of its responses.

A request with an Authorization, or with the parameters of a signature, is a call of the API. The page needs no
signature, so it is only for programs on this machine that use a loopback address as the Host: a web page can have its
own host name resolve to a loopback address (DNS rebinding), but not send the Host of another one. Changes need two
more proofs that they come from the page itself: what the browser says of the origin, and a token that other origins
cannot read.
"""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.hosts import host_name, is_loopback
from cosanim.signing.parsed_authorization import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.http.request import HttpRequest

PREFIX: Final = "/local/page"
"""Where all paths of the page begin, except ``/``. No key of an object can begin so."""
TOKEN_FIELD: Final = "form_token"  # noqa: S105 - the name of the field
"""Name of the form field with the token."""

_SAME_ORIGIN: Final = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site for requests of the page itself, and of the address bar."""
_ORIGIN: Final = re.compile(r"https?://([^/]+)")
_SIGNATURE_PARAMETERS: Final = frozenset({*FIELDS, "sign"})

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # With no-referrer, browsers would send the Origin null with forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""Headers of every response of the page."""


def is_page_request(request: HttpRequest) -> bool:
    """Return whether a request is for the page: unsigned, from this machine, and to a path of the page.

    Args:
        request: The request.
    """
    if request.path == "/":
        # With parameters it is a list of objects.
        is_page = request.method == "GET" and not request.params
    else:
        is_page = request.method in {"GET", "POST"} and f"{request.path}/".startswith(f"{PREFIX}/")
    if not is_page or request.header("authorization") is not None or request.param_names & _SIGNATURE_PARAMETERS:
        return False
    return is_loopback(request.client) and _is_local_name(host_name(request.header("host") or ""))


class Guard:
    """Refuses the requests that other origins make with the browser of a person."""

    def __init__(self) -> None:
        """Make the token, which is another one after each start of the service."""
        self.token = secrets.token_urlsafe(24)

    def check_read(self, request: HttpRequest) -> None:
        """Refuse a GET that another origin makes, except for a link that a person follows.

        Args:
            request: The request.

        Raises:
            HttpError: The request is refused.
        """
        site = request.header("sec-fetch-site")
        is_link = request.header("sec-fetch-mode") == "navigate" and request.header("sec-fetch-dest") == "document"
        if site is not None and site not in _SAME_ORIGIN and not is_link:
            raise _refusal("Other sites cannot load parts of this page.")

    def check_origin(self, request: HttpRequest) -> None:
        """Refuse a POST that another origin makes.

        Args:
            request: The request.

        Raises:
            HttpError: The request is refused.
        """
        site = request.header("sec-fetch-site")
        if site is not None and site not in _SAME_ORIGIN:
            raise _refusal("Only this page itself can send its forms.")
        origin = request.header("origin")
        if origin is not None:
            match = _ORIGIN.fullmatch(origin)
            if match is None or match[1].lower() != (request.header("host") or "").lower():
                raise _refusal("Only this page itself can send its forms.")

    def check_token(self, fields: Mapping[str, str]) -> None:
        """Refuse a form without the token.

        Args:
            fields: The fields of the form.

        Raises:
            HttpError: The token is missing or wrong.
        """
        if not hmac.compare_digest(fields.get(TOKEN_FIELD, "").encode(), self.token.encode()):
            raise _refusal("The form is out of date, since the service was started again: load the page again.")


def _is_local_name(name: str) -> bool:
    address = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    return is_loopback(address) or name.endswith(".localhost")


def _refusal(message: str) -> HttpError:
    return HttpError(403, "AccessDenied", message)
