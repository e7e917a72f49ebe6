"""HTTPS: a certificate made at the start, and clients that trust its authority."""

import json
import select
import signal
import socket
import ssl
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests

from cosanim.local import LocalService
from tests.cli.support import ENTRY, process_environment
from tests.local.support import BUCKET, CI_HOST, COS_HOST, CREDENTIALS, REGION, raw


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False, tls=True, request_timeout=0.5) as service:
        yield service


def context_of(service):
    return ssl.create_default_context(cafile=service.ca_file)


def test_a_client_of_the_service_trusts_it(service, tmp_path, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", requests.certs.where())
    (tmp_path / "in").write_bytes(b"content")
    assert service.url.startswith("https://127.0.0.1:")
    with service.client() as client:
        client.objects.put("k", tmp_path / "in")
        job = client.submit("k", "out.gif", codec="gif", width=128, duration=1)
        assert job.wait().state == "Success"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", CI_HOST, COS_HOST, f"ci.{REGION}.myqcloud.com"])
def test_the_certificate_is_valid_for_the_names_of_the_service(service, name):
    parts = urlsplit(service.url)
    with (
        socket.create_connection((parts.hostname, parts.port), timeout=10) as connection,
        context_of(service).wrap_socket(connection, server_hostname=name) as secure,
    ):
        secure.sendall(b"GET /local/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert secure.recv(12) == b"HTTP/1.1 200"


def test_the_certificate_is_not_trusted_without_the_file(service):
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(service.url, timeout=10)


def test_the_file_contains_no_key_and_is_removed():
    with LocalService(render=False, tls=True) as service:
        file = service.ca_file
        assert file.read_text().count("BEGIN") == 1
        assert "BEGIN CERTIFICATE" in file.read_text()
    assert not file.parent.exists()


def test_without_tls_there_is_no_file():
    with LocalService(render=False) as service:
        assert service.ca_file is None


def test_connections_without_a_handshake_are_closed(service, caplog):
    assert raw(service.url, b"") == b""
    assert b"HTTP" not in raw(service.url, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_request_that_is_not_http_is_refused(service):
    parts = urlsplit(service.url)
    with (
        socket.create_connection((parts.hostname, parts.port), timeout=10) as connection,
        context_of(service).wrap_socket(connection, server_hostname="localhost") as secure,
    ):
        secure.sendall(b"nonsense\r\n\r\n")
        received = b""
        while chunk := secure.recv(65536):
            received += chunk
    assert received.startswith(b"HTTP/1.1 400")
    assert b"<Code>InvalidRequest</Code>" in received


def test_the_official_sdk_uses_https(service):
    qcloud_cos = pytest.importorskip("qcloud_cos")
    client = qcloud_cos.CosS3Client(
        qcloud_cos.CosConfig(
            Region=REGION,
            SecretId=CREDENTIALS.secret_id,
            SecretKey=CREDENTIALS.secret_key,
            Domain=service.url.removeprefix("https://"),
            Scheme="https",
            VerifySSL=str(service.ca_file),
        )
    )
    client.put_object(Bucket=BUCKET, Key="k", Body=b"1")
    assert client.get_object(Bucket=BUCKET, Key="k")["Body"].get_raw_stream().read() == b"1"


@pytest.mark.parametrize("words", [("--json",), ()])
def test_the_command_prints_the_file(words):
    running = subprocess.Popen(
        [*ENTRY, "local", "--no-render", "--tls", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=process_environment(),
    )
    try:
        assert select.select([running.stdout], [], [], 30)[0], "no line in time"
        line = running.stdout.readline().decode()
        if words:
            url, file = json.loads(line).values()
        else:
            url, file = line.removeprefix("listening on ").rstrip().split(" with the certificate authority ")
        assert requests.get(f"{url}/local/health", verify=file, timeout=10).text == "ok\n"
        running.send_signal(signal.SIGTERM)
        assert running.communicate(timeout=20) == (b"", b"")
        assert running.returncode == 0
    finally:
        running.kill()
        running.wait()


def test_without_the_extra_the_message_says_what_to_install():
    code = "import sys; sys.modules['trustme'] = None; from cosanim.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "local", "--no-render", "--tls"],
        capture_output=True, text=True, check=False, env=process_environment(),
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "needs trustme" in ran.stderr
    assert "pip install 'cosanim[tls]'" in ran.stderr
