# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in callbacks.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element

from .common import XS_STRING

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "JobCallback": ComplexType(
        name="JobCallback",
        elements=(
            Element("EventName", "event_name", XS_STRING),
            Element("JobsDetail", "jobs_detail", "jobs.JobDetail", array=True),
        ),
        root="Response",
        open=True,
    ),
}
