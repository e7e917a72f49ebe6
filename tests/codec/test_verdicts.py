"""Random documents: our verdict is that of xmlschema."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.codec import encode
from cosanim.validation import errors_of, validate
from tests.codec.messages import (
    errors,
    found,
    refused,
)
from tests.strategies import (
    COMPLEX,
    QUERIES,
    REQUESTS,
    ROOTED,
    children_of,
    judge,
    objects,
)

TEXTS: Final = (
    *("", " ", "\n", "0", "-0", "+5", "007", "5.", ".5", "1e5", "127", "128", " 128 ", "4096", "4097", "60", "60.001"),
    *("0.0010", "0.0001", "-1", "true", "false", "1", "TRUE", " true", "\u00a0", "gif", "GIF", " gif", "TDMQ", "Url"),
    *("a.${ext}", "${x}", "$", "$$", "a" * 1025, "６４", "INF", "NaN", "\r", "é", "no", "http://a", "sh", "Animation"),
)
NAMES: Final = tuple(sorted({child.name for name in COMPLEX for child in children_of(name)} | {"New", "Request"}))
MUTATIONS: Final = ("drop", "double", "reorder", "retype", "rename", "nest", "text", "attribute", "insert", "empty")


def mutate(root: etree._Element, mutation: str, which: int, other: int, text: str) -> None:
    elements = list(root.iter())
    element, target = elements[which % len(elements)], elements[other % len(elements)]
    parent = element.getparent()
    match mutation:
        case "drop" if parent is not None:
            parent.remove(element)
        case "double" if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
        case "reorder" if len(element):
            element.insert(0, element[other % len(element)])
        case "retype" if not len(element):
            element.text = text
        case "rename" if parent is not None:
            element.tag = NAMES[other % len(NAMES)]
        case "nest" if parent is not None and target not in set(element.iter()):
            target.append(element)
        case "text" if text != "\u00a0":  # which xmlschema takes for white space
            element.text = text
        case "attribute":
            element.set("a", text)
        case "insert":
            etree.SubElement(element, NAMES[other % len(NAMES)]).text = text
        case "empty":
            for child in element:
                element.remove(child)
            element.text = None


def without_blanks(root: etree._Element, paths: list[str]) -> etree._Element:
    """Drop the leaves that we take as absent, which is where the verdicts may differ."""
    for path in paths:
        element = root.find("/".join(path.split(".")[1:]))
        siblings = element.getparent().findall(element.tag)
        if len(siblings) == 1 and not len(element) and not element.attrib:
            element.getparent().remove(element)
    return root


STEPS: Final = st.lists(
    st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 400), st.integers(0, 400), st.sampled_from(TEXTS)),
    min_size=1,
    max_size=3,
)


def compare_verdicts(root: etree._Element, steps: list[tuple[str, int, int, str]], api: str) -> None:
    type_name = ROOTED[api, root.tag]
    for step in steps:
        mutate(root, *step)
    data = etree.tostring(root, encoding="utf-8")
    ours = validate(data, api=api)
    blanks = [violation.path for violation in ours if violation.rule == "blank"]
    theirs = judge(without_blanks(etree.fromstring(data), blanks), type_name)
    assert bool(errors_of(ours)) == bool(theirs), (data, ours, theirs)


@settings(max_examples=400)
@given(document=objects("SubmitJobRequest"), steps=STEPS)
def test_the_verdict_on_a_damaged_submission_is_that_of_xmlschema(document: Any, steps: list[Any]) -> None:
    compare_verdicts(etree.fromstring(encode(document)), steps, "submit_job")


@settings(max_examples=200)
@given(document=objects("SubmitJobResponse"), steps=STEPS)
def test_the_verdict_on_a_damaged_reply_is_that_of_xmlschema(document: Any, steps: list[Any]) -> None:
    compare_verdicts(etree.fromstring(encode(document)), steps, "submit_job")


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
