"""Measures whether the cost of reading a reply grows in proportion to its number of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim import decode, encode
from cosanim.models import SubmitJobResponse
from tools.bench.measure import alternate, compare, cpu, passes_over
from tools.bench.payloads import reply, submissions

if TYPE_CHECKING:
    from tools.bench.measure import Effort, Figure


def figures(effort: Effort) -> list[Figure]:
    """Measure the CPU time of encode and decode; in each round all functions process the same number of jobs."""
    request = submissions()[0]
    bodies = {count: reply(request, count) for count in effort.counts}
    objects = {count: decode(body, SubmitJobResponse) for count, body in bodies.items()}
    one, some, many = effort.counts
    figures = []
    for verb, rounds in (
        (
            "encode",
            alternate(
                {str(count): passes_over(encode, [objects[count]], many // count) for count in effort.counts},
                effort.rounds,
            ),
        ),
        (
            "decode",
            alternate(
                {
                    str(count): passes_over(
                        lambda body: decode(body, SubmitJobResponse), [bodies[count]], many // count
                    )
                    for count in effort.counts
                },
                effort.rounds,
            ),
        ),
    ):
        seconds = {int(count): cpu(samples) for count, samples in rounds.items()}
        for few, more in ((some, many), (one, some)):
            figures.append(
                compare(
                    f"{verb} {more:,} JobsDetail ÷ {more // few:,} × {few:,}",
                    seconds[more],
                    [second * (more // few) for second in seconds[few]],
                    unit="ms",
                    scale=1e3,
                )
            )
    return figures
