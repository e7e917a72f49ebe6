# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from cosanim.schema import UnknownNode, equal_fields, short_repr

from .jobs import JobDetail


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class JobCallback:
    """
    Callback of an ended job.

    Attributes:
        event_name: Name of the event; TaskFinish when a job ends.
        jobs_detail: The ended job.
        unknown: Nodes that the schema does not know, in their own order.
        request_id: The service's id of the request to which this is the reply; not part of the XML.
    """

    event_name: str | None = None
    jobs_detail: list[JobDetail] = field(default_factory=list)
    unknown: list[UnknownNode] = field(default_factory=list)
    request_id: str | None = field(default=None, compare=False)

    __repr__ = short_repr
    __eq__ = equal_fields
