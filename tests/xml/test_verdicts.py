"""Random documents: our verdict is that of xmlschema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.xml.codec import encode
from tests.mutations import STEPS, compare_verdicts
from tests.strategies import QUERIES, REQUESTS, ROOTED, objects
from tests.xml.messages import (
    errors,
    found,
    refused,
)


@settings(max_examples=400)
@given(document=objects("SubmitJobRequest"), steps=STEPS)
def test_the_verdict_on_a_damaged_submission_is_that_of_xmlschema(document: Any, steps: list[Any]) -> None:
    compare_verdicts(etree.fromstring(encode(document)), steps, "submit_job")


@pytest.mark.parametrize(("api", "root"), [one for one in ROOTED if one[1] != "Request"])
@settings(max_examples=60)
@given(data=st.data())
def test_the_verdict_on_any_damaged_reply_is_that_of_xmlschema(api: str, root: str, data: st.DataObject) -> None:
    compare_verdicts(etree.fromstring(encode(data.draw(objects(ROOTED[api, root])))), data.draw(STEPS), api)


@pytest.mark.parametrize(("type_name", "api"), [(name, api) for name, api in REQUESTS.items() if api != "submit_job"])
@settings(max_examples=100)
@given(data=st.data())
def test_the_verdict_on_any_damaged_request_is_that_of_xmlschema(type_name: str, api: str, data: st.DataObject) -> None:
    compare_verdicts(etree.fromstring(encode(data.draw(objects(type_name)))), data.draw(STEPS), api)


@pytest.mark.parametrize("type_name", [*REQUESTS, *QUERIES])
@settings(max_examples=40)
@given(data=st.data())
def test_an_object_and_its_bytes_get_the_same_verdict(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    if type_name in REQUESTS:
        assert found(document) == found(encode(document), api=REQUESTS[type_name])
    assert errors(document) == refused(document) == []
