"""Chooses faults and applies them to requests of the API and, if they were queued, of the object store.

Requests of ``local/`` have none.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from cosanim.local.http.abortable_protocol import abort_connection
from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.faults import OBJECTS, FaultKind
from cosanim.local.http.hosts import ServiceKind
from cosanim.local.http.responses import ResponseContext
from cosanim.xml.parsing import REQUEST_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Receive, Scope, Send

    from cosanim.local.http.app import Application
    from cosanim.local.http.delayed_requests import DelayedRequests
    from cosanim.local.http.faults import Fault, Faults

logger = logging.getLogger(__name__)


class FaultChooser:
    """Chooses the fault of each request: one that was queued for its API, else one at random.

    Requests for objects have queued faults only. Threads may share it.
    """

    def __init__(self, faults: Faults, seed: int) -> None:
        """Start the sequence of faults.

        Args:
            faults: The faults that are chosen at random.
            seed: Seed of the random source. Equal seeds give equal sequences.
        """
        self._faults = faults
        self._seed = seed
        self._lock = threading.Lock()
        self.reset()

    @property
    def is_active(self) -> bool:
        """Whether a request can have a fault."""
        return bool(self._faults.probabilities or self._queued)

    def queue(self, api: str, fault: Fault, count: int) -> None:
        """Queue a fault for the next requests of an API.

        Args:
            api: Name of the API, or OBJECTS.
            fault: The fault.
            count: Number of requests.
        """
        with self._lock:
            self._queued[api].extend([fault] * count)

    def choose(self, api: str) -> Fault | None:
        """Return the fault of a request; None for no fault. The seconds of ``late`` are those of this request.

        Args:
            api: Name of the API, or OBJECTS.
        """
        with self._lock:
            fault = self._queued_fault(api) or (None if api == OBJECTS else self._random_fault())
            if fault is None or fault.kind is not FaultKind.LATE:
                return fault
            return replace(fault, seconds=self._random.uniform(0, fault.seconds))

    def reset(self) -> None:
        """Drop the queued faults, and start the random sequence again."""
        with self._lock:
            self._random = random.Random(self._seed)  # noqa: S311 - no secret
            self._queued: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def _queued_fault(self, api: str) -> Fault | None:
        queued = self._queued.get(api)
        if queued is None:
            return None
        fault = queued.popleft()
        if not queued:
            del self._queued[api]
        return fault

    def _random_fault(self) -> Fault | None:
        if not self._faults.probabilities:
            return None
        number = self._random.random()
        for fault, probability in self._faults.probabilities:
            if number < probability:
                return fault
            number -= probability
        return None


class FaultInjector:
    """An ASGI application that applies faults to the requests of another one."""

    def __init__(
        self,
        application: Application,
        chooser: FaultChooser,
        delayed: DelayedRequests,
        *,
        clock: Callable[[], float],
    ) -> None:
        """Wrap an application.

        Args:
            application: The application.
            chooser: Chooses the fault of each request.
            delayed: Holds the requests on which the service acts later.
            clock: Returns the current Unix time.
        """
        self._application = application
        self._chooser = chooser
        self._delayed = delayed
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request, or apply its fault."""
        api, fault = await self._fault_of(scope)
        if fault is None:
            await self._application(scope, receive, send)
        elif fault.kind is FaultKind.REFUSE:
            await abort_connection(scope, receive)
        else:
            try:
                body = await _read_body(Request(scope, receive))
            except ClientDisconnect:
                return
            if fault.kind is FaultKind.STATUS:
                kind = ServiceKind.COS if api == OBJECTS else ServiceKind.CI
                error = HttpError(fault.status, fault.code, "The service was started to inject this fault.")
                response = ResponseContext(kind, clock=self._clock).error(error, None)
                await response(scope, receive, send)
            else:
                await self._act(fault, body, scope, receive, send)

    async def _fault_of(self, scope: Scope) -> tuple[str | None, Fault | None]:
        """Return the name of the API of a request, and its fault."""
        if scope["type"] != "http" or not self._chooser.is_active:
            return None, None
        api = await self._application.api_name(Request(scope))
        fault = None if api is None else self._chooser.choose(api)
        if fault is not None:
            logger.info("%s: fault %s", api, fault)
        return api, fault

    async def _act(self, fault: Fault, body: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        async def act(send: Send) -> None:
            await self._application(scope, _receive_of(body), send)

        if fault.kind is FaultKind.SLOW:
            if not await self._delayed.start(fault.seconds, lambda: act(send)):
                await abort_connection(scope, receive)
        else:
            if fault.kind is FaultKind.DROP_AFTER:
                await act(_discard)
            elif fault.kind is FaultKind.LATE:
                # Started first, so that a client that has seen the closed connection can end it with a reset. The task
                # runs only after the connection is closed, since nothing is awaited before.
                self._delayed.start(fault.seconds, lambda: act(_discard))
            await abort_connection(scope, receive)


async def _read_body(source: Request) -> bytes:
    """Read the whole body, and return as much of it as suffices to handle the request."""
    body = bytearray()
    async for chunk in source.stream():
        # One byte more than the limit shows that the body is too large.
        body += chunk[: REQUEST_MAX_BYTES + 1 - len(body)]
    return bytes(body)


def _receive_of(body: bytes) -> Receive:
    """Return a function that receives a body which was already read."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(messages, {"type": "http.disconnect"})

    return receive


async def _discard(message: Message) -> None:
    """Take the place of the function that sends, after the connection was closed."""
