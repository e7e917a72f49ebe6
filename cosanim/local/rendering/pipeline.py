"""Runs the steps of a render in several threads, in the order and with the results of a single one.

FFmpeg works without the interpreter's lock, so threads use several cores. The number of items between two steps is
bounded, so memory use does not depend on the number of items. With one thread, everything runs in the caller's thread.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

#: More threads gain little, since decoding and encoding run in one thread each.
MAX_THREADS: Final = 4
#: Larger pictures are rendered with one thread, since each thread holds several pictures in memory (4096x2304).
MAX_PARALLEL_PIXELS: Final = 4096 * 2304
#: Items that are ready or in work for each thread.
_AHEAD: Final = 2
_END: Final = object()


def threads_for(threads: int, pixels: int) -> int:
    """Return the number of threads for pictures of one size.

    Args:
        threads: The most threads that the render may use.
        pixels: Pixels of a picture.
    """
    return 1 if pixels > MAX_PARALLEL_PIXELS else max(1, min(threads, MAX_THREADS))


@contextlib.contextmanager
def read_ahead(items: Iterator[T], threads: int) -> Generator[Iterator[T], None, None]:
    """Compute the next items of an iterator in a thread of its own. At the end of the context, the thread has ended.

    Args:
        items: The iterator. Only the thread uses it.
        threads: The number of threads of the render; with 1, the iterator itself is the result.

    Yields:
        An iterator over the same items, which raises the exceptions of ``items``.
    """
    if threads == 1:
        yield items
        return
    with _thread() as pool:
        yield _results(pool, items)


def map_in_turn(functions: Sequence[Callable[[T], R]], items: Iterable[T]) -> Generator[R, None, None]:
    """Yield the results of functions that are called with the items in turn, in the order of the items.

    Args:
        functions: Functions with the same results. Each is called in a thread of its own, unless it is the only one.
        items: The arguments. They are computed in the caller's thread.
    """
    if len(functions) == 1:
        yield from map(functions[0], items)
        return
    results: deque[Future[R]] = deque()
    with contextlib.ExitStack() as stack:
        pools = [stack.enter_context(_thread()) for _ in functions]
        for pool, function, item in zip(cycle(pools), cycle(functions), items):
            results.append(_submit(pool, function, item))
            if len(results) > _AHEAD * len(functions):
                yield results.popleft().result()
        while results:
            yield results.popleft().result()


def with_next(items: Iterable[T]) -> Iterator[tuple[T, T | None]]:
    """Yield each item together with the next one; with None at the end."""
    waiting: deque[T] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > 1:
            yield waiting.popleft(), item
    if waiting:
        yield waiting.popleft(), None


@contextlib.contextmanager
def _thread() -> Generator[ThreadPoolExecutor, None, None]:
    pool = ThreadPoolExecutor(1, thread_name_prefix="cosanim-render")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _results(pool: ThreadPoolExecutor, items: Iterator[T]) -> Iterator[T]:
    def compute() -> T | object:
        return next(items, _END)

    futures = deque(_submit(pool, compute) for _ in range(_AHEAD))
    while (item := futures.popleft().result()) is not _END:
        futures.append(_submit(pool, compute))
        yield item  # type: ignore[misc]  # mypy does not narrow a sentinel


def _submit(pool: ThreadPoolExecutor, function: Callable[..., R], *arguments: object) -> Future[R]:
    try:
        return pool.submit(function, *arguments)
    except RuntimeError as error:  # the only one here: "can't start new thread"
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
