"""A service that holds its jobs: nothing runs them."""

import sys

import pytest

from cosanim.local import LocalService
from tests.local.support import describe, finished, job_body, listed, send, set_queue, submit


@pytest.mark.parametrize("render", [True, False])
def test_held_jobs_stay_submitted_and_can_be_cancelled(tmp_path, render, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)  # A service that renders nothing does not need PyAV.
    with LocalService(data=tmp_path, render=render, hold=True) as service:
        assert service.worker_pids == []
        send(service, "PUT", "/in/video.mp4", data=b"1")
        kept, cancelled = submit(service, job_body()), submit(service, job_body())
        set_queue(service, "Paused")
        assert describe(service, kept.job_id).state == "Pause"
        set_queue(service, "Active")
        assert send(service, "PUT", f"/jobs/{cancelled.job_id}", params={"cancel": ""}).status_code == 200
        states = {job.job_id: job.state for job in listed(service).jobs_detail}
        assert states == {kept.job_id: "Submitted", cancelled.job_id: "Cancel"}
    with LocalService(data=tmp_path, render=False) as service:
        assert finished(service, kept.job_id).state == "Success", "without hold the job runs"
        assert describe(service, cancelled.job_id).state == "Cancel"
