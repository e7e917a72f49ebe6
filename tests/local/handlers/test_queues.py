"""Queues: list, update, pause and resume, and their limits."""

import itertools

import pytest

from cosanim.local import LocalService
from cosanim.models import (
    ListQueuesResponse,
    UpdateQueueResponse,
)
from tests.local.support import (
    BUCKET,
    CI_HOST,
    NOW,
    ask,
    describe,
    finished,
    job_body,
    listed,
    queue_body,
    queue_of,
    refused,
    send,
    set_queue,
    submit,
)

ON = "<State>On</State><Event>TaskFinish,WorkflowFinish</Event>"


def add_bucket(service, bucket):
    """Create a bucket, bind it to the media service, and return its host."""
    host = CI_HOST.replace(BUCKET, bucket)
    assert send(service, "PUT", "/", host=host.replace(".ci.", ".cos.")).status_code == 200
    assert send(service, "POST", "/mediabucket", host=host).status_code == 200
    return host


def show(service, **params):
    return ask(service, "GET", "/queue", ListQueuesResponse, params=params)


def test_a_bucket_has_one_queue_and_its_jobs_wait_in_it(service):
    page = show(service)
    assert (page.total_count, page.page_number, page.page_size) == (1, 1, 10)
    (queue,) = page.queue_list
    assert (queue.state, queue.category, queue.max_size, queue.max_concurrent) == ("Active", "Transcoding", 10000, 10)
    assert (queue.notify_config.state, queue.notify_config.url) == ("Off", None)
    assert queue.create_time == queue.update_time
    assert submit(service, job_body()).queue_id == queue.queue_id


def test_filters_select_queues(service):
    queue = queue_of(service)
    found = show(service, queueIds=f"A,{queue.queue_id},B")
    assert (found.queue_list, found.non_exist_pids) == ([queue], ["A", "B"])
    for params, count in (
        ({"state": "All"}, 1),
        ({"state": "Active"}, 1),
        ({"state": "Paused"}, 0),
        ({"category": "CateAll"}, 1),
        ({"category": "Transcoding"}, 1),
        ({"category": "SpeedTranscoding"}, 0),
        ({"queueIds": "A"}, 0),
    ):
        assert show(service, **params).total_count == count, params
    assert show(service, pageNumber="2").queue_list == []


@pytest.mark.parametrize("name", ["QueueID", "QueueId"])
def test_an_update_replaces_the_settings(service, name):
    queue_id = queue_of(service).queue_id
    notify = f"{ON}<Type>Url</Type><Url>http://127.0.0.1:9/q</Url><ResultFormat>JSON</ResultFormat>"
    content = queue_body("Paused", notify, f"<{name}>{queue_id}</{name}>")
    queue = ask(service, "PUT", f"/queue/{queue_id}", UpdateQueueResponse, data=content).queue
    assert (queue.queue_id, queue.name, queue.state) == (queue_id, "My-Queue", "Paused")
    assert (queue.notify_config.url, queue.notify_config.result_format) == ("http://127.0.0.1:9/q", "JSON")
    assert show(service).queue_list == [queue]
    assert set_queue(service).notify_config.url is None


def test_unknown_queues_and_inconsistent_settings_are_refused(service):
    assert refused(service, "PUT", "/queue/pnone", data=queue_body()) == (400, "QueueNotFound")
    path = f"/queue/{queue_of(service).queue_id}"
    for notify in (ON, f"{ON}<Type>Url</Type>", f"{ON}<Type>TDMQ</Type><MqName>n</MqName>"):
        assert refused(service, "PUT", path, data=queue_body(notify=notify)) == (400, "InvalidArgument")
    assert refused(service, "PUT", path, data=queue_body("Stopped")) == (400, "InvalidArgument")


def test_a_paused_queue_holds_waiting_jobs_and_not_running_ones(service, delayed_job):
    started, proceed = delayed_job
    runs = submit(service, job_body())
    assert started.wait(10)
    waits = submit(service, job_body())
    set_queue(service, "Paused")
    late = submit(service, job_body())
    assert (describe(service, runs.job_id).state, describe(service, waits.job_id).state) == ("Running", "Pause")
    assert late.state == "Pause"
    proceed.set()
    assert finished(service, runs.job_id).state == "Success"
    assert [job.job_id for job in listed(service, states="Pause", orderByTime="Asc").jobs_detail] == [
        waits.job_id,
        late.job_id,
    ]
    set_queue(service, "Active")
    assert finished(service, waits.job_id).state == finished(service, late.job_id).state == "Success"


def test_higher_levels_go_first_when_the_queue_is_resumed():
    seconds = itertools.count(int(NOW))
    with LocalService(render=False, clock=lambda: next(seconds), max_clock_skew=10**9) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        set_queue(service, "Paused")
        jobs = [submit(service, job_body(operation=f"<JobLevel>{level}</JobLevel>")) for level in (0, 2, 1, 2)]
        set_queue(service, "Active")
        ended = [finished(service, job.job_id) for job in jobs]
    assert sorted(range(4), key=lambda number: ended[number].start_time) == [1, 3, 2, 0]
    assert {job.state for job in ended} == {"Success"}


def test_a_full_queue_refuses_jobs():
    """Both waiting states count; running jobs do not."""
    with LocalService(transitions="manual", queue_max_size=2) as service:
        assert queue_of(service).max_size == 2
        first, second = submit(service, job_body()), submit(service, job_body())
        assert refused(service, "POST", "/jobs", data=job_body()) == (403, "QueueSaturated")
        service.advance(first.job_id, "Running")
        set_queue(service, "Paused")
        submit(service, job_body())
        assert refused(service, "POST", "/jobs", data=job_body()) == (403, "QueueSaturated")
        assert send(service, "PUT", f"/jobs/{second.job_id}", params={"cancel": ""}).status_code == 200
        assert describe(service, second.job_id).state == "Cancel"
        submit(service, job_body())


def test_the_limit_of_waiting_jobs_is_that_of_each_queue():
    with LocalService(transitions="manual", queue_max_size=1) as service:
        other = add_bucket(service, "second-1250000000")
        submit(service, job_body())
        assert refused(service, "POST", "/jobs", data=job_body()) == (403, "QueueSaturated")
        submit(service, job_body(), host=other)


def test_a_queue_is_unchanged_after_a_restart(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        queue = set_queue(service, "Paused", f"{ON}<Type>Url</Type><Url>http://h/</Url>")
        job = submit(service, job_body())
    with LocalService(data=tmp_path, render=False) as service:
        assert queue_of(service) == queue
        assert describe(service, job.job_id).state == "Pause"


def test_each_bucket_has_its_own_queue(service):
    other = add_bucket(service, "second-1250000000")
    theirs = queue_of(service, host=other)
    assert theirs.queue_id != queue_of(service).queue_id
    assert refused(service, "PUT", f"/queue/{theirs.queue_id}", data=queue_body()) == (400, "QueueNotFound")
    set_queue(service, "Paused")
    assert submit(service, job_body(), host=other).state == "Submitted"
