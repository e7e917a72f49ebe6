"""Documented messages are valid, and are read and written without loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from lxml import etree

from cosanim import callbacks
from cosanim.models import ListTemplatesResponse, TemplateResponse, UpdateQueueRequest
from cosanim.xml.codec import decode, encode
from cosanim.xml.validation import errors_of, validate
from tests.mutations import STEPS, compare_with_xmlschema
from tests.strategies import API_SCHEMAS, ROOT_TYPES, class_of
from tests.xsdata_oracle import assert_xsdata_agrees

FIXTURES: Final = Path(__file__).resolve().parent.parent / "fixtures"
DOCUMENTS: Final = sorted(FIXTURES.glob("*/*.xml"))


def identify(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


def content(data: bytes) -> list[tuple[str, str]]:
    tree = etree.ElementTree(etree.fromstring(data))
    return sorted((tree.getpath(element), element.text or "") for element in tree.iter() if not len(element))


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
def test_a_documented_message_is_valid_and_keeps_its_content(path: Path) -> None:
    api, data = path.parent.name, path.read_bytes()
    tree = etree.fromstring(data)
    assert path.stem.split("-")[-1] == tree.tag.lower()
    assert API_SCHEMAS[api].is_valid(tree)
    assert errors_of(validate(data, api=api)) == []
    document = decode(data, class_of(ROOT_TYPES[api, tree.tag]), strict=True)
    assert content(encode(document)) == content(data)
    assert [v.rule for v in validate(document)] == [v.rule for v in validate(data, api=api)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
def test_xsdata_reads_a_documented_message_as_the_same_object(path: Path) -> None:
    data = path.read_bytes()
    assert_xsdata_agrees(data, ROOT_TYPES[path.parent.name, etree.fromstring(data).tag])


@pytest.mark.parametrize("path", DOCUMENTS, ids=identify)
@settings(max_examples=20)
@given(steps=STEPS)
def test_xmlschema_and_validate_agree_on_damaged_documented_messages(path: Path, steps: list[Any]) -> None:
    compare_with_xmlschema(etree.fromstring(path.read_bytes()), steps, path.parent.name)


def test_every_root_of_every_api_has_a_documented_message() -> None:
    assert {(path.parent.name, etree.parse(path).getroot().tag) for path in DOCUMENTS} == set(ROOT_TYPES)


@pytest.mark.parametrize("name", ["job", "workflow"])
def test_both_forms_of_a_callback_are_equal_objects(name: str) -> None:
    in_xml = callbacks.parse((FIXTURES / "callback" / f"{name}-response.xml").read_bytes())
    in_json = callbacks.parse((FIXTURES / "callback" / f"{name}.json").read_bytes())
    assert in_xml == in_json
    assert in_xml.job.state == "Success"


def test_the_documented_submissions_also_pass_with_the_queue_of_the_older_page() -> None:
    data = (FIXTURES / "submit_job" / "template-request.xml").read_bytes()
    assert errors_of(validate(data.replace(b"<Operation>", b"<QueueId>p0011aabb</QueueId><Operation>"))) == []


def test_a_reply_about_a_template_is_read_with_and_without_its_level() -> None:
    nested = decode((FIXTURES / "update_template" / "response.xml").read_bytes(), TemplateResponse)
    flat = decode((FIXTURES / "update_template" / "flat-response.xml").read_bytes(), TemplateResponse)
    assert nested.template is not None
    assert nested.template.trans_tpl == flat.trans_tpl
    assert (nested.template.template_id, flat.template) == (flat.template_id, None)


def test_a_template_of_another_kind_keeps_its_unknown_elements() -> None:
    found = decode((FIXTURES / "list_templates" / "ids-response.xml").read_bytes(), ListTemplatesResponse)
    assert [node.name for node in found.template_list[1].unknown] == ["ConcatTemplate"]
    assert found.non_exist_tids is not None
    assert found.non_exist_tids.template_id == ["X", "Y"]


def test_both_spellings_of_a_queue_id_are_separate_elements() -> None:
    data = (FIXTURES / "update_queue" / "id-request.xml").read_bytes()
    request = decode(data, UpdateQueueRequest)
    assert (request.queue_id, request.queue_id_upper) == (None, "p0011aabb2233ccdd4455eeff66778899a")
    request.queue_id = request.queue_id_upper
    assert encode(request).count(b"<QueueI") == 2
