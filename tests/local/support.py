"""Helpers for tests of the local service: signed requests, raw sockets, request bodies."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

import requests

from cosanim.credentials import Credentials
from cosanim.local.http.hosts import is_api_path
from cosanim.models import (
    DescribeJobsResponse,
    ErrorResponse,
    JobDetail,
    ListJobsResponse,
    ListQueuesResponse,
    QueueDetail,
    SubmitJobResponse,
    UpdateQueueResponse,
)
from cosanim.signing import sign
from cosanim.xml.codec import decode
from tests.servers.loopback import Served

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from cosanim.local import LocalService

T = TypeVar("T")
BUCKET = "test-1250000000"
REGION = "ap-chongqing"
CI_HOST = f"{BUCKET}.ci.{REGION}.myqcloud.com"
COS_HOST = f"{BUCKET}.cos.{REGION}.myqcloud.com"
CREDENTIALS = Credentials("AKIDlocal", "localsecret")
OUTPUT = "out/result.${ext}"
NOW = 1_656_314_590.7  # 2022-06-27T15:23:10+0800


def job_body(
    input_key: str = "in/video.mp4", output_key: str = OUTPUT, *, video: str = "", more: str = "", **parts: str
) -> bytes:
    """Return a valid request; ``video`` is XML inside Video, ``more`` is XML after Operation."""
    container = parts.get("container", "<Container><Format>gif</Format></Container>")
    bucket = parts.get("bucket", BUCKET)
    region = parts.get("region", REGION)
    return (
        f"<Request><Tag>Animation</Tag><Input><Object>{input_key}</Object></Input><Operation><Animation>{container}"
        f"<Video><Codec>{parts.get('codec', 'gif')}</Codec>{video}</Video>{parts.get('interval', '')}</Animation>"
        f"<Output><Region>{region}</Region><Bucket>{bucket}</Bucket><Object>{output_key}</Object></Output>"
        f"{parts.get('operation', '')}</Operation>{more}</Request>"
    ).encode()


def authorization(
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
    credentials: Credentials = CREDENTIALS,
    window: tuple[int, int] | None = None,
) -> str:
    now = int(time.time())
    return sign(
        method=method,
        path=path,
        params=params or {},
        headers=headers or {},
        credentials=credentials,
        key_time=window or (now - 60, now + 600),
    )


def raw(url: str, data: bytes, *, close: bool = False) -> bytes:
    """Send bytes, and return everything that is received until the server closes the connection."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as connection:
        connection.sendall(data)
        if close:
            return b""
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def raw_request(
    service: LocalService,
    method: str,
    target: str,
    *,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    host: str = COS_HOST,
) -> tuple[int, dict[str, str], bytes]:
    """Send a signed request whose target is not normalised."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"Authorization: {authorization(method, path)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    head, _, content = raw(service.url, "\r\n".join(lines).encode() + body).partition(b"\r\n\r\n")
    status, *received = head.decode().split("\r\n")
    return (
        int(status.split()[1]),
        {name.lower(): value for name, value in (line.split(": ", 1) for line in received)},
        content,
    )


def send(
    service: LocalService,
    method: str,
    path: str,
    *,
    data: Any = None,
    host: str | None = None,
    headers: dict[str, str] | None = None,
    **options: Any,
) -> requests.Response:
    """Send a request that is signed with its host, path and parameters."""
    host = host or (CI_HOST if is_api_path(path[1:]) else COS_HOST)
    signed = {"host": host, **{k: v for k, v in (headers or {}).items() if k.lower().startswith("x-")}}
    params = options.pop("params", {})
    text = authorization(method, path, headers=signed, params=params)
    return requests.request(
        method,
        service.url + quote(path),
        data=data,
        params=params,
        headers={"Host": host, "Authorization": text, **(headers or {})},
        timeout=20,
        allow_redirects=False,
        **options,
    )


def error_of(response: requests.Response) -> ErrorResponse:
    return decode(response.content, ErrorResponse)


def ask(service: LocalService, method: str, path: str, cls: type[T], *, data: Any = None, **options: Any) -> T:
    """Send a request that must succeed, and return the decoded response."""
    response = send(service, method, path, data=data, **options)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/xml"
    answer = decode(response.content, cls, strict=True)
    assert getattr(answer, "request_id", None) in {None, response.headers["x-ci-request-id"]}
    return answer


def refused(service: LocalService, method: str, path: str, **options: Any) -> tuple[int, str]:
    """Send a request that the media service must refuse, and return status and code."""
    response = send(service, method, path, **options)
    assert response.status_code >= 400, response.text
    error = error_of(response)
    assert response.headers["x-ci-request-id"] == error.request_id
    assert error.message
    return response.status_code, error.code or ""


def refused_job(service: LocalService, body: bytes, **options: Any) -> tuple[int, str, str]:
    """Submit a job that the service must refuse, and return status, code and message."""
    response = send(service, "POST", "/jobs", data=body, **options)
    assert response.status_code >= 400, response.text
    error = error_of(response)
    assert response.headers["x-ci-request-id"] == error.request_id
    return response.status_code, error.code or "", error.message or ""


def listed(service: LocalService, **params: str) -> ListJobsResponse:
    return ask(service, "GET", "/jobs", ListJobsResponse, params=params)


def queue_of(service: LocalService, **options: Any) -> QueueDetail:
    return ask(service, "GET", "/queue", ListQueuesResponse, **options).queue_list[0]


def queue_body(state: str = "Active", notify: str = "<State>Off</State>", more: str = "") -> bytes:
    config = f"<NotifyConfig>{notify}</NotifyConfig>"
    return f"<Request><Name>My-Queue</Name>{more}<State>{state}</State>{config}</Request>".encode()


def set_queue(service: LocalService, state: str = "Active", notify: str = "<State>Off</State>") -> QueueDetail:
    path = f"/queue/{queue_of(service).queue_id}"
    return ask(service, "PUT", path, UpdateQueueResponse, data=queue_body(state, notify)).queue


def submit(service: LocalService, body: bytes, **options: Any) -> JobDetail:
    response = send(service, "POST", "/jobs", data=body, **options)
    assert response.status_code == 200, response.text
    return decode(response.content, SubmitJobResponse).jobs_detail[0]


def describe(service: LocalService, job_id: str | None) -> JobDetail:
    response = send(service, "GET", f"/jobs/{job_id}")
    assert response.status_code == 200, response.text
    return decode(response.content, DescribeJobsResponse).jobs_detail[0]


def finished(service: LocalService, job_id: str | None, *, timeout: float = 30) -> JobDetail:
    return eventually(
        lambda: found if (found := describe(service, job_id)).state in {"Success", "Failed", "Cancel"} else None,
        timeout=timeout,
    )


def eventually(probe: Callable[[], T | None], *, timeout: float = 10) -> T:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        value = probe()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"did not happen within {timeout} s")


def temporary_files(data: Path) -> list[Path]:
    """Return the files of incomplete uploads and renders in a data folder."""
    return list((data / "tmp").iterdir())


class Clock:
    """A clock that returns NOW until a test sets it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class Receiver(Served):
    """A server that records the callbacks it receives and responds with the given statuses, then with 200.

    With ``wait_for`` it responds once that event is set; ``waiting`` counts the requests that have arrived until then.
    """

    def __init__(self, *statuses: int, wait_for: threading.Event | None = None) -> None:
        self.callbacks: list[tuple[str, str, bytes]] = []
        self.waiting = 0
        self.wait_for = wait_for
        left = list(statuses)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.wait_for is not None:
                    receiver.waiting += 1
                    receiver.wait_for.wait(30)
                receiver.callbacks.append((self.path, self.headers["Content-Type"], body))
                status = left.pop(0) if left else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        super().__init__(Handler)
