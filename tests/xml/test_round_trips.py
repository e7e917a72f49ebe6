"""Written documents are valid and read back as the same object, with xmlschema and xsdata as oracles."""

from __future__ import annotations

import warnings
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.xml.codec import decode, encode
from cosanim.xml.validation import errors_of, validate
from tests.facet_cases import minimal_object
from tests.strategies import (
    API_SCHEMAS,
    COMPLEX,
    OPEN_TYPES,
    ROOT_TYPES,
    class_of,
    node_paths,
    objects,
    root_of,
    unknown_nodes,
    xmlschema_errors,
)
from tests.xsdata_oracle import comparable, read_by_xsdata, write_by_xsdata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def decode_quietly(data: bytes, type_name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return decode(data, class_of(type_name))


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=20)
@given(data=st.data())
def test_an_encoded_object_is_valid_and_decodes_to_an_equal_object(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    written = encode(document)
    assert xmlschema_errors(etree.fromstring(written), type_name) == []
    assert errors_of(validate(document)) == []
    assert decode_quietly(written, type_name) == document
    assert encode(decode_quietly(written, type_name)) == written


@pytest.mark.parametrize("type_name", OPEN_TYPES)
@settings(max_examples=15)
@given(data=st.data())
def test_unknown_nodes_are_written_back_in_their_order_and_stay_valid(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name))
    document.unknown = data.draw(st.lists(unknown_nodes(tails=False), min_size=1, max_size=3))
    written = encode(document)
    assert xmlschema_errors(etree.fromstring(written), type_name) == []
    assert decode_quietly(written, type_name) == document


@settings(max_examples=30)
@given(document=objects("JobDetail"), unknown=st.lists(unknown_nodes(), min_size=1, max_size=4))
def test_text_after_unknown_nodes_is_kept_too(document: Any, unknown: list[Any]) -> None:
    document.unknown = unknown
    assert decode_quietly(encode(document), "JobDetail") == document


def populated_paths(root: etree._Element, prefix: str) -> Iterator[str]:
    yield prefix
    for child in root:
        yield from populated_paths(child, f"{prefix}/{child.tag}")


def round_trip_paths(api: str, type_name: str) -> set[str]:
    populated: set[str] = set()

    @settings(max_examples=3)
    @given(document=objects(type_name, full=True))
    def round_trip(document: Any) -> None:
        written = encode(document)
        tree = etree.fromstring(written)
        assert API_SCHEMAS[api].is_valid(tree)
        assert decode_quietly(written, type_name) == document
        populated.update(populated_paths(tree, f"{api}:{tree.tag}"))

    round_trip()
    return populated


def test_every_node_path_of_the_schemas_makes_the_round_trip(announce: Callable[[str], None]) -> None:
    expected, populated = set(), set()
    for (api, root), type_name in ROOT_TYPES.items():
        expected |= set(node_paths(type_name, f"{api}:{root}"))
        populated |= round_trip_paths(api, type_name)
    announce(f"node paths round-tripped: {len(populated & expected)} of {len(expected)}")
    assert populated == expected


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=15)
@given(data=st.data())
def test_xsdata_reads_what_we_write_as_the_same_object(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name, plain=True))
    assert comparable(read_by_xsdata(encode(document), type_name)) == comparable(document)


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=15)
@given(data=st.data())
def test_we_read_what_xsdata_writes_as_the_same_object(type_name: str, data: st.DataObject) -> None:
    document = data.draw(objects(type_name, plain=True))
    assert decode_quietly(write_by_xsdata(document), type_name) == document


def test_numbers_and_booleans_are_read_with_their_types() -> None:
    video = decode_quietly(
        b"<VideoDetail><Width>640</Width><Fps>12.50</Fps><AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame>"
        b"</VideoDetail>",
        "VideoDetail",
    )
    assert type(video.width) is int
    assert type(video.fps) is Decimal
    assert str(video.fps) == "12.50"
    assert video.animate_only_keep_key_frame is False


@pytest.mark.parametrize("type_name", COMPLEX)
def test_the_root_is_the_wire_root_or_the_name_of_the_type(type_name: str) -> None:
    assert etree.fromstring(encode(minimal_object(type_name))).tag == root_of(type_name)
