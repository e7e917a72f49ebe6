"""Client methods that submit a job."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from cosanim.api.base import field_text
from cosanim.api.paid_requests.caller import PaidCaller, add_accepted_note
from cosanim.api.requests import build_animation, build_request, exclusive_parameters, only_one
from cosanim.errors import ConfigurationError, SubmissionUnknown
from cosanim.job import Job
from cosanim.operations import SUBMIT_JOB
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cosanim.api.requests import JobOptions
    from cosanim.argument_types import (
        CallbackFormat,
        CallbackType,
        CodecName,
        Duration,
        FormatName,
        Number,
        PresetName,
        RuleName,
    )
    from cosanim.client import AnimationClient
    from cosanim.models import (
        Animation,
        CallBackMqConfig,
        SubmitJobRequest,
        SubmitJobResponse,
    )


@explain_wrong_calls
class SubmissionCalls(PaidCaller):
    """Submits jobs."""

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
        once: Duration | None = None,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
    ) -> Job:
        """Submit a job. An accepted job is paid for, so the request is sent again only if no job can come of it.

        If no usable reply arrives, the job is looked up in the list of jobs, for ``retry.lookup_timeout`` seconds at
        most (see ``RetryPolicy``). Another submission with the same input and output waits meanwhile.

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
            once: Seconds, a timedelta, or a text such as ``48h``. If within that time a job was created with the same
                input, output, parameters and user data, it is returned whatever its state, and nothing is sent. A
                submission elsewhere that is under way, or was accepted a few seconds ago, can be missed.
            strict: Raise SchemaError for violations of severity warning, instead of an ``AdviceWarning``; the
                client's setting when left out.
            allow: Rules that are waived: overwrites-input, wildcard-form, scheme-in-key.

        Returns:
            The submitted job; call its ``wait`` for the result.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError: The service rejected the job, or failed without accepting it.
            TransportError: The request certainly was not accepted.
            DecodeError: With ``once``, the list of jobs cannot be read; nothing was sent.
            SubmissionUnknown: The job may or may not have been accepted; see ``find_submission``. With ``once`` also
                if another job has the same input and output, or several jobs are equal to this one.
            ConfigurationError: ``once`` is not a duration.
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
        animation = exclusive_parameters(animation, flat, template_id=template_id, preset=preset)
        if preset is not None:
            from cosanim.presets import find_preset  # on demand, as cosanim.waiting: not every program needs it

            template_id = only_one("template_id or preset", template_id, find_preset(preset).template_id)
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
        return submitted_job(
            cast("AnimationClient", self), lambda: self.submit_job(request, once=once, strict=strict, allow=allow)
        )

    def submit_job(
        self,
        request: SubmitJobRequest | Mapping[str, Any],
        *,
        once: Duration | None = None,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
    ) -> SubmitJobResponse:
        """Submit a job: POST /jobs. The request is validated and encoded once, and sent as ``submit`` says.

        Args:
            request: The request; or a mapping, as ``from_dict`` reads it and the official SDK takes it.
            once: As for ``submit``.
            strict: As for ``submit``.
            allow: As for ``submit``.

        Returns:
            The reply; ``jobs_detail`` holds the submitted job. If the job was looked up, it is as the list shows it.

        Raises:
            SchemaError: The request breaks the schema; nothing was sent.
            ServiceError, TransportError, SubmissionUnknown, ConfigurationError: As for ``submit``.
            TypeError: The request is neither of these.
        """
        seconds = None
        if once is not None:
            from cosanim.durations import seconds_of  # on demand, as in ``submit``

            seconds = seconds_of("once", once)
        document, body = self._prepare(SUBMIT_JOB, request, strict=strict, allow=allow)
        return self._submit_paid(
            SUBMIT_JOB,
            document,
            body=body,
            input_key=field_text(document, "input", "object_key"),
            output_key=field_text(document, "operation", "output", "object_key"),
            once=seconds,
        )

    def find_submission(self, error: SubmissionUnknown, *, timeout: float | None = None) -> Job | None:
        """Find out what became of a submission that ended as ``SubmissionUnknown``, also in another process.

        The list of jobs is read until it shows the job, or until it is certain that there will be none: with the
        default policy up to 40 seconds after the submission.

        Args:
            error: The error.
            timeout: Seconds to look for the job at most; with 0 the list is read once. The ``lookup_timeout`` of the
                retry policy when left out.

        Returns:
            The job; None if it is certain that nothing was accepted, so that the job can be submitted again.

        Raises:
            SubmissionUnknown: Neither is certain yet.
            ConfigurationError: The error is that of a batch or of another endpoint, or nothing was sent; or the
                time-out is no number.
            TypeError: It is another error.
        """
        if not isinstance(error, SubmissionUnknown):
            raise TypeError(f"find_submission takes a SubmissionUnknown, not {type(error).__name__}")
        if error.api != SUBMIT_JOB.name or error.not_after is None:
            raise ConfigurationError(f"this error is not that of a job that was sent; look for it with {error.call}")
        if timeout is not None and not (isinstance(timeout, Real) and timeout >= 0):
            raise ConfigurationError(
                "the timeout is a number of seconds, at least 0, or None for the lookup_timeout of the retry policy, "
                f"not {timeout!r}"
            )
        client = cast("AnimationClient", self)
        if (error.bucket, error.region) != (self.bucket, self.region):
            client = client.at(bucket=error.bucket, region=error.region)
        if error.endpoint not in {None, client._endpoint.base_url}:  # noqa: SLF001 - of the same class
            raise ConfigurationError(f"the job was submitted to {error.endpoint}: use a client with that endpoint")
        detail = client._find_submitted(error, None if timeout is None else float(timeout))  # noqa: SLF001 - of the same class
        return None if detail is None else Job(client, detail)


def submitted_job(client: AnimationClient, submit: Callable[[], SubmitJobResponse]) -> Job:
    """Submit a job and return its handle. An exception such as that of Ctrl-C in between gets a note with the job.

    Args:
        client: Client of the bucket and region of the video.
        submit: Submits the job and returns the reply.
    """
    response = None
    try:
        response = submit()
        return job_of(client, response)
    except BaseException as error:
        if response is not None:
            add_accepted_note(error, job_of(client, response))
        raise


def job_of(client: AnimationClient, response: SubmitJobResponse) -> Job:
    """Return the handle of the job in a response."""
    return Job(client, next(job for job in response.jobs_detail if job.job_id))
