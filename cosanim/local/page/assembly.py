"""Creates the views of the page and their routes. Only imported if the packages of the page are installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.local.page.access import Guard
from cosanim.local.page.calls import ServiceCalls
from cosanim.local.page.job_views import JobViews
from cosanim.local.page.queue_views import QueueViews
from cosanim.local.page.rendering import Renderer
from cosanim.local.page.router import Page
from cosanim.local.page.storage_views import StorageViews
from cosanim.local.page.submit_views import SubmitViews

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.handlers.object_routing import ObjectRouter
    from cosanim.local.http.api_routing import ApiRouter
    from cosanim.local.page.first_frames import FirstFrames
    from cosanim.local.wiring import Storage

_ID = "([A-Za-z0-9_-]{1,128})"


def build_page(
    storage: Storage,
    *,
    apis: ApiRouter,
    objects: ObjectRouter,
    attempts: AttemptLog,
    frames: FirstFrames | None,
    bucket: str,
    region: str,
    clock: Callable[[], float],
) -> Page:
    """Create the page of a service.

    Args:
        storage: The stores.
        apis: Routes requests of the media service.
        objects: Routes requests for objects.
        attempts: The attempts to deliver callbacks.
        frames: Renders first frames; None for a service that does not render.
        bucket: The service's own bucket.
        region: The region of all buckets.
        clock: Returns the current Unix time.
    """
    guard = Guard()
    calls = ServiceCalls(apis, objects, clock=clock)
    renderer = Renderer(token=guard.token, bucket=bucket, region=region)
    jobs = JobViews(
        calls,
        renderer,
        jobs=storage.jobs,
        objects=storage.objects,
        queues=storage.queues,
        callbacks=storage.callbacks,
        messages=storage.messages,
        attempts=attempts,
        bucket=bucket,
        region=region,
        renders=frames is not None,
    )
    submit = SubmitViews(calls, renderer, objects=storage.objects, bucket=bucket, region=region)
    queues = QueueViews(calls, renderer, queues=storage.queues, jobs=storage.jobs)
    stored = StorageViews(calls, renderer, guard, objects=storage.objects, frames=frames, bucket=bucket)
    return Page(
        renderer,
        guard,
        reads={
            r"/?": jobs.list,
            r"/jobs": jobs.list,
            r"/job-list": jobs.list_part,
            rf"/jobs/{_ID}": jobs.one,
            rf"/jobs/{_ID}/details": jobs.one_part,
            r"/submit": submit.empty,
            r"/objects": stored.list,
            r"/object": stored.content,
            r"/frame": stored.frame,
            r"/queues": queues.list,
            r"/static/([a-z.-]+)": stored.static,
        },
        changes={
            rf"/jobs/{_ID}/cancel": jobs.cancel,
            r"/preview": submit.preview,
            r"/submit": submit.submit,
            rf"/queues/{_ID}": queues.update,
        },
        uploads=stored.upload,
    )
