"""The API of a document is found by the schema that it fits best."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosanim import encode, to_dict, validate
from cosanim.xml.best_fit import Report, validate_document
from tests.strategies import ROOT_TYPES, objects

CASES = [(api, root, name) for (api, root), name in ROOT_TYPES.items()]


def fitting(report: Report) -> set[str]:
    assert report.api is not None
    assert report.api not in report.also_fits
    return {report.api, *report.also_fits}


@pytest.mark.parametrize(("api", "root", "type_name"), CASES)
@settings(max_examples=5)
@given(data=st.data())
def test_a_full_document_is_recognised_in_xml_and_in_json(
    api: str, root: str, type_name: str, data: st.DataObject
) -> None:
    document = data.draw(objects(type_name, full=True))
    report = validate_document(encode(document))
    assert api in fitting(report)
    assert report.root == root
    assert report.violations == validate(encode(document), api=api)
    form = to_dict(document)
    # A document whose values are all blank is an empty mapping, which does not show its API.
    for content in (form, {root: form}) if form else ():
        assert api in fitting(validate_document(json.dumps(content).encode()))


@pytest.mark.parametrize(("api", "root", "type_name"), CASES)
def test_a_given_api_is_used(api: str, root: str, type_name: str) -> None:
    del type_name
    report = validate_document(f"<{root}/>".encode(), api=api)
    assert report == (api, root, (), validate(f"<{root}/>".encode(), api=api))
    for content in ({}, {root: {}}):
        assert validate_document(json.dumps(content).encode(), api=api).api == api


def test_one_misspelt_or_foreign_node_does_not_change_the_api() -> None:
    document = b"<Request><Tag>Animation</Tag><Inputt/><Operation><Output/></Operation></Request>"
    assert fitting(validate_document(document)) == {"submit_job"}


def test_the_nodes_below_the_root_decide_where_its_children_do_not() -> None:
    jobs: dict[bytes, Any] = {b"<Progress>5</Progress>": "submit_job", b"<Name>n</Name>": "describe_batch"}
    for node, api in jobs.items():
        reply = b"<Response><JobsDetail><JobId>j1</JobId>" + node + b"</JobsDetail></Response>"
        assert validate_document(reply).api == api


def test_a_document_without_any_known_node_is_taken_for_a_job() -> None:
    for content in (b"<Request/>", b"<Response/>", b"<Request><a/></Request>", b"{}", b'{"a": 1}'):
        report = validate_document(content)
        assert (report.api, report.also_fits) == ("submit_job", ())


def test_violations_of_json_have_no_lines() -> None:
    (violation, *_) = validate_document(b'{"Tag": "Nonsense",\n "Input": {"Object": "in.mp4"}}').violations
    assert violation.line is None
