"""The service's request signature, and what is built on its stages.

``CosAuth`` applies the stages of ``cosanim.signing_stages`` to a prepared request, ``presign`` to a URL;
``parse_authorization`` and ``verify`` are the other side, for a service that checks.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cosanim.authorization import Authorization, parse_authorization
from cosanim.credentials import Credentials, CredentialsSource, find_credentials
from cosanim.errors import ConfigurationError, CredentialsError
from cosanim.signing_stages import (
    KeyTime,
    Pairs,
    authorization_value,
    covered_pairs,
    encoded,
    http_string,
    sign,
    sign_key,
    signature,
    string_to_sign,
    url_parts,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.messages import Request

__all__ = [
    "BACKDATED",
    "CI_TOKEN_HEADER",
    "COS_TOKEN_HEADER",
    "SIGNED_HEADERS",
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

CI_TOKEN_HEADER: Final = "x-ci-security-token"  # noqa: S105 - the name of a header
COS_TOKEN_HEADER: Final = "x-cos-security-token"  # noqa: S105 - the name of a header

BACKDATED: Final = 60
"""Seconds that a signature's window reaches into the past, for clocks that run ahead of the service's."""

SIGNED_HEADERS: Final = ("content-type", "content-length", "content-md5")
"""Headers that are signed where they are sent, beside ``host`` and the service's own: buckets can demand it."""

_SIGNED_PREFIXES: Final = ("x-ci-", "x-cos-")

_Request = TypeVar("_Request", bound="Request")


class _DerivedKey(NamedTuple):
    """A key for one window, and whose it is."""

    credentials: Credentials
    key_time: KeyTime
    key: str

    def __repr__(self) -> str:
        """Show the window only."""
        return f"_DerivedKey(key_time={self.key_time})"


class CosAuth:
    """Signs a prepared request: its URL, its method and its headers, and nothing else.

    It is what ``requests`` takes as ``auth``.

    Signed are ``host``, every ``x-ci-*`` and ``x-cos-*`` header, every query key, also one without a value, and where
    they are sent ``content-type``, ``content-length`` and ``content-md5``: a bucket in strict signature mode answers
    403 otherwise. Date and whatever else proxies on the way change is left out. The value is made anew at each call.
    Use it with redirects off: a followed one would need another signature.
    """

    def __init__(
        self,
        credentials: CredentialsSource,
        *,
        ttl: int = 300,
        token_header: str = CI_TOKEN_HEADER,
        signed_headers: Iterable[str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Remember how to sign.

        Args:
            credentials: Credentials, or a callable that is asked for them at each request.
            ttl: Seconds ahead of now that the signature is valid.
            token_header: The header that carries a temporary token: ``CI_TOKEN_HEADER`` for jobs,
                ``COS_TOKEN_HEADER`` for objects.
            signed_headers: Names of the headers to sign where they are sent, in any case, instead of
                ``SIGNED_HEADERS``: for a proxy that rewrites some of those. ``host``, ``x-ci-*`` and ``x-cos-*`` are
                signed in any case.
            clock: Returns the current Unix time in seconds.

        Raises:
            ConfigurationError: ``signed_headers`` is one text, or holds something else than names.
        """
        self._credentials = credentials
        self._ttl = ttl
        self._token_header = token_header
        self._signed = frozenset(SIGNED_HEADERS if signed_headers is None else header_names(signed_headers))
        self._clock = clock
        self._derived: _DerivedKey | None = None

    def __call__(self, r: _Request) -> _Request:
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
        present = {name.lower(): value for name, value in r.headers.items()}
        headers = [("host", _text(present.get("host", host)))]
        headers += [
            (name, _text(value))
            for name, value in present.items()
            if name in self._signed or name.startswith(_SIGNED_PREFIXES)
        ]
        key_time = (now - BACKDATED, now + self._ttl)
        r.headers["Authorization"] = authorization_value(
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


def _text(value: str | bytes) -> str:
    # The receiver does not see white space around a value.
    return (value.decode() if isinstance(value, bytes) else value).strip()


def header_names(names: Iterable[str]) -> list[str]:
    """Return the names of headers to sign in lower case, without ``host``, which is signed in any case.

    Raises:
        ConfigurationError: It is one text, or holds something else than names.
    """
    # A text is a list too: of its letters.
    given = None if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    if given is None or not all(isinstance(name, str) and name.strip() for name in given):
        raise ConfigurationError(f"signed_headers is a list of names of headers, not {names!r}")
    return [name.strip().lower() for name in given if name.strip().lower() != "host"]


def _check_sendable(credentials: Credentials) -> None:
    # HTTP libraries repeat a value that they cannot send in their message, and this one is a secret.
    for name, value in (("secret id", credentials.secret_id), ("token", credentials.token or "")):
        if not (value.isascii() and value.isprintable()):
            raise CredentialsError(f"the {name} has a line break or another character that no header can carry")


def _with_pairs(url: str, pairs: list[tuple[str, str]]) -> str:
    address, _, query = url.partition("?")
    mark = f"?{query}&" if query else "?"
    return address + mark + "&".join(f"{name}={encoded(value)}" for name, value in pairs)
