"""The service's request signature, as pure stages, and what is built on them.

    http_string ──▶ string_to_sign ──┐
                        sign_key ────┴──▶ signature ──▶ sign (the Authorization value)

No stage reads a clock or a request object. ``CosAuth`` applies them to what requests prepared, ``presign`` to
a URL; ``parse_authorization`` and ``verify`` are the other side, for a service that checks.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from requests.auth import AuthBase

from cosanim.authorization import FIELDS, Authorization, parse_authorization
from cosanim.credentials import Credentials, CredentialsSource, find_credentials
from cosanim.errors import CredentialsError

if TYPE_CHECKING:
    from requests import PreparedRequest

__all__ = [
    "BACKDATED",
    "CI_TOKEN_HEADER",
    "COS_TOKEN_HEADER",
    "Authorization",
    "CosAuth",
    "KeyTime",
    "Pairs",
    "covered_pairs",
    "http_string",
    "parse_authorization",
    "presign",
    "sign",
    "sign_key",
    "signature",
    "string_to_sign",
    "url_parts",
    "verify",
]

Pairs: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
"""Parameters or headers. Case of names does not matter; the values of a repeated name keep their order."""

KeyTime: TypeAlias = tuple[int, int]
"""First and last second of a validity, in Unix time."""

CI_TOKEN_HEADER: Final = "x-ci-security-token"  # noqa: S105 - the name of a header
COS_TOKEN_HEADER: Final = "x-cos-security-token"  # noqa: S105 - the name of a header

BACKDATED: Final = 60
"""Seconds that a signature's window reaches into the past, for clocks that run ahead of the service's."""

_SIGNED_PREFIXES: Final = ("x-ci-", "x-cos-")


def http_string(*, method: str, path: str, params: Pairs, headers: Pairs) -> str:
    r"""Return the part of the request that the signature covers, in the service's canonical form.

    Args:
        method: The HTTP method, in any case.
        path: The decoded path, starting with ``/``.
        params: Every query parameter to sign, decoded; one without a value has the value "".
        headers: Every header to sign.

    Returns:
        Four lines, each ended by ``\n``: lower-case method, path, parameters, headers.
    """
    return f"{method.lower()}\n{path}\n{_joined(params)}\n{_joined(headers)}\n"


def string_to_sign(http_string: str, key_time: KeyTime) -> str:
    r"""Return what the derived key signs: the algorithm, the window and the digest of ``http_string``.

    Args:
        http_string: The result of the stage of that name.
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
    """Return the signature in lower-case hex. The derived key is used as text, not as the bytes it spells."""
    return _hmac_hex(sign_key, string_to_sign)


def sign(*, method: str, path: str, params: Pairs, headers: Pairs, credentials: Credentials, key_time: KeyTime) -> str:
    """Return the Authorization value for a request; every parameter and header passed is signed.

    Args:
        method: The HTTP method, in any case.
        path: The decoded path, starting with ``/``.
        params: Query parameters, decoded.
        headers: Headers. A temporary token is signed when it is among them; it is not added here.
        credentials: Who signs.
        key_time: First and last second of the validity, in Unix time.

    Returns:
        The value for the ``Authorization`` header.
    """
    derived = sign_key(credentials.secret_key, key_time)
    return _authorization(
        method=method,
        path=path,
        params=list(_items(params)),
        headers=list(_items(headers)),
        secret_id=credentials.secret_id,
        derived=derived,
        key_time=key_time,
    )


@dataclass(frozen=True, slots=True)
class _DerivedKey:
    """A key for one window, and whose it is."""

    credentials: Credentials
    key_time: KeyTime
    key: str = field(repr=False)


class CosAuth(AuthBase):
    """Signs what requests prepared: its URL, its method and its headers, and nothing else.

    Signed are ``host``, every ``x-ci-*`` and ``x-cos-*`` header and every query key, also one without a
    value. Content-Type, Content-Length and Date are left out, since proxies on the way change them. The value
    is made anew at each call. Use it with redirects off: a followed one would need another signature.
    """

    def __init__(
        self,
        credentials: CredentialsSource,
        *,
        ttl: int = 300,
        token_header: str = CI_TOKEN_HEADER,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Remember how to sign.

        Args:
            credentials: Credentials, or a callable that is asked for them at each request.
            ttl: Seconds ahead of now that the signature is valid.
            token_header: The header that carries a temporary token: ``CI_TOKEN_HEADER`` for jobs,
                ``COS_TOKEN_HEADER`` for objects.
            clock: Returns the current Unix time in seconds.
        """
        self._credentials = credentials
        self._ttl = ttl
        self._token_header = token_header
        self._clock = clock
        self._derived: _DerivedKey | None = None

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the token and the Authorization header to the prepared request and return it.

        Raises:
            CredentialsError: There are no credentials, or they cannot be part of a header.
        """
        credentials = find_credentials(self._credentials)
        _check_sendable(credentials)
        for name in (CI_TOKEN_HEADER, COS_TOKEN_HEADER):
            if name in r.headers:
                del r.headers[name]  # a token of earlier credentials, when the request is sent again
        if credentials.token is not None:
            r.headers[self._token_header] = credentials.token
        now = int(self._clock())
        path, params, host = url_parts(r.url or "")
        # By lower-case names: looking each header up again, as items() does, costs more than signing.
        present = dict(r.headers.lower_items())
        headers = [("host", _text(present.get("host", host)))]
        headers += [(name, _text(value)) for name, value in present.items() if name.startswith(_SIGNED_PREFIXES)]
        key_time = (now - BACKDATED, now + self._ttl)
        r.headers["Authorization"] = _authorization(
            method=r.method or "",
            path=path,
            params=params,
            headers=headers,
            secret_id=credentials.secret_id,
            derived=self._key_for(credentials, key_time),
            key_time=key_time,
        )
        return r

    def _key_for(self, credentials: Credentials, key_time: KeyTime) -> str:
        """Return the derived key, which all requests share that are signed in one second by one secret key."""
        known = self._derived
        if known is None or known.key_time != key_time or known.credentials != credentials:
            # Set in one go, so that threads never see a key beside another one's window.
            known = self._derived = _DerivedKey(credentials, key_time, sign_key(credentials.secret_key, key_time))
        return known.key


def presign(*, method: str, url: str, credentials: Credentials, key_time: KeyTime, host: str | None = None) -> str:
    """Return ``url`` with the authorization in its query: whoever holds it can send that one request.

    Args:
        method: The HTTP method that the URL will be used with.
        url: The percent-encoded URL of an object; parameters that it already has are signed too.
        credentials: Who signs; a temporary token is added to the query and signed.
        key_time: First and last second of the validity, in Unix time.
        host: The Host header that the request will carry, when it is not the one in the URL.

    Returns:
        The URL to hand out. It is a secret until the end of its validity.
    """
    url = url.partition("#")[0]
    path, params, netloc = url_parts(url)
    if credentials.token is not None:
        params.append((COS_TOKEN_HEADER, credentials.token))
        url = _with_pairs(url, [(COS_TOKEN_HEADER, credentials.token)])
    text = sign(
        method=method,
        path=path,
        params=params,
        headers={"host": host or netloc},
        credentials=credentials,
        key_time=key_time,
    )
    names_and_values = (pair.partition("=") for pair in text.split("&"))
    return _with_pairs(url, [(name, value) for name, _, value in names_and_values])


def url_parts(url: str) -> tuple[str, list[tuple[str, str]], str]:
    """Return what the signature needs of a URL: decoded path, decoded query pairs in order, host with port.

    A ``+`` in the query is read as a space, as the service does.
    """
    parts = urlsplit(url)
    params = parse_qsl(parts.query, keep_blank_values=True)
    return unquote(parts.path) or "/", params, parts.netloc.rpartition("@")[2]


def verify(
    authorization: Authorization, *, method: str, path: str, params: Pairs, headers: Pairs, secret_key: str
) -> bool:
    """Tell whether a signature belongs to a request. The window is not looked at: that needs a clock.

    Args:
        authorization: The parts of the request's Authorization value.
        method: The request's method.
        path: Its decoded path.
        params: All its query parameters, decoded; those not listed as signed are left out here.
        headers: All its headers; likewise.
        secret_key: The key that belongs to the authorization's secret id.

    Returns:
        True when every listed header and parameter is there and the signature, compared in constant time, is
        right.
    """
    params = covered_pairs(params, authorization.param_list)
    headers = covered_pairs(headers, authorization.header_list)
    if _keys(params) != sorted(authorization.param_list):
        return False
    if _keys(headers) != sorted(authorization.header_list):
        return False
    covered = http_string(method=method, path=path, params=params, headers=headers)
    expected = signature(sign_key(secret_key, authorization.key_time), string_to_sign(covered, authorization.sign_time))
    return hmac.compare_digest(expected, authorization.signature)


def covered_pairs(pairs: Pairs, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs whose name is in a header or parameter list of an Authorization value."""
    wanted = frozenset(names)
    return [(name, value) for name, value in _items(pairs) if _key(name) in wanted]


def _authorization(
    *,
    method: str,
    path: str,
    params: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    secret_id: str,
    derived: str,
    key_time: KeyTime,
) -> str:
    covered = http_string(method=method, path=path, params=params, headers=headers)
    window = _window(key_time)
    values = (
        "sha1",
        secret_id,
        window,
        window,
        ";".join(_keys(headers)),
        ";".join(_keys(params)),
        signature(derived, string_to_sign(covered, key_time)),
    )
    return "&".join(f"{name}={value}" for name, value in zip(FIELDS, values, strict=True))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    return _encoded(name).lower()


def _items(pairs: Pairs) -> Iterable[tuple[str, str]]:
    return pairs.items() if isinstance(pairs, Mapping) else pairs


def _keys(pairs: Pairs) -> list[str]:
    return sorted(_key(name) for name, _ in _items(pairs))


def _joined(pairs: Pairs) -> str:
    encoded = [(_key(name), _encoded(value)) for name, value in _items(pairs)]
    # By name alone, so that the values of a repeated one keep their order.
    encoded.sort(key=lambda pair: pair[0])
    return "&".join(f"{name}={value}" for name, value in encoded)


def _window(key_time: KeyTime) -> str:
    return f"{key_time[0]};{key_time[1]}"


def _hmac_hex(key: str, text: str) -> str:
    return hmac.digest(key.encode(), text.encode(), "sha1").hex()


def _text(value: str | bytes) -> str:
    # The receiver does not see white space around a value.
    return (value.decode() if isinstance(value, bytes) else value).strip()


def _check_sendable(credentials: Credentials) -> None:
    # HTTP libraries repeat a value that they cannot send in their message, and this one is a secret.
    for name, value in (("secret id", credentials.secret_id), ("token", credentials.token or "")):
        if not (value.isascii() and value.isprintable()):
            raise CredentialsError(f"the {name} has a line break or another character that no header can carry")


def _with_pairs(url: str, pairs: list[tuple[str, str]]) -> str:
    address, _, query = url.partition("?")
    mark = f"?{query}&" if query else "?"
    return address + mark + "&".join(f"{name}={_encoded(value)}" for name, value in pairs)
