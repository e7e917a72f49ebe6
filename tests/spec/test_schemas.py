"""The XSDs follow the design: everything is documented, request types are closed and reply types are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import xmlschema
from lxml import etree
from xmlschema.validators import XsdUnion

from cosanim.operations import APIS
from tests.strategies import (
    CLOSED_TYPES,
    COMPLEX,
    OPEN_TYPES,
    QUERIES,
    REPAIRS,
    ROOT_TYPES,
    SCHEMA,
    SPEC,
    XS,
    children_of,
    is_open,
    node_paths,
)

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = sorted(SPEC.rglob("*.xsd"))

# Detail type to its request type, the elements that only the Detail type has, and those that only the request type has.
DETAILS: Final[dict[str, tuple[str, set[str], set[str]]]] = {
    "AnimationDetail": ("Animation", set(), set()),
    "ContainerDetail": ("Container", set(), set()),
    "VideoDetail": ("Video", set(), set()),
    "TimeIntervalDetail": ("TimeInterval", set(), set()),
    "OutputDetail": ("Output", set(), set()),
    "InputDetail": ("Input", {"BucketId", "Bucket", "Region", "CosHeaders"}, set()),
    "OperationDetail": ("Operation", {"TemplateName", "MediaInfo", "MediaResult"}, set()),
    "JobDetail": (
        "SubmitJobRequest",
        {"Code", "Message", "JobId", "State", "Progress", "CreationTime", "StartTime", "EndTime", "Workflow"},
        {"CallBack", "CallBackFormat", "CallBackType", "CallBackMqConfig"},
    ),
    "CallBackMqConfigDetail": ("CallBackMqConfig", set(), set()),
    "TemplateDetail": (
        "CreateTemplateRequest",
        {"TemplateId", "BucketId", "Category", "TransTpl", "CreateTime", "UpdateTime"},
        {"Container", "Video", "TimeInterval"},
    ),
    "NotifyConfigDetail": ("NotifyConfig", set(), set()),
    "QueueDetail": (
        "UpdateQueueRequest",
        {"MaxSize", "MaxConcurrent", "Category", "CreateTime", "UpdateTime"},
        {"QueueID"},
    ),
    "BatchDetail": (
        "SubmitBatchRequest",
        {"Code", "Message", "JobId", "State", "CreationTime", "StartTime", "EndTime"},
        set(),
    ),
    "BatchInputDetail": ("BatchInput", set(), set()),
    "BatchOperationDetail": ("BatchOperation", set(), set()),
    "BatchTimeIntervalDetail": ("BatchTimeInterval", set(), set()),
    "JobParamDetail": ("JobParam", set(), set()),
}


def identify(path: Path) -> str:
    return path.relative_to(SPEC).as_posix()


def named(path: Path) -> list[etree._Element]:
    return [element for element in etree.parse(path).iter(f"{XS}*") if element.get("name")]


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_xmlschema_loads_every_file_by_itself(path: Path) -> None:
    assert xmlschema.XMLSchema11(str(path)).built


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_every_file_element_type_value_and_assert_is_documented(path: Path) -> None:
    tree = etree.parse(path)
    missing = [
        f"{element.sourceline}: {element.get('name') or element.get('value') or element.get('id')}"
        for element in tree.iter(
            f"{XS}schema", f"{XS}element", f"{XS}complexType", f"{XS}simpleType", f"{XS}enumeration", f"{XS}assert"
        )
        if not (element.findtext(f"{XS}annotation/{XS}documentation") or "").strip()
        and not (element.tag == f"{XS}element" and element.getparent().tag == f"{XS}schema")
    ]
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_payloads_have_no_namespace(path: Path) -> None:
    assert etree.parse(path).getroot().get("targetNamespace") is None


def test_names_of_types_and_ids_of_rules_are_unique_over_all_files() -> None:
    names = [
        element.get("name") or element.get("id")
        for path in FILES
        for element in etree.parse(path).iter(f"{XS}complexType", f"{XS}simpleType", f"{XS}assert", "rule")
    ]
    assert sorted(names) == sorted(set(names))


def test_api_files_only_declare_roots_and_type_files_only_types() -> None:
    for path in FILES:
        tags = {child.tag.removeprefix(XS) for child in etree.parse(path).getroot().iterchildren(f"{XS}*")}
        allowed = {"complexType", "simpleType"} if path.parent.name == "types" else {"element"}
        assert tags <= {"annotation", "include", *allowed}, path


def test_roots_are_request_response_or_error() -> None:
    assert {root for _, root in ROOT_TYPES} == {"Request", "Response", "Error"}


@pytest.mark.parametrize("type_name", COMPLEX)
def test_children_may_come_in_any_order_and_no_type_has_attributes(type_name: str) -> None:
    type_ = COMPLEX[type_name]
    assert type_.content.model == "all"
    assert type_.content.occurs == (1, 1)
    assert not type_.attributes
    assert not type_.mixed
    assert all(child.max_occurs in {1, None} and child.min_occurs in {0, 1} for child in children_of(type_name))


@pytest.mark.parametrize("type_name", OPEN_TYPES)
def test_open_types_require_nothing_and_take_any_text_and_any_other_node(type_name: str) -> None:
    assert all(child.min_occurs == 0 for child in children_of(type_name))
    assert not COMPLEX[type_name].assertions
    for child in children_of(type_name):
        assert child.type.is_complex() or child.type.is_valid("any text \r\n at all")
        assert child.type.is_simple() or is_open(child.type.name)
    wildcard = COMPLEX[type_name].content[-1]
    assert (wildcard.process_contents, wildcard.min_occurs, wildcard.max_occurs) == ("skip", 0, None)
    assert set(wildcard.not_qname) == {"##definedSibling"}


@pytest.mark.parametrize("type_name", CLOSED_TYPES)
def test_closed_types_hold_closed_types_and_no_array(type_name: str) -> None:
    for child in children_of(type_name):
        assert child.type.is_simple() or not is_open(child.type.name)
        assert not isinstance(child.type, XsdUnion)


def test_request_roots_are_closed_and_other_roots_are_open() -> None:
    for (_, root), type_name in ROOT_TYPES.items():
        assert is_open(type_name) == (root != "Request")


def test_every_detail_type_is_in_the_table() -> None:
    assert {name for name in COMPLEX if name.endswith("Detail")} == set(DETAILS)


@pytest.mark.parametrize("detail", DETAILS)
def test_a_detail_type_has_the_children_of_its_request_type_and_documented_others(detail: str) -> None:
    request, reply_only, request_only = DETAILS[detail]
    in_request = {child.name: child for child in children_of(request)}
    in_reply = {child.name: child for child in children_of(detail)}
    assert set(in_reply) - set(in_request) == reply_only
    assert set(in_request) - set(in_reply) == request_only
    for name in set(in_request) & set(in_reply):
        assert in_request[name].type.is_complex() == in_reply[name].type.is_complex(), name
        assert in_request[name].max_occurs == in_reply[name].max_occurs, name


def test_query_types_are_closed_and_have_no_root() -> None:
    assert set(QUERIES) <= set(CLOSED_TYPES) - set(ROOT_TYPES.values())
    assert {api.query for api in APIS.values() if api.query} == set(QUERIES)
    for type_name in QUERIES:
        assert all(child.type.is_simple() and child.min_occurs == 0 for child in children_of(type_name))


def test_every_file_of_an_api_declares_the_classes_of_its_operation() -> None:
    declared = {
        (name, element): cls.__name__
        for name, api in APIS.items()
        for element, cls in (("Request", api.request_class), ("Response", api.response_class))
        if cls
    }
    assert declared == {key: type_name for key, type_name in ROOT_TYPES.items() if key[0] not in {"callback", "error"}}


def test_every_type_is_reached_from_a_wire_root_or_a_query() -> None:
    reached: set[str] = set()

    def visit(type_name: str) -> None:
        reached.add(type_name)
        for child in children_of(type_name):
            if child.type.is_complex():
                visit(child.type.name)
            elif not child.type.name.startswith(XS):
                reached.add(child.type.name)
                reached.update(member.name for member in getattr(child.type, "member_types", ()))

    for type_name in (*ROOT_TYPES.values(), *QUERIES):
        visit(type_name)
    bases = {type_.base_type.name for type_ in SCHEMA.types.values() if type_.base_type is not None}
    assert set(SCHEMA.types) - reached - bases == set()


def test_every_assert_has_an_id_with_a_repair_in_the_strategies() -> None:
    ids = {assertion.elem.get("id") for type_ in COMPLEX.values() for assertion in type_.assertions}
    assert ids == set(REPAIRS)


def test_the_spec_has_the_nodes_of_the_documented_job() -> None:
    request = set(node_paths("SubmitJobRequest", "Request"))
    reply = set(node_paths("SubmitJobResponse", "Response"))
    assert {
        "Request/QueueId",
        "Request/CallBackMqConfig/MqName",
        "Request/Operation/Animation/Video/Quality",
    } <= request
    operation = "Response/JobsDetail/Operation"
    assert {
        "Response/JobsDetail/Progress",
        "Response/JobsDetail/Workflow/RunId",
        "Response/JobsDetail/Input/CosHeaders/Value",
        f"{operation}/MediaInfo/Stream/Video/ColorPrimaries",
        f"{operation}/MediaInfo/Stream/Audio/ChannelLayout",
        f"{operation}/MediaInfo/Stream/Subtitle/Language",
        f"{operation}/MediaResult/OutputFile/Md5Info/Md5",
    } <= reply
