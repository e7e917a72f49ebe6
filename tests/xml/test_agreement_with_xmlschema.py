"""``validate`` and xmlschema agree on the validity of random documents."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.xml.codec import encode
from tests.mutations import STEPS, compare_with_xmlschema
from tests.strategies import QUERIES, REQUESTS, ROOT_TYPES, objects
from tests.xml.messages import (
    errors,
    list_violations,
    xmlschema_errors_of,
)


@settings(max_examples=200)
@given(document=objects("SubmitJobRequest"), steps=STEPS)
def test_validate_and_xmlschema_agree_on_damaged_submissions(document: Any, steps: list[Any]) -> None:
    compare_with_xmlschema(etree.fromstring(encode(document)), steps, "submit_job")


@pytest.mark.parametrize(("api", "root"), [one for one in ROOT_TYPES if one[1] != "Request"])
@settings(max_examples=30)
@given(data=st.data())
def test_validate_and_xmlschema_agree_on_damaged_replies(api: str, root: str, data: st.DataObject) -> None:
    compare_with_xmlschema(etree.fromstring(encode(data.draw(objects(ROOT_TYPES[api, root])))), data.draw(STEPS), api)


@pytest.mark.parametrize(("type_name", "api"), [(name, api) for name, api in REQUESTS.items() if api != "submit_job"])
@settings(max_examples=50)
@given(data=st.data())
def test_validate_and_xmlschema_agree_on_damaged_requests(type_name: str, api: str, data: st.DataObject) -> None:
    compare_with_xmlschema(etree.fromstring(encode(data.draw(objects(type_name)))), data.draw(STEPS), api)


@pytest.mark.parametrize("type_name", [*REQUESTS, *QUERIES])
@settings(max_examples=20)
@given(data=st.data())
def test_an_object_and_its_bytes_have_the_same_violations(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    if type_name in REQUESTS:
        assert list_violations(document) == list_violations(encode(document), api=REQUESTS[type_name])
    assert errors(document) == xmlschema_errors_of(document) == []
