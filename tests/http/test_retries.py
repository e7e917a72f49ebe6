"""Retries: which requests are sent again, how often, and after which delays."""

import math
from decimal import Decimal

import pytest

from cosanim import (
    ConfigurationError,
    CosanimError,
    RateLimitedError,
    RetryPolicy,
    ServerError,
    ServiceError,
    TransportError,
)
from cosanim.http.endpoints import Endpoint
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from cosanim.signing import parse_authorization
from tests.servers.loopback import Loopback, client_of, dead_url
from tests.servers.peers import CREDENTIALS, HOST
from tests.servers.scripted import Scripted, reply

FAILED = (503, b"<Error><Code>ServiceUnavailable</Code></Error>", {})
SUCCESS = (200, b"<Response/>", {})
QUICK = RetryPolicy(first=1, growth=2, longest=3, jitter=0.5, longest_retry_after=60)


class RecordingTransport:
    """A transport that records its delays instead of sleeping."""

    def __init__(self, **options):
        self.slept = []
        self._times = iter(range(1000, 2000))
        self.transport = Transport(
            **{
                "credentials": CREDENTIALS,
                "timeout": (2, 2),
                "retry": QUICK,
                "timing": Timing(sleep=self.slept.append, rng=lambda: 0.5, clock=lambda: next(self._times)),
            }
            | options
        )

    def send(self, url, method="GET", **more):
        return self.transport.send(method, Endpoint.of(HOST, url), "/jobs", **more)


@pytest.fixture
def recording():
    made = RecordingTransport()
    yield made
    made.transport.close()


def answering(*answers):
    server = Loopback()
    server.answers = list(answers)
    return server


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
@pytest.mark.parametrize(
    "failed",
    [
        FAILED,
        (500, b"<Error><Code>InternalError</Code></Error>", {}),
        (502, b"<html>Bad Gateway</html>", {}),
        (504, b"", {}),
        (429, b"<Error><Code>SlowDown</Code></Error>", {}),
        (429, b"", {}),
    ],
    ids=lambda answer: str(answer[:2]),
)
def test_idempotent_requests_are_sent_again_after_growing_delays(recording, method, failed):
    with answering(failed, failed, failed, SUCCESS) as server:
        assert recording.send(server.url, method).status == 200
        assert recording.slept == [1, 2, 3]
        windows = {parse_authorization(received.headers["Authorization"]).key_time for received in server.requests}
        assert len(windows) == 4, "each attempt has a signature of its own"


@pytest.mark.parametrize(("status", "kind"), [(503, ServerError), (429, RateLimitedError)])
def test_after_the_last_attempt_its_error_is_raised(recording, status, kind):
    with answering((status, b"", {})) as server:
        with pytest.raises(kind):
            recording.send(server.url)
        assert len(server.requests) == 4
    assert len(recording.slept) == 3


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 501])
def test_a_request_with_a_permanent_error_is_not_sent_again(recording, status):
    with answering((status, b"<Error><Code>Strange</Code></Error>", {})) as server:
        with pytest.raises(ServiceError):
            recording.send(server.url)
        assert len(server.requests) == 1


def test_requests_are_sent_again_after_network_failures(recording):
    def answer(connection, _):
        if len(server.requests) < 3:
            return False
        connection.sendall(reply(b"<Response/>"))
        return True

    with Scripted(answer) as server:
        assert recording.send(server.url).status == 200
    assert recording.slept == [1, 2]


def test_a_request_is_retried_after_a_refused_connection(recording):
    with pytest.raises(TransportError) as caught:
        recording.send(dead_url())
    assert caught.value.sent is False
    assert recording.slept == [1, 2, 3]


@pytest.mark.parametrize("cut", [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<Resp", b"HTTP/1.1 200 OK\r\nConte"])
def test_a_request_is_sent_again_when_its_reply_breaks_off(recording, cut):
    def answer(connection, _):
        connection.sendall(cut if len(server.requests) == 1 else reply(b"<Response/>"))
        return len(server.requests) > 1

    with Scripted(answer) as server:
        assert recording.send(server.url).body == b"<Response/>"


def test_the_transport_never_sends_a_post_again(recording):
    with answering(FAILED, SUCCESS) as server:
        with pytest.raises(ServerError):
            recording.send(server.url, "POST", body=b"x")
        assert len(server.requests) == 1
    assert recording.slept == []


def test_a_file_is_sent_again_from_its_first_position(recording, tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"0123456789" * 20_000)
    with answering(FAILED, SUCCESS) as server, path.open("rb") as file:
        file.seek(7)
        recording.send(server.url, "PUT", body=file)
        assert [received.body for received in server.requests] == [path.read_bytes()[7:]] * 2


def test_a_stream_is_opened_again_but_not_once_its_body_has_begun(recording):
    with answering(FAILED, (200, b"half", {"Content-Length": "8"})) as server:
        endpoint = Endpoint.of(HOST, server.url)
        with pytest.raises(TransportError), recording.transport.stream("GET", endpoint, "/o") as opened:
            list(opened.chunks)
        assert len(server.requests) == 2


@pytest.mark.parametrize(("retry_after", "slept"), [("7", [7]), ("0", [1]), ("60", [60]), ("Wed, 21 Oct 2026", [1])])
def test_the_delay_in_retry_after_is_used(recording, retry_after, slept):
    with answering((503, b"", {"Retry-After": retry_after}), SUCCESS) as server:
        recording.send(server.url)
    assert recording.slept == slept


def test_a_retry_after_beyond_the_limit_ends_the_retries(recording):
    with answering((503, b"", {"Retry-After": "61"}), SUCCESS) as server:
        with pytest.raises(ServerError) as caught:
            recording.send(server.url)
        assert caught.value.retry_after == 61
        assert len(server.requests) == 1


@pytest.mark.parametrize(("rng", "delay"), [(0.0, 0.5), (0.5, 1.0), (1.0, 1.5)])
def test_delays_vary_by_the_jitter_in_both_directions(rng, delay):
    error = ServerError(500, "")
    assert QUICK.delay(error, number=1, rng=lambda: rng) == delay


def test_delays_grow_up_to_the_longest_for_any_number_of_attempts():
    policy = RetryPolicy(attempts=10_000, jitter=0, first=0.1, longest=2)
    delays = [policy.delay(ServerError(500, ""), number=number, rng=lambda: 0.5) for number in (1, 2, 5, 6, 9_999)]
    assert delays == [0.1, 0.2, 1.6, 2, 2]
    assert policy.delay(ServerError(500, ""), number=10_000, rng=lambda: 0.5) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("attempts", value) for value in (0, -1, 1.5, True, "3")],
        *[("first", value) for value in (0, -1, math.nan, math.inf, "1", True, Decimal("0.5"))],
        *[("growth", value) for value in (0.9, 0, -2, math.nan, None, 10**400)],
        *[("longest", value) for value in (0, -1, math.nan)],
        *[("jitter", value) for value in (-0.1, 1.1, 3, math.nan)],
        *[("longest_retry_after", value) for value in (-1, math.nan)],
    ],
)
def test_an_invalid_policy_is_refused(field, value):
    with pytest.raises(ConfigurationError, match=field):
        RetryPolicy(**{field: value})


def test_a_client_uses_its_retry_policy(loopback):
    loopback.answers = [FAILED, FAILED, (200, b"<Response/>", {})]
    with client_of(loopback.url, retry=RetryPolicy(first=1e-6)) as client:
        client.describe_jobs(["j1"])
    loopback.answers = [FAILED, (200, b"<Response/>", {})]
    with client_of(loopback.url, retry=RetryPolicy(attempts=1)) as client, pytest.raises(ServerError):
        client.describe_jobs(["j1"])
    assert len(loopback.requests) == 4


def test_errors_of_credential_providers_are_not_retried():
    def failing_provider():
        raise TransportError("no token service", host="sts.example.com", sent=None, retryable=True)

    made = RecordingTransport(credentials=failing_provider)
    with Loopback() as server, pytest.raises(CosanimError, match="no token service"):
        made.send(server.url)
    assert made.slept == []
    made.transport.close()
