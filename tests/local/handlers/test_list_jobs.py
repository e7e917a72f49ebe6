"""Lists of jobs: filters, order, pages, and refused parameters."""

import pytest

from tests.local.support import (
    BUCKET,
    CI_HOST,
    NOW,
    describe,
    error_of,
    finished,
    job_body,
    listed,
    queue_of,
    refused,
    send,
    set_queue,
    submit,
)


@pytest.fixture
def service(clocked):
    send(clocked, "PUT", "/in/video.mp4", data=b"1")
    return clocked


def hold(service):
    set_queue(service, "Paused")


def ids(page):
    return [job.job_id for job in page.jobs_detail]


def test_a_list_has_the_newest_job_first_and_the_same_details_as_describe(service):
    failed, done = submit(service, job_body("in/none.mp4")), submit(service, job_body())
    for job in (failed, done):
        finished(service, job.job_id)
    page = listed(service)
    assert page.jobs_detail == [describe(service, job.job_id) for job in (done, failed)]
    assert page.next_token == ""
    assert ids(listed(service, orderByTime="Asc")) == [failed.job_id, done.job_id]


def test_nothing_is_listed_before_the_first_job(service):
    answer = send(service, "GET", "/jobs")
    assert answer.content == b"<Response><NextToken/></Response>"


def test_filters_select_jobs(service):
    done = submit(service, job_body())
    failed = submit(service, job_body("in/none.mp4", more="<QueueId>pelse</QueueId>"))
    for job in (done, failed):
        finished(service, job.job_id)
    hold(service)
    held = submit(service, job_body())
    queue_id = queue_of(service).queue_id
    for params, expected in (
        ({}, [held, failed, done]),
        ({"tag": "Animation", "queueId": queue_id}, [held, done]),
        ({"queueId": "pelse"}, [failed]),
        ({"queueType": "Transcoding"}, [held, failed, done]),
        ({"queueType": "CateAll"}, [held, failed, done]),
        ({"queueType": "SpeedTranscoding"}, []),
        ({"tag": "All"}, [held, failed, done]),
        ({"tag": "Transcode"}, []),
        ({"states": "All"}, [held, failed, done]),
        ({"states": "Success,Failed"}, [failed, done]),
        ({"states": "Pause"}, [held]),
        ({"states": "Running,Submitted,Cancel"}, []),
        ({"inputObject": "in/none.mp4"}, [failed]),
        ({"inputObject": "in/none"}, []),
        ({"workflowId": "w1"}, []),
        ({"inventoryTriggerJobId": "b1"}, []),
        ({"inputObject": "in/video.mp4", "states": "Success", "orderByTime": "Asc"}, [done]),
    ):
        assert ids(listed(service, **params)) == [job.job_id for job in expected], params


def test_jobs_of_another_bucket_are_not_listed(service):
    other = CI_HOST.replace(BUCKET, "second-1250000000")
    send(service, "PUT", "/", host=other.replace(".ci.", ".cos."))
    send(service, "POST", "/mediabucket", host=other)
    theirs, ours = submit(service, job_body(), host=other), submit(service, job_body())
    assert ids(listed(service)) == [ours.job_id]
    assert theirs.job_id in send(service, "GET", "/jobs", host=other).text


def test_creation_times_are_shown_and_compared_in_whole_seconds(service, clock):
    hold(service)
    jobs = []
    for second in range(3):
        clock.now = NOW + second
        jobs.append(submit(service, job_body()).job_id)
    stamp = "2022-06-27T15:23:{}+0800".format
    for params, expected in (
        ({"startCreationTime": stamp(11)}, jobs[1:]),
        ({"endCreationTime": stamp(11)}, jobs[:2]),
        ({"startCreationTime": stamp(11), "endCreationTime": stamp(11)}, jobs[1:2]),
        ({"startCreationTime": "2022-06-27T07:23:12+0000"}, jobs[2:]),
        ({"startCreationTime": stamp(13)}, []),
        ({"endCreationTime": stamp(10), "startCreationTime": stamp(12)}, []),
    ):
        assert ids(listed(service, orderByTime="Asc", **params)) == expected, params


def test_the_size_of_a_page_is_ten_unless_it_is_given(service):
    hold(service)
    jobs = [submit(service, job_body()).job_id for _ in range(11)][::-1]
    first = listed(service)
    assert ids(first) == jobs[:10]
    assert first.next_token
    last = listed(service, nextToken=first.next_token)
    assert (ids(last), last.next_token) == (jobs[10:], "")
    whole = listed(service, size="11")
    assert (ids(whole), whole.next_token) == (jobs, "")


@pytest.mark.parametrize("order", ["Desc", "Asc"])
def test_pages_neither_repeat_nor_miss_a_job_while_new_ones_arrive(service, order):
    hold(service)
    jobs = [submit(service, job_body()).job_id for _ in range(7)]
    seen, token = [], ""
    while True:
        page = listed(service, size="3", orderByTime=order, nextToken=token, states="Pause")
        seen += ids(page)
        token = page.next_token
        if not token:
            break
        jobs.append(submit(service, job_body()).job_id)
    expected = jobs[:7][::-1] if order == "Desc" else jobs
    assert seen == expected


def test_every_bad_value_is_named(service):
    bad = {
        "size": "0",
        "states": "Done",
        "orderByTime": "up",
        "startCreationTime": "today",
        "queueId": "a b",
        "tag": "1",
    }
    answer = send(service, "GET", "/jobs", params=bad)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    lines = error_of(answer).message.splitlines()
    assert {line.partition(": ")[0].removeprefix("ListJobsQuery.") for line in lines} == set(bad)


@pytest.mark.parametrize(
    "params",
    [
        {"size": "101"},
        {"size": "-1"},
        {"size": "1.5"},
        {"states": "All,Success"},
        {"states": "Success,"},
        {"nextToken": "x"},
        {"nextToken": "9" * 19},
        {"startCreationTime": "2022-02-30T00:00:00+0800"},
        {"endCreationTime": "2022-06-27T15:23:10"},
    ],
)
def test_unknown_tokens_and_times_that_do_not_exist_are_refused(service, params):
    assert refused(service, "GET", "/jobs", params=params) == (400, "InvalidArgument")


def test_the_first_time_of_the_calendar_is_accepted(service):
    submit(service, job_body())
    assert listed(service, endCreationTime="0001-01-01T00:00:00+0800").jobs_detail == []
