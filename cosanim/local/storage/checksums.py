"""Checksums of contents: MD5 for entity tags, and the CRC-64 that official SDKs compare (436/40334)."""

from __future__ import annotations

import hashlib


class Checksums:
    """The size and the checksums of a sequence of bytes.

    Attributes:
        size: Number of bytes.
    """

    def __init__(self) -> None:
        """Start with no bytes."""
        # Imported here, since it needs the extra ``local``.
        from fastcrc import crc64

        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        # The polynomial of ECMA-182 in the reflected form of the XZ format, which the object store uses.
        self._update_crc64 = crc64.xz
        self._crc64 = self._update_crc64(b"")

    def update(self, chunk: bytes) -> None:
        """Append bytes."""
        self.size += len(chunk)
        self._md5.update(chunk)
        self._crc64 = self._update_crc64(chunk, self._crc64)

    @property
    def md5(self) -> str:
        """The MD5, 32 hexadecimal digits."""
        return self._md5.hexdigest()

    @property
    def crc64(self) -> str:
        """The CRC-64 in decimal digits, the form of the header x-cos-hash-crc64ecma."""
        return str(self._crc64)
