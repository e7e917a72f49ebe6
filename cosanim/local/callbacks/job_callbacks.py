"""Callbacks of ended jobs: destination, format and body.

Each setting of a job takes precedence over that of its queue; ``no`` as the job's callback address suppresses the
callback.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cosanim.callbacks import EVENT, render
from cosanim.local.callbacks.delivery import Callback
from cosanim.local.response_elements import job_detail
from cosanim.models import CallBackFormat, CallBackMqConfig, CallBackType, NotifyConfig, Switch

if TYPE_CHECKING:
    from cosanim.local.callbacks.delivery import CallbackSender
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.messages import MessageStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.models import SubmitJobRequest

logger = logging.getLogger(__name__)
_NO_CALLBACK: Final = "no"
_CONTENT_TYPES: Final = {CallBackFormat.XML: "application/xml", CallBackFormat.JSON: "application/json"}


class JobCallbacks:
    """Makes the callback of each ended job and passes it on for delivery."""

    def __init__(self, queues: QueueStore, messages: MessageStore, sender: CallbackSender) -> None:
        """Store the destinations.

        Args:
            queues: The queues with their callback settings.
            messages: Stores callbacks to message queues.
            sender: Delivers callbacks to URLs.
        """
        self._queues = queues
        self._messages = messages
        self._sender = sender

    def job_ended(self, job: Job) -> None:
        """Send the callback of an ended job, if it has a destination.

        An error is logged and not raised: the outcome of the job does not depend on its callback.
        """
        try:
            self._send(job)
        except Exception:
            logger.exception("the callback of job %s cannot be made", job.job_id)

    def _send(self, job: Job) -> None:
        request, queue = job.request, self._queues.find(job.bucket)
        notify = None if queue is None else queue.notify
        target = callback_destination(request, notify)
        if target is None:
            return
        form = callback_format(request, notify)
        body = render(job_detail(job), callback_format="json" if form is CallBackFormat.JSON else "xml")
        if isinstance(target, str):
            self._sender.send(Callback(target, body, _CONTENT_TYPES[form]))
        else:
            self._messages.add(
                region=str(target.mq_region),
                mode=str(target.mq_mode),
                name=target.mq_name,
                format_name=form,
                job_id=job.job_id,
                body=body,
            )


def callback_destination(request: SubmitJobRequest, notify: NotifyConfig | None) -> str | CallBackMqConfig | None:
    """Return the destination of the callback of a job.

    Args:
        request: The request of the job.
        notify: The callback settings of its queue.

    Returns:
        A URL, a message queue, or None for no callback.
    """
    if request.callback == _NO_CALLBACK:
        return None
    of_queue = _active_settings(notify)
    # A URL of the job's own is used even where the queue sends its callbacks to a message queue.
    kind = request.callback_type or (CallBackType.URL if request.callback else of_queue.type)
    if kind == CallBackType.TDMQ:
        return request.callback_mq_config or _message_queue(of_queue)
    return request.callback or of_queue.url or None


def callback_format(request: SubmitJobRequest, notify: NotifyConfig | None) -> CallBackFormat:
    """Return the format of the callback of a job: that of the job, otherwise that of its queue, otherwise XML."""
    return CallBackFormat(request.callback_format or _active_settings(notify).result_format or CallBackFormat.XML)


def _active_settings(notify: NotifyConfig | None) -> NotifyConfig:
    """Return the callback settings of a queue; empty ones where callbacks of ended jobs are switched off."""
    if notify is None or notify.state != Switch.ON or EVENT not in (notify.event or "").split(","):
        return NotifyConfig()
    return notify


def _message_queue(notify: NotifyConfig) -> CallBackMqConfig | None:
    if notify.mq_region and notify.mq_mode and notify.mq_name:
        return CallBackMqConfig(mq_region=notify.mq_region, mq_mode=notify.mq_mode, mq_name=notify.mq_name)
    return None
