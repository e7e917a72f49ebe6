"""Submits jobs as a user of the official SDK does: ``python with_official_sdk.py PORT COUNT``."""

from __future__ import annotations

import sys
from typing import Any

from qcloud_cos import CosConfig, CosS3Client


def document(index: int) -> dict[str, Any]:
    """Return the job with a number, the same as ``with_cosanim.document`` returns."""
    video: dict[str, Any] = {
        "Codec": "gif",
        "Width": 200 + index % 64,
        "Height": 150 + index % 64,
        "Fps": 1 + index % 60,
    }
    if index % 2:
        video["AnimateOnlyKeepKeyFrame"] = "true"
    return {
        "Tag": "Animation",
        "Input": {"Object": f"input/video-{index}.mp4"},
        "Operation": {
            "Animation": {
                "Container": {"Format": "gif"},
                "Video": video,
                "TimeInterval": {"Start": index, "Duration": 5 + index},
            },
            "Output": {
                "Region": "ap-chongqing",
                "Bucket": "test-1250000000",
                "Object": f"output/{index}.${{ext}}",
            },
            "UserData": f"document {index}",
            "JobLevel": index % 3,
        },
        "CallBack": "https://callback.example.com/jobs",
        "CallBackFormat": "JSON",
    }


def main() -> None:
    """Submit all jobs over one connection."""
    port, count = map(int, sys.argv[1:])
    config = CosConfig(
        Region="ap-chongqing",
        SecretId="AKIDEXAMPLE",
        SecretKey="an example",
        Scheme="http",
        Domain=f"127.0.0.1:{port}",
    )
    client = CosS3Client(config)
    for index in range(count):
        client.ci_create_media_jobs(
            Bucket="test-1250000000", Jobs=document(index), Lst={}, ContentType="application/xml"
        )


if __name__ == "__main__":
    main()
