"""The normal form of requests has numbers for any notation, and no unknown elements."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cosanim.models import Animation, ListQueuesQuery, SubmitJobRequest
from cosanim.xml.codec import decode, encode
from cosanim.xml.normal_form import normal_value, read_normal
from cosanim.xml.plans import plan_of
from cosanim.xml.validation import errors_of, violations_in
from tests.strategies import REQUESTS, class_of, objects


def normal(xml, cls):
    root = etree.fromstring(xml)
    return read_normal(root, cls, has_attributes=True)


@pytest.mark.parametrize(
    ("node", "text", "value"),
    [
        ("Width", " 12\n", 12),
        ("Width", "+5", 5),
        ("Width", "015", 15),
        ("Width", "-0", 0),
        ("Width", "1<Mine>9</Mine>28", 128),
        ("Width", "", ""),
        ("Width", " \t", ""),
        ("Fps", "015.50", Decimal("15.50")),
        ("Fps", "5.", 5),
        ("Fps", ".5", Decimal("0.5")),
        ("Fps", "+00.250", Decimal("0.250")),
        ("Fps", "-.0", Decimal("0.0")),
        ("Fps", "9" * 5000, Decimal("9" * 5000)),
        ("Codec", "", ""),
        ("Codec", "  ", ""),
        ("AnimateOnlyKeepKeyFrame", " true ", True),
    ],
)
def test_a_simple_element_has_the_value_of_its_text(node, text, value):
    xml = f"<Animation><Video><{node}>{text}</{node}></Video></Animation>".encode()
    video = normal(xml, Animation).video
    plan = plan_of(type(video))
    found = getattr(video, plan.by_name[node].field)
    assert (found, type(found)) == (value, type(value))
    again = decode(encode(video), type(video))
    assert again == video


def test_an_integer_has_any_number_of_digits():
    simple = plan_of(ListQueuesQuery).by_name["pageNumber"].simple
    assert normal_value("9" * 5000, simple) == 10**5000 - 1
    assert normal_value("0" * 5000 + "1", simple) == 1


def test_blank_text_that_is_a_value_stays():
    xml = b"<Request><Operation><UserData> </UserData></Operation></Request>"
    assert normal(xml, SubmitJobRequest).operation.user_data == " "


def test_unknown_elements_are_left_out_and_the_first_of_repeated_ones_is_kept():
    xml = (
        b'<Animation a="1"><Mine><Video/></Mine>text'
        b'<Video b="2"><Codec>gif</Codec><Codec>webp</Codec><New/>tail</Video>'
        b"<Container/><Container><Format>gif</Format></Container></Animation>"
    )
    read = normal(xml, Animation)
    assert (read.video.codec, read.container.format) == ("gif", None)


@st.composite
def written_oddly(draw):
    """Draw a valid request, and XML of the same request in another notation."""
    type_name = draw(st.sampled_from(sorted(REQUESTS)))
    document = draw(objects(type_name))
    root = etree.fromstring(encode(document))
    for element in [node for node in root.iter() if not len(node)]:
        if (
            element.text
            and element.text.replace(".", "").isdecimal()
            and element.tag in {"Width", "Height", "Fps", "JobLevel"}
        ):
            element.text = (
                draw(st.sampled_from(["", " ", "\n\t"])) + draw(st.sampled_from(["", "+", "0", "+00"])) + element.text
            )
    for parent in [node for node in root.iter() if len(node)]:
        if draw(st.booleans()):
            parent.insert(draw(st.integers(0, len(parent))), etree.fromstring("<Mine><Tag>other</Tag></Mine>"))
    return type_name, document, root


@given(case=written_oddly())
def test_the_same_request_is_read_however_it_is_written(case):
    type_name, document, root = case
    cls = class_of(type_name)
    assert {one.rule for one in errors_of(violations_in(copy.deepcopy(root), cls, has_attributes=True))} <= {"unknown"}
    read = read_normal(root, cls, has_attributes=True)
    assert encode(read) == encode(document)
    assert decode(encode(read), cls, strict=True) == read
