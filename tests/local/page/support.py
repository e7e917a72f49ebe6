"""A person with a browser that has no JavaScript: requests of the page, and the forms in its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests
from lxml import html

if TYPE_CHECKING:
    from cosanim.local import LocalService

PREFIX = "/local/page"


class Answer:
    """A response of the page, and its document."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.url = response.url
        self.content = response.content
        self.document = html.fromstring(response.text) if "html" in response.headers.get("Content-Type", "") else None

    @property
    def text(self) -> str:
        """The text that a person sees, with single spaces."""
        assert self.document is not None
        return " ".join(self.document.text_content().split())

    def find(self, path: str) -> list:
        assert self.document is not None
        return self.document.xpath(path)

    def form(self, action: str) -> dict[str, str]:
        """Return the fields of the form with an action, with the values that a browser would send."""
        (form,) = self.find(f"//form[@action='{action}']")
        return {name: value for name, value in form.form_values() if isinstance(value, str)}


def get(service: LocalService, path: str, **options: object) -> Answer:
    return Answer(requests.get(urljoin(service.url, path), timeout=20, allow_redirects=False, **options))


def post(service: LocalService, path: str, fields: dict[str, str], **options: object) -> Answer:
    """Send a form; a redirect is followed, as browsers do."""
    headers = {"Origin": service.url, "Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
    return Answer(requests.post(urljoin(service.url, path), data=fields, headers=headers, timeout=20, **options))


def token(service: LocalService) -> str:
    return get(service, f"{PREFIX}/submit").form(f"{PREFIX}/submit")["form_token"]


def filled(service: LocalService, **fields: str) -> dict[str, str]:
    """Return the form of a new job with some fields filled in."""
    return {**get(service, f"{PREFIX}/submit").form(f"{PREFIX}/submit"), "action": "submit", **fields}
