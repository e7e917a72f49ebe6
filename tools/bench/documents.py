"""The documents that everything is measured with: 64 distinct submissions, and replies to them."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any, Final

from cosanim import encode
from cosanim.models import (
    Animation,
    Container,
    Input,
    Operation,
    Output,
    SubmitJobRequest,
    TimeInterval,
    Video,
)
from cosanim.xml.plans import plan_of

BUCKET: Final = "test-1250000000"
REGION: Final = "ap-chongqing"
DOCUMENTS: Final = 64


def submissions() -> list[SubmitJobRequest]:
    """Return distinct submissions, each with about what people send.

    Input and output are the same in all, since one reply answers them and must name what was submitted.
    """
    return [_submission(index) for index in range(DOCUMENTS)]


def _submission(index: int) -> SubmitJobRequest:
    return SubmitJobRequest(
        tag="Animation",
        input=Input(object_key="input/video.mp4"),
        operation=Operation(
            animation=Animation(
                container=Container(format="gif"),
                video=Video(codec="gif", width=200 + index, height=150 + index, fps=1 + index % 60),
                time_interval=TimeInterval(start=index, duration=5 + index),
            ),
            output=Output(region=REGION, bucket=BUCKET, object_key="output/result.${ext}"),
            user_data=f"document {index}",
            job_level=index % 3,
        ),
        callback="https://callback.example.com/jobs",
        callback_format="JSON",
    )


def as_dict(value: Any) -> Any:
    """Return what a caller of the official SDK writes by hand for an object of the bindings."""
    if not is_dataclass(value):
        return value
    plan = plan_of(type(value))
    pairs = zip(plan.elements, plan.values(value), strict=True)
    return {element.name: as_dict(child) for element, child in pairs if child is not None}


def reply(submission: SubmitJobRequest, jobs: int = 1) -> bytes:
    """Return what the service answers to a submission.

    Args:
        submission: What was submitted; its operation comes back.
        jobs: How many JobsDetail the reply has.
    """
    body = encode(submission)
    operation = body[body.index(b"<Operation>") : body.index(b"</Operation>")] + b"</Operation>"
    job = (
        b"<JobsDetail><Code>Success</Code><Message/><JobId>j0123456789abcdef0123456789abcdef</JobId>"
        b"<Tag>Animation</Tag><State>Submitted</State><CreationTime>2026-01-02T03:04:05+0800</CreationTime>"
        b"<StartTime>-</StartTime><EndTime>-</EndTime><QueueId>p0123456789abcdef0123456789abcdef</QueueId>"
        b"<Input><BucketId>test-1250000000</BucketId><Object>input/video.mp4</Object><Region>ap-chongqing</Region>"
        b"</Input>" + operation + b"</JobsDetail>"
    )
    return b"<Response>" + job * jobs + b"</Response>"
