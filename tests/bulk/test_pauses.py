"""Failures that concern all rows pause the run or end it, and no row fails because of them."""

import pytest

from cosanim import Credentials, QueueError, RetryPolicy
from cosanim.bulk.journal import RowState
from cosanim.errors import AuthenticationError, CredentialsError, RateLimitedError, TransportError
from tests.bulk.support import once_each, outputs_of, read_journal, requests_of
from tests.servers.loopback import dead_url
from tests.servers.support import set_queue


class Pauses(list):
    """Collects the causes of pauses, and acts at one of them."""

    def __init__(self, at=None, act=None):
        super().__init__()
        self._at, self._act = at, act

    def __call__(self, failure, seconds):
        assert seconds > 0
        self.append(failure)
        if len(self) == self._at:
            self._act()


def submit_all(client, journal, rows=4, **options):
    with client.submit_many(requests_of(rows), journal=journal, **options) as run:
        return list(run)


def assert_nothing_failed(client, journal, rows=4):
    """Assert that no row failed, and that another run submits the rows that are left."""
    assert set(read_journal(journal)) <= {"pending", "submitted"}
    assert {result.state for result in submit_all(client, journal, rows)} == {RowState.SUBMITTED}
    assert outputs_of(client) == once_each(rows)


@pytest.mark.parametrize("fault", ["429:SlowDown", "403:QueueSaturated", "503:ServiceUnavailable"])
def test_a_busy_service_is_waited_for(client, service, journal, fault, clock):
    for _ in range(5):
        service.fail_next("submit_job", fault)
    pauses = Pauses()
    start = clock.now
    results = submit_all(client, journal, on_pause=pauses)
    assert {result.state for result in results} == {RowState.SUBMITTED}
    assert pauses
    assert {failure.code for failure in pauses} == {fault[4:]}
    assert clock.now > start
    assert outputs_of(client) == once_each(4)


def test_many_more_rejections_than_attempts_fail_no_row(connect, service, journal):
    client = connect(retry=RetryPolicy(attempts=2, jitter=0))
    for _ in range(30):
        service.fail_next("submit_job", "429")
    service.fail_next("submit_job", "drop-before")
    assert {result.state for result in submit_all(client, journal)} == {RowState.SUBMITTED}
    assert outputs_of(client) == once_each(4)


def test_a_row_whose_requests_are_all_lost_fails_after_the_attempts_of_the_policy(connect, service, journal):
    client = connect(retry=RetryPolicy(attempts=3, jitter=0))
    for _ in range(3):
        service.fail_next("submit_job", "drop-before")
    (result,) = submit_all(client, journal, rows=1)
    assert (result.state, outputs_of(client)) == (RowState.FAILED, {})
    assert "nothing was accepted" in read_journal(journal, "reason")[0]


def test_a_paused_queue_ends_the_run_and_another_run_goes_on(client, service, journal):
    service.fail_next("submit_job", "403:QueuePaused")
    results = []
    with pytest.raises(QueueError, match="QueuePaused"), client.submit_many(requests_of(4), journal=journal) as run:
        results += run
    assert {result.state for result in results} <= {RowState.SUBMITTED}
    assert_nothing_failed(client, journal)


def test_a_run_ends_when_the_queue_takes_jobs_but_is_paused(client, journal):
    set_queue(client, "Paused")
    with pytest.raises(QueueError, match="QueuePaused"):
        submit_all(client, journal, max_in_flight=1)
    assert len(outputs_of(client)) == 1
    assert read_journal(journal) == ["submitted", "pending", "pending", "pending"]
    set_queue(client, "Active")
    assert_nothing_failed(client, journal)


def test_a_run_that_waits_ends_if_its_jobs_are_paused_with_their_queue(client, journal):
    set_queue(client, "Paused")
    with pytest.raises(QueueError, match="QueuePaused"):
        submit_all(client, journal, wait=True)
    assert outputs_of(client) == once_each(4)
    set_queue(client, "Active")
    assert_nothing_failed(client, journal)


def test_keys_that_expire_pause_the_run_until_there_are_others(connect, service, journal):
    """The service knows the keys no more after the first job, until the callable returns new ones."""
    expired = Credentials("AKIDexpired", "key")
    held = [service.credentials]
    client = connect(credentials=lambda: held[0])
    pauses = Pauses(at=2, act=lambda: held.__setitem__(0, service.credentials))
    results = []
    with client.submit_many(requests_of(6), journal=journal, max_in_flight=1, on_pause=pauses) as run:
        results.append(next(run))
        held[0] = expired
        results += run
    assert {failure.code for failure in pauses} == {"SecretidNotExist"}
    assert {result.state for result in results} == {RowState.SUBMITTED}
    assert outputs_of(client) == once_each(6)


def test_keys_that_expire_during_a_lookup_pause_the_run(connect, service, journal):
    held = [service.credentials]
    client = connect(credentials=lambda: held[0])
    service.fail_next("submit_job", "drop-after")
    pauses = Pauses(at=3, act=lambda: held.__setitem__(0, service.credentials))
    with client.submit_many(requests_of(2), journal=journal, max_in_flight=1, on_pause=pauses) as run:
        results = [next(run)]
        held[0] = Credentials("AKIDexpired", "key")
        results += run
    assert len(pauses) == 3
    assert {result.state for result in results} == {RowState.SUBMITTED}
    assert outputs_of(client) == once_each(2)


@pytest.mark.parametrize("wrong", ["id", "key"])
def test_a_wrong_key_ends_the_run_at_once(connect, service, journal, client, wrong):
    right = service.credentials
    keys = Credentials("AKIDwrong", "k") if wrong == "id" else Credentials(right.secret_id, "wrong", right.token)
    pauses = Pauses()
    with pytest.raises(AuthenticationError):
        submit_all(connect(credentials=keys), journal, on_pause=pauses)
    assert pauses == []
    assert_nothing_failed(client, journal)


def test_missing_credentials_end_the_run(connect, client, journal):
    def missing():
        raise CredentialsError("no credentials today")

    with pytest.raises(CredentialsError, match="today"):
        submit_all(connect(credentials=missing), journal)
    assert_nothing_failed(client, journal)


def test_a_network_that_is_down_for_a_while_is_waited_for(client, service, journal):
    for _ in range(3):
        service.fail_next("submit_job", "refuse")
    for _ in range(3):
        service.fail_next("list_jobs", "refuse")
    assert {result.state for result in submit_all(client, journal)} == {RowState.SUBMITTED}
    assert outputs_of(client) == once_each(4)


def test_a_pause_that_is_too_long_ends_the_run_with_its_cause(connect, journal, clock):
    start = clock.now
    client = connect(endpoint=dead_url())
    with pytest.raises(TransportError):
        submit_all(client, journal, pause_timeout=20)
    assert clock.now - start == pytest.approx(20)
    assert read_journal(journal) == ["pending"] * 4


def test_a_pause_that_ends_in_time_does_not_end_the_run(client, service, journal):
    for _ in range(3):
        service.fail_next("submit_job", "429")
    assert len(submit_all(client, journal, pause_timeout=60)) == 4


def test_a_failure_of_the_list_of_jobs_for_a_while_makes_no_outcome_unknown(connect, service, journal):
    """Also if it takes longer than the lookup of one outcome may take."""
    client = connect(retry=RetryPolicy(jitter=0, lookup_timeout=1))
    service.fail_next("submit_job", "drop-after")
    for _ in range(6):
        service.fail_next("list_jobs", "500")
    (result,) = submit_all(client, journal, rows=1)
    assert (result.state, outputs_of(client)) == (RowState.SUBMITTED, once_each(1))


def test_an_error_of_the_callers_callback_ends_the_run(client, service, journal):
    def fail(*_):
        raise ZeroDivisionError

    service.fail_next("submit_job", "429")
    with pytest.raises(ZeroDivisionError):
        submit_all(client, journal, on_pause=fail)
    assert_nothing_failed(client, journal)


def test_the_run_tells_why_it_is_paused(client, service, journal):
    service.fail_next("submit_job", "429")
    seen = []
    with client.submit_many(requests_of(2), journal=journal, on_pause=lambda *_: seen.append(run.pause)) as run:
        list(run)
    assert isinstance(seen[0], RateLimitedError)
    assert run.pause is None
