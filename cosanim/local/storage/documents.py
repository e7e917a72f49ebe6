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
        self._cache: OrderedDict[tuple[type[Any], bytes | str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def store(self, document: object) -> bytes:
        """Return the encoded form, XML, of an object of the bindings.

        Args:
            document: The object, which must not be changed afterwards.
        """
        data = encode(document)
        self._add((type(document), data), document)
        return data

    def load(
        self, data: bytes | str, cls: type[Document], decoder: Callable[[Any], Document] | None = None
    ) -> Document:
        """Return the object of an encoded form.

        Args:
            data: The encoded form.
            cls: Class of the object.
            decoder: Converts the encoded form to the object; None for a form that ``store`` returned.

        Raises:
            DecodeError: The data is not an object of this class; another version may have written it.
        """
        with self._lock:
            cached: Document | None = self._cache.get((cls, data))
            if cached is not None:
                self._cache.move_to_end((cls, data))
                return cached
        decoder = decoder or (lambda xml: decode(xml, cls))
        document = decoder(data)
        self._add((cls, data), document)
        return document

    def load_optional(
        self, data: bytes | str | None, cls: type[Document], decoder: Callable[[Any], Document] | None = None
    ) -> Document | None:
        """Return the object of an encoded form, None for None. Arguments and errors are those of ``load``."""
        return None if data is None else self.load(data, cls, decoder)

    def _add(self, key: tuple[type[Any], bytes | str], document: object) -> None:
        with self._lock:
            if key not in self._cache:
                self._size += len(key[1]) + _OVERHEAD
            self._cache[key] = document
            self._cache.move_to_end(key)
            while self._size > self._capacity:
                (_, data), _ = self._cache.popitem(last=False)
                self._size -= len(data) + _OVERHEAD
