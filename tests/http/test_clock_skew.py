"""A clock that differs from the service's: the offset is learnt from a refusal, and the request is signed again."""

import io
import logging
import pickle
import threading
import time
from email.utils import formatdate

import pytest

from cosanim import AuthenticationError, RetryPolicy, ServerError, ServiceError, TransportError
from cosanim.http.endpoints import Endpoint
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from cosanim.signing import COS_TOKEN_HEADER
from tests.servers.loopback import client_of
from tests.servers.peers import CREDENTIALS, HOST, ONCE, assert_no_secret
from tests.servers.scripted import Scripted, reply
from tests.servers.skewed import EXPIRED, SkewedServer
from tests.servers.support import PLAIN

NOW = 1_800_000_000
"""The time of the local clock."""
AHEAD, BEHIND = NOW - 1200, NOW + 1200
"""Times of a service for which the local clock is ahead or behind."""
REFUSALS = {
    "CI": EXPIRED,
    "CI's number": ("401 Unauthorized", b"<Error><Code>1014</Code></Error>"),
    "JSON": ("401 Unauthorized", b'{"Code": "SignatureExpired", "Message": "m"}'),
    "COS, early": ("403 Forbidden", b"<Error><Code>RequestTimeTooSkewed</Code></Error>"),
    "COS, late": ("403 Forbidden", b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"),
}


class Unseekable(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, _):
        return 0


class SkewedTransport:
    """A transport whose clock returns ``now``, which records its delays and exchanges."""

    def __init__(self, **options):
        self.now = NOW
        self.slept = []
        self.exchanges = []
        self.transport = Transport(
            **{
                "credentials": CREDENTIALS,
                "timeout": (2, 2),
                "retry": ONCE,
                "timing": Timing(clock=lambda: self.now, sleep=self.slept.append),
                "on_exchange": self.exchanges.append,
            }
            | options
        )

    def send(self, server, method="POST", **options):
        return self.transport.send(method, Endpoint.of(HOST, server.url), "/jobs", ttl=30, **options)

    def refused(self, server, method="POST", **options):
        """Send a request, and return the error of the service."""
        with pytest.raises(ServiceError) as caught:
            self.send(server, method, **options)
        assert_no_secret(caught.value)
        return caught.value


@pytest.fixture
def skewed():
    made = SkewedTransport()
    yield made
    made.transport.close()


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("now", [AHEAD, BEHIND])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_a_request_that_is_refused_for_its_time_is_signed_again_with_the_services_time(skewed, method, now, refusal):
    with SkewedServer(now, REFUSALS[refusal]) as server:
        answer = skewed.send(server, method, body=b"x" if method in {"PUT", "POST"} else None)
        assert server.windows == [(NOW - 60, NOW + 30), (now - 60, now + 30)]
    assert [request.body for request in server.requests[:1]] == [request.body for request in server.requests[1:]]
    assert (answer.status, answer.signed_until, answer.date) == (200, now + 30, now)
    assert skewed.slept == []
    assert [exchange.status for exchange in skewed.exchanges] == [int(REFUSALS[refusal][0][:3]), 200]


def test_a_requests_session_is_used_for_both_requests(either_session):
    skewed = SkewedTransport(session=either_session)
    with SkewedServer(BEHIND) as server:
        assert skewed.send(server, body=b"x").signed_until == BEHIND + 30
        assert [request.body for request in server.requests] == [b"x", b"x"]
        skewed.transport.close()


def test_later_requests_use_the_learnt_time_from_the_start(skewed):
    with SkewedServer(BEHIND) as server:
        skewed.send(server)
        endpoint = Endpoint.of(HOST, server.url)
        skewed.send(server, "GET")
        skewed.transport.send("GET", endpoint, "/o", ttl=300, token_header=COS_TOKEN_HEADER)
        with skewed.transport.stream("GET", endpoint, "/o") as opened:
            assert b"".join(opened.chunks) == b"<Response/>"
        assert len(server.requests) == 5
    assert skewed.transport.now() == BEHIND


def test_a_stream_is_signed_again_too(skewed):
    with SkewedServer(AHEAD) as server:
        with skewed.transport.stream("GET", Endpoint.of(HOST, server.url), "/o") as opened:
            assert b"".join(opened.chunks) == b"<Response/>"
        assert len(server.requests) == 2


def test_a_clock_that_is_set_right_afterwards_is_learnt_again(skewed):
    with SkewedServer(BEHIND) as server:
        skewed.send(server)
        skewed.now = BEHIND
        skewed.send(server)
        skewed.send(server)
        assert len(server.requests) == 5
    assert skewed.transport.now() == BEHIND


@pytest.mark.parametrize("now", [AHEAD, BEHIND])
def test_a_second_refusal_is_raised_and_says_how_far_the_clock_is_off(skewed, now):
    with SkewedServer(now) as server:
        server.always_refuses = True
        error = skewed.refused(server)
        assert len(server.requests) == 2
        assert len(skewed.exchanges) == 2
    assert type(error) is AuthenticationError
    assert (error.signed_until, error.date) == (now + 30, now)
    assert f"this machine's clock is 1200 s {'ahead of' if now == AHEAD else 'behind'} the service's" in error.hint
    assert error.hint in str(error)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.date, again.hint, str(again)) == (error.date, error.hint, str(error))


def test_a_submission_that_is_refused_twice_is_an_error_with_a_hint():
    with SkewedServer(int(time.time()) + 1200) as server, client_of(server.url) as client:
        server.always_refuses = True
        with pytest.raises(AuthenticationError, match=r"correct this machine's clock.* s behind the service's"):
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert [request.method for request in server.requests] == ["POST", "POST"]


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        (("500 Internal Server Error", b""), ServerError),
        (("200 OK\r\nTransfer-Encoding: chunked", b"x"), TransportError),
    ],
    ids=["a failing server", "an invalid reply"],
)
def test_an_error_of_the_second_request_has_the_end_of_its_own_signature(skewed, accepted, kind):
    with SkewedServer(BEHIND) as server:
        server.accepted = [accepted]
        with pytest.raises(kind) as caught:
            skewed.send(server)
        assert len(server.requests) == 2
    assert caught.value.signed_until == BEHIND + 30
    assert_no_secret(caught.value)


def test_the_hint_says_when_the_clock_is_right(skewed):
    with SkewedServer(NOW) as server:
        server.always_refuses = True
        assert "agrees with the service's" in skewed.refused(server).hint
        assert len(server.requests) == 2


def test_without_a_date_a_refusal_is_raised(skewed):
    with SkewedServer(BEHIND) as server:
        server.has_date = False
        error = skewed.refused(server)
        assert len(server.requests) == 1
    assert error.date is None
    assert "this machine's clock is" not in error.hint
    assert skewed.transport.now() == NOW


@pytest.mark.parametrize("date", ["today", "Thu, 01 Jan 1970 00:00:01 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_date_at_which_nothing_can_be_signed_is_not_used(skewed, date):
    def answer(connection, _):
        connection.sendall(reply(EXPIRED[1], status=EXPIRED[0], headers=f"Date: {date}\r\n"))

    with Scripted(answer) as server:
        skewed.refused(server)
        assert len(server.requests) == 1
    assert skewed.transport.now() == NOW


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("403 Forbidden", b"<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"),
        ("401 Unauthorized", b"<Error><Code>AccessDenied</Code></Error>"),
        ("400 Bad Request", b"<Error><Code>ExpiredToken</Code><Message>Request has expired</Message></Error>"),
        ("403 Forbidden", b"<html>Request has expired</html>"),
        ("403 Forbidden", b""),
        # After a 5xx it is not certain that a submission was not accepted.
        ("500 Internal Server Error", EXPIRED[1]),
        ("302 Found", EXPIRED[1]),
    ],
)
def test_other_errors_do_not_change_the_time(skewed, status, body):
    with SkewedServer(BEHIND, (status, body)) as server:
        skewed.refused(server)
        assert len(server.requests) == 1
    assert skewed.transport.now() == NOW


@pytest.mark.parametrize(
    ("now", "count"), [(AHEAD, 2), (NOW - 61, 2), (NOW - 60, 1), (NOW, 1), (NOW + 30, 1), (NOW + 31, 2), (BEHIND, 2)]
)
@pytest.mark.parametrize("status", ["403 Forbidden", "401 Unauthorized"])
def test_a_refusal_of_head_is_for_the_time_if_its_date_is_outside_of_the_signatures_validity(
    skewed, status, now, count
):
    with SkewedServer(now, (status, b"")) as server:
        server.always_refuses = True
        skewed.refused(server, "HEAD")
        assert len(server.requests) == count


def test_a_head_request_is_signed_again(skewed):
    with SkewedServer(BEHIND, ("403 Forbidden", b"")) as server:
        assert skewed.send(server, "HEAD").status == 200
        assert len(server.requests) == 2


def test_a_file_is_sent_again_from_its_first_position(skewed):
    file = io.BytesIO(b"0123456789" * 10)
    file.seek(7)
    with SkewedServer(BEHIND) as server:
        skewed.send(server, "PUT", body=file)
        assert [request.body for request in server.requests] == [file.getvalue()[7:]] * 2


def test_a_body_that_cannot_be_read_again_is_sent_once_and_the_time_is_learnt(skewed):
    with SkewedServer(BEHIND) as server:
        error = skewed.refused(server, "PUT", body=Unseekable())
        assert len(server.requests) == 1
        assert "this machine's clock is 1200 s behind" in error.hint
        skewed.send(server, "PUT", body=b"x")
        assert len(server.requests) == 2


def test_signing_again_is_no_attempt_of_the_retry_policy(skewed):
    busy = ("503 Service Unavailable", b"<Error><Code>ServiceUnavailable</Code></Error>")
    policy = RetryPolicy(attempts=3, first=1, growth=1, jitter=0)
    with SkewedServer(BEHIND) as server:
        server.accepted = [busy, busy, ("200 OK", b"<Response/>")]
        assert skewed.send(server, "GET", retry=policy).status == 200
        assert len(server.requests) == 4
        assert skewed.slept == [1, 1]
        skewed.now = BEHIND
        server.accepted = [busy]
        with pytest.raises(ServerError):
            skewed.send(server, "POST", retry=policy)
        assert len(server.requests) == 6, "a POST is signed again, but not retried after a 503"


def test_a_request_is_signed_again_after_a_retry():
    busy = ("503 Service Unavailable", b"<Error><Code>ServiceUnavailable</Code></Error>")
    with SkewedServer(NOW) as server:
        server.accepted = [busy, ("200 OK", b"<Response/>")]

        def sleep(_):
            server.now = BEHIND

        skewed = SkewedTransport(timing=Timing(clock=lambda: NOW, sleep=sleep))
        assert skewed.send(server, "GET", retry=RetryPolicy(attempts=2)).status == 200
        assert len(server.requests) == 3
        skewed.transport.close()


def test_nothing_is_sent_again_after_the_deadline():
    moment = [0.0]

    def clock():
        # The clock is read for the signature, and again when the reply has been read.
        moment[0] += 5.0
        return NOW

    skewed = SkewedTransport(timing=Timing(clock=clock, monotonic=lambda: moment[0]))
    with SkewedServer(BEHIND) as server:
        error = skewed.refused(server, deadline=8.0)
        assert len(server.requests) == 1
        skewed.transport.close()
    assert "1200 s behind" in error.hint


def test_an_offset_is_logged_once(skewed, caplog):
    with caplog.at_level(logging.INFO, "cosanim"), SkewedServer(BEHIND) as server:
        skewed.send(server)
        skewed.send(server)
        skewed.now += 10
        server.always_refuses = True
        skewed.refused(server)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "this machine's clock is 1200 s behind the service's; requests are signed with the service's time")
    ]


def test_a_small_offset_is_not_logged(skewed, caplog):
    with caplog.at_level(logging.INFO, "cosanim"), SkewedServer(NOW + 1) as server:
        server.always_refuses = True
        skewed.refused(server)
    assert caplog.records == []


def test_threads_share_the_learnt_time(skewed):
    with SkewedServer(AHEAD) as server:
        threads = [threading.Thread(target=skewed.send, args=(server,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [exchange.status for exchange in skewed.exchanges].count(200) == 8
        assert len(server.requests) <= 16
        learnt = len(server.requests)
        skewed.send(server)
        assert len(server.requests) == learnt + 1


def test_an_error_has_the_time_of_its_reply(skewed):
    date = formatdate(NOW + 5, usegmt=True)

    def answer(connection, _):
        connection.sendall(reply(b"<Error><Code>NoSuchKey</Code></Error>", status="404 x", headers=f"Date: {date}\r\n"))

    with Scripted(answer) as server:
        assert skewed.refused(server).date == NOW + 5
