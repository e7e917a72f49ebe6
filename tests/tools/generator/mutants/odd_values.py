"""Unusual values, texts and documents, independent of the constraints of the schema."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from cosanim.models import Container, JobDetail, UnknownNode, Video, VideoDetail


class UppercaseText(str):
    """A text whose ``str()`` differs from it."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the text in capitals."""
        return self.upper()


class CallersEnum(StrEnum):
    """An enumeration that a caller defines."""

    GIF = "gif"
    OTHER = "other"


class CallersInt(int):
    """A subclass of int that a caller defines."""


class CallersVideoDetail(VideoDetail):
    """A subclass of a binding that a caller defines."""


ODD_VALUES: Final = (
    *(None, "", " ", "\t", "\r", "a\r\nb", "\0", "\x7f", "\x85", "\ud800", "\ufffe", "\u2028", "\U0001f600", "é"),
    *("a&b", "<", ">", "]]>", '"', "a" * 1025, "gif\n", "gif", "-", "no", "http://localhost/", "http://10.0.0.1/"),
    *(
        UppercaseText("gif"),
        UppercaseText("a<b"),
        CallersEnum.GIF,
        CallersEnum.OTHER,
        CallersInt(5),
        b"gif",
        True,
        False,
        0,
        1,
        -1,
        3,
        60,
        61,
        127,
        128,
    ),
    *(4096, 4097, 10**18, 10**19, 10**200, 1.5, 2.0, float("nan"), float("inf"), 1e-300, 1e300, 1 + 2j),
    *map(Decimal, ("0", "-0", "1.5", "1.50", "1.5000", "1.0005", "0.0005", "60.001", "1E+3", "1E-3", "1E+40", "1E-40")),
    *map(Decimal, ("0E+5", "0E-200000", "1E+200000", "1E-200000", "NaN", "sNaN", "Infinity", "-Infinity", "-0.00")),
    *([], (), {}, [None], ["a"], ["a", ""], ("a",), [[]], Container(format="gif"), Video(codec="gif"), JobDetail()),
    *(
        CallersVideoDetail(fps=5),
        UnknownNode(name="New"),
        [UnknownNode(name="New", text="a")],
        (UnknownNode(name="a b"),),
        [1],
    ),
    *([UnknownNode(name="N", text="\0")], [UnknownNode(name="N", attributes={"a b": "c"})], [UnknownNode(name="")]),
    [UnknownNode(name="N", text="a", attributes={"b": "c"}, children=[UnknownNode(name="M", tail="d")], tail="e")],
)

ODD_TEXTS: Final = (
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

ODD_DOCUMENTS: Final = {
    "text before": b"<VideoDetail>x<Width>5</Width></VideoDetail>",
    "text after": b"<VideoDetail><Width>5</Width>x</VideoDetail>",
    "a no-break space": "<VideoDetail>\u00a0<Width>5</Width>\u00a0</VideoDetail>".encode(),
    "white space": b"<VideoDetail> \r\n\t<Width>5</Width>\n</VideoDetail>",
    "an attribute": b"<VideoDetail><Width a='b'>5</Width></VideoDetail>",
    "an attribute of the root": b"<VideoDetail a='b'><Width>5</Width></VideoDetail>",
    "an attribute far off": b"<VideoDetail><Width a = \n 'b'>5</Width></VideoDetail>",
    "a namespace": b"<VideoDetail><Width xmlns='urn:a'>5</Width></VideoDetail>",
    "a namespace of the root": b"<VideoDetail xmlns='urn:a'><Width>5</Width></VideoDetail>",
    "a prefix of the root": b"<a:VideoDetail xmlns:a='urn:a'><a:Width>5</a:Width><Fps>1</Fps></a:VideoDetail>",
    "a prefix": b"<VideoDetail><xml:Width>5</xml:Width></VideoDetail>",
    "twice": b"<VideoDetail><Width>5</Width><Width>6</Width></VideoDetail>",
    "twice with text after": b"<VideoDetail><Width>5</Width><Width>6</Width>x</VideoDetail>",
    "twice, blank first": b"<VideoDetail><Width/><Width>6</Width></VideoDetail>",
    "a leaf with nodes": b"<VideoDetail><Width>5<A/></Width></VideoDetail>",
    "a leaf with nodes and text": b"<VideoDetail><Codec>a<A/>b</Codec></VideoDetail>",
    "an unknown node": b"<VideoDetail><Width>5</Width><New>1</New></VideoDetail>",
    "an unknown tree": b"<VideoDetail><New a='b'> c <M>d</M> e </New> f <Width>5</Width></VideoDetail>",
    "comments": b"<VideoDetail><!-- a --><Width>5<!-- b -->6</Width><?p q?></VideoDetail>",
    "CDATA": b"<VideoDetail><Codec><![CDATA[<gif>]]></Codec></VideoDetail>",
    "a declaration": b"<?xml version='1.0'?><VideoDetail><Width>5</Width></VideoDetail>",
    "a declaration and an attribute": b"<?xml version='1.0'?><VideoDetail a='?>'><Width>5</Width></VideoDetail>",
    "an instruction": b"<?xml-stylesheet href='a'?><VideoDetail><Width>5</Width></VideoDetail>",
    "a mark": b"\xef\xbb\xbf<VideoDetail><Width>5</Width></VideoDetail>",
    "another root": b"<Video/>",
    "an entity": b"<VideoDetail><Width>&a;</Width></VideoDetail>",
    "a DTD": b"<!DOCTYPE VideoDetail><VideoDetail/>",
    "truncated": b"<VideoDetail><Width>5</Width>",
    "nothing": b" ",
}
