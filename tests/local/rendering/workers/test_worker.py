"""Workers: renders in a process, exit messages, and replacement of ended processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from cosanim.local import LocalService
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.render_settings import HIGHEST_FPS
from cosanim.local.rendering.workers.worker import Worker, worker_command
from tests.local.support import describe, eventually, finished, job_body, send, submit, temporary_files
from tests.local.videos import sample_video

SETTINGS = {"format": "gif", "width": "128", "fps": "10", "duration": "1", "quality": None}
SLOW = {
    "container": "<Container><Format>hgif</Format></Container>",
    "video": f"<Width>1000</Width><Fps>{HIGHEST_FPS}</Fps>",
}


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.close()
    worker.reap()


def run(worker, source, target, *, time_limit=60, settings=SETTINGS, seen=None):
    return worker.run(
        source, target, settings, time_limit=time_limit, progress=(seen if seen is not None else []).append
    )


BEGUN = """print('{"ready": 1}', flush=True); input(); print('{"begun": 1}', flush=True)"""


def script(code: str) -> Worker:
    return Worker(command=[sys.executable, "-c", code])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie does not run any more.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_one_process_renders_one_file_after_the_other(worker, video, tmp_path):
    pids = set()
    for number in range(2):
        seen = []
        rendered = run(worker, video, tmp_path / f"{number}.gif", seen=seen)
        assert rendered["media_info"]["Format"]["FormatName"] == "gif"
        assert rendered["note"] == ""
        assert seen == sorted(seen)
        assert all(0 <= percent <= 100 for percent in seen)
        with Image.open(tmp_path / f"{number}.gif") as image:
            assert (image.format, image.width, image.n_frames) == ("GIF", 128, 10)
        pids.add(worker.pid)
    assert len(pids) == 1


def test_a_failed_render_has_the_code_of_its_error(worker, video, tmp_path):
    (tmp_path / "text").write_bytes(b"no video at all")
    with pytest.raises(RenderError) as caught:
        run(worker, tmp_path / "text", tmp_path / "o.gif")
    assert caught.value.code == "ResourceNotSupported"
    pid = worker.pid
    run(worker, video, tmp_path / "o.gif")
    assert worker.pid == pid


def test_an_error_of_the_renderer_fails_only_its_task(worker, video, tmp_path):
    with pytest.raises(RenderError) as caught:
        run(worker, video, tmp_path / "no" / "such" / "folder.gif")
    assert caught.value.code == "InternalError"
    run(worker, video, tmp_path / "o.gif")


def test_a_killed_process_fails_its_task_and_is_replaced(worker, video, tmp_path):
    worker.start()
    pid = worker.pid
    slow = {"format": "hgif", "width": "3000", "fps": str(HIGHEST_FPS)}
    killer = threading.Timer(0.5, os.kill, args=(pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(RenderError) as caught:
        run(worker, sample_video("bigbuckbunny.mp4"), tmp_path / "o.gif", settings=slow)
    killer.join()
    assert caught.value.code == "InternalError"
    assert "SIGKILL" in caught.value.message
    run(worker, video, tmp_path / "o.gif")
    assert worker.pid != pid


def test_a_process_that_died_while_idle_is_replaced(worker, video, tmp_path):
    run(worker, video, tmp_path / "o.gif")
    os.kill(worker.pid, signal.SIGKILL)
    eventually(lambda: worker.pid is None)
    run(worker, video, tmp_path / "again.gif")
    assert (tmp_path / "again.gif").read_bytes() == (tmp_path / "o.gif").read_bytes()


def test_a_process_that_was_just_killed_gets_no_task(worker, video, tmp_path):
    for number in range(3):
        worker.start()
        worker.assign("before")
        worker.abort("before")
        worker.assign("after")
        run(worker, video, tmp_path / f"{number}.gif")
        assert (tmp_path / f"{number}.gif").read_bytes().startswith(b"GIF89a")


def test_a_job_that_is_aborted_before_its_task_begins_is_not_rendered(worker, video, tmp_path):
    worker.assign("one")
    worker.abort("one")
    with pytest.raises(RenderError, match="aborted"):
        run(worker, video, tmp_path / "o.gif")
    assert not (tmp_path / "o.gif").exists()
    worker.assign("two")
    worker.abort("one")
    run(worker, video, tmp_path / "o.gif")
    assert (tmp_path / "o.gif").read_bytes().startswith(b"GIF89a")


def test_the_time_limit_ends_the_process(tmp_path):
    worker = script(f"{BEGUN}; import time; time.sleep(60)")
    started = time.monotonic()
    with pytest.raises(RenderError, match=r"limit of 0\.3 seconds"):
        run(worker, tmp_path / "i", tmp_path / "o", time_limit=0.3)
    assert time.monotonic() - started < 5
    assert worker.pid is None
    worker.reap()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os._exit(7)", "status 7"),
        ("import os; os.abort()", "SIGABRT"),
        ("print('no json', flush=True); input(); input()", "cannot be read"),
    ],
)
def test_the_exit_message_names_status_or_signal(tmp_path, code, message):
    worker = script(code)
    with pytest.raises(RenderError, match=message):
        run(worker, tmp_path / "i", tmp_path / "o")
    worker.reap()


BROKEN = {
    "a module that cannot be loaded": (
        "av.py",
        "raise ImportError('/private/place/libavcodec.so.61: cannot open shared object file')",
        "status 1 before it could render: ImportError: libavcodec.so.61: cannot open shared object file",
    ),
    "an exit during the start": (
        "sitecustomize.py",
        "import sys\nsys.exit(9)",
        "status 1 before it could render: Fatal Python error: init_import_site",
    ),
    "a secret": ("av.py", "raise SystemExit('x-cos-security-token=very-secret')", "x-cos-security-token=***"),
    "a crash": ("av.py", "import os\nos.abort()", "SIGABRT before it could render"),
    "a long text": (
        "av.py",
        "import sys\nprint('x' * 10**6, 'the end', file=sys.stderr)\nraise SystemExit(3)",
        "x the end",
    ),
}


@pytest.mark.parametrize(("name", "code", "message"), BROKEN.values(), ids=BROKEN)
def test_the_message_of_a_job_has_the_reason_why_its_process_did_not_start(tmp_path, monkeypatch, name, code, message):
    (tmp_path / name).write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    with LocalService() as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        job = finished(service, submit(service, job_body()).job_id)
    assert (job.state, job.code) == ("Failed", "InternalError")
    assert message in job.message
    assert len(job.message) < 600
    assert str(tmp_path) not in job.message
    assert "very-secret" not in job.message


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are those of POSIX")
def test_the_exit_message_of_a_process_without_memory_has_its_reason(tmp_path):
    worker = Worker(command=["sh", "-c", 'ulimit -v 40000; exec "$@"', "sh", *worker_command()])
    with pytest.raises(RenderError, match=r"before it could render: .*\w{4}"):
        run(worker, tmp_path / "i", tmp_path / "o")
    worker.reap()


def test_standard_error_of_a_process_is_copied_on_request(video, tmp_path, capsys):
    worker = Worker(command=[sys.executable, "-c", "import sys; sys.exit('so there')"], verbose=True)
    with pytest.raises(RenderError, match="so there"):
        run(worker, video, tmp_path / "o")
    worker.reap()
    assert capsys.readouterr().err == "so there\n"


def test_a_command_that_does_not_exist_fails_the_task(tmp_path):
    worker = Worker(command=["/no/such/program"])
    with pytest.raises(RenderError, match="does not start"):
        run(worker, tmp_path / "i", tmp_path / "o")


def test_a_closed_worker_starts_no_process(worker, tmp_path):
    worker.close()
    with pytest.raises(RenderError, match="stopping"):
        run(worker, tmp_path / "i", tmp_path / "o")


def test_modules_in_the_current_folder_are_not_loaded(video, tmp_path, monkeypatch):
    (tmp_path / "av.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    worker = Worker()
    run(worker, video, tmp_path / "o.gif")
    assert (tmp_path / "o.gif").read_bytes().startswith(b"GIF89a")
    worker.close()
    worker.reap()


def test_a_killed_worker_fails_one_job_and_the_service_continues(video, tmp_path):
    with LocalService(workers=2, data=tmp_path) as service:
        send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
        send(service, "PUT", "/in/small.mp4", data=video.read_bytes())
        slow = submit(service, job_body(output_key="slow.gif", **SLOW))
        eventually(lambda: describe(service, slow.job_id).state == "Running")
        quick = submit(service, job_body("in/small.mp4", "quick.gif"))
        assert finished(service, quick.job_id).state == "Success"
        os.kill(busiest(service.worker_pids), signal.SIGKILL)
        failed = finished(service, slow.job_id)
        assert (failed.state, failed.code) == ("Failed", "InternalError")
        assert "SIGKILL" in failed.message
        assert send(service, "GET", "/slow.gif").status_code == 404
        assert temporary_files(tmp_path) == []
        for number in range(2):
            job = submit(service, job_body("in/small.mp4", f"after{number}.gif"))
            assert finished(service, job.job_id).state == "Success"


def busiest(pids):
    before = {pid: processor_ticks(pid) for pid in pids}
    time.sleep(0.5)
    return max(pids, key=lambda pid: processor_ticks(pid) - before[pid])


def processor_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_a_render_beyond_the_limit_fails():
    with LocalService(time_limit=1) as service:
        send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
        job = finished(service, submit(service, job_body(**SLOW)).job_id)
        assert (job.state, job.code) == ("Failed", "InternalError")
        assert "limit of 1 seconds" in job.message


PARENT = """
import sys, threading
from pathlib import Path
from cosanim.local import LocalService
from tests.local.support import describe, eventually, job_body, send, submit
from tests.local.rendering.workers.test_worker import SLOW

with LocalService(data=Path(sys.argv[1])) as service:
    send(service, "PUT", "/in/video.mp4", data=Path(sys.argv[2]).read_bytes())
    job = submit(service, job_body(output_key="out.gif", **SLOW))
    eventually(lambda: describe(service, job.job_id).progress, timeout=30)
    print(job.job_id, *service.worker_pids, flush=True)
    threading.Event().wait()
"""


def test_workers_end_with_their_parent_and_the_job_runs_after_a_restart(tmp_path):
    data, root = tmp_path / "data", Path(__file__).parents[4]
    video = sample_video("bigbuckbunny.mp4")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data), str(video)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    job_id, *pids = parent.stdout.readline().split()
    parent.stdout.close()
    assert pids
    parent.kill()
    parent.wait()
    eventually(lambda: not any(is_alive(int(pid)) for pid in pids), timeout=5)
    with LocalService(data=data, render=False) as service:
        assert finished(service, job_id).state == "Success"
        assert send(service, "GET", "/out.gif").headers["Content-Length"] == "34"
        assert temporary_files(data) == []


@pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by a signal")
def test_an_orphaned_worker_holds_no_lock_and_stores_nothing(tmp_path):
    data, root = tmp_path / "data", Path(__file__).parents[4]
    command = [sys.executable, "-c", PARENT, str(data), str(sample_video("bigbuckbunny.mp4"))]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    job_id, pid = parent.stdout.readline().split()
    parent.stdout.close()
    # A worker that hangs does not notice the end of its parent.
    os.kill(int(pid), signal.SIGSTOP)
    parent.kill()
    parent.wait()
    with LocalService(data=data, render=False) as service:
        assert finished(service, job_id).state == "Success"
        os.kill(int(pid), signal.SIGCONT)
        eventually(lambda: not is_alive(int(pid)), timeout=30)
        assert send(service, "GET", "/out.gif").headers["Content-Length"] == "34"
        assert temporary_files(data) == []


def test_stopping_ends_every_process_and_thread():
    before = set(threading.enumerate())
    for _ in range(3):
        with LocalService(workers=2) as service:
            send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
            job = submit(service, job_body(**SLOW))
            eventually(lambda job=job: describe(service, job.job_id).state == "Running")
            pids = service.worker_pids
            assert len(pids) == 2
        assert not any(is_alive(pid) for pid in pids)
    assert set(threading.enumerate()) == before


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the environment of a process is read from /proc")
def test_a_worker_gets_no_credentials(video, tmp_path, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "very-secret")
    worker = Worker()
    try:
        run(worker, video, tmp_path / "out.gif")
        assert b"very-secret" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
    finally:
        worker.close()
        worker.reap()
