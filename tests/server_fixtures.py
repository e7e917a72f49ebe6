"""Fixtures of several folders: a local service without rendering, and servers with prepared replies."""

import os
import shutil
import subprocess

import pytest

from cosanim.http.transport import Transport
from cosanim.local import LocalService
from tests.servers.loopback import Loopback, dead_url
from tests.servers.peers import CREDENTIALS, ONCE, Peer
from tests.servers.support import set_queue


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as running:
        yield running


@pytest.fixture
def client(service):
    """A client of an empty local service."""
    service.reset()
    with service.client() as made:
        yield made


@pytest.fixture
def paused_client(client):
    """A client of a service whose queue is paused, so that jobs wait."""
    set_queue(client, "Paused")
    return client


@pytest.fixture
def loopback():
    with Loopback() as running:
        yield running


@pytest.fixture
def peer():
    with Peer() as running:
        yield running


@pytest.fixture
def transport():
    made = Transport(credentials=CREDENTIALS, timeout=(2, 2), retry=ONCE)
    yield made
    made.close()


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """Return an empty home directory on a machine without variables for credentials and without metadata service."""
    for name in [*os.environ]:
        if name.startswith(("TENCENTCLOUD_", "TCCLI_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setattr("cosanim.credentials.instance_role.METADATA_ADDRESS", dead_url())
    return home


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {cert}".split(),
        check=True,
        capture_output=True,
    )
    return key, cert
