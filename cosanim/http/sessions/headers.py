"""``Headers``: the headers of a request or a reply of the client's own session."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, MutableMapping
from typing import Any


class Headers(MutableMapping[str, str]):
    """Headers whose names are case-insensitive and keep the case in which they were set last.

    Each request iterates over its headers several times, hence over a dict: that of urllib3 takes much longer.
    """

    __slots__ = ("_names", "_values")

    def __init__(self, headers: Mapping[str, str]) -> None:
        """Copy headers. Of those whose names differ only in case, the last one is kept.

        Args:
            headers: Names and values.
        """
        self._values = dict(headers)
        self._names = {name.lower(): name for name in self._values}
        if len(self._names) < len(self._values):
            self._values = {name: self._values[name] for name in self._names.values()}

    def __getitem__(self, name: str) -> str:
        """Return the value of a header."""
        return self._values[self._names[name.lower()]]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a header; the default if there is none of this name."""
        name_as_set = self._names.get(name.lower())  # quicker than the exception that the inherited method catches
        return default if name_as_set is None else self._values[name_as_set]

    def __setitem__(self, name: str, value: str) -> None:
        """Set the value of a header."""
        lowered = name.lower()
        if self._names.get(lowered, name) != name:
            del self[name]
        self._names[lowered] = name
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        """Remove a header."""
        del self._values[self._names.pop(name.lower())]

    def __contains__(self, name: object) -> bool:
        """Return whether there is a header of this name."""
        return isinstance(name, str) and name.lower() in self._names

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of headers."""
        return len(self._values)

    def items(self) -> ItemsView[str, str]:
        """Return the names and values."""
        return self._values.items()
