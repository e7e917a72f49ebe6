"""Requests given as mappings in the official SDK's shape are sent as the objects are."""

import copy

import pytest

from cosanim import AdviceWarning, SchemaError, SubmissionUnknown, encode, from_dict, to_dict
from cosanim.models import (
    CreateTemplateRequest,
    SubmitBatchRequest,
    SubmitJobRequest,
    UpdateQueueRequest,
    UpdateTemplateRequest,
)
from tests.servers.loopback import client_of

ANIMATION = {
    "Container": {"Format": "gif"},
    "Video": {"Codec": "gif", "Width": 640, "Height": ""},
    "TimeInterval": {"Start": 0, "Duration": 2.5},
}
OUTPUT = {"Region": "ap-chongqing", "Bucket": "test-1250000000", "Object": "out-${jobid}.${ext}"}
JOB = {"Tag": "Animation", "Input": {"Object": "in.mp4"}, "Operation": {"Animation": ANIMATION, "Output": OUTPUT}}
BATCH = {
    "Name": "batch",
    "Type": "Job",
    "Input": {"Prefix": "in/"},
    "Operation": {"Tag": "Animation", "JobParam": {"Animation": ANIMATION}, "Output": OUTPUT},
}
TEMPLATE = {"Tag": "Animation", "Name": "n", **ANIMATION}
QUEUE = {"Name": "n", "State": "Active", "NotifyConfig": {"State": "Off"}}
REQUESTS = {
    "submit_job": (SubmitJobRequest, JOB),
    "submit_batch": (SubmitBatchRequest, BATCH),
    "create_template": (CreateTemplateRequest, TEMPLATE),
    "update_template": (UpdateTemplateRequest, TEMPLATE),
    "update_queue": (UpdateQueueRequest, QUEUE),
}
IDS = {"update_template": ["t1"], "update_queue": ["p1"]}


def test_every_method_that_takes_a_request_is_tried():
    from cosanim.operations import APIS

    assert set(REQUESTS) == {name for name, api in APIS.items() if api.request is not None}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_mapping_is_sent_as_the_object_is(loopback, name):
    cls, mapping = REQUESTS[name]
    with client_of(loopback.url) as client:
        for request in (mapping, from_dict(cls, mapping), to_dict(from_dict(cls, mapping))):
            getattr(client, name)(*IDS.get(name, []), request)
    assert {received.body for received in loopback.requests} == {encode(from_dict(cls, mapping))}
    assert len(loopback.requests) == 3


@pytest.mark.parametrize("name", REQUESTS)
def test_every_problem_of_a_mapping_is_refused_before_anything_is_sent(loopback, name):
    cls, mapping = REQUESTS[name]
    wrong = copy.deepcopy(mapping) | {"Nonsense": "1", "Tag" if "Tag" in mapping else "State": "Mp3", 5: "x"}
    with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
        getattr(client, name)(*IDS.get(name, []), wrong)
    with pytest.raises(SchemaError) as expected:
        from_dict(cls, wrong)
    assert caught.value.violations == expected.value.violations
    assert len(caught.value.violations) >= 3
    assert loopback.requests == []


def test_violations_and_refusals_are_reported_together(loopback):
    wrong = JOB | {"Input": {"Object": "cos://in.mp4"}, "Nonsense": "1"}
    with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
        client.submit_job(wrong)
    assert [violation.rule for violation in caught.value.violations] == ["unknown", "scheme-in-key"]
    assert loopback.requests == []


def test_values_of_a_wrong_type_do_not_disturb_the_refusals(loopback):
    wrong = {"Tag": object(), "Input": ["in.mp4"], "Operation": {"Output": {"Object": {"a": 1}}, "Animation": 5}}
    for name in ("submit_job", "submit_batch"):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            getattr(client, name)(wrong)
    assert loopback.requests == []


def test_advice_on_a_mapping_is_a_warning_at_the_line_of_the_caller(loopback):
    advised = JOB | {"Operation": {"Animation": {"Container": {"Format": "gif"}}, "Output": OUTPUT}}
    with client_of(loopback.url) as client:
        with pytest.warns(AdviceWarning) as caught:
            client.submit_job(advised)
        assert {warning.filename for warning in caught} == {__file__}
        with pytest.raises(SchemaError):
            client.submit_job(advised, strict=True)
    assert len(loopback.requests) == 1


@pytest.mark.parametrize("name", ["submit_job", "submit_batch"])
def test_an_unknown_outcome_names_the_keys_of_the_mapping(loopback, name):
    loopback.answers = [(500, b"", {})]
    with client_of(loopback.url) as client, pytest.raises(SubmissionUnknown) as caught:
        getattr(client, name)(REQUESTS[name][1])
    assert caught.value.input_key == {"submit_job": "in.mp4", "submit_batch": "in/"}[name]
    assert caught.value.output_key == OUTPUT["Object"]
