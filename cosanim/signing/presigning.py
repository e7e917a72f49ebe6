"""Presigns URLs: adds the signature to their query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.signing.cos_auth import COS_TOKEN_HEADER
from cosanim.signing.signature_computation import encoded, sign, url_parts

if TYPE_CHECKING:
    from cosanim.credentials import Credentials
    from cosanim.signing.signature_computation import KeyTime


def presign(*, method: str, url: str, credentials: Credentials, key_time: KeyTime, host: str | None = None) -> str:
    """Return ``url`` with the authorization in its query. Anybody who has the result can send this request.

    Args:
        method: The HTTP method that the URL will be used with.
        url: The percent-encoded URL of an object. Parameters in its query are signed too.
        credentials: The credentials; a temporary token is added to the query and signed.
        key_time: First and last second of the validity, in Unix time.
        host: The Host header that the request will carry, when it is not the one in the URL.

    Returns:
        The presigned URL. It is a secret until it expires.

    Raises:
        CredentialsError: The credentials cannot be sent, or requests not be signed with them.
    """
    url = url.partition("#")[0]
    path, params, netloc = url_parts(url)
    if credentials.token is not None:
        params.append((COS_TOKEN_HEADER, credentials.token))
        url = _add_to_query(url, [(COS_TOKEN_HEADER, credentials.token)])
    text = sign(
        method=method,
        path=path,
        params=params,
        headers={"host": host or netloc},
        credentials=credentials,
        key_time=key_time,
    )
    names_and_values = (pair.partition("=") for pair in text.split("&"))
    return _add_to_query(url, [(name, value) for name, _, value in names_and_values])


def _add_to_query(url: str, pairs: list[tuple[str, str]]) -> str:
    address, _, query = url.partition("?")
    mark = f"?{query}&" if query else "?"
    return address + mark + "&".join(f"{name}={encoded(value)}" for name, value in pairs)
