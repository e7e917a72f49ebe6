"""The outcome of submissions to a real service with faults, by a clock that client and service share."""

import logging
import pickle

import pytest

from cosanim import (
    ConfigurationError,
    QueueError,
    RateLimitedError,
    RetryPolicy,
    ServerError,
    SubmissionUnknown,
    TransportError,
)
from tests.api.outcomes.support import POLICY, ids, submit
from tests.servers.support import assert_no_secret


def test_a_job_whose_reply_was_lost_is_found_and_not_submitted_again(service, client, clock):
    service.fail_next("submit_job", "drop-after")
    job = submit(client, "${jobid}/out.${ext}", user_data="mine", job_level=1)
    assert ids(client) == [job.job_id]
    assert job.detail.state == "Submitted"
    assert job.detail.request_id
    assert clock.slept == [], "the first list shows it"


@pytest.mark.parametrize("fault", ["refuse", "drop-before", "500"])
def test_a_request_that_was_not_accepted_is_sent_again_after_its_signature_has_ended(service, client, clock, fault):
    service.fail_next("submit_job", fault)
    job = submit(client)
    assert ids(client) == [job.job_id]
    assert 40 < sum(clock.slept) < 43


def test_a_request_that_arrives_late_is_found_or_has_expired(service, client):
    for number in range(20):
        service.fail_next("submit_job", "late:0.01")
        job = submit(client, f"{number}.gif")
        assert job.job_id in ids(client)
    assert len(ids(client)) == 20


def test_the_attempts_are_limited_and_the_last_failure_says_that_nothing_was_accepted(service, client, clock):
    service.fail_next("submit_job", "drop-before", count=3)
    service.fail_next("submit_job", "500")
    with pytest.raises(ServerError) as caught:
        submit(client)
    assert "nothing was accepted" in caught.value.__notes__[0]
    assert caught.value.retryable
    assert sum(clock.slept) > 4 * 40
    assert ids(client) == []
    assert_no_secret(caught.value)


def test_a_single_attempt_is_not_sent_again(service, connect):
    client = connect(retry=RetryPolicy(attempts=1))
    service.fail_next("submit_job", "drop-before")
    with pytest.raises(TransportError, match="broke") as caught:
        submit(client)
    assert "nothing was accepted" in caught.value.__notes__[0]
    assert ids(client) == []
    service.fail_next("submit_job", "drop-after")
    job = submit(client)
    assert ids(client) == [job.job_id]


@pytest.mark.parametrize("fault", ["429", "503", "503:SlowDown", "403:QueueSaturated"])
def test_a_rejection_that_passes_is_retried_with_growing_delays(service, client, clock, fault):
    service.fail_next("submit_job", fault, count=3)
    job = submit(client)
    assert ids(client) == [job.job_id]
    assert clock.slept == pytest.approx([0.3, 0.6, 1.2])


@pytest.mark.parametrize(("fault", "error"), [("429", RateLimitedError), ("403:QueueSaturated", QueueError)])
def test_a_rejection_that_does_not_pass_is_raised_at_the_last_attempt(service, client, clock, fault, error):
    service.fail_next("submit_job", fault, count=4)
    with pytest.raises(error):
        submit(client)
    assert len(clock.slept) == 3
    assert ids(client) == []


@pytest.mark.parametrize("fault", ["400:InvalidArgument", "401:AccessDenied", "403:QueuePaused"])
def test_other_rejections_are_final(service, client, clock, fault):
    service.fail_next("submit_job", fault)
    with pytest.raises(Exception, match=fault.partition(":")[2]):
        submit(client)
    assert (clock.slept, ids(client)) == ([], [])


def test_jobs_of_the_same_client_are_not_taken_for_the_lost_one(service, client):
    first = submit(client)
    service.fail_next("submit_job", "drop-after")
    second = submit(client)
    assert second.job_id != first.job_id
    assert sorted(ids(client)) == sorted([first.job_id, second.job_id])


def test_a_job_of_another_client_leaves_the_outcome_unknown(service, client, connect):
    submit(connect(), "out.gif", user_data="other")
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown, match="of the same input and output, but of other parameters"):
        submit(client)
    assert len(ids(client)) == 2


def test_an_equal_job_of_another_client_leaves_it_unknown_which_one_is_which(service, client, connect):
    submit(connect())
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown, match="are the jobs") as caught:
        submit(client)
    for id_ in ids(client):
        assert id_ in str(caught.value)


def test_the_lookup_survives_faults_of_the_list(service, client):
    service.fail_next("submit_job", "drop-after")
    for fault in ("drop-before", "503", "refuse", "429"):
        service.fail_next("list_jobs", fault)
    job = submit(client)
    assert ids(client) == [job.job_id]


def test_a_list_that_is_refused_leaves_the_outcome_unknown(service, client):
    service.fail_next("submit_job", "drop-after")
    service.fail_next("list_jobs", "403:AccessDenied")
    with pytest.raises(SubmissionUnknown, match="the jobs cannot be listed") as caught:
        submit(client)
    assert_no_secret(caught.value)


def test_without_a_lookup_the_outcome_is_unknown_at_once(service, connect):
    client = connect(retry=RetryPolicy(lookup_timeout=0))
    service.fail_next("submit_job", "drop-after")
    with pytest.raises(SubmissionUnknown) as caught:
        submit(client)
    (job_id,) = ids(client)
    assert client.find_submission(caught.value).job_id == job_id


def test_submit_job_returns_the_found_job_in_its_response(service, client):
    service.fail_next("submit_job", "drop-after")
    (detail,) = client.submit_job(
        {
            "Tag": "Animation",
            "Input": {"Object": "in.mp4"},
            "Operation": {
                "Animation": {"Container": {"Format": "gif"}, "TimeInterval": {"Duration": "5.50"}},
                "Output": {"Region": service.region, "Bucket": service.bucket, "Object": "out.${ext}"},
            },
        }
    ).jobs_detail
    assert ids(client) == [detail.job_id]


def test_what_happens_is_logged(service, client, caplog):
    caplog.set_level(logging.DEBUG, "cosanim")
    service.fail_next("submit_job", "503")
    service.fail_next("submit_job", "drop-after")
    submit(client)
    texts = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "sent again in 0.3 s" in texts[0]
    assert "its job is looked up" in texts[1]
    assert service.credentials.secret_key not in caplog.text


class TestFindSubmission:
    """Finding out later what became of a submission, with the error that was raised."""

    @pytest.fixture
    def unknown(self, service, connect):
        """Function that returns the error of a submission that had the given fault."""

        def made(fault, **options):
            service.fail_next("submit_job", fault)
            with pytest.raises(SubmissionUnknown) as caught:
                submit(connect(retry=RetryPolicy(lookup_timeout=0)), **options)
            return caught.value

        return made

    def test_an_accepted_job_is_returned_any_number_of_times(self, client, unknown):
        error = unknown("drop-after", user_data="mine")
        assert [client.find_submission(error).job_id for _ in range(2)] == ids(client) * 2

    def test_that_nothing_was_accepted_is_told_when_it_is_certain(self, client, unknown, clock):
        error = unknown("drop-before")
        with pytest.raises(SubmissionUnknown, match="do not show it yet") as caught:
            client.find_submission(error, timeout=0)
        assert client.find_submission(caught.value) is None
        assert sum(clock.slept) > 40

    def test_another_process_with_another_bucket_finds_it_too(self, connect, unknown):
        error = pickle.loads(pickle.dumps(unknown("drop-after")))  # noqa: S301 - our own
        other = connect(bucket="other-1250000000")
        job = other.find_submission(error)
        assert (job.bucket, job.job_id) == (error.bucket, *ids(connect()))

    def test_the_job_of_a_later_submission_is_not_taken_for_it(self, unknown, client):
        error = unknown("drop-before")
        later = submit(client)
        assert client.find_submission(error) is None
        assert ids(client) == [later.job_id]

    def test_after_the_retention_the_list_proves_nothing(self, client, unknown, clock):
        error = unknown("drop-before")
        clock.now += POLICY.retention + 100
        with pytest.raises(SubmissionUnknown, match="too long ago"):
            client.find_submission(error)

    def test_other_errors_are_refused(self, client):
        with pytest.raises(TypeError, match="SubmissionUnknown, not ValueError"):
            client.find_submission(ValueError())
        with pytest.raises(ConfigurationError, match=r"client\.list_batches"):
            client.find_submission(
                SubmissionUnknown("r", api="submit_batch", not_after=7, call="client.list_batches()")
            )
        with pytest.raises(ConfigurationError, match="not that of a job that was sent"):
            client.find_submission(SubmissionUnknown("r", api="submit_job"))
