"""Polls that fail: which failures end a wait, and which are repeated."""

import pytest

from cosanim.errors import (
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ServerError,
    TransportError,
    WaitTimeout,
)
from cosanim.waiting import Backoff
from tests.waiting.simulated_service import BROKEN, SimulatedService, job

BUSY = RateLimitedError(503, "SlowDown", retryable=True)
FAILING = ServerError(500, "InternalError")
CUT = TransportError("the reply broke off", host="host", sent=True, retryable=True)


@pytest.mark.parametrize("failure", [BUSY, FAILING, BROKEN], ids=["busy", "failing", "broken"])
def test_a_poll_with_a_temporary_failure_is_repeated_and_logged(failure, caplog):
    done = job("Success")
    service = SimulatedService(failure, job("Running"), failure, failure, done)
    assert service.wait() is done
    assert len(service.polls) == 5
    assert sum("repeated" in record.getMessage() for record in caplog.records) == 3


@pytest.mark.parametrize(
    "failure",
    [
        NotFoundError(404, "JobNotFound"),
        PermissionDeniedError(403, "AccessDenied", request_id="r1"),
        InvalidRequestError(301, "PermanentRedirect", request_id="r1"),
        ServerError(501, "NotImplemented", request_id="r1"),
        CredentialsError("nothing to sign with"),
        TransportError("too large", host="host", sent=True, retryable=False),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_final_failure_is_raised_at_once(failure):
    service = SimulatedService(job("Running"), failure)
    with pytest.raises(type(failure)) as caught:
        service.wait()
    assert caught.value is failure
    assert len(service.polls) == 2


NOT_FROM_THE_SERVICE = {
    "an HTML page": DecodeError("the root is 'html'", request_id=None),
    "an empty reply": DecodeError("no XML", request_id="r1"),
    "a redirect": InvalidRequestError(302, ""),
    "an HTML page with 403": PermissionDeniedError(403, ""),
    "an HTML page with 404": NotFoundError(404, ""),
    "a proxy's own code": PermissionDeniedError(403, "Forbidden"),
}
TEMPORARY = {
    "a slow request": InvalidRequestError(408, ""),
    "too many requests": RateLimitedError(429, ""),
    "a bad gateway": ServerError(502, ""),
    "busy": BUSY,
    "a full queue": QueueError(403, "QueueSaturated", request_id="r1", retryable=True),
}


@pytest.mark.parametrize("failure", (NOT_FROM_THE_SERVICE | TEMPORARY).values(), ids=NOT_FROM_THE_SERVICE | TEMPORARY)
@pytest.mark.parametrize("before", [[], [job("Running")]], ids=["at first", "later"])
def test_a_wait_continues_after_temporary_failures_in_a_row(failure, before):
    done = job("Success")
    service = SimulatedService(*before, *[failure] * 9, done)
    assert service.wait() is done
    assert len(service.polls) == len(before) + 10


def test_a_wait_continues_after_many_different_failures():
    odd = [*NOT_FROM_THE_SERVICE.values(), *TEMPORARY.values(), CUT]
    assert SimulatedService(*odd, *odd, job("Success")).wait().state == "Success"


@pytest.mark.parametrize("failure", (NOT_FROM_THE_SERVICE | TEMPORARY).values(), ids=NOT_FROM_THE_SERVICE | TEMPORARY)
def test_a_temporary_failure_that_persists_is_raised_at_the_deadline(failure):
    service = SimulatedService(failure)
    with pytest.raises(type(failure)):
        service.wait(60)
    assert service.polls[-1] == pytest.approx(60)


def test_a_documented_error_is_final_even_without_a_request_id():
    service = SimulatedService(PermissionDeniedError(403, "AccessDenied"))
    with pytest.raises(PermissionDeniedError):
        service.wait()
    assert len(service.polls) == 1


def test_a_missing_job_is_final_even_without_a_request_id():
    service = SimulatedService(NotFoundError(404, "JobNotFound"))
    with pytest.raises(NotFoundError):
        service.wait()
    assert len(service.polls) == 1


def test_the_next_poll_waits_for_the_delay_in_retry_after():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=7)
    service = SimulatedService(busy, job("Running"), busy, job("Success"))
    service.wait()
    assert service.sleeps == [7, 0.75, 7]


def test_the_deadline_limits_the_delay_in_retry_after():
    service = SimulatedService(RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=3600))
    with pytest.raises(RateLimitedError):
        service.wait(5)
    assert service.polls == [0, 5]


def test_a_short_retry_after_does_not_shorten_the_backoff():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=1)
    service = SimulatedService(busy, busy, job("Success"), backoff=Backoff(first=2, growth=1))
    service.wait()
    assert service.sleeps == [2, 2]


@pytest.mark.parametrize(("before", "polls"), [([], 3), ([BUSY, BROKEN, BROKEN, CUT], 7)], ids=["first", "later"])
def test_a_wait_ends_after_three_polls_in_a_row_without_reply_if_none_has_succeeded(before, polls):
    service = SimulatedService(*before, BROKEN)
    with pytest.raises(TransportError):
        service.wait(600)
    assert len(service.polls) == polls


def test_a_failing_server_is_polled_until_the_deadline():
    service = SimulatedService(ServerError(500, "InternalError"))
    with pytest.raises(ServerError):
        service.wait(5)
    assert service.polls[-1] == pytest.approx(5)


def test_a_wait_with_an_earlier_successful_poll_ends_in_a_timeout():
    seen = job("Running", 30)
    with pytest.raises(WaitTimeout) as caught:
        SimulatedService(seen, BROKEN).wait(5)
    assert caught.value.job is seen
