"""Checks request bodies and query parameters against the schema, and decodes them."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.errors import DecodeError
from cosanim.local.http.error_responses import HttpError
from cosanim.operations import SUBMIT_JOB
from cosanim.times import parse_time
from cosanim.xml.normal_form import normal_value, read_normal
from cosanim.xml.parsing import may_have_attributes, parse_request
from cosanim.xml.plans import plan_of, roots_of
from cosanim.xml.validation import errors_of, validate, violations_in
from cosanim.xml.value_texts import XML_SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from cosanim.local.http.request import HttpRequest
    from cosanim.xml.violations import Violation

logger = logging.getLogger(__name__)
Query = TypeVar("Query")

_MAX_VIOLATIONS: Final = 100
_OPERATION: Final = "Operation"
_MAX_OPERATIONS: Final = 6
_UNKNOWN: Final = "unknown"
"""Name of the rule that unknown nodes break."""


def checked_bodies(content: bytes, api: str, *, strict: bool) -> list[Any]:
    """Check the body of a request against the schema, and decode it.

    Args:
        content: The body.
        api: Name of the API.
        strict: Refuse unknown nodes, and more than one Operation.

    Returns:
        One object for each Operation, since each Operation is a job. The objects have no unknown nodes, and numbers
        are converted.

    Raises:
        HttpError: The body is missing, not well-formed, or violates the schema. The message lists the violations.
    """
    if not content.strip():
        raise HttpError(400, "MissingContent", "The body is missing.")
    try:
        root = parse_request(content)
    except DecodeError as error:
        line = "" if error.line is None else f" (line {error.line})"
        raise HttpError(400, "InvalidContent", f"The body cannot be parsed: {error}{line}.") from None
    if root.tag != "Request":
        raise HttpError(400, "InvalidContent", "The root element of the body is not Request.")
    cls, has_attributes = roots_of(api)["Request"], may_have_attributes(content)
    parts = [root] if strict or api != SUBMIT_JOB.name else _split(root)
    violations = _violations_of(parts, cls, has_attributes=has_attributes)
    unknown = [violation for violation in violations if violation.rule == _UNKNOWN]
    if strict or len(errors_of(violations)) > len(unknown):
        # Unknown nodes are listed too, since one of them may be a required node with a misspelt name.
        refuse_violations(violations)
    elif unknown:
        paths = ", ".join(violation.path for violation in unknown[:_MAX_VIOLATIONS])
        logger.info("%s: ignored unknown nodes: %s", api, paths)
    return [read_normal(part, cls, has_attributes=has_attributes) for part in parts]


def checked_query(request: HttpRequest, cls: type[Query]) -> Query:
    """Check the query parameters against the schema, and convert them.

    Blank parameters and parameters that are not in the schema are ignored.

    Args:
        request: The request.
        cls: Class of the query.

    Returns:
        The query with converted numbers.

    Raises:
        HttpError: A parameter violates the schema.
    """
    elements = plan_of(cls).elements
    texts = {element: text for element in elements if (text := (request.param(element.name) or "").strip(XML_SPACE))}
    query = cls(**{element.field: text for element, text in texts.items()})
    refuse_violations(validate(query))
    for element, text in texts.items():
        if element.simple is not None:
            setattr(query, element.field, normal_value(text, element.simple))
    return query


def unix_time(text: str | None, name: str) -> float | None:
    """Return a time of a request as Unix time.

    Args:
        text: The time; None or blank for no time.
        name: Path of the node or name of the parameter, for the message.

    Raises:
        HttpError: The time does not exist, for example on 30 February.
    """
    try:
        moment = parse_time(text)
        return None if moment is None else moment.timestamp()
    except (ValueError, OverflowError):
        raise HttpError(400, "InvalidArgument", f"{name}: {text!r} is not an existing time") from None


def refuse_violations(violations: Sequence[Violation]) -> None:
    """Refuse a request that violates the schema.

    Raises:
        HttpError: There is a violation of severity error. The message lists at most 100 of these violations.
    """
    errors = errors_of(violations)
    if not errors:
        return
    lines = [
        f"{violation.path}: {violation.message}" + ("" if violation.line is None else f" (line {violation.line})")
        for violation in errors[:_MAX_VIOLATIONS]
    ]
    if len(errors) > _MAX_VIOLATIONS:
        lines.append(f"and {len(errors) - _MAX_VIOLATIONS} more")
    raise HttpError(400, "InvalidArgument", "\n".join(lines))


def _split(root: etree._Element) -> list[etree._Element]:
    """Return one request for each Operation. Official examples send several; each is a job.

    Raises:
        HttpError: There are more than six, the limit of earlier versions of the page.
    """
    count = sum(child.tag == _OPERATION for child in root)
    if count <= 1:
        return [root]
    if count > _MAX_OPERATIONS:
        message = f"Request.Operation: {count} were sent, at most {_MAX_OPERATIONS} are allowed"
        raise HttpError(400, "InvalidArgument", message)
    parts = [deepcopy(root) for _ in range(count)]
    for part_index, part in enumerate(parts):
        for index, operation in enumerate(part.findall(_OPERATION)):
            if index != part_index:
                part.remove(operation)
    return parts


def _violations_of(parts: Sequence[etree._Element], cls: type[Any], *, has_attributes: bool) -> list[Violation]:
    """Return the violations of all requests of one body, without duplicates."""
    if len(parts) == 1:
        return violations_in(parts[0], cls, has_attributes=has_attributes, merge=False)
    violations: dict[Violation, None] = {}
    for index, part in enumerate(parts):
        for violation in violations_in(part, cls, has_attributes=has_attributes, merge=False):
            path = re.sub(r"^Request\.Operation(?=\.|$)", f"Request.Operation[{index}]", violation.path)
            violations[violation._replace(path=path)] = None
    return list(violations)
