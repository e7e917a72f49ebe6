"""``CosAuth``: adds the Authorization header to a prepared request."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cosanim.credentials import Credentials, CredentialsSource, find_credentials
from cosanim.errors import ConfigurationError
from cosanim.signing.signature_computation import KeyTime, authorization_value, check_sendable, sign_key, url_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.http.sessions.protocols import Request

CI_TOKEN_HEADER: Final = "x-ci-security-token"  # noqa: S105 - the name of a header
COS_TOKEN_HEADER: Final = "x-cos-security-token"  # noqa: S105 - the name of a header

BACKDATED: Final = 60
"""Seconds before the current time at which a signature becomes valid: the local clock may be ahead of the service's."""

SIGNED_HEADERS: Final = ("content-type", "content-length", "content-md5")
"""Headers that are signed if sent, since buckets can require it; ``host``, ``x-ci-*`` and ``x-cos-*`` always are."""

_SIGNED_PREFIXES: Final = ("x-ci-", "x-cos-")

_Request = TypeVar("_Request", bound="Request")


class _DerivedKey(NamedTuple):
    """A derived key, with its validity window and credentials."""

    credentials: Credentials
    key_time: KeyTime
    key: str

    def __repr__(self) -> str:
        """Show only the window."""
        return f"_DerivedKey(key_time={self.key_time})"


class CosAuth:
    """Signs method, URL and headers of a prepared request; can be passed to ``requests`` as ``auth``.

    It signs ``host``, all ``x-ci-*`` and ``x-cos-*`` headers, and all query parameters, also those without a value. If
    sent, ``content-type``, ``content-length`` and ``content-md5`` are signed too: without them, a bucket in strict
    signature mode returns 403. Date and other headers that proxies may change are not signed. Each call computes a new
    signature. Disable redirects: a redirected request would need another signature.
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
        """Create a signer.

        Args:
            credentials: Credentials, or a callable that returns them for each request.
            ttl: Validity of the signature in seconds from now.
            token_header: The header that carries a temporary token: ``CI_TOKEN_HEADER`` for jobs,
                ``COS_TOKEN_HEADER`` for objects.
            signed_headers: Names (case-insensitive) of the headers to sign, if sent, instead of ``SIGNED_HEADERS``;
                needed with a proxy that rewrites some of these. ``host``, ``x-ci-*`` and ``x-cos-*`` are always signed.
            clock: Returns the current Unix time in seconds.

        Raises:
            ConfigurationError: ``signed_headers`` is a single text, or contains something other than header names.
        """
        self._credentials = credentials
        self._ttl = ttl
        self._token_header = token_header
        names = SIGNED_HEADERS if signed_headers is None else header_names(signed_headers)
        self._signed = frozenset({"host", *names})
        self._clock = clock
        self._derived: _DerivedKey | None = None

    def __call__(self, r: _Request) -> _Request:
        """Add the token and the Authorization header to the prepared request and return it.

        Raises:
            CredentialsError: There are no credentials, or they contain characters that a header cannot have.
        """
        return self.sign(r, find_credentials(self._credentials))

    def sign(self, r: _Request, credentials: Credentials) -> _Request:
        """Add the token and the Authorization header of given credentials to the prepared request and return it.

        Args:
            r: The prepared request.
            credentials: The credentials to sign with, in place of the signer's.

        Raises:
            CredentialsError: The credentials cannot be sent, or requests not be signed with them.
        """
        check_sendable(credentials)
        for name in (CI_TOKEN_HEADER, COS_TOKEN_HEADER):
            if name in r.headers:
                del r.headers[name]  # remove the token of earlier credentials when the request is retried
        if credentials.token is not None:
            r.headers[self._token_header] = credentials.token
        now = int(self._clock())
        path, params, host = url_parts(r.url or "")
        # Receivers strip white space around a value before they verify the signature.
        headers = {
            lowered: value.strip() if isinstance(value, str) else value.decode().strip()
            for name, value in r.headers.items()
            if (lowered := name.lower()) in self._signed or lowered.startswith(_SIGNED_PREFIXES)
        }
        headers.setdefault("host", host)
        key_time = (now - BACKDATED, now + self._ttl)
        r.headers["Authorization"] = authorization_value(
            method=r.method or "",
            path=path,
            params=params,
            headers=headers,
            secret_id=credentials.secret_id,
            signing_key=self._key_for(credentials, key_time),
            key_time=key_time,
        )
        return r

    @property
    def validity(self) -> int:
        """Seconds from the first to the last second of each signature."""
        return BACKDATED + self._ttl

    def _key_for(self, credentials: Credentials, key_time: KeyTime) -> str:
        """Return the derived key, which is cached for requests of the same second with the same credentials."""
        cached = self._derived
        if cached is None or cached.key_time != key_time or cached.credentials != credentials:
            # A single assignment, so that threads never combine a key with another window.
            cached = self._derived = _DerivedKey(credentials, key_time, sign_key(credentials.secret_key, key_time))
        return cached.key


def header_names(names: Iterable[str]) -> list[str]:
    """Return the names of headers to sign in lower case, without ``host``, which is always signed.

    Raises:
        ConfigurationError: ``names`` is a single text, or contains something other than header names.
    """
    # A str is an iterable of its characters.
    listed = None if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    if listed is None or not all(isinstance(name, str) and name.strip() for name in listed):
        raise ConfigurationError(f"signed_headers is a list of header names, not {names!r}")
    return [name.strip().lower() for name in listed if name.strip().lower() != "host"]
