"""Bodies and query parameters, checked against the schema before anything else looks at them."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.errors import DecodeError
from cosanim.local.http.error_responses import Refused
from cosanim.local.http.request import content_md5
from cosanim.operations import SUBMIT_JOB
from cosanim.times import parse_time
from cosanim.xml.normal_form import normal_value, read_normal
from cosanim.xml.parsing import REQUEST_MAX_BYTES, may_have_attributes, parse_request
from cosanim.xml.plans import plan_of, roots_of
from cosanim.xml.simple_types import XML_SPACE
from cosanim.xml.validation import errors_of, validate, violations_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from cosanim.local.http.request import Call
    from cosanim.xml.violations import Violation

logger = logging.getLogger(__name__)
Query = TypeVar("Query")

_MOST_VIOLATIONS: Final = 100
_OPERATION: Final = "Operation"
_MOST_OPERATIONS: Final = 6
_UNKNOWN: Final = "unknown"
"""The rule that is broken by nodes which the schema does not know."""


async def read_body(call: Call) -> bytes:
    """Return the body of a request.

    Args:
        call: The request.

    Raises:
        Refused: It is too large, its end is not announced, or it is not the one that its checksum announces.
    """
    call.check_length()
    expected = content_md5(call)
    body = await call.body(REQUEST_MAX_BYTES)
    if expected is not None and not hmac.compare_digest(expected, hashlib.md5(body, usedforsecurity=False).digest()):
        raise Refused(400, "InvalidContent", "The Content-MD5 is not that of the body that arrived.")
    return body


def checked_requests(body: bytes, api: str, *, strict: bool) -> list[Any]:
    """Check a body and read it.

    Args:
        body: The body.
        api: The API it was sent to.
        strict: Refuse nodes that the schema does not know, and a second Operation.

    Returns:
        The request in the normal form: without nodes that the schema does not know, its numbers as numbers. One for
        each Operation, as jobs have a request of their own.

    Raises:
        Refused: It cannot be read, or breaks rules of the schema; all of them are told.
    """
    if not body.strip():
        raise Refused(400, "MissingContent", "The body is missing.")
    try:
        root = parse_request(body)
    except DecodeError as error:
        line = "" if error.line is None else f" (line {error.line})"
        raise Refused(400, "InvalidContent", f"The body cannot be read: {error}{line}.") from None
    if root.tag != "Request":
        raise Refused(400, "InvalidContent", "The root of the body is not Request.")
    cls, has_attributes = roots_of(api)["Request"], may_have_attributes(body)
    parts = [root] if strict or api != SUBMIT_JOB.name else _split(root)
    violations = _violations_of(parts, cls, has_attributes=has_attributes)
    unknown = [violation for violation in violations if violation.rule == _UNKNOWN]
    if strict or len(errors_of(violations)) > len(unknown):
        # Unknown nodes are told too: what is missing may be misspelt.
        refuse_violations(violations)
    elif unknown:
        paths = ", ".join(violation.path for violation in unknown[:_MOST_VIOLATIONS])
        logger.info("%s: ignored, as the schema does not know them: %s", api, paths)
    return [read_normal(part, cls, has_attributes=has_attributes) for part in parts]


def checked_query(call: Call, cls: type[Query]) -> Query:
    """Read the parameters of a query that the schema knows. Blank ones are absent, others mean nothing.

    Args:
        call: The request.
        cls: Class of the query.

    Returns:
        The query, its numbers as such.

    Raises:
        Refused: A parameter breaks rules of the schema.
    """
    elements = plan_of(cls).elements
    texts = {one: text for one in elements if (text := (call.param(one.name) or "").strip(XML_SPACE))}
    query = cls(**{one.field: text for one, text in texts.items()})
    refuse_violations(validate(query))
    for one, text in texts.items():
        if one.simple is not None:
            setattr(query, one.field, normal_value(text, one.simple))
    return query


def time_of(text: str | None, name: str) -> float | None:
    """Return a time that a request names, in Unix time.

    Args:
        text: The time; None or blank when it names none.
        name: Where it stands.

    Raises:
        Refused: There is no such time, as on 30 February.
    """
    try:
        moment = parse_time(text)
        return None if moment is None else moment.timestamp()
    except (ValueError, OverflowError):
        raise Refused(400, "InvalidArgument", f"{name}: {text!r} is no time that exists") from None


def refuse_violations(violations: Sequence[Violation]) -> None:
    """Refuse a request that breaks rules, and tell all of them.

    Raises:
        Refused: There is a violation that is more than advice.
    """
    errors = errors_of(violations)
    if not errors:
        return
    lines = [
        f"{violation.path}: {violation.message}" + ("" if violation.line is None else f" (line {violation.line})")
        for violation in errors[:_MOST_VIOLATIONS]
    ]
    if len(errors) > _MOST_VIOLATIONS:
        lines.append(f"and {len(errors) - _MOST_VIOLATIONS} more")
    raise Refused(400, "InvalidArgument", "\n".join(lines))


def _split(root: etree._Element) -> list[etree._Element]:
    """Return a request for each Operation of one: official demos send several, each of which is a job.

    Raises:
        Refused: There are more than the six that earlier forms of the page allowed.
    """
    count = sum(child.tag == _OPERATION for child in root)
    if count <= 1:
        return [root]
    if count > _MOST_OPERATIONS:
        message = f"Request.Operation: {count} were sent, at most {_MOST_OPERATIONS} are taken"
        raise Refused(400, "InvalidArgument", message)
    parts = [deepcopy(root) for _ in range(count)]
    for kept, part in enumerate(parts):
        for index, operation in enumerate(part.findall(_OPERATION)):
            if index != kept:
                part.remove(operation)
    return parts


def _violations_of(parts: Sequence[etree._Element], cls: type[Any], *, has_attributes: bool) -> list[Violation]:
    """Return the violations of the requests that one body holds, each once."""
    if len(parts) == 1:
        return violations_in(parts[0], cls, has_attributes=has_attributes)
    found: dict[Violation, None] = {}
    for index, part in enumerate(parts):
        for violation in violations_in(part, cls, has_attributes=has_attributes):
            path = re.sub(r"^Request\.Operation(?=\.|$)", f"Request.Operation[{index}]", violation.path)
            found[violation._replace(path=path)] = None
    return list(found)
