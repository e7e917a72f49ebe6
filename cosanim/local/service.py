"""``LocalService``, which starts and stops a service on this machine."""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cosanim.credentials import Credentials
from cosanim.errors import CosanimError
from cosanim.local.controls import ServiceControls
from cosanim.local.http.faults import Faults, parse_faults
from cosanim.local.http.hosts import ExpectedHosts
from cosanim.local.http.server import bind
from cosanim.local.requirements import check_extra, check_memory_limit
from cosanim.local.storage.data_folder import open_data_folder
from cosanim.local.storage.queues import CLOUD_LIMITS, QueueLimits
from cosanim.local.transitions import parse_transitions
from cosanim.local.wiring import ServiceSettings, build_components

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from types import FrameType

    from cosanim.local.tls import Tls
    from cosanim.local.transitions import TransitionsSetting


logger = logging.getLogger(__name__)
_MAX_WORKERS: Final = 256
_MAX_QUEUE_SIZE: Final = 1_000_000
_MAX_SECONDS: Final = 1_000_000_000
"""Largest time limit and clock skew, in seconds. Timers overflow at about ten times this number."""
LOCAL_CREDENTIALS: Final = Credentials("AKIDlocal", "localsecret")

# Without a handler, logging prints uvicorn's warnings on standard error.
logging.getLogger("uvicorn").addHandler(logging.NullHandler())


class LocalService(ServiceControls):
    """A service on this machine that renders the documented jobs, for this library and the official SDKs.

    An instance keeps all its state in its data folder. Instances share nothing.

    The callback of a job is stored together with the job's end, and sent until the receiver accepts it with a 2xx
    status: at least once, and again after a restart. An attempt takes at most 5 seconds. After failures it is sent
    again after 1, 5, 25 and 125 seconds, and then given up. ``GET /local/callbacks``, from this machine and without a
    signature, lists pending and given-up callbacks as JSON, the newest first.

    Example:
        >>> with LocalService(render=False) as service:
        ...     client = service.client()
    """

    def __init__(
        self,
        *,
        data: Path | str | None = None,
        bucket: str = "test-1250000000",
        region: str = "ap-chongqing",
        credentials: Credentials = LOCAL_CREDENTIALS,
        host: str = "127.0.0.1",
        port: int = 0,
        hosts: Collection[str] = (),
        tls: bool = False,
        render: bool = True,
        workers: int = 1,
        queue_max_size: int = CLOUD_LIMITS.max_size,
        queue_max_concurrent: int | None = None,
        time_limit: float = 600,
        memory_limit: int | None = None,
        request_timeout: float = 20,
        max_clock_skew: float = 0,
        clock: Callable[[], float] = time.time,
        verbose: bool = False,
        strict: bool = False,
        faults: str | Faults | None = None,
        fault_seed: int | None = None,
        hold: bool = False,
        transitions: TransitionsSetting = None,
        bound: bool = True,
    ) -> None:
        """Store the settings without starting, binding or writing anything.

        Args:
            data: Folder for objects and jobs, created if it does not exist. A later service with the same folder
                continues with its objects, jobs and pending callbacks. A folder with other contents is refused. What
                the service acknowledged survives its SIGKILL and a power failure. The default is a temporary folder,
                which is never synced to the disk, and is removed when the service stops.
            bucket: The bucket that exists at the start.
            region: The region of all buckets.
            credentials: The credentials with which requests must be signed.
            host: Address to listen on. Every client that reaches it and has the credentials can use the service.
            port: Port to listen on; 0 for a free port.
            hosts: Further host names by which clients reach the service, such as the name of a container. Requests with
                a Host header that is neither a host of the cloud nor a name or address of the service are refused.
            tls: Serve HTTPS instead of HTTP, with a certificate of an authority that is made at the start. Clients must
                trust the file ``ca_file``; those of ``client`` do. Needs the extra ``tls``.
            render: Whether to render. If false, the output of each job is a placeholder image, and PyAV is not needed.
            workers: Number of jobs that are rendered at the same time, 1 to 256.
            queue_max_size: MaxSize of every queue, 1 to 1,000,000: the number of waiting jobs, Submitted or Pause, with
                which further jobs are refused with 403 QueueSaturated. Each bucket has a queue.
            queue_max_concurrent: MaxConcurrent of every queue, 1 to 256: how many of its jobs run at the same time, if
                there are as many ``workers``. By default 10 as in the cloud, or ``workers`` if that is more. Jobs with
                other ``transitions`` than the default are not limited.
            time_limit: Seconds after which a render is killed and its job fails; above 0 and at most 1e9.
            memory_limit: MiB of resident memory above which a render is killed and its job fails, from 128; None for no
                limit. Only on Linux. A process needs about 60 MiB before it renders.
            request_timeout: Seconds in which the head of a request must arrive, and then its body; above 0 and at most
                1e9. Each gets another second for every 500 bytes.
            max_clock_skew: Seconds by which a client's clock may differ; 0 to 1e9.
            clock: Returns the current Unix time.
            verbose: Whether worker processes write to standard error.
            strict: Refuse requests with unknown nodes, which are usually misspelt. The cloud ignores unknown nodes, and
                some official SDKs send them with every job.
            faults: Faults of requests of the API, chosen at random, as ``parse_faults`` reads them, such as
                ``refuse=0.02,drop-after=0.05,late=0.03:2.0,503=0.05``. A request has at most one fault:

                - ``refuse``: the connection is closed before the body is read.
                - ``drop-before``: the request is read and the connection closed, without acting.
                - ``drop-after``: the service acts, and closes the connection without a response.
                - ``late=P:S``: the connection is closed, and the service acts after a random time of at most S
                  seconds. It authenticates then: an expired signature is not accepted.
                - ``slow=P:S``: the service authenticates and acts after S seconds, and responds.
                - a status from 400 to 599, such as ``503`` or ``504``, 301 or 307: the error response, without acting.

                Requests for objects and of ``/local`` have no faults.
            fault_seed: Seed of the random choices; by default a random one. With the same seed, the same sequence of
                requests has the same faults.
            hold: Leave all jobs in the state Submitted: the same as the transitions ``"manual"``.
            transitions: When jobs change their states. By default they run one after the other as soon as a worker is
                free. With any other value nothing is rendered, as without ``render``:

                - ``"immediate"``: a job ends before its submission is answered, so that the first poll shows its end.
                - ``"manual"``: a job stays Submitted until ``advance`` changes its state, or it is cancelled.
                - a number of seconds, above 0 and at most 1e9: a job ends so many seconds after its submission, and is
                  Running in the second half of them.
            bound: Whether the media service is bound to the bucket at the start. If not, its requests are refused with
                MediaBucketUnBinded until a client binds it, as those of a new bucket of the cloud are.

        Raises:
            CosanimError: The system cannot limit the memory.
            ValueError: A number is out of range, the text of the faults is blank or has another form, there are no such
                transitions, or ``hold`` is given with others than ``"manual"``.
            TypeError: The faults or transitions are of another type.
        """
        if queue_max_concurrent is None:
            queue_max_concurrent = max(workers, CLOUD_LIMITS.max_concurrent)
        for name, number, most in (
            ("workers", workers, _MAX_WORKERS),
            ("queue_max_size", queue_max_size, _MAX_QUEUE_SIZE),
            ("queue_max_concurrent", queue_max_concurrent, _MAX_WORKERS),
        ):
            if not 1 <= number <= most:
                raise ValueError(f"{name} is {number}: give a number from 1 to {most}")
        for name, seconds in (("time_limit", time_limit), ("request_timeout", request_timeout)):
            if not 0 < seconds <= _MAX_SECONDS:
                raise ValueError(f"{name} is {seconds}: give seconds above 0, at most {_MAX_SECONDS}")
        if memory_limit is not None:
            check_memory_limit(memory_limit)
        if not 0 <= max_clock_skew <= _MAX_SECONDS:
            raise ValueError(f"max_clock_skew is {max_clock_skew}: give seconds from 0 to {_MAX_SECONDS}")
        if hold and transitions not in {None, "manual"}:
            raise ValueError(f"hold and transitions={transitions!r} exclude each other: leave one of them out")
        if faults is None:
            faults = Faults(())
        self._data = None if data is None else Path(data)
        self._address = (host, port)
        self._names = {host, *hosts}
        self._settings = ServiceSettings(
            hosts=ExpectedHosts(host, hosts),
            tls=tls,
            bucket=bucket,
            region=region,
            credentials=credentials,
            render=render and transitions is None and not hold,
            workers=workers,
            queue_limits=QueueLimits(max_size=queue_max_size, max_concurrent=queue_max_concurrent),
            time_limit=time_limit,
            memory_limit=memory_limit,
            request_timeout=request_timeout,
            max_clock_skew=max_clock_skew,
            clock=clock,
            verbose=verbose,
            strict=strict,
            faults=faults if isinstance(faults, Faults) else parse_faults(faults),
            fault_seed=secrets.randbits(32) if fault_seed is None else fault_seed,
            transitions=parse_transitions("manual" if hold else transitions),
            bound=bound,
        )
        self._components = None
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the service and return it."""
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop the service."""
        self.stop()

    @property
    def worker_pids(self) -> list[int]:
        """Process ids of the running workers."""
        return [pid for worker in self._running.job_runner.workers if (pid := worker.pid) is not None]

    def start(self) -> None:
        """Bind the port, open the data folder and start the threads that serve requests and run jobs.

        Raises:
            ConfigurationError: The data folder has other contents, is not a folder, or cannot be written.
            CosanimError: The extra ``local`` is not installed, the port is taken, another service uses the folder, the
                disk is full, or this service is running already.
        """
        if self._components is not None:
            raise CosanimError("this service is running already; create another LocalService for a second service")
        check_extra(render=self._settings.render, tls=self._settings.tls)
        with contextlib.ExitStack() as stack:
            listener = stack.enter_context(bind(*self._address))
            folder = self._data
            if folder is None:
                folder = Path(tempfile.mkdtemp(prefix="cosanim-"))
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            database = open_data_folder(folder, stack, durable=self._data is not None)
            tls = self._make_certificates(stack) if self._settings.tls else None
            components = build_components(self._settings, listener, folder, database, tls)
            stack.callback(components.callback_sender.stop)
            components.callback_sender.start()
            stack.callback(components.job_runner.stop)
            components.job_runner.start()
            # The stack stops the components in reverse order: the server stops before the components that it needs.
            stack.callback(components.server.stop)
            self._components = components
            stack.callback(self._clear_components)
            components.server.start()
            if components.frames is not None:
                # Before the server stops, which waits for the requests of frames.
                stack.callback(components.frames.close)
            stack.callback(lambda: components.server.run(components.delayed.close()))
            if self._settings.faults.probabilities:
                logger.info("the seed of the faults is %d", self.fault_seed)
            self._cleanup = stack.pop_all()

    def stop(self) -> None:
        """Stop listening, kill the workers and end all threads. Does nothing if the service is not running.

        Requests that are delayed by a fault are not acted on. Unfinished jobs run again after the next start with the
        same data folder.
        """
        self._cleanup.close()

    def run(self, on_ready: Callable[[str], None]) -> int:
        """Start, wait for SIGINT or SIGTERM, and stop. Must be called in the main thread.

        Args:
            on_ready: Called with the URL when the service is ready for requests.

        Returns:
            The number of the signal that ended the service.

        Raises:
            CosanimError: As for ``start``.
        """
        stop_requested = threading.Event()
        received: list[int] = []

        def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signature of a signal handler
            received.append(number)
            stop_requested.set()

        previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with self:
                on_ready(self.url)
                stop_requested.wait()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
        return received[0]

    def _make_certificates(self, stack: contextlib.ExitStack) -> Tls:
        from cosanim.local.tls import Tls

        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cosanim-ca-", ignore_cleanup_errors=True))
        return Tls(Path(folder), region=self.region, names=self._names, stack=stack)

    def _clear_components(self) -> None:
        self._components = None
