"""The client: one method per API, and the conveniences that most callers want."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Self, TypeVar, Unpack
from urllib.parse import quote

from cosanim.codec import OddValueWarning, decode, encode
from cosanim.credentials import find_credentials
from cosanim.endpoints import Endpoint, check_bucket, check_region, ci_host
from cosanim.error_codes import service_error
from cosanim.errors import (
    ConfigurationError,
    DecodeError,
    NotFoundError,
    SchemaError,
    ServerError,
    ServiceError,
    SubmissionUnknown,
    TransportError,
)
from cosanim.models import DescribeJobsResponse, JobDetail, SubmitJobRequest, SubmitJobResponse
from cosanim.objects import Objects
from cosanim.operations import DESCRIBE_JOBS, SUBMIT_JOB
from cosanim.submission import build_animation, build_request
from cosanim.transport import DEFAULT_TIMEOUT, Transport
from cosanim.validation import errors_of, validate
from cosanim.waiting import Pace, Waiter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    import requests

    from cosanim.credentials import CredentialsSource
    from cosanim.exchange import Exchange
    from cosanim.models import Animation
    from cosanim.replies import Reply
    from cosanim.submission import AnimationParameters, JobOptions
    from cosanim.transport import Timeout

_log = logging.getLogger("cosanim")

# A submission's signature is short-lived, so that an attempt that is late cannot take effect much later.
_SUBMISSION_TTL = 30
# These 503 say that the request was turned away; any other 5xx leaves open whether the job was accepted.
_TURNED_AWAY = frozenset({"ServiceUnavailable", "SlowDown"})

Response = TypeVar("Response", SubmitJobResponse, DescribeJobsResponse)


class AnimationClient:
    """Submits animation jobs of one bucket, follows them, and moves objects in and out.

    Safe to share between threads as far as ``requests.Session`` is. Use it as a context manager, or call
    ``close``, to give the connections back.

    Attributes:
        bucket: The bucket whose videos are converted, with its appid.
        region: Its region.
        objects: The objects of the bucket.
    """

    def __init__(
        self,
        *,
        bucket: str | None = None,
        region: str | None = None,
        credentials: CredentialsSource | None = None,
        endpoint: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        session: requests.Session | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
    ) -> None:
        """Point the client at a bucket. Nothing is sent.

        Args:
            bucket: The bucket, with its appid, as ``test-1250000000``; COSANIM_BUCKET when left out.
            region: Its region, as ``ap-chongqing``; COSANIM_REGION, then TENCENTCLOUD_REGION when left out.
            credentials: Who signs, or a callable that returns it anew for each request; the environment
                (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_TOKEN) when left out.
            endpoint: A full URL to send to instead of the documented host, such as that of ``cosanim local``; the
                Host header stays the documented one. COSANIM_ENDPOINT when left out.
            timeout: Seconds to wait for the connection, and for each piece of a reply.
            session: A requests session with proxies and adapters of its own; it is not closed.
            on_exchange: Called after each request with what was signed and answered, secrets masked.

        Raises:
            ConfigurationError: Bucket, region, endpoint or time-out are missing or impossible.
        """
        self.bucket = check_bucket(bucket)
        self.region = check_region(region)
        endpoint = endpoint or os.environ.get("COSANIM_ENDPOINT") or None
        self._endpoint = Endpoint.of(ci_host(self.bucket, self.region), endpoint)
        source = credentials if credentials is not None else find_credentials
        self._transport = Transport(credentials=source, session=session, timeout=timeout, on_exchange=on_exchange)
        self.objects = Objects(
            self._transport, bucket=self.bucket, region=self.region, credentials=source, endpoint=endpoint
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """Show where the client points."""
        return f"AnimationClient(bucket={self.bucket!r}, region={self.region!r})"

    def close(self) -> None:
        """Close the connections; a session that was passed in stays open."""
        self._transport.close()

    def submit(
        self,
        input_key: str,
        output_key: str,
        *,
        template_id: str | None = None,
        animation: Animation | None = None,
        output_bucket: str | None = None,
        output_region: str | None = None,
        user_data: str | None = None,
        job_level: int | None = None,
        queue_id: str | None = None,
        callback: str | None = None,
        callback_format: str | None = None,
        **parameters: Unpack[AnimationParameters],
    ) -> JobDetail:
        """Submit a job. It is paid for once accepted, so it is sent once and never sent again.

        Args:
            input_key: Key of the video in the client's bucket.
            output_key: Key of the result; ``${ext}`` and ``${jobid}`` are filled in by the service.
            template_id: Template with the parameters.
            animation: The parameters, built by hand; excludes the flat ones.
            output_bucket: Bucket of the result; the client's when left out.
            output_region: Region of that bucket; the client's when left out.
            user_data: Text that comes back with the job: at most 1024 printable ASCII characters.
            job_level: Priority: 0 (default), 1 or 2; higher goes first.
            queue_id: Queue that takes the job.
            callback: http or https address that is told when the job ends; ``no`` for none.
            callback_format: XML (default) or JSON.
            **parameters: The flat parameters: format, codec, width, height, fps, frames_per_second,
                keyframes_only, frame_interval, quality, start, duration (see ``AnimationParameters``).

        Returns:
            The submitted job; pass its ``job_id`` to ``wait``.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service refused the job.
            TransportError: The request surely did not reach the service.
            SubmissionUnknown: The job may or may not have been accepted.
            TypeError: Both ``animation`` and flat parameters are given.
        """
        flat = build_animation(**parameters)
        if flat is not None and animation is not None:
            raise TypeError("pass either animation or the flat parameters (format, width, …), not both")
        options: JobOptions = {
            "user_data": user_data,
            "job_level": job_level,
            "queue_id": queue_id,
            "callback": callback,
            "callback_format": callback_format,
        }
        request = build_request(
            input_key,
            output_key,
            output_bucket=output_bucket or self.bucket,
            output_region=output_region or self.region,
            template_id=template_id,
            animation=animation or flat,
            options=options,
        )
        return next(job for job in self.submit_job(request).jobs_detail if job.job_id)

    def submit_job(self, request: SubmitJobRequest) -> SubmitJobResponse:
        """Submit a job: POST /jobs.

        The request is checked, written once and sent once. Advice of the schema is logged as a warning.

        Args:
            request: The request.

        Returns:
            The reply; ``jobs_detail`` holds the submitted job.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service refused the job.
            TransportError: The request surely did not reach the service.
            SubmissionUnknown: The job may or may not have been accepted: a time-out, a broken connection, a
                server error or an unreadable reply.
        """
        violations = validate(request)
        if errors := errors_of(violations):
            raise SchemaError(errors)
        for advice in violations:
            _log.warning("%s", advice)
        body = encode(request)
        try:
            reply = self._transport.send(
                SUBMIT_JOB.method,
                self._endpoint,
                SUBMIT_JOB.path,
                body=body,
                headers={"Content-Type": "application/xml"},
                ttl=_SUBMISSION_TTL,
            )
        except TransportError as error:
            if error.sent is False:
                raise
            raise self._unknown(request, str(error), error.request_id) from error
        except ServiceError as error:
            if _was_turned_away(error):
                raise
            raise self._unknown(request, str(error), error.request_id) from error
        try:
            response = _decoded(reply, SubmitJobResponse)
        # Where warnings are errors, an odd value must not make anybody believe that nothing was submitted.
        except (DecodeError, OddValueWarning) as error:
            raise self._unknown(request, str(error), reply.request_id) from error
        if not any(job.job_id for job in response.jobs_detail):
            refusal = _refusal(response, reply)
            if refusal is None or not _was_turned_away(refusal):
                raise self._unknown(request, str(refusal or "the reply names no job"), reply.request_id)
            raise refusal
        return response

    def describe_jobs(self, job_ids: Iterable[str]) -> DescribeJobsResponse:
        """Read jobs by their ids: GET /jobs/<ids>.

        Args:
            job_ids: One or more ids.

        Returns:
            The jobs that exist, and in ``non_exist_job_ids`` the ids that no job has, with commas.

        Raises:
            ConfigurationError: There is no id, or one that cannot be an id.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        ids = [job_ids] if isinstance(job_ids, str) else list(job_ids)
        if not ids or not all(ids) or any("," in job_id for job_id in ids):
            raise ConfigurationError(f"job ids are non-empty texts without commas, not {ids!r}")
        path = DESCRIBE_JOBS.path.format(job_ids=",".join(quote(job_id, safe="") for job_id in ids))
        reply = self._transport.send(DESCRIBE_JOBS.method, self._endpoint, path)
        return _decoded(reply, DescribeJobsResponse)

    def describe_job(self, job_id: str) -> JobDetail:
        """Read one job.

        Args:
            job_id: Its id.

        Raises:
            NotFoundError: No job has this id, or its record is older than a month.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        response = self.describe_jobs([job_id])
        for job in response.jobs_detail:
            if job.job_id == job_id:
                return job
        raise NotFoundError(
            404,
            "JobNotFound",
            f"no job of {self.bucket} has the id {job_id}",
            response.request_id,
            hint="check the id, the bucket and the region; records are kept for one month",
        )

    def wait(
        self,
        job_id: str,
        *,
        timeout: float = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        pace: Pace | None = None,
    ) -> JobDetail:
        """Wait until a job ends well.

        Args:
            job_id: Id of the job.
            timeout: Seconds to wait at most.
            on_progress: Called with the job whenever its state or progress has changed.
            pace: How the delay between two looks grows; from 0.5 s to 10 s, jittered, when left out.

        Returns:
            The job in state Success; its result is in ``operation.media_result``.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The time is over; the job goes on.
            ServiceError: The service refused to tell, NotFoundError when it does not know the job.
            TransportError: The service was not reached before the time was over.
        """
        waiter = Waiter(describe=self.describe_job, pace=pace or Pace())
        return waiter.wait(job_id, timeout=timeout, on_progress=on_progress)

    def _unknown(self, request: SubmitJobRequest, reason: str, request_id: str | None) -> SubmissionUnknown:
        return SubmissionUnknown(
            reason,
            request_id=request_id,
            bucket=self.bucket,
            input_key=request.input.object_key,
            output_key=request.operation.output.object_key,
        )


def _decoded(reply: Reply, cls: type[Response]) -> Response:
    """Read a reply and leave its request id on everything that a caller gets in hand."""
    try:
        response = decode(reply.body, cls)
    except DecodeError as error:
        error.request_id = reply.request_id
        raise
    response.request_id = reply.request_id
    for job in response.jobs_detail:
        job.request_id = reply.request_id
    return response


def _was_turned_away(error: ServiceError) -> bool:
    """Tell whether an error says for sure that no job was accepted: by its status, and by its code at 200 and 503."""
    if error.status == 503:
        return error.code in _TURNED_AWAY
    return error.status < 500 and not (error.status < 300 and isinstance(error, ServerError))


def _refusal(response: SubmitJobResponse, reply: Reply) -> ServiceError | None:
    """Return the error that a 200 without a job holds, if its code says so."""
    nodes = {node.name: node.text for node in response.unknown}
    code, message = nodes.get("Code", ""), nodes.get("Message", "")
    for job in response.jobs_detail:
        code, message = code or job.code or "", message or job.message or ""
    if code in {"", "Success"}:
        return None
    return service_error(
        status=reply.status, code=code, message=message, request_id=reply.request_id, trace_id=reply.trace_id
    )
