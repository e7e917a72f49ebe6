"""Client method that submits many jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cosanim.api.base import Caller
from cosanim.wrong_calls import explain_wrong_calls

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Mapping
    from concurrent.futures import Executor

    from cosanim.argument_types import RuleName
    from cosanim.bulk.rows import BulkRequest
    from cosanim.bulk.run import BulkRun
    from cosanim.client import AnimationClient
    from cosanim.errors import CosanimError
    from cosanim.models import SubmitJobRequest
    from cosanim.waiting import Backoff


@explain_wrong_calls
class BulkCalls(Caller):
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
    ) -> BulkRun:
        """Submit many jobs, each exactly once, and yield the result of each row as it comes.

        With a ``journal`` the run can be killed at any instant, and started again with the same arguments: it goes on
        where it was. A row whose outcome is unknown is looked up after the signature of its request has expired, while
        others go on; it is sent again only if it is certain that nothing was accepted.

        The service itself makes a job of each object below a prefix with ``submit_batch``, which is better if all
        videos get the same parameters and the outputs can be named by wildcards.

        Failures that concern all rows, such as a saturated queue, expired credentials or a network that is down, pause
        the run; a paused queue or a wrong key end it. In both cases no row fails because of them.

        Args:
            requests: The requests, of any number. If they can be iterated twice, as a list can, all of them are
                validated before the first one is sent. An iterator is validated row by row.
            journal: The file that records the state of each row, made if it is missing. It must be on a local disk.
            executor: Sends the requests, such as a ``ProcessPoolExecutor`` or that of a Dask client; threads of this
                process when left out. Its workers get signed requests, and use the proxies and certificates of their
                own environment. Everything else is done in this process. An executor may run a task again: a worker
                asks this process over TCP before it sends a request, and only one run of a task may send it.
            claim_address: Address of this machine, ``HOST`` or ``HOST:PORT``, at which the workers of the executor
                ask; 127.0.0.1 when left out, which workers on other machines cannot reach.
            max_in_flight: Number of requests at the same time, 1 to 256.
            max_queued: Number of submitted jobs that have not ended; nine tenths of the smallest queue when left out.
            rate: Requests per second at most, of all kinds together; no limit when left out.
            wait: Yield a row when its job has ended, not when it was accepted.
            retry_failed: Send the rows again that failed in an earlier run.
            strict: Refuse violations of severity warning too; the client's setting when left out.
            allow: Rules that are waived: overwrites-input, shared-output, wildcard-form, scheme-in-key.
            backoff: Delays between polls of the unfinished jobs; those of the client when left out.
            pause_timeout: Seconds after which a pause ends the run with its cause; no limit when left out.
            on_pause: Called with the cause and the seconds of each pause.

        Returns:
            The results, as an iterator. ``close`` it, or use it as a context manager, if you do not read all of them.

        Raises:
            ConfigurationError: An option is out of its range.
            TypeError: An option is of another type.
        """
        # Imported on demand: most programs submit single jobs.
        from pathlib import Path

        from cosanim.bulk.options import BulkOptions
        from cosanim.bulk.run import BulkRun

        return BulkRun(
            cast("AnimationClient", self),
            requests,
            BulkOptions(
                journal=None if journal is None else Path(journal),
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
                on_pause=on_pause,
            ),
        )
