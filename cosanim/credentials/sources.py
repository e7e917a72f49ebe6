"""Lists the sources of credentials that a client without an argument has: those with credentials, and those without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cosanim.credentials.chain import default_providers, find_credentials
from cosanim.errors import ConfigurationError, CredentialsError

if TYPE_CHECKING:
    from cosanim.credentials.secret_keys import Credentials


class Source(NamedTuple):
    """A place where credentials are searched.

    Attributes:
        place: The place, such as ``file /home/me/.tccli/default.credential``; empty if it has no credentials, since the
            reasons name it.
        credentials: Its credentials; None if it has none.
        is_searched: Whether a client searches it. The file of coscmd is only read by programs that ask for it.
        reasons: Why it has none: the lines of the error that a client raises if no source has any.
    """

    place: str
    credentials: Credentials | None
    is_searched: bool = True
    reasons: tuple[str, ...] = ()


def list_sources(profile: str | None = None) -> list[Source]:
    """Return the sources of credentials in the order in which ``find_credentials`` calls their providers.

    The first that has credentials is the one that a client uses. The metadata service is only asked if no source before
    it has any, as a client does. The last source is the file of coscmd, if it has credentials.

    Args:
        profile: The only profile that is used; None for all sources.

    Raises:
        ConfigurationError: The profile is not the name of one; or the value of TCCLI_PROFILE is not, and no source
            before it has credentials, so that a client fails too.
    """
    # On demand, as in ``default_providers``.
    from cosanim.credentials.credential_files import CosConfProvider
    from cosanim.credentials.instance_role import InstanceRoleProvider

    sources: list[Source] = []
    try:
        for provider in default_providers(profile):
            if isinstance(provider, InstanceRoleProvider) and any(source.credentials for source in sources):
                continue
            sources.append(_source(provider, is_searched=True))
    except ConfigurationError as error:
        if not any(source.credentials for source in sources):
            raise
        sources.append(Source("", None, reasons=(str(error),)))
    unused = _source(CosConfProvider(), is_searched=False)
    return [*sources, unused] if unused.credentials else sources


def _source(provider: Any, *, is_searched: bool) -> Source:
    try:
        credentials = find_credentials(provider)
        return Source(provider.place, credentials, is_searched)
    except CredentialsError as error:
        return Source("", None, is_searched, tuple(error.searched_places or [str(error)]))
