"""Who is told that a job has ended, by which way, and in which format.

What the job says outranks what its queue says, node by node; ``no`` as the job's address silences both.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from cosanim.callbacks import EVENT, render
from cosanim.local.callbacks.delivery import Notice
from cosanim.local.details import job_detail
from cosanim.models import CallBackFormat, CallBackMqConfig, CallBackType, NotifyConfig, Switch

if TYPE_CHECKING:
    from cosanim.local.callbacks.delivery import Notifier
    from cosanim.local.storage.job_records import Job
    from cosanim.local.storage.messages import MessageStore
    from cosanim.local.storage.queues import QueueStore
    from cosanim.models import SubmitJobRequest

logger = logging.getLogger(__name__)
_SILENCE: Final = "no"
_CONTENT_TYPES: Final = {CallBackFormat.XML: "application/xml", CallBackFormat.JSON: "application/json"}


class Notices:
    """Writes the notice of each ended job and sends it on its way."""

    def __init__(self, queues: QueueStore, messages: MessageStore, notifier: Notifier) -> None:
        """Take the ways that there are.

        Args:
            queues: The queues and what they tell.
            messages: Keeps what is meant for message queues.
            notifier: Delivers to addresses.
        """
        self._queues = queues
        self._messages = messages
        self._notifier = notifier

    def job_ended(self, job: Job) -> None:
        """Send the notice of a job that has ended, if anybody wants one."""
        try:
            self._tell(job)
        except Exception:
            # A notice is a courtesy: the job has its outcome without it.
            logger.exception("the notice of job %s cannot be written", job.job_id)

    def _tell(self, job: Job) -> None:
        request, queue = job.request, self._queues.find(job.bucket)
        target = destination(request, None if queue is None else queue.notify)
        if target is None:
            return
        form = format_of(request, None if queue is None else queue.notify)
        body = render(job_detail(job), notice_format="json" if form is CallBackFormat.JSON else "xml")
        if isinstance(target, str):
            self._notifier.send(Notice(target, body, _CONTENT_TYPES[form]))
        else:
            self._messages.add(
                region=str(target.mq_region),
                mode=str(target.mq_mode),
                name=target.mq_name,
                format_name=form,
                job_id=job.job_id,
                body=body,
            )


def destination(request: SubmitJobRequest, notify: NotifyConfig | None) -> str | CallBackMqConfig | None:
    """Return where the notice of a job goes.

    Args:
        request: What the job was submitted with.
        notify: What its queue tells.

    Returns:
        An address, a message queue, or None for nowhere.
    """
    if request.callback == _SILENCE:
        return None
    theirs = _told_by(notify)
    # An address of the job's own is meant to be used, whichever way the queue goes.
    way = request.callback_type or (CallBackType.URL if request.callback else theirs.type)
    if way == CallBackType.TDMQ:
        return request.callback_mq_config or _message_queue(theirs)
    return request.callback or theirs.url or None


def format_of(request: SubmitJobRequest, notify: NotifyConfig | None) -> CallBackFormat:
    """Return the format of a job's notice: the job's, else its queue's, else XML."""
    return CallBackFormat(request.callback_format or _told_by(notify).result_format or CallBackFormat.XML)


def _told_by(notify: NotifyConfig | None) -> NotifyConfig:
    """Return what a queue says about ended jobs; nothing when it is silent about them."""
    if notify is None or notify.state != Switch.ON or EVENT not in (notify.event or "").split(","):
        return NotifyConfig()
    return notify


def _message_queue(notify: NotifyConfig) -> CallBackMqConfig | None:
    if notify.mq_region and notify.mq_mode and notify.mq_name:
        return CallBackMqConfig(mq_region=notify.mq_region, mq_mode=notify.mq_mode, mq_name=notify.mq_name)
    return None
