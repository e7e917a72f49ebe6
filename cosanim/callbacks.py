"""Callbacks that a job has ended: reading them, checking them, and writing them again.

A callback is not signed: anybody who knows the address can send one. So put a token into the address (``url``,
``verify``), or read the job again before you believe it (``Notice.confirm``).
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from lxml import etree

from cosanim.errors import DecodeError
from cosanim.models import JobCallback, JobDetail, UnknownNode
from cosanim.output_keys import is_filled
from cosanim.xml.codec import decode_element, encode, warn_of_odd
from cosanim.xml.json_form import from_json, load_json, to_json
from cosanim.xml.parsing import drop_namespace, may_have_attributes
from cosanim.xml.parsing import parse as parse_xml
from cosanim.xml.violations import shown

if TYPE_CHECKING:
    from cosanim.client import AnimationClient
    from cosanim.models import SubmitJobRequest

EVENT: Final = "TaskFinish"
NOTICE_MAX_BYTES: Final = 256 * 1024
"""Size above which a callback is not looked at. Real ones have a few KiB; the largest takes less than a second."""

_WORKFLOW: Final = "WorkflowExecution"
"""The node that the callback of a workflow has instead of jobs (page 1045/50341)."""
_MOST_IDS: Final = 4
"""Jobs of a workflow that a message names; a workflow has a few."""
_LONGEST_ID: Final = 40
"""Characters of an id that a message names; real ones have 34."""
_KEY: Final = "cosanim-key"
_TOKEN: Final = "cosanim-token"  # noqa: S105 - the name of a query parameter


@dataclass(frozen=True, slots=True)
class Notice:
    """A callback that jobs have ended.

    Attributes:
        event: Name of the event, TaskFinish for an ended job.
        jobs: The jobs; one as a rule.
        callback: The whole callback as it was decoded, empty nodes left out.
    """

    event: str
    jobs: tuple[JobDetail, ...]
    callback: JobCallback

    @property
    def job(self) -> JobDetail:
        """The first job."""
        return self.jobs[0]

    def confirm(self, client: AnimationClient) -> JobDetail:
        """Read the job again, since a callback can be forged.

        Args:
            client: A client of the bucket that the job belongs to.

        Returns:
            The job as the service tells it.

        Raises:
            NotFoundError: The service knows no such job.
            ConfigurationError: What the callback names can be no job's id.
            ServiceError: The service refused.
            TransportError: There was no reply.
        """
        return client.describe_job(self.job.job_id or "")


def parse(body: bytes | str) -> Notice:
    """Read a callback in XML or JSON.

    Both are read with and without the level ``Response``, arrays of one with and without their brackets, empty
    nodes absent or present: equal callbacks give equal objects.

    Args:
        body: The body of the request that brought the callback.

    Returns:
        The callback.

    Raises:
        DecodeError: The body is neither, or names no job, as the callback of a workflow that has ended
            (WorkflowFinish): the message names the jobs that it lists.
    """
    try:
        data = body.encode() if isinstance(body, str) else bytes(body)
    except UnicodeEncodeError:
        raise DecodeError("the callback is no text that UTF-8 can carry") from None
    if len(data) > NOTICE_MAX_BYTES:
        raise DecodeError(f"the callback has {len(data)} bytes; at most {NOTICE_MAX_BYTES} are read")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    callback = _from_xml(data) if start == b"<" else _from_json(data)
    callback = _without_blanks(callback) or JobCallback()
    jobs = tuple(callback.jobs_detail)
    if not jobs or not jobs[0].job_id:
        raise DecodeError(_why_no_job(callback))
    return Notice(callback.event_name or "", jobs, callback)


def render(job: JobDetail, *, notice_format: Literal["xml", "json"] = "xml") -> bytes:
    """Write the callback of a job, as the service would send it.

    Args:
        job: The job.
        notice_format: ``xml`` or ``json``, in any case.

    Raises:
        ValueError: There is no such format.
    """
    callback = JobCallback(event_name=EVENT, jobs_detail=[job])
    wanted = str(notice_format).lower()
    if wanted not in {"xml", "json"}:
        raise ValueError(f"a callback is xml or json, not {notice_format!r}")
    if wanted == "xml":
        return encode(callback)
    return json.dumps(to_json(callback), ensure_ascii=False).encode()


def matches(notice: Notice, request: SubmitJobRequest) -> bool:
    """Return whether a callback is about the job that a request submitted.

    Args:
        notice: The callback.
        request: The request.

    Returns:
        Whether input, output (wildcards as sent or filled in) and user data are the same.
    """
    operation, wanted = notice.job.operation, request.operation
    output = operation.output if operation else None
    return (
        output is not None
        and notice.job.input is not None
        and notice.job.input.object_key == request.input.object_key
        and (output.region, output.bucket) == (wanted.output.region, wanted.output.bucket)
        and is_filled(output.object_key or "", wanted.output.object_key, notice.job.job_id or "")
        and ((operation.user_data if operation else None) or None) == (wanted.user_data or None)
    )


def url(base: str, secret: str, job_key: str) -> str:
    """Return an address for ``callback`` that only its maker can have written.

    Args:
        base: http or https address of the receiver.
        secret: The receiver's secret; it is not part of the address.
        job_key: The caller's own name of the job; it comes back with the callback.

    Returns:
        The address with the key and its token in the query; a fragment is left out, since it is never sent.

    Raises:
        ValueError: The secret is empty, so anybody could make tokens; or the address has a key or token already,
            so that ``verify`` would refuse it.
    """
    names = {name for name, _ in parse_qsl(urlsplit(base).query, keep_blank_values=True)}
    if names & {_KEY, _TOKEN}:
        raise ValueError(f"the address has {_KEY} or {_TOKEN} already")
    query = f"{_KEY}={quote(job_key, safe='')}&{_TOKEN}={_token(secret, job_key)}"
    address, _, fragment = base.partition("#")
    del fragment
    return f"{address}{'&' if '?' in address else '?'}{query}"


def verify(address: str, secret: str) -> str | None:
    """Check the address at which a callback arrived.

    Args:
        address: The address, or its path and query.
        secret: The receiver's secret.

    Returns:
        The job key, None when the token is missing or wrong. Compared in constant time.

    Raises:
        ValueError: The secret is empty.
    """
    try:
        query = parse_qs(urlsplit(address).query, keep_blank_values=True, max_num_fields=100)
        keys, tokens = query.get(_KEY, []), query.get(_TOKEN, [])
        # UTF-8 carries neither of them where the address holds lone surrogates.
        [key], [token] = keys, [value.encode() for value in tokens]
        key.encode()
    except ValueError:
        return None
    return key if hmac.compare_digest(_token(secret, key).encode(), token) else None


def _token(secret: str, job_key: str) -> str:
    if not secret:
        raise ValueError("the secret is empty: anybody could make tokens")
    return hmac.new(secret.encode(), job_key.encode(), hashlib.sha256).hexdigest()


def _why_no_job(callback: JobCallback) -> str:
    """Return what a callback is that names no job."""
    workflow = next((node for node in callback.unknown if node.name == _WORKFLOW), None)
    if workflow is None:
        event = callback.event_name or EVENT
        if event == EVENT:
            return "the callback names no job"
        return f"the callback is of the event {shown(event)}, of no job"
    event = (callback.event_name or "WorkflowFinish")[:_LONGEST_ID]
    runs = [node.text for node in workflow.children if node.name == "RunId"]
    tasks = [node for task in workflow.children if task.name == "Tasks" for node in task.children]
    job_ids = [node.text for node in tasks if node.name == "JobId" and node.text.isascii() and node.text]
    run = f", run {shown(runs[0][:_LONGEST_ID])}" if runs else ""
    told = [*(shown(one[:_LONGEST_ID]) for one in job_ids[:_MOST_IDS]), *(["…"] if len(job_ids) > _MOST_IDS else [])]
    jobs = f": its jobs are {', '.join(told)}, read them with describe_jobs" if told else ""
    return (
        f"the callback says that a workflow has ended (event {shown(event)}{run}), not "
        f"a job{jobs}; a queue with the event {EVENT} alone tells of jobs only"
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
    warn_of_odd(odd, strict=False, stacklevel=3)
    return callback


def _from_json(data: bytes) -> JobCallback:
    value = load_json(data)
    if isinstance(value, dict) and isinstance(value.get("Response"), dict):
        value = value["Response"]
    if isinstance(value, dict) and "JobsDetail" not in value and "JobId" in value:
        value = {"JobsDetail": value}
    return from_json(value, JobCallback)


def _without_blanks(value: Any) -> Any:
    """Return a document without its empty nodes; None when nothing is left."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, list):
        return [kept for item in value if (kept := _without_blanks(item)) is not None]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, UnknownNode):
        children = _without_blanks(value.children)
        # Its name alone says nothing, as an absent node; where it says something, all of it stays.
        if not (value.text or value.attributes or children or value.tail):
            return None
        return dataclasses.replace(value, children=children) if value.children else value
    kept = {field.name: _without_blanks(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value)(**kept) if any(item not in (None, []) for item in kept.values()) else None
