"""Credentials: a secret id, its key and an optional temporary token, and the providers that find them.

A *provider* is a callable that returns ``Credentials`` or, when it finds none, the list of places that it
searched. ``find_credentials`` calls one provider after the other. Id, key and token always come from the same
provider: values of different providers are never combined.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, NoReturn, Self, TypeAlias

from cosanim.errors import CredentialsError
from cosanim.unpicklable import refuse_to_pickle

_VISIBLE_CHARACTERS: Final = 4
"""Number of characters at each end of a secret id that its repr shows, enough to distinguish two ids."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """A secret id with its key and, for temporary credentials, the security token.

    The form of the values is not checked; the service rejects ids that do not exist. The repr shows only both ends of
    the id, and neither key nor token. Credentials cannot be pickled, since a pickle would contain the key.

    Attributes:
        secret_id: The id of the secret key; it is sent with every request.
        secret_key: The key that requests are signed with; it is never sent.
        token: The security token of temporary credentials, None for permanent ones.
    """

    secret_id: str
    secret_key: str
    token: str | None = None

    def __post_init__(self) -> None:
        """Check that the fields are texts; None usually means that an environment variable is not set.

        Raises:
            CredentialsError: The id or the key is not a text, or the token is neither a text nor None.
        """
        for name, value in (
            ("secret_id", self.secret_id),
            ("secret_key", self.secret_key),
            ("token", self.token or ""),
        ):
            if not isinstance(value, str):
                raise CredentialsError(
                    f"{name} is {type(value).__name__}, not a text; is its environment variable set?"
                )

    def __repr__(self) -> str:
        """Show both ends of the secret id, and neither the key nor the token."""
        token = "None" if self.token is None else "'***'"
        return f"Credentials(secret_id={_masked_id(self.secret_id)!r}, secret_key='***', token={token})"

    def __reduce__(self) -> NoReturn:
        """Raise an error, since a pickle would contain the secret key.

        Raises:
            TypeError: Always.
        """
        refuse_to_pickle(self)

    def __copy__(self) -> Self:
        """Return the same object, which is immutable."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return the same object, which is immutable."""
        return self

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Credentials:
        """Read the credentials from the TENCENTCLOUD_* variables.

        There are two families of names: the usual one (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY) and the one of
        the cloud function runtime (TENCENTCLOUD_SECRETID, TENCENTCLOUD_SECRETKEY). The id and the key are taken from
        one family, the first that has both. The token is TENCENTCLOUD_TOKEN, TENCENTCLOUD_SECURITY_TOKEN or
        TENCENTCLOUD_SESSIONTOKEN; the last is preferred with the runtime's family. White space around a value is
        removed, since pasting a value often adds a line break; a value of white space alone counts as missing.

        Args:
            environ: The variables to read; the process environment when left out.

        Returns:
            The credentials found.

        Raises:
            CredentialsError: No family has both an id and a key; the message lists every name searched.
        """
        return find_credentials(providers=[EnvironmentProvider(environ)])


CredentialsSource: TypeAlias = Credentials | Callable[[], Credentials]
"""Fixed credentials, or a callable that returns credentials and is called for each request."""

Provider: TypeAlias = Callable[[], Credentials | Sequence[str]]
"""Returns credentials or, when it finds none, one line for each place it searched; lines contain no secrets."""


class _Family(NamedTuple):
    """Names of environment variables that belong together. ``tokens`` is in order of preference."""

    secret_id: str
    secret_key: str
    tokens: tuple[str, ...]


_FAMILIES: Final = (
    _Family(
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"),
    ),
    _Family(
        "TENCENTCLOUD_SECRETID",
        "TENCENTCLOUD_SECRETKEY",
        ("TENCENTCLOUD_SESSIONTOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"),
    ),
)


class EnvironmentProvider:
    """The provider that reads the TENCENTCLOUD_* variables."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        """Create the provider.

        Args:
            environ: The variables; the process environment, read at each call, when left out.
        """
        self._environ = environ

    def __call__(self) -> Credentials | Sequence[str]:
        """Return the credentials of the first complete family, or one line about each id and key variable."""
        environ = os.environ if self._environ is None else self._environ
        searched_places: list[str] = []
        for family in _FAMILIES:
            secret_id = environ.get(family.secret_id, "").strip()
            secret_key = environ.get(family.secret_key, "").strip()
            if secret_id and secret_key:
                tokens = (environ.get(name, "").strip() for name in family.tokens)
                return Credentials(secret_id, secret_key, next(filter(None, tokens), None))
            searched_places += [_variable_state(environ, family.secret_id), _variable_state(environ, family.secret_key)]
        return searched_places


def find_credentials(
    explicit: CredentialsSource | None = None, *, providers: Sequence[Provider] | None = None
) -> Credentials:
    """Return the credentials to sign with: the explicit ones, or else those of the first provider that has any.

    Args:
        explicit: Credentials, or a callable that returns them; when given, no provider is called.
        providers: The providers to call, in order; only the environment when left out.

    Returns:
        The credentials.

    Raises:
        CredentialsError: No credentials were found, or ``explicit`` is of another type. The message and
            ``searched_places`` list every place searched, but no secrets.
    """
    if explicit is not None:
        credentials = explicit() if callable(explicit) else explicit
        if not isinstance(credentials, Credentials):
            raise CredentialsError(
                f"credentials are a Credentials object or a callable that returns one, not {type(credentials).__name__}"
            )
        return credentials
    searched_places = ["argument credentials: not given"]
    for provider in [EnvironmentProvider()] if providers is None else providers:
        credentials_or_places = provider()
        if isinstance(credentials_or_places, Credentials):
            return credentials_or_places
        searched_places.extend(credentials_or_places)
    raise CredentialsError(
        "no credentials found: pass credentials=Credentials(secret_id, secret_key), or set both "
        "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
        searched_places=searched_places,
    )


class CachedCredentials:
    """Calls ``find_credentials`` at the first request and keeps the result for all later ones."""

    def __init__(self) -> None:
        """Start without credentials."""
        self._credentials: Credentials | None = None

    def __call__(self) -> Credentials:
        """Return the credentials.

        Raises:
            CredentialsError: No credentials were found; the next call searches again.
        """
        if self._credentials is None:
            self._credentials = find_credentials()
        return self._credentials


def _variable_state(environ: Mapping[str, str], name: str) -> str:
    if name not in environ:
        return f"environment {name}: not set"
    return f"environment {name}: {'set' if environ[name].strip() else 'blank'}"


def _masked_id(secret_id: str) -> str:
    if len(secret_id) <= 3 * _VISIBLE_CHARACTERS:
        return "***"
    return f"{secret_id[:_VISIBLE_CHARACTERS]}***{secret_id[-_VISIBLE_CHARACTERS:]}"
