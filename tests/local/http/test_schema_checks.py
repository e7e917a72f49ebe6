"""Schema checks of requests from official SDKs: unknown nodes, several operations, blank elements."""

import logging

import pytest

from cosanim.local import LocalService
from cosanim.models import BatchResponse, SubmitJobResponse, TemplateResponse
from tests.local.support import (
    BUCKET,
    REGION,
    ask,
    error_of,
    finished,
    job_body,
    queue_of,
    send,
    set_queue,
)

OPERATION = (
    "<Operation><Animation><Container><Format>{format}</Format></Container><Video><Codec>gif</Codec>{video}</Video></Animation>"
    f"<Output><Region>{REGION}</Region><Bucket>{BUCKET}</Bucket><Object>{{key}}</Object></Output>"
    "<UserData>{key}</UserData></Operation>"
)
JAVA_V2 = job_body().replace(b"<Request>", b"<Request><Size>10</Size>")
JAVA_V1 = job_body().replace(b"<Request>", f"<Request><BucketName>{BUCKET}</BucketName>".encode())
CPP = job_body(
    container="<Container><Format>gif</Format><ClipConfig/></Container>",
    video="<Remove>false</Remove>",
    operation="<Remove>false</Remove>",
)
NESTED = job_body(more="<Mine><Tag>Other</Tag><Input><Object>other</Object></Input></Mine>")
IN_A_LEAF = job_body(video="<Width>1<Mine>9</Mine>28</Width>")


@pytest.fixture(scope="module")
def strict():
    with LocalService(render=False, strict=True) as service:
        yield service


def several(*operations, head=""):
    text = "".join(OPERATION.format(format="gif", key=key, video=video) for key, video in operations)
    return f"<Request><Tag>Animation</Tag>{head}<Input><Object>in/video.mp4</Object></Input>{text}</Request>".encode()


@pytest.mark.parametrize(
    ("body", "ignored"),
    [
        (JAVA_V2, ["Request.Size"]),
        (JAVA_V1, ["Request.BucketName"]),
        (
            CPP,
            [
                "Request.Operation.Animation.Container.ClipConfig",
                "Request.Operation.Animation.Video.Remove",
                "Request.Operation.Remove",
            ],
        ),
        (NESTED, ["Request.Mine"]),
        (IN_A_LEAF, ["Request.Operation.Animation.Video.Width.Mine"]),
    ],
    ids=["java-v2", "java-v1", "cpp", "nested", "in-a-leaf"],
)
def test_unknown_nodes_are_ignored_and_logged(service, strict, caplog, body, ignored):
    with caplog.at_level(logging.INFO, "cosanim.local.http.schema_checks"):
        (job,) = ask(service, "POST", "/jobs", SubmitJobResponse, data=body).jobs_detail
    (record,) = caplog.records
    assert record.getMessage().endswith(f": {', '.join(ignored)}")
    done = finished(service, job.job_id)
    assert (done.state, done.input.object_key) == ("Success", "in/video.mp4")
    if body is IN_A_LEAF:
        assert done.operation.animation.video.width == 128
    answer = send(strict, "POST", "/jobs", data=body)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    assert all(path in error_of(answer).message for path in ignored)


def test_other_apis_ignore_unknown_nodes_too(service, strict):
    template = (
        b"<Request><Tag>Animation</Tag><Name>mine</Name><Size>1</Size><Container><Format>gif</Format><ClipConfig/>"
        b"</Container><Video><Codec>gif</Codec><Remove>false</Remove></Video></Request>"
    )
    batch = (
        f"<Request><Name>b</Name><Type>Job</Type><Size>1</Size><Input><Prefix>in/</Prefix><Mine/></Input><Operation>"
        f"<Tag>Animation</Tag><QueueId>p1</QueueId><Remove>false</Remove><JobParam><Animation><Container>"
        f"<Format>gif</Format><ClipConfig/></Container></Animation></JobParam><Output><Region>{REGION}</Region>"
        f"<Bucket>{BUCKET}</Bucket><Object>o-${{InventoryTriggerJobId}}.gif</Object></Output></Operation></Request>"
    ).encode()
    queue = (
        b"<Request><Name>queue-1</Name><Size>1</Size><QueueID>p1</QueueID><State>Active</State>"
        b"<NotifyConfig><State>Off</State><Mine/></NotifyConfig></Request>"
    )
    made = ask(service, "POST", "/template", TemplateResponse, data=template).template
    assert made.trans_tpl.container.format == "gif"
    ask(service, "PUT", f"/template/{made.template_id}", TemplateResponse, data=template)
    assert ask(service, "POST", "/inventorytriggerjob", BatchResponse, data=batch).jobs_detail[0].name == "b"
    queue_path = f"/queue/{queue_of(service).queue_id}"
    assert send(service, "PUT", queue_path, data=queue).status_code == 200
    assert send(service, "PUT", queue_path, data=queue.replace(b"QueueID", b"QueueId")).status_code == 200
    for method, path, body in (
        ("POST", "/template", template),
        ("POST", "/inventorytriggerjob", batch),
        ("PUT", f"/queue/{queue_of(strict).queue_id}", queue),
    ):
        assert send(strict, method, path, data=body).status_code == 400


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (JAVA_V2.replace(b"gif</Format>", b"mp4</Format>"), "Request.Operation.Animation.Container.Format"),
        (JAVA_V2.replace(b"<Size>", b"<Size>10</Size> loose text <Size>"), "Request"),
        (JAVA_V2.replace(b"<Tag>", b"<Tag kind='x'>"), "Request.Tag"),
        (JAVA_V2.replace(b"<Tag>", b"<Tag>Animation</Tag><Tag>"), "Request.Tag"),
        (JAVA_V2.replace(b"Input>", b"Inptu>"), "Request.Input"),
    ],
    ids=["value", "text", "attribute", "repeated", "misspelt"],
)
def test_other_violations_of_the_schema_are_refused(service, body, path):
    answer = send(service, "POST", "/jobs", data=body)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    assert f"{path}: " in error_of(answer).message


def test_each_operation_is_a_job_of_its_own(service, strict):
    body = several(("a.gif", "<Width>128</Width>"), ("b.gif", "<Width>256</Width><Remove/>"), head="<Size/>")
    jobs = ask(service, "POST", "/jobs", SubmitJobResponse, data=body).jobs_detail
    assert [job.operation.user_data for job in jobs] == ["a.gif", "b.gif"]
    assert len({job.job_id for job in jobs}) == 2
    for job, key, width in zip(jobs, ("a.gif", "b.gif"), (128, 256), strict=True):
        done = finished(service, job.job_id)
        assert done.operation.media_result.output_file.object_name == [key]
        assert done.operation.animation.video.width == width
        assert send(service, "GET", f"/{key}").status_code == 200
    assert send(strict, "POST", "/jobs", data=body).status_code == 400


def test_several_operations_are_accepted_as_a_whole_or_not_at_all(service):
    set_queue(service, "Paused")
    body = several(("a.gif", ""), ("b.gif", "<Width>1</Width>"), head="<CallBackFormat>HTML</CallBackFormat>")
    answer = send(service, "POST", "/jobs", data=body)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    lines = error_of(answer).message.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "Request.CallBackFormat",
        "Request.Operation[1].Animation.Video.Width",
    ]
    many = several(*((f"{number}.gif", "") for number in range(7)))
    assert "at most 6" in error_of(send(service, "POST", "/jobs", data=many)).message
    six = several(*((f"{number}.gif", "") for number in range(6)))
    assert len(ask(service, "POST", "/jobs", SubmitJobResponse, data=six).jobs_detail) == 6


def test_text_with_many_escaped_characters_is_accepted(service):
    body = several(("a.gif", ""), ("b.gif", ""), head=f"<Mine>{'>' * 60_000}</Mine>")
    assert len(ask(service, "POST", "/jobs", SubmitJobResponse, data=body).jobs_detail) == 2


def test_violations_of_several_operations_have_the_lines_of_the_body(service):
    body = several(("a.gif", ""), ("b.gif", "\n<Width>1</Width>"), head="\n<CallBackFormat>HTML</CallBackFormat>")
    lines = error_of(send(service, "POST", "/jobs", data=body)).message.splitlines()
    assert [line.rpartition("(")[2] for line in lines] == ["line 2)", "line 3)"]


def test_blank_elements_count_as_absent(service):
    video = "<Width></Width><Height/><Fps></Fps><AnimateOnlyKeepKeyFrame/><AnimateFramesPerSecond/><Quality/>"
    interval = "<TimeInterval><Start></Start><Duration/></TimeInterval>"
    more = "<QueueId></QueueId><CallBack/><CallBackFormat/><CallBackType/>"
    body = job_body(video=video, interval=interval, operation="<UserData/><JobLevel/><TemplateId/>", more=more)
    (job,) = ask(service, "POST", "/jobs", SubmitJobResponse, data=body).jobs_detail
    assert finished(service, job.job_id).state == "Success"


def test_a_batch_is_cancelled_without_the_flag_too(service):
    set_queue(service, "Paused")
    batch = (
        f"<Request><Name>b</Name><Type>Job</Type><Input><Object>in/video.mp4</Object></Input><Operation>"
        f"<Tag>Animation</Tag><QueueId>p1</QueueId><JobParam><Animation><Container><Format>gif</Format></Container>"
        f"</Animation></JobParam><Output><Region>{REGION}</Region><Bucket>{BUCKET}</Bucket><Object>o.gif</Object>"
        f"</Output></Operation></Request>"
    ).encode()
    (made,) = ask(service, "POST", "/inventorytriggerjob", BatchResponse, data=batch).jobs_detail
    path = f"/inventorytriggerjob/{made.job_id}"
    assert send(service, "PUT", path).status_code == 200
    assert ask(service, "GET", path, BatchResponse).jobs_detail[0].state == "Cancel"
