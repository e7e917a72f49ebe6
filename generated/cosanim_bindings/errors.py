# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from dataclasses import dataclass, field

from cosanim.schema import UnknownNode, equal_fields, short_repr


@dataclass(slots=True, kw_only=True, repr=False, eq=False)
class ErrorResponse:
    """
    The reason why a request was refused.

    Attributes:
        code: Error code, for programs.
        message: Error message, for people.
        resource: URL of the resource. Object storage sends it, the media service does not.
        request_id: The service's identifier of the request.
        trace_id: The service's identifier of the error.
        unknown: Nodes that the schema does not know, in their own order.
    """

    code: str | None = None
    message: str | None = None
    resource: str | None = None
    request_id: str | None = None
    trace_id: str | None = None
    unknown: list[UnknownNode] = field(default_factory=list)

    __repr__ = short_repr
    __eq__ = equal_fields
