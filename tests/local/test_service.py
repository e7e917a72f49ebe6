"""``LocalService``: start, stop, restart, reset, and independence of instances."""

import math
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
import requests

from cosanim.credentials import Credentials
from cosanim.errors import CosanimError
from cosanim.local import LocalService
from cosanim.local.job_runner import JobRunner
from cosanim.local.rendering.placeholder import GIF
from tests.local.support import COS_HOST, authorization, describe, eventually, finished, job_body, send, submit
from tests.local.videos import make_video, sample_video

ROOT = Path(__file__).parents[2]


def test_objects_and_jobs_survive_a_restart(tmp_path):
    with LocalService(data=tmp_path / "d", render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"kept")
        job = submit(service, job_body())
        done = finished(service, job.job_id)
    with LocalService(data=tmp_path / "d", render=False) as service:
        assert describe(service, job.job_id) == done
        assert send(service, "GET", "/in/video.mp4").content == b"kept"
        assert send(service, "GET", "/out/result.gif").content == GIF


def test_reset_deletes_everything_and_aborts_renders(rendering):
    send(rendering, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
    hgif = "<Container><Format>hgif</Format></Container>"
    job = submit(rendering, job_body(output_key="o.gif", container=hgif, video="<Width>2000</Width>"))
    eventually(lambda: describe(rendering, job.job_id).state == "Running")
    rendering.reset()
    assert "NonExistJobIds" in send(rendering, "GET", f"/jobs/{job.job_id}").text
    for key in ("/in/video.mp4", "/o.gif"):
        assert send(rendering, "GET", key).status_code == 404
    send(rendering, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
    again = submit(rendering, job_body(interval="<TimeInterval><Duration>0.2</Duration></TimeInterval>"))
    assert finished(rendering, again.job_id).state == "Success"


@pytest.mark.slow
def test_reset_does_not_abort_a_job_that_is_submitted_during_it(monkeypatch):
    content = sample_video("bigbuckbunny.mp4").read_bytes()
    wide = {"container": "<Container><Format>hgif</Format></Container>", "video": "<Width>1000</Width>"}
    part = "<TimeInterval><Duration>1</Duration></TimeInterval>"
    with LocalService(workers=2) as service:
        send(service, "PUT", "/in/video.mp4", data=content)
        before = submit(service, job_body(output_key="before.gif", **wide))
        eventually(lambda: describe(service, before.job_id).progress)
        workers, abort = set(service.worker_pids), JobRunner.abort
        after = []

        def submit_then_abort(runner, job_ids):
            # The storage is empty now, and the worker of the job before still runs.
            send(service, "PUT", "/in/video.mp4", data=content)
            after.append(submit(service, job_body(output_key="after.gif", interval=part, **wide)))
            eventually(lambda: describe(service, after[0].job_id).progress)
            abort(runner, job_ids)

        monkeypatch.setattr(JobRunner, "abort", submit_then_abort)
        service.reset()
        done = finished(service, after[0].job_id)
        assert (done.state, done.message) == ("Success", "")
        assert len(workers & set(service.worker_pids)) == 1


def test_reset_empties_every_table(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        (path,) = tmp_path.glob("*.sqlite3")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.row_factory = sqlite3.Row
            names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            names = [name for name in names if not name.startswith("sqlite_")]
            for name in names:
                columns = connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
                values = ", ".join("7" if column["pk"] else "'x'" for column in columns)
                connection.execute(f"INSERT INTO {name} VALUES ({values})")  # noqa: S608 - names of the schema
        assert {"objects", "jobs", "messages", "callbacks"} <= set(names)
        service.reset()
        with closing(sqlite3.connect(path)) as connection:
            left = {
                name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]  # noqa: S608
                for name in names
            }
        assert left == dict.fromkeys(names, 0) | {"buckets": 1, "media_buckets": 1}


def test_instances_share_nothing():
    stranger = Credentials("AKIDother", "otherkey")
    with LocalService(render=False) as one, LocalService(render=False, credentials=stranger) as other:
        assert one.url != other.url
        send(one, "PUT", "/k", data=b"1")
        assert send(other, "GET", "/k").status_code == 403
        text = authorization("GET", "/k", credentials=stranger)
        answer = requests.get(f"{other.url}/k", headers={"Host": COS_HOST, "Authorization": text}, timeout=5)
        assert answer.status_code == 404


def test_a_folder_has_one_service_at_a_time(tmp_path):
    second = LocalService(data=tmp_path, render=False)
    with LocalService(data=tmp_path, render=False), pytest.raises(CosanimError, match="in use by another"):
        second.start()
    with LocalService(data=tmp_path, render=False):
        pass


def test_a_failed_start_raises_an_error_and_leaves_nothing_behind(tmp_path):
    before = set(threading.enumerate())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CosanimError, match=r"cannot listen on 127\.0\.0\.1 port"):
            LocalService(port=taken.getsockname()[1], render=False).start()
    (tmp_path / "file").write_text("")
    with pytest.raises(CosanimError, match="cannot be used"):
        LocalService(data=tmp_path / "file", render=False).start()
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "cosanim.sqlite3").write_text("this is no database, but long enough to be read as one")
    with pytest.raises(CosanimError, match="cannot be used"):
        LocalService(data=tmp_path / "d", render=False).start()
    with pytest.raises(CosanimError, match="cannot listen"):
        LocalService(port=70_000, render=False).start()
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("time_limit", value) for value in (0, -1, 1e300, math.inf, math.nan)],
        *[("request_timeout", value) for value in (0, -1, 1e300, math.inf, math.nan)],
        *[("memory_limit", value) for value in (0, -1, 127, 1 << 31)],
        *[("max_clock_skew", value) for value in (-1, 1e300, math.nan)],
        *[("workers", value) for value in (0, 257)],
    ],
)
def test_settings_out_of_range_are_refused(name, value):
    with pytest.raises(ValueError, match=re.escape(f"{name} is {value}: give")):
        LocalService(render=False, **{name: value})


def test_a_stopped_service_has_no_url_and_a_running_one_cannot_be_started(service):
    idle = LocalService(render=False)
    with pytest.raises(CosanimError, match="is not running"):
        _ = idle.url
    idle.stop()
    with pytest.raises(CosanimError, match="is running already"):
        service.start()


@pytest.mark.parametrize(
    ("module", "options", "extra"),
    [("av", {}, "local"), ("starlette", {}, "local"), ("starlette", {"render": False}, "testing")],
)
def test_a_missing_extra_is_reported_with_the_command_to_install_it(monkeypatch, module, options, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(CosanimError, match=rf"pip install 'cosanim\[{extra}\]'"):
        LocalService(**options).start()


def test_without_rendering_pyav_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with LocalService(render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        assert finished(service, submit(service, job_body()).job_id).state == "Success"


def test_temporary_data_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with LocalService(render=False):
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_with_a_signal_and_prints_nothing(number):
    code = "from cosanim.local import LocalService\nprint(LocalService().run(lambda url: print(url, flush=True)))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    assert requests.get(f"{url}/local/health", timeout=5).text == "ok\n"
    process.send_signal(number)
    assert process.communicate(timeout=10) == (f"{int(number)}\n", "")
    assert process.returncode == 0


def test_a_script_needs_no_name_main_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom cosanim.local import LocalService\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.local.support import finished, job_body, send, submit\n"
        "with LocalService() as service:\n"
        "    send(service, 'PUT', '/in/video.mp4', data=open(sys.argv[1], 'rb').read())\n"
        "    print(finished(service, submit(service, job_body(video='<Width>128</Width>')).job_id).state)\n"
    )
    video = make_video(tmp_path / "v.mp4")
    done = subprocess.run(
        [sys.executable, str(script), str(video)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("Success\n", "")


def test_the_service_stops_while_a_connection_is_idle():
    with LocalService(render=False) as service:
        host, _, port = service.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(b"GET /local/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            service.stop()
            # The client did not close the connection, so the service has closed it.
            assert connection.recv(65536).strip() in {b"", b"ok"}
        service.stop()


def test_the_service_starts_again_after_its_stop():
    service = LocalService(render=False)
    for _ in range(3):
        with service:
            assert send(service, "PUT", "/k", data=b"1").status_code == 200


def test_only_the_owner_can_read_the_database(tmp_path):
    tmp_path.chmod(0o755)
    with LocalService(data=tmp_path, render=False) as service, service.client() as client:
        client.objects.put("in.mp4", b"x")
        client.submit("in.mp4", "out.gif", format="gif", duration=1)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("cosanim.sqlite3*")}
    assert modes
    assert set(modes.values()) == {0o600}
