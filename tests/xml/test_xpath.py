"""The XPath of rules: results on objects agree with elementpath, and only a subset is supported."""

from __future__ import annotations

import functools
import importlib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from cosanim_bindings.schema.animation import COMPLEX_TYPES as ANIMATION
from elementpath import XPath2Parser, XPathContext
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.models import Animation, Container, TimeInterval, Video
from cosanim.xml.codec import encode
from cosanim.xml.xpath import compile_test, number
from tests.facet_cases import minimal_object
from tests.strategies import CLOSED_TYPES, children_of, class_of, field_of, simple_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.schema import ComplexType, Rule

SMALL: Final = (0, 1, 5, Decimal("0.5"), Decimal("4.999"), Decimal("5.000"))


def type_at(path: str) -> ComplexType:
    family, _, name = path.partition(".")
    found: ComplexType = importlib.import_module(f"cosanim_bindings.schema.{family}").COMPLEX_TYPES[name]
    return found


def record_of(type_name: str) -> ComplexType:
    return type_at(f"{class_of(type_name).__module__.rpartition('.')[2]}.{type_name}")


def _type_of(parent: str, child: str) -> Any:
    return next(one.type for one in children_of(parent) if one.name == child)


RULES: Final = [(name, rule) for name in CLOSED_TYPES for rule in record_of(name).rules]


@functools.cache
def parsed(test: str) -> Any:
    return XPath2Parser().parse(test)


def by_elementpath(document: Any, test: str) -> bool:
    context = XPathContext(etree.fromstring(encode(document)))
    return bool(parsed(f"boolean({test})").evaluate(context))


@st.composite
def varied(draw: Callable[[Any], Any], type_name: str, test: str) -> Any:
    """Return an object with or without the elements that an expression names, with values near its constants."""
    document = minimal_object(type_name)
    literals = re.findall("'([^']*)'", test)
    for path in dict.fromkeys(re.findall(r"[A-Z]\w*(?:/[A-Z]\w*)*", re.sub("'[^']*'", "", test))):
        here, here_type = document, type_name
        *outer, last = path.split("/")
        for step in outer:
            field, here_type = field_of(here_type, step), _type_of(here_type, step).name
            if getattr(here, field) is None:
                setattr(here, field, minimal_object(here_type))
            here = getattr(here, field)
        type_ = _type_of(here_type, last)
        if type_.is_complex():
            values: Any = st.just(minimal_object(type_.name))
        else:
            near = [value for value in (*SMALL, *literals) if type_.is_valid(str(value))]
            values = st.sampled_from(near) if near else simple_values(type_)
        setattr(here, field_of(here_type, last), draw(st.none() | values))
    return document


@pytest.mark.parametrize(("type_name", "rule"), RULES, ids=lambda one: one if isinstance(one, str) else one.id)
def test_every_rule_agrees_with_elementpath(type_name: str, rule: Rule) -> None:
    holds = compile_test(rule.test, record_of(type_name), type_at)
    results = set()

    @settings(max_examples=120)
    @given(varied(type_name, rule.test))
    def agree(document: Any) -> None:
        result = holds(document)
        results.add(result)
        assert result == by_elementpath(document, rule.test)

    agree()
    assert results == {True, False}, "all objects had the same result"


TERMS: Final = st.sampled_from(
    [
        *("Container", "Video", "Video/Width", "Container/Format", "TimeInterval/Duration"),
        *("Container/Format = 'gif'", 'Container/Format="webp"', "Video/AnimateOnlyKeepKeyFrame = 'false'"),
        *("number(Video/Width) ge 200", "200 lt number( Video/Width )", "number(Video/Fps) eq 1.5"),
        *("number(TimeInterval/Start) ge number(TimeInterval/Duration)", "number(Video/Fps) ne .5", "1 gt 2"),
    ]
)
EXPRESSIONS: Final = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not({one})"),
        inner.map(lambda one: f"( {one} )"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map("\n  ".join),
    ),
    max_leaves=6,
)
DOCUMENTS: Final = (
    Animation(),
    Animation(
        container=Container(format="gif"), video=Video(codec="gif", width=200, animate_only_keep_key_frame=False)
    ),
    Animation(container=Container(format="webp"), time_interval=TimeInterval(start=5, duration=5)),
    Animation(video=Video(codec="webp", width=199, fps=Decimal("1.5")), time_interval=TimeInterval(duration=0)),
)


@given(EXPRESSIONS)
def test_any_expression_of_the_subset_agrees_with_elementpath(test: str) -> None:
    holds = compile_test(test, ANIMATION["Animation"], type_at)
    for document in DOCUMENTS:
        assert holds(document) == by_elementpath(document, test), test


@pytest.mark.parametrize("text", ["5", " 5 ", "-0.5", "+5", "1e5", ".5", "5.", "", " ", "5 5", "0x5", "five", "-"])
def test_a_text_is_converted_to_a_number_as_in_xpath(text: str) -> None:
    theirs = parsed("number(.)").evaluate(XPathContext(etree.fromstring(f"<A>{text}</A>")))
    assert repr(number(text)) == repr(float(theirs))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("５", "nan"),
        (None, "nan"),
        (10**400, "inf"),
        (-(10**400), "-inf"),
        (Decimal("sNaN"), "nan"),
        ([], "nan"),
    ],
)
def test_other_values_are_converted_or_not_a_number(value: object, expected: str) -> None:
    assert repr(number(value)) == expected


@pytest.mark.parametrize(
    "test",
    [
        *(
            "",
            "()",
            "not()",
            "not Video",
            "exists(Video)",
            "count(Video) ge 1",
            "Video and",
            "or Video",
            "Video Container",
        ),
        *(
            "(Video",
            "Video)",
            "not(Video",
            "Video = Container",
            "Container/Format = Video/Codec",
            "Container/Format = 1",
        ),
        *("Container/Format = ", "Container/Format = ''''", "Container/Format != 'gif'", "Container/Format eq 'gif'"),
        *(
            "number(Video/Width)",
            "number(Video/Width) ge",
            "number(Video/Width) = 5",
            "number(Video/Width) ge Video/Width",
        ),
        *("number() ge 1", "number(5) ge 1", "number(Video/Width) ge -1", "number(Video/Width) ge 1.2.3", "5", "'gif'"),
        *(
            "Gone",
            "Video/Gone",
            "Gone/Width",
            "Video/Width/Gone",
            "Video/",
            "/Video",
            "//Video",
            "Video//Width",
            "Video/*",
        ),
        *("@a", ".", "..", "Video[1]", "Video | Container", "some $a in Video satisfies $a", "Video + 1 ge 2", "VIDEO"),
        *(
            "true()",
            "(: a comment :) Video",
            "Video; Container",
            "Container/Format = 'gif",
            "xs:integer(Video/Width) ge 1",
        ),
    ],
)
def test_an_expression_outside_the_subset_is_refused(test: str) -> None:
    with pytest.raises(ValueError, match=r"outside the XPath subset|has no child|not a comparison|could not convert"):
        compile_test(test, ANIMATION["Animation"], type_at)
