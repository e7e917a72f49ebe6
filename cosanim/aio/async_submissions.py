"""Methods of ``AsyncAnimationClient`` that submit jobs and batches."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from cosanim.aio.async_caller import AsyncCaller
from cosanim.aio.calls import Cancelled, on_loop
from cosanim.aio.waits import check_stop, next_step, sleep
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Generator, Mapping

    from cosanim.aio.async_job import AsyncJob
    from cosanim.api.requests import AnimationParameters
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
    from cosanim.errors import SubmissionUnknown
    from cosanim.job import Job
    from cosanim.models import (
        Animation,
        BatchResponse,
        CallBackMqConfig,
        JobDetail,
        SubmitBatchRequest,
        SubmitJobRequest,
        SubmitJobResponse,
    )
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AsyncSubmissionCalls(AsyncCaller):
    """Submits jobs and batches."""

    async def submit(
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
    ) -> AsyncJob:
        """Submit a job, as ``AnimationClient.submit`` does; a cancellation waits until its outcome is known."""
        return self._handle(
            await self._run(
                self._client.submit,
                input_key,
                output_key,
                template_id=template_id,
                preset=preset,
                animation=animation,
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
                output_bucket=output_bucket,
                output_region=output_region,
                user_data=user_data,
                job_level=job_level,
                queue_id=queue_id,
                callback=callback,
                callback_format=callback_format,
                callback_type=callback_type,
                callback_mq_config=callback_mq_config,
                once=once,
                strict=strict,
                allow=allow,
            )
        )

    async def submit_job(
        self,
        request: SubmitJobRequest | Mapping[str, Any],
        *,
        once: Duration | None = None,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
    ) -> SubmitJobResponse:
        """Submit a job, as ``AnimationClient.submit_job`` does; a cancellation is as for ``submit``."""
        return await self._run(self._client.submit_job, request, once=once, strict=strict, allow=allow)

    async def find_submission(self, error: SubmissionUnknown, *, timeout: float | None = None) -> AsyncJob | None:
        """Find out what became of a submission, as ``AnimationClient.find_submission`` does."""
        job = await self._run(self._client.find_submission, error, timeout=timeout)
        return None if job is None else self._handle(job)

    async def submit_batch(
        self,
        request: SubmitBatchRequest | Mapping[str, Any],
        *,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
    ) -> BatchResponse:
        """Submit a batch, as ``AnimationClient.submit_batch`` does; a cancellation is as for ``submit``."""
        return await self._run(self._client.submit_batch, request, strict=strict, allow=allow)

    async def convert(
        self,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
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
        timeout: float | None = 600.0,
        keep: bool = False,
        on_progress: Callable[[JobDetail], None] | None = None,
        backoff: Backoff | None = None,
        stop: asyncio.Event | None = None,
        strict: bool | None = None,
    ) -> AsyncJob:
        """Convert a local video to a local GIF or animated WebP, as ``AnimationClient.convert`` does.

        ``on_progress`` is called by the awaiting task, and ``stop`` is an ``asyncio.Event``. When the task is
        cancelled, the transfer that is under way is cut off, or the outcome of the submission is found out, and what
        no job uses is removed from the bucket; notes of the cancellation name the job and what is left.
        """
        check_stop(stop)
        parameters: AnimationParameters = {
            "format": format,
            "codec": codec,
            "width": width,
            "height": height,
            "fps": fps,
            "frames_per_second": frames_per_second,
            "keyframes_only": keyframes_only,
            "frame_interval": frame_interval,
            "quality": quality,
            "start": start,
            "duration": duration,
        }
        submitted: list[Job] = []
        steps = self._client._convert_steps(  # noqa: SLF001 - of the same package
            source,
            target,
            parameters,
            timeout=timeout,
            keep=keep,
            on_progress=on_loop(on_progress),
            backoff=backoff,
            stop=stop,
            strict=strict,
            on_submitted=submitted.append,
        )
        return self._handle(await self._run_conversion(steps, submitted, stop))

    async def _run_conversion(
        self, steps: Generator[float, None, Job], submitted: list[Job], stop: asyncio.Event | None
    ) -> Job:
        """Run the steps of a conversion; when the task is cancelled, wait until it has cleaned up.

        Args:
            steps: The steps.
            submitted: The job is appended to it when it was accepted.
            stop: Ends the sleeps when it is set.
        """
        try:
            while True:
                is_over, value = await self._calls.run(next_step, steps, must_finish=True)
                if is_over:
                    job: Job = value
                    return job
                await sleep(value, stop)
        except Cancelled as cancelled:
            error = self._record(cancelled)
        except asyncio.CancelledError as cancellation:
            error = cancellation
            self.cancelled_submissions += map(self._handle, submitted)
        # Raises the cancellation, with notes about what is left in the bucket; at once if the steps have ended.
        await self._calls.run(steps.throw, error, must_finish=True, must_start=True)
        raise error
