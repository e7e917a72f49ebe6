"""A program that submits rows in bulk, which tests kill, interrupt, or let run out of disk space.

Its argument is a JSON object. It prints ``started``, and then a line of JSON for each result.
"""

import gc
import json
import resource
import signal
import sys

from cosanim import CosanimError, Credentials
from tests.bulk.support import POLICY, request
from tests.servers.loopback import client_of


class Requests:
    """The requests of a run, made one by one each time that they are iterated."""

    def __init__(self, count):
        self._count = count

    def __iter__(self):
        return map(request, range(1, self._count + 1))


def main(url, credentials, journal, rows, largest_file=None, pause_after=None, count_objects_at=(), **options):
    if largest_file is not None:
        # A write beyond the limit then fails, as one to a full disk does.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    print("started", flush=True)
    objects = []
    with (
        client_of(url, credentials=Credentials(*credentials), retry=POLICY, timeout=(5, 10)) as client,
        client.submit_many(Requests(rows), journal=journal, **options) as run,
    ):
        for count, result in enumerate(run, 1):
            found = {"number": result.number, "state": result.state, "job_id": result.job and result.job.job_id}
            print(json.dumps(found), flush=True)
            if count == pause_after:
                signal.pause()
            if count in count_objects_at:
                gc.collect()
                objects.append(len(gc.get_objects()) - run.unfinished)  # one object for each of these
    if objects:
        print(json.dumps(objects))


if __name__ == "__main__":
    try:
        main(**json.loads(sys.argv[1]))
    except CosanimError as failure:
        sys.exit(f"{type(failure).__name__}: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
