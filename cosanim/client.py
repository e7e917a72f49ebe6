"""``AnimationClient``: one method per API, and convenience methods such as ``submit`` and ``wait``."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Self

from cosanim.api.batches import BatchCalls
from cosanim.api.buckets import BucketCalls
from cosanim.api.bulk_submissions import BulkCalls
from cosanim.api.conversions import ConversionCalls
from cosanim.api.jobs import JobCalls
from cosanim.api.paid_requests.in_flight import InFlight
from cosanim.api.queues import QueueCalls
from cosanim.api.templates import TemplateCalls
from cosanim.argument_hints import flag_argument
from cosanim.credentials import Credentials, CredentialsChain
from cosanim.errors import ConfigurationError
from cosanim.http.endpoints import Endpoint, check_bucket, check_region, ci_host, cos_host, regional_host
from cosanim.http.timing import Timing
from cosanim.http.transport import DEFAULT_TIMEOUT, Transport
from cosanim.unpicklable import Unpicklable
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    import requests

    from cosanim.credentials import CredentialsSource
    from cosanim.http.exchange import Exchange
    from cosanim.http.retries import RetryPolicy
    from cosanim.http.transport import Timeout
    from cosanim.objects.store import Objects
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AnimationClient(
    Unpicklable, ConversionCalls, BulkCalls, JobCalls, TemplateCalls, QueueCalls, BatchCalls, BucketCalls
):
    """Client of one bucket: submits animation jobs, polls them, uploads and downloads objects.

    The methods are defined in ``cosanim.api``, one module per resource. A client is thread-safe; with a ``session``
    argument it is as thread-safe as that session. Use it as a context manager, or call ``close``, to close its
    connections. A client cannot be pickled, since it holds the secret key: create a client in each process. A copy made
    with ``copy`` shares its connections.

    Attributes:
        bucket: The bucket whose videos are converted, with its appid.
        region: Its region.
    """

    def __init__(
        self,
        *,
        bucket: str | None = None,
        region: str | None = None,
        credentials: CredentialsSource | None = None,
        profile: str | None = None,
        endpoint: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        session: requests.Session | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        retry: RetryPolicy | None = None,
        backoff: Backoff | None = None,
        signed_headers: Iterable[str] | None = None,
        strict: bool = False,
        timing: Timing | None = None,
    ) -> None:
        """Create a client of a bucket. No request is sent.

        Args:
            bucket: The bucket, with its appid, as ``test-1250000000``; COSANIM_BUCKET when left out.
            region: Its region, as ``ap-chongqing``; COSANIM_REGION, then TENCENTCLOUD_REGION when left out.
            credentials: The credentials to sign with, or a provider: a callable that is called for each request and
                returns them, such as those of ``cosanim.credentials``. When left out, they are searched at the first
                request, in this order: the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY,
                TENCENTCLOUD_TOKEN); the profile of tccli that TCCLI_PROFILE names, or ``default``;
                ``~/.tencentcloud/credentials``; the CAM role of this virtual machine. Pass
                ``Credentials.from_environment`` to always read the environment. If the service refuses credentials that
                are not fixed, because they have ended or do not exist any more, they are read again once, and the
                request is signed and sent again with the new ones.
            profile: Name of a profile of tccli, whose credentials in ``~/.tccli/<profile>.credential`` are used and no
                others. It cannot be combined with ``credentials``.
            endpoint: A full URL to send to instead of the documented host, such as that of ``cosanim local``; the
                Host header stays the documented one. COSANIM_ENDPOINT when left out.
            timeout: Seconds to wait for the connection, and for each piece of a reply: one number for both, or a pair
                (connect, read); above 0, at most a day. ``wait`` has its own time-out, which also limits its requests.
            session: A requests session, with its proxies, adapters and hooks; the client does not close it. Also pass
                one to use tools that intercept requests, such as responses and requests-mock: by default the client
                uses urllib3 directly, and these tools have no effect. A session does not avoid idle connections, skip
                interim replies or limit slow replies as the client's own connections do: more submissions have to be
                looked up, and a deadline limits each read, not their sum.
            on_exchange: Called after each attempt with an ``Exchange``, its secrets masked.
            retry: When requests are sent again after temporary failures, and how the outcome of a submission is found
                out; when left out, a request is sent up to four times, within about 2 seconds, and a submission only
                if no job can come of the earlier attempts.
            backoff: Delays between the polls of a wait that is given no others; when left out they grow from 0.5 s to
                10 s, with jitter. With COSANIM_SHORT_DELAYS=1 in the environment and an endpoint on this machine,
                ``cosanim.testing.RETRY`` and ``BACKOFF`` take the place of both defaults.
            signed_headers: Names of the headers to sign, if sent, instead of content-type, content-length and
                content-md5; needed with a proxy that rewrites some of these. ``host``, ``x-ci-*`` and ``x-cos-*``
                are always signed.
            strict: Raise SchemaError for violations of severity warning in what is sent, instead of an
                ``AdviceWarning``.
            timing: Clocks, sleep and random source of requests, which tests can replace.

        Raises:
            ConfigurationError: Bucket, region, endpoint, credentials or time-out are missing or invalid.
            TypeError: An argument is unknown, ``credentials`` and ``profile`` are both given, ``strict`` is not a bool,
                or ``backoff`` is not a ``Backoff``.
        """
        if credentials is not None and profile is not None:
            raise TypeError("give credentials or profile, not both")
        if not (credentials is None or isinstance(credentials, Credentials) or callable(credentials)):
            raise ConfigurationError(f"credentials are Credentials or a callable, not {type(credentials).__name__}")
        flag_argument("strict", strict)
        if backoff is not None:
            from cosanim.api.polling import check_backoff  # imported on demand, as for ``wait``

            check_backoff(backoff)
        source = credentials if credentials is not None else CredentialsChain(profile=profile)
        timing = timing or Timing()
        self._in_flight = InFlight(timing.monotonic)
        endpoint = endpoint or os.environ.get("COSANIM_ENDPOINT") or None
        bucket, region = check_bucket(bucket), check_region(region)
        if _wants_short_delays(ci_host(bucket, region), endpoint):
            from cosanim.short_delays import BACKOFF, RETRY  # imported on demand: few clients use them

            retry = RETRY if retry is None else retry
            backoff = backoff or BACKOFF
        self._backoff = backoff
        transport = Transport(
            credentials=source,
            session=session,
            timeout=timeout,
            on_exchange=on_exchange,
            retry=retry,
            signed_headers=signed_headers,
            timing=timing,
        )
        self._set_target(
            transport,
            source,
            endpoint,
            bucket=bucket,
            region=region,
            strict=strict,
        )

    def _set_target(
        self,
        transport: Transport,
        source: CredentialsSource,
        endpoint: str | None,
        *,
        bucket: str,
        region: str,
        strict: bool,
    ) -> None:
        super().__init__(
            transport,
            bucket=bucket,
            region=region,
            endpoint=Endpoint.of(ci_host(bucket, region), endpoint),
            regional_endpoint=Endpoint.of(regional_host(region), endpoint),
            strict=strict,
        )
        self._credentials = source
        self._custom_endpoint = endpoint
        self._objects: Objects | None = None
        # The environment is read at construction, also for the objects endpoint, which is created later.
        for each in (self._endpoint, self._regional_endpoint, Endpoint.of(cos_host(bucket, region), endpoint)):
            transport.read_environment(each)

    @property
    def objects(self) -> Objects:
        """The objects of the bucket."""
        from cosanim.objects.store import Objects  # imported on demand: most programs only submit jobs

        if self._objects is None:
            self._objects = Objects(
                self._transport,
                bucket=self.bucket,
                region=self.region,
                credentials=self._credentials,
                endpoint=self._custom_endpoint,
                strict=self._strict,
            )
        return self._objects

    def at(self, *, bucket: str | None = None, region: str | None = None) -> Self:
        """Return a client of another bucket that shares session, credentials and settings with this one.

        Args:
            bucket: The other bucket, with its appid; this client's when left out.
            region: Its region; this client's when left out.

        Raises:
            ConfigurationError: The bucket or region is invalid.
        """
        other = copy.copy(self)  # also copies attributes that a subclass has added
        other._set_target(  # noqa: SLF001 - of the same class
            self._transport,
            self._credentials,
            self._custom_endpoint,
            bucket=self.bucket if bucket is None else check_bucket(bucket),
            region=self.region if region is None else check_region(region),
            strict=self._strict,
        )
        return other

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """Show the bucket and region."""
        return f"{type(self).__name__}(bucket={self.bucket!r}, region={self.region!r})"

    def close(self) -> None:
        """Close the connections, also of clients made by ``at``; a session that was passed in stays open."""
        self._transport.close()


def _wants_short_delays(host: str, endpoint: str | None) -> bool:
    # Only for a service on this machine: the short delays are not safe with the cloud, which lists jobs later.
    return os.environ.get("COSANIM_SHORT_DELAYS") == "1" and Endpoint.of(host, endpoint).is_loopback
