"""Base of all API calls: validates and encodes the request, sends it, decodes the reply, sets its request id."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Self, cast
from urllib.parse import quote

from cosanim.argument_hints import flag_argument, request_error, text_argument, text_arguments
from cosanim.caller_warnings import warn_caller
from cosanim.errors import ConfigurationError, DecodeError, SchemaError
from cosanim.errors.next_steps import doctor_step
from cosanim.xml.codec import decode_leniently, encode, warn_of_odd_values
from cosanim.xml.parsing import parse
from cosanim.xml.plans import plan_of
from cosanim.xml.validation import errors_of, validate
from cosanim.xml.value_texts import value_text
from cosanim.xml.violations import AdviceWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lxml import etree

    from cosanim.http.endpoints import Endpoint
    from cosanim.http.replies import Reply
    from cosanim.http.retries import RetryPolicy
    from cosanim.http.sessions.connections import Attempt
    from cosanim.http.sessions.executor_session import Workers
    from cosanim.http.transport import Transport
    from cosanim.operations import Api, Response, Sent
    from cosanim.xml.violations import Violation

XML_HEADERS: Final = {"Content-Type": "application/xml"}
_INVALID_IDS: Final = frozenset({"", ".", ".."})


class Caller:
    """Calls the APIs of one bucket.

    Attributes:
        bucket: The bucket, with its appid.
        region: Its region.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        bucket: str,
        region: str,
        endpoint: Endpoint,
        regional_endpoint: Endpoint,
        strict: bool = False,
    ) -> None:
        """Store the transport and the endpoints.

        Args:
            transport: The transport that sends requests.
            bucket: The bucket, with its appid.
            region: Its region.
            endpoint: Endpoint of the bucket.
            regional_endpoint: Endpoint of requests that do not belong to a bucket.
            strict: Whether requests with violations of severity warning are refused.
        """
        self.bucket = bucket
        self.region = region
        self._transport = transport
        self._endpoint = endpoint
        self._regional_endpoint = regional_endpoint
        self._strict = strict

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | None] | None = None,
        body: bytes | None = None,
    ) -> etree._Element | None:
        """Call an API that the schema does not model: signed, and retried by the same rules unless it is a POST.

        Args:
            method: HTTP method.
            path: Path, starting with a slash.
            query: Query parameters; None as a value gives the bare name, as in ``?cancel``.
            body: XML to send.

        Returns:
            The root element of the reply, None when it is empty.

        Raises:
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            DecodeError: The reply is not XML.
        """
        if not text_argument("path", path).startswith("/"):
            raise ConfigurationError(f"a path starts with a slash, not {path!r}")
        try:
            # Dot segments are sent unchanged: the caller chose them.
            encoded = quote(path, safe="/,-_.~")
        except UnicodeEncodeError:
            raise ConfigurationError("a path must be text that UTF-8 can encode") from None
        reply = self._transport.send(
            method,
            self._endpoint,
            encoded,
            params=tuple((query or {}).items()),
            body=body,
            headers=XML_HEADERS if body is not None else None,
        )
        try:
            return parse(reply.body) if reply.body.strip() else None
        except DecodeError as error:
            error.request_id = reply.request_id
            raise

    def _with_policy(self, retry: RetryPolicy, *, workers: Workers | None = None) -> Self:
        """Return a client with another retry policy that shares everything else with this one.

        Args:
            retry: The other retry policy.
            workers: The executor that sends the POST requests of the new client; this process when left out.
        """
        other = copy.copy(self)
        other._transport = self._transport.with_policy(retry, workers=workers)  # noqa: SLF001 - of the same class
        return other

    def _encode_valid(self, document: object, violations: list[Violation], *, strict: bool | None) -> bytes:
        """Encode a request as ``encode_valid`` does; the client decides when ``strict`` is None."""
        if strict is None:
            strict = self._strict
        else:
            flag_argument("strict", strict)
        return encode_valid(document, violations, strict=strict)

    def _call_api(
        self,
        api: Api[Sent, Response],
        sent: Sent | Mapping[str, Any],
        *,
        strict: bool | None = None,
        deadline: float | None = None,
        retry: RetryPolicy | None = None,
        **parts: str | Sequence[str],
    ) -> Response:
        """Call an API of the table.

        Args:
            api: The API.
            sent: The body or the query parameters, whichever the API takes; None for neither. A body can also be a
                mapping, as ``from_dict`` reads it.
            strict: Refuse a body with violations of severity warning; the client's setting when None.
            deadline: Deadline of the call, by the transport's monotonic clock; None for no deadline.
            retry: The retry policy; the client's when left out.
            **parts: Values of the placeholders in its path.

        Returns:
            The decoded reply; None when the API's reply is empty.

        Raises:
            SchemaError: Body or query break the schema; nothing was sent.
            ConfigurationError: An id is empty or invalid.
            ServiceError: The service returned an error.
            TransportError: There was no reply.
            DecodeError: The reply is not a document of this API.
            TypeError: The body is not of the API's class.
        """
        reply = self._send_api(api, sent, strict=strict, parts=parts, deadline=deadline, retry=retry)
        cls = api.response_class
        return cast("Response", None) if cls is None else decode_reply(reply, cls)

    def _send_api(
        self,
        api: Api[Sent, Any],
        sent: Sent | Mapping[str, Any],
        *,
        body: bytes | None = None,
        strict: bool | None = None,
        parts: Mapping[str, str | Sequence[str]] | None = None,
        ttl: int = 300,
        deadline: float | None = None,
        retry: RetryPolicy | None = None,
        attempts: list[Attempt] | None = None,
        before_send: Callable[[int], None] | None = None,
    ) -> Reply:
        if body is None and api.request is not None:
            document, violations = checked_request(cast("Api[Any, Any]", api), sent)
            body = self._encode_valid(document, violations, strict=strict)
        query = [] if api.query is None else encode_query(sent)
        return self._transport.send(
            api.method,
            self._regional_endpoint if api.regional else self._endpoint,
            api.path.format(**{name: path_part(name, value) for name, value in (parts or {}).items()}),
            params=[*query, *([(api.flag, None)] if api.flag else [])],
            body=body,
            headers=XML_HEADERS if body is not None else None,
            ttl=ttl,
            deadline=deadline,
            retry=retry,
            attempts=attempts,
            before_send=before_send,
        )


def checked_request(api: Api[Sent, Any], request: object) -> tuple[Sent, list[Violation]]:
    """Return the body of a request as an object of the class that an API takes, and all of its violations.

    Args:
        api: The API.
        request: The body, or a mapping as ``from_dict`` reads it.

    Raises:
        TypeError: It is of another class; the message says what to do.
    """
    cls = cast("type[Sent]", api.sent_class)
    if isinstance(request, cls):
        return request, validate(request)
    if isinstance(request, Mapping):
        from cosanim.xml.dict_form import read_dict  # on demand: most requests are objects

        return read_dict(request, cls)
    raise request_error(api.name, cls, request)


def as_request(api: Api[Sent, Any], request: object) -> Sent:
    """Return the body of a request as an object, without validating an object; otherwise as ``checked_request``."""
    cls = cast("type[Sent]", api.sent_class)
    return request if isinstance(request, cls) else checked_request(api, request)[0]


def encode_valid(document: object, violations: list[Violation], *, strict: bool) -> bytes:
    """Encode a request, and issue an ``AdviceWarning`` for each violation of severity warning.

    The warnings are issued before anything is sent, so that ``python -W error`` refuses the request.

    Args:
        document: The request.
        violations: All of its violations.
        strict: Refuse violations of severity warning too.

    Raises:
        SchemaError: The request has a violation of severity error, with ``strict`` any violation.
    """
    if errors := violations if strict else errors_of(violations):
        raise SchemaError(errors)
    body = encode(document)
    for violation in violations:
        warn_caller(AdviceWarning(violation))
    return body


def field_text(request: object, *fields: str) -> str | None:
    """Return the text in a nested field of a request; None when a field on its path is unset."""
    value: Any = request
    for field in fields:
        value = getattr(value, field, None)
    return value if isinstance(value, str) else None


def encode_query(query: Any) -> list[tuple[str, str | None]]:
    """Validate query parameters and return those that are set, in the order of the schema.

    Raises:
        SchemaError: A parameter breaks the schema.
    """
    if errors := errors_of(validate(query)):
        raise SchemaError(errors)
    plan = plan_of(type(query))
    values = (
        (element.name, value_text(value)) for element, value in zip(plan.elements, plan.values(query), strict=True)
    )
    return [(name, text) for name, text in values if text is not None]


def path_part(name: str, value: str | Sequence[str]) -> str:
    """Return ids separated by commas for a path.

    Raises:
        ConfigurationError: There is no id, or one is invalid.
        TypeError: An id is not a text.
    """
    ids = text_arguments(name.removesuffix("s"), value)
    # Proxies and servers resolve dot segments, which would change the path.
    if not ids or not all(id_.strip() not in _INVALID_IDS and "," not in id_ for id_ in ids):
        raise ConfigurationError(f"{name} is one or more non-empty texts without commas, not {value!r}")
    try:
        return ",".join(quote(id_, safe="") for id_ in ids)
    except UnicodeEncodeError:
        raise ConfigurationError(f"{name} must be text that UTF-8 can encode") from None


def comma_separated(name: str, values: Iterable[str] | None) -> str | None:
    """Return texts separated by commas for a query; None for None.

    An empty list gives "", which validation rejects: leaving the parameter out would select everything.

    Args:
        name: Name of one of the values, for the error.
        values: The texts, or one text.

    Raises:
        TypeError: A value is not a text.
    """
    return None if values is None else ",".join(text_arguments(name, values))


def decode_reply(reply: Reply, cls: type[Response]) -> Response:
    """Decode a reply, and set its request id on it and on the results in it.

    Raises:
        DecodeError: The reply is not a document of this class; carries the request id.
    """
    odd: list[str] = []
    response = decode_reply_leniently(reply, cls, odd)
    warn_of_odd_values(odd)
    return response


def decode_reply_leniently(reply: Reply, cls: type[Response], odd: list[str]) -> Response:
    """Decode a reply as ``decode_reply`` does, but leave the warnings about odd values to the caller.

    Args:
        reply: The reply.
        cls: The class that it represents.
        odd: A message for each odd value is appended to this list. Pass it to ``warn_of_odd_values``.

    Raises:
        DecodeError: As for ``decode_reply``.
    """
    try:
        response = decode_leniently(reply.body, cls, odd)
    except DecodeError as error:
        # The next step of the class is for documents that the caller wrote.
        error.args = (f"the reply cannot be read: {error}",)
        error.next_step = doctor_step("connection")
        error.request_id = reply.request_id
        raise
    _set_request_id(response, reply.request_id)
    return response


def _set_request_id(response: Any, request_id: str | None) -> None:
    """Set the request id on a reply and on the results in it where the document has none."""
    results = [response]
    for element in plan_of(type(response)).elements:
        if element.simple is None:
            value = getattr(response, element.field)
            results += value if element.array else [value]
    for result in results:
        if hasattr(result, "request_id"):
            result.request_id = result.request_id or request_id
