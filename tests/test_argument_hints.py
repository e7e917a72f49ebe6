"""Arguments of the wrong type: the message says what is meant and what to pass or to call instead."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cosanim
from cosanim import Job, callbacks, decode, encode, from_dict, parse_time, to_dict, validate
from cosanim.api.requests import build_batch, build_request
from cosanim.models import (
    Animation,
    BatchDetail,
    CreateTemplateRequest,
    JobDetail,
    QueueDetail,
    SubmitJobRequest,
    SubmitJobResponse,
    TemplateDetail,
    UpdateTemplateRequest,
    Video,
)
from tests.servers.loopback import BUCKET, REGION, client_of

ANIMATION = Animation(video=Video(codec="gif"))
DETAIL = JobDetail(job_id="j1")
REQUEST = build_request("in.mp4", "out.gif", output_bucket=BUCKET, output_region=REGION, animation=ANIMATION)
BATCH = build_batch("n", "out-${jobid}.gif", output_bucket=BUCKET, output_region=REGION, prefix="in/")
CREATION = CreateTemplateRequest(tag="Animation", name="n", container=None)
UPDATE = UpdateTemplateRequest(tag="Animation", name="n", container=None)

CLIENT_CALLS = [
    (lambda client: client.submit_job(ANIMATION), "submit_job takes a SubmitJobRequest or a mapping .*: .*call submit"),
    (lambda client: client.submit_job("in.mp4"), r"not str: .*call submit\(input_key, output_key"),
    (lambda client: client.submit_job(BATCH), "not SubmitBatchRequest: call submit_batch"),
    (lambda client: client.submit_job([REQUEST]), "not list: call it once for each"),
    (lambda client: client.submit_job(b"<Request/>"), r"not bytes: decode\(data, SubmitJobRequest\)"),
    (lambda client: client.submit_job(DETAIL), r"not JobDetail: .*wait\(job_id\)"),
    (lambda client: client.submit_job(Job(client, DETAIL)), r"not Job: .*wait\(job_id\)"),
    (lambda client: client.submit_batch(REQUEST), "not SubmitJobRequest: call submit_job"),
    (lambda client: client.submit_batch("in/"), "build_batch"),
    (lambda client: client.create_template(ANIMATION), "ensure_template"),
    (lambda client: client.create_template(UPDATE), "call update_template"),
    (lambda client: client.update_template("t1", CREATION), "takes an UpdateTemplateRequest .*call create_template"),
    (lambda client: client.update_queue("p1", QueueDetail()), "takes an UpdateQueueRequest or a mapping"),
    (lambda client: client.wait(DETAIL), "job_id is a text, not JobDetail: pass its job_id"),
    (lambda client: client.wait([Job(client, DETAIL)]), "not list: pass one at a time"),
    (lambda client: client.wait(SubmitJobResponse()), r"pass its jobs_detail\[0\].job_id"),
    (lambda client: client.wait("j1", stop=True), "stop is a threading.Event, not bool"),
    (lambda client: client.describe_job(Job(client, DETAIL)), "not Job: pass its job_id"),
    (lambda client: client.describe_job(["j1", "j2"]), "not list: pass one at a time"),
    (lambda client: client.describe_job(None), "job_id is a text, not NoneType"),
    (lambda client: client.describe_jobs([Job(client, DETAIL)]), "not Job: pass its job_id"),
    (lambda client: client.describe_jobs(5), "not int"),
    (lambda client: client.cancel_job(DETAIL), "not JobDetail: pass its job_id"),
    (lambda client: client.cancel_batch(BatchDetail()), "not BatchDetail: pass its job_id"),
    (lambda client: client.describe_batch(BatchDetail()), "not BatchDetail: pass its job_id"),
    (lambda client: client.job(DETAIL), "not JobDetail: pass its job_id"),
    (lambda client: client.delete_template(TemplateDetail()), "pass its template_id"),
    (lambda client: client.describe_template(TemplateDetail()), "pass its template_id"),
    (lambda client: client.describe_queue(QueueDetail()), "pass its queue_id"),
    (lambda client: client.ensure_template("n", animation={"Container": {}}), r"from_dict\(Animation, mapping\)"),
    (lambda client: client.ensure_template("n", animation=TemplateDetail()), "animation is an Animation, not Template"),
    (lambda client: next(client.list_jobs(states=5)), "states is a text, not int"),
    (lambda client: next(client.list_queues(queue_ids=[QueueDetail()])), "pass its queue_id"),
    (lambda client: next(client.list_templates(ids=[TemplateDetail()])), "pass its template_id"),
    (lambda client: client.submit("in.mp4", "o.gif", format="gif", allow=5), "allow is a text, not int"),
    (lambda client: client.submit("in.mp4", "o.gif", preset=TemplateDetail()), "preset is a text.*pass its name"),
    (lambda client: client.convert(b"x", "o.gif"), "source is the path of a file, not bytes"),
    (lambda client: client.convert("in.mp4", None), "target is the path of a file, not NoneType"),
    (lambda client: client.objects.get(Job(client, DETAIL), "x"), "key is a text, not Job: pass its output_key"),
    (lambda client: client.objects.get(DETAIL, "x"), r"pass its operation\.media_result\.output_file"),
    (lambda client: client.objects.head(Path("a/b")), r"pass path\.as_posix\(\)"),
    (lambda client: client.objects.put(b"key", b"content"), r"pass data\.decode\(\)"),
    (lambda client: client.objects.url(None), "key is a text, not NoneType"),
    (lambda client: client.at(bucket=5), "bucket is a text, not int"),
    (lambda client: client.call("GET", 5), "path is a text, not int"),
]

FUNCTION_CALLS = [
    (lambda: decode("<Response/>", SubmitJobResponse), r"must be bytes, not str: pass text\.encode\(\)"),
    (lambda: decode({}, SubmitJobResponse), r"not dict: from_dict\(cls, mapping\)"),
    (lambda: decode(Path("x"), SubmitJobResponse), r"pass path\.read_bytes\(\)"),
    (lambda: decode(DETAIL, JobDetail), "it is decoded already"),
    (lambda: decode(SubmitJobResponse, b"<Response/>"), "a class of cosanim.models is expected, not b'<Response/>'"),
    (lambda: decode(b"<Response/>", "submit_job"), "a class of cosanim.models is expected, not 'submit_job'"),
    (lambda: decode(b"<Response/>", dict), "dict is not a class of cosanim.models"),
    (lambda: encode({}), r"encode takes an object of cosanim.models, not dict: from_dict\(cls, mapping\)"),
    (lambda: encode(b"<Request/>"), r"not bytes: decode\(data, cls\)"),
    (lambda: encode([REQUEST]), "not list: call it for each object"),
    (lambda: encode(SubmitJobRequest), "not the class SubmitJobRequest"),
    (lambda: encode(None), "not NoneType"),
    (lambda: validate({}), r"an object of cosanim.models or bytes, not dict: from_dict\(cls, mapping\)"),
    (lambda: validate("<Request/>"), r"not str: pass text\.encode\(\)"),
    (lambda: validate(Path("x")), r"pass path\.read_bytes\(\)"),
    (lambda: from_dict({}, SubmitJobRequest), "a class of cosanim.models is expected, not {}"),
    (lambda: from_dict(REQUEST, {}), "a class of cosanim.models is expected"),
    (lambda: from_dict(SubmitJobRequest, "{}"), "takes a mapping of names to values, not str: decode reads XML"),
    (lambda: from_dict(SubmitJobRequest, [{}]), "takes a mapping of names to values, not list"),
    (lambda: to_dict({}), r"not dict: from_dict\(cls, mapping\)"),
    (lambda: to_dict(b"<Request/>"), r"not bytes: decode\(data, cls\)"),
    (lambda: parse_time(datetime.now(UTC)), "a time is a text, not datetime"),
    (lambda: callbacks.parse({}), "bytes or text, not dict"),
]


@pytest.mark.parametrize(("call", "message"), CLIENT_CALLS)
def test_a_method_says_what_it_takes_and_sends_nothing(loopback, call, message):
    with client_of(loopback.url) as client, pytest.raises(TypeError, match=message):
        call(client)
    assert loopback.requests == []


@pytest.mark.parametrize(("call", "message"), FUNCTION_CALLS)
def test_a_function_says_what_it_takes(call, message):
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize("function", [encode, validate, to_dict])
def test_a_job_in_hand_is_not_its_document(loopback, function):
    with client_of(loopback.url) as client, pytest.raises(TypeError, match="not Job: pass its detail"):
        function(Job(client, DETAIL))


def test_a_mapping_where_an_object_is_meant_is_a_violation_that_names_from_dict():
    (violation,) = validate(Animation(container={"Format": "gif"}))
    assert (violation.path, violation.rule) == ("Animation.Container", "type")
    assert "from_dict(Container, mapping)" in violation.message


def test_a_value_that_cannot_be_shown_is_described():
    deep = {}
    for _ in range(100_000):
        deep = {"a": deep}
    (violation,) = validate(Animation(container=deep))
    assert violation.message.startswith("a deeply nested dict is not Container")


def test_ids_may_come_from_any_iterable(client):
    assert client.describe_jobs(id_ for id_ in ["j1", "j2"]).jobs_detail == []
    assert client.describe_jobs("j1").jobs_detail == []


def test_anything_that_can_be_set_ends_a_wait(client):
    class Event(threading.Event().__class__):
        pass

    stop = Event()
    stop.set()
    with pytest.raises(cosanim.WaitStopped):
        client.wait("j1", stop=stop)
