"""Whether a reply to a submission is about what was submitted, or about something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.output_keys import BATCH_WILDCARD, extension_of, filled, is_filled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_INPUT_FIELDS: Final = ("object_key", "prefix", "url_file", "manifest")
"""What an input may be: of a job its key, of a batch one of these."""


def foreign_name(job: Any, request: Any, *, bucket: str, region: str) -> str | None:
    """Return what a reply names and the request did not: a connection out of step brings the reply to another request.

    What the reply leaves out, or leaves blank, is not compared.

    Args:
        job: A job or batch of the reply.
        request: The request.
        bucket: The bucket of the input.
        region: Its region.

    Returns:
        A description, None when all that is named is the request's own.
    """
    for what, told, sent in _names(job, request, bucket, region):
        if told and sent and told != sent:
            return f"the reply names the {what} {told!r}, not {sent!r}"
    told, sent = _value(job, "operation", "output", "object_key"), _value(request, "operation", "output", "object_key")
    if told and sent and not _is_output(told, sent, job, request):
        return f"the reply names the output {told!r}, not {sent!r}"
    return None


def _names(job: Any, request: Any, bucket: str, region: str) -> Iterator[tuple[str, str | None, str | None]]:
    for field in _INPUT_FIELDS:
        yield "input", _value(job, "input", field), _value(request, "input", field)
    yield "bucket of the input", _value(job, "input", "bucket_id") or _value(job, "input", "bucket"), bucket
    yield "region of the input", _value(job, "input", "region"), region
    for field in ("bucket", "region"):
        path = ("operation", "output", field)
        yield f"{field} of the output", _value(job, *path), _value(request, *path)


def _is_output(told: str, sent: str, job: Any, request: Any) -> bool:
    job_id = job.job_id or ""
    # Only a batch has this wildcard, and its id is known by now.
    templates = {sent, filled(sent, {BATCH_WILDCARD: job_id})}
    return any(is_filled(told, template, job_id, extensions=_extensions(request)) for template in templates)


def _extensions(request: Any) -> Collection[str] | None:
    """Return what ``${ext}`` may stand for; None for anything: when a template decides, only the service knows."""
    decides = getattr(request.operation, "job_param", None) or request.operation
    format_name = _value(decides, "animation", "container", "format")
    if decides.template_id or not format_name:
        return None
    return {extension_of(format_name), format_name}


def _value(start: Any, *fields: str) -> str | None:
    value = start
    for field in fields:
        value = getattr(value, field, None)
    return str(value) if isinstance(value, str) else None
