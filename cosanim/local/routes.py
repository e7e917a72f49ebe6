"""The media service's part: submitting jobs and reading them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lxml import etree

from cosanim.codec import decode, encode
from cosanim.errors import DecodeError
from cosanim.local.answers import XML_TYPE, Refused, xml_safe
from cosanim.local.calls import content_md5
from cosanim.local.details import job_detail, output_key
from cosanim.local.hosts import is_api_path
from cosanim.local.jobs import new_job_id
from cosanim.local.responses import ServiceResponse
from cosanim.models import DescribeJobsResponse, SubmitJobRequest, SubmitJobResponse
from cosanim.parsing import REQUEST_MAX_BYTES, parse_request
from cosanim.validation import errors_of, validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from cosanim.local.answers import Answer
    from cosanim.local.calls import Call
    from cosanim.local.hosts import Target
    from cosanim.local.jobs import Job, JobStore
    from cosanim.violations import Violation

_MOST_VIOLATIONS: Final = 100
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
# Documented calls that the local service does not offer: method and path.
_LATER: Final = re.compile(
    r"(GET|POST) (jobs|template|queue|inventorytriggerjob|mediabucket)"
    r"|(GET|PUT|DELETE) (template|queue|inventorytriggerjob)/[A-Za-z0-9_-]+"
)


class JobRoutes:
    """Answers requests for the paths of the API."""

    def __init__(
        self,
        jobs: JobStore,
        *,
        region: str,
        has_bucket: Callable[[str], bool],
        submitted: Callable[[], None],
    ) -> None:
        """Serve a table of jobs.

        Args:
            jobs: The jobs.
            region: The region of the service's buckets.
            has_bucket: Tells whether a bucket exists.
            submitted: Called after each new job.
        """
        self._jobs = jobs
        self._region = region
        self._has_bucket = has_bucket
        self._submitted = submitted

    async def answer(self, call: Call, target: Target, answer: Answer) -> Response:
        """Answer a request that passed the signature check.

        Args:
            call: The request.
            target: What it is for.
            answer: Where the headers come from.

        Returns:
            The response.

        Raises:
            Refused: With a code of the media service.
        """
        name, _, ids = target.path.partition("/")
        if name != "jobs" or (not ids and call.method != "POST") or call.method not in {"GET", "POST"}:
            raise _not_offered(call, target)
        bucket = await asyncio.to_thread(self._bucket, target)
        if call.method == "POST" and not ids:
            call.check_length()
            expected = content_md5(call)
            body = await call.body(REQUEST_MAX_BYTES)
            if expected is not None and not hmac.compare_digest(expected, _md5(body)):
                raise Refused(400, "InvalidContent", "The Content-MD5 is not that of the body that arrived.")
            content = await asyncio.to_thread(self._submit, bucket, body)
        elif call.method == "GET" and "/" not in ids:
            content = await asyncio.to_thread(self._describe, bucket, ids)
        else:
            raise _not_offered(call, target)
        return ServiceResponse(content, headers=answer.headers({"Content-Type": XML_TYPE}))

    def _bucket(self, target: Target) -> str:
        if target.bucket is None or target.region not in {None, self._region}:
            raise Refused(400, "InvalidHost", f"The host names no bucket of the region {self._region}.")
        if not self._has_bucket(target.bucket):
            raise Refused(400, "MediaBucketUnBinded", "media bucket unbinded, bucket's host is unavailable")
        return target.bucket

    def _submit(self, bucket: str, body: bytes) -> bytes:
        job = self._record(bucket, body)
        # The reply is made before anybody can take the job: it says Submitted.
        content = encode(SubmitJobResponse(jobs_detail=[job_detail(job)]))
        self._submitted()
        return content

    def _record(self, bucket: str, body: bytes) -> Job:
        canonical = _checked(body)
        request = decode(canonical, SubmitJobRequest)
        operation = request.operation
        if operation.template_id:
            raise Refused(
                400,
                "TemplateNotFound",
                f"The template {operation.template_id} does not exist: the local service has no templates yet. "
                "Give the parameters in Operation.Animation and leave TemplateId out.",
            )
        job_id = new_job_id()
        if is_api_path(output_key(request, job_id)):
            raise Refused(
                400,
                "InvalidArgument",
                "Request.Operation.Output.Object: no object can have a key whose first part is a path of the API.",
            )
        return self._jobs.submit(
            job_id=job_id,
            bucket=bucket,
            region=self._region,
            queue_id=request.queue_id,
            level=int(operation.job_level or 0),
            request=canonical,
        )

    def _describe(self, bucket: str, ids: str) -> bytes:
        wanted = list(dict.fromkeys(filter(None, ids.split(","))))
        found = self._jobs.find(bucket, wanted)
        known = {job.job_id for job in found}
        missing = xml_safe(",".join(job_id for job_id in wanted if job_id not in known))
        return encode(
            DescribeJobsResponse(jobs_detail=[job_detail(job) for job in found], non_exist_job_ids=missing or None)
        )


def _checked(body: bytes) -> bytes:
    """Return a valid request in the one form that is stored, without blank space or signs around its numbers."""
    if not body.strip():
        raise Refused(400, "MissingContent", "The body is missing.")
    try:
        root = parse_request(body)
    except DecodeError as error:
        line = "" if error.line is None else f" (line {error.line})"
        raise Refused(400, "InvalidContent", f"The body cannot be read: {error}{line}.") from None
    if root.tag != "Request":
        raise Refused(400, "InvalidContent", "The root of the body is not Request.")
    errors = errors_of(validate(body, api="submit_job"))
    if errors:
        raise Refused(400, "InvalidArgument", _listed(errors))
    for element in (*root.iterfind("Operation/Animation//*"), *root.iterfind("Operation/JobLevel")):
        text = (element.text or "").strip()
        if not len(element):
            element.text = format(Decimal(text), "f") if _NUMBER.fullmatch(text) else text or None
    return etree.tostring(root)


def _listed(errors: list[Violation]) -> str:
    lines = [
        f"{violation.path}: {violation.message}" + ("" if violation.line is None else f" (line {violation.line})")
        for violation in errors[:_MOST_VIOLATIONS]
    ]
    if len(errors) > _MOST_VIOLATIONS:
        lines.append(f"and {len(errors) - _MOST_VIOLATIONS} more")
    return "\n".join(lines)


def _not_offered(call: Call, target: Target) -> Refused:
    path = target.path.rstrip("/")
    cancels = call.method == "PUT" and path.startswith("jobs/") and call.param("cancel") is not None
    if cancels or _LATER.fullmatch(f"{call.method} {path}"):
        return Refused(501, "NotImplemented", f"The local service does not offer {call.method} /{path} yet.")
    if call.method == "PUT":
        return Refused(
            400,
            "InvalidArgument",
            f"The key {target.path} cannot be stored: its first part belongs to the API.",
        )
    return Refused(404, "InvalidUrl", "The path is none of this API.")


def _md5(body: bytes) -> bytes:
    return hashlib.md5(body, usedforsecurity=False).digest()
