"""``AsyncAnimationClient``: the methods of ``AnimationClient`` as coroutines."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING, Self

from cosanim.aio.async_bulk_submissions import AsyncBulkCalls
from cosanim.aio.async_jobs import AsyncJobCalls
from cosanim.aio.async_objects import AsyncObjects
from cosanim.aio.async_settings import AsyncSettingsCalls
from cosanim.aio.async_submissions import AsyncSubmissionCalls
from cosanim.aio.calls import DEFAULT_WORKERS, Calls
from cosanim.client import AnimationClient
from cosanim.http.interruptions import interruptible_sleep
from cosanim.http.timing import Timing
from cosanim.http.transport import DEFAULT_TIMEOUT
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
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AsyncAnimationClient(Unpicklable, AsyncJobCalls, AsyncSubmissionCalls, AsyncBulkCalls, AsyncSettingsCalls):
    """Client of one bucket for asyncio: the methods of ``AnimationClient``, with the same arguments and errors.

    What sends a request is awaited, lists are iterated over with ``async for``, and jobs are ``AsyncJob`` handles.

    How it is done: an ``AnimationClient`` runs each call on one of at most ``max_workers`` threads of its own, whose
    names begin with ``cosanim-aio``. There the request is validated, signed and sent, the reply is read, and the delays
    before retries are slept, also those of the lookup of a submission. Your functions for credentials and
    ``on_exchange`` run there too. The event loop is not held meanwhile. A wait uses a thread for each poll only:
    between polls it is a sleep of asyncio. Warnings and ``on_progress`` belong to the awaiting task: a warning points
    at its line that awaits. (A task that was made of the method itself, as by ``create_task(client.submit(…))``, has
    no such line; the warning then points at the one that runs the loop.)

    Cancellation: a call whose task is cancelled ends at once. Its connection is cut off, so a request that changes
    something may or may not have been carried out; with a ``session`` the thread goes on until the reply has arrived.
    A submission is not cut off, since its job may be paid for: the task goes on until the outcome is known, for as long
    as the request that is under way takes, and ``retry.interrupt_timeout`` seconds more at most; it is not sent again.
    Then the cancellation is raised, with a note of the outcome, and the job or the ``SubmissionUnknown`` is appended to
    ``cancelled_submissions``, where it is found also if ``asyncio.timeout`` or a ``TaskGroup`` has taken the exception.
    If nothing can have been accepted, nothing is appended. ``convert`` removes its objects first, if no job uses them.

    A client belongs to no event loop, and can be used from several. A forked process starts threads of its own. Use
    the client with ``async with``, or await ``close``. It cannot be pickled, since it holds the secret key.

    Attributes:
        bucket: The bucket whose videos are converted, with its appid.
        region: Its region.
        cancelled_submissions: What became of the submissions whose task was cancelled, and that were or may have been
            accepted: an ``AsyncJob``, a ``BatchDetail``, or a ``SubmissionUnknown`` for ``find_submission``. The
            clients of ``at`` share it. Remove what you have dealt with.

    Example:
        ::

            async with AsyncAnimationClient() as client:
                job = await client.submit("input/demo.mp4", "output/out.${ext}", format="gif", duration=5)
                await job.wait(timeout=300)
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
        max_workers: int = DEFAULT_WORKERS,
    ) -> None:
        """Create a client of a bucket. No request is sent, and no thread is started.

        Args:
            bucket: As for ``AnimationClient``.
            region: As for ``AnimationClient``.
            credentials: As for ``AnimationClient``; a callable is called by the threads.
            profile: As for ``AnimationClient``.
            endpoint: As for ``AnimationClient``.
            timeout: As for ``AnimationClient``.
            session: As for ``AnimationClient``; it is used by several threads, unless ``max_workers`` is 1.
            on_exchange: As for ``AnimationClient``; called by the threads.
            retry: As for ``AnimationClient``.
            backoff: As for ``AnimationClient``.
            signed_headers: As for ``AnimationClient``.
            strict: As for ``AnimationClient``.
            timing: As for ``AnimationClient``. Its sleep is used before retries, and not between the polls of a wait.
            max_workers: Largest number of requests at the same time, at least 1. Further calls wait for a thread; the
                time-out of a wait begins when its first poll has one.

        Raises:
            ConfigurationError: As for ``AnimationClient``; or ``max_workers`` is invalid.
            TypeError: As for ``AnimationClient``.
        """
        timing = timing or Timing()
        self._calls = Calls(max_workers)
        self._set_client(
            AnimationClient(
                bucket=bucket,
                region=region,
                credentials=credentials,
                profile=profile,
                endpoint=endpoint,
                timeout=timeout,
                session=session,
                on_exchange=on_exchange,
                retry=retry,
                backoff=backoff,
                signed_headers=signed_headers,
                strict=strict,
                timing=dataclasses.replace(timing, sleep=interruptible_sleep(timing.sleep)),
            )
        )
        self.cancelled_submissions = []

    def _set_client(self, client: AnimationClient) -> None:
        self._client = client
        self.bucket = client.bucket
        self.region = client.region

    @property
    def objects(self) -> AsyncObjects:
        """The objects of the bucket."""
        return AsyncObjects(self._client.objects, self._calls)

    def at(self, *, bucket: str | None = None, region: str | None = None) -> Self:
        """Return a client of another bucket that shares threads, session, credentials and settings with this one.

        Args:
            bucket: As for ``AnimationClient.at``.
            region: As for ``AnimationClient.at``.

        Raises:
            ConfigurationError: The bucket or region is invalid.
        """
        other = copy.copy(self)  # also copies attributes that a subclass has added
        other._set_client(self._client.at(bucket=bucket, region=region))  # noqa: SLF001 - of the same class
        return other

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the client."""
        await self.close()

    def __repr__(self) -> str:
        """Show the bucket and region."""
        return f"{type(self).__name__}(bucket={self.bucket!r}, region={self.region!r})"

    async def close(self) -> None:
        """Wait until all calls have ended, also those whose tasks were cancelled, and end threads and connections.

        It cancels nothing. A later call starts threads and connections again.
        """
        await self._calls.close()
        self._client.close()
