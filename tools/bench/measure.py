"""Measurement in alternating rounds, and the classes of its results."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The number of rounds and calls of each measurement.

    Attributes:
        rounds: Alternating rounds of each comparison.
        passes: Passes over all documents in one round of fast functions.
        requests: Passes over all documents in one round of submissions.
        submissions: For each process comparison, the number of jobs that a process submits and the number of rounds.
        starts: Rounds of the processes that submit no job.
        counts: Numbers of JobsDetail elements in the replies of ``growth``; each is a multiple of the previous one.
        bulk: Number of rows of a bulk submission, and of rounds.
        manifests: Numbers of rows of the manifests whose memory is compared, the smaller one first.
        builds_wheel: Whether to build a wheel and measure its size.
        renders: Alternating rounds of each render; 0 to render nothing.
    """

    rounds: int = 9
    passes: int = 5
    requests: int = 4
    submissions: tuple[tuple[int, int], ...] = ((1, 31), (100, 15), (2_000, 7))
    starts: int = 31
    counts: tuple[int, int, int] = (1, 100, 10_000)
    bulk: tuple[int, int] = (640, 7)
    manifests: tuple[int, int] = (1_000, 100_000)
    builds_wheel: bool = True
    renders: int = 3

    @classmethod
    def quick(cls) -> Self:
        """Return the smallest effort with which every measurement runs."""
        return cls(
            rounds=2,
            passes=1,
            requests=1,
            submissions=((1, 2), (10, 1), (20, 1)),
            starts=2,
            counts=(1, 10, 100),
            bulk=(10, 1),
            manifests=(10, 20),
            builds_wheel=False,
            renders=0,
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """Average duration of a call in one round, in CPU seconds and in elapsed seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: Name of the comparison.
        unit: Unit of ``ours`` and ``theirs``.
        ours: Median for cosanim; None if nothing was measured.
        theirs: Median for the other implementation; None if there is none.
        ratio: Median of the ratios of the rounds.
        lowest: Lowest ratio of a round.
        highest: Highest ratio of a round.
        limit: The highest ratio allowed; None for no limit.
        note: A remark, such as why the figure is missing.
    """

    what: str
    unit: str = ""
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    lowest: float | None = None
    highest: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the ratio is within the limit; None without a limit. A missing ratio counts as exceeding it."""
        return None if self.limit is None else self.ratio is not None and self.ratio <= self.limit


def alternate(contenders: Mapping[str, Callable[[], int]], rounds: int) -> dict[str, list[Sample]]:
    """Run functions in turn for a number of rounds, after one warm-up run of each.

    Args:
        contenders: Functions by name; each returns the number of calls that it made.
        rounds: Number of rounds.

    Returns:
        The average duration of a call, by function and round.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    names = list(contenders)
    for function in contenders.values():
        function()
    for turn in range(rounds):
        # The order changes from round to round, since the state of the CPU caches depends on it.
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            wall, cpu = time.perf_counter(), time.process_time()
            calls = contenders[name]()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            samples[name].append(Sample(cpu / calls, wall / calls))
    return samples


def passes_over(function: Callable[..., object], values: Sequence[object], passes: int) -> Callable[[], int]:
    """Return a function for ``alternate`` that calls ``function`` with each of the values in turn.

    Args:
        function: The function to measure.
        values: The arguments.
        passes: Number of passes over all arguments.
    """

    def run() -> int:
        for _ in range(passes):
            for value in values:
                function(value)
        return passes * len(values)

    return run


def compare(
    what: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    unit: str = "µs",
    scale: float = 1e6,
    limit: float | None = None,
    note: str = "",
) -> Figure:
    """Return the figure that compares two series of rounds.

    Args:
        what: Name of the comparison.
        ours: The durations for cosanim, one for each round.
        theirs: The durations for the other implementation, as many as ``ours``.
        unit: Unit in which the medians are shown.
        scale: Factor that converts the unit of the rounds to ``unit``.
        limit: The highest ratio allowed; None for no limit.
        note: A remark on the figure.
    """
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return Figure(
        what=what,
        unit=unit,
        ours=statistics.median(ours) * scale,
        theirs=statistics.median(theirs) * scale,
        ratio=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        limit=limit,
        note=note,
    )


def cpu(samples: Sequence[Sample]) -> list[float]:
    """Return the CPU seconds of each round."""
    return [sample.cpu for sample in samples]


def wall(samples: Sequence[Sample]) -> list[float]:
    """Return the elapsed seconds of each round."""
    return [sample.wall for sample in samples]
