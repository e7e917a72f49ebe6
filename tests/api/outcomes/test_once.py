"""``once``: a job that was submitted before is returned, also by another client, and nothing is sent."""

import threading
from datetime import timedelta

import pytest

from cosanim import ConfigurationError, SubmissionUnknown
from tests.api.outcomes.support import ids, submit

HOURS = 48 * 3600


@pytest.mark.parametrize("once", ["48h", "2d", "2880m", "172800s", HOURS, float(HOURS), timedelta(days=2)])
def test_an_equal_job_of_another_process_is_returned(client, connect, clock, once):
    first = submit(client, once=once)
    clock.now += HOURS - 10
    assert submit(connect(), once=once).job_id == first.job_id
    assert ids(client) == [first.job_id]


def test_a_job_that_is_older_is_submitted_again(client, clock):
    first = submit(client)
    clock.now += HOURS + 10
    second = submit(client, once="48h")
    assert ids(client) == [second.job_id, first.job_id]


def test_without_once_each_call_submits_a_job(client):
    assert submit(client).job_id != submit(client).job_id


def test_another_input_output_or_place_is_another_job(client):
    submit(client)
    submit(client, "other.gif", once="1h")
    client.submit("other.mp4", "out.gif", format="gif", duration=5, once="1h")
    assert len(ids(client)) == 3


def test_a_job_with_other_parameters_or_user_data_is_an_error_and_nothing_is_sent(client):
    first = submit(client)
    for options in ({"user_data": "mine"}, {"job_level": 2}):
        with pytest.raises(SubmissionUnknown, match="Nothing was sent") as caught:
            submit(client, once="1h", **options)
        assert first.job_id in str(caught.value)
    assert ids(client) == [first.job_id]


def test_two_equal_jobs_are_an_error_that_names_both(client):
    jobs = [submit(client), submit(client)]
    with pytest.raises(SubmissionUnknown) as caught:
        submit(client, once="1h")
    for job in jobs:
        assert job.job_id in str(caught.value)


def test_a_job_is_returned_whatever_its_state(client):
    first = submit(client)
    first.cancel()
    again = submit(client, once="1h")
    assert (again.job_id, again.detail.state) == (first.job_id, "Cancel")


def test_a_job_that_the_service_does_not_list_yet_is_returned(client):
    first = submit(client)
    listed = client._list_jobs_since
    client._list_jobs_since = lambda *arguments: listed(*arguments)._replace(jobs=[])
    assert submit(client, once="1h").job_id == first.job_id
    del client._list_jobs_since
    assert ids(client) == [first.job_id]


def test_threads_with_the_same_arguments_get_one_job(service, connect):
    client = connect(timeout=(5, 5))
    service.fail_next("submit_job", "slow:0.1")
    found = []
    threads = [threading.Thread(target=lambda: found.append(submit(client, once="1h").job_id)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ids(client) * 6


def test_a_lost_reply_after_the_lookup_is_handled_as_ever(service, client):
    service.fail_next("submit_job", "drop-after")
    job = submit(client, once="1h")
    assert ids(client) == [job.job_id]


@pytest.mark.parametrize(
    "once", ["", "48", "2 h", "1w", "-1h", "0s", 0, -5, True, float("nan"), float("inf"), b"1h", "9999999999h"]
)
def test_what_is_no_duration_is_refused_before_anything_is_sent(client, once):
    with pytest.raises(ConfigurationError, match=r"once is a duration above 0.*48h"):
        submit(client, once=once)
    assert ids(client) == []
