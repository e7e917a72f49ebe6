"""Tells from an error whether a request was refused because of its signature or its credentials."""

from __future__ import annotations

from typing import Final

from cosanim.error_codes import ERROR_CODES, Refusal, find_error_code

_EXPIRED_MESSAGE: Final = "request has expired"
"""The object store's message for an expired signature, whose code is AccessDenied."""


def find_refusal(code: str) -> Refusal | None:
    """Return what an error code says of the signature or of the credentials; None if nothing.

    Args:
        code: The error code.
    """
    return next((row.refusal for row in ERROR_CODES if row.code == code and row.refusal is not None), None)


def is_time_refusal(status: int, code: str, message: str) -> bool:
    """Return whether an error means that a request was refused because its signature is not valid at this time.

    With a status outside of 400 to 499 this is not certain, so that a submission must not be sent again.

    Args:
        status: The HTTP status of the reply.
        code: The error code, or its number in the service's numeric table.
        message: The service's message.
    """
    row = find_error_code(status, code) if 400 <= status < 500 else None
    if row is None:
        return False
    return row.refusal is Refusal.TIME or (row.code == "AccessDenied" and _EXPIRED_MESSAGE in message.lower())


def is_credentials_refusal(status: int, code: str) -> bool:
    """Return whether an error means that a request was refused because of its credentials, so that others may help.

    The limit of the status is that of ``is_time_refusal``.

    Args:
        status: The HTTP status of the reply.
        code: The error code, or its number in the service's numeric table.
    """
    row = find_error_code(status, code) if 400 <= status < 500 else None
    return row is not None and row.refusal not in {None, Refusal.TIME}
