"""Ctrl-C at any line of a submission: whoever has paid for a job learns of it."""

import contextlib
import gc
import inspect
import socket
import sys
from urllib.parse import urlsplit

import pytest

from cosanim import RetryPolicy, SubmissionUnknown
from cosanim.local import LocalService
from tests.api.outcomes.support import ids, submit
from tests.servers.loopback import client_of

# An interrupt right after the creation of a socket leaves the socket to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
EVERY = 89
"""Only each line of this number is interrupted in the quick test."""


class Interrupter:
    """Counts the lines of the library that a call executes, and raises KeyboardInterrupt at one of them."""

    def __init__(self, at=None):
        self.lines = 0
        self._at = at

    def _trace(self, frame, event, _):
        if "/cosanim/" not in frame.f_code.co_filename or "/cosanim/local/" in frame.f_code.co_filename:
            return None
        # CPython 3.11 damages its stack if a trace function raises inside a generator, whose caller then gets a
        # TypeError of the interpreter. A signal does not.
        if frame.f_code.co_flags & inspect.CO_GENERATOR:
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self._at:
                raise KeyboardInterrupt
        return self._trace

    def run(self, call):
        """Call a function; return its result and its exception."""
        previous = sys.gettrace()
        sys.settrace(self._trace)
        try:
            return call(), None
        # CPython 3.11 may damage its stack when a trace function raises; what comes of it must tell the job too.
        except BaseException as error:  # noqa: BLE001 - checked by the caller
            return None, error
        finally:
            sys.settrace(previous)


@pytest.fixture(scope="module")
def held():
    with LocalService(render=False, hold=True) as service:
        yield service


def silent_lines(service, fault, step):
    """Return the lines at which an interrupt hides that a job was accepted."""
    silent = []
    policy = RetryPolicy(interrupt_timeout=2, first=0.01)

    def interrupted_at(line):
        service.reset()
        with client_of(service.url, credentials=service.credentials, retry=policy) as client:
            if fault is not None:
                service.fail_next("submit_job", fault)
            interrupter = Interrupter(line)
            job, error = interrupter.run(lambda: submit(client))
            jobs = ids(client)
        assert len(jobs) <= 1, line
        told = " ".join([*getattr(error, "__notes__", ()), job.job_id if job else ""])
        if jobs and jobs[0] not in told and not isinstance(error, SubmissionUnknown):
            silent.append(line)
        return interrupter.lines

    total = interrupted_at(None)
    for line in range(1, total + 1, step):
        interrupted_at(line)
    gc.collect()  # here, where the warnings about it are ignored
    close_left_sockets(urlsplit(service.url).port)
    return silent, total


def close_left_sockets(port):
    """Close the sockets that are connected to a port: a stack that CPython has damaged keeps some alive for ever."""
    for one in gc.get_objects():
        if isinstance(one, socket.socket) and one.family == socket.AF_INET and one.fileno() != -1:
            with contextlib.suppress(OSError):  # it is not connected
                if one.getpeername()[1] == port:
                    one.close()


def test_an_interrupt_is_never_silent(held):
    silent, total = silent_lines(held, "drop-after", EVERY)
    assert silent == []
    assert total > 500


@pytest.mark.slow
@pytest.mark.parametrize("fault", [None, "drop-after", "503"])
def test_an_interrupt_at_many_lines_is_never_silent(held, fault):
    silent, total = silent_lines(held, fault, 23)
    print(f"{total} lines, silent: {silent}")
    assert silent == []
