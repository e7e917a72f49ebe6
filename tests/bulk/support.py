"""Requests and policies of bulk runs, and what the service and a journal contain afterwards."""

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing

from cosanim import RetryPolicy
from cosanim.api.requests import build_animation, build_request
from tests.servers.loopback import BUCKET, REGION
from tests.servers.scripted import Scripted, job_for, reply

POLICY = RetryPolicy(attempts=6, first=0.05, longest=0.4, jitter=0.2, window=1, visibility=0, retention=600)
"""Outcomes that are unknown are known a few seconds later."""


def request(number=1, *, source=None, target=None, quality=None, **options):
    """Return the request of a row, with an input and an output of its own unless told otherwise."""
    return build_request(
        source or f"in/{number}.mp4",
        target or f"out/{number}.gif",
        output_bucket=BUCKET,
        output_region=REGION,
        animation=build_animation(format="gif", duration=5, quality=quality, width=options.pop("width", None)),
        options=options,
    )


def requests_of(count):
    return [request(number) for number in range(1, count + 1)]


def outputs_of(client):
    """Return how many jobs the service has for each output."""
    return Counter(job.operation.output.object_key for job in client.list_jobs(size=100))


def once_each(count):
    return {f"out/{number}.gif": 1 for number in range(1, count + 1)}


def read_journal(path, columns="state"):
    """Return columns of all rows, in order; the run that used the journal must have ended."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"SELECT {columns} FROM rows ORDER BY number").fetchall()  # noqa: S608
    return [row[0] if len(row) == 1 else row for row in found]


class Counting(Scripted):
    """Accepts jobs, and counts how many requests are there at the same time.

    Attributes:
        largest: The largest number.
    """

    def __init__(self):
        self.largest = 0
        self._current = 0
        self._lock = threading.Lock()
        super().__init__(self._accept_job)

    def _accept_job(self, connection, received):
        with self._lock:
            self._current += 1
            self.largest = max(self.largest, self._current)
        time.sleep(0.01)  # so that others can arrive meanwhile
        with self._lock:
            self._current -= 1
        connection.sendall(reply(job_for(received, received.connection * 100 + received.number)))
        return True
