"""Objects that hold a secret key or open connections, and so stay in the process that made them."""

from __future__ import annotations

import copy
from typing import Any, Final, NoReturn, Self

_ADVICE: Final = (
    "build the client in the other process, with credentials from its environment or a secret store "
    "(what calls return and raise does pickle)"
)


def refuse_to_pickle(value: object) -> NoReturn:
    """Refuse to be pickled: a pickle would carry the secret key to wherever it is sent or stored.

    Raises:
        TypeError: Always; says what to do instead.
    """
    raise TypeError(f"{type(value).__name__} is not pickled, since it holds the secret key: {_ADVICE}")


class Unpicklable:
    """A base for what refuses to pickle and copies by sharing what it holds."""

    def __reduce__(self) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: Always; says what to do instead.
        """
        refuse_to_pickle(self)

    def __copy__(self) -> Self:
        """Return a copy that shares connections and credentials."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return a copy that shares connections and credentials: connections have no copies."""
        return copy.copy(self)
