"""local: prints one line and nothing else, and runs until a signal ends it."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import requests

from tests.cli.support import ENTRY, PARAMETERS, process, process_environment
from tests.local.support import eventually, job_body, listed, queue_of, raw, refused, send, submit


@contextmanager
def local(*words):
    running = subprocess.Popen(
        [*ENTRY, "local", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=process_environment()
    )
    try:
        assert select.select([running.stdout], [], [], 30)[0], "no line in time"
        line = os.read(running.stdout.fileno(), 65536).decode()
        yield running, line
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()


def ended(running, number):
    running.send_signal(number)
    out, err = running.communicate(timeout=20)
    return running.returncode, out, err


def url_of(line):
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    return found[1]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
@pytest.mark.parametrize("words", [("--no-render",), ()], ids=["placeholders", "rendering"])
def test_one_line_is_printed_and_the_end_is_silent(number, code, words):
    with local(*words) as (running, line):
        url_of(line)
        assert ended(running, number) == (code, b"", b"")


def test_the_line_is_an_object_on_request():
    with local("--no-render", "--json") as (running, line):
        address = json.loads(line)
        assert list(address) == ["url"]
        assert process("describe", "j1", url=address["url"]).code == 3
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


def test_a_whole_exchange_leaves_nothing_more_on_either_stream(tmp_path):
    (tmp_path / "in.mp4").write_bytes(b"x")
    with local("--no-render") as (running, line):
        url = url_of(line)
        assert process("put", str(tmp_path / "in.mp4"), "in.mp4", url=url).code == 0
        target = tmp_path / "out.gif"
        ran = process("submit", "in.mp4", "out.{ext}", *PARAMETERS, "--download", str(target), url=url)
        assert ran.code == 0, ran.err
        assert target.read_bytes().startswith(b"GIF")
        assert process("get", "missing", str(target), url=url).code == 3
        raw(url, b"nonsense\r\n\r\n")
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


def test_a_failure_is_said_in_the_response_and_not_printed(tmp_path):
    with local("--no-render", "--data", str(tmp_path / "data")) as (running, line):
        service = SimpleNamespace(url=url_of(line))
        assert send(service, "PUT", "/k", data=b"1").status_code == 200
        (content,) = (tmp_path / "data" / "objects").iterdir()
        content.unlink()
        assert send(service, "GET", "/k").status_code == 503
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


def test_data_bucket_region_and_credentials_are_those_given(tmp_path):
    data = tmp_path / "new" / "data"
    words = ["--no-render", "--data", str(data), "--bucket", "mine-1250000001", "--region", "ap-nowhere"]
    words += ["--secret-id", "AKIDmine", "--secret-key", "minesecret"]
    env = {
        "COSANIM_BUCKET": "mine-1250000001",
        "COSANIM_REGION": "ap-nowhere",
        "TENCENTCLOUD_SECRET_ID": "AKIDmine",
        "TENCENTCLOUD_SECRET_KEY": "minesecret",
    }
    (tmp_path / "a").write_bytes(b"kept")
    with local(*words) as (running, line):
        url = url_of(line)
        assert process("put", str(tmp_path / "a"), "k", url=url, **env).code == 0
        assert process("put", str(tmp_path / "a"), "k", url=url).code == 3, "other credentials"
        assert ended(running, signal.SIGTERM) == (0, b"", b""), "an odd region is no reason to say more"
    with local(*words) as (running, line):
        assert process("get", "k", str(tmp_path / "b"), url=url_of(line), **env).code == 0
    assert (tmp_path / "b").read_bytes() == b"kept"


def test_verbose_logs_on_stderr_and_still_prints_one_line(tmp_path):
    with local("--no-render", "--verbose") as (running, line):
        process("get", "missing", str(tmp_path / "never"), url=url_of(line))
        code, out, err = ended(running, signal.SIGTERM)
    assert (code, out) == (0, b"")
    assert b"NoSuchKey" in err
    assert b"localsecret" not in err


@pytest.mark.parametrize(("words", "status"), [((), 200), (("--strict",), 400)])
def test_nodes_that_the_schema_does_not_know_are_refused_on_request(words, status):
    with local("--no-render", *words) as (running, line):
        service = SimpleNamespace(url=url_of(line))
        answer = send(service, "POST", "/jobs", data=job_body(more="<Size>10</Size>"))
        assert answer.status_code == status
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


def test_faults_are_injected_in_the_sequence_of_their_seed():
    seeds = []
    for words in ((), ("--fault-seed", "7"), ("--fault-seed", "7")):
        with local("--no-render", "--verbose", "--faults", "503=0.3,429=0.3", *words) as (running, line):
            service = SimpleNamespace(url=url_of(line))
            statuses = [send(service, "GET", "/queue").status_code for _ in range(30)]
            code, out, err = ended(running, signal.SIGTERM)
        assert (code, out) == (0, b"")
        seed = re.search(rb"the seed of the faults is (\d+)", err)[1]
        assert set(statuses) == {200, 429, 503}, f"seed {seed}"
        seeds.append((seed, statuses))
    assert seeds[1] == seeds[2]
    assert seeds[1][0] == b"7"


def test_closed_connections_and_requests_that_wait_print_nothing():
    with local("--no-render", "--faults", "drop-after=0.5,late=0.5:3600") as (running, line):
        service = SimpleNamespace(url=url_of(line))
        for _ in range(10):
            with pytest.raises(requests.ConnectionError):
                send(service, "POST", "/jobs", data=job_body())
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


@pytest.mark.parametrize("faults", ["", "503=0.1,", "late=0.1", "refuse=2", "rain=0.1", "399=0.1"])
def test_faults_of_another_form_are_a_usage_error(faults):
    ran = process("local", "--no-render", "--faults", faults)
    assert (ran.code, ran.out) == (2, "")
    assert f"faults: {faults!r}" in ran.err
    assert ran.is_clean()


def test_held_jobs_stay_submitted_up_to_the_limit_of_the_queue():
    with local("--hold", "--queue-max-size", "1", "--queue-max-concurrent", "3") as (running, line):
        service = SimpleNamespace(url=url_of(line))
        job = submit(service, job_body())
        assert send(service, "PUT", f"/jobs/{job.job_id}", params={"cancel": ""}).status_code == 200
        assert [each.state for each in listed(service).jobs_detail] == ["Cancel"]
        assert submit(service, job_body()).state == "Submitted"
        assert refused(service, "POST", "/jobs", data=job_body()) == (403, "QueueSaturated")
        assert (queue_of(service).max_size, queue_of(service).max_concurrent) == (1, 3)
        assert ended(running, signal.SIGTERM) == (0, b"", b"")


def test_a_port_that_is_taken_is_an_error_and_no_hanging():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = time.monotonic()
        ran = process("local", "--no-render", "--port", str(port))
    assert time.monotonic() - started < 10
    assert (ran.code, ran.out) == (3, "")
    assert str(port) in ran.err
    assert ran.is_clean()


def test_a_data_folder_in_use_is_an_error(tmp_path):
    with local("--no-render", "--data", str(tmp_path)):
        ran = process("local", "--no-render", "--data", str(tmp_path))
    assert (ran.code, ran.out) == (3, "")
    assert "in use" in ran.err


def test_a_data_folder_that_is_a_file_is_a_usage_error(tmp_path):
    (tmp_path / "f").write_text("")
    assert process("local", "--data", str(tmp_path / "f")).code == 2


@pytest.mark.parametrize(
    ("words", "blocked", "extra"),
    [
        (("local",), "av", "local"),
        (("local", "--no-render"), "starlette", "testing"),
        (("local", "--no-render"), "uvicorn", "testing"),
        (("demo",), "av", "local"),
        (("demo", "--json"), "starlette", "local"),
    ],
)
def test_without_the_extra_the_message_says_what_to_install(words, blocked, extra, tmp_path):
    code = f"import os, sys; os.chdir({str(tmp_path)!r}); sys.modules[{blocked!r}] = None; "
    ran = process(*words, code=code + "from cosanim.cli import main; main()")
    assert (ran.code, ran.out) == (3, "")
    assert f"needs {blocked}" in ran.err
    assert f"pip install 'cosanim[{extra}]'" in ran.err
    assert ran.is_clean()
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_everything_else_works():
    code = "import sys; sys.modules.update(av=None, starlette=None, uvicorn=None); from cosanim.cli import main; main()"
    words = ("submit", "a", "b.gif", *PARAMETERS, "--dry-run")
    assert process(*words, code=code, url="http://127.0.0.1:9").code == 0


def test_the_memory_of_renders_is_limited_on_request():
    with local("--memory-limit", "128", "--no-render") as (running, line):
        url_of(line)
        assert ended(running, signal.SIGTERM) == (0, b"", b"")
    ran = process("local", "--memory-limit", "64")
    assert (ran.code, ran.out) == (2, "")
    assert "--memory-limit" in ran.err


def test_the_page_is_opened_on_request(tmp_path, monkeypatch):
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new\nmv {opened}.new {opened}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    with local("--no-render", "--open") as (running, line):
        url = url_of(line)
        assert eventually(lambda: opened.exists() and opened.read_text()).strip() == url
        assert ended(running, signal.SIGTERM) == (0, b"", b"")
