"""Base class for objects that must not be pickled: they hold a secret key or open connections."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Final, NoReturn, Self

_INSTEAD: Final = (
    "build the client in the other process, with credentials from its environment or a secret store "
    "(results and exceptions can be pickled)"
)


def refuse_to_pickle(value: object, instead: str = _INSTEAD) -> NoReturn:
    """Raise the error for an object that must not be pickled, since the pickle would contain the secret key.

    Args:
        value: The object.
        instead: What to do instead.

    Raises:
        TypeError: Always; the message says what to do instead.
    """
    raise TypeError(f"{type(value).__name__} is not pickled, since it holds the secret key: {instead}")


class Unpicklable:
    """Base class of objects that cannot be pickled and whose copies share their contents."""

    _instead_of_pickling: ClassVar[str] = _INSTEAD

    def __reduce__(self) -> NoReturn:
        """Raise an error, since a pickle would contain the secret key.

        Raises:
            TypeError: Always; the message says what to do instead.
        """
        refuse_to_pickle(self, self._instead_of_pickling)

    def __copy__(self) -> Self:
        """Return a copy that shares connections and credentials."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return a copy that shares connections and credentials, since connections cannot be copied."""
        return copy.copy(self)
