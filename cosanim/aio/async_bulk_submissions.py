"""Method of ``AsyncAnimationClient`` that submits many jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosanim.aio.async_bulk_run import AsyncBulkRun
from cosanim.aio.async_caller import AsyncCaller
from cosanim.aio.calls import on_loop
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Mapping
    from concurrent.futures import Executor

    from cosanim.argument_types import RuleName
    from cosanim.bulk.rows import BulkRequest
    from cosanim.errors import CosanimError
    from cosanim.models import SubmitJobRequest
    from cosanim.waiting import Backoff


@explain_wrong_calls
class AsyncBulkCalls(AsyncCaller):
    """Submits many jobs."""

    def submit_many(
        self,
        requests: Iterable[SubmitJobRequest | Mapping[str, object] | BulkRequest],
        *,
        journal: str | os.PathLike[str] | None = None,
        executor: Executor | None = None,
        claim_address: str | None = None,
        max_in_flight: int = 8,
        max_queued: int | None = None,
        rate: float | None = None,
        wait: bool = False,
        retry_failed: bool = False,
        strict: bool | None = None,
        allow: Collection[RuleName] = (),
        backoff: Backoff | None = None,
        pause_timeout: float | None = None,
        on_pause: Callable[[CosanimError, float], None] | None = None,
    ) -> AsyncBulkRun:
        """Submit many jobs, each exactly once, as ``AnimationClient.submit_many`` does.

        The results are iterated over with ``async for``, and their jobs are ``AsyncJob`` handles. ``on_pause`` is
        called by the awaiting task. Either kind of client goes on with the journal of the other.
        """
        run = self._client.submit_many(
            requests,
            journal=journal,
            executor=executor,
            claim_address=claim_address,
            max_in_flight=max_in_flight,
            max_queued=max_queued,
            rate=rate,
            wait=wait,
            retry_failed=retry_failed,
            strict=strict,
            allow=allow,
            backoff=backoff,
            pause_timeout=pause_timeout,
            on_pause=on_loop(on_pause),
        )
        return AsyncBulkRun(run, self._calls)
