"""Methods of ``AsyncAnimationClient`` for templates, queues, batches and buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.aio.async_caller import AsyncCaller
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from datetime import datetime

    from cosanim.api.templates import EnsuredTemplate
    from cosanim.argument_types import (
        CodecName,
        FormatName,
        Number,
        QueueCategoryName,
        QueueStateName,
        StateName,
        TemplateCategoryName,
        TimeOrder,
    )
    from cosanim.models import (
        Animation,
        BatchDetail,
        CreateMediaBucketResponse,
        CreateTemplateRequest,
        DeleteTemplateResponse,
        MediaBucket,
        QueueDetail,
        TemplateDetail,
        TemplateResponse,
        UpdateQueueRequest,
        UpdateQueueResponse,
        UpdateTemplateRequest,
    )


@explain_wrong_calls
class AsyncSettingsCalls(AsyncCaller):
    """Reads and changes templates, queues and the binding of buckets, and reads and cancels batches."""

    async def create_template(
        self, request: CreateTemplateRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> TemplateResponse:
        """Create a template, as ``AnimationClient.create_template`` does."""
        return await self._run(self._client.create_template, request, strict=strict)

    async def update_template(
        self, template_id: str, request: UpdateTemplateRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> TemplateResponse:
        """Replace a template, as ``AnimationClient.update_template`` does."""
        return await self._run(self._client.update_template, template_id, request, strict=strict)

    async def delete_template(self, template_id: str) -> DeleteTemplateResponse:
        """Delete a template, as ``AnimationClient.delete_template`` does."""
        return await self._run(self._client.delete_template, template_id)

    def list_templates(
        self,
        *,
        tag: str | None = "Animation",
        category: TemplateCategoryName | None = None,
        ids: Iterable[str] | None = None,
        name: str | None = None,
        size: int | None = None,
    ) -> AsyncIterator[TemplateDetail]:
        """List templates lazily, page by page, as ``AnimationClient.list_templates`` does."""
        return self._list(self._client.list_templates(tag=tag, category=category, ids=ids, name=name, size=size))

    async def describe_template(self, template_id: str) -> TemplateDetail:
        """Read one template, as ``AnimationClient.describe_template`` does."""
        return await self._run(self._client.describe_template, template_id)

    async def ensure_template(
        self,
        name: str,
        *,
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
        strict: bool | None = None,
    ) -> EnsuredTemplate:
        """Return the template with a name; create it if there is none, as ``AnimationClient.ensure_template`` does."""
        return await self._run(
            self._client.ensure_template,
            name,
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
            strict=strict,
        )

    def list_queues(
        self,
        *,
        queue_ids: Iterable[str] | None = None,
        state: QueueStateName | None = None,
        category: QueueCategoryName | None = None,
        size: int | None = None,
    ) -> AsyncIterator[QueueDetail]:
        """List queues lazily, page by page, as ``AnimationClient.list_queues`` does."""
        return self._list(self._client.list_queues(queue_ids=queue_ids, state=state, category=category, size=size))

    async def describe_queue(self, queue_id: str) -> QueueDetail:
        """Read one queue, as ``AnimationClient.describe_queue`` does."""
        return await self._run(self._client.describe_queue, queue_id)

    async def update_queue(
        self, queue_id: str, request: UpdateQueueRequest | Mapping[str, Any], *, strict: bool | None = None
    ) -> UpdateQueueResponse:
        """Replace the settings of a queue, as ``AnimationClient.update_queue`` does."""
        return await self._run(self._client.update_queue, queue_id, request, strict=strict)

    async def describe_batch(self, job_id: str) -> BatchDetail:
        """Read one batch, as ``AnimationClient.describe_batch`` does."""
        return await self._run(self._client.describe_batch, job_id)

    def list_batches(
        self,
        *,
        name: str | None = None,
        states: StateName | Iterable[StateName] | None = None,
        start_creation_time: datetime | str | None = None,
        end_creation_time: datetime | str | None = None,
        order_by_time: TimeOrder | None = None,
        size: int | None = None,
    ) -> AsyncIterator[BatchDetail]:
        """List batches lazily, page by page, as ``AnimationClient.list_batches`` does."""
        return self._list(
            self._client.list_batches(
                name=name,
                states=states,
                start_creation_time=start_creation_time,
                end_creation_time=end_creation_time,
                order_by_time=order_by_time,
                size=size,
            )
        )

    async def cancel_batch(self, job_id: str) -> None:
        """Cancel a batch; those of its jobs that already run continue, as ``AnimationClient.cancel_batch`` does."""
        await self._run(self._client.cancel_batch, job_id)

    def describe_media_buckets(
        self,
        *,
        regions: Iterable[str] | None = None,
        bucket_names: Iterable[str] | None = None,
        prefix: str | None = None,
        size: int | None = None,
    ) -> AsyncIterator[MediaBucket]:
        """List buckets with the media service lazily, as ``AnimationClient.describe_media_buckets`` does."""
        return self._list(
            self._client.describe_media_buckets(regions=regions, bucket_names=bucket_names, prefix=prefix, size=size)
        )

    async def create_media_bucket(self) -> CreateMediaBucketResponse:
        """Bind the media service to the client's bucket, as ``AnimationClient.create_media_bucket`` does."""
        return await self._run(self._client.create_media_bucket)
