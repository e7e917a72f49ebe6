"""The stages of the request signature as pure functions, without clock or request object.

http_string ──▶ string_to_sign ──┐
                    sign_key ────┴──▶ signature ──▶ sign (the Authorization value)
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from cosanim.errors import CredentialsError
from cosanim.signing.parsed_authorization import FIELDS

if TYPE_CHECKING:
    from cosanim.credentials import Credentials

Pairs: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
"""Parameters or headers. Names are case-insensitive, and the values of a repeated name keep their order."""

KeyTime: TypeAlias = tuple[int, int]
"""First and last second of a validity window, in Unix time."""

_UNRESERVED: Final = re.compile(r"[A-Za-z0-9\-_.~]*")
"""A text that percent-encoding does not change."""
_MEDIA_TYPES: Final = {text: quote(text, safe="-_.~") for text in ("application/xml",)}
"""Media types of most requests, percent-encoded: ``quote`` takes a sixth of the time of a signature for one."""
_AUTHORIZATION: Final = "&".join(f"{name}=%s" for name in FIELDS)


def http_string(*, method: str, path: str, params: Pairs, headers: Pairs) -> str:
    r"""Return the canonical form of the signed parts of a request.

    Args:
        method: The HTTP method, case-insensitive.
        path: The decoded path, starting with ``/``.
        params: Every query parameter to sign, decoded; one without a value has the value "".
        headers: Every header to sign.

    Returns:
        Four lines, each ended by ``\n``: lower-case method, path, parameters, headers.
    """
    return _http_string(method, path, _signed_pairs(params)[1], _signed_pairs(headers)[1])


def string_to_sign(http_string: str, key_time: KeyTime) -> str:
    r"""Return the text that is signed: the algorithm, the validity window and the digest of ``http_string``.

    Args:
        http_string: The result of ``http_string``.
        key_time: First and last second of the signature's validity, in Unix time.

    Returns:
        Three lines, each ended by ``\n``.
    """
    digest = hashlib.sha1(http_string.encode(), usedforsecurity=False).hexdigest()
    return f"sha1\n{_window(key_time)}\n{digest}\n"


def sign_key(secret_key: str, key_time: KeyTime) -> str:
    """Return the key derived from the secret key for one window, as lower-case hex. It is itself a secret."""
    return _hmac_hex(secret_key, _window(key_time))


def signature(sign_key: str, string_to_sign: str) -> str:
    """Return the signature as lower-case hex. The HMAC key is the hex text of the derived key, not its bytes."""
    return _hmac_hex(sign_key, string_to_sign)


def sign(*, method: str, path: str, params: Pairs, headers: Pairs, credentials: Credentials, key_time: KeyTime) -> str:
    """Return the Authorization value for a request; every parameter and header passed is signed.

    Args:
        method: The HTTP method, case-insensitive.
        path: The decoded path, starting with ``/``.
        params: Query parameters, decoded.
        headers: Headers. Include a temporary token if there is one; it is not added here.
        credentials: The credentials.
        key_time: First and last second of the validity, in Unix time.

    Returns:
        The value for the ``Authorization`` header.

    Raises:
        CredentialsError: The credentials cannot be sent, or requests not be signed with them.
    """
    check_sendable(credentials)
    signing_key = sign_key(credentials.secret_key, key_time)
    return authorization_value(
        method=method,
        path=path,
        params=params,
        headers=headers,
        secret_id=credentials.secret_id,
        signing_key=signing_key,
        key_time=key_time,
    )


def check_sendable(credentials: Credentials) -> None:
    """Check that requests can be signed with credentials and carry them. No message contains a value.

    Raises:
        CredentialsError: The id or the token contains characters that a header cannot have, or the key is not UTF-8.
    """
    # HTTP libraries repeat an invalid value in their error message, which would reveal the secret.
    for name, value in (("secret id", credentials.secret_id), ("token", credentials.token or "")):
        if not (value.isascii() and value.isprintable()):
            raise CredentialsError(f"the {name} has a line break or another character that a header cannot contain")
    # Bytes of an environment variable that are not UTF-8 are decoded to lone surrogates.
    key = credentials.secret_key
    if not key.isascii() and any("\ud800" <= char <= "\udfff" for char in key):
        raise CredentialsError("the secret key has bytes that are not UTF-8")


def url_parts(url: str) -> tuple[str, list[tuple[str, str]], str]:
    """Return the parts of a URL that are signed: decoded path, decoded query pairs in order, host with port.

    A ``+`` in the query is read as a space, as the service does.
    """
    parts = urlsplit(url)
    params = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    return unquote(parts.path) or "/", params, parts.netloc.rpartition("@")[2]


def authorization_value(
    *,
    method: str,
    path: str,
    params: Pairs,
    headers: Pairs,
    secret_id: str,
    signing_key: str,
    key_time: KeyTime,
) -> str:
    """Return the Authorization value as ``sign`` does, from an already derived key."""
    param_list, signed_params = _signed_pairs(params)
    header_list, signed_headers = _signed_pairs(headers)
    canonical = _http_string(method, path, signed_params, signed_headers)
    window = _window(key_time)
    return _AUTHORIZATION % (
        "sha1",
        secret_id,
        window,
        window,
        header_list,
        param_list,
        signature(signing_key, string_to_sign(canonical, key_time)),
    )


def encoded(text: str) -> str:
    """Return a text percent-encoded for the signature and the query."""
    return text if _UNRESERVED.fullmatch(text) else _MEDIA_TYPES.get(text) or quote(text, safe="-_.~")


@lru_cache(maxsize=256)
def encoded_key(name: str) -> str:
    """Return the name of a header or parameter as it is signed: percent-encoded, then in lower case."""
    return encoded(name).lower()


def items(pairs: Pairs) -> Iterable[tuple[str, str]]:
    """Return names and values in their order."""
    return pairs.items() if isinstance(pairs, Mapping) else pairs


def sorted_keys(pairs: Pairs) -> list[str]:
    """Return the encoded names, sorted, as in q-header-list and q-url-param-list."""
    return sorted(encoded_key(name) for name, _ in items(pairs))


def _signed_pairs(pairs: Pairs) -> tuple[str, str]:
    """Return the names of pairs, and the names with their values, as they are signed: encoded, and sorted by name."""
    if not pairs:
        return "", ""
    encoded_pairs = [(encoded_key(name), encoded(value)) for name, value in items(pairs)]
    # Sorted by name only, so that the values of a repeated name keep their order.
    encoded_pairs.sort(key=itemgetter(0))
    names = ";".join([name for name, _ in encoded_pairs])
    return names, "&".join([f"{name}={value}" for name, value in encoded_pairs])


def _http_string(method: str, path: str, params: str, headers: str) -> str:
    return f"{method.lower()}\n{path}\n{params}\n{headers}\n"


def _window(key_time: KeyTime) -> str:
    return f"{key_time[0]};{key_time[1]}"


def _hmac_hex(key: str, text: str) -> str:
    return hmac.digest(key.encode(), text.encode(), "sha1").hex()
