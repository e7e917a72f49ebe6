"""Other forms of ids in replies: old spellings of node names, and nested ids of missing queues."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from lxml import etree

from cosanim import DecodeError, OddValueWarning, callbacks, decode, encode, validate
from cosanim.models import (
    BatchResponse,
    DeleteTemplateResponse,
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
from tests.xml.messages import list_violations, request

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
def test_an_old_spelling_is_read_and_written_in_the_spelling_of_the_schema(
    cls: type[Any], inner: str, spelling: str, *, strict: bool
) -> None:
    old = f"<Response>{inner}</Response>".encode()
    new = old.replace(spelling.encode(), spelling[:-1].encode() + b"d")
    assert decode(old, cls, strict=strict) == decode(new, cls)
    assert encode(decode(old, cls)) == new


def test_every_id_in_replies_has_its_old_spelling() -> None:
    missing = [
        f"{type_name}.{node.name}"
        for type_name in OPEN_TYPES
        for node in plan_of(class_of(type_name)).elements
        if node.name in {"TemplateId", "QueueId"} and node.spellings != (f"{node.name[:-1]}D",)
    ]
    assert missing == []


@pytest.mark.parametrize("order", [1, -1])
def test_an_old_spelling_beside_the_new_one_is_an_unknown_node(order: int) -> None:
    nodes = ["<QueueId>p1</QueueId>", "<QueueID>p2</QueueID>"][::order]
    [job] = decode(
        f"<Response><JobsDetail>{''.join(nodes)}</JobsDetail></Response>".encode(), SubmitJobResponse
    ).jobs_detail
    assert job.queue_id == "p1"
    assert [(node.name, node.text) for node in job.unknown] == [("QueueID", "p2")]


@pytest.mark.parametrize("order", [1, -1])
def test_a_blank_element_keeps_its_value_beside_an_old_spelling(order: int) -> None:
    nodes = ["<QueueId/>", "<QueueID>p2</QueueID>"][::order]
    data = f"<Response><JobsDetail>{''.join(nodes)}</JobsDetail></Response>".encode()
    [job] = decode(data, SubmitJobResponse).jobs_detail
    assert job.queue_id == ""
    assert [(node.name, node.text) for node in job.unknown] == [("QueueID", "p2")]
    assert encode(decode(data, SubmitJobResponse)).count(b"Queue") == 3


def test_the_children_of_an_element_are_searched_once_for_new_spellings() -> None:
    data = f"<Response><NonExistTIDs>{'<TemplateID>t</TemplateID>' * 50}</NonExistTIDs></Response>".encode()
    missing = decode(data, ListTemplatesResponse).non_exist_tids
    assert missing is not None
    assert missing.template_id == ["t"] * 50
    occurs = {"TemplateId": False}
    parent = etree.fromstring(b"<NonExistTIDs><TemplateID>t</TemplateID><TemplateId>u</TemplateId></NonExistTIDs>")
    # An entry of ``occurs`` is used without searching the parent again, even if the entry is wrong.
    element = plan_of(MissingTemplates).element_by_spelling(parent[0], occurs)
    assert element is not None
    assert element.name == "TemplateId"
    occurs.clear()
    assert plan_of(MissingTemplates).element_by_spelling(parent[0], occurs) is None
    assert occurs == {"TemplateId": True}


def test_a_repeated_old_spelling_is_reported_under_the_new_name() -> None:
    data = b"<Response><JobsDetail><QueueID>p1</QueueID><QueueID>p2</QueueID></JobsDetail></Response>"
    with pytest.warns(OddValueWarning, match=r"JobsDetail\[0\]\.QueueId occurs more than once"):
        [job] = decode(data, SubmitJobResponse).jobs_detail
    assert job.queue_id == "p1"
    [violation] = validate(data)
    assert (violation.path, violation.rule) == ("Response.JobsDetail[0].QueueId", "repeated")


def test_requests_have_no_other_spellings() -> None:
    data = encode(request()).replace(b"TemplateId>", b"TemplateID>")
    assert ("Request.Operation.TemplateID", "unknown", "error") in list_violations(data)
    with pytest.raises(DecodeError, match="TemplateID"):
        decode(data, SubmitJobRequest)
    both = b"<Request><QueueID>p1</QueueID><QueueId>p2</QueueId></Request>"
    queue = decode(both, UpdateQueueRequest)
    assert (queue.queue_id_upper, queue.queue_id) == ("p1", "p2")


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
def test_ids_of_missing_queues_are_read_in_every_form(inner: str) -> None:
    data = f"<Response>{inner}</Response>".encode()
    for strict in (False, True):
        response = decode(data, ListQueuesResponse, strict=strict)
        assert (response.non_exist_pids, response.unknown) == (["p1", "p2"], [])
    assert validate(data, api="list_queues") == []
    assert encode(response) == FLAT


def test_ids_of_missing_queues_are_read_from_json() -> None:
    value = {"NonExistPIDs": {"QueueID": ["p1", "p2"]}}
    assert from_json(value, ListQueuesResponse, strict=True).non_exist_pids == ["p1", "p2"]


@pytest.mark.parametrize(
    "inner", ["<New>p1</New>", "p0<QueueID>p1</QueueID>", "<QueueID>p1</QueueID>p2", "<QueueID><In/></QueueID>"]
)
def test_other_elements_among_missing_queues_are_odd_and_kept(inner: str) -> None:
    data = f"<Response><NonExistPIDs>{inner}</NonExistPIDs></Response>".encode()
    with pytest.warns(OddValueWarning, match="NonExistPIDs"):
        response = decode(data, ListQueuesResponse)
    assert (response.non_exist_pids, [node.name for node in response.unknown]) == ([], ["NonExistPIDs"])
    assert {violation.rule for violation in validate(data, api="list_queues")} == {"unknown"}
