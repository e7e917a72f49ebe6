"""Inputs of batches: prefixes, time intervals, single keys and lists of URLs."""

import pytest

from tests.local.handlers.batches import body, ended, jobs_of, put, show, start
from tests.local.support import (
    BUCKET,
    COS_HOST,
    NOW,
    error_of,
    listed,
    refused,
    send,
    set_queue,
)


@pytest.fixture
def service(clocked):
    return clocked


def test_each_video_under_the_prefix_has_a_job_and_an_output_key(service):
    put(
        service,
        "in/b.MOV",
        "in/a.mp4",
        "in/sub/c.webm",
        "in/note.txt",
        "in/noext",
        "in/x.gif",
        "other/d.mp4",
        "inn.mp4",
    )
    batch = start(service)
    done = ended(service, batch.job_id)
    assert (done.state, done.code) == ("Success", "Success")
    jobs = jobs_of(service, batch.job_id)
    assert [job.input.object_key for job in jobs] == ["in/a.mp4", "in/b.MOV", "in/sub/c.webm"]
    for job in jobs:
        key = f"out/{batch.job_id}/{job.job_id}.gif"
        assert job.operation.media_result.output_file.object_name == [key]
        assert send(service, "GET", f"/{key}").status_code == 200
    assert listed(service, inventoryTriggerJobId="bnone").jobs_detail == []


def test_the_time_interval_selects_by_time_of_upload(service, clock):
    for number in range(3):
        clock.now = NOW + number
        put(service, f"in/{number}.mp4")
    stamp = "2022-06-27T15:23:{}+0800".format
    for interval, expected in (
        ("", ["0", "1", "2"]),
        (f"<Start>{stamp(11)}</Start>", ["1", "2"]),
        (f"<End>{stamp(11)}</End>", ["0", "1"]),
        (f"<Start>{stamp(11)}</Start><End>{stamp(11)}</End>", ["1"]),
        (f"<Start>{stamp(30)}</Start>", []),
    ):
        batch = start(service, more=f"<TimeInterval>{interval}</TimeInterval>")
        found = [job.input.object_key[3] for job in jobs_of(service, batch.job_id)]
        assert found == expected, interval
    wrong = body(more="<TimeInterval><Start>2022-02-30T12:00:00+0800</Start></TimeInterval>")
    assert refused(service, "POST", "/inventorytriggerjob", data=wrong) == (400, "InvalidArgument")


def test_a_single_key_needs_no_video_extension(service):
    put(service, "in/noext")
    batch = start(service, "<Object>in/noext</Object>")
    assert ended(service, batch.job_id).state == "Success"
    batch = start(service, "<Object>in/none.mp4</Object>")
    done = ended(service, batch.job_id)
    assert (done.state, done.code) == ("Failed", "ResourceNotFound")
    assert done.message
    assert jobs_of(service, batch.job_id)[0].state == "Failed"


def test_the_input_can_be_a_list_of_urls(service):
    put(service, "in/a b.mp4", "in/ü.mp4", "plain.mp4")
    lines = [
        f"https://{COS_HOST}/in/a%20b.mp4",
        "",
        f"http://{COS_HOST}/in/%C3%BC.mp4?x=1",
        f"{service.url}/{BUCKET}/plain.mp4\r",
        f"https://{COS_HOST}/in/a%20b.mp4",
        f"https://{COS_HOST}/in/none.mp4",
    ]
    put(service, "list.txt", data="\ufeff".encode() + "\n".join(lines).encode())
    batch = start(service, "<UrlFile>list.txt</UrlFile>")
    done = ended(service, batch.job_id)
    jobs = jobs_of(service, batch.job_id)
    assert [job.input.object_key for job in jobs] == ["in/a b.mp4", "in/ü.mp4", "plain.mp4", "in/none.mp4"]
    assert [job.state for job in jobs] == ["Success", "Success", "Success", "Failed"]
    assert done.state == "Success"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (None, "ResourceNotFound", "list.txt does not exist"),
        (b"\xff\xfe", "InvalidArgument", "not UTF-8"),
        (b"in/a.mp4", "InvalidArgument", "line 1 "),
        (b"\n\nftp://host/in/a.mp4", "InvalidArgument", "line 3 "),
        (f"https://{COS_HOST.replace(BUCKET, 'other-1')}/a.mp4".encode(), "InvalidArgument", "line 1"),
        (f"https://{COS_HOST}/jobs/a.mp4".encode(), "InvalidArgument", "line 1"),
        (f"https://{COS_HOST}/%FF.mp4".encode(), "InvalidArgument", "line 1"),
        (b"https://[bad/a.mp4", "InvalidArgument", "line 1"),
    ],
)
def test_a_list_of_urls_that_cannot_be_read_is_refused(service, content, code, words):
    if content is not None:
        put(service, "list.txt", data=content)
    answer = send(service, "POST", "/inventorytriggerjob", data=body("<UrlFile>list.txt</UrlFile>"))
    assert (answer.status_code, error_of(answer).code) == (400, code)
    assert words in error_of(answer).message
    assert show(service).jobs_detail == []


def test_an_inventory_is_refused(service):
    status = refused(service, "POST", "/inventorytriggerjob", data=body("<Manifest>m.json</Manifest>"))
    assert status == (501, "NotImplemented")


def test_a_batch_without_videos_ends_at_once(service):
    batch = start(service)
    assert (batch.state, batch.end_time) == ("Success", batch.creation_time)


@pytest.mark.slow
def test_a_batch_creates_jobs_for_a_thousand_videos(service):
    for number in range(1000):
        put(service, f"in/{number:04}.mp4")
    set_queue(service, "Paused")
    batch = start(service)
    seen, token = [], ""
    while True:
        page = listed(service, inventoryTriggerJobId=batch.job_id, size="100", nextToken=token, orderByTime="Asc")
        seen += [job.input.object_key for job in page.jobs_detail]
        token = page.next_token
        if not token:
            break
    assert seen == [f"in/{number:04}.mp4" for number in range(1000)]
