"""Compares jobs and batches of replies with the request that may have submitted them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cosanim.output_keys import BATCH_WILDCARD, JOB_WILDCARDS, extension_of, fill_wildcards, matches_output_key
from cosanim.xml.plans import plan_of
from cosanim.xml.value_texts import DECIMAL, value_text

if TYPE_CHECKING:
    from collections.abc import Collection

_INPUT_FIELDS: Final = ("object_key", "prefix", "url_file", "manifest")
"""Fields that identify the input: a job has only the key, a batch one of these."""


def find_mismatch(job: Any, request: Any, *, bucket: str, region: str) -> str | None:
    """Return the first difference of input or output that shows that a job belongs to another request.

    In a reply this can happen when a connection delivers the reply to an earlier request. Fields that are missing or
    blank in the reply are not compared.

    Args:
        job: A job or batch of the reply.
        request: The request.
        bucket: The bucket of the input.
        region: Its region.

    Returns:
        A description of the difference; None when input and output match the request.
    """
    source, output = job.input, getattr(job.operation, "output", None)
    if source is not None:
        for field in _INPUT_FIELDS:
            replied, sent = getattr(source, field, None), getattr(request.input, field, None)
            if replied and sent and replied != sent:
                return _mismatch("input", replied, sent)
        replied = getattr(source, "bucket_id", None) or getattr(source, "bucket", None)
        if replied and replied != bucket:
            return _mismatch("bucket of the input", replied, bucket)
        replied = getattr(source, "region", None)
        if replied and replied != region:
            return _mismatch("region of the input", replied, region)
    if output is not None:
        expected = request.operation.output
        for field in ("bucket", "region"):
            replied, sent = getattr(output, field), getattr(expected, field)
            if replied and replied != sent:
                return _mismatch(f"{field} of the output", replied, sent)
        if output.object_key and not _is_output(output.object_key, expected.object_key, job, request):
            return _mismatch("output", output.object_key, expected.object_key)
    return None


def has_same_operation(job: Any, request: Any) -> bool:
    """Return whether a job has the user data and the operation of a request.

    Numbers are compared as numbers. Nodes that the request does not have are ignored, except the user data. Buckets and
    keys are not compared: ``find_mismatch`` does that.

    Args:
        job: A job of a reply.
        request: The request.
    """
    sent, replied = request.operation, job.operation
    if replied is None or (sent.user_data or "") != (replied.user_data or ""):
        return False
    return _contains_values(replied, sent, skip=("output", "user_data"))


def _contains_values(replied: Any, sent: Any, *, skip: Collection[str] = ()) -> bool:
    for element in plan_of(type(sent)).elements:
        value, other = getattr(sent, element.field), getattr(replied, element.field, None)
        if value is None or element.field in skip:
            continue
        if other is None:
            return False
        if not (_is_same_value(value, other) if element.simple is not None else _contains_values(other, value)):
            return False
    return True


def _is_same_value(one: object, other: object) -> bool:
    texts = value_text(one) or "", value_text(other) or ""
    if texts[0] == texts[1]:
        return True
    numbers = [_number(text) for text in texts]
    return numbers[0] is not None and numbers[0] == numbers[1]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def _mismatch(what: str, replied: str, sent: str) -> str:
    return f"the {what} {replied!r}, not {sent!r}"


def _is_output(replied: str, sent: str, job: Any, request: Any) -> bool:
    if replied == sent:
        return True
    job_id = job.job_id or ""
    # Only batches have this wildcard; the reply contains the batch's id.
    templates = {sent, fill_wildcards(sent, {BATCH_WILDCARD: job_id})}
    return any(matches_output_key(replied, template, job_id, extensions=_extensions(request)) for template in templates)


def normal_output_key(request: Any) -> str:
    """Return the output key of a request with ``${ext}`` filled in, if it is known, and wildcards in lower case."""
    values = {name: f"${{{name}}}" for name in JOB_WILDCARDS}
    format_name = _format_of(request)
    if format_name is not None:
        values["ext"] = extension_of(format_name)
    return fill_wildcards(str(request.operation.output.object_key), values)


def _format_of(request: Any) -> str | None:
    """Return the format of a request; None when a template determines it."""
    parameters = getattr(request.operation, "job_param", None) or request.operation
    container = getattr(parameters.animation, "container", None)
    return None if parameters.template_id or container is None else str(container.format)


def _extensions(request: Any) -> Collection[str] | None:
    """Return the possible values of ``${ext}``; None for any, when a template determines the format."""
    format_name = _format_of(request)
    return None if format_name is None else {extension_of(format_name), format_name}
