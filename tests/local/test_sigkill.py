"""SIGKILL at random instants under load: what was acknowledged is there after the restart, whole."""

import os
import random
import re
import secrets
import select
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from hashlib import md5, shake_128
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.cli.support import ENTRY, process_environment
from tests.local.support import (
    Receiver,
    describe,
    eventually,
    finished,
    job_body,
    listed,
    send,
    submit,
    temporary_files,
)
from tests.local.videos import make_video, sample_video

CLIENTS = 4
SETTINGS = "<Width>128</Width><Fps>5</Fps>"


@contextmanager
def running_service(data, *words):
    """Run ``cosanim local`` in a process of its own; it is killed at the end."""
    process = subprocess.Popen(
        [*ENTRY, "local", "--data", str(data), *words], stdout=subprocess.PIPE, env=process_environment()
    )
    try:
        assert select.select([process.stdout], [], [], 30)[0], "no line in time"
        found = re.fullmatch(r"listening on (\S+)\n", os.read(process.stdout.fileno(), 65536).decode())
        yield SimpleNamespace(url=found[1], process=process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Load:
    """Clients that upload objects and submit jobs until the service is gone, and record what it acknowledged.

    Attributes:
        objects: The contents of acknowledged objects by key.
        jobs: The output keys of acknowledged jobs by job id.
    """

    def __init__(self, receiver):
        self.receiver = receiver
        self.objects = {}
        self.jobs = {}

    def run_until_killed(self, service, round_, delay):
        """Send requests, and kill the service ``delay`` seconds after it has acknowledged the first job."""
        known = len(self.jobs)
        clients = [threading.Thread(target=self._send, args=(service, f"{round_}-{n}")) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        eventually(lambda: len(self.jobs) > known)
        threading.Event().wait(delay)
        service.process.kill()
        for client in clients:
            client.join()
        service.process.wait()

    def _send(self, service, name):
        number = 0
        try:
            while True:
                number += 1
                key, output = f"objects/{name}-{number}", f"out/{name}-{number}.gif"
                content = shake_128(key.encode()).digest(20_000)
                if send(service, "PUT", f"/{key}", data=content).status_code == 200:
                    self.objects[key] = content
                more = f"<CallBack>{self.receiver.url}</CallBack>"
                job = submit(service, job_body("in/video.mp4", output, video=SETTINGS, more=more))
                self.jobs[job.job_id] = output
        except requests.RequestException:
            return  # the service is gone


def all_jobs(service):
    jobs, token = [], ""
    while True:
        page = listed(service, size="100", nextToken=token)
        jobs += page.jobs_detail
        token = page.next_token
        if not token:
            return jobs


def audit(service, load):
    """Check everything that was acknowledged, and everything that is there without having been acknowledged."""
    for key, content in load.objects.items():
        assert send(service, "GET", f"/{key}").content == content, key
    for job_id, output in load.jobs.items():
        job = finished(service, job_id, timeout=120)
        assert (job.state, job.message) == ("Success", "")
        assert job.operation.media_result.output_file.object_name == [output]
    eventually(lambda: {job.state for job in all_jobs(service)} == {"Success"}, timeout=120)
    jobs = all_jobs(service)
    assert load.jobs.keys() <= {job.job_id for job in jobs}
    for job in jobs:
        (output,) = job.operation.media_result.output_file.md5_info
        content = send(service, "GET", f"/{output.object_name}").content
        assert md5(content, usedforsecurity=False).hexdigest() == output.md5
        assert (content[:4], content[-1:]) == (b"GIF8", b";")
    eventually(lambda: {job.job_id for job in jobs} == called_back(load.receiver), timeout=60)
    eventually(lambda: send(service, "GET", "/local/callbacks").json() == [])
    return len(jobs)


def called_back(receiver):
    return {decode(body, JobCallback).jobs_detail[0].job_id for _, _, body in list(receiver.callbacks)}


def kill_and_audit(data, *, kills, longest, words):
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    rng = random.Random(seed)  # noqa: S311 - instants of a test
    with Receiver() as receiver:
        load = Load(receiver)
        for round_ in range(kills):
            with running_service(data, *words) as service:
                if not round_:
                    video = make_video(data.parent / "in.mp4", size=(64, 36), seconds=0.4)
                    send(service, "PUT", "/in/video.mp4", data=video.read_bytes())
                load.run_until_killed(service, round_, rng.uniform(0, longest))
        with running_service(data, *words) as service:
            jobs = audit(service, load)
            assert len(temporary_files(data)) == 0
            stored = len(list((data / "objects").iterdir()))
    print(
        f"{kills} kills: {len(load.objects)} objects and {len(load.jobs)} jobs acknowledged, {jobs} jobs and {stored}"
        f" contents stored, {len(receiver.callbacks)} callbacks received"
    )
    assert load.jobs
    assert load.objects


def test_what_was_acknowledged_survives_three_kills(tmp_path):
    kill_and_audit(tmp_path / "data", kills=3, longest=0.2, words=["--no-render"])


@pytest.mark.slow
def test_what_was_acknowledged_survives_twenty_kills_while_rendering(tmp_path):
    kill_and_audit(tmp_path / "data", kills=20, longest=1.5, words=["--workers", "2"])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_orphaned_worker_holds_no_lock_and_changes_no_output(tmp_path):
    data = tmp_path / "data"
    with running_service(data) as service:
        send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
        job = submit(service, job_body(output_key="out.gif"))
        eventually(lambda: describe(service, job.job_id).progress, timeout=30)
        (worker,) = child_processes(service.process.pid)
        os.kill(worker, signal.SIGSTOP)
        eventually(lambda: is_stopped(worker))
        service.process.kill()
        service.process.wait()
    try:
        # The orphan still exists, in the middle of its render.
        assert is_stopped(worker)
        with running_service(data, "--no-render") as service:
            assert finished(service, job.job_id).state == "Success"
            output = send(service, "GET", "/out.gif").content
            os.kill(worker, signal.SIGCONT)
            eventually(lambda: not is_stopped(worker) and not Path(f"/proc/{worker}/fd/0").exists())
            assert send(service, "GET", "/out.gif").content == output
            assert temporary_files(data) == []
    finally:
        if Path(f"/proc/{worker}/fd/0").exists():
            os.kill(worker, signal.SIGKILL)


def child_processes(pid):
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def is_stopped(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False
