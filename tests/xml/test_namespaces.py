"""Replies and callbacks as they have been seen, beyond what the pages show: namespaces, old spellings, nested ids."""

from __future__ import annotations

import json
import warnings
from typing import Any, Final

import pytest
from lxml import etree

from cosanim import DecodeError, OddValueWarning, callbacks, decode, encode, validate
from cosanim.http.replies import parse_error
from cosanim.models import (
    BatchResponse,
    DeleteTemplateResponse,
    JobCallback,
    ListJobsResponse,
    ListQueuesResponse,
    ListTemplatesResponse,
    MissingTemplates,
    SubmitJobRequest,
    SubmitJobResponse,
    TemplateResponse,
    UpdateQueueRequest,
    UpdateQueueResponse,
)
from cosanim.xml.json_form import from_json
from cosanim.xml.plans import plan_of
from tests.strategies import OPEN_TYPES, class_of
from tests.xml.messages import found, request

NAMESPACE: Final = "http://www.qcloud.com/document/product/436/7751"


@pytest.fixture(autouse=True)
def nothing_is_odd() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error", OddValueWarning)
        yield


# --- namespaces -------------------------------------------------------------------------------------------------------

BARE: Final = b"<Response><JobsDetail><JobId>j1</JobId><New><In>x</In></New></JobsDetail></Response>"
NAMESPACED: Final = {
    "default": BARE.replace(b"<Response", f'<Response xmlns="{NAMESPACE}"'.encode()),
    "single quotes": BARE.replace(b"<Response", b"<?xml version='1.0'?>\n<!-- c --><Response xmlns='u'"),
    "prefix": BARE.replace(b"</", b"\0")
    .replace(b"<", b"<c:")
    .replace(b"\0", b"</c:")
    .replace(b"<c:Response", b'<c:Response xmlns:c="u"'),
    "repeated below": BARE.replace(b"<Response", b'<Response xmlns="u"').replace(b"<JobId", b'<JobId xmlns="u"'),
    "another one unused": BARE.replace(b"<Response", b'<Response xmlns="u" xmlns:xsi="v"'),
}


@pytest.mark.parametrize("data", NAMESPACED.values(), ids=NAMESPACED)
@pytest.mark.parametrize("strict", [False, True])
def test_a_namespace_of_the_root_of_a_reply_is_dropped(data: bytes, *, strict: bool) -> None:
    assert decode(data, SubmitJobResponse, strict=strict) == decode(BARE, SubmitJobResponse)
    assert validate(data) == []
    assert encode(decode(data, SubmitJobResponse)) == BARE


def test_nodes_of_another_namespace_than_the_root_stay_unknown() -> None:
    data = b'<Response xmlns="u"><JobsDetail><o:JobId xmlns:o="v">j1</o:JobId></JobsDetail></Response>'
    [job] = decode(data, SubmitJobResponse).jobs_detail
    assert (job.job_id, job.unknown[0].name) == (None, "{v}JobId")


def test_a_large_reply_with_a_namespace_has_the_limits_of_a_reply() -> None:
    job = b"<c:JobsDetail><c:JobId>j1</c:JobId></c:JobsDetail>"
    data = b'<c:Response xmlns:c="u">' + job * 2_000 + b"</c:Response>"
    assert len(data) > 64 * 1024
    assert validate(data, api="list_jobs") == []
    assert len(decode(data, ListJobsResponse).jobs_detail) == 2_000


@pytest.mark.parametrize("as_root", ["Response", "JobsDetail"])
def test_a_callback_with_a_namespace_is_read(as_root: str) -> None:
    job = "<JobsDetail{}><JobId>j1</JobId><Tag>Animation</Tag></JobsDetail>"
    xmlns = f' xmlns="{NAMESPACE}"'
    data = job.format(xmlns) if as_root == "JobsDetail" else f"<Response{xmlns}>{job.format('')}</Response>"
    notice = callbacks.parse(data)
    assert (notice.job.job_id, notice.job.tag, notice.job.unknown) == ("j1", "Animation", [])


@pytest.mark.parametrize("start", ['<Error xmlns="u">', '<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'])
def test_an_error_body_with_a_namespace_is_an_error_body(start: str) -> None:
    error = parse_error(f"{start}<Code>AccessDenied</Code><RequestId>r</RequestId></Error>".encode())
    assert error is not None
    assert (error.code, error.request_id) == ("AccessDenied", "r")
    error = parse_error(b'<e:Error xmlns:e="u"><e:Code>SlowDown</e:Code></e:Error>')
    assert error is not None
    assert error.code == "SlowDown"


@pytest.mark.parametrize("prefix", ["", "c:"])
def test_a_namespace_in_a_request_is_a_violation_that_says_what_to_do_and_hides_no_other(prefix: str) -> None:
    wrong = encode(request()).replace(b"<Tag>Animation</Tag>", b"<Tag>Animatin</Tag>")
    xmlns = b' xmlns:c="u"' if prefix else b' xmlns="u"'
    data = wrong.replace(b"</", b"\0").replace(b"<", f"<{prefix}".encode()).replace(b"\0", f"</{prefix}".encode())
    data = data.replace(f"<{prefix}Request".encode(), f"<{prefix}Request".encode() + xmlns)
    first, second = validate(data)
    assert (first.path, first.rule, first.severity, first.line) == ("Request", "unknown", "error", 1)
    assert "'u'" in first.message
    assert "remove xmlns" in first.message
    assert (second.path, second.rule) == ("Request.Tag", "enumeration")
    with pytest.raises(DecodeError, match="remove xmlns"):
        decode(data, SubmitJobRequest)


# --- old spellings ----------------------------------------------------------------------------------------------------

CALLBACK: Final = (
    "<Response><EventName>TaskFinish</EventName><JobsDetail><JobId>j1</JobId><QueueID>p1</QueueID>"
    "<Operation><TemplateID>t1</TemplateID></Operation></JobsDetail></Response>"
)
CALLBACK_JSON: Final = {
    "EventName": "TaskFinish",
    "JobsDetail": {"JobId": "j1", "QueueID": "p1", "Operation": {"TemplateID": "t1"}},
}


@pytest.mark.parametrize("body", [CALLBACK, json.dumps(CALLBACK_JSON)], ids=["XML", "JSON"])
def test_old_spellings_in_a_callback_fill_the_fields(body: str) -> None:
    job = callbacks.parse(body).job
    assert job.operation is not None
    assert (job.queue_id, job.operation.template_id) == ("p1", "t1")
    assert job.unknown == job.operation.unknown == []


REPLIES: Final = [
    (BatchResponse, "<JobsDetail><Operation><QueueID>p1</QueueID></Operation></JobsDetail>", "QueueID"),
    (
        BatchResponse,
        "<JobsDetail><Operation><JobParam><TemplateID>t</TemplateID></JobParam></Operation></JobsDetail>",
        "TemplateID",
    ),
    (UpdateQueueResponse, "<Queue><QueueID>p1</QueueID></Queue>", "QueueID"),
    (ListQueuesResponse, "<QueueList><QueueID>p1</QueueID></QueueList>", "QueueID"),
    (TemplateResponse, "<TemplateID>t1</TemplateID>", "TemplateID"),
    (TemplateResponse, "<Template><TemplateID>t1</TemplateID></Template>", "TemplateID"),
    (DeleteTemplateResponse, "<TemplateID>t1</TemplateID>", "TemplateID"),
    (
        ListTemplatesResponse,
        "<NonExistTIDs><TemplateID>t1</TemplateID><TemplateID>t2</TemplateID></NonExistTIDs>",
        "TemplateID",
    ),
]


@pytest.mark.parametrize(("cls", "inner", "spelling"), REPLIES)
@pytest.mark.parametrize("strict", [False, True])
def test_an_old_spelling_is_read_as_the_node_and_written_as_the_schema_has_it(
    cls: type[Any], inner: str, spelling: str, *, strict: bool
) -> None:
    old = f"<Response>{inner}</Response>".encode()
    new = old.replace(spelling.encode(), spelling[:-1].encode() + b"d")
    assert decode(old, cls, strict=strict) == decode(new, cls)
    assert encode(decode(old, cls)) == new


def test_every_type_of_replies_with_such_an_id_knows_its_old_spelling() -> None:
    wanting = [
        f"{type_name}.{node.name}"
        for type_name in OPEN_TYPES
        for node in plan_of(class_of(type_name)).elements
        if node.name in {"TemplateId", "QueueId"} and node.spellings != (f"{node.name[:-1]}D",)
    ]
    assert wanting == []


@pytest.mark.parametrize("order", [1, -1])
def test_beside_the_node_itself_another_spelling_is_an_unknown_node(order: int) -> None:
    nodes = ["<QueueId>p1</QueueId>", "<QueueID>p2</QueueID>"][::order]
    [job] = decode(
        f"<Response><JobsDetail>{''.join(nodes)}</JobsDetail></Response>".encode(), SubmitJobResponse
    ).jobs_detail
    assert job.queue_id == "p1"
    assert [(node.name, node.text) for node in job.unknown] == [("QueueID", "p2")]


@pytest.mark.parametrize("order", [1, -1])
def test_a_blank_node_keeps_its_own_value_beside_another_spelling(order: int) -> None:
    nodes = ["<QueueId/>", "<QueueID>p2</QueueID>"][::order]
    data = f"<Response><JobsDetail>{''.join(nodes)}</JobsDetail></Response>".encode()
    [job] = decode(data, SubmitJobResponse).jobs_detail
    assert job.queue_id == ""
    assert [(node.name, node.text) for node in job.unknown] == [("QueueID", "p2")]
    assert encode(decode(data, SubmitJobResponse)).count(b"Queue") == 3


def test_a_parent_is_searched_once_for_the_names_beside_other_spellings() -> None:
    data = f"<Response><NonExistTIDs>{'<TemplateID>t</TemplateID>' * 50}</NonExistTIDs></Response>".encode()
    missing = decode(data, ListTemplatesResponse).non_exist_tids
    assert missing is not None
    assert missing.template_id == ["t"] * 50
    occurs = {"TemplateId": False}
    parent = etree.fromstring(b"<NonExistTIDs><TemplateID>t</TemplateID><TemplateId>u</TemplateId></NonExistTIDs>")
    # What is known of the parent is not looked up again, although this one would say something else.
    element = plan_of(MissingTemplates).respelled(parent[0], occurs)
    assert element is not None
    assert element.name == "TemplateId"
    occurs.clear()
    assert plan_of(MissingTemplates).respelled(parent[0], occurs) is None
    assert occurs == {"TemplateId": True}


def test_an_old_spelling_twice_is_said_as_the_node_twice_would_be() -> None:
    data = b"<Response><JobsDetail><QueueID>p1</QueueID><QueueID>p2</QueueID></JobsDetail></Response>"
    with pytest.warns(OddValueWarning, match=r"JobsDetail\[0\]\.QueueId occurs more than once"):
        [job] = decode(data, SubmitJobResponse).jobs_detail
    assert job.queue_id == "p1"
    [violation] = validate(data)
    assert (violation.path, violation.rule) == ("Response.JobsDetail[0].QueueId", "repeated")


def test_requests_have_no_other_spellings() -> None:
    data = encode(request()).replace(b"TemplateId>", b"TemplateID>")
    assert ("Request.Operation.TemplateID", "unknown", "error") in found(data)
    with pytest.raises(DecodeError, match="TemplateID"):
        decode(data, SubmitJobRequest)
    both = b"<Request><QueueID>p1</QueueID><QueueId>p2</QueueId></Request>"
    queue = decode(both, UpdateQueueRequest)
    assert (queue.queue_id_upper, queue.queue_id) == ("p1", "p2")


# --- ids of queues that do not exist ----------------------------------------------------------------------------------

FLAT: Final = b"<Response><NonExistPIDs>p1</NonExistPIDs><NonExistPIDs>p2</NonExistPIDs></Response>"


@pytest.mark.parametrize(
    "inner",
    [
        "<NonExistPIDs><QueueID>p1</QueueID><QueueID>p2</QueueID></NonExistPIDs>",
        "<NonExistPIDs>\n <QueueId>p1</QueueId>\n <QueueId>p2</QueueId>\n</NonExistPIDs>",
        "<NonExistPIDs><QueueID>p1</QueueID></NonExistPIDs><NonExistPIDs><QueueID>p2</QueueID></NonExistPIDs>",
        "<NonExistPIDs>p1</NonExistPIDs><NonExistPIDs><QueueID>p2</QueueID></NonExistPIDs>",
    ],
)
def test_missing_queues_are_read_wherever_their_ids_stand(inner: str) -> None:
    data = f"<Response>{inner}</Response>".encode()
    for strict in (False, True):
        response = decode(data, ListQueuesResponse, strict=strict)
        assert (response.non_exist_pids, response.unknown) == (["p1", "p2"], [])
    assert validate(data, api="list_queues") == []
    assert encode(response) == FLAT


def test_missing_queues_are_read_from_json() -> None:
    value = {"NonExistPIDs": {"QueueID": ["p1", "p2"]}}
    assert from_json(value, ListQueuesResponse, strict=True).non_exist_pids == ["p1", "p2"]


@pytest.mark.parametrize(
    "inner", ["<New>p1</New>", "p0<QueueID>p1</QueueID>", "<QueueID>p1</QueueID>p2", "<QueueID><In/></QueueID>"]
)
def test_other_nodes_in_missing_queues_are_odd_and_kept(inner: str) -> None:
    data = f"<Response><NonExistPIDs>{inner}</NonExistPIDs></Response>".encode()
    with pytest.warns(OddValueWarning, match="NonExistPIDs"):
        response = decode(data, ListQueuesResponse)
    assert (response.non_exist_pids, [node.name for node in response.unknown]) == ([], ["NonExistPIDs"])
    assert {violation.rule for violation in validate(data, api="list_queues")} == {"unknown"}


# --- callbacks of workflows -------------------------------------------------------------------------------------------

WORKFLOW: Final = (
    "<Response><EventName>WorkflowFinish</EventName><WorkflowExecution><RunId>i0a1b</RunId><State>Success</State>"
    "<Tasks><Type>Animation</Type><JobId>j1</JobId></Tasks><Tasks><Type>Snapshot</Type><JobId>j2</JobId></Tasks>"
    "</WorkflowExecution></Response>"
)
WORKFLOW_JSON: Final = {
    "EventName": "WorkflowFinish",
    "WorkflowExecution": {"RunId": "i0a1b", "Tasks": [{"JobId": "j1"}, {"JobId": "j2"}]},
}


@pytest.mark.parametrize(
    "body", [WORKFLOW, json.dumps(WORKFLOW_JSON), WORKFLOW.replace("<Response>", '<Response xmlns="u">')]
)
def test_the_callback_of_a_workflow_is_refused_as_what_it_is_with_the_jobs_that_it_lists(body: str) -> None:
    with pytest.raises(DecodeError, match="workflow has ended") as caught:
        callbacks.parse(body)
    for part in ("WorkflowFinish", "i0a1b", "'j1', 'j2',", "describe_jobs", "TaskFinish"):
        assert part in str(caught.value)
    assert decode(WORKFLOW.encode(), JobCallback).event_name == "WorkflowFinish"


def test_no_message_names_jobs_without_end() -> None:
    tasks = "".join(f"<Tasks><JobId>j{number}</JobId></Tasks>" for number in range(1000))
    with pytest.raises(DecodeError) as caught:
        callbacks.parse(f"<Response><WorkflowExecution>{tasks}</WorkflowExecution></Response>")
    assert "'j3', …, read them" in str(caught.value)


def test_an_older_callback_of_a_workflow_without_event_is_told_too() -> None:
    body = WORKFLOW.replace("<EventName>WorkflowFinish</EventName>", "")
    with pytest.raises(DecodeError, match="workflow has ended"):
        callbacks.parse(body)


def test_another_event_without_a_job_is_named() -> None:
    with pytest.raises(DecodeError, match=r"'BucketFull\\n', of no job"):
        callbacks.parse("<Response><EventName>BucketFull\n</EventName></Response>")
