"""Batches: their jobs, states, lists and cancellation."""

import pytest

from cosanim import callbacks
from cosanim.local import LocalService
from tests.local.handlers.batches import OUTPUT, body, describe_batch, ended, jobs_of, put, show, start
from tests.local.support import (
    BUCKET,
    Receiver,
    describe,
    error_of,
    eventually,
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
    return clocked


def test_the_response_to_a_batch_is_the_documented_one(service):
    set_queue(service, "Paused")
    put(service, "in/a.mp4")
    more = (
        "<TimeInterval><Start>2022-02-01T12:00:00+0800</Start><End>2022-07-01T12:00:00+0800</End></TimeInterval>"
        "<UserData>mine</UserData><CallBack>no</CallBack><CallBackFormat>JSON</CallBackFormat><JobLevel>2</JobLevel>"
    )
    batch = start(service, more=more)
    assert batch.job_id.startswith("b")
    assert (batch.code, batch.message, batch.name, batch.type) == ("Success", "", "demo", "Job")
    assert (batch.creation_time, batch.start_time, batch.end_time) == (*["2022-06-27T15:23:10+0800"] * 2, "-")
    assert (batch.input.prefix, batch.input.object_key) == ("in/", None)
    operation = batch.operation
    assert (operation.time_interval.start, operation.tag) == ("2022-02-01T12:00:00+0800", "Animation")
    assert (operation.output.object_key, operation.output.bucket) == (OUTPUT, BUCKET)
    assert operation.job_param.animation.container.format == "gif"
    assert (operation.queue_id, operation.user_data, operation.job_level) == ("p1", "mine", 2)
    assert (operation.callback, operation.callback_format) == ("no", "JSON")
    assert describe_batch(service, batch.job_id) == batch
    (job,) = jobs_of(service, batch.job_id)
    assert (job.input.object_key, job.operation.user_data, job.operation.job_level) == ("in/a.mp4", "mine", 2)
    assert (job.queue_id, job.state) == ("p1", "Pause")


def test_a_batch_uses_a_template(service):
    put(service, "in/a.mp4")
    template = (
        "<Request><Tag>Animation</Tag><Name>n</Name><Container><Format>webp</Format></Container>"
        "<Video><Codec>webp</Codec></Video></Request>"
    )
    text = send(service, "POST", "/template", data=template.encode()).text
    template_id = text.partition("<TemplateId>")[2].partition("<")[0]
    batch = start(service, param=f"<TemplateId>{template_id}</TemplateId>")
    assert ended(service, batch.job_id).operation.job_param.template_id == template_id
    (job,) = jobs_of(service, batch.job_id)
    assert job.operation.template_name == "n"
    assert job.operation.media_result.output_file.object_name[0].endswith(".webp")
    wrong = body(param="<TemplateId>tnone</TemplateId>")
    assert refused(service, "POST", "/inventorytriggerjob", data=wrong) == (400, "TemplateNotFound")
    assert len(show(service).jobs_detail) == 1


def test_a_batch_that_does_not_fit_into_the_queue_creates_no_job():
    with LocalService(render=False, hold=True, queue_max_size=2) as service:
        put(service, "in/a.mp4", "in/b.mp4", "in/c.mp4")
        assert refused(service, "POST", "/inventorytriggerjob", data=body()) == (403, "QueueSaturated")
        assert (listed(service).jobs_detail, show(service).jobs_detail) == ([], [])


def test_each_job_of_a_batch_has_a_callback(service):
    put(service, "in/a.mp4", "in/b.mp4")
    with Receiver() as receiver:
        batch = start(service, more=f"<CallBack>{receiver.url}/b</CallBack>")
        eventually(lambda: len(receiver.callbacks) == 2)
    received = [callbacks.parse(body).job for _, _, body in receiver.callbacks]
    assert {path for path, _, _ in receiver.callbacks} == {"/b"}
    assert {job.input.object_key for job in received} == {"in/a.mp4", "in/b.mp4"}
    assert {job.job_id for job in received} == {job.job_id for job in jobs_of(service, batch.job_id)}


def test_cancelling_a_batch_cancels_its_waiting_jobs(service):
    put(service, "in/a.mp4", "in/b.mp4")
    set_queue(service, "Paused")
    batch, alone = start(service), submit(service, job_body("in/a.mp4"))
    assert describe_batch(service, batch.job_id).state == "Pause"
    path = f"/inventorytriggerjob/{batch.job_id}"
    answer = send(service, "PUT", path, params={"cancel": ""})
    assert (answer.status_code, answer.content) == (200, b"")
    cancelled = describe_batch(service, batch.job_id)
    assert (cancelled.state, cancelled.end_time) == ("Cancel", "2022-06-27T15:23:10+0800")
    assert [job.state for job in jobs_of(service, batch.job_id)] == ["Cancel", "Cancel"]
    assert describe(service, alone.job_id).state == "Pause"
    assert refused(service, "PUT", path, params={"cancel": ""}) == (400, "InvalidArgument")
    assert refused(service, "PUT", f"{path}x", params={"cancel": ""}) == (400, "ResourceNotFound")
    assert refused(service, "GET", f"{path}x") == (400, "ResourceNotFound")


def test_running_jobs_of_a_cancelled_batch_continue(service, delayed_job):
    started, proceed = delayed_job
    put(service, "in/a.mp4", "in/b.mp4")
    batch = start(service)
    assert started.wait(10)
    assert describe_batch(service, batch.job_id).state == "Running"
    path = f"/inventorytriggerjob/{batch.job_id}"
    assert send(service, "PUT", path, params={"cancel": ""}).status_code == 200
    proceed.set()
    jobs = jobs_of(service, batch.job_id)
    assert [finished(service, job.job_id).state for job in jobs] == ["Success", "Cancel"]
    assert describe_batch(service, batch.job_id).state == "Cancel"


def test_a_batch_is_cancelled_when_all_its_jobs_are_cancelled(service):
    put(service, "in/a.mp4")
    set_queue(service, "Paused")
    batch = start(service)
    (job,) = jobs_of(service, batch.job_id)
    send(service, "PUT", f"/jobs/{job.job_id}", params={"cancel": ""})
    assert describe_batch(service, batch.job_id).state == "Cancel"


def test_batches_are_filtered_ordered_and_listed_page_by_page(service, clock):
    put(service, "in/a.mp4")
    done = start(service, name="done")
    ended(service, done.job_id)
    clock.now += 1
    failed = start(service, "<Object>none</Object>", name="failed")
    ended(service, failed.job_id)
    set_queue(service, "Paused")
    clock.now += 1
    held = start(service, name="held")
    for params, expected in (
        ({}, [held, failed, done]),
        ({"type": "Job", "orderByTime": "Asc"}, [done, failed, held]),
        ({"type": "Workflow"}, []),
        ({"workflowId": "w1"}, []),
        ({"name": "failed"}, [failed]),
        ({"name": "fail"}, []),
        ({"jobId": done.job_id}, [done]),
        ({"states": "Success,Failed"}, [failed, done]),
        ({"states": "Pause"}, [held]),
        ({"startCreationTime": "2022-06-27T15:23:11+0800"}, [held, failed]),
        ({"endCreationTime": "2022-06-27T15:23:11+0800"}, [failed, done]),
    ):
        assert [batch.job_id for batch in show(service, **params).jobs_detail] == [b.job_id for b in expected], params
    for order, expected in (("Desc", [held, failed, done]), ("Asc", [done, failed, held])):
        token, seen = "", []
        for _ in range(3):
            page = show(service, size="1", orderByTime=order, nextToken=token)
            seen += [batch.job_id for batch in page.jobs_detail]
            token = page.next_token
        assert (seen, token) == ([batch.job_id for batch in expected], "")


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (body(""), "Request.Input"),
        (body(name="a b"), "Request.Name"),
        (body(param=""), "Request.Operation.JobParam"),
        (body(output="o/${InputName}.gif"), "Request.Operation.Output.Object"),
        (body(more="<JobLevel>3</JobLevel>"), "Request.Operation.JobLevel"),
        (body().replace(b"<Tag>Animation", b"<Tag>Animatin"), "Request.Operation.Tag"),
        (body(more="<CallBackType>TDMQ</CallBackType>"), "CallBackMqConfig"),
    ],
)
def test_a_batch_is_checked_like_a_job(service, content, path):
    answer = send(service, "POST", "/inventorytriggerjob", data=content)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    assert path in error_of(answer).message


def test_numbers_and_wildcards_are_accepted_in_every_form(service):
    put(service, "in/a.mp4")
    animation = "<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width> +0640 </Width>"
    animation += "<Height></Height></Video></Animation>"
    batch = start(service, param=animation, output="o/${inventorytriggerjobid}.${EXT}", more="<JobLevel> 1 </JobLevel>")
    assert ended(service, batch.job_id).state == "Success"
    (job,) = jobs_of(service, batch.job_id)
    assert (job.operation.animation.video.width, job.operation.job_level) == (640, 1)
    assert job.operation.media_result.output_file.object_name == [f"o/{batch.job_id}.gif"]
    wrong = body(output="jobs/x.gif")
    assert refused(service, "POST", "/inventorytriggerjob", data=wrong) == (400, "InvalidArgument")


def test_batches_continue_after_a_restart(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        put(service, "in/a.mp4")
        set_queue(service, "Paused")
        batch = start(service)
    with LocalService(data=tmp_path, render=False) as service:
        assert describe_batch(service, batch.job_id) == batch
        assert queue_of(service).state == "Paused"
        set_queue(service, "Active")
        assert ended(service, batch.job_id).state == "Success"
        assert finished(service, jobs_of(service, batch.job_id)[0].job_id).state == "Success"
