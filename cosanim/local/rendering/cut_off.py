"""Recognises files that were cut off, by what their container says about its own bytes.

A container says so when a part of it is longer than the rest of the file, or when it announces an index that is
missing. The length in seconds that a file claims is not evidence: it may be that of the longest track, estimated, or
left over from another version of the file. MPEG-TS, MPEG-PS and DV say nothing about their size, and writers of
RealMedia count it differently.
"""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: A box of another type may be garbage after the end of the file.
_BOXES: Final = frozenset({b"moov", b"mdat", b"moof", b"mfra"})
_EBML_HEADER: Final = b"\x1a\x45\xdf\xa3"
_EBML_SEGMENT: Final = b"\x18\x53\x80\x67"
_EBML_CLUSTER: Final = b"\x1f\x43\xb6\x75"
_AVI_CHUNKS: Final = frozenset({b"LIST", b"JUNK", b"idx1"})
_AVI_HAS_INDEX: Final = 0x10
_ASF_HEADER: Final = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA: Final = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
#: The longest page of Ogg: its header with 255 segments of 255 bytes.
_OGG_LONGEST_PAGE: Final = 27 + 255 + 255 * 255


def is_cut_off(path: Path, format_name: str) -> bool:
    """Return whether the container of a file says that bytes or the index are missing at its end.

    Args:
        path: The file.
        format_name: FFmpeg's name of the container.
    """
    check = _CHECKS.get(format_name)
    if check is None or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return check(data)


def _iso_media(data: mmap.mmap) -> bool:
    position = 0
    while position + 8 <= len(data):
        size, kind = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16])
        if size < 8:  # 0 means up to the end of the file
            return False
        position += size
        if position > len(data):
            return kind in _BOXES
    return False


def _matroska(data: mmap.mmap) -> bool:
    for kind, end in _ebml_elements(data):
        if end > len(data):
            return kind in (_EBML_SEGMENT, _EBML_CLUSTER)
    return False


def _ebml_elements(data: mmap.mmap) -> Iterator[tuple[bytes, int]]:
    """Yield name and end of the elements at the top and in segments, up to a cluster of unknown size."""
    position = 0
    while position < len(data) and data[position]:
        name_length = 9 - data[position].bit_length()
        start = position + name_length
        if start >= len(data) or not data[start]:
            return
        size_length = 9 - data[start].bit_length()
        unknown = (1 << 7 * size_length) - 1
        size = int.from_bytes(data[start : start + size_length]) & unknown
        name, payload = data[position:start], start + size_length
        if size != unknown:
            yield name, payload + size
        elif name != _EBML_SEGMENT:
            return
        # The elements of a segment follow each other as if they were at the top.
        position = payload if name == _EBML_SEGMENT else payload + size


def _avi(data: mmap.mmap) -> bool:
    position, has_index = 0, False
    while position + 12 <= len(data):
        kind, size = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        if kind == b"RIFF":
            position += 12  # its chunks follow each other as if they were at the top
            continue
        has_index |= kind == b"idx1"
        if data[position + 8 : position + 12] == b"movi" and not size:
            break  # the recorder did not come to write the size
        position += 8 + size + size % 2
        if position > len(data) + 1:
            return kind in _AVI_CHUNKS
    header = data.find(b"avih", 0, 4096)
    flags = int.from_bytes(data[header + 20 : header + 24], "little") if header >= 0 else 0
    return bool(flags & _AVI_HAS_INDEX) and not has_index and data.find(b"indx", 0, 65536) < 0


def _flv(data: mmap.mmap) -> bool:
    position = int.from_bytes(data[5:9]) + 4
    while position + 11 <= len(data):
        if data[position] & 0x1F not in (8, 9, 18):
            return False  # not a tag, so the sizes before are not to be trusted
        position += 11 + int.from_bytes(data[position + 1 : position + 4]) + 4
    # The last four bytes repeat the size of the tag, and some recorders leave them out.
    return position - 4 > len(data) or position < len(data)


def _asf(data: mmap.mmap) -> bool:
    position = 0
    while position + 24 <= len(data):
        kind, size = data[position : position + 16], int.from_bytes(data[position + 16 : position + 24], "little")
        if size < 24:  # a broadcast, whose end was not known
            return False
        position += size
        if position > len(data):
            return kind in (_ASF_HEADER, _ASF_DATA)
    return False


def _ogg(data: mmap.mmap) -> bool:
    position = data.rfind(b"OggS", max(0, len(data) - _OGG_LONGEST_PAGE))
    if position < 0:
        return False
    segments = data[position + 26] if position + 26 < len(data) else 0
    table = data[position + 27 : position + 27 + segments]
    return position + 27 + segments + sum(table) > len(data)


def _flash(data: mmap.mmap) -> bool:
    # Of a compressed file (CWS) the size is that after decompression.
    return data[:3] == b"FWS" and int.from_bytes(data[4:8], "little") > len(data)


_CHECKS: Final[dict[str, Callable[[mmap.mmap], bool]]] = {
    "mov,mp4,m4a,3gp,3g2,mj2": _iso_media,
    "matroska,webm": _matroska,
    "avi": _avi,
    "flv": _flv,
    "asf": _asf,
    "ogg": _ogg,
    "swf": _flash,
}
