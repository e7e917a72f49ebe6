"""Jobs that fail without affecting others: missing or faulty inputs, changed inputs, full disks."""

import errno
import subprocess
import sys
from pathlib import Path

from cosanim.local.storage.objects import ObjectStore
from tests.local.support import describe, eventually, finished, job_body, send, submit, temporary_files
from tests.local.videos import cut, make_video, restamp, sample_video

ROOT = Path(__file__).parents[2]


def test_jobs_fail_with_documented_codes(service):
    elsewhere = job_body(bucket="nobody-1250000000")
    abroad = job_body(region="ap-beijing")
    for body, code in (
        (job_body("in/missing.mp4"), "ResourceNotFound"),
        (elsewhere, "WriteTargetBucketDenied"),
        (abroad, "WriteTargetBucketDenied"),
    ):
        job = finished(service, submit(service, body).job_id)
        assert (job.state, job.code) == ("Failed", code)
        assert job.message
        assert job.operation.media_result is None


def test_inputs_that_are_not_videos_fail_only_their_own_jobs(rendering, rendering_data, tmp_path):
    video = make_video(tmp_path / "v.mp4")
    cut(sample_video("bigbuckbunny.mp4"), tmp_path / "cut.mp4", 0.5)
    inputs = {"text": b"no video", "empty": b"", "cut": (tmp_path / "cut.mp4").read_bytes()}
    for name, content in inputs.items():
        send(rendering, "PUT", f"/{name}", data=content)
    failed = [submit(rendering, job_body(name)) for name in (*inputs, "missing")]
    send(rendering, "PUT", "/good", data=video.read_bytes())
    good = submit(rendering, job_body("good", "good.gif", video="<Width>128</Width>"))
    for job in failed:
        ended = finished(rendering, job.job_id)
        assert ended.state == "Failed"
        assert ended.code.startswith("Resource")
        assert ended.message
    assert finished(rendering, good.job_id).state == "Success"
    assert temporary_files(rendering_data) == []


def test_the_message_of_a_successful_job_says_how_many_pictures_were_left_out(rendering, tmp_path):
    video = make_video(tmp_path / "v.mkv", seconds=1, b_frames=0)
    restamp(video, tmp_path / "repeated.mkv", dict.fromkeys(range(5, 13), 200))
    for name, message in (("v.mkv", ""), ("repeated.mkv", "7 pictures of the video were left out")):
        send(rendering, "PUT", f"/{name}", data=(tmp_path / name).read_bytes())
        job = finished(rendering, submit(rendering, job_body(name)).job_id)
        assert (job.state, job.code) == ("Success", "Success")
        assert (job.message or "")[: len(message) or None] == message


def test_a_job_succeeds_although_its_input_is_replaced_while_it_is_rendered(rendering):
    send(rendering, "PUT", "/changing", data=sample_video("bigbuckbunny.mp4").read_bytes())
    part = "<TimeInterval><Duration>1</Duration></TimeInterval>"
    job = submit(rendering, job_body("changing", video="<Width>800</Width>", interval=part))
    eventually(lambda: describe(rendering, job.job_id).state == "Running")
    send(rendering, "PUT", "/changing", data=b"something else")
    assert finished(rendering, job.job_id).state == "Success"


def test_a_full_disk_fails_only_the_job(service, data, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "put", full)
        job = finished(service, submit(service, job_body(output_key="full.gif")).job_id)
    assert (job.state, job.code) == ("Failed", "InternalError")
    assert "disk is full" in job.message
    assert send(service, "GET", "/full.gif").status_code == 404
    assert temporary_files(data) == []


PROGRAM = """
import resource, signal, sys
from pathlib import Path
from cosanim.local import LocalService
from tests.local.support import error_of, finished, job_body, send, submit, temporary_files

with LocalService(data=sys.argv[2]) as service:
    send(service, "PUT", "/in/video.mp4", data=Path(sys.argv[1]).read_bytes())
    pid, = service.worker_pids
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (100_000, 100_000))
    part = "<TimeInterval><Duration>1</Duration></TimeInterval>"
    body = job_body(output_key="o.gif", video="<Width>640</Width>", interval=part)
    job = finished(service, submit(service, body).job_id)
    print(job.state, job.code, send(service, "GET", "/o.gif").status_code)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
    answer = send(service, "PUT", "/large", data=b"x" * 4_000_000)
    print(answer.status_code, error_of(answer).code, send(service, "GET", "/large").status_code)
    print(send(service, "PUT", "/small", data=b"x").status_code)
    print(len(temporary_files(Path(sys.argv[2]))))
"""


def test_files_that_cannot_grow_fail_one_job_or_one_upload(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(sample_video("bigbuckbunny.mp4")), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stdout.split("\n")[:4] == ["Failed InternalError 404", "503 ServiceUnavailable 404", "200", "0"]
    assert done.stderr == ""
