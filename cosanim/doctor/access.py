"""Checks whether the service accepts the signature, and which permissions the account has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosanim.doctor.checks import failed, first_line, ok, skipped, warning
from cosanim.doctor.probe import NO_SUCH_BUCKET
from cosanim.errors import AuthenticationError, NotFoundError, PermissionDeniedError, ServiceError
from cosanim.models import ListJobsQuery, ListQueuesQuery
from cosanim.operations import DESCRIBE_MEDIA_BUCKETS, LIST_JOBS, LIST_QUEUES
from cosanim.service_role import GRANT_ROLE, ROLE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.doctor.probe import Answer, Probe
    from cosanim.findings import Finding
    from cosanim.models import DescribeMediaBucketsResponse, ListJobsResponse, ListQueuesResponse
    from cosanim.operations import AnyApi

_DENIED: Final = "AccessDenied"
_UNAUTHORIZED: Final = 401
_RECENT: Final = 20
"""Number of ended jobs that are read."""


class Answers(NamedTuple):
    """The answers to reading requests.

    Attributes:
        queues: The queues of the bucket: GET /queue.
        jobs: Its animation jobs that ended last: GET /jobs.
        buckets: The bucket, if the service is bound to it: GET /mediabucket, which does not belong to a bucket.
    """

    queues: Answer[ListQueuesResponse]
    jobs: Answer[ListJobsResponse]
    buckets: Answer[DescribeMediaBucketsResponse]

    @property
    def codes(self) -> set[str]:
        """The error codes of the answers."""
        return {answer.code for answer in self if answer.code}


def ask_for_queues(probe: Probe) -> Answer[ListQueuesResponse]:
    """Read the queues of the bucket."""
    return probe.ask(LIST_QUEUES, ListQueuesQuery())


def ask_for_the_rest(probe: Probe, queues: Answer[ListQueuesResponse]) -> Answers:
    """Read the jobs that ended last, and the binding of the bucket.

    Args:
        probe: Sends the requests.
        queues: The queues of the bucket.
    """
    from cosanim.models import DescribeMediaBucketsQuery

    ended = ListJobsQuery(tag="Animation", states="Success,Failed", order_by_time="Desc", size=_RECENT)
    binding = DescribeMediaBucketsQuery(regions=probe.region, bucket_names=probe.bucket)
    return Answers(queues, probe.ask(LIST_JOBS, ended), probe.ask(DESCRIBE_MEDIA_BUCKETS, binding))


def check_signature(answers: Answers, ask_object_store: Callable[[], Answer[Any]]) -> Finding:
    """Check whether the service accepts the signature.

    The media service answers a wrong signature, a missing permission and a missing role alike, with 401 AccessDenied.
    The object store has codes of its own for them, and is asked if no request of the media service was accepted.

    Args:
        answers: The answers of the media service.
        ask_object_store: Sends a signed request to the object store.
    """
    if any(answer.error is None for answer in answers):
        return ok("signature", "accepted", _RIGHT)
    errors = [answer.error for answer in answers if isinstance(answer.error, ServiceError)]
    refused = next((error for error in errors if _is_refused_signature(error)), None)
    if refused is not None:
        return failed("signature", first_line(refused), _NOT_ACCEPTED, refused.hint)
    if any(error.code == _DENIED and error.status != _UNAUTHORIZED for error in errors):
        return ok("signature", "accepted: the requests are refused for want of a permission, with 403", _RIGHT)
    error = ask_object_store().error
    if isinstance(error, ServiceError) and _is_refused_signature(error):
        return failed("signature", f"the object store answers {first_line(error)}", _NOT_ACCEPTED, error.hint)
    is_missing_key = isinstance(error, NotFoundError) and error.code != NO_SUCH_BUCKET
    if error is None or is_missing_key or isinstance(error, PermissionDeniedError):
        return ok("signature", "accepted by the object store", _RIGHT)
    denied = next((one for one in errors if one.code == _DENIED), None)
    shown = f"the object store answers {first_line(error)}"
    if denied is None:
        return skipped("signature", f"neither service shows it: {shown}", "the next checks say what is wrong")
    return failed(
        "signature",
        f"{first_line(denied)}; {shown}",
        "the media service answers a wrong signature, a missing permission and a missing role alike, with 401 "
        "AccessDenied, and the object store does not tell them apart either",
        denied.hint,
    )


_RIGHT: Final = "id, key and token belong together, and the service knows them"
_NOT_ACCEPTED: Final = "the service accepts no request that is signed with these credentials"


def _is_refused_signature(error: ServiceError) -> bool:
    return isinstance(error, AuthenticationError) and error.code != _DENIED


def check_permissions(answers: Answers) -> Finding:
    """Check which reading requests the account may send. The permission to submit jobs only shows when a job is sent.

    Args:
        answers: The answers of the media service, whose signature was accepted.
    """
    apis: list[tuple[AnyApi, Answer[Any]]] = [
        (LIST_QUEUES, answers.queues),
        (LIST_JOBS, answers.jobs),
        (DESCRIBE_MEDIA_BUCKETS, answers.buckets),
    ]
    denied = [api for api, answer in apis if answer.code == _DENIED]
    errors = [answer.error for _, answer in apis if answer.error is not None and answer.code == _DENIED]
    allowed = [api for api, answer in apis if answer.error is None]
    if not denied and not allowed:
        return skipped("permissions", "no request was answered with a document", "the next checks say what is wrong")
    if not denied:
        names = ", ".join(f"{api.method} {api.path}" for api in allowed)
        return ok("permissions", f"allowed: {names}; not shown: submitting", _ONLY_A_JOB_SHOWS)
    actions = ", ".join(action for api in denied for action in api.permissions)
    found = f"{actions} denied: {first_line(errors[0])}"
    remedy = f"grant the policy that `cosanim policy` prints for this bucket; {_IF_THE_ROLE}"
    if answers.jobs.code != _DENIED:
        return warning(
            "permissions", found, f"the checks below see less, and bulk runs too; {_ONLY_A_JOB_SHOWS}", remedy
        )
    return failed(
        "permissions",
        found,
        "the signature is right, but the account lacks the permission, or the role or its policies are missing (both "
        "are answered alike); without reading jobs, no wait and no lookup of an unknown outcome is possible",
        remedy,
    )


_ONLY_A_JOB_SHOWS: Final = (
    f"whether the account may submit (ci:CreateMediaJobs, and cam:PassRole on {ROLE_NAME}) only shows when it submits"
)
_IF_THE_ROLE: Final = f"if it is granted already, {GRANT_ROLE}"
