"""``CosAuth``: signs a prepared request, whoever sends it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cosanim.credentials import Credentials, CredentialsSource, find_credentials
from cosanim.errors import ConfigurationError, CredentialsError
from cosanim.signing.signature_stages import KeyTime, authorization_value, sign_key, url_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.http.protocols import Request

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
