"""The table of APIs: the one place that knows how each is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cosanim.models import DescribeJobsResponse, SubmitJobRequest, SubmitJobResponse

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """How an API is called.

    Attributes:
        name: Name of the client method and of ``spec/<name>.xsd``.
        method: HTTP method.
        path: Path; a part in braces is filled in.
        request: Class of the body, None when there is none.
        response: Class of the answer.
        permissions: CAM actions that a sub-account needs.
    """

    name: str
    method: str
    path: str
    request: type[Any] | None
    response: type[Any]
    permissions: tuple[str, ...]


SUBMIT_JOB: Final = Api(
    name="submit_job",
    method="POST",
    path="/jobs",
    request=SubmitJobRequest,
    response=SubmitJobResponse,
    permissions=("ci:CreateMediaJobs", "cam:PassRole"),
)
DESCRIBE_JOBS: Final = Api(
    name="describe_jobs",
    method="GET",
    path="/jobs/{job_ids}",
    request=None,
    response=DescribeJobsResponse,
    permissions=("ci:DescribeMediaJob",),
)

APIS: Final[Mapping[str, Api]] = {api.name: api for api in (SUBMIT_JOB, DESCRIBE_JOBS)}
"""Every API by its name."""
