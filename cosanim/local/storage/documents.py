"""A cache of the decoded documents (requests, parameters, results) that the tables hold in encoded form."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

Document = TypeVar("Document")

_OVERHEAD: Final = 4096
"""Bytes counted for each entry beside its encoded form: about what a small object takes in memory."""


class Documents:
    """Encodes and decodes documents, with a least-recently-used cache of the decoded objects.

    Threads and rows with equal contents share the objects, which must not be changed. The key of an entry is the
    encoded form, so that entries never become stale.
    """

    def __init__(self, capacity: int = 32 << 20) -> None:
        """Make an empty cache.

        Args:
            capacity: The most bytes of the cache: the lengths of the encoded forms, plus 4 KiB for each entry.
        """
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[tuple[type[Any], bytes | str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def store(self, document: object) -> bytes:
        """Return the encoded form, XML, of an object of the bindings.

        Args:
            document: The object, which must not be changed afterwards.
        """
        data = encode(document)
        self._keep((type(document), data), document)
        return data

    def load(self, data: bytes, cls: type[Document]) -> Document:
        """Return the object of an encoded form in XML.

        Args:
            data: The encoded form, from ``store``.
            cls: Class of the object.

        Raises:
            DecodeError: The data is not an object of this class; another version may have written it.
        """
        return self.read(data, cls, lambda: decode(data, cls))

    def read(self, data: bytes | str, cls: type[Document], make: Callable[[], Document]) -> Document:
        """Return the object of an encoded form that is not XML.

        Args:
            data: The encoded form.
            cls: Class of the object.
            make: Decodes the object when it is not in the cache.
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
