"""Measuring in alternating rounds, and what a figure is."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured.

    Attributes:
        rounds: Alternating rounds of each comparison.
        passes: Passes over all documents in one round of fast calls.
        requests: Passes over all documents in one round of submissions.
        submissions: Numbers of jobs that a whole process submits, each with its alternating rounds.
        starts: Rounds of whole processes that submit nothing.
        counts: Numbers of JobsDetail for the growth, each a multiple of the one before.
        ships: Whether a wheel is built.
    """

    rounds: int = 9
    passes: int = 5
    requests: int = 4
    submissions: tuple[tuple[int, int], ...] = ((1, 31), (100, 15), (2_000, 7))
    starts: int = 31
    counts: tuple[int, int, int] = (1, 100, 10_000)
    ships: bool = True

    @classmethod
    def quick(cls) -> Self:
        """Return what suffices to see that everything runs."""
        return cls(
            rounds=2,
            passes=1,
            requests=1,
            submissions=((1, 2), (10, 1), (20, 1)),
            starts=2,
            counts=(1, 10, 100),
            ships=False,
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """What one call took in one round, in seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: What is compared.
        unit: Unit of ``ours`` and ``theirs``.
        ours: Median of ours; None where nothing was measured.
        theirs: Median of the other; None where there is no other.
        ratio: Median of the rounds' ratios, with the lowest and the highest of them.
        lowest: See ``ratio``.
        highest: See ``ratio``.
        limit: What the ratio must not pass; None where nothing is promised.
        note: A word on a figure that is missing or needs one.
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
        """Whether the limit is kept; None where there is none. What was not measured keeps none."""
        return None if self.limit is None else self.ratio is not None and self.ratio <= self.limit


def alternate(contenders: Mapping[str, Callable[[], int]], rounds: int) -> dict[str, list[Sample]]:
    """Run contenders in turn, round after round, after one run of each that does not count.

    Args:
        contenders: Functions by name; each does its calls and returns how many they were.
        rounds: How often.

    Returns:
        What one call took, by contender and round.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    names = list(contenders)
    for function in contenders.values():
        function()
    for turn in range(rounds):
        # Whoever comes first finds other caches than whoever comes last.
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            wall, cpu = time.perf_counter(), time.process_time()
            calls = contenders[name]()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            samples[name].append(Sample(cpu / calls, wall / calls))
    return samples


def over(function: Callable[..., object], values: Sequence[object], passes: int) -> Callable[[], int]:
    """Return a contender that calls a function with each of some values in rotation.

    Args:
        function: What is measured.
        values: Its arguments.
        passes: How often it goes over all of them.
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
    """Return the figure of two series of rounds.

    Args:
        what: What is compared.
        ours: Our rounds.
        theirs: The other's, of the same length.
        unit: Unit in which the medians are shown.
        scale: Factor that makes the unit of the rounds' own.
        limit: What the ratio must not pass.
        note: A word on the figure.
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
    """Return the seconds on the clock of each round."""
    return [sample.wall for sample in samples]
