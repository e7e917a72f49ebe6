"""Limits of renders, what is said of an ended process, and tasks that are tried once more."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from cosanim.local import LocalService
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.workers.worker import Worker, worker_command
from tests.local.rendering.workers.test_worker import BEGUN, SETTINGS, is_alive, run, script
from tests.local.support import finished, job_body, send, submit
from tests.local.videos import sample_video


def test_a_process_that_was_stopped_while_idle_is_replaced(video, tmp_path):
    worker = Worker(answer_timeout=0.5)
    try:
        run(worker, video, tmp_path / "o.gif")
        pid = worker.pid
        os.kill(pid, signal.SIGSTOP)
        run(worker, video, tmp_path / "again.gif")
        assert worker.pid != pid
        assert (tmp_path / "again.gif").read_bytes() == (tmp_path / "o.gif").read_bytes()
        assert not is_alive(pid)
    finally:
        worker.close()
        worker.reap()


@pytest.mark.parametrize("end", ["os._exit(7)", "os.kill(os.getpid(), signal.SIGKILL)", "time.sleep(60)"])
def test_a_task_that_no_process_begins_is_tried_twice(tmp_path, end):
    ready = """print('{"ready": 1}', flush=True)"""
    count = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')"
    code = f"import os, signal, time; {count}; {ready}; input(); {end}"
    worker = Worker(command=[sys.executable, "-c", code], answer_timeout=0.3)
    with pytest.raises(RenderError, match=r"status 7|SIGKILL|did not respond within 0\.3 seconds"):
        run(worker, tmp_path / "i", tmp_path / "o")
    worker.reap()
    assert (tmp_path / "starts").read_text() == "xx"


def test_a_task_that_was_begun_is_not_tried_again(tmp_path):
    count = f"open({str(tmp_path / 'starts')!r}, 'a').write('x')"
    worker = script(f"import os; {count}; {BEGUN}; os._exit(7)")
    with pytest.raises(RenderError, match="status 7"):
        run(worker, tmp_path / "i", tmp_path / "o")
    worker.reap()
    assert (tmp_path / "starts").read_text() == "x"


def test_an_aborted_task_is_not_tried_again(tmp_path):
    worker = Worker()
    worker.start()
    pid = worker.pid
    os.kill(pid, signal.SIGSTOP)
    worker.assign("job")
    threading.Timer(0.2, worker.abort, args=("job",)).start()
    with pytest.raises(RenderError, match="aborted"):
        run(worker, tmp_path / "i", tmp_path / "o")
    assert worker.pid is None
    worker.reap()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SIGSEGV", r"SIGSEGV; the video may crash the decoder"),
        ("SIGABRT", r"SIGABRT; the video may crash the decoder"),
        ("SIGKILL", r"from outside by SIGKILL, as systems do when memory runs out"),
        ("SIGTERM", r"from outside by SIGTERM"),
    ],
)
def test_only_a_crash_is_said_to_be_one(tmp_path, name, message):
    worker = script(f"import os, signal; {BEGUN}; os.kill(os.getpid(), signal.{name})")
    with pytest.raises(RenderError, match=message):
        run(worker, tmp_path / "i", tmp_path / "o")
    worker.reap()


def test_a_process_that_the_system_killed_for_lack_of_memory_is_said_to_be_that(tmp_path):
    vmstat = tmp_path / "vmstat"
    vmstat.write_text("pgfree 7\noom_kill 3\n")
    kill = f"open({str(vmstat)!r}, 'w').write('oom_kill 4'); os.kill(os.getpid(), signal.SIGKILL)"
    worker = Worker(command=[sys.executable, "-c", f"import os, signal; {BEGUN}; {kill}"], vmstat=vmstat)
    with pytest.raises(RenderError, match="The system ran out of memory") as caught:
        run(worker, tmp_path / "i", tmp_path / "o")
    assert "decoder" not in caught.value.message
    worker.reap()


LINUX = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")


@LINUX
def test_a_render_beyond_the_memory_limit_fails_and_the_next_one_succeeds(video):
    with LocalService(memory_limit=128) as service:
        send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
        send(service, "PUT", "/in/small.mp4", data=video.read_bytes())
        job = finished(service, submit(service, job_body(video="<Width>3000</Width>")).job_id)
        assert (job.state, job.code) == ("Failed", "InternalError")
        assert "more memory than the limit of 128 MiB" in job.message
        assert "decoder" not in job.message
        job = finished(service, submit(service, job_body("in/small.mp4", video="<Width>128</Width>")).job_id)
        assert job.state == "Success", job.message


@LINUX
def test_a_process_that_keeps_memory_is_replaced(video, tmp_path):
    worker = Worker()
    try:
        pids = set()
        for limit in (None, 1000, 80, 1000):
            worker.start()
            pids.add(worker.pid)
            worker.run(video, tmp_path / "o.gif", SETTINGS, time_limit=60, memory_limit=limit, progress=lambda _: None)
        assert len(pids) == 2
    finally:
        worker.close()
        worker.reap()


@LINUX
@pytest.mark.parametrize("limit", [44_000, 45_000, 50_000])
def test_a_lack_of_memory_or_threads_is_not_blamed_on_the_video(tmp_path, limit):
    # Somewhat more KiB than the imports need.
    worker = Worker(command=["sh", "-c", f'ulimit -d {limit}; exec "$@"', "sh", *worker_command()])
    with pytest.raises(RenderError) as caught:
        run(worker, sample_video("bigbuckbunny.mp4"), tmp_path / "o.gif", settings={"format": "gif", "width": "2000"})
    worker.close()
    worker.reap()
    assert caught.value.code == "InternalError", caught.value.message
