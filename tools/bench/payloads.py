"""Documents for the measurements: 64 distinct submissions, and replies to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim import encode
from tools.bench.programs import with_cosanim, with_official_sdk
from tools.bench.stub_server import reply_to

if TYPE_CHECKING:
    from cosanim.models import SubmitJobRequest

BUCKET: Final = "test-1250000000"
REGION: Final = "ap-chongqing"
DOCUMENTS: Final = 64


def submissions() -> list[SubmitJobRequest]:
    """Return distinct submissions; every second one sets a sampling field beside Fps, which causes a warning."""
    return [with_cosanim.document(index) for index in range(DOCUMENTS)]


def dictionaries() -> list[dict[str, Any]]:
    """Return the same submissions as dictionaries, the form that the official SDK takes."""
    return [with_official_sdk.document(index) for index in range(DOCUMENTS)]


def reply(submission: SubmitJobRequest, jobs: int = 1) -> bytes:
    """Return the reply of the service to a submission.

    Args:
        submission: The submission.
        jobs: Number of JobsDetail elements in the reply.
    """
    return reply_to(encode(submission), jobs)
