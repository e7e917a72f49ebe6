"""Whether a reply to a submission is about what was submitted, or about something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cosanim.output_keys import BATCH_WILDCARD, extension_of, filled, is_filled

if TYPE_CHECKING:
    from collections.abc import Collection

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
    source, output = job.input, getattr(job.operation, "output", None)
    if source is not None:
        for field in _INPUT_FIELDS:
            told, sent = getattr(source, field, None), getattr(request.input, field, None)
            if told and sent and told != sent:
                return _said("input", told, sent)
        told = getattr(source, "bucket_id", None) or getattr(source, "bucket", None)
        if told and told != bucket:
            return _said("bucket of the input", told, bucket)
        told = getattr(source, "region", None)
        if told and told != region:
            return _said("region of the input", told, region)
    if output is not None:
        wanted = request.operation.output
        for field in ("bucket", "region"):
            told, sent = getattr(output, field), getattr(wanted, field)
            if told and told != sent:
                return _said(f"{field} of the output", told, sent)
        if output.object_key and not _is_output(output.object_key, wanted.object_key, job, request):
            return _said("output", output.object_key, wanted.object_key)
    return None


def _said(what: str, told: str, sent: str) -> str:
    return f"the reply names the {what} {told!r}, not {sent!r}"


def _is_output(told: str, sent: str, job: Any, request: Any) -> bool:
    if told == sent:
        return True
    job_id = job.job_id or ""
    # Only a batch has this wildcard, and its id is known by now.
    templates = {sent, filled(sent, {BATCH_WILDCARD: job_id})}
    return any(is_filled(told, template, job_id, extensions=_extensions(request)) for template in templates)


def _extensions(request: Any) -> Collection[str] | None:
    """Return what ``${ext}`` may stand for; None for anything: when a template decides, only the service knows."""
    decides = getattr(request.operation, "job_param", None) or request.operation
    container = getattr(decides.animation, "container", None)
    if decides.template_id or container is None:
        return None
    return {extension_of(container.format), str(container.format)}
