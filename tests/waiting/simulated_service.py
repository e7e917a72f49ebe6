"""A simulated service, whose clock advances only when the waiter sleeps or polls."""

from cosanim.errors import (
    TransportError,
)
from cosanim.models import JobDetail
from cosanim.waiter import Waiter
from cosanim.waiting import Backoff

BROKEN = TransportError("no usable reply from host", host="host", sent=None, retryable=True)


def job(state, progress=None, **more):
    return JobDetail(job_id="j1", state=state, progress=progress, **more)


class SimulatedService:
    """A service with prepared answers, the last one repeated; each poll takes ``cost`` seconds of its clock."""

    def __init__(self, *answers, cost=0.0, rng=0.5, backoff=None):
        self.now = 1000.0
        self.polls, self.sleeps, self.deadlines = [], [], []
        self._answers, self._cost, self._rng = list(answers), cost, rng
        self.waiter = Waiter(
            describe=self.describe, backoff=backoff or Backoff(), clock=lambda: self.now, sleep=self.sleep, rng=self.rng
        )

    def describe(self, job_id, deadline):
        assert job_id == "j1"
        self.deadlines.append(deadline)
        self.polls.append(self.now - 1000)
        self.now += self._cost
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds):
        assert seconds >= 0
        self.sleeps.append(seconds)
        self.now += seconds

    def rng(self):
        return self._rng

    def wait(self, timeout=1000.0, **options):
        return self.waiter.wait("j1", timeout=timeout, **options)
