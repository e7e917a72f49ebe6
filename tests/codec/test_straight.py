"""The straight-line functions against the walk over the tables: whatever comes, both give the same answer.

Each public function is asked twice, with the straight lines and without them, and everything it says is compared:
value and types, error, warnings. How often the straight lines are really taken is counted and printed.
"""

from __future__ import annotations

import contextlib
import gc
import warnings
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import pytest
from cosanim_bindings.checks import CHECKS
from cosanim_bindings.plain import NotPlain
from cosanim_bindings.readers import READERS
from cosanim_bindings.writers import WRITERS
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim.models import Container, DescribeJobsResponse, JobDetail, TimeInterval, UnknownNode, Video, VideoDetail
from cosanim.xml.codec import OddValueWarning, decode, encode
from cosanim.xml.validation import errors_of, validate
from tests.mutations import STEPS, mutate
from tests.strategies import COMPLEX, OPEN_TYPES, ROOTED, class_of, judge, objects, root_of, unknown_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Loud(str):
    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


class Choice(StrEnum):
    GIF = "gif"
    OTHER = "other"


class Whole(int):
    pass


class Wide(VideoDetail):
    pass


ODD_VALUES: Final = (
    *(None, "", " ", "\t", "\r", "a\r\nb", "\0", "\x7f", "\x85", "\ud800", "\ufffe", "\u2028", "\U0001f600", "é"),
    *("a&b", "<", ">", "]]>", '"', "a" * 1025, "gif\n", "gif", "-", "no", "http://localhost/", "http://10.0.0.1/"),
    *(Loud("gif"), Loud("a<b"), Choice.GIF, Choice.OTHER, Whole(5), b"gif", True, False, 0, 1, -1, 3, 60, 61, 127, 128),
    *(4096, 4097, 10**18, 10**19, 10**200, 1.5, 2.0, float("nan"), float("inf"), 1e-300, 1e300, 1 + 2j),
    *map(Decimal, ("0", "-0", "1.5", "1.50", "1.5000", "1.0005", "0.0005", "60.001", "1E+3", "1E-3", "1E+40", "1E-40")),
    *map(Decimal, ("0E+5", "0E-200000", "1E+200000", "1E-200000", "NaN", "sNaN", "Infinity", "-Infinity", "-0.00")),
    *([], (), {}, [None], ["a"], ["a", ""], ("a",), [[]], Container(format="gif"), Video(codec="gif"), JobDetail()),
    *(Wide(fps=5), UnknownNode(name="New"), [UnknownNode(name="New", text="a")], (UnknownNode(name="a b"),), [1]),
)
LEAF_TEXTS: Final = (
    *(
        "007",
        "007.5",
        "0.5",
        "00.5",
        "-0",
        "-0.0",
        "-1.50",
        "5.",
        ".5",
        "1_000",
        "１２",
        "1e5",
        "+5",
        " 5",
        "5 ",
        "1.5 ",
    ),
    *("9" * 17, "9" * 18, "9" * 19, "9" * 4100, "9" * 4400, f"0.{'3' * 30}", f"0.{'3' * 31}", f"{'9' * 31}.5", "--1"),
    *(
        "true",
        "false",
        "True",
        "1",
        "0",
        "",
        " ",
        "-",
        "NaN",
        "a=b",
        "a='b'",
        "a]]>b",
        "\u00a0",
        "\r",
        "é",
        "a & b <c>",
    ),
)


def as_said(function: Callable[[], Any]) -> tuple[object, ...]:
    """Return all that a call says: its value with all types, or its error, and its warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said: tuple[object, ...] = ("value", repr(function()))
        except Exception as error:  # noqa: BLE001 - whatever it is, both ways must give it
            said = (type(error), str(error), repr(getattr(error, "violations", None)))
    return (*said, [(warning.category, str(warning.message)) for warning in caught])


@contextlib.contextmanager
def by_tables() -> Iterator[None]:
    """Switch the straight lines off."""

    def refuse(*_: object) -> Any:
        raise NotPlain

    with (
        mock.patch.dict(CHECKS, dict.fromkeys(CHECKS, lambda _: False)),
        mock.patch.dict(READERS, dict.fromkeys(READERS, refuse)),
        mock.patch.dict(WRITERS, dict.fromkeys(WRITERS, refuse)),
    ):
        yield


def assert_same(function: Callable[[], Any]) -> None:
    straight = as_said(function)
    with by_tables():
        assert straight == as_said(function)


def parts_of(document: Any) -> Iterator[Any]:
    """Yield an object of the bindings and all such objects inside."""
    yield document
    for name in document.__dataclass_fields__:
        value = getattr(document, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "__dataclass_fields__") and type(one) in CHECKS:
                yield from parts_of(one)


@st.composite
def damaged(draw: st.DrawFn, type_name: str) -> Any:
    """Return an object with some of its fields set to what they are not for."""
    document = draw(objects(type_name))
    for _ in range(draw(st.integers(0, 2))):
        parts = list(parts_of(document))
        part = parts[draw(st.integers(0, len(parts) - 1))]
        names = [name for name in part.__dataclass_fields__ if name != "request_id"]
        setattr(part, draw(st.sampled_from(names)), draw(st.sampled_from(ODD_VALUES)))
    return document


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=25)
@given(data=st.data())
def test_damaged_objects_get_the_verdict_and_the_bytes_of_the_tables(type_name: str, data: st.DataObject) -> None:
    document = data.draw(damaged(type_name))
    assert_same(lambda: validate(document))
    assert_same(lambda: encode(document))


@pytest.mark.parametrize("value", ODD_VALUES, ids=range(len(ODD_VALUES)))
def test_each_odd_value_in_each_field_gets_what_the_tables_say(value: Any) -> None:
    for type_name in COMPLEX:
        document = class_of(type_name)(
            **{name: None for name, field in class_of(type_name).__dataclass_fields__.items() if is_needed(field)}
        )
        straight, tables = [], []
        for name in document.__dataclass_fields__:
            before = getattr(document, name)
            for odd in (value, [value]):
                setattr(document, name, odd)
                straight += [as_said(lambda d=document: validate(d)), as_said(lambda d=document: encode(d))]
                with by_tables():
                    tables += [as_said(lambda d=document: validate(d)), as_said(lambda d=document: encode(d))]
            setattr(document, name, before)
        assert straight == tables


def is_needed(field: Any) -> bool:
    """Tell whether a class cannot be made without a field."""
    return repr(field.default) == repr(field.default_factory)  # both MISSING


@pytest.mark.parametrize("type_name", COMPLEX)
@settings(max_examples=20)
@given(data=st.data())
def test_damaged_documents_are_read_as_by_the_tables(type_name: str, data: st.DataObject) -> None:
    root = etree.fromstring(encode(data.draw(objects(type_name))))
    for step in data.draw(st.lists(STEPS, max_size=1)):
        mutate(root, *step[0])
    if type_name in OPEN_TYPES:
        unknown = data.draw(st.lists(unknown_nodes(), max_size=1))
        root.extend(etree.fromstring(encode(class_of(type_name)(unknown=unknown))))
    leaves = [element for element in root.iter() if not len(element)]
    leaves[data.draw(st.integers(0, len(leaves) - 1))].text = data.draw(st.sampled_from(LEAF_TEXTS))
    written = etree.tostring(root, encoding="utf-8", pretty_print=data.draw(st.booleans()))
    written = (
        data.draw(st.sampled_from([b"", b'<?xml version="1.0" encoding="UTF-8"?>\n', b"<!-- a='b' -->"])) + written
    )
    assert_same(lambda: decode(written, class_of(type_name)))
    assert_same(lambda: decode(written, class_of(type_name), strict=True))
    for api in (api for (api, _), name in ROOTED.items() if name == type_name):
        assert_same(lambda api=api: validate(written, api=api))


@pytest.mark.parametrize("text", LEAF_TEXTS)
@pytest.mark.parametrize("child", ["Codec", "Width", "Fps", "AnimateOnlyKeepKeyFrame"])
@pytest.mark.parametrize("type_name", ["Video", "VideoDetail"])
def test_each_text_of_a_leaf_is_read_as_by_the_tables(type_name: str, child: str, text: str) -> None:
    root = etree.Element(root_of(type_name))
    etree.SubElement(root, child).text = text
    assert_same(lambda: decode(etree.tostring(root), class_of(type_name)))


SURPLUS: Final = {
    "text before": b"<VideoDetail>x<Width>5</Width></VideoDetail>",
    "text after": b"<VideoDetail><Width>5</Width>x</VideoDetail>",
    "a no-break space": "<VideoDetail>\u00a0<Width>5</Width>\u00a0</VideoDetail>".encode(),
    "white space": b"<VideoDetail> \r\n\t<Width>5</Width>\n</VideoDetail>",
    "an attribute": b"<VideoDetail><Width a='b'>5</Width></VideoDetail>",
    "an attribute far off": b"<VideoDetail><Width a = \n 'b'>5</Width></VideoDetail>",
    "a namespace": b"<VideoDetail><Width xmlns='urn:a'>5</Width></VideoDetail>",
    "a prefix": b"<VideoDetail><xml:Width>5</xml:Width></VideoDetail>",
    "twice": b"<VideoDetail><Width>5</Width><Width>6</Width></VideoDetail>",
    "twice, blank first": b"<VideoDetail><Width/><Width>6</Width></VideoDetail>",
    "a leaf with nodes": b"<VideoDetail><Width>5<A/></Width></VideoDetail>",
    "an unknown node": b"<VideoDetail><Width>5</Width><New>1</New></VideoDetail>",
    "comments": b"<VideoDetail><!-- a --><Width>5<!-- b -->6</Width><?p q?></VideoDetail>",
    "CDATA": b"<VideoDetail><Codec><![CDATA[<gif>]]></Codec></VideoDetail>",
    "a declaration": b"<?xml version='1.0'?><VideoDetail><Width>5</Width></VideoDetail>",
    "a declaration and an attribute": b"<?xml version='1.0'?><VideoDetail a='?>'><Width>5</Width></VideoDetail>",
    "an instruction": b"<?xml-stylesheet href='a'?><VideoDetail><Width>5</Width></VideoDetail>",
    "a mark": b"\xef\xbb\xbf<VideoDetail><Width>5</Width></VideoDetail>",
    "another root": b"<Video/>",
    "an entity": b"<VideoDetail><Width>&a;</Width></VideoDetail>",
    "cut": b"<VideoDetail><Width>5</Width>",
}


@pytest.mark.parametrize("what", SURPLUS)
def test_what_is_beyond_plain_nodes_is_read_as_by_the_tables(what: str) -> None:
    assert_same(lambda: decode(SURPLUS[what], VideoDetail))
    assert_same(lambda: decode(SURPLUS[what], VideoDetail, strict=True))
    # The same in a reply of which nothing else can be said.
    written = SURPLUS[what].replace(b"VideoDetail", b"Response").replace(b"Width", b"NextToken")
    assert_same(lambda: validate(written, api="list_jobs"))


def test_only_plain_documents_are_read_by_straight_lines() -> None:
    plain = {"white space", "comments", "CDATA", "a declaration", "a mark", "an instruction"}
    for what, written in SURPLUS.items():
        with contextlib.suppress(etree.XMLSyntaxError):
            root = etree.fromstring(written, etree.XMLParser(remove_comments=True, remove_pis=True))
            if root.tag != "VideoDetail" or b"a=" in written or b"a =" in written:
                continue
            if what in plain:
                READERS[VideoDetail](root)
            else:
                with pytest.raises(NotPlain):
                    READERS[VideoDetail](root)


def test_a_field_of_unknown_nodes_that_is_no_list_is_not_passed_over() -> None:
    for unknown in (None, (), {}, 0, ""):
        document = VideoDetail(unknown=unknown)  # type: ignore[arg-type]
        assert_same(lambda d=document: validate(d))
        assert_same(lambda d=document: encode(d))
    assert errors_of(validate(VideoDetail(unknown=None)))  # type: ignore[arg-type]


def test_a_reply_with_a_declaration_takes_the_straight_lines() -> None:
    written = b'<?xml version="1.0" encoding="utf-8" ?>\n<VideoDetail><Width>5</Width></VideoDetail>'
    with mock.patch.dict(READERS, {VideoDetail: lambda _: "straight"}):
        assert decode(written, VideoDetail) == "straight"  # type: ignore[comparison-overlap]


@pytest.mark.parametrize("was_enabled", [True, False])
@pytest.mark.parametrize("tail", ["", "x"], ids=["plain", "odd"])
def test_a_large_document_leaves_the_collector_as_it_was(was_enabled: bool, tail: str) -> None:
    written = f"<DescribeJobsResponse>{'<JobsDetail/>' * 30_000}{tail}</DescribeJobsResponse>".encode()
    (gc.enable if was_enabled else gc.disable)()
    try:
        with contextlib.suppress(OddValueWarning):
            read = decode(written.replace(b"DescribeJobsResponse", b"Response"), DescribeJobsResponse)
            assert len(read.jobs_detail) == 30_000
        assert gc.isenabled() == was_enabled
        assert gc.get_freeze_count() == 0
    finally:
        gc.enable()


# --- how often ------------------------------------------------------------------------------------------------------


def is_ordinary(value: Any) -> bool:
    """Tell whether an object holds what people send and services answer: printable text, numbers in short form."""
    if isinstance(value, list):
        return all(map(is_ordinary, value))
    if hasattr(value, "__dataclass_fields__"):
        return all(is_ordinary(getattr(value, name)) for name in value.__dataclass_fields__)
    if isinstance(value, str):
        return bool(value) and value.isprintable() and not set(value) & set("&<>")
    return not isinstance(value, Decimal) or (format(value, "f") == str(value) and not str(value).endswith("0"))


def test_ordinary_objects_take_the_straight_lines(announce: Callable[[str], None]) -> None:
    taken: Counter[str] = Counter()

    def count(document: Any) -> None:
        if not is_ordinary(document):
            taken["not ordinary"] += 1
            return
        cls = type(document)
        taken["ordinary"] += 1
        with by_tables():
            clean = not validate(document)
        taken["nothing found"] += clean
        taken["accepted"] += CHECKS[cls](document)
        assert clean or not CHECKS[cls](document)
        with contextlib.suppress(NotPlain):
            WRITERS[cls](document, [])
            taken["written"] += 1
        with contextlib.suppress(NotPlain):
            READERS[cls](etree.fromstring(encode(document)))
            taken["read"] += 1

    for type_name in COMPLEX:
        settings(max_examples=12)(given(objects(type_name, plain=True))(count))()
    shares = {
        "accepted": taken["accepted"] / taken["nothing found"],
        "written": taken["written"] / taken["ordinary"],
        "read": taken["read"] / taken["ordinary"],
    }
    announce(
        f"straight lines taken by {taken['ordinary']} ordinary objects of {taken.total()}:"
        + "".join(f" {verb} {share:.1%}" for verb, share in shares.items())
    )
    assert all(share > 0.9 for share in shares.values()), taken


@pytest.mark.parametrize(("api", "root"), ROOTED)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_read_and_accepted_at_once_is_valid_for_xmlschema(api: str, root: str, data: st.DataObject) -> None:
    type_name = ROOTED[api, root]
    tree = etree.fromstring(encode(data.draw(objects(type_name))))
    for step in data.draw(STEPS):
        mutate(tree, *step)
    written = etree.tostring(tree, encoding="utf-8")
    if tree.tag != root or any(element.attrib for element in tree.iter()):
        return
    try:
        document = READERS[class_of(type_name)](etree.fromstring(written))
    except NotPlain:
        return
    refused = judge(tree, type_name)
    if CHECKS[type(document)](document):
        assert refused == [], written
    assert not errors_of(validate(document)) or refused, written


def test_zeros_before_a_number_and_numbers_beyond_all_size_are_not_plain() -> None:
    for text in ("007.5", "9" * 4100):
        with pytest.raises(NotPlain):
            READERS[VideoDetail](etree.fromstring(f"<VideoDetail><Fps>{text}</Fps></VideoDetail>"))
    for number in (10**100_001, Decimal("1E+200000"), Decimal("1E-200000")):
        assert not CHECKS[VideoDetail](VideoDetail(fps=number))
        assert not CHECKS[Video](Video(codec="gif", animate_frames_per_second=number))
        assert not CHECKS[TimeInterval](TimeInterval(duration=number))
