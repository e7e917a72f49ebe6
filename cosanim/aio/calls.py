"""Runs calls of the client on threads of its own, for coroutines that await them."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import os
import threading
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosanim.caller_warnings import warn_caller, warnings_issued_by
from cosanim.errors import ConfigurationError
from cosanim.http.interruptions import Interrupted, Interruption, interruptible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")

DEFAULT_WORKERS: Final = 16
THREAD_NAME: Final = "cosanim-aio"
_CHECK_SECONDS: Final = 1.0
"""Seconds after which a thread that waits for the event loop checks that the loop still runs."""


class Cancelled(Exception):
    """The awaiting task was cancelled while a paid request was under way, whose outcome is known by now.

    Attributes:
        error: The cancellation, which has to be raised.
        outcome: The response of the service, or the error that ended the request.
    """

    def __init__(self, error: asyncio.CancelledError, outcome: object) -> None:
        """Store the cancellation and the outcome."""
        super().__init__()
        self.error = error
        self.outcome = outcome


class Calls:
    """Runs calls on threads of its own, of which there are no more than ``max_workers``.

    Nothing in it belongs to an event loop, so it can be used from several, one after the other or at once. A forked
    process starts threads of its own.
    """

    def __init__(self, max_workers: int) -> None:
        """Start no thread yet.

        Args:
            max_workers: Largest number of threads.

        Raises:
            ConfigurationError: It is not a whole number, at least 1.
        """
        if isinstance(max_workers, bool) or not isinstance(max_workers, int) or max_workers < 1:
            raise ConfigurationError(f"max_workers is a whole number, at least 1, not {max_workers!r}")
        self._max_workers = max_workers
        self._start()

    def _start(self) -> None:
        self._process_id = os.getpid()
        self._lock = threading.Lock()
        self._executor: concurrent.futures.ThreadPoolExecutor | None = None
        self._running: set[concurrent.futures.Future[Any]] = set()

    def _submit(self, function: Callable[[], Result]) -> concurrent.futures.Future[Result]:
        """Run a function on a thread, which is started when it is needed."""
        if self._process_id != os.getpid():
            self._start()  # a forked process has none of the threads
        with self._lock:
            if self._executor is None:
                self._executor = concurrent.futures.ThreadPoolExecutor(self._max_workers, THREAD_NAME)
            future = self._executor.submit(function)
            self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    async def run(
        self,
        function: Callable[..., Result],
        /,
        *args: Any,
        must_finish: bool = False,
        must_start: bool = False,
        **kwargs: Any,
    ) -> Result:
        """Call a function on a thread and return its result.

        When the task is cancelled, the thread is asked to end and not waited for, unless a paid request is under way.

        Args:
            function: The function.
            *args: Its arguments.
            must_finish: Wait for the end of the function also when the task is cancelled.
            must_start: Also wait for a thread then, if none is free.
            **kwargs: Its arguments with names.

        Raises:
            Cancelled: The task was cancelled while a paid request was under way.
        """
        call = _Call(asyncio.get_running_loop())
        future = self._submit(call.bound(function, args, kwargs))
        future.add_done_callback(call.wake)
        cancellation: asyncio.CancelledError | None = None
        try:
            while not future.done():
                try:
                    await call.serve(future)
                except asyncio.CancelledError as error:
                    cancellation = cancellation or error
                    if (not must_start and future.cancel()) or not (call.interruption.request() or must_finish):
                        raise
        finally:
            call.abandon()
            if not future.done():
                call.interruption.request()  # also if the coroutine is closed, since its loop has ended
        if cancellation is None:
            return future.result()
        failure = future.exception()
        if failure is not None and failure is not call.interruption.outcome:
            _add_notes(cancellation, failure)
        if call.interruption.outcome is None:
            raise cancellation
        raise Cancelled(cancellation, call.interruption.outcome)

    async def close(self) -> None:
        """Wait until all calls have ended, and end the threads; a later call starts new ones."""
        if self._process_id != os.getpid():
            return
        with self._lock:
            executor, running = self._executor, tuple(self._running)
            self._executor = None
        if executor is None:
            return
        executor.shutdown(wait=False)  # it takes no more calls, and does not wait on the thread of the event loop
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def check(_: object = None) -> None:
            if all(future.done() for future in running):
                with suppress(RuntimeError):  # the loop is closed
                    loop.call_soon_threadsafe(ended.set)

        check()
        for future in running:
            future.add_done_callback(check)
        await ended.wait()


class _Call:
    """A call that runs on a thread, and the functions that it lets the awaiting coroutine call.

    Attributes:
        interruption: Asks the thread to end.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.interruption = Interruption()
        self._loop = loop
        self._requests: deque[tuple[concurrent.futures.Future[Any], Callable[..., Any], tuple[Any, ...]]] = deque()
        self._waker: asyncio.Future[None] | None = None
        self._is_abandoned = False

    def bound(
        self, function: Callable[..., Result], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Callable[[], Result]:
        """Return the function that the thread runs, in the context of the task."""
        context = contextvars.copy_context()

        def work() -> Result:
            with interruptible(self.interruption), warnings_issued_by(self._issue), _served_by(self):
                return function(*args, **kwargs)

        return lambda: context.run(work)

    async def serve(self, future: concurrent.futures.Future[Any]) -> None:
        """Call the functions that the thread asks for, until the call has ended."""
        while True:
            while self._requests:
                self._answer(*self._requests.popleft())
            if future.done():
                return
            self._waker = self._loop.create_future()
            await self._waker

    def _answer(
        self, answer: concurrent.futures.Future[Any], function: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            result = function(*args)
        except BaseException as error:  # noqa: BLE001 - raised in the thread
            answer.set_exception(error)
        else:
            answer.set_result(result)

    def on_loop(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function in the awaiting coroutine, from the thread, and return its result.

        Raises:
            Interrupted: The coroutine does not await the call any more.
        """
        answer: concurrent.futures.Future[Any] = concurrent.futures.Future()
        self._requests.append((answer, function, args))
        self.wake()
        while not concurrent.futures.wait([answer], timeout=_CHECK_SECONDS).done:
            # A loop that was stopped does not continue the coroutine.
            if not self._loop.is_running() and answer.cancel():
                return function(*args)
        if answer.cancelled():
            raise Interrupted("the call was cancelled")
        return answer.result()

    def _issue(self, message: str | Warning, category: type[Warning] | None) -> None:
        self.on_loop(warn_caller, message, category)

    def wake(self, _: object = None) -> None:
        """Continue the awaiting coroutine, from any thread."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._wake)
        if self._is_abandoned:
            self.abandon()

    def _wake(self) -> None:
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(None)

    def abandon(self) -> None:
        """Call no function for the thread any more."""
        self._is_abandoned = True
        while self._requests:
            answer, _, _ = self._requests.popleft()
            answer.cancel()


@contextmanager
def _served_by(call: _Call) -> Iterator[None]:
    """Let a call serve the functions of ``on_loop`` within the ``with`` block."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


_current: Final[contextvars.ContextVar[_Call | None]] = contextvars.ContextVar("cosanim_call", default=None)


def on_loop(function: Callable[..., Result] | None) -> Callable[..., Result] | None:
    """Return a function that calls another one in the awaiting coroutine, when a thread of ``Calls`` calls it.

    Args:
        function: The function of the caller; None if there is none.
    """
    if function is None or not callable(function):
        return function

    def call(*args: Any) -> Any:
        current = _current.get()
        return function(*args) if current is None else current.on_loop(function, *args)

    return call


def _add_notes(cancellation: asyncio.CancelledError, failure: BaseException) -> None:
    """Add what a thread found out while it ended to the cancellation."""
    if not isinstance(failure, Interrupted | asyncio.CancelledError):
        cancellation.add_note(f"the call failed: {failure}")
    for note in getattr(failure, "__notes__", ()):
        cancellation.add_note(note)
