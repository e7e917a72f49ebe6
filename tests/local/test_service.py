"""The service as a whole: exchanges, bad bodies, restarts, full disks, starting and stopping."""

import errno
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from PIL import Image

from cosanim.credentials import Credentials
from cosanim.errors import CosanimError
from cosanim.local import LocalService
from cosanim.local.placeholder import GIF, WEBP
from cosanim.local.store import ObjectStore
from tests.local.support import (
    BUCKET,
    CI_HOST,
    COS_HOST,
    REGION,
    authorization,
    describe,
    error_of,
    eventually,
    finished,
    job_body,
    raw,
    send,
    submit,
)
from tests.local.videos import cut, make_video, sample_video

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"not looked at")
        yield service


@pytest.fixture(scope="module")
def rendering():
    with LocalService() as service:
        yield service


def refusal(service, body, **options):
    answer = send(service, "POST", "/jobs", data=body, **options)
    assert answer.status_code >= 400
    assert answer.headers["x-ci-request-id"] == error_of(answer).request_id
    return answer.status_code, error_of(answer).code, error_of(answer).message


def test_the_documented_exchange(service):
    answer = send(
        service,
        "POST",
        "/jobs",
        data=job_body(
            video="<Width>1280</Width><Fps>15</Fps>", operation="<UserData>mine</UserData><JobLevel>2</JobLevel>"
        ),
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Server"] == "tencent-ci"
    assert answer.headers["Date"].endswith("GMT")
    assert answer.headers["x-ci-request-id"]
    assert "x-ci-trace-id" not in answer.headers
    assert {"Content-Length", "Content-Type", "Date", "Server", "x-ci-request-id"} == set(dict(answer.headers))
    assert answer.content.startswith(b"<Response><JobsDetail><Code>Success</Code><Message/><JobId>j")
    assert b"<State>Submitted</State>" in answer.content
    assert b"<StartTime>-</StartTime><EndTime>-</EndTime>" in answer.content
    assert b"Progress" not in answer.content
    job = finished(service, answer.text.partition("<JobId>")[2].partition("<")[0])
    assert (job.state, job.progress, job.tag) == ("Success", 100, "Animation")
    assert (job.input.bucket_id, job.input.object_key, job.input.region) == (BUCKET, "in/video.mp4", REGION)
    assert (job.operation.user_data, job.operation.job_level) == ("mine", 2)
    assert (job.operation.animation.video.width, job.operation.animation.video.fps) == (1280, 15)
    key = job.operation.media_result.output_file.object_name[0]
    result = send(service, "GET", f"/{key}")
    assert (result.content, result.headers["Content-Type"]) == (GIF, "image/gif")
    assert result.headers["ETag"] == f'"{job.operation.media_result.output_file.md5_info[0].md5}"'


def test_the_library_s_own_client(service, tmp_path):
    client = service.client()
    job = client.submit("in/video.mp4", "mine/out.${ext}", format="gif", width=640, fps=15, start=0, duration=5)
    done = client.wait(job.job_id, timeout=30)
    assert done.operation.media_result.output_file.object_name == ["mine/out.gif"]
    client.objects.get("mine/out.gif", tmp_path / "out.gif")
    assert (tmp_path / "out.gif").read_bytes() == GIF


def test_placeholders_are_images(tmp_path):
    for data, name in ((GIF, "GIF"), (WEBP, "WEBP")):
        (tmp_path / name).write_bytes(data)
        with Image.open(tmp_path / name) as image:
            image.load()
            assert (image.format, image.size) == (name, (1, 1))


def test_without_rendering_a_webp_is_a_webp(service):
    body = job_body(container="<Container><Format>webp</Format></Container>", codec="webp")
    job = finished(service, submit(service, body).job_id)
    assert job.operation.media_result.output_file.object_name == ["out/result.webp"]
    assert send(service, "GET", "/out/result.webp").content == WEBP


def test_the_job_id_is_filled_in_and_the_template_form_stays(service):
    job = submit(service, job_body(output_key="${JobId}/o.${EXT}"))
    done = finished(service, job.job_id)
    assert done.operation.output.object_key == "${JobId}/o.${EXT}"
    assert done.operation.media_result.output_file.object_name == [f"{job.job_id}/o.gif"]


def test_several_jobs_are_described_in_one_request(service):
    first, second = submit(service, job_body()), submit(service, job_body())
    text = send(service, "GET", f"/jobs/{second.job_id},jx,{first.job_id},,jy,jx").text
    assert text.index(second.job_id) < text.index(first.job_id)
    assert "<NonExistJobIds>jx,jy</NonExistJobIds>" in text
    assert "NonExistJobIds" not in send(service, "GET", f"/jobs/{first.job_id}").text
    odd = send(service, "GET", "/jobs/j\x01<&>")
    assert "<NonExistJobIds>j\ufffd&lt;&amp;&gt;</NonExistJobIds>" in odd.content.decode()


def test_blank_optional_leaves_count_as_absent(service):
    video = "<Width></Width><Height/><Fps></Fps><AnimateFramesPerSecond/><Quality> </Quality>"
    job = submit(service, job_body(video=video, more="<CallBack></CallBack><QueueId/>"))
    assert finished(service, job.job_id).state == "Success"
    assert job.queue_id.startswith("p")


def test_numbers_are_taken_in_every_form_that_the_schema_allows(service):
    job = submit(service, job_body(video="<Width> +0640 </Width><Fps>015.50</Fps>"))
    video = job.operation.animation.video
    assert (str(video.width), str(video.fps)) == ("640", "15.50")


def test_every_violation_is_named_with_its_path(service):
    body = job_body(video="<Width>5000</Width><Colour>red</Colour><Fps>0</Fps>", more="<CallBack>x</CallBack>")
    status, code, message = refusal(service, body.replace(b"<Tag>Animation</Tag>", b""))
    assert (status, code) == (400, "InvalidArgument")
    for path in ("Tag", "Operation.Animation.Video.Width", "Video.Colour", "Video.Fps", "CallBack"):
        assert f"{path}: " in message, path


def test_a_template_that_does_not_exist(service):
    body = job_body(operation="").replace(b"<Operation>", b"<Operation><TemplateId>t1</TemplateId>")
    status, code, message = refusal(service, body)
    assert (status, code) == (400, "TemplateNotFound")
    assert "t1" in message


def test_no_output_goes_where_the_api_is(service):
    assert refusal(service, job_body(output_key="jobs/o.gif"))[:2] == (400, "InvalidArgument")


def test_a_body_that_is_not_the_announced_one(service):
    headers = {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}
    assert refusal(service, job_body(), headers=headers)[:2] == (400, "InvalidContent")


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(12))
    + b"]><Request><Tag>&m;</Tag></Request>"
)

JUNK = {
    "empty": (b"", 400, "MissingContent"),
    "blank": (b" \n ", 400, "MissingContent"),
    "text": (b"hello", 400, "InvalidContent"),
    "json": (b'{"Tag": "Animation"}', 400, "InvalidContent"),
    "unclosed": (b"<Request><Tag>", 400, "InvalidContent"),
    "laughs": (LAUGHS, 400, "InvalidContent"),
    "dtd": (b"<!DOCTYPE Request>" + job_body(), 400, "InvalidContent"),
    "external": (
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><Request><Tag>&x;</Tag></Request>',
        400,
        "InvalidContent",
    ),
    "entity": (job_body().replace(b"Animation</Tag>", b"&x;</Tag>"), 400, "InvalidContent"),
    "deep": (b"<Request>" * 3000 + b"</Request>" * 3000, 400, "InvalidContent"),
    "many": (b"<Request>" + b"<a/>" * 5000 + b"</Request>", 400, "InvalidContent"),
    "unknown": (b"<Request>" + b"<a/>" * 1990 + b"</Request>", 400, "InvalidArgument"),
    "response": (b"<Response/>", 400, "InvalidContent"),
    "other": (b"<Other/>", 400, "InvalidContent"),
    "nul": (job_body().replace(b"video", b"vi\0deo"), 400, "InvalidContent"),
    "latin": (job_body().replace(b"video", b"vid\xe9o"), 400, "InvalidContent"),
    "namespace": (job_body().replace(b"<Request", b'<Request xmlns="x"'), 400, "InvalidContent"),
    "attribute": (job_body().replace(b"<Tag", b'<Tag a="1"'), 400, "InvalidArgument"),
    "large": (job_body() + b" " * 70_000, 413, "InvalidContent"),
    "10 MB": (b"<Request>" + b"x" * 10_000_000, 413, "InvalidContent"),
}


@pytest.mark.parametrize("name", JUNK)
def test_bad_bodies_get_a_clear_error_at_once(service, name):
    body, status, code = JUNK[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    assert refusal(service, body)[:2] == (status, code)
    assert time.monotonic() - started < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB


def test_a_large_body_of_unknown_length_is_not_kept(service):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunks = (b"<a>" * 20_000 for _ in range(2_000))
    assert refusal(service, chunks)[:2] == (413, "InvalidContent")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB, of 120 MB sent


def test_a_body_without_length_is_refused(service):
    head = f"POST /jobs HTTP/1.1\r\nHost: {CI_HOST}\r\nAuthorization: {authorization('POST', '/jobs')}\r\n"
    assert raw(service.url, f"{head}Connection: close\r\n\r\n".encode()).startswith(b"HTTP/1.1 411")


def test_what_is_no_http_disturbs_nobody(service, capfd):
    for junk in (b"\x16\x03\x01\x02\x00", b"GET  / HTTP/9.9\r\n\r\n", b"A" * 100_000 + b"\r\n\r\n"):
        assert raw(service.url, junk) == b"" or b" 400 " in raw(service.url, junk)
    raw(service.url, b"GET / HT", close=True)
    assert submit(service, job_body()).job_id
    assert capfd.readouterr() == ("", "")


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


def test_inputs_that_are_no_videos_fail_their_jobs_alone(rendering, tmp_path):
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
    assert not list(rendering._run.store._temporary.iterdir())


def test_an_input_that_changes_while_it_is_rendered(rendering):
    send(rendering, "PUT", "/changing", data=sample_video("bigbuckbunny.mp4").read_bytes())
    part = "<TimeInterval><Duration>1</Duration></TimeInterval>"
    job = submit(rendering, job_body("changing", video="<Width>800</Width>", interval=part))
    eventually(lambda: describe(rendering, job.job_id).state == "Running")
    send(rendering, "PUT", "/changing", data=b"something else")
    assert finished(rendering, job.job_id).state == "Success"


def test_everything_is_there_after_a_restart(tmp_path):
    with LocalService(data=tmp_path / "d", render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"kept")
        job = submit(service, job_body())
        done = finished(service, job.job_id)
    with LocalService(data=tmp_path / "d", render=False) as service:
        assert describe(service, job.job_id) == done
        assert send(service, "GET", "/in/video.mp4").content == b"kept"
        assert send(service, "GET", "/out/result.gif").content == GIF


def test_reset_forgets_everything_also_what_is_being_rendered(rendering):
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


def test_reset_forgets_every_table():
    with LocalService(render=False) as service:
        with service._run.tables.database.transaction() as connection:
            names = [row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            names = [name for name in names if not name.startswith("sqlite_")]
            for name in names:
                columns = connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
                values = ", ".join("7" if column["pk"] else "'x'" for column in columns)
                connection.execute(f"INSERT INTO {name} VALUES ({values})")  # noqa: S608 - names of the schema
        assert len(names) == 7
        service.reset()
        with service._run.tables.database.transaction() as connection:
            left = {
                name: connection.execute(f"SELECT COUNT(*) AS count FROM {name}").fetchone()["count"]  # noqa: S608
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


def test_what_cannot_start_says_why_and_leaves_nothing(tmp_path):
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


def test_a_service_that_does_not_run_says_so(service):
    idle = LocalService(render=False)
    with pytest.raises(CosanimError, match="does not run"):
        _ = idle.url
    idle.stop()
    with pytest.raises(CosanimError, match="runs already"):
        service.start()


@pytest.mark.parametrize(("module", "options"), [("av", {}), ("starlette", {"render": False})])
def test_a_missing_extra_is_said_as_that(monkeypatch, module, options):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(CosanimError, match=r"pip install 'cosanim\[local\]'"):
        LocalService(**options).start()


def test_without_rendering_pyav_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with LocalService(render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        assert finished(service, submit(service, job_body()).job_id).state == "Success"


def test_temporary_data_is_removed():
    with LocalService(render=False) as service:
        folder = service._run.store._content.parent
        assert folder.exists()
    assert not folder.exists()


def test_a_full_disk_fails_the_job_and_not_the_service(service, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ObjectStore, "put", full)
        job = finished(service, submit(service, job_body(output_key="full.gif")).job_id)
    assert (job.state, job.code) == ("Failed", "InternalError")
    assert "disk is full" in job.message
    assert send(service, "GET", "/full.gif").status_code == 404
    assert not list(service._run.store._temporary.iterdir())


LIMITED = """
import resource, signal, sys
from pathlib import Path
from cosanim.local import LocalService
from tests.local.support import error_of, finished, job_body, send, submit

with LocalService() as service:
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
    print(len(list(service._run.store._temporary.iterdir())))
"""


def test_files_that_cannot_grow_as_on_a_full_disk():
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(sample_video("bigbuckbunny.mp4"))],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.stdout.split("\n")[:4] == ["Failed InternalError 404", "503 ServiceUnavailable 404", "200", "0"]
    assert done.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_with_a_signal_and_says_nothing_by_itself(number):
    code = "from cosanim.local import LocalService\nprint(LocalService().run(lambda url: print(url, flush=True)))"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    assert requests.get(f"{url}/local/health", timeout=5).text == "ok\n"
    process.send_signal(number)
    assert process.communicate(timeout=10) == (f"{int(number)}\n", "")
    assert process.returncode == 0


def test_a_script_needs_no_guard_around_its_main_part(tmp_path):
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


def test_an_idle_connection_does_not_hold_up_the_stop():
    with LocalService(render=False) as service, requests.Session() as session:
        session.get(f"{service.url}/local/health", timeout=5)
        started = time.monotonic()
        service.stop()
        assert time.monotonic() - started < 2
        service.stop()


def test_the_service_starts_again_after_its_stop():
    service = LocalService(render=False)
    for _ in range(3):
        with service:
            assert send(service, "PUT", "/k", data=b"1").status_code == 200


def test_the_database_is_for_its_owner_alone(tmp_path):
    tmp_path.chmod(0o755)
    with LocalService(data=tmp_path, render=False) as service, service.client() as client:
        client.objects.put("in.mp4", b"x")
        client.submit("in.mp4", "out.gif", format="gif", duration=1)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("cosanim.sqlite3*")}
    assert modes
    assert set(modes.values()) == {0o600}
