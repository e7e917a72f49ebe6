"""Request bodies that are refused before they reach a handler: malicious, too large, or not matching their headers."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.local.support import (
    CI_HOST,
    authorization,
    job_body,
    raw,
    refused_job,
    submit,
)


def test_a_body_that_does_not_match_its_checksum_is_refused(service):
    headers = {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}
    assert refused_job(service, job_body(), headers=headers)[:2] == (400, "InvalidContent")


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
def test_bad_bodies_are_refused_with_the_documented_error(service, name):
    body, status, code = JUNK[name]
    assert refused_job(service, body)[:2] == (status, code)


@contextmanager
def service_process():
    """A service in a separate process, for measuring its memory."""
    command = [sys.executable, "-c", "from cosanim.cli import main; main()", "local", "--no-render", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            yield SimpleNamespace(url=json.loads(process.stdout.readline())["url"]), process.pid
        finally:
            process.terminate()


def peak_kib(pid):
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1])


@pytest.mark.parametrize("known", [True, False])
def test_a_large_body_is_not_held_in_memory(known):
    body = b"x" * 120_000_000 if known else (b"<a>" * 20_000 for _ in range(2_000))
    with service_process() as (service, pid):
        assert refused_job(service, job_body().replace(b"gif", b"bmp"))[0] == 400
        before = peak_kib(pid)
        assert refused_job(service, body)[:2] == (413, "InvalidContent")
        assert peak_kib(pid) - before < 20_000  # of 120 MB sent


def test_a_body_without_length_is_refused(service):
    head = f"POST /jobs HTTP/1.1\r\nHost: {CI_HOST}\r\nAuthorization: {authorization('POST', '/jobs')}\r\n"
    assert raw(service.url, f"{head}Connection: close\r\n\r\n".encode()).startswith(b"HTTP/1.1 411")


def test_malformed_http_does_not_affect_other_requests(service, capfd):
    for junk in (b"\x16\x03\x01\x02\x00", b"GET  / HTTP/9.9\r\n\r\n", b"A" * 100_000 + b"\r\n\r\n"):
        assert raw(service.url, junk) == b"" or b" 400 " in raw(service.url, junk)
    raw(service.url, b"GET / HT", close=True)
    assert submit(service, job_body()).job_id
    assert capfd.readouterr() == ("", "")
