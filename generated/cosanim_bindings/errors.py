# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from .unknown import UnknownNode


@dataclass(slots=True, kw_only=True)
class ErrorResponse:
    """
    Why a request was refused.

    Attributes:
        code: Error code; it decides what to do.
        message: What went wrong, for people.
        resource: Address of the resource; object storage sends it, the media service does not.
        request_id: The service's identifier of the request.
        trace_id: The service's identifier of the failure.
        unknown: Nodes that the schema does not know, in their own order.
    """

    class Meta:
        name = "Error"

    code: str | None = field(default=None, metadata={"name": "Code", "type": "Element"})
    message: str | None = field(default=None, metadata={"name": "Message", "type": "Element"})
    resource: str | None = field(default=None, metadata={"name": "Resource", "type": "Element"})
    request_id: str | None = field(default=None, metadata={"name": "RequestId", "type": "Element"})
    trace_id: str | None = field(default=None, metadata={"name": "TraceId", "type": "Element"})
    unknown: list[UnknownNode] = field(default_factory=list, metadata={"type": "Ignore"})
