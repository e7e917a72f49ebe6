"""Many clients at the same time, with this library and the official SDK: no job is lost, doubled or half done."""

import random
import secrets
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import md5

import pytest

from cosanim.errors import InvalidRequestError
from cosanim.local import LocalService
from tests.local.support import BUCKET, REGION, queue_of, send
from tests.local.test_official_sdk import configuration
from tests.local.videos import make_video

pytestmark = [
    pytest.mark.slow,
    # Warnings of the SDK itself: invalid escapes in its docstrings, and pkg_resources in its dependencies.
    pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning"),
]
CLIENTS, SDK_CLIENTS = 16, 3
INPUT = "in/video.mp4"
PENDING = {"Submitted", "Running"}
STATES = {*PENDING, "Success", "Cancel"}
# The states that may follow each state.
NEXT = {"Submitted": STATES, "Running": {"Running", "Success"}, "Success": {"Success"}, "Cancel": {"Cancel"}}


class OurClient:
    """A client of this library."""

    def __init__(self, service):
        self.client = service.client()

    def close(self):
        self.client.close()

    def submit(self, output):
        return self.client.submit(INPUT, output, format="gif", width=128, fps=5, duration=1).job_id

    def state(self, job_id):
        return self.client.describe_job(job_id).state

    def cancel(self, job_id):
        try:
            self.client.cancel_job(job_id)
        except InvalidRequestError:
            return False
        return True

    def list(self, **filters):
        return [(job.job_id, job.state) for job in self.client.list_jobs(size=50, **filters)]


class SdkClient:
    """A client of the official SDK."""

    def __init__(self, sdk, service):
        self.error = sdk.CosServiceError
        self.client = sdk.CosS3Client(configuration(sdk, service, "ip"), retry=0)

    def close(self):
        pass

    def submit(self, output):
        job = {
            "Tag": "Animation",
            "Input": {"Object": INPUT},
            "Operation": {
                "Animation": {
                    "Container": {"Format": "gif"},
                    "Video": {"Codec": "gif", "Width": "128", "Fps": "5"},
                    "TimeInterval": {"Start": "0", "Duration": "1"},
                },
                "Output": {"Region": REGION, "Bucket": BUCKET, "Object": output},
            },
        }
        return self.client.ci_create_media_jobs(Bucket=BUCKET, Jobs=job)["JobsDetail"][0]["JobId"]

    def state(self, job_id):
        return self.client.ci_get_media_jobs(Bucket=BUCKET, JobIDs=job_id)["JobsDetail"][0]["State"]

    def cancel(self, job_id):
        try:
            self.client.ci_cancel_jobs(Bucket=BUCKET, JobID=job_id)
        except self.error as error:
            if error.get_status_code() != 400:
                raise
            return False
        return True

    def list(self, queue_id, states=None):
        jobs, token = [], ""
        while True:
            page = self.client.ci_list_media_jobs(
                Bucket=BUCKET, QueueId=queue_id, Tag="Animation", Size=50, NextToken=token, States=states or "All"
            )
            found = page.get("JobsDetail", [])
            jobs += [(job["JobId"], job["State"]) for job in (found if isinstance(found, list) else [found])]
            token = page.get("NextToken") or ""
            if not token:
                return jobs


class Record:
    """What the service acknowledged to all clients.

    Attributes:
        outputs: The output key of each job.
        cancelled: The jobs that were cancelled.
        lists: Number of lists that were checked.
    """

    def __init__(self):
        self.outputs = {}
        self.cancelled = set()
        self.lists = 0
        self._seen = {}
        self._lock = threading.Lock()

    def submitted(self, job_id, output):
        with self._lock:
            assert job_id not in self.outputs
            self.outputs[job_id] = output

    def list_of(self, client, queue_id, states=None):
        """Let a client list jobs, and check that the list is complete."""
        with self._lock:
            known, before = set(self.outputs), dict(self._seen)
        jobs = client.list(queue_id=queue_id, **({} if states is None else {"states": states}))
        ids = [job_id for job_id, _ in jobs]
        assert len(ids) == len(set(ids))
        if states is None:
            assert known <= set(ids)
        for job_id, state in jobs:
            assert state in (STATES if states is None else {states})
            assert state in NEXT[before.get(job_id, "Submitted")]
        ended = {job_id for job_id, state in before.items() if state == states}
        assert ended <= set(ids) or states in PENDING
        ends = {job_id: state for job_id, state in jobs if state not in PENDING}
        with self._lock:
            self.lists += 1
            self._seen |= ends


def work(client, record, name, *, jobs, queue_id, rng):
    """Submit jobs, cancel some, list jobs meanwhile, and poll until all have ended."""
    mine = {}
    with closing(client):
        for number in range(jobs):
            output = f"out/{name}-{number}.gif"
            job_id = client.submit(output)
            record.submitted(job_id, output)
            mine[job_id] = "Submitted"
            if rng.random() < 0.2 and client.cancel(job_id):
                record.cancelled.add(job_id)
            if rng.random() < 0.2:
                record.list_of(client, queue_id, rng.choice([None, "Success", "Cancel", "Running", "Submitted"]))
        pending = set(mine)
        while pending:
            for job_id in sorted(pending):
                state = client.state(job_id)
                assert state in NEXT[mine[job_id]]
                mine[job_id] = state
            pending = {job_id for job_id in pending if mine[job_id] in PENDING}
            record.list_of(client, queue_id)
    for job_id, state in mine.items():
        assert state == ("Cancel" if job_id in record.cancelled else "Success")


def load(service, sdk, *, jobs, video):
    """Run 16 clients that submit so many jobs in all, and check what is there afterwards."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    send(service, "PUT", f"/{INPUT}", data=video)
    record, queue_id = Record(), queue_of(service).queue_id
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [
            pool.submit(
                work,
                SdkClient(sdk, service) if number < SDK_CLIENTS else OurClient(service),
                record,
                f"client-{number}",
                jobs=jobs // CLIENTS + (number < jobs % CLIENTS),
                queue_id=queue_id,
                rng=random.Random(f"{seed} {number}"),  # noqa: S311 - choices of a test
            )
            for number in range(CLIENTS)
        ]
        for each in running:
            each.result()
    assert len(record.outputs) == jobs
    with service.client() as client:
        listed = list(client.list_jobs(size=100))
        stored = {entry.key for entry in client.objects.list(prefix="out/")}
    assert sorted(job.job_id for job in listed) == sorted(record.outputs)
    for job in listed:
        output = record.outputs[job.job_id]
        if job.job_id in record.cancelled:
            assert (job.state, output in stored) == ("Cancel", False)
            continue
        assert job.state == "Success"
        (file,) = job.operation.media_result.output_file.md5_info
        assert file.object_name == output
        content = send(service, "GET", f"/{output}").content
        assert (content[:4], content[-1:]) == (b"GIF8", b";")
        assert md5(content, usedforsecurity=False).hexdigest() == file.md5
    assert stored == {output for job_id, output in record.outputs.items() if job_id not in record.cancelled}
    print(f"{CLIENTS} clients: {Counter(job.state for job in listed)}, {record.lists} lists")
    return record


def test_500_jobs_of_16_clients_are_all_there_exactly_once(sdk, tmp_path):
    with LocalService(render=False, data=tmp_path / "data", transitions=0.4) as service:
        record = load(service, sdk, jobs=500, video=b"1")
    assert record.cancelled


def test_64_rendered_jobs_of_16_clients_have_whole_outputs(sdk, tmp_path):
    video = make_video(tmp_path / "in.mp4", size=(64, 36), seconds=0.4)
    with LocalService(data=tmp_path / "data", workers=2) as service:
        load(service, sdk, jobs=64, video=video.read_bytes())
