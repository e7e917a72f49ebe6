"""Parses, verifies and renders the callbacks that the service sends when a job ends.

Callbacks are not signed: anybody who knows the address can send one. Put a token into the address (``url``,
``verify``), or read the job from the service before relying on the callback (``Callback.confirm``).
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from lxml import etree

from cosanim.errors import DecodeError
from cosanim.models import JobCallback, JobDetail, UnknownNode
from cosanim.output_keys import matches_output_key
from cosanim.xml.codec import decode_element, encode, warn_of_odd_values
from cosanim.xml.json_form import from_json, load_json, to_json
from cosanim.xml.parsing import drop_namespace, may_have_attributes
from cosanim.xml.parsing import parse as parse_xml
from cosanim.xml.violations import abbreviate

if TYPE_CHECKING:
    from cosanim.argument_types import CallbackBody, CallbackFormat
    from cosanim.client import AnimationClient
    from cosanim.models import SubmitJobRequest

EVENT: Final = "TaskFinish"
CALLBACK_MAX_BYTES: Final = 256 * 1024
"""Largest callback that is parsed. Real ones have a few KiB; parsing the largest takes less than a second."""

_WORKFLOW: Final = "WorkflowExecution"
"""The node that a workflow's callback has in place of ``JobsDetail`` (documentation page 1045/50341)."""
_MAX_IDS: Final = 4
"""Largest number of a workflow's jobs that an error message lists."""
_MAX_ID_LENGTH: Final = 40
"""Number of characters of an id that an error message shows; real ids have 34."""
_KEY: Final = "cosanim-key"
_TOKEN: Final = "cosanim-token"  # noqa: S105 - the name of a query parameter


@dataclass(frozen=True, slots=True)
class Callback:
    """A parsed callback.

    Attributes:
        event: Name of the event, TaskFinish for an ended job.
        jobs: The jobs that the callback describes, usually one.
        document: The decoded XML or JSON document, without its empty nodes.
    """

    event: str
    jobs: tuple[JobDetail, ...]
    document: JobCallback

    @property
    def job(self) -> JobDetail:
        """The first job."""
        return self.jobs[0]

    def confirm(self, client: AnimationClient) -> JobDetail:
        """Read the job from the service, since a callback can be forged.

        Args:
            client: A client of the bucket that the job belongs to.

        Returns:
            The job as the service describes it.

        Raises:
            NotFoundError: The service has no such job.
            ConfigurationError: The id in the callback is not a valid job id.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
        """
        return client.describe_job(self.job.job_id or "")


def parse(body: bytes | str) -> Callback:
    """Parse a callback in XML or JSON.

    Variants of the same callback give equal objects: with or without the outer ``Response``, a single job with or
    without a list around it, empty nodes present or absent.

    Args:
        body: The body of the HTTP request with the callback.

    Returns:
        The callback.

    Raises:
        DecodeError: The body is neither XML nor JSON, or contains no job. A workflow's callback (WorkflowFinish)
            contains none; the message then lists the ids of the workflow's jobs.
        TypeError: The body is neither bytes nor text.
    """
    if not isinstance(body, str | bytes | bytearray | memoryview):
        raise TypeError(f"the callback is the body of its request, bytes or text, not {type(body).__name__}")
    try:
        data = body.encode() if isinstance(body, str) else bytes(body)
    except UnicodeEncodeError:
        raise DecodeError("the callback cannot be encoded as UTF-8") from None
    if len(data) > CALLBACK_MAX_BYTES:
        raise DecodeError(f"the callback has {len(data)} bytes; at most {CALLBACK_MAX_BYTES} are read")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    document = _from_xml(data) if start == b"<" else _from_json(data)
    document = _without_empty_elements(document) or JobCallback()
    jobs = tuple(document.jobs_detail)
    if not jobs or not jobs[0].job_id:
        raise DecodeError(_no_job_message(document))
    return Callback(document.event_name or "", jobs, document)


def render(job: JobDetail, *, callback_format: CallbackFormat | CallbackBody = "xml") -> bytes:
    """Return the body of a job's callback as the service sends it.

    Args:
        job: The job.
        callback_format: ``xml`` or ``json``, in small or capital letters.

    Raises:
        ValueError: There is no such format.
    """
    callback = JobCallback(event_name=EVENT, jobs_detail=[job])
    form = str(callback_format).lower()
    if form not in {"xml", "json"}:
        raise ValueError(f"a callback is xml or json, not {callback_format!r}")
    if form == "xml":
        return encode(callback)
    return json.dumps(to_json(callback), ensure_ascii=False).encode()


def matches(callback: Callback, request: SubmitJobRequest) -> bool:
    """Return whether a callback is about the job that a request submitted.

    Args:
        callback: The callback.
        request: The request.

    Returns:
        True when input, output (wildcards as sent or filled in) and user data are the same.
    """
    job, submitted = callback.job, request.operation
    output = job.operation.output if job.operation else None
    user_data = job.operation.user_data if job.operation else None
    return (
        output is not None
        and job.input is not None
        and job.input.object_key == request.input.object_key
        and (output.region, output.bucket) == (submitted.output.region, submitted.output.bucket)
        and matches_output_key(output.object_key or "", submitted.output.object_key, job.job_id or "")
        and (user_data or None) == (submitted.user_data or None)
    )


def url(base: str, secret: str, job_key: str) -> str:
    """Return a callback address with a token that only the holder of the secret can create.

    Args:
        base: http or https address of the receiver.
        secret: The receiver's secret; it is not part of the address.
        job_key: The caller's own name for the job; ``verify`` returns it when the callback arrives.

    Returns:
        The address with the key and its token in the query; a fragment is left out, since it is never sent.

    Raises:
        ValueError: The secret is empty (anybody could create tokens), or the address already has a key or token
            (``verify`` would reject it).
    """
    names = {name for name, _ in parse_qsl(urlsplit(base).query, keep_blank_values=True)}
    if names & {_KEY, _TOKEN}:
        raise ValueError(f"the address already has a parameter {_KEY} or {_TOKEN}")
    query = f"{_KEY}={quote(job_key, safe='')}&{_TOKEN}={_token(secret, job_key)}"
    address = base.partition("#")[0]
    return f"{address}{'&' if '?' in address else '?'}{query}"


def verify(address: str, secret: str) -> str | None:
    """Verify the token in the address at which a callback arrived.

    Args:
        address: The address, or its path and query.
        secret: The receiver's secret.

    Returns:
        The job key; None when the token is missing or wrong. Tokens are compared in constant time.

    Raises:
        ValueError: The secret is empty.
    """
    try:
        query = parse_qs(urlsplit(address).query, keep_blank_values=True, max_num_fields=100)
        keys, tokens = query.get(_KEY, []), query.get(_TOKEN, [])
        # An address with lone surrogates cannot be encoded as UTF-8; encode() raises a ValueError then.
        [key], [token] = keys, [value.encode() for value in tokens]
        key.encode()
    except ValueError:
        return None
    return key if hmac.compare_digest(_token(secret, key).encode(), token) else None


def _token(secret: str, job_key: str) -> str:
    if not secret:
        raise ValueError("the secret is empty: anybody could create tokens")
    return hmac.new(secret.encode(), job_key.encode(), hashlib.sha256).hexdigest()


def _no_job_message(callback: JobCallback) -> str:
    """Return the error message for a callback that contains no job."""
    workflow = next((node for node in callback.unknown if node.name == _WORKFLOW), None)
    if workflow is None:
        event = callback.event_name or EVENT
        if event == EVENT:
            return "the callback contains no job"
        return f"the callback has the event {abbreviate(event)} and contains no job"
    event = (callback.event_name or "WorkflowFinish")[:_MAX_ID_LENGTH]
    runs = [node.text for node in workflow.children if node.name == "RunId"]
    tasks = [node for task in workflow.children if task.name == "Tasks" for node in task.children]
    job_ids = [node.text for node in tasks if node.name == "JobId" and node.text.isascii() and node.text]
    run = f", run {abbreviate(runs[0][:_MAX_ID_LENGTH])}" if runs else ""
    listed = [abbreviate(job_id[:_MAX_ID_LENGTH]) for job_id in job_ids[:_MAX_IDS]]
    if len(job_ids) > _MAX_IDS:
        listed.append("…")
    jobs = f"; the workflow's jobs are {', '.join(listed)}; read them with describe_jobs" if listed else ""
    return (
        f"the callback says that a workflow has ended (event {abbreviate(event)}{run}), not "
        f"a job{jobs}; a queue whose only event is {EVENT} sends callbacks of jobs only"
    )


def _from_xml(data: bytes) -> JobCallback:
    root = parse_xml(data)
    drop_namespace(root)
    if root.tag == "JobsDetail":
        response = etree.Element("Response")
        response.append(root)
        root = response
    odd: list[str] = []
    callback = decode_element(root, JobCallback, odd, has_attributes=may_have_attributes(data))
    warn_of_odd_values(odd)
    return callback


def _from_json(data: bytes) -> JobCallback:
    value = load_json(data)
    if isinstance(value, dict) and isinstance(value.get("Response"), dict):
        value = value["Response"]
    if isinstance(value, dict) and "JobsDetail" not in value and "JobId" in value:
        value = {"JobsDetail": value}
    return from_json(value, JobCallback)


def _without_empty_elements(value: Any) -> Any:
    """Return a document without its empty nodes; None when nothing is left."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, list):
        return [filled for item in value if (filled := _without_empty_elements(item)) is not None]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, UnknownNode):
        children = _without_empty_elements(value.children)
        # An empty unknown node is treated as absent; one with any content is kept whole.
        if not (value.text or value.attributes or children or value.tail):
            return None
        return dataclasses.replace(value, children=children) if value.children else value
    fields = {field.name: _without_empty_elements(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value)(**fields) if any(item not in (None, []) for item in fields.values()) else None
