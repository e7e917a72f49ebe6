# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from .jobs import JobDetail
from .unknown import UnknownNode


@dataclass(slots=True, kw_only=True)
class JobCallback:
    """
    Notice that a job has ended.

    Attributes:
        event_name: Name of the event; TaskFinish when a job ends.
        jobs_detail: The ended job.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request that was answered with this; not on the wire.
    """

    class Meta:
        name = "Response"

    event_name: str | None = field(default=None, metadata={"name": "EventName", "type": "Element"})
    jobs_detail: list[JobDetail] = field(default_factory=list, metadata={"name": "JobsDetail", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
    request_id: str | None = field(default=None, compare=False, metadata={"type": "Ignore"})
