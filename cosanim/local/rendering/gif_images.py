"""Encodes pictures as images of a GIF: each with the area that it needs, and with what becomes of it afterwards.

FFmpeg's encoder does both wrongly for transparent pixels. It leaves out the ends of the last row of an area if the rows
above are shorter. It does not remove an opaque picture before a transparent one, and after a transparent one, which is
removed, it draws only what differs from it. It finds what differs by the indices of colours, also if the picture before
has another palette. So it is used for a whole picture, for what differs between two opaque pictures with the palette of
the GIF, and for an area that is cut out here.
"""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from av.codec import CodecContext
from av.video.frame import VideoFrame

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext

GIF_TICKS_PER_SECOND: Final = 100
#: The header: signature, version, width, height, flags, background and aspect ratio. The last bits of the flags are the
#: size of the table of colours that follows.
_HEADER: Final = struct.Struct("<6sHHBBB")
_HAS_TABLE: Final = 0b10000000
_TABLE_SIZE: Final = 0b111
# The beginning of a Graphic Control Extension. The flags of the image follow; three bits of them are its disposal.
_CONTROL: Final = b"\x21\xf9\x04"
_CONTROL_SIZE: Final = 8
_DISPOSAL: Final = 0b00011100
_IS_TRANSPARENT: Final = 0b1
#: After the flags come two bytes of the delay, then the index of the transparent colour.
_TRANSPARENT_INDEX: Final = len(_CONTROL) + 3
_KEEP: Final = 0b00000100
_REMOVE: Final = 0b00001000
#: The beginning of an image: separator, left, top, width and height.
_AREA: Final = struct.Struct("<cHHHH")
_LOCAL_TABLE: Final = 0b10000000
#: Options of the encoder to encode all pixels of a picture.
_WHOLE_PICTURES: Final = {"gifflags": "-offsetting-transdiff"}
_ALPHA: Final = slice(3, None, 4)
#: The encoder takes the colour with the lowest alpha for transparent if it is below this value.
_LEAST_OPAQUE: Final = 128


class PalettePicture:
    """The pixels of a picture with a palette, and the area of those that are not transparent.

    Attributes:
        frame: The picture.
        palette: Its 256 colours with 4 bytes each.
        transparent: The index of the transparent colour.
        is_translucent: Whether it has transparent pixels.
    """

    def __init__(self, frame: VideoFrame) -> None:
        """Read the pixels."""
        self.frame = frame
        self.palette = bytes(frame.planes[1])
        alpha = self.palette[_ALPHA]
        self.transparent = alpha.index(min(alpha))
        self._transparent = bytes([self.transparent])
        self._pixels = _pixels(frame)
        self.is_translucent = min(alpha) < _LEAST_OPAQUE and self._transparent in self._pixels

    def cut_out(self, *, keeps_pixels: bool) -> tuple[int, int, VideoFrame]:
        """Cut out the smallest area with all pixels that are not transparent.

        Args:
            keeps_pixels: Whether transparent pixels keep a colour. Otherwise, the area of a translucent picture has a
                transparent pixel. Without one, some programs show black around it.

        Returns:
            Left and top of the area, and the area itself.
        """
        rest = len(self._pixels.lstrip(self._transparent))
        if not rest:
            return 0, 0, self._area(0, 0, 1, 1)
        width = self.frame.width
        top = (len(self._pixels) - rest) // width
        bottom = (len(self._pixels.rstrip(self._transparent)) - 1) // width
        left, right = width, 0
        for y in range(top, bottom + 1):
            row = self._row(y)
            if row[:left].strip(self._transparent):
                left = width - len(row.lstrip(self._transparent))
            if row[right:].strip(self._transparent):
                right = len(row.rstrip(self._transparent))
        rows = range(top, bottom + 1)
        if not keeps_pixels and not any(self._transparent in self._row(y)[left:right] for y in rows):
            if right - left < width:
                left, right = max(left - 1, 0), right + (left == 0)
            else:
                top, bottom = max(top - 1, 0), bottom + (top == 0)
        return left, top, self._area(left, top, right - left, bottom + 1 - top)

    def _row(self, y: int) -> bytes:
        return self._pixels[y * self.frame.width : (y + 1) * self.frame.width]

    def _area(self, left: int, top: int, width: int, height: int) -> VideoFrame:
        area = VideoFrame(width, height, "pal8")
        stride = area.planes[0].line_size
        rows = (self._row(y)[left : left + width].ljust(stride, b"\0") for y in range(top, top + height))
        area.planes[0].update(b"".join(rows))
        area.planes[1].update(self.palette)
        return area


def _pixels(frame: VideoFrame) -> bytes:
    """Return the indices of all pixels, without the padding at the end of rows."""
    plane = frame.planes[0]
    pixels, stride = bytes(plane), plane.line_size
    if stride == frame.width:
        return pixels
    return b"".join(pixels[y * stride : y * stride + frame.width] for y in range(frame.height))


class GifImages:
    """Encodes the pictures of one GIF in order."""

    def __init__(self, width: int, height: int) -> None:
        """Store the size of the GIF in pixels."""
        self._size = width, height
        self._palette: bytes | None = None
        # Encodes opaque pictures that follow each other and have the palette after the header.
        self._encoder: VideoCodecContext | None = None

    def encode(self, picture: PalettePicture, *, keeps_pixels: bool, is_removed: bool) -> bytes:
        """Encode the next picture.

        Args:
            picture: The picture.
            keeps_pixels: Whether transparent pixels keep the colour that they have in the picture before. Otherwise,
                that is removed if this one has transparent pixels.
            is_removed: Whether the next picture has transparent pixels and does not keep those of this one.

        Returns:
            The image; for the first picture with the header of the file and its table of colours before.
        """
        left = top = 0
        if picture.is_translucent:
            left, top, frame = picture.cut_out(keeps_pixels=keeps_pixels)
            data = self._encode(self._new_encoder(frame, picture.palette, _WHOLE_PICTURES), frame)
            self._encoder = None
        else:
            encoder = self._encoder if picture.palette == self._palette else None
            if encoder is None or is_removed:
                # All of the picture is drawn, and removed.
                encoder = self._new_encoder(picture.frame, picture.palette, {})
            data = self._encode(encoder, picture.frame)
            self._encoder = encoder if self._palette in (None, picture.palette) else None
        start = _header_size(data)
        _place(data, start, left, top)
        is_first = self._palette is None
        is_removed = is_removed or (picture.is_translucent and not keeps_pixels)
        _set_disposal(data, start, _REMOVE if is_removed else _KEEP)
        if not picture.is_translucent and (is_first or is_removed):
            _declare_transparent(data, start, picture.transparent)
        if is_first:
            self._palette = picture.palette
            signature, _, _, *rest = _HEADER.unpack_from(data)
            _HEADER.pack_into(data, 0, signature, *self._size, *rest)
            return bytes(data)
        return bytes(data[start:])

    def _new_encoder(self, frame: VideoFrame, palette: bytes, options: dict[str, str]) -> VideoCodecContext:
        encoder = CodecContext.create("gif", "w")
        encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "pal8"
        encoder.time_base = Fraction(1, GIF_TICKS_PER_SECOND)
        # A picture without a table of its own has the colours of the table after the header.
        encoder.options = {"global_palette": str(int(self._palette in (None, palette))), **options}
        return encoder

    @staticmethod
    def _encode(encoder: VideoCodecContext, frame: VideoFrame) -> bytearray:
        (packet,) = encoder.encode(frame)
        return bytearray(packet)


def _header_size(data: bytearray) -> int:
    """Return the length of the header and its table of colours; 0 if the data begins with an image."""
    if data.startswith(_CONTROL):
        return 0
    *_, flags, _, _ = _HEADER.unpack_from(data)
    return _HEADER.size + (3 << (flags & _TABLE_SIZE) + 1 if flags & _HAS_TABLE else 0)


def _place(data: bytearray, start: int, left: int, top: int) -> None:
    """Set the position of an image."""
    if not data.startswith(_CONTROL, start):
        raise ValueError("the encoder wrote something else before an image")
    separator, x, y, width, height = _AREA.unpack_from(data, start + _CONTROL_SIZE)
    _AREA.pack_into(data, start + _CONTROL_SIZE, separator, x + left, y + top, width, height)


def _set_disposal(data: bytearray, start: int, disposal: int) -> None:
    """Set whether an image is removed before the next one or stays below that."""
    flags = start + len(_CONTROL)
    data[flags] = data[flags] & ~_DISPOSAL | disposal


def _declare_transparent(data: bytearray, start: int, transparent: int) -> None:
    """Declare the transparent colour also of an opaque image.

    Some programs fill the area of a removed image with a colour if it has no transparent one, and show no transparency
    at all if the first image has none. In an image with a table of its own, the encoder declares it.
    """
    if not data[start + _CONTROL_SIZE + _AREA.size] & _LOCAL_TABLE:
        data[start + len(_CONTROL)] |= _IS_TRANSPARENT
        data[start + _TRANSPARENT_INDEX] = transparent
