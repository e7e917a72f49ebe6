"""Lines that type checkers accept, with the type of each public call and attribute. Nothing here is run."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import cosanim
from cosanim import (
    AnimationClient,
    AsyncAnimationClient,
    AsyncBulkRun,
    AsyncJob,
    AsyncObjects,
    Backoff,
    BulkResult,
    BulkRun,
    Callback,
    Codec,
    Credentials,
    EnsuredTemplate,
    Exchange,
    Format,
    Job,
    JobFailed,
    JobState,
    ObjectInfo,
    Objects,
    OddValueWarning,
    Preset,
    RetryPolicy,
    SchemaError,
    ServiceError,
    SubmissionUnknown,
    Violation,
    WaitTimeout,
    callbacks,
    decode,
    encode,
    find_preset,
    parse_time,
    validate,
)
from cosanim.credentials import CosConfProvider, CredentialsChain, EnvironmentProvider, InstanceRoleProvider
from cosanim.models import (
    Animation,
    BatchDetail,
    BatchResponse,
    Container,
    CreateMediaBucketResponse,
    CreateTemplateRequest,
    DeleteTemplateResponse,
    DescribeJobsResponse,
    JobDetail,
    MediaBucket,
    Operation,
    QueueDetail,
    SubmitBatchRequest,
    SubmitJobRequest,
    SubmitJobResponse,
    TemplateDetail,
    TemplateResponse,
    TimeInterval,
    UpdateQueueRequest,
    UpdateQueueResponse,
    UpdateTemplateRequest,
    Video,
)

if TYPE_CHECKING:
    from cosanim.argument_types import FormatName, Source, StateName


def clients() -> None:
    client = AnimationClient(
        bucket="test-1250000000",
        region="ap-chongqing",
        credentials=Credentials("id", "key"),
        timeout=(5, 30.0),
        retry=RetryPolicy(attempts=2),
        strict=True,
    )
    AnimationClient(credentials=lambda: Credentials("id", "key", token="t"), timeout=5)
    AnimationClient(credentials=InstanceRoleProvider("role"))
    AnimationClient(credentials=CredentialsChain([EnvironmentProvider(), CosConfProvider()]))
    AnimationClient(profile="prod")
    AnimationClient(on_exchange=on_exchange)
    with client as entered:
        assert_type(entered, AnimationClient)
    assert_type(client.at(region="ap-guangzhou"), AnimationClient)
    assert_type(client.bucket, str)
    assert_type(client.objects, Objects)


def on_exchange(exchange: Exchange) -> None:
    assert_type(exchange.method, str)


def submissions(client: AnimationClient, text: str) -> None:
    assert_type(client.submit("in.mp4", "out.${ext}", format="gif", width=320, fps=12.5, duration=Decimal("1.5")), Job)
    client.submit("in.mp4", "out.${ext}", format=Format.HGIF, codec=Codec.GIF, keyframes_only=True, quality=80)
    client.submit("in.mp4", "out.${ext}", format=Format(text), callback_format="JSON", callback_type="Url")
    client.submit("in.mp4", "out.${ext}", preset="gif_640x360_keyframes", allow={"overwrites-input"}, strict=True)
    client.submit("in.mp4", "out.${ext}", preset=find_preset(text))
    client.submit("in.mp4", "out.${ext}", template_id="t1", job_level=1, queue_id="p1", user_data="order 7")
    client.submit("in.mp4", "out.${ext}", animation=Animation(container=Container(format="gif")))
    assert_type(client.convert("in.mp4", Path("out.gif"), format="webp", start=1, timeout=None, keep=True), Job)


def requests(client: AnimationClient, request: SubmitJobRequest, batch: SubmitBatchRequest) -> None:
    assert_type(client.submit_job(request, strict=False, allow=["scheme-in-key"]), SubmitJobResponse)
    assert_type(client.submit_job(request).jobs_detail, list[JobDetail])
    assert_type(client.submit_batch(batch), BatchResponse)
    assert_type(request.operation, Operation)
    assert_type(request.operation.animation, Animation | None)


def jobs(client: AnimationClient, job: Job) -> None:
    assert_type(client.job("cosanim-job:ap-chongqing:test-1250000000:j1"), Job)
    assert_type(job.job_id, str)
    assert_type(job.state, str)
    assert_type(job.detail, JobDetail)
    assert_type(job.request_id, str | None)
    assert_type(job.refresh(), Job)
    assert_type(job.done(), bool)
    assert_type(job.wait(timeout=60, on_progress=on_progress, backoff=Backoff(), stop=threading.Event()), Job)
    job.wait(timeout=None)
    job.cancel()
    assert_type(job.token(), str)
    assert_type(client.describe_job("j1"), JobDetail)
    assert_type(client.describe_jobs(["j1", "j2"]), DescribeJobsResponse)
    assert_type(client.wait("j1", timeout=1.5), JobDetail)
    assert_type(client.wait(job), JobDetail)
    assert_type(client.wait_many([job, "j1"], timeout=60, backoff=Backoff(), stop=threading.Event()), Iterator[Job])
    client.cancel_job("j1")


def on_progress(detail: JobDetail) -> None:
    assert_type(detail.state, JobState | str | None)


def bulk(client: AnimationClient, request: SubmitJobRequest) -> None:
    with client.submit_many([request, {"Tag": "Animation"}], on_pause=print) as run:
        assert_type(run, BulkRun)
        assert_type(list(run), list[BulkResult[Job]])
        assert_type(next(run).job, Job | None)


async def coroutines(client: AsyncAnimationClient, request: SubmitJobRequest) -> None:
    async with AsyncAnimationClient(bucket="test-1250000000", region="ap-chongqing", max_workers=4) as entered:
        assert_type(entered, AsyncAnimationClient)
    job = await client.submit("in.mp4", "out.${ext}", format="gif", duration=1)
    assert_type(job, AsyncJob)
    assert_type(await job.wait(timeout=60, on_progress=on_progress, stop=asyncio.Event()), AsyncJob)
    assert_type(job.output_key, str)
    assert_type(job.width, int)
    assert_type(await job.download("out.gif"), ObjectInfo)
    assert_type(await job.done(), bool)
    assert_type(await client.wait(job), JobDetail)
    assert_type(client.wait_many([job, "j1"]), AsyncIterator[AsyncJob])
    assert_type([one.job_id async for one in client.wait_many([job])], list[str])
    assert_type(client.list_jobs(states=["Success"]), AsyncIterator[JobDetail])
    assert_type(await client.submit_job(request), SubmitJobResponse)
    assert_type(await client.convert("in.mp4", "out.gif", width=320), AsyncJob)
    assert_type(await client.ensure_template("small", format="gif"), EnsuredTemplate)
    assert_type(client.job("j1"), AsyncJob)
    assert_type(client.objects, AsyncObjects)
    assert_type(await client.objects.read("out.gif"), bytes)
    assert_type(client.cancelled_submissions, list[AsyncJob | BatchDetail | SubmissionUnknown])
    assert_type(client.at(region="ap-guangzhou"), AsyncAnimationClient)
    async with client.submit_many([request], on_pause=print) as run:
        assert_type(run, AsyncBulkRun)
        assert_type([result async for result in run], list[BulkResult[AsyncJob]])
        assert_type((await anext(run)).job, AsyncJob | None)
        await run.close()
    await client.close()


def results(job: Job) -> None:
    assert_type(job.output_key, str)
    assert_type(job.output_keys, list[str])
    assert_type(job.output_bucket, str)
    assert_type(job.output_region, str)
    assert_type(job.output_url(expires=60), str)
    assert_type(job.download("out.gif"), ObjectInfo)
    assert_type(job.read(), bytes)
    assert_type(job.width, int)
    assert_type(job.height, int)
    assert_type(job.frames, int)
    assert_type(job.size, int)
    assert_type(job.duration, float)
    assert_type(job.md5, str)


def lists(client: AnimationClient, states: list[StateName]) -> None:
    assert_type(client.list_jobs(states=["Submitted", JobState.RUNNING], order_by_time="Asc"), Iterator[JobDetail])
    client.list_jobs(states="All", start_creation_time=datetime.now(UTC), size=10)
    client.list_jobs(states=states)
    assert_type(client.list_batches(states=("Success",), order_by_time="Desc"), Iterator[BatchDetail])
    assert_type(client.list_queues(state="Paused", category="CateAll"), Iterator[QueueDetail])
    assert_type(client.list_templates(category="Official", ids=["t1"]), Iterator[TemplateDetail])
    assert_type(client.describe_media_buckets(), Iterator[MediaBucket])


def templates(client: AnimationClient, create: CreateTemplateRequest, update: UpdateTemplateRequest) -> None:
    assert_type(client.ensure_template("small", format="gif", width=320, duration=3), EnsuredTemplate)
    assert_type(client.ensure_template("small", format="gif").template, TemplateDetail)
    assert_type(client.create_template(create), TemplateResponse)
    assert_type(client.update_template("t1", update), TemplateResponse)
    assert_type(client.delete_template("t1"), DeleteTemplateResponse)
    assert_type(client.describe_template("t1"), TemplateDetail)


def others(client: AnimationClient, queue: UpdateQueueRequest) -> None:
    assert_type(client.describe_queue("p1"), QueueDetail)
    assert_type(client.update_queue("p1", queue), UpdateQueueResponse)
    assert_type(client.describe_batch("b1"), BatchDetail)
    assert_type(client.create_media_bucket(), CreateMediaBucketResponse)
    client.cancel_batch("b1")


def objects(client: AnimationClient, source: Source) -> None:
    assert_type(client.objects.put("in.mp4", "demo.mp4"), ObjectInfo)
    client.objects.put("in.mp4", b"content", content_type="video/mp4")
    client.objects.put("in.mp4", source)
    with Path("out.gif").open("wb") as file:
        assert_type(client.objects.get("out.gif", file), ObjectInfo)
    assert_type(client.objects.read("out.gif"), bytes)
    assert_type(client.objects.head("out.gif").size, int | None)
    assert_type(client.objects.url("out.gif", expires=60), str)
    client.objects.delete("out.gif")


def documents(data: bytes) -> None:
    assert_type(encode(Video(codec="gif")), bytes)
    assert_type(decode(data, SubmitJobRequest), SubmitJobRequest)
    assert_type(decode(data, JobDetail, strict=True, max_bytes=1024), JobDetail)
    assert_type(validate(data, api="list_jobs"), list[Violation])
    (violation,) = validate(TimeInterval(start=0, duration=Decimal("2.5")))
    assert_type(violation.path, str)
    assert_type(violation.line, int | None)
    assert_type(violation.value, Any)
    assert_type(parse_time("2025-01-01T00:00:00+0800"), datetime | None)
    assert_type(cosanim.models.Input(object_key="in.mp4"), cosanim.models.Input)


def received(client: AnimationClient, body: bytes) -> None:
    callback = callbacks.parse(body)
    assert_type(callback, Callback)
    assert_type(callback.confirm(client), JobDetail)
    assert_type(callbacks.render(callback.job, callback_format="json"), bytes)
    assert_type(callbacks.verify("https://example.com/", "secret"), str | None)


def failures(client: AnimationClient, format_name: FormatName) -> None:
    try:
        client.submit("in.mp4", "out.${ext}", format=format_name).wait()
    except SchemaError as error:
        assert_type(error.violations, tuple[Violation, ...])
    except JobFailed as error:
        assert_type(error.job, JobDetail)
    except WaitTimeout as error:
        assert_type(error.waited, float)
    except SubmissionUnknown as error:
        assert_type(error.command, str)
    except ServiceError as error:
        assert_type(error.code, str)
        assert_type(error.request_id, str | None)


def names() -> None:
    assert_type(find_preset("gif_640x360_keyframes"), Preset)
    assert_type(find_preset("gif_640x360_keyframes").format, Format)
    assert_type(Format("gif"), Format)
    assert_type(OddValueWarning, type[OddValueWarning])
