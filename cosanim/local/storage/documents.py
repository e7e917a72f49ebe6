"""Documents of the tables, kept decoded: what was stored or loaded lately is not read again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

Document = TypeVar("Document")

_OVERHEAD: Final = 4096
"""Bytes that a small object takes in memory, counted beside its stored form."""


class Documents:
    """Encodes and decodes what the tables hold. What was used least lately is forgotten first.

    Threads share the objects, and so do rows that hold the same: nobody may change one. Equal contents have equal
    meanings, so that nothing ever has to be taken out.
    """

    def __init__(self, capacity: int = 32 << 20) -> None:
        """Start with none.

        Args:
            capacity: Bytes that may be kept, as the stored forms have them and 4 KiB for each.
        """
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[tuple[type[Any], bytes | str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def store(self, document: object) -> bytes:
        """Return an object of the bindings as XML, as a table holds it.

        Args:
            document: The object, which must not be changed afterwards.
        """
        data = encode(document)
        self._keep((type(document), data), document)
        return data

    def load(self, data: bytes, cls: type[Document]) -> Document:
        """Return the object that a table holds as XML.

        Args:
            data: What ``store`` returned, now or before a restart.
            cls: Class of the object.

        Raises:
            DecodeError: It is no such document, as when another version has written it.
        """
        return self.read(data, cls, lambda: decode(data, cls))

    def read(self, data: bytes | str, cls: type[Document], make: Callable[[], Document]) -> Document:
        """Return what a table holds in another form.

        Args:
            data: The stored form.
            cls: Class of the object.
            make: Makes the object when it is not at hand.
        """
        with self._lock:
            found: Document | None = self._kept.get((cls, data))
            if found is not None:
                self._kept.move_to_end((cls, data))
                return found
        made = make()
        self._keep((cls, data), made)
        return made

    def _keep(self, key: tuple[type[Any], bytes | str], document: object) -> None:
        with self._lock:
            if key not in self._kept:
                self._size += len(key[1]) + _OVERHEAD
            self._kept[key] = document
            self._kept.move_to_end(key)
            while self._size > self._capacity:
                (_, data), _ = self._kept.popitem(last=False)
                self._size -= len(data) + _OVERHEAD
