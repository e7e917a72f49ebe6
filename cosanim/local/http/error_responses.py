"""Answers in the form of the service that gives them: headers, request ids, error bodies."""

from __future__ import annotations

import base64
import secrets
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from cosanim.models import ErrorResponse
from cosanim.xml.codec import encode
from cosanim.xml.simple_types import UNCARRIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cosanim.local.http.hosts import Kind

XML_TYPE: Final = "application/xml"


class Refused(Exception):
    """A request that gets an error: raised anywhere, answered in one place.

    Attributes:
        status: HTTP status.
        code: Documented error code.
        message: What is wrong, for people.
        headers: Further headers of the answer.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Store the parts of the answer.

        Args:
            status: HTTP status.
            code: Documented error code.
            message: What is wrong.
            headers: Further headers.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def xml_safe(text: str) -> str:
    """Return ``text`` with every character that XML cannot carry replaced."""
    return UNCARRIABLE.sub("\ufffd", text)


def new_request_id() -> str:
    """Return a request id of the service's form."""
    parts = f"{int(time.time()):x}_{secrets.token_hex(4)}_{secrets.token_hex(2)}_{secrets.token_hex(2)}"
    return base64.b64encode(parts.encode()).decode()


class Answer:
    """The headers of one answer, and the error body, in the form of the service that is addressed."""

    def __init__(self, kind: Kind, *, clock: Callable[[], float]) -> None:
        """Give the request its ids.

        Args:
            kind: The service that answers.
            clock: Returns the current Unix time.
        """
        self.kind = kind
        self.request_id = new_request_id()
        self._clock = clock

    def headers(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the common headers, and ``extra``."""
        return {
            "Date": formatdate(self._clock(), usegmt=True),
            "Server": f"tencent-{self.kind.value}",
            f"x-{self.kind.value}-request-id": self.request_id,
            **(extra or {}),
        }

    def error(self, refused: Refused, resource: str | None) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of an error.

        Args:
            refused: The error.
            resource: Address of the resource, which only the object store repeats; percent-encoded.

        Returns:
            The body and the headers.
        """
        trace_id = new_request_id()
        body = ErrorResponse(
            code=refused.code,
            message=xml_safe(refused.message),
            resource=resource,
            request_id=self.request_id,
            trace_id=trace_id,
        )
        headers = {
            f"x-{self.kind.value}-trace-id": trace_id,
            "Content-Type": XML_TYPE,
            **refused.headers,
        }
        return encode(body), self.headers(headers)
