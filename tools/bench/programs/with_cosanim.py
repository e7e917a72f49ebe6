"""Submits jobs as a user of cosanim does: ``python with_cosanim.py PORT COUNT``."""

from __future__ import annotations

import sys

from cosanim import AnimationClient, Credentials
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


def document(index: int) -> SubmitJobRequest:
    """Return the job with a number; odd numbers set a sampling field beside Fps, which causes a warning."""
    return SubmitJobRequest(
        tag="Animation",
        input=Input(object_key=f"input/video-{index}.mp4"),
        operation=Operation(
            animation=Animation(
                container=Container(format="gif"),
                video=Video(
                    codec="gif",
                    width=200 + index % 64,
                    height=150 + index % 64,
                    fps=1 + index % 60,
                    animate_only_keep_key_frame=True if index % 2 else None,
                ),
                time_interval=TimeInterval(start=index, duration=5 + index),
            ),
            output=Output(region="ap-chongqing", bucket="test-1250000000", object_key=f"output/{index}.${{ext}}"),
            user_data=f"document {index}",
            job_level=index % 3,
        ),
        callback="https://callback.example.com/jobs",
        callback_format="JSON",
    )


def main() -> None:
    """Submit all jobs over one connection."""
    port, count = map(int, sys.argv[1:])
    with AnimationClient(
        bucket="test-1250000000",
        region="ap-chongqing",
        credentials=Credentials("AKIDEXAMPLE", "an example"),
        endpoint=f"http://127.0.0.1:{port}",
    ) as client:
        for index in range(count):
            client.submit_job(document(index))


if __name__ == "__main__":
    main()
