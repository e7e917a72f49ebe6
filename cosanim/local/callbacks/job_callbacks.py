"""Makes the callbacks of ended jobs: destination, format and body.

Each callback setting of a job takes precedence over the setting of its queue. A job with the callback
address ``no`` has no callback.
"""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING, Final

from cosanim.callbacks import EVENT, render
from cosanim.local.response_elements import job_detail
from cosanim.local.storage.url_callbacks import Callback
from cosanim.models import CallBackFormat, CallBackMqConfig, CallBackType, NotifyConfig, Switch

if TYPE_CHECKING:
    from cosanim.local.callbacks.delivery import CallbackSender
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.queued_callbacks import QueuedCallbackStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.models import SubmitJobRequest

logger = logging.getLogger(__name__)
_NO_CALLBACK: Final = "no"
_CONTENT_TYPES: Final = {CallBackFormat.XML: "application/xml", CallBackFormat.JSON: "application/json"}


class JobCallbacks:
    """Makes the callback of each ended job and passes it on for delivery."""

    def __init__(self, queues: QueueStore, messages: QueuedCallbackStore, sender: CallbackSender) -> None:
        """Store the components that callbacks need.

        Args:
            queues: The queues with their callback settings.
            messages: Stores the callbacks that go to message queues.
            sender: Delivers the callbacks that go to URLs.
        """
        self._queues = queues
        self._messages = messages
        self._sender = sender

    def job_ended(self, job: Job) -> None:
        """Store the callback of an ended job in the current transaction, if the callback has a destination.

        Errors in making the callback are logged and not raised, since the outcome of the job does not depend on it.

        Raises:
            sqlite3.Error: The callback cannot be stored, so the end of the job must not be committed.
        """
        try:
            self._send(job)
        except sqlite3.Error:
            raise
        except Exception:
            logger.exception("the callback of job %s cannot be made", job.job_id)

    def _send(self, job: Job) -> None:
        request, queue = job.request, self._queues.find(job.bucket)
        notify = None if queue is None else queue.notify
        destination = callback_destination(request, notify)
        if destination is None:
            return
        format_ = callback_format(request, notify)
        body = render(job_detail(job), callback_format="json" if format_ is CallBackFormat.JSON else "xml")
        if isinstance(destination, str):
            self._sender.send(Callback(job.job_id, destination, body, _CONTENT_TYPES[format_]))
        else:
            self._messages.add(
                region=str(destination.mq_region),
                mode=str(destination.mq_mode),
                name=destination.mq_name,
                format_name=format_,
                job_id=job.job_id,
                body=body,
            )


def callback_destination(request: SubmitJobRequest, notify: NotifyConfig | None) -> str | CallBackMqConfig | None:
    """Return the destination of the callback of a job.

    Args:
        request: The request of the job.
        notify: The callback settings of its queue.

    Returns:
        A URL or a message queue; None for no callback.
    """
    if request.callback == _NO_CALLBACK:
        return None
    queue_settings = _active_settings(notify)
    # The URL of a job is used even if the callbacks of the queue go to a message queue.
    kind = request.callback_type or (CallBackType.URL if request.callback else queue_settings.type)
    if kind == CallBackType.TDMQ:
        return request.callback_mq_config or _message_queue(queue_settings)
    return request.callback or queue_settings.url or None


def callback_format(request: SubmitJobRequest, notify: NotifyConfig | None) -> CallBackFormat:
    """Return the format of the callback of a job: the format of the job, else that of its queue, else XML."""
    return CallBackFormat(request.callback_format or _active_settings(notify).result_format or CallBackFormat.XML)


def _active_settings(notify: NotifyConfig | None) -> NotifyConfig:
    """Return the callback settings of a queue; empty settings if its callbacks for ended jobs are off."""
    if notify is None or notify.state != Switch.ON or EVENT not in (notify.event or "").split(","):
        return NotifyConfig()
    return notify


def _message_queue(notify: NotifyConfig) -> CallBackMqConfig | None:
    if notify.mq_region and notify.mq_mode and notify.mq_name:
        return CallBackMqConfig(mq_region=notify.mq_region, mq_mode=notify.mq_mode, mq_name=notify.mq_name)
    return None
