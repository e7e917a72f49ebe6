"""Batches: a job for each of many videos, and what becomes of the whole."""

import pytest

from cosanim import callbacks
from cosanim.local import LocalService
from cosanim.local.storage import queues
from cosanim.models import BatchResponse, ListBatchesResponse
from tests.local.support import (
    BUCKET,
    COS_HOST,
    NOW,
    REGION,
    Receiver,
    ask,
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

GIF = "<Animation><Container><Format>gif</Format></Container></Animation>"
PREFIX = "<Prefix>in/</Prefix>"
OUTPUT = "out/${InventoryTriggerJobId}/${jobid}.${ext}"


@pytest.fixture
def service(clocked):
    return clocked


def put(service, *keys, data=b"1"):
    for key in keys:
        assert send(service, "PUT", f"/{key}", data=data).status_code == 200


def body(inputs=PREFIX, *, param=GIF, output=OUTPUT, more="", name="demo"):
    place = f"<Output><Region>{REGION}</Region><Bucket>{BUCKET}</Bucket><Object>{output}</Object></Output>"
    return (
        f"<Request><Name>{name}</Name><Type>Job</Type><Input>{inputs}</Input><Operation><Tag>Animation</Tag>{place}"
        f"<JobParam>{param}</JobParam><QueueId>p1</QueueId>{more}</Operation></Request>"
    ).encode()


def start(service, *args, **options):
    content = body(*args, **options)
    return ask(service, "POST", "/inventorytriggerjob", BatchResponse, data=content).jobs_detail[0]


def look_at(service, batch_id):
    return ask(service, "GET", f"/inventorytriggerjob/{batch_id}", BatchResponse).jobs_detail[0]


def ended(service, batch_id):
    return eventually(lambda: found if (found := look_at(service, batch_id)).end_time != "-" else None)


def jobs_of(service, batch_id):
    page = listed(service, inventoryTriggerJobId=batch_id, orderByTime="Asc", size="100")
    return page.jobs_detail


def show(service, **params):
    return ask(service, "GET", "/inventorytriggerjob", ListBatchesResponse, params=params)


def test_a_batch_is_told_as_documented(service):
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
    assert look_at(service, batch.job_id) == batch
    (job,) = jobs_of(service, batch.job_id)
    assert (job.input.object_key, job.operation.user_data, job.operation.job_level) == ("in/a.mp4", "mine", 2)
    assert (job.queue_id, job.state) == ("p1", "Pause")


def test_each_video_below_the_prefix_gets_a_job_and_its_result_its_key(service):
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


def test_the_time_of_upload_decides(service, clock):
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


def test_one_video_by_its_key_which_is_not_looked_at(service):
    put(service, "in/noext")
    batch = start(service, "<Object>in/noext</Object>")
    assert ended(service, batch.job_id).state == "Success"
    batch = start(service, "<Object>in/none.mp4</Object>")
    done = ended(service, batch.job_id)
    assert (done.state, done.code) == ("Failed", "ResourceNotFound")
    assert done.message
    assert jobs_of(service, batch.job_id)[0].state == "Failed"


def test_a_list_of_addresses(service):
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
        (b"in/a.mp4", "InvalidArgument", "line 1 is no address"),
        (b"\n\nftp://host/in/a.mp4", "InvalidArgument", "line 3 is no address"),
        (f"https://{COS_HOST.replace(BUCKET, 'other-1')}/a.mp4".encode(), "InvalidArgument", "line 1"),
        (f"https://{COS_HOST}/jobs/a.mp4".encode(), "InvalidArgument", "line 1"),
        (f"https://{COS_HOST}/%FF.mp4".encode(), "InvalidArgument", "line 1"),
        (b"https://[bad/a.mp4", "InvalidArgument", "line 1"),
    ],
)
def test_a_list_that_cannot_be_read(service, content, code, words):
    if content is not None:
        put(service, "list.txt", data=content)
    answer = send(service, "POST", "/inventorytriggerjob", data=body("<UrlFile>list.txt</UrlFile>"))
    assert (answer.status_code, error_of(answer).code) == (400, code)
    assert words in error_of(answer).message
    assert show(service).jobs_detail == []


def test_an_inventory_is_not_offered(service):
    status = refused(service, "POST", "/inventorytriggerjob", data=body("<Manifest>m.json</Manifest>"))
    assert status == (501, "NotImplemented")


def test_a_prefix_without_videos_is_done_at_once(service):
    batch = start(service)
    assert (batch.state, batch.end_time) == ("Success", batch.creation_time)


def test_a_batch_with_a_template(service):
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


def test_a_batch_that_does_not_fit_into_the_queue_leaves_nothing(service, monkeypatch):
    monkeypatch.setattr(queues, "MAX_SIZE", 2)
    put(service, "in/a.mp4", "in/b.mp4", "in/c.mp4")
    set_queue(service, "Paused")
    assert refused(service, "POST", "/inventorytriggerjob", data=body()) == (403, "QueueSaturated")
    assert (listed(service).jobs_detail, show(service).jobs_detail) == ([], [])


def test_each_job_of_a_batch_is_told_of(service):
    put(service, "in/a.mp4", "in/b.mp4")
    with Receiver() as receiver:
        batch = start(service, more=f"<CallBack>{receiver.url}/b</CallBack>")
        eventually(lambda: len(receiver.notices) == 2)
    told = [callbacks.parse(body).job for _, _, body in receiver.notices]
    assert {path for path, _, _ in receiver.notices} == {"/b"}
    assert {job.input.object_key for job in told} == {"in/a.mp4", "in/b.mp4"}
    assert {job.job_id for job in told} == {job.job_id for job in jobs_of(service, batch.job_id)}


def test_cancelling_stops_what_does_not_run_yet(service):
    put(service, "in/a.mp4", "in/b.mp4")
    set_queue(service, "Paused")
    batch, alone = start(service), submit(service, job_body("in/a.mp4"))
    assert look_at(service, batch.job_id).state == "Pause"
    path = f"/inventorytriggerjob/{batch.job_id}"
    answer = send(service, "PUT", path, params={"cancel": ""})
    assert (answer.status_code, answer.content) == (200, b"")
    cancelled = look_at(service, batch.job_id)
    assert (cancelled.state, cancelled.end_time) == ("Cancel", "2022-06-27T15:23:10+0800")
    assert [job.state for job in jobs_of(service, batch.job_id)] == ["Cancel", "Cancel"]
    assert describe(service, alone.job_id).state == "Pause"
    assert refused(service, "PUT", path, params={"cancel": ""}) == (400, "InvalidArgument")
    assert refused(service, "PUT", f"{path}x", params={"cancel": ""}) == (400, "ResourceNotFound")
    assert refused(service, "GET", f"{path}x") == (400, "ResourceNotFound")


def test_what_runs_when_a_batch_is_cancelled_goes_on(service, held_up):
    begun, go_on = held_up
    put(service, "in/a.mp4", "in/b.mp4")
    batch = start(service)
    assert begun.wait(10)
    assert look_at(service, batch.job_id).state == "Running"
    path = f"/inventorytriggerjob/{batch.job_id}"
    assert send(service, "PUT", path, params={"cancel": ""}).status_code == 200
    go_on.set()
    jobs = jobs_of(service, batch.job_id)
    assert [finished(service, job.job_id).state for job in jobs] == ["Success", "Cancel"]
    assert look_at(service, batch.job_id).state == "Cancel"


def test_a_batch_whose_jobs_were_all_cancelled_one_by_one(service):
    put(service, "in/a.mp4")
    set_queue(service, "Paused")
    batch = start(service)
    (job,) = jobs_of(service, batch.job_id)
    send(service, "PUT", f"/jobs/{job.job_id}", params={"cancel": ""})
    assert look_at(service, batch.job_id).state == "Cancel"


def test_lists_of_batches(service, clock):
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


def test_numbers_and_wildcards_are_taken_in_every_form(service):
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


def test_a_thousand_videos(service):
    with service._run.tables.database.transaction() as connection:
        connection.executemany(
            "INSERT INTO objects VALUES (?, ?, 'none', 1, 'x', ?, '{}')",
            [(BUCKET, f"in/{number:04}.mp4", NOW) for number in range(1000)],
        )
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


def test_batches_go_on_after_a_restart(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        put(service, "in/a.mp4")
        set_queue(service, "Paused")
        batch = start(service)
    with LocalService(data=tmp_path, render=False) as service:
        assert look_at(service, batch.job_id) == batch
        assert queue_of(service).state == "Paused"
        set_queue(service, "Active")
        assert ended(service, batch.job_id).state == "Success"
        assert finished(service, jobs_of(service, batch.job_id)[0].job_id).state == "Success"
