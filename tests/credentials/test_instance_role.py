"""The credentials of a virtual machine's role, from a stand-in for the metadata service that answers as documented."""

import json
import logging
import os
import socket
import threading
from collections import Counter

import pytest

from cosanim import ConfigurationError
from cosanim.credentials import Credentials, InstanceRoleProvider, find_credentials
from cosanim.errors import CredentialsError
from tests.servers.loopback import dead_url
from tests.servers.metadata import NOW, PATH, ROLE, MetadataServer, issued
from tests.servers.peers import assert_no_secret
from tests.servers.raw import RawServer

FIRST, SECOND = (Credentials(f"AKIDrole{number}", f"hush-key-{number}", f"hush-token-{number}") for number in (1, 2))


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def provider_of(clock):
    """Function that returns a provider for a server, whose credentials are refreshed 450 seconds before their end."""

    def made(server, role=None, **options):
        address = server if isinstance(server, str) else server.url
        patient = {"connect_timeout": 30, "timeout": 30}
        return InstanceRoleProvider(
            role, **{"address": address, "clock": clock, "rng": lambda: 0.5} | patient | options
        )

    return made


def refused(provider):
    """Return the only line about the places that were searched."""
    with pytest.raises(CredentialsError) as caught:
        provider()
    assert_no_secret(caught.value)
    (place,) = caught.value.searched_places
    return place


def test_the_credentials_of_the_bound_role_are_fetched_once(provider_of):
    with MetadataServer() as server:
        provider = provider_of(server)
        assert [provider(), provider()] == [FIRST, FIRST]
        assert server.paths == [PATH, PATH + ROLE]


def test_a_role_that_is_named_is_not_looked_up(provider_of):
    with MetadataServer() as server:
        assert provider_of(server, ROLE)() == FIRST
        assert server.paths == [PATH + ROLE]


def test_the_proxies_of_the_environment_are_not_used(provider_of, monkeypatch):
    monkeypatch.setenv("http_proxy", dead_url())
    with MetadataServer() as server:
        assert provider_of(server)() == FIRST


@pytest.mark.parametrize(("rng", "early"), [(0.0, 300), (0.5, 450), (1.0, 600)])
def test_credentials_are_refreshed_300_to_600_seconds_before_their_end(provider_of, clock, rng, early):
    with MetadataServer(issued(1), issued(2, NOW + 14400)) as server:
        provider = provider_of(server, rng=lambda: rng)
        provider()
        clock.now = NOW + 7200 - early - 1
        assert provider() == FIRST
        clock.now += 1
        assert provider() == SECOND
        assert server.fetches == 2


def test_credentials_that_are_not_renewed_yet_are_asked_for_again_after_a_pause(provider_of, clock):
    with MetadataServer(issued(1, NOW + 120)) as server:
        provider = provider_of(server)
        for _ in range(3):
            assert provider() == FIRST
        assert server.fetches == 1
        clock.now += 30
        assert [provider(), provider()] == [FIRST, FIRST]
        assert server.fetches == 2


def test_credentials_that_seem_to_have_ended_are_used_since_the_clock_may_be_wrong(provider_of):
    with MetadataServer(issued(1, NOW - 3600)) as server:
        provider = provider_of(server)
        assert [provider(), provider()] == [FIRST, FIRST]
        assert server.fetches == 1


def test_while_the_service_fails_valid_credentials_are_used_until_their_end(provider_of, clock, caplog):
    with MetadataServer(issued(1), (500, b"hush")) as server, caplog.at_level(logging.WARNING, "cosanim"):
        provider = provider_of(server)
        provider()
        clock.now = NOW + 7000
        assert [provider(), provider()] == [FIRST, FIRST]
        assert server.fetches == 2, "no new attempt within the pause"
        assert len(caplog.messages) == 1
        assert "the reply has status 500" in caplog.text
        clock.now = NOW + 7200
        assert refused(provider) == f"CVM role at {server.url}: the reply has status 500"
    assert "hush" not in caplog.text


def test_sixteen_threads_use_valid_credentials_while_one_refreshes_them(provider_of, clock):
    with MetadataServer(issued(1), issued(2, NOW + 14400)) as server:
        provider = provider_of(server)
        provider()
        clock.now = NOW + 7000
        server.asked.clear()
        server.gate.clear()
        results = []
        refreshing = threading.Thread(target=lambda: results.append(provider()))
        refreshing.start()
        assert server.asked.wait(10)
        others = [threading.Thread(target=lambda: results.append(provider())) for _ in range(15)]
        for thread in others:
            thread.start()
        for thread in others:
            thread.join()
        assert results == [FIRST] * 15, "none waits for the refresh"
        server.gate.set()
        refreshing.join()
        assert results[-1] == provider() == SECOND
        assert server.fetches == 2


def test_sixteen_threads_without_credentials_wait_for_one_fetch(provider_of):
    with MetadataServer(issued(1), issued(2)) as server:
        provider, results = provider_of(server), Counter()
        threads = [threading.Thread(target=lambda: results.update([provider()])) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == {FIRST: 16}
        assert server.fetches == 1


def test_refused_credentials_are_replaced_once(provider_of):
    with MetadataServer(issued(1), issued(2), issued(3)) as server:
        provider = provider_of(server)
        first = provider()
        threads = [threading.Thread(target=provider.renew, args=(first,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert provider() == SECOND
        assert server.fetches == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_a_thread_of_its_parent(provider_of, clock):
    with MetadataServer() as server:
        provider = provider_of(server)
        provider()
        with provider._lock.get():
            child = os.fork()
            if child == 0:
                clock.now = NOW + 8000
                os._exit(0 if provider() == FIRST else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_machine_without_a_role_is_told_apart(provider_of):
    with MetadataServer(role=None) as server:
        assert refused(provider_of(server)) == f"CVM role at {server.url}: this machine has no role"
        assert refused(provider_of(server, "other")).endswith("this machine has no role 'other'")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"", "is not a JSON object"),
        (b'{"TmpSecretKey": "hush-key', "is not a JSON object"),
        (b"[1]", "is not a JSON object"),
        (b"[" * 40000, "is not a JSON object"),
        (b"\xff\xfe", "is not a JSON object"),
        (b"x" * 70000, "a reply above 65536 bytes"),
        (json.dumps(issued(1, Code="Failed")).encode(), "does not have the code Success, but Failed"),
        (json.dumps(issued(1, Code="hush-key 1")).encode(), "does not have the code Success"),
        (json.dumps(issued(1, TmpSecretId=" ")).encode(), "has no TmpSecretId"),
        (json.dumps(issued(1, TmpSecretKey=5)).encode(), "has no TmpSecretKey"),
        (json.dumps(issued(1, Token=None)).encode(), "has no Token"),
        (json.dumps(issued(1, ExpiredTime="soon")).encode(), "has no ExpiredTime in Unix seconds"),
        (json.dumps(issued(1, ExpiredTime=10**400)).encode(), "has no ExpiredTime in Unix seconds"),
        ((503, b""), "has status 503"),
        ((302, b""), "has status 302"),
    ],
)
def test_a_reply_that_is_not_as_documented_is_told_without_its_contents(provider_of, reply, reason):
    with MetadataServer(reply) as server:
        assert refused(provider_of(server)).endswith(reason)


@pytest.mark.parametrize("role", ["<html>", "", "a b", "x" * 200, "../../x"])
def test_a_page_of_another_service_is_not_taken_for_a_role(provider_of, role):
    with MetadataServer(role=role) as server:
        assert "is not the name of a role" in refused(provider_of(server))
        assert server.fetches == 0


def test_where_nothing_listens_or_no_name_resolves_there_are_no_credentials(provider_of):
    assert "refused" in refused(provider_of(dead_url()))
    place = refused(provider_of("http://metadata.invalid", connect_timeout=1))
    assert "its name cannot be resolved" in place or "no connection within 1 s" in place
    assert "no HTTP reply" in refused(provider_of("http://metadata..invalid"))


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"])
def test_a_service_that_does_not_finish_its_reply_is_given_up(provider_of, sent):
    def unfinished(connection, over):
        connection.sendall(sent)
        over.wait(10)

    with RawServer(unfinished) as server:
        assert refused(provider_of(server, timeout=0.05)).endswith("no reply within 0.05 s")


@pytest.mark.parametrize("sent", [b"", b"junk\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"])
def test_a_reply_that_is_cut_off_is_no_reply(provider_of, sent):
    with RawServer(sent) as server:
        assert "no HTTP reply" in refused(provider_of(server))


def test_an_address_that_does_not_accept_connections_is_given_up(provider_of):
    # The second connection waits in the full queue of a listener that accepts none, as behind a firewall.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        place = refused(provider_of(f"http://127.0.0.1:{address[1]}", connect_timeout=0.05, timeout=0.05))
        for filler in fillers:
            filler.close()
    assert "within 0.05 s" in place


def test_a_name_that_takes_long_to_resolve_is_given_up(provider_of, monkeypatch):
    """Name resolution has no time-out of its own, and outside of the cloud it may take long to fail."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    try:
        assert refused(provider_of("http://metadata", connect_timeout=0.05)).endswith("no connection within 0.05 s")
        assert not over.is_set()
    finally:
        over.set()


@pytest.mark.parametrize(
    "address",
    [
        "https://metadata.tencentyun.com",
        "metadata.tencentyun.com",
        "http://",
        "",
        "http://x:99999",
        "http://[::1",
        "http://a b",
        "http://é",
    ],
)
def test_the_address_is_an_http_address(address):
    with pytest.raises(ConfigurationError, match="is an http address"):
        InstanceRoleProvider(address=address)


def test_neither_the_provider_nor_its_state_shows_a_secret(provider_of):
    with MetadataServer() as server:
        provider = provider_of(server)
        assert find_credentials(provider) == FIRST
        assert "hush" not in repr(provider) + repr(vars(provider))
