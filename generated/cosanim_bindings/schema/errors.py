# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in errors.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element

from .common import XS_STRING

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "ErrorResponse": ComplexType(
        name="ErrorResponse",
        elements=(
            Element("Code", "code", XS_STRING),
            Element("Message", "message", XS_STRING),
            Element("Resource", "resource", XS_STRING),
            Element("RequestId", "request_id", XS_STRING),
            Element("TraceId", "trace_id", XS_STRING),
        ),
        root="Error",
        open=True,
    ),
}
