"""Executors and the functions that their workers run, for the tests of bulk runs."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


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
