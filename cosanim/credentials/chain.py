"""Finds the credentials to sign with: the providers that are called one after the other, and the chain of a client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from cosanim.credentials.process_lock import ProcessLock
from cosanim.credentials.secret_keys import Credentials
from cosanim.credentials.variables import used_variables
from cosanim.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

CredentialsProvider: TypeAlias = Callable[[], Credentials]
"""A callable that returns credentials, or raises CredentialsError when it has none.

``searched_places`` of the error has one line for each place that was searched, without secrets.
"""

CredentialsSource: TypeAlias = Credentials | CredentialsProvider
"""Fixed credentials, or a provider, which is called for each request."""


class RenewingProvider(Protocol):
    """A provider that keeps its credentials until they end, and can replace them when the service refuses them."""

    def __call__(self) -> Credentials:
        """Return credentials.

        Raises:
            CredentialsError: There are none.
        """
        ...

    def renew(self, refused: Credentials) -> Credentials:
        """Return credentials in place of those that the service refused; the same ones if there are no others.

        Args:
            refused: The refused credentials. If they are not the current ones any more, the current ones are returned.

        Raises:
            CredentialsError: There are none.
        """
        ...


class EnvironmentProvider:
    """The provider that reads the TENCENTCLOUD_* variables, as ``Credentials.from_environment`` does."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        """Create the provider.

        Args:
            environ: The variables; the process environment, read at each call, when left out.
        """
        self._environ = environ

    @property
    def place(self) -> str:
        """The variables that the id and the key are taken from."""
        return f"environment {' and '.join(used_variables(self._environ))}"

    def __call__(self) -> Credentials:
        """Return the credentials of the environment.

        Raises:
            CredentialsError: No pair of variables is complete.
        """
        return Credentials.from_environment(self._environ)


def default_providers(profile: str | None = None) -> Iterator[CredentialsProvider]:
    """Yield the providers that are called in turn when no credentials are given; see ``find_credentials``.

    Args:
        profile: The only profile to use; None for all providers.
    """
    if profile is None:
        yield EnvironmentProvider()
    # The others are imported on demand: most programs have their credentials in the environment.
    from cosanim.credentials.credential_files import ProfileProvider, TencentCloudFileProvider, profile_of_environment

    yield ProfileProvider(profile)
    # A profile that is named must not be replaced by the credentials of another account.
    if profile is None and profile_of_environment() is None:
        yield TencentCloudFileProvider()
        from cosanim.credentials.instance_role import InstanceRoleProvider

        yield InstanceRoleProvider()


def find_credentials(
    explicit: CredentialsSource | None = None,
    *,
    profile: str | None = None,
    providers: Iterable[CredentialsProvider] | None = None,
) -> Credentials:
    """Return the credentials to sign with: the explicit ones, or else those of the first provider that has any.

    The providers are, in this order: the environment variables; the profile of tccli that TCCLI_PROFILE names, or
    ``default``; the file ``~/.tencentcloud/credentials``; the CAM role of this virtual machine. With ``profile``, that
    profile is the only one; nothing is tried after a profile that TCCLI_PROFILE names. Id, key and token always come
    from the same provider: values of different providers are never combined.

    Args:
        explicit: Credentials, or a provider; when given, no other provider is called.
        profile: Name of the profile of tccli to use.
        providers: The providers to call, in order, in place of these.

    Returns:
        The credentials.

    Raises:
        CredentialsError: No credentials were found, or ``explicit`` is of another type. The message and
            ``searched_places`` list every place searched and why it has none, but no secrets.
        ConfigurationError: The profile is not the name of one.
    """
    if explicit is not None:
        return _checked(explicit() if callable(explicit) else explicit)
    if profile is not None:
        _check_profile(profile)
    return _search(providers, profile).credentials


def renewed_credentials(source: CredentialsSource, refused: Credentials) -> Credentials:
    """Return the credentials of a source after the service refused those that it returned before.

    Args:
        source: The source. If it has a method ``renew``, as ``RenewingProvider`` describes, that is called; any other
            provider is called again, and fixed credentials stay the same.
        refused: The refused credentials.

    Raises:
        CredentialsError: There are none.
    """
    renew = getattr(source, "renew", None)
    return _checked(renew(refused)) if callable(renew) else find_credentials(source)


def _check_profile(profile: object) -> None:
    from cosanim.credentials.credential_files import check_profile  # on demand, as in ``default_providers``

    check_profile(profile)


class CredentialsChain:
    """Searches for credentials at the first request, and keeps those found until the service refuses them.

    A client that is given no credentials has a chain. Credentials that end are refreshed by their provider.

    Attributes:
        profile: The only profile that is used; None for all providers.
    """

    def __init__(self, providers: Iterable[CredentialsProvider] | None = None, *, profile: str | None = None) -> None:
        """Create a chain; nothing is searched yet.

        Args:
            providers: The providers to call, in order; those of ``find_credentials`` when left out.
            profile: The profile of tccli to use, as in ``find_credentials``.

        Raises:
            ConfigurationError: The profile is not the name of one.
        """
        if profile is not None:
            _check_profile(profile)
        self.profile = profile
        self._providers = None if providers is None else tuple(providers)
        self._lock = ProcessLock()
        self._found: _Found | None = None

    def __call__(self) -> Credentials:
        """Return the credentials.

        Raises:
            CredentialsError: No credentials were found; the next call searches again.
        """
        found = self._found
        if found is None:
            with self._lock.get():
                if self._found is None:
                    self._found = self._search()
                found = self._found
        return found.current()

    def renew(self, refused: Credentials) -> Credentials:
        """Search again, since the service refused the credentials, and return those found.

        One thread at a time searches. If another one has found others meanwhile, these are returned.

        Args:
            refused: The refused credentials.

        Raises:
            CredentialsError: No credentials were found; those found before are kept.
        """
        with self._lock.get():
            if self._found is not None and (current := self._found.current()) != refused:
                return current
            self._found = self._search(refused)
            return self._found.credentials

    def _search(self, refused: Credentials | None = None) -> _Found:
        return _search(self._providers, self.profile, refused)


class _Found(NamedTuple):
    """The provider that had credentials, and the credentials."""

    provider: CredentialsProvider
    credentials: Credentials

    def current(self) -> Credentials:
        """Return the credentials, which a provider that renews them may have replaced."""
        return _checked(self.provider()) if hasattr(self.provider, "renew") else self.credentials


def _search(
    providers: Iterable[CredentialsProvider] | None, profile: str | None, refused: Credentials | None = None
) -> _Found:
    """Call providers until one has credentials.

    Args:
        providers: The providers; the default ones when None.
        profile: The profile that was asked for.
        refused: Credentials that the service refused, which providers may have kept.

    Raises:
        CredentialsError: None has any.
    """
    searched_places = ["argument credentials: not given"]
    searched_places.append("argument profile: " + ("not given" if profile is None else profile))
    for provider in default_providers(profile) if providers is None else providers:
        try:
            credentials = find_credentials(provider) if refused is None else renewed_credentials(provider, refused)
            return _Found(provider, credentials)
        except CredentialsError as error:
            searched_places += error.searched_places or [str(error)]
    raise CredentialsError(_missing_message(providers, profile), searched_places=searched_places)


def _missing_message(providers: Iterable[CredentialsProvider] | None, profile: str | None) -> str:
    if providers is None:
        from cosanim.credentials.credential_files import profile_of_environment  # on demand, as in default_providers

        named = profile or profile_of_environment()
        if named:
            return (
                f"no credentials found for the profile {named!r}, and none are used in place of a profile that is "
                f"named: write it with `tccli configure --profile {named}`, or name another one"
            )
    return (
        "no credentials found: pass credentials=Credentials(secret_id, secret_key), or set both "
        "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write a profile with `tccli configure`"
    )


def _checked(credentials: object) -> Credentials:
    if isinstance(credentials, Credentials):
        return credentials
    raise CredentialsError(
        f"credentials are a Credentials object or a callable that returns one, not {type(credentials).__name__}"
    )
