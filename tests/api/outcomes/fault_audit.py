"""Submits many jobs to a service with faults, and compares what the client reports with the jobs of the service."""

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from cosanim import RetryPolicy, ServiceError, SubmissionUnknown, TransportError
from cosanim.local import LocalService
from tests.servers.loopback import client_of
from tests.servers.support import PLAIN

FAULTS = "refuse=0.02,drop-before=0.02,drop-after=0.05,late=0.03:2.0,503=0.05,429=0.05,slow=0.1:2.0"
POLICY = RetryPolicy(
    attempts=6, first=0.05, longest=0.5, window=3, visibility=1, retention=600, longest_retry_after=1, lookup_timeout=60
)
"""The window is longer than the longest delay of a fault, so that a slow submission is not rejected."""


@dataclass
class Audit:
    """The outcomes that the client reported, and the jobs of the service, by output key.

    Attributes:
        found: Job ids that submissions returned.
        unknown: Number of submissions that raised SubmissionUnknown.
        refused: Number of submissions that raised another error, which means that nothing was accepted.
        jobs: Ids of the service's jobs.
    """

    found: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unknown: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    jobs: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def counts(self) -> dict[str, int]:
        """Return the number of submissions by outcome, and the numbers of outcomes that are wrong."""
        extra = {
            key: max(0, len(ids) - len(self.found[key]) - self.unknown[key]) for key, ids in list(self.jobs.items())
        }
        found = sum(map(len, self.found.values()))
        return {
            "submitted": found + self.unknown.total() + self.refused.total(),
            "found": found,
            "unknown": self.unknown.total(),
            "refused": self.refused.total(),
            "doubled": sum(number for key, number in extra.items() if not self.refused[key]),
            "refused yet accepted": sum(number for key, number in extra.items() if self.refused[key]),
            "wrong id": sum((Counter(ids) - Counter(self.jobs[key])).total() for key, ids in self.found.items()),
        }


def audited(keys, *, seed, faults=FAULTS, longest_delay=2.5):
    """Submit a job for each output key from eight threads, and return the audit.

    After the last submission it waits for the longest delay of the faults, so that no late request is missed.
    """
    audit = Audit()
    lock, pending = threading.Lock(), list(keys)
    with LocalService(render=False, hold=True, faults=faults, fault_seed=seed) as service:
        client = client_of(service.url, credentials=service.credentials, retry=POLICY, timeout=(5, 10))

        def work():
            while True:
                with lock:
                    if not pending:
                        return
                    key = pending.pop()
                try:
                    job_id = client.submit("in.mp4", key, **PLAIN).job_id
                except SubmissionUnknown:
                    with lock:
                        audit.unknown[key] += 1
                except (ServiceError, TransportError):
                    with lock:
                        audit.refused[key] += 1
                else:
                    with lock:
                        audit.found[key].append(job_id)

        workers = [threading.Thread(target=work) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        time.sleep(longest_delay)
        for job in client.list_jobs(size=100):
            audit.jobs[job.operation.output.object_key].append(job.job_id)
        client.close()
    return audit
