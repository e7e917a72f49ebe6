"""A signature must be valid when its jobs are stored, and not only when the head of the request arrives.

A client takes a list of jobs that was read after the end of a signature for the proof that no job was accepted with it.
"""

import socket
from urllib.parse import urlsplit

import pytest

from cosanim.local import LocalService
from tests.local.support import BUCKET, CI_HOST, NOW, REGION, Clock, authorization, job_body, send

END = int(NOW) + 30
BATCH = (
    "<Request><Name>n</Name><Type>Job</Type><Input><Prefix>in/</Prefix></Input><Operation><Tag>Animation</Tag><JobParam>"
    "<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec></Video></Animation></JobParam>"
    f"<Output><Region>{REGION}</Region><Bucket>{BUCKET}</Bucket><Object>o/${{jobid}}.${{ext}}</Object></Output>"
    "</Operation></Request>"
).encode()


@pytest.fixture
def service():
    clock = Clock()
    with LocalService(clock=clock, hold=True) as service:
        window = (int(NOW) - 60, END)
        text = authorization("PUT", "/in/video.mp4", window=window)
        send(service, "PUT", "/in/video.mp4", data=b"1", headers={"Authorization": text})
        yield service, clock


def submit_late(service, clock, path, body, moment):
    """Send the head of a request in time, and its body when the clock shows a moment; return the status line."""
    parts = urlsplit(service.url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {CI_HOST}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        f"Authorization: {authorization('POST', path, window=(int(NOW) - 60, END))}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head.encode())
        # The service asks for the body after it has checked the signature.
        assert connection.recv(1024).startswith(b"HTTP/1.1 100")
        clock.now = moment
        connection.sendall(body)
        reply = b""
        while chunk := connection.recv(65536):
            reply += chunk
    return reply


@pytest.mark.parametrize(("path", "body"), [("/jobs", job_body()), ("/inventorytriggerjob", BATCH)])
@pytest.mark.parametrize(("moment", "is_accepted"), [(END + 0.9, True), (END + 1, False)])
def test_no_job_is_stored_after_the_end_of_its_signature(service, path, body, moment, is_accepted):
    service, clock = service
    reply = submit_late(service, clock, path, body, moment)
    assert reply.startswith(b"HTTP/1.1 200" if is_accepted else b"HTTP/1.1 401"), reply
    assert (b"<Code>SignatureExpired</Code>" in reply) is not is_accepted
    listed = send(
        service, "GET", "/jobs", headers={"Authorization": authorization("GET", "/jobs", window=(END, END + 600))}
    )
    assert listed.status_code == 200
    assert listed.text.count("<JobsDetail>") == is_accepted
