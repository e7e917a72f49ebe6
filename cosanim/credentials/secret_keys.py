"""``Credentials``: a secret id, its key and an optional temporary token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from cosanim.credentials.variables import read_variables
from cosanim.errors import CredentialsError
from cosanim.unpicklable import refuse_to_pickle

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        return f"Credentials(secret_id={self.masked_id!r}, secret_key='***', token={token})"

    @property
    def masked_id(self) -> str:
        """Both ends of the secret id, enough to distinguish two ids; ``***`` if it is short."""
        if len(self.secret_id) <= 3 * _VISIBLE_CHARACTERS:
            return "***"
        return f"{self.secret_id[:_VISIBLE_CHARACTERS]}***{self.secret_id[-_VISIBLE_CHARACTERS:]}"

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
        TENCENTCLOUD_SESSIONTOKEN; the last is preferred with the runtime's family, and not used with the other one if
        the runtime has a pair of another id, to which it belongs. White space around a value is
        removed, since pasting a value often adds a line break; a value of white space alone counts as missing.

        Args:
            environ: The variables to read; the process environment when left out.

        Returns:
            The credentials found.

        Raises:
            CredentialsError: No family has both an id and a key; the message lists every name searched.
        """
        return cls(*read_variables(environ))
