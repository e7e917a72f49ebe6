"""``make bench``: what a checked message costs, as ratios in one run.

Each figure is the median over several rounds; the spread is that of the rounds. The official SDK neither checks
nor types anything, so its figures are a lower bound for what it replaces.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import warnings
from typing import TYPE_CHECKING, Any, Final

import xmlschema
from cosanim_bindings.shapes import SHAPES

from cosanim import decode, encode, validate
from cosanim.models import (
    Animation,
    Container,
    Input,
    Operation,
    Output,
    SubmitJobRequest,
    SubmitJobResponse,
    TimeInterval,
    Video,
)
from tools.generate import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 7
SECONDS_PER_ROUND: Final = 0.15
DOCUMENTS: Final = 64


def main() -> int:
    """Measure, print the table and write bench.json."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the SDK's source has invalid escapes
        from qcloud_cos.cos_comm import format_xml, xml_to_dict

    requests = [_request(index) for index in range(DOCUMENTS)]
    bodies = [encode(request) for request in requests]
    trees = [_as_dict(request) for request in requests]
    replies = [_reply(body) for body in bodies]
    schema = xmlschema.XMLSchema11(str(REPOSITORY / "spec" / "submit_job.xsd"))

    rows = [
        _ratio("encode ÷ official format_xml", encode, requests, lambda tree: format_xml(tree, root="Request"), trees),
        _ratio(
            "decode of a submit reply ÷ official xml_to_dict",
            lambda body: decode(body, SubmitJobResponse),
            replies,
            xml_to_dict,
            [reply.decode() for reply in replies],
        ),
        _ratio("validate an object ÷ xmlschema on its bytes", validate, requests, schema.is_valid, bodies),
        _ratio("validate bytes ÷ xmlschema on them", validate, bodies, schema.is_valid, bodies),
    ]
    sys.stdout.write(f"{'what':<50} {'ratio':>8} {'spread':>17} {'ours µs':>9} {'theirs µs':>10}\n")
    for row in rows:
        spread = f"{row['lowest']:.4f}-{row['highest']:.4f}"
        sys.stdout.write(
            f"{row['what']:<50} {row['ratio']:>8.4f} {spread:>17} {row['ours_us']:>9.1f} {row['theirs_us']:>10.1f}\n"
        )
    (REPOSITORY / "bench.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def _request(index: int) -> SubmitJobRequest:
    return SubmitJobRequest(
        tag="Animation",
        input=Input(object_key=f"input/video-{index}.mp4"),
        operation=Operation(
            animation=Animation(
                container=Container(format="gif"),
                video=Video(codec="gif", width=200 + index, height=150 + index, fps=1 + index % 60),
                time_interval=TimeInterval(start=index, duration=5 + index),
            ),
            output=Output(region="ap-chongqing", bucket="test-1250000000", object_key=f"output/{index}.${{ext}}"),
            user_data=f"document {index}",
            job_level=index % 3,
        ),
        callback="https://callback.example.com/jobs",
        callback_format="JSON",
    )


def _as_dict(value: Any) -> Any:
    """Return what a caller of the official SDK writes by hand."""
    shape = SHAPES.get(type(value))
    if shape is None:
        return value
    return {node.name: _as_dict(child) for node in shape.nodes if (child := getattr(value, node.field)) is not None}


def _reply(body: bytes) -> bytes:
    operation = body[body.index(b"<Operation>") : body.index(b"</Operation>")] + b"</Operation>"
    return (
        b"<Response><JobsDetail><Code>Success</Code><Message/><JobId>j0123456789abcdef0123456789abcdef</JobId>"
        b"<Tag>Animation</Tag><State>Submitted</State><CreationTime>2026-01-02T03:04:05+0800</CreationTime>"
        b"<StartTime>-</StartTime><EndTime>-</EndTime><QueueId>p0123456789abcdef0123456789abcdef</QueueId>"
        b"<Input><BucketId>test-1250000000</BucketId><Object>input/video.mp4</Object><Region>ap-chongqing</Region>"
        b"</Input>" + operation + b"</JobsDetail></Response>"
    )


def _ratio(
    what: str,
    ours: Callable[[Any], object],
    our_input: list[Any],
    theirs: Callable[[Any], object],
    their_input: list[Any],
) -> dict[str, Any]:
    # Alternating rounds, so that a machine that slows down slows both.
    rounds = [(_seconds(ours, our_input), _seconds(theirs, their_input)) for _ in range(ROUNDS)]
    ratios = [mine / other for mine, other in rounds]
    return {
        "what": what,
        "ratio": statistics.median(ratios),
        "lowest": min(ratios),
        "highest": max(ratios),
        "ours_us": statistics.median(mine for mine, _ in rounds) * 1e6,
        "theirs_us": statistics.median(other for _, other in rounds) * 1e6,
    }


def _seconds(function: Callable[[Any], object], inputs: list[Any]) -> float:
    """Return the CPU seconds of one call, over inputs in rotation."""
    calls, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS_PER_ROUND:
        for value in inputs:
            function(value)
        calls += len(inputs)
    return spent / calls


if __name__ == "__main__":
    sys.exit(main())
