"""Reduces pictures to palettes of 256 colours: one for the whole animation, or one for each picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from av.filter import Graph
from av.video.reformatter import VideoReformatter

from cosanim.local.rendering.changes import ChangeFinder
from cosanim.local.rendering.gif_images import PalettePicture
from cosanim.local.rendering.pictures import GRAPH_TIME_BASE, PIXELS, add_source, pull_all
from cosanim.local.rendering.pipeline import map_in_turn, with_next

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from av.video.frame import VideoFrame

    from cosanim.local.rendering.changes import Changes
    from cosanim.local.rendering.sampling import TickSpan


#: Pixels of each picture from which a palette is made. Most of the time of a palette is spent sorting colours. With all
#: pixels the result differs by less than 0.1 dB in videos from cameras, where the colours of neighbours are similar.
SHARED_PALETTE_PIXELS: Final = 1 << 14
OWN_PALETTE_PIXELS: Final = 1 << 15
#: A picture is drawn, not taken by a camera, if it has fewer colours than this share of its pixels. Rare colours matter
#: in it, and sorting few colours is fast, so all pixels are used.
DRAWN_COLOURS: Final = 0.12
MOST_COUNTED: Final = 1 << 17
#: Share of changed pixels above which all pixels of a picture are drawn. Single unchanged pixels save nothing then.
MOSTLY_CHANGED: Final = 0.9
#: Colours of a palette, one of which is transparent. A palette for few changed pixels has fewer.
MOST_COLOURS: Final = 256
FEWEST_COLOURS: Final = 32
PIXELS_PER_COLOUR: Final = 8
#: Size of the picture that has the colours of a palette as its pixels.
PALETTE_SIZE: Final = (16, 16)


@dataclass(frozen=True, slots=True)
class IndexedPicture:
    """A picture with indices of a palette as pixels, and the time during which it is on screen, in ticks.

    Attributes:
        pixels: The picture.
        begin: Ticks from the start of the animation.
        length: Ticks.
        keeps_pixels: Whether a transparent pixel keeps the colour that it has in the picture before.
    """

    pixels: PalettePicture
    begin: int
    length: int
    keeps_pixels: bool = False


class PaletteBuilder:
    """Makes one palette of 256 colours for all pictures, in bounded memory."""

    def __init__(self, first: VideoFrame) -> None:
        """Create the filter graph for pictures of the size of the first one."""
        width, height = first.width, first.height
        sampled = 0 if _is_drawn(first) else width * height
        step = _sampling_step(sampled, SHARED_PALETTE_PIXELS, width, height)
        # Each picture gives other pixels, so that still ones give all their colours. "neighbor" copies pixels; other
        # interpolations would produce colours that the video does not have.
        x, y = f"mod(n,{step})", f"mod(floor(n/{step}),{step})"
        self._graph = Graph()
        shift = self._graph.add("crop", w=f"{width - step + 1}", h=f"{height - step + 1}", x=x, y=y)
        size = {"width": f"{math.ceil(width / step)}", "height": f"{math.ceil(height / step)}"}
        sample = self._graph.add("scale", flags="neighbor", **size)
        palettegen = self._graph.add("palettegen", stats_mode="full")
        source = add_source(self._graph, width, height)
        self._graph.link_nodes(source, shift, sample, palettegen, self._graph.add("buffersink"))
        self._graph.configure()

    def add(self, picture: VideoFrame) -> None:
        """Add the colours of a picture."""
        self._graph.vpush(picture)
        # A graph processes its input only when it is pulled. It returns the palette only after the last picture.
        for _ in pull_all(self._graph):
            pass

    def finish(self) -> VideoFrame:
        """Return the palette, a picture of 16x16 colours."""
        self._graph.vpush(None)
        return next(pull_all(self._graph))


def _is_drawn(picture: VideoFrame) -> bool:
    """Return whether a picture has so few colours that it does not come from a camera, such as that of a screen."""
    pixels = memoryview(picture.planes[0]).cast("I")
    some = pixels[:: max(1, len(pixels) // MOST_COUNTED)]
    return len(set(some)) < DRAWN_COLOURS * len(some)


def _sampling_step(pixels: int, most: int, width: int, height: int) -> int:
    """Return which columns and rows of a picture are used, such as every second one, to use ``most`` of ``pixels``."""
    return min(max(1, math.ceil(math.sqrt(pixels / most))), width, height)


def with_one_palette(
    pictures: Iterable[TickSpan[VideoFrame]], palette: VideoFrame, *, width: int, height: int, threads: int
) -> Generator[IndexedPicture, None, None]:
    """Yield pictures with indices of one palette as pixels.

    Args:
        pictures: The pictures.
        palette: The palette.
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.
        threads: Number of threads.
    """
    return map_in_turn([_SharedPalette(width, height, palette) for _ in range(threads)], pictures)


def with_own_palettes(
    pictures: Iterable[TickSpan[VideoFrame]], *, width: int, height: int, threads: int
) -> Generator[IndexedPicture, None, None]:
    """Yield pictures with indices of their own palettes as pixels.

    Pixels that are the same as in the picture before are transparent, so that a GIF does not store them again.

    Args:
        pictures: The pictures.
        width: Width of the pictures in pixels.
        height: Height of the pictures in pixels.
        threads: Number of threads.
    """
    return map_in_turn([_OwnPalettes(width, height) for _ in range(threads)], _tasks(pictures, width, height))


class _SharedPalette:
    """Gives pictures the colours of one palette, with ordered dithering."""

    def __init__(self, width: int, height: int, palette: VideoFrame) -> None:
        """Create the filter graph.

        Args:
            width: Width of the pictures in pixels.
            height: Height of the pictures in pixels.
            palette: The palette of all pictures.
        """
        self._graph = Graph()
        images = add_source(self._graph, width, height)
        colours = add_source(self._graph, palette.width, palette.height)
        paletteuse = self._graph.add("paletteuse", dither="bayer", bayer_scale="5")
        images.link_to(paletteuse, 0, 0)
        colours.link_to(paletteuse, 0, 1)
        paletteuse.link_to(self._graph.add("buffersink"))
        self._graph.configure()
        self._graph.vpush(palette, at=1)
        self._graph.vpush(None, at=1)

    def __call__(self, picture: TickSpan[VideoFrame]) -> IndexedPicture:
        """Return the picture with indices of the palette as pixels."""
        self._graph.vpush(picture.frame, at=0)
        return IndexedPicture(PalettePicture(self._graph.vpull()), picture.begin, picture.length)


@dataclass(frozen=True, slots=True)
class _Task:
    """A picture that needs a palette of its own.

    Attributes:
        frame: The picture with colours as pixels. Its unchanged pixels are transparent if it keeps those before.
        begin: Ticks from the start of the animation.
        length: Ticks.
        keeps_pixels: Whether a transparent pixel keeps the colour that it has in the picture before.
        step: Which columns and rows the palette is made from: every one, every second one, and so on.
        colours: The most colours of the palette.
    """

    frame: VideoFrame
    begin: int
    length: int
    keeps_pixels: bool
    step: int
    colours: int


class _OwnPalettes:
    """Makes a palette for each picture, and uses it with error diffusion."""

    def __init__(self, width: int, height: int) -> None:
        """Create the filter graph for pictures of one size."""
        self._width, self._height = width, height
        self._picker = VideoReformatter()
        # Filter graphs that make a palette, by step and number of colours.
        self._makers: dict[tuple[int, int], Graph] = {}
        self._graph = Graph()
        images, colours = add_source(self._graph, width, height), add_source(self._graph, *PALETTE_SIZE)
        paletteuse = self._graph.add("paletteuse", dither="sierra2_4a", new="1")
        images.link_to(paletteuse, 0, 0)
        colours.link_to(paletteuse, 0, 1)
        paletteuse.link_to(self._graph.add("buffersink"))
        self._graph.configure()

    def __call__(self, task: _Task) -> IndexedPicture:
        """Return the picture with indices of its own palette as pixels."""
        palette = self._palette(task)
        # The filter takes the palette that has the time of the picture.
        palette.pts, palette.time_base = task.frame.pts, GRAPH_TIME_BASE
        self._graph.vpush(palette, at=1)
        self._graph.vpush(task.frame, at=0)
        return IndexedPicture(PalettePicture(self._graph.vpull()), task.begin, task.length, task.keeps_pixels)

    def _palette(self, task: _Task) -> VideoFrame:
        size = math.ceil(self._width / task.step), math.ceil(self._height / task.step)
        graph = self._makers.get((task.step, task.colours))
        if graph is None:
            graph = self._makers[task.step, task.colours] = Graph()
            palettegen = graph.add("palettegen", stats_mode="single", max_colors=str(task.colours))
            graph.link_nodes(add_source(graph, *size), palettegen, graph.add("buffersink"))
            graph.configure()
        graph.vpush(self._picker.reformat(task.frame, *size, PIXELS, interpolation="POINT"))
        return graph.vpull()


def _tasks(pictures: Iterable[TickSpan[VideoFrame]], width: int, height: int) -> Iterator[_Task]:
    """Make the pixels transparent that are the same as in the picture before, and choose how the palette is made."""
    find = ChangeFinder(width, height)
    before: Changes | None = None
    compared = ((picture, find(picture.frame)) for picture in pictures)
    for (picture, now), following in with_next(compared):
        # A picture can be removed before a transparent one only if it is complete.
        is_kept = now.is_opaque and (following is None or following[1].is_opaque)
        keeps_pixels = (
            before is not None and before.is_opaque and is_kept and now.changed <= MOSTLY_CHANGED * width * height
        )
        frame = now.changed_pixels if keeps_pixels and now.changed_pixels is not None else now.picture
        # A picture that follows a still one often stays, so its palette is made from all pixels.
        sampled = min(before.changed, now.changed) if before is not None and before.changed_pixels is not None else 0
        # A palette takes up to 768 bytes, which is more than a few pixels take.
        colours = 1 << (now.changed // PIXELS_PER_COLOUR).bit_length()
        yield _Task(
            frame,
            picture.begin,
            picture.length,
            keeps_pixels,
            step=_sampling_step(sampled, OWN_PALETTE_PIXELS, width, height),
            colours=min(max(colours, FEWEST_COLOURS), MOST_COLOURS),
        )
        before = now
