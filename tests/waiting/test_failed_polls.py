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
from tests.waiting.simulated_service import BROKEN, World, job

BUSY = RateLimitedError(503, "SlowDown", retryable=True)
FAILING = ServerError(500, "InternalError")
CUT = TransportError("the reply broke off", host="host", sent=True, retryable=True)


@pytest.mark.parametrize("failure", [BUSY, FAILING, BROKEN], ids=["busy", "failing", "broken"])
def test_a_poll_that_fails_for_now_is_repeated_and_logged(failure, caplog):
    done = job("Success")
    world = World(failure, job("Running"), failure, failure, done)
    assert world.wait() is done
    assert len(world.polls) == 5
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
    world = World(job("Running"), failure)
    with pytest.raises(type(failure)) as caught:
        world.wait()
    assert caught.value is failure
    assert len(world.polls) == 2


FOREIGN = {
    "a page": DecodeError("the root is 'html'", request_id=None),
    "an empty reply": DecodeError("no XML", request_id="r1"),
    "a redirect": InvalidRequestError(302, ""),
    "a page for 403": PermissionDeniedError(403, ""),
    "a page for 404": NotFoundError(404, ""),
    "a proxy's own code": PermissionDeniedError(403, "Forbidden"),
}
PASSING = {
    "a slow request": InvalidRequestError(408, ""),
    "too many requests": RateLimitedError(429, ""),
    "a gateway": ServerError(502, ""),
    "busy": BUSY,
    "a full queue": QueueError(403, "QueueSaturated", request_id="r1", retryable=True),
}


@pytest.mark.parametrize("failure", (FOREIGN | PASSING).values(), ids=FOREIGN | PASSING)
@pytest.mark.parametrize("before", [[], [job("Running")]], ids=["at first", "later"])
def test_what_is_not_the_services_own_answer_is_waited_out(failure, before):
    done = job("Success")
    world = World(*before, *[failure] * 9, done)
    assert world.wait() is done
    assert len(world.polls) == len(before) + 10


def test_odd_answers_of_all_kinds_in_a_row_are_waited_out():
    odd = [*FOREIGN.values(), *PASSING.values(), CUT]
    assert World(*odd, *odd, job("Success")).wait().state == "Success"


@pytest.mark.parametrize("failure", (FOREIGN | PASSING).values(), ids=FOREIGN | PASSING)
def test_what_is_waited_out_is_polled_until_the_deadline_and_raised_then(failure):
    world = World(failure)
    with pytest.raises(type(failure)):
        world.wait(60)
    assert world.polls[-1] == pytest.approx(60)


def test_a_documented_refusal_is_final_also_without_a_request_id():
    world = World(PermissionDeniedError(403, "AccessDenied"))
    with pytest.raises(PermissionDeniedError):
        world.wait()
    assert len(world.polls) == 1


def test_a_job_that_is_not_there_is_final_also_without_a_request_id():
    world = World(NotFoundError(404, "JobNotFound"))
    with pytest.raises(NotFoundError):
        world.wait()
    assert len(world.polls) == 1


def test_the_delay_that_the_service_asks_for_is_kept_to():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=7)
    world = World(busy, job("Running"), busy, job("Success"))
    world.wait()
    assert world.sleeps == [7, 0.75, 7]


def test_a_delay_that_the_service_asks_for_is_kept_to_no_longer_than_the_deadline():
    world = World(RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=3600))
    with pytest.raises(RateLimitedError):
        world.wait(5)
    assert world.polls == [0, 5]


def test_a_short_delay_that_the_service_asks_for_does_not_shorten_the_own_one():
    busy = RateLimitedError(429, "SlowDown", request_id="r1", retryable=True, retry_after=1)
    world = World(busy, busy, job("Success"), backoff=Backoff(first=2, growth=1))
    world.wait()
    assert world.sleeps == [2, 2]


@pytest.mark.parametrize(("before", "polls"), [([], 3), ([BUSY, BROKEN, BROKEN, CUT], 7)], ids=["first", "later"])
def test_the_third_poll_in_a_row_without_any_reply_ends_a_wait_that_never_got_an_answer(before, polls):
    world = World(*before, BROKEN)
    with pytest.raises(TransportError):
        world.wait(600)
    assert len(world.polls) == polls


def test_a_failing_server_is_polled_until_the_deadline():
    world = World(ServerError(500, "InternalError"))
    with pytest.raises(ServerError):
        world.wait(5)
    assert world.polls[-1] == pytest.approx(5)


def test_when_an_earlier_poll_succeeded_a_broken_line_ends_in_a_timeout():
    seen = job("Running", 30)
    with pytest.raises(WaitTimeout) as caught:
        World(seen, BROKEN).wait(5)
    assert caught.value.job is seen
