"""Credentials that the service refuses: they are read again once, and the request is signed again with new ones."""

import io
import threading
from contextlib import contextmanager

import pytest

from cosanim import AuthenticationError, ServiceError
from cosanim.credentials import Credentials, CredentialsChain, InstanceRoleProvider
from cosanim.errors import CredentialsError
from cosanim.http.endpoints import Endpoint
from cosanim.http.signature_refusals import is_credentials_refusal
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from tests.servers.metadata import MetadataServer, issued
from tests.servers.peers import HOST, ONCE, assert_no_secret
from tests.servers.revoked import RevokingServer
from tests.servers.support import EMPTY

OLD, NEW = (Credentials(f"AKID{name}", f"hush-key-{name}", f"hush-token-{name}") for name in ("old", "new"))
REFUSALS = {
    "ExpiredToken": ("400 Bad Request", b"<Error><Code>ExpiredToken</Code></Error>"),
    "InvalidToken": ("400 Bad Request", b"<Error><Code>InvalidToken</Code></Error>"),
    "CI": ("401 Unauthorized", b"<Error><Code>SecretidNotExist</Code></Error>"),
    "CI's number": ("401 Unauthorized", b"<Error><Code>1019</Code></Error>"),
    "COS": ("403 Forbidden", b"<Error><Code>InvalidAccessKeyId</Code></Error>"),
    "JSON": ("401 Unauthorized", b'{"Code": "SecretidNotExist", "Message": "m"}'),
}


class Rotating:
    """A provider of ``current``, as a caller may write one."""

    def __init__(self):
        self.current = OLD
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return self.current


@pytest.fixture
def source():
    return Rotating()


@contextmanager
def connected(source, **options):
    transport = Transport(credentials=source, timeout=(2, 2), retry=ONCE, **options)
    try:
        yield transport
    finally:
        transport.close()


def send(transport, server, method="POST", **options):
    return transport.send(method, Endpoint.of(HOST, server.url), "/jobs", ttl=30, **options)


def refused(transport, server, method="POST", **options):
    with pytest.raises(ServiceError) as caught:
        send(transport, server, method, **options)
    assert_no_secret(caught.value)
    return caught.value


def rotate(source):
    source.current = NEW


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_a_refused_request_is_signed_with_the_new_credentials_of_its_provider(source, method, refusal):
    with RevokingServer(NEW, REFUSALS[refusal]) as server, connected(source) as transport:
        server.on_refusal = lambda: rotate(source)
        assert send(transport, server, method, body=b"x" if method in {"PUT", "POST"} else None).status == 200
        assert server.secret_ids == ["AKIDold", "AKIDnew"]
        assert [request.body for request in server.requests[:1]] == [request.body for request in server.requests[1:]]
        assert "hush-token-old" not in server.requests[1].head


def test_a_requests_session_is_used_for_both_requests(source, either_session):
    with RevokingServer(NEW) as server, connected(source, session=either_session) as transport:
        server.on_refusal = lambda: rotate(source)
        assert send(transport, server, body=b"x").status == 200
        assert len(server.requests) == 2


def test_the_same_credentials_are_not_sent_again(source):
    with RevokingServer(NEW) as server, connected(source) as transport:
        error = refused(transport, server)
        assert type(error) is AuthenticationError
        assert error.hint.endswith("the credentials were read again, and are still the same")
        assert (len(server.requests), source.calls) == (1, 2)


def test_a_second_refusal_is_raised(source):
    def rotate_always():
        source.current = Credentials(f"AKID{source.calls}", "k", "hush-token-next")

    with RevokingServer(None) as server, connected(source) as transport:
        server.on_refusal = rotate_always
        refused(transport, server)
        assert len(server.requests) == 2


def test_fixed_credentials_are_not_read_again():
    with RevokingServer(NEW) as server, connected(OLD) as transport:
        assert "read again" not in refused(transport, server).hint
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        ("401 Unauthorized", b"<Error><Code>AccessDenied</Code></Error>"),
        ("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>"),
        ("403 Forbidden", b"<html>ExpiredToken</html>"),
        # After a 5xx it is not certain that a submission was not accepted.
        ("500 Internal Server Error", REFUSALS["ExpiredToken"][1]),
        ("302 Found", REFUSALS["ExpiredToken"][1]),
    ],
)
def test_other_errors_do_not_read_the_credentials_again(source, refusal):
    with RevokingServer(NEW, refusal) as server, connected(source) as transport:
        server.on_refusal = lambda: rotate(source)
        refused(transport, server)
        assert (len(server.requests), source.calls) == (1, 1)


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden"])
def test_a_head_request_has_no_code_and_is_signed_again_if_temporary_credentials_may_have_ended(source, status):
    with RevokingServer(NEW, (status, b"")) as server, connected(source) as transport:
        server.on_refusal = lambda: rotate(source)
        assert send(transport, server, "HEAD").status == 200
        source.current = Credentials("AKIDpermanent", "k")
        refused(transport, server, "HEAD")
        assert server.secret_ids == ["AKIDold", "AKIDnew", "AKIDpermanent"]


def test_a_stream_is_signed_again_too(source):
    with RevokingServer(NEW) as server, connected(source) as transport:
        server.on_refusal = lambda: rotate(source)
        with transport.stream("GET", Endpoint.of(HOST, server.url), "/o") as opened:
            assert b"".join(opened.chunks)
        assert len(server.requests) == 2


def test_a_file_is_sent_again_from_its_first_position_and_a_pipe_is_not(source):
    class Unseekable(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, _):
            return 0

    file = io.BytesIO(b"0123456789" * 10)
    file.seek(7)
    with RevokingServer(NEW) as server, connected(source) as transport:
        server.on_refusal = lambda: rotate(source)
        send(transport, server, "PUT", body=file)
        assert [request.body for request in server.requests] == [file.getvalue()[7:]] * 2
        source.current = OLD
        refused(transport, server, "PUT", body=Unseekable())
        assert len(server.requests) == 3


def test_nothing_is_read_again_after_the_deadline(source, monkeypatch):
    moment = 0.0

    def is_refusal_at_last_moment(status, code):
        # On the client's thread: were the server to move the clock, the client might see it before it has the reply.
        nonlocal moment
        moment = 9.0
        return is_credentials_refusal(status, code)

    monkeypatch.setattr("cosanim.http.resigning.is_credentials_refusal", is_refusal_at_last_moment)
    with RevokingServer(NEW) as server, connected(source, timing=Timing(monotonic=lambda: moment)) as transport:
        refused(transport, server, deadline=8.0)
        assert (moment, source.calls) == (9.0, 1)


def test_a_provider_that_fails_meanwhile_does_not_hide_the_refusal(source):
    def fail():
        source.current = None

    with RevokingServer(NEW) as server, connected(source) as transport:
        server.on_refusal = fail
        assert "reading the credentials again failed: credentials are" in refused(transport, server).hint
        with pytest.raises(CredentialsError, match="not NoneType"):
            send(transport, server)


def test_a_role_is_fetched_again_once_by_all_threads():
    with MetadataServer(issued(1), issued(2), issued(3)) as metadata:
        chain = CredentialsChain([InstanceRoleProvider(address=metadata.url)])
        second = Credentials("AKIDrole2", "hush-key-2", "hush-token-2")
        with RevokingServer(second) as server, connected(chain) as transport:
            threads = [threading.Thread(target=send, args=(transport, server)) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert server.secret_ids.count("AKIDrole2") == 8
            assert chain() == second
        assert metadata.fetches == 2


def test_signing_again_leaves_later_requests_as_they_are(source, peer):
    peer.answers(200, EMPTY)
    with connected(source) as transport:
        send(transport, peer)
        send(transport, peer)
    assert source.calls == len(peer.requests) == 2
