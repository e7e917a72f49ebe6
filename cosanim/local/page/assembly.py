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
    from cosanim.local.callbacks.attempt_log import AttemptLog
    from cosanim.local.http.dispatch import Dispatcher
    from cosanim.local.page.first_frames import FirstFrames
    from cosanim.local.storage.stores import Storage
    from cosanim.local.wiring import ServiceSettings

_ID = "([A-Za-z0-9_-]{1,128})"


def build_page(
    settings: ServiceSettings,
    storage: Storage,
    *,
    dispatcher: Dispatcher,
    attempts: AttemptLog,
    frames: FirstFrames | None,
) -> Page:
    """Create the page of a service.

    Args:
        settings: The settings of the service.
        storage: The stores.
        dispatcher: Responds to requests with a valid signature.
        attempts: The attempts to deliver callbacks.
        frames: Renders first frames; None for a service that does not render.
    """
    guard, bucket, region = Guard(), settings.bucket, settings.region
    calls = ServiceCalls(dispatcher, clock=settings.clock)
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
