"""Encodes and decodes the documents of the tables (requests, parameters, results), with a cache."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.xml.codec import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

Document = TypeVar("Document")

_OVERHEAD: Final = 4096
"""Bytes that are counted for each entry in addition to its encoded form, about the memory of a small object."""


class Documents:
    """Encodes and decodes documents, with a least-recently-used cache of the decoded objects.

    Rows with equal documents share one object, as do threads. The objects must not be changed. The key of an entry is
    the encoded form, so that an entry never becomes outdated.
    """

    def __init__(self, capacity: int = 32 << 20) -> None:
        """Make an empty cache.

        Args:
            capacity: Largest size of the cache, in bytes: the lengths of the encoded forms, plus 4 KiB for each entry.
        """
        self._capacity = capacity
        self._size = 0
        self._cache: OrderedDict[tuple[type[Any], bytes | str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def store(self, document: object) -> bytes:
        """Return the encoded form of an object of the bindings, which is XML.

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
            DecodeError: The data does not represent an object of this class. Another version may have written it.
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
