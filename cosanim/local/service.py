"""The local service as a whole: what it is told, starting and stopping it."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cosanim.credentials import Credentials
from cosanim.errors import CosanimError
from cosanim.local.http.server import bind
from cosanim.local.storage.data_folder import open_folder
from cosanim.local.wiring import Parts, Settings, assemble

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import FrameType

    from cosanim.client import AnimationClient
    from cosanim.local.storage.database import Database

_MOST_WORKERS: Final = 256
_LONGEST: Final = 1_000_000_000
"""Seconds; timers overflow at about ten times as many."""
LOCAL_CREDENTIALS: Final = Credentials("AKIDlocal", "localsecret")

# A library says nothing by itself; without a handler, logging would print warnings on standard error.
logging.getLogger("uvicorn").addHandler(logging.NullHandler())


class LocalService:
    """Renders the documented jobs on this machine, for the library and for the official SDKs alike.

    Everything an instance knows is in its data folder and its credentials; instances share nothing.

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
        render: bool = True,
        workers: int = 1,
        time_limit: float = 600,
        max_clock_skew: float = 0,
        clock: Callable[[], float] = time.time,
        verbose: bool = False,
        strict: bool = False,
    ) -> None:
        """Describe a service; nothing is started, bound or written yet.

        Args:
            data: Folder for objects and jobs, created when missing; they are there again at the next start. One that
                is neither empty nor a service's is refused. A temporary one, removed at the end, when left out.
            bucket: The bucket that exists from the start.
            region: The region of all its buckets.
            credentials: The credentials that requests must be signed with.
            host: Address to listen on. Anybody who reaches it and has the credentials can use the service.
            port: Port to listen on; 0 for a free one.
            render: Render videos. Otherwise each job writes a placeholder image at once, and PyAV is not needed.
            workers: How many jobs are rendered at the same time, 1 to 256.
            time_limit: Seconds after which a render is stopped and its job fails; above 0, at most 1e9.
            max_clock_skew: Seconds that a client's clock may differ by; 0 to 1e9.
            clock: Returns the current Unix time.
            verbose: Let render processes write to standard error.
            strict: Refuse requests with nodes that the schema does not know, which the cloud ignores: of one's own
                they are misspelt, and official SDKs send some of theirs in every job.

        Raises:
            ValueError: A number is out of its range.
        """
        if not 1 <= workers <= _MOST_WORKERS:
            raise ValueError(f"workers is {workers}: give a number from 1 to {_MOST_WORKERS}")
        if not 0 < time_limit <= _LONGEST:
            raise ValueError(f"time_limit is {time_limit}: give seconds above 0, at most {_LONGEST}")
        if not 0 <= max_clock_skew <= _LONGEST:
            raise ValueError(f"max_clock_skew is {max_clock_skew}: give seconds from 0 to {_LONGEST}")
        self.bucket = bucket
        self.region = region
        self.credentials = credentials
        self._data = None if data is None else Path(data)
        self._address = (host, port)
        self._render = render
        self._worker_count = workers
        self._time_limit = time_limit
        self._max_clock_skew = max_clock_skew
        self._clock = clock
        self._verbose = verbose
        self._strict = strict
        self._running: Parts | None = None
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Start the service and return it."""
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop it."""
        self.stop()

    @property
    def url(self) -> str:
        """Scheme, address and port it listens on.

        Raises:
            CosanimError: It does not run.
        """
        return self._run.server.url

    @property
    def worker_pids(self) -> list[int]:
        """Ids of the render processes that are alive."""
        return [pid for worker in self._run.dispatcher.workers if (pid := worker.pid) is not None]

    def client(self) -> AnimationClient:
        """Return a client that talks to this service with its bucket, region and credentials."""
        from cosanim.client import AnimationClient

        return AnimationClient(bucket=self.bucket, region=self.region, credentials=self.credentials, endpoint=self.url)

    def start(self) -> None:
        """Bind the port, open the data folder and answer requests from now on, in threads of its own.

        Raises:
            ConfigurationError: The data folder is somebody else's, is no folder or may not be written.
            CosanimError: The extra ``local`` is not installed, the port is taken, the folder is in use by another
                service or its disk is full; or the service runs already.
        """
        if self._running is not None:
            raise CosanimError("this service runs already; make another LocalService for a second one")
        _check_extra(render=self._render)
        with contextlib.ExitStack() as stack:
            listener = stack.enter_context(bind(*self._address))
            folder = self._data
            if folder is None:
                folder = Path(tempfile.mkdtemp(prefix="cosanim-"))
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            database = open_folder(folder, stack)
            running = self._assembled(listener, folder, database)
            stack.callback(running.notifier.stop)
            running.notifier.start()
            stack.callback(running.dispatcher.stop)
            running.dispatcher.start()
            # Last in and first out: nothing that answers a request may be gone before the server is.
            stack.callback(running.server.stop)
            self._running = running
            stack.callback(self._clear_running)
            running.server.start()
            self._cleanup = stack.pop_all()

    def stop(self) -> None:
        """Stop listening, kill the render processes and end all threads. Stopping twice is harmless.

        Jobs that are not done are taken up again at the next start with the same data folder.
        """
        self._cleanup.close()

    def run(self, on_ready: Callable[[str], None]) -> int:
        """Start, wait for SIGINT or SIGTERM, and stop. For the main thread of a program.

        Args:
            on_ready: Told the URL once requests are answered.

        Returns:
            The number of the signal that ended it.

        Raises:
            CosanimError: As for ``start``.
        """
        asked = threading.Event()
        received: list[int] = []

        def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is given
            received.append(number)
            asked.set()

        previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with self:
                on_ready(self.url)
                asked.wait()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
        return received[0]

    def reset(self) -> None:
        """Forget jobs, objects, templates, queues, batches and messages; stop what is rendered. The own bucket stays.

        Raises:
            CosanimError: It does not run.
        """
        self._run.reset(self.bucket)

    def _assembled(self, listener: socket.socket, folder: Path, database: Database) -> Parts:
        return assemble(
            Settings(
                bucket=self.bucket,
                region=self.region,
                credentials=self.credentials,
                render=self._render,
                workers=self._worker_count,
                time_limit=self._time_limit,
                max_clock_skew=self._max_clock_skew,
                clock=self._clock,
                verbose=self._verbose,
                strict=self._strict,
            ),
            listener,
            folder,
            database,
            reset=self.reset,
        )

    @property
    def _run(self) -> Parts:
        if self._running is None:
            raise CosanimError("this service does not run; use it in a with statement")
        return self._running

    def _clear_running(self) -> None:
        self._running = None


def _check_extra(*, render: bool) -> None:
    needed = ("starlette", "uvicorn", "av") if render else ("starlette", "uvicorn")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise CosanimError(f"the local service needs {', '.join(missing)}: run  pip install 'cosanim[local]'")
