"""Client methods for jobs: submit, describe, wait, list and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cosanim import models
from cosanim.api.base import comma_separated, path_part
from cosanim.api.paging import all_tokens
from cosanim.api.paid import PaidCaller, field_text
from cosanim.api.requests import FLAT_PARAMETERS, build_animation, build_request, only_one
from cosanim.errors import NotFoundError
from cosanim.job import Job, parse_token
from cosanim.operations import CANCEL_JOB, DESCRIBE_JOBS, LIST_JOBS, SUBMIT_JOB
from cosanim.times import time_text

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from cosanim.api.requests import JobOptions
    from cosanim.argument_types import (
        CallbackFormat,
        CallbackType,
        CodecName,
        FormatName,
        Number,
        PresetName,
        StateName,
        TimeOrder,
    )
    from cosanim.client import AnimationClient
    from cosanim.http.retries import RetryPolicy
    from cosanim.models import (
        Animation,
        CallBackMqConfig,
        DescribeJobsResponse,
        JobDetail,
        SubmitJobRequest,
        SubmitJobResponse,
    )
    from cosanim.waiting import Backoff


class JobCalls(PaidCaller):
    """Submits, describes, waits for, lists and cancels jobs."""

    def submit(
        self,
        input_key: str,
        output_key: str,
        *,
        template_id: str | None = None,
        preset: PresetName | None = None,
        animation: Animation | None = None,
        format: FormatName | None = None,  # noqa: A002 - the name of the parameter
        codec: CodecName | None = None,
        width: int | None = None,
        height: int | None = None,
        fps: Number | None = None,
        frames_per_second: Number | None = None,
        keyframes_only: bool | None = None,
        frame_interval: Number | None = None,
        quality: int | None = None,
        start: Number | None = None,
        duration: Number | None = None,
        output_bucket: str | None = None,
        output_region: str | None = None,
        user_data: str | None = None,
        job_level: int | None = None,
        queue_id: str | None = None,
        callback: str | None = None,
        callback_format: CallbackFormat | None = None,
        callback_type: CallbackType | None = None,
        callback_mq_config: CallBackMqConfig | None = None,
        strict: bool | None = None,
        allow: Collection[str] = (),
    ) -> Job:
        """Submit a job. An accepted job is paid for, so the request is never retried.

        Give a text that is only known at run time as ``Format(text)``, ``Codec(text)`` or ``find_preset(text)``, which
        raise ValueError if it is wrong; type checkers refuse a plain ``str``.

        Args:
            input_key: Key of the video in the client's bucket.
            output_key: Key of the result; ``${ext}`` and ``${jobid}`` are filled in by the service.
            template_id: Template with the parameters.
            preset: Name of an official template, as ``gif_640x360_keyframes`` (see ``cosanim.presets``).
            animation: The parameters as an ``Animation``. It cannot be combined with the flat parameters, which are
                those from ``format`` to ``duration``, nor they with ``template_id`` and ``preset``.
            format: Container format: gif, hgif (a GIF with better colours) or webp.
            codec: gif or webp; follows the format when left out.
            width: Pixels, 128 to 4096; when left out it follows the height, or both are those of the video.
            height: Pixels, 128 to 4096; when left out it follows the width, or both are those of the video.
            fps: Frames per second at which the animation plays, above 0 and at most 60; that of the video when left
                out.
            frames_per_second: Frames sampled from each second of video, above 0 and below the video's rate; all when
                left out.
            keyframes_only: Keep the key frames only; false when left out.
            frame_interval: Seconds between two sampled frames, above 0; also below the duration, unless
                ``frames_per_second`` or ``keyframes_only`` is given, which take precedence.
            quality: Quality of the picture, 1 to 99, webp only; chosen by the service when left out.
            start: Seconds of the video to skip, at least 0, with at most 3 decimals; 0 when left out.
            duration: Seconds of the video to convert, at least 0, with at most 3 decimals; to its end when left out.
            output_bucket: Bucket of the result; the client's when left out.
            output_region: Region of that bucket; the client's when left out.
            user_data: Text that the service returns with the job: at most 1024 printable ASCII characters.
            job_level: Priority: 0 (default), 1 or 2; higher goes first.
            queue_id: Queue that takes the job.
            callback: http or https address to which a callback is sent when the job ends; ``no`` for none.
            callback_format: XML (default) or JSON.
            callback_type: Url (default) or TDMQ.
            callback_mq_config: The message queue, required with TDMQ.
            strict: Raise SchemaError for violations of severity warning, instead of an ``AdviceWarning``; the
                client's setting when left out.
            allow: Rules that are waived: overwrites-input, wildcard-form, scheme-in-key.

        Returns:
            The submitted job; call its ``wait`` for the result.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service rejected the job.
            TransportError: The request certainly did not reach the service.
            SubmissionUnknown: The job may or may not have been accepted.
            TypeError: Arguments that exclude each other are given.
            ValueError: There is no preset with that name.
        """
        flat = build_animation(
            format=format,
            codec=codec,
            width=width,
            height=height,
            fps=fps,
            frames_per_second=frames_per_second,
            keyframes_only=keyframes_only,
            frame_interval=frame_interval,
            quality=quality,
            start=start,
            duration=duration,
        )
        animation = only_one(f"animation or {FLAT_PARAMETERS}", animation, flat)
        if preset is not None:
            from cosanim.presets import find_preset  # on demand, as cosanim.waiting: not every program needs it

            template_id = only_one("template_id or preset", template_id, find_preset(preset).template_id)
        only_one(f"template_id or preset, or {FLAT_PARAMETERS}", template_id, flat)
        options: JobOptions = {
            "user_data": user_data,
            "job_level": job_level,
            "queue_id": queue_id,
            "callback": callback,
            "callback_format": callback_format,
            "callback_type": callback_type,
            "callback_mq_config": callback_mq_config,
        }
        request = build_request(
            input_key,
            output_key,
            output_bucket=output_bucket or self.bucket,
            output_region=output_region or self.region,
            template_id=template_id,
            animation=animation,
            options=options,
        )
        detail = next(job for job in self.submit_job(request, strict=strict, allow=allow).jobs_detail if job.job_id)
        return Job(cast("AnimationClient", self), detail)

    def job(self, token_or_id: str) -> Job:
        """Return the handle of a job that was submitted elsewhere, such as in another process. Nothing is sent.

        Args:
            token_or_id: What ``Job.token`` returned, or the id of a job of this client's bucket. With a token of
                another bucket or region the handle uses a client of that bucket and region, as ``at`` returns it.

        Raises:
            ConfigurationError: The token is damaged.
        """
        region, bucket, job_id = parse_token(token_or_id)
        path_part("job_id", job_id)
        client = cast("AnimationClient", self)
        if (region or self.region, bucket or self.bucket) != (self.region, self.bucket):
            client = client.at(bucket=bucket, region=region)
        return Job(client, models.JobDetail(job_id=job_id), is_described=False)

    def submit_job(
        self, request: SubmitJobRequest, *, strict: bool | None = None, allow: Collection[str] = ()
    ) -> SubmitJobResponse:
        """Submit a job: POST /jobs. The request is validated and sent once.

        Args:
            request: The request.
            strict: As for ``submit``.
            allow: As for ``submit``.

        Returns:
            The reply; ``jobs_detail`` holds the submitted job.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service rejected the job.
            TransportError: The request certainly did not reach the service.
            SubmissionUnknown: The job may or may not have been accepted: a time-out, a broken connection, a
                server error or an unreadable reply.
        """
        return self._submit_paid(
            SUBMIT_JOB,
            request,
            body=self._prepare(SUBMIT_JOB, request, strict=strict, allow=allow),
            input_key=field_text(request, "input", "object_key"),
            output_key=field_text(request, "operation", "output", "object_key"),
        )

    def describe_jobs(self, job_ids: Iterable[str]) -> DescribeJobsResponse:
        """Read jobs by their ids: GET /jobs/<ids>.

        Args:
            job_ids: One or more ids.

        Returns:
            The jobs that exist, and in ``non_exist_job_ids`` the other ids, comma_separated by commas.

        Raises:
            ConfigurationError: There is no id, or one is invalid.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        ids = job_ids if isinstance(job_ids, str) else tuple(job_ids)
        return self._call_api(DESCRIBE_JOBS, None, job_ids=ids)

    def describe_job(self, job_id: str) -> JobDetail:
        """Read one job.

        Args:
            job_id: Its id.

        Raises:
            NotFoundError: No job has this id, or its record is older than a month.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return self._describe(job_id)

    def _describe(self, job_id: str, *, deadline: float | None = None, retry: RetryPolicy | None = None) -> JobDetail:
        response = self._call_api(DESCRIBE_JOBS, None, job_ids=[job_id], deadline=deadline, retry=retry)
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

    def list_jobs(
        self,
        *,
        tag: str | None = "Animation",
        queue_id: str | None = None,
        input_object: str | None = None,
        states: StateName | Iterable[StateName] | None = None,
        start_creation_time: datetime | str | None = None,
        end_creation_time: datetime | str | None = None,
        order_by_time: TimeOrder | None = None,
        size: int | None = None,
        workflow_id: str | None = None,
        inventory_trigger_job_id: str | None = None,
        queue_type: str | None = None,
    ) -> Iterator[JobDetail]:
        """List jobs lazily, page by page: GET /jobs.

        Args:
            tag: Kind of the jobs. With None the parameter is left out, although the documentation of 2025 requires it.
            queue_id: Only jobs of this queue.
            input_object: Only jobs with this input key, matched exactly.
            states: Only jobs in this state, or in these, as ``["Submitted", "Running"]``; ``All`` is the default.
            start_creation_time: Only jobs submitted at this time or later.
            end_creation_time: Only jobs submitted at this time or earlier.
            order_by_time: Desc (newest first, the default) or Asc.
            size: Jobs on a page, 1 to 100; all pages are always read.
            workflow_id: Only jobs that this workflow started.
            inventory_trigger_job_id: Only jobs that this batch started.
            queue_type: Only jobs of queues of this kind, as Transcoding.

        Raises:
            SchemaError: An argument breaks the schema; raised at the first page.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            ValueError: A datetime has no time zone.
        """
        query = models.ListJobsQuery(
            tag=tag,
            queue_id=queue_id,
            input_object=input_object,
            states=comma_separated(states),
            start_creation_time=time_text(start_creation_time),
            end_creation_time=time_text(end_creation_time),
            order_by_time=order_by_time,
            size=size,
            workflow_id=workflow_id,
            inventory_trigger_job_id=inventory_trigger_job_id,
            queue_type=queue_type,
        )

        return all_tokens(self._call_api, LIST_JOBS, query, lambda page: page.jobs_detail)

    def cancel_job(self, job_id: str) -> None:
        """Cancel a job that has not started yet: PUT /jobs/<id>?cancel.

        Args:
            job_id: Its id.

        Raises:
            ServiceError: The service returned an error, for example because the job already runs or has ended.
            TransportError: There was no reply.
        """
        self._call_api(CANCEL_JOB, None, job_id=job_id)

    def wait(
        self,
        job: str | Job,
        *,
        timeout: float | None = 600.0,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: threading.Event | None = None,
    ) -> JobDetail:
        """Wait until a job ends successfully.

        Args:
            job: The job, or its id.
            timeout: Seconds to wait at most, for requests and sleeps together; None to wait for ever. With 0 or less
                the job is polled once. With a ``session`` each read is limited, not their sum.
            on_progress: Called with the job whenever its state or progress has changed.
            backoff: Delays between polls; when left out they grow from 0.5 s to 10 s, with jitter. A longer delay that
                the service asks for (Retry-After) takes precedence.
            stop: Ends the wait when it is set; a poll in flight is finished first.

        Returns:
            The job in state Success; its result is in ``operation.media_result``.

        Raises:
            JobFailed: The job ended in failure.
            JobCancelled: The job was cancelled.
            WaitTimeout: The deadline passed; the job continues.
            WaitStopped: ``stop`` was set; the job continues.
            ServiceError: The service returned an error, NotFoundError when it has no such job.
            TransportError: The service was not reached before the deadline.
            DecodeError: No reply could be decode_reply before the deadline.
            ConfigurationError: The timeout is not a number.
        """
        if isinstance(job, Job):
            return job.wait(timeout=timeout, on_progress=on_progress, backoff=backoff, stop=stop).detail
        from cosanim.api.polling import waiter_of  # on demand: a program that only submits never needs it

        return waiter_of(self, backoff=backoff, stop=stop).wait(job, timeout=timeout, on_progress=on_progress)
