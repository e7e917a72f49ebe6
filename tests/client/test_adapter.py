"""The adapter of the client's own session, judged by the one of requests that it stands in for."""

import contextlib
import gc
import os
import pickle
import weakref
from contextlib import ExitStack

import pytest
import requests
from requests.adapters import DEFAULT_POOLSIZE, HTTPAdapter

from cosanim.adapter import DirectAdapter, new_session
from tests.client.loopback import Loopback, client_of


@pytest.fixture
def session():
    with new_session() as session:
        session.trust_env = False
        yield session


def plain_session():
    session = requests.Session()
    session.trust_env = False
    return session


def prepared(url, body=b"<Request/>"):
    return requests.Request("POST", url, data=body, headers={"Host": "a.example.com"}).prepare()


@pytest.mark.parametrize(
    "target", ["/jobs", "/", "/jobs/j1?cancel", "/a%20b/%E8%A7%86?x=1&y=%2F", "/jobs?u=http://b/c"]
)
def test_the_bytes_are_those_of_requests_own_adapter(session, target):
    with Loopback() as service, plain_session() as plain:
        replies = [one.send(prepared(f"{service.url}{target}")) for one in (session, plain)]
        ours, theirs = service.asked
    assert ours == theirs
    assert ours.target == target
    assert [reply.content for reply in replies] == [replies[1].content] * 2
    assert replies[0].headers["X-CI-Request-ID"] == replies[1].headers["x-ci-request-id"] == "r1"
    assert (replies[0].status_code, replies[0].reason, replies[0].url) == (200, "OK", f"{service.url}{target}")


def test_a_connection_is_used_again_until_the_session_is_closed(session):
    with Loopback() as service:
        for _ in range(3):
            assert session.send(prepared(f"{service.url}/jobs")).ok
        pool = _pool(session, f"{service.url}/jobs")
        assert pool.num_connections == 1
        assert pool.num_requests == 3
        # Connections are closed once nobody holds their pool.
        held = weakref.ref(pool)
        del pool
        session.close()
        gc.collect()
        assert held() is None
        assert session.send(prepared(f"{service.url}/jobs")).ok


def test_more_addresses_than_pools_are_kept_are_all_reached(session):
    with ExitStack() as stack:
        services = [stack.enter_context(Loopback()) for _ in range(DEFAULT_POOLSIZE + 3)]
        # In rotation, and with a favourite in between, which has the pool manager close others.
        for _ in range(3):
            for service in services:
                assert session.send(prepared(f"{service.url}/jobs")).ok
                assert session.send(prepared(f"{services[0].url}/jobs")).ok
        assert [len(service.asked) for service in services[1:]] == [3] * (len(services) - 1)
        assert len(session.get_adapter("http://").poolmanager.pools) <= DEFAULT_POOLSIZE


def test_a_proxy_gets_the_whole_address_and_others_do_not_take_its_way(session):
    with Loopback() as service, Loopback() as proxy:
        url = f"{service.url}/jobs?x=1"
        session.send(prepared(url))
        session.send(prepared(url), proxies={"http": proxy.url})
        session.send(prepared(url), proxies={"https": proxy.url})
    assert [asked.target for asked in proxy.asked] == [url]
    assert [asked.target for asked in service.asked] == ["/jobs?x=1"] * 2


def test_each_way_of_checking_certificates_has_its_own_connections(session):
    pools = {
        id(_pool(session, "https://a.example.com/jobs", verify=verify, cert=cert))
        for verify in (True, False)
        for cert in (None, "client.pem")
        for _ in range(2)
    }
    assert len(pools) == 4


def test_cookies_are_neither_kept_nor_sent(session):
    with Loopback(headers={"Set-Cookie": "a=b"}) as service:
        for _ in range(2):
            session.send(prepared(f"{service.url}/jobs"))
    assert [asked.headers.get("Cookie") for asked in service.asked] == [None, None]


def test_a_session_survives_pickling(session):
    again = pickle.loads(pickle.dumps(session))  # noqa: S301 - our own
    assert isinstance(again.get_adapter("https://a.example.com"), DirectAdapter)
    with again, Loopback() as service:
        assert again.send(prepared(f"{service.url}/jobs")).ok


def test_nothing_is_sent_again(session):
    adapter = session.get_adapter("http://")
    assert isinstance(adapter, HTTPAdapter)
    assert adapter.max_retries.total == 0


def _pool(session, url, verify=True, cert=None):
    adapter = session.get_adapter(url)
    return adapter.get_connection_with_tls_context(prepared(url), verify, None, cert)


def test_a_forked_process_shares_no_connection_with_its_parent():
    with Loopback() as service, client_of(service.url) as client:
        for _ in range(8):
            client.describe_job("j1")
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                said = b"failed"
                with contextlib.suppress(BaseException):
                    said = client.submit("child.mp4", "o.gif", format="gif", duration=1).job_id.encode()
                os.write(writing, said)
                os._exit(0)
            assert client.submit("parent.mp4", "o.gif", format="gif", duration=1).job_id == "j1"
            os.waitpid(child, 0)
            assert os.read(reading, 99) == b"j1"
            os.close(reading)
            os.close(writing)
    submitted = [asked for asked in service.asked if asked.method == "POST"]
    assert sorted(b"parent.mp4" in asked.body for asked in submitted) == [False] * 8 + [True] * 8


def test_in_a_forked_process_an_adapter_starts_anew(session):
    with Loopback() as service:
        assert session.send(prepared(f"{service.url}/jobs")).ok
        adapter = session.get_adapter("http://")
        pool = _pool(session, f"{service.url}/jobs")
        adapter.forget_connections()
        assert _pool(session, f"{service.url}/jobs") is not pool
        assert pool.num_connections == 1
        assert session.send(prepared(f"{service.url}/jobs")).ok
