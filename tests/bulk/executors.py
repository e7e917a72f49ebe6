"""Executors and the functions that their workers run, for the tests of bulk runs."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local import LocalService


def rows(count, prefix="in"):
    return [row(f"{prefix}/{number}.mp4") for number in range(count)]


def row(key):
    return {
        "Tag": "Animation",
        "Input": {"Object": key},
        "Operation": {
            "Animation": {"Container": {"Format": "gif"}, "TimeInterval": {"Duration": "3"}},
            "Output": {"Region": "ap-chongqing", "Bucket": "test-1250000000", "Object": f"{key}.${{ext}}"},
        },
    }


def processes(count=1, **options):
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), **options)


class Altered(Executor):
    """Runs each task by another executor, inside of a function of the test, as an executor of a caller may do."""

    def __init__(self, executor: Executor, run: Callable[..., Any]) -> None:
        self._executor = executor
        self._run = run
        self.submitted: list[bytes] = []

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert not kwargs
        self.submitted.append(pickle.dumps((function, args), 0))
        return self._executor.submit(self._run, function, *args)


def once(function, ready):
    return function(ready)


def killed_before(*_task):
    os._exit(1)


def killed_after(function, ready):
    function(ready)
    os._exit(1)


class Unpicklable(Exception):
    def __init__(self):
        super().__init__("unpicklable", threading.Lock())


class Odd(Executor):
    """Runs tasks in threads; the name of the input says what happens to the first task of a request."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(16)
        self._seen: set[str] = set()

    def submit(self, function: Any, /, ready: Any) -> Future[Any]:
        name = ready.body.partition(b"<Input><Object>in/")[2].partition(b".mp4")[0].decode()
        if name in self._seen:
            return self._pool.submit(function, ready)
        self._seen.add(name)
        if name == "cancelled":
            future: Future[Any] = Future()
            future.cancel()
            return future
        if name == "stuck":
            return Future()
        return self._pool.submit(getattr(self, name), function, ready)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def ordinary(self, function, ready):
        return function(ready)

    def twice(self, function, ready):
        function(ready)
        return function(ready)

    def twice_at_once(self, function, ready):
        return list(self._pool.map(function, [ready, ready, ready]))[-1]

    def lost(self, function, ready):
        function(ready)
        raise Unpicklable

    def cancelled_too_late(self, function, ready):
        function(ready)
        raise KeyboardInterrupt

    def wrong(self, function, ready):
        function(ready)
        return "another result"


class Killer:
    """Kills a worker process each time that a number of further submissions has arrived at a service.

    Attributes:
        killed: Ids of the killed processes.
    """

    def __init__(self, service: LocalService, pids: Callable[[], list[int]], *, kills: int, every: int = 25) -> None:
        self.killed: list[int] = []
        self._service = service
        self._pids = pids
        self._kills = kills
        self._every = every
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._kill)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._is_over.set()
        self._thread.join()

    def _kill(self):
        while len(self.killed) < self._kills and not self._is_over.wait(0.005):
            if sum(request.method == "POST" for request in self._service.requests) < self._every * (
                len(self.killed) + 1
            ):
                continue
            alive = [pid for pid in self._pids() if pid not in self.killed]
            if alive:
                os.kill(alive[len(self.killed) % len(alive)], signal.SIGKILL)
                self.killed.append(alive[len(self.killed) % len(alive)])
