"""Requests sessions passed by the caller: hooks, adapters, settings and CA bundles."""

import io
import os
from collections import Counter

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from cosanim import AnimationClient, Credentials, SubmissionUnknown, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.transport import Transport
from tests.servers.loopback import BUCKET, CREDENTIALS, JOB, ONCE, REGION, Loopback
from tests.servers.peers import HOST

PARAMETERS = {"format": "gif", "duration": 5}


@pytest.fixture
def session():
    with requests.Session() as session:
        yield session


def client_with(session, url="https://a.example.com", **more):
    return AnimationClient(bucket=BUCKET, region=REGION, credentials=CREDENTIALS, endpoint=url, session=session, **more)


class Memory(BaseAdapter):
    """An adapter that replies without a network and records the settings of each request."""

    def __init__(self, raw, *, headers=None):
        super().__init__()
        self.settings = []
        self._raw, self._headers = raw, headers or {}

    def send(self, request, **settings):
        self.settings.append(settings)
        response = requests.Response()
        response.status_code, response.raw, response.url = 200, self._raw(), request.url
        response.request = request
        response.headers.update(self._headers)
        return response

    def close(self):
        pass


READING = {
    "content": lambda response: response.content,
    "pieces": lambda response: b"".join(response.iter_content(7)) and setattr(response, "_content", JOB),
    "text": lambda response: response.text,
}


@pytest.mark.parametrize("how", READING)
def test_a_hook_that_reads_the_body_does_not_lose_the_reply(session, how):
    session.hooks["response"].append(lambda response, *_, **__: READING[how](response) and None)
    with Loopback() as service, client_with(session, service.url) as client:
        assert client.submit("in.mp4", "out.gif", **PARAMETERS).job_id == "j1"
        target = io.BytesIO()
        client.objects.get("key", target)
        assert target.getvalue() == JOB


def test_a_hook_that_consumes_the_body_leaves_the_outcome_unknown(session):
    session.hooks["response"].append(lambda response, *_, **__: list(response.iter_content(7)) and None)
    with Loopback() as service, client_with(session, service.url, retry=ONCE) as client:
        with pytest.raises(SubmissionUnknown):
            client.submit("in.mp4", "out.gif", **PARAMETERS)
        assert [request.method for request in service.requests].count("POST") == 1


def test_an_adapter_may_reply_from_memory(session):
    headers = {"Content-Length": str(len(JOB)), "x-ci-request-id": "r1"}
    session.mount("https://", Memory(lambda: io.BytesIO(JOB), headers=headers))
    with client_with(session) as client:
        job = client.submit("in.mp4", "out.gif", **PARAMETERS)
        assert (job.job_id, job.request_id) == ("j1", "r1")
        target = io.BytesIO()
        client.objects.get("key", target)
        assert target.getvalue() == JOB


def test_an_adapter_reply_that_is_longer_than_its_length_is_not_read_beyond_the_limit(session):
    body = io.BytesIO(bytes(10_000_000))
    session.mount("https://", Memory(lambda: body, headers={"Content-Length": "5"}))
    transport = Transport(credentials=CREDENTIALS, session=session, max_reply=100_000)
    with pytest.raises(TransportError, match="larger than 100000 bytes"):
        transport.send("GET", Endpoint.of(HOST, "https://a.example.com"), "/jobs")
    assert body.closed or body.tell() < 1_000_000


def test_an_adapter_reply_without_headers_gives_a_job_but_no_object(session):
    session.mount("https://", Memory(lambda: io.BytesIO(JOB)))
    with client_with(session) as client:
        job = client.submit("in.mp4", "out.gif", **PARAMETERS)
        assert (job.job_id, job.request_id) == ("j1", None)
        with pytest.raises(TransportError, match="no request id"):
            client.objects.get("key", io.BytesIO())


def test_an_adapter_reply_without_body_leaves_the_outcome_unknown(session):
    session.mount("https://", Memory(lambda: None))
    with client_with(session) as client, pytest.raises(SubmissionUnknown):
        client.submit("in.mp4", "out.gif", **PARAMETERS)


def test_headers_of_a_session_may_be_bytes(session):
    session.headers["X-Team"] = "vidéo".encode("latin-1")
    with Loopback() as service, client_with(session, service.url) as client:
        client.describe_job("j1")
    assert service.requests[0].headers["X-Team"] == "vidéo"


def test_changes_of_a_session_apply_from_the_next_request_on(session, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    memory = Memory(lambda: io.BytesIO(JOB))
    session.mount("https://", memory)
    with client_with(session) as client:
        session.verify, session.cert = False, "client.pem"
        client.describe_job("j1")
        session.verify, session.cert = True, None
        session.proxies["https"] = "http://proxy.example.com:3128"
        client.describe_job("j1")
        del session.proxies["https"]
        client.describe_job("j1")
    assert [settings["verify"] for settings in memory.settings] == [False, True, True]
    assert [settings["cert"] for settings in memory.settings] == ["client.pem", None, None]
    assert [settings["proxies"].get("https") for settings in memory.settings] == [
        None,
        "http://proxy.example.com:3128",
        None,
    ]


def test_a_session_with_trust_env_false_ignores_the_environment(session, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example.com:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "bundle.pem")
    memory = Memory(lambda: io.BytesIO(JOB))
    session.mount("https://", memory)
    with client_with(session) as client:
        client.describe_job("j1")
        session.trust_env = False
        client.describe_job("j1")
    assert [settings["verify"] for settings in memory.settings] == ["bundle.pem", True]
    assert ["https" in settings["proxies"] for settings in memory.settings] == [True, False]


# --- the environment ------------------------------------------------------------------------------------------------

SETTINGS = {
    "nothing": {},
    "a proxy": {"https_proxy": "http://proxy.example.com:3128"},
    "a proxy for all": {"all_proxy": "http://proxy.example.com:3128"},
    "a proxy, but not here": {"https_proxy": "http://proxy.example.com:3128", "no_proxy": ".myqcloud.com"},
    "a bundle": {"REQUESTS_CA_BUNDLE": "bundle.pem"},
    "another bundle": {"CURL_CA_BUNDLE": "bundle.pem"},
}


@pytest.mark.parametrize("what", SETTINGS)
@pytest.mark.parametrize("own", [{}, {"https": "http://mine.example.com"}], ids=["", "own proxies"])
@pytest.mark.parametrize("verify", [True, False])
def test_the_settings_are_those_of_requests(session, monkeypatch, what, own, verify):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in SETTINGS[what].items():
        monkeypatch.setenv(name, value)
    session.proxies, session.verify = dict(own), verify
    memory = Memory(lambda: io.BytesIO(b""))
    session.mount("https://", memory)
    Transport(credentials=CREDENTIALS, session=session).send("GET", Endpoint.of(HOST), "/jobs")
    theirs = session.merge_environment_settings(f"https://{HOST}/jobs", {}, None, None, None)
    assert {name: memory.settings[0][name] for name in ("proxies", "verify", "cert")} == {
        name: theirs[name] for name in ("proxies", "verify", "cert")
    }


class Watched(dict):
    """Environment variables that count how often each is read."""

    def __init__(self, variables):
        super().__init__(variables)
        self.read = Counter()

    def __getitem__(self, name):
        self.read[name] += 1
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.read[name] += 1
        return super().get(name, default)

    def items(self):
        self.read["all"] += 1
        return super().items()


def test_the_environment_is_read_at_construction_and_for_credentials_once(monkeypatch):
    with Loopback() as service:
        for name in [name for name in os.environ if name.startswith(("TENCENTCLOUD_", "COSANIM_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenvironment")
        monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "hush")
        with AnimationClient(bucket=BUCKET, region=REGION, endpoint=service.url) as client:
            client.describe_job("j1")
            watched = Watched(os.environ)
            monkeypatch.setattr(os, "environ", watched)
            client.submit("in.mp4", "out.gif", **PARAMETERS)
            client.describe_job("j1")
            client.objects.head("key")
            client.list_templates()
        assert not watched.read


def test_proxies_of_all_hosts_are_those_at_construction(monkeypatch):
    for name in ("no_proxy", "NO_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://first.example.com")
    memory = Memory(lambda: io.BytesIO(b"<Response/>"), headers={"x-ci-request-id": "r1"})
    with requests.Session() as session:
        session.mount("https://", memory)
        with AnimationClient(bucket=BUCKET, region=REGION, credentials=CREDENTIALS, session=session) as client:
            monkeypatch.setenv("https_proxy", "http://second.example.com")
            list(client.list_jobs())
            list(client.describe_media_buckets())
            client.objects.head("key")
    assert len(memory.settings) == 3
    assert {settings["proxies"]["https"] for settings in memory.settings} == {"http://first.example.com"}


def test_credentials_can_be_read_from_the_environment_at_each_request(monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "hush")
    with Loopback() as service:
        where = {"bucket": BUCKET, "region": REGION, "endpoint": service.url}
        for source in (None, Credentials.from_environment):
            monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDfirst")
            with AnimationClient(**where, credentials=source) as client:
                client.describe_job("j1")
                monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDsecond")
                client.describe_job("j1")
    ids = [received.headers["Authorization"].partition("q-ak=")[2].partition("&")[0] for received in service.requests]
    assert ids == ["AKIDfirst", "AKIDfirst", "AKIDfirst", "AKIDsecond"]


# --- certificates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b"no certificate", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
@pytest.mark.parametrize("own", [True, False])
def test_a_bundle_that_cannot_be_read_is_named_and_nothing_was_sent(session, monkeypatch, tmp_path, content, own):
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_bytes(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    with Loopback() as service:
        url = service.url.replace("http:", "https:")
        session.mount("https://", HTTPAdapter())
        with client_with(None if own else session, url) as client:
            for call in (lambda: client.submit("in.mp4", "out.gif", **PARAMETERS), lambda: client.describe_job("j1")):
                with pytest.raises(TransportError, match="REQUESTS_CA_BUNDLE") as caught:
                    call()
                assert (caught.value.sent, caught.value.retryable) == (False, False)
        assert service.requests == []


@pytest.mark.parametrize(
    ("kind", "sent", "retryable", "text"),
    [
        (requests.exceptions.ConnectTimeout, False, True, "no connection was established"),
        (requests.exceptions.InvalidProxyURL, False, False, "proxy address cannot be used"),
        (requests.exceptions.InvalidSchema, False, False, "proxy address cannot be used"),
        (requests.exceptions.MissingSchema, False, False, "not valid HTTP"),
        (requests.exceptions.InvalidURL, None, False, "not valid HTTP"),
        (requests.exceptions.InvalidHeader, None, False, "not valid HTTP"),
        (requests.exceptions.RetryError, None, False, "the connection broke"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_exceptions_of_adapters_are_classified(session, kind, sent, retryable, text):
    def fail():
        raise kind("from an adapter")

    session.mount("https://", Memory(fail))
    transport = Transport(credentials=CREDENTIALS, session=session)
    with pytest.raises(TransportError, match=f"{text}.*{kind.__name__}") as caught:
        transport.send("POST", Endpoint.of(HOST), "/jobs", body=b"x")
    assert (caught.value.sent, caught.value.retryable) == (sent, retryable)
