"""The requests that the checks share: reading ones only, each with a limit of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple

from cosanim.api.base import Caller, decode_reply
from cosanim.errors import CosanimError, ServiceError, TransportError
from cosanim.http.endpoints import Endpoint, cos_host, object_path, regional_host
from cosanim.http.retries import RetryPolicy
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from cosanim.operations import Response
from cosanim.signing import COS_TOKEN_HEADER
from cosanim.time_limits import call_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.credentials import Credentials
    from cosanim.http.exchange import Exchange
    from cosanim.http.replies import Reply
    from cosanim.operations import Api

_TWICE: Final = RetryPolicy(attempts=2, first=0.2, longest_retry_after=1)
"""A single failure, as of a connection that breaks, is no finding."""
_GRACE: Final = 1.0
"""Seconds beyond a request's own limit, whose error says more. It does not bound the resolution of host names."""
_MISSING_KEY: Final = "cosanim-doctor/this-object-does-not-exist"
"""Key of an object that nobody has: whether the signature is right is answered without reading or changing anything."""


NO_SUCH_BUCKET: Final = "NoSuchBucket"
"""The object store's code for a bucket that does not exist in the region."""


class Answer(NamedTuple, Generic[Response]):
    """The answer to a request: a document or an error.

    Attributes:
        document: The decoded reply; None if there was an error.
        error: The error; None if there was none.
        date: The time of the reply by the service's clock, in Unix time; None if it is not known.
        sent: This machine's time before the request, in Unix time.
        received: This machine's time after it, in Unix time.
    """

    document: Response | None
    error: CosanimError | None
    date: int | None = None
    sent: float = 0
    received: float = 0

    @property
    def code(self) -> str:
        """The error code of the service; empty if there is none."""
        return self.error.code if isinstance(self.error, ServiceError) else ""


class Probe(Caller):
    """Sends the requests of the checks to the hosts of one bucket.

    Attributes:
        timeout: Seconds for each request.
        timing: The clocks.
    """

    def __init__(
        self,
        *,
        bucket: str,
        region: str,
        endpoint: Endpoint,
        custom_endpoint: str | None,
        credentials: Credentials,
        timeout: float,
        on_exchange: Callable[[Exchange], None] | None,
    ) -> None:
        """Create a probe. No request is sent.

        Args:
            bucket: The bucket.
            region: Its region.
            endpoint: The endpoint of the bucket.
            custom_endpoint: The URL in place of the documented hosts; None for these.
            credentials: The credentials to sign with.
            timeout: Seconds for each request.
            on_exchange: Called after each attempt.
        """
        self.timeout = timeout
        self.timing = Timing()
        transport = Transport(
            credentials=credentials, timeout=timeout, on_exchange=on_exchange, retry=_TWICE, timing=self.timing
        )
        super().__init__(
            transport,
            bucket=bucket,
            region=region,
            endpoint=endpoint,
            regional_endpoint=Endpoint.of(regional_host(region), custom_endpoint),
        )
        self._custom_endpoint = custom_endpoint

    def ask(self, api: Api[Any, Response], query: object = None) -> Answer[Response]:
        """Call a reading API.

        Args:
            api: The API.
            query: Its query parameters.
        """
        cls = api.response_class
        deadline = self.timing.monotonic() + self.timeout
        return self._answer(
            self._regional_endpoint if api.regional else self._endpoint,
            lambda: self._send_api(api, query, deadline=deadline),
            lambda reply: decode_reply(reply, cls) if cls is not None else None,
        )

    def ask_object_store(self, bucket: str | None = None, region: str | None = None) -> Answer[Any]:
        """Read an object that does not exist from the object store, whose codes say more than those of the service.

        Args:
            bucket: The bucket; that of the probe when left out.
            region: Its region; that of the probe when left out.
        """
        endpoint = Endpoint.of(cos_host(bucket or self.bucket, region or self.region), self._custom_endpoint)
        deadline = self.timing.monotonic() + self.timeout
        return self._answer(
            endpoint,
            lambda: self._transport.send(
                "GET", endpoint, object_path(_MISSING_KEY), token_header=COS_TOKEN_HEADER, deadline=deadline
            ),
            lambda reply: reply.status,
        )

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _answer(
        self, endpoint: Endpoint, send: Callable[[], Reply], read: Callable[[Reply], Response | None]
    ) -> Answer[Response]:
        sent = self.timing.clock()
        date: int | None = None
        document: Response | None = None
        failure: CosanimError | None = None
        try:
            reply = call_within(self.timeout + _GRACE, send)
            date = reply.date
            document = read(reply)
        except ServiceError as error:
            date, failure = error.date, error
        except CosanimError as error:
            failure = error
        except TimeoutError as error:
            failure = TransportError(
                f"no usable reply from {endpoint.authority}: {error}", host=endpoint.authority, sent=None
            )
        return Answer(document, failure, date, sent, self.timing.clock())
