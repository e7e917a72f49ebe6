"""Hostile and malformed documents are refused with an error, and without much memory."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from lxml import etree

from cosanim.errors import DecodeError
from cosanim.models import (
    ErrorResponse,
)
from cosanim.xml.codec import decode
from cosanim.xml.parsing import parse

LAUGHS: Final = (
    "<!DOCTYPE Error ["
    "<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><Error><Code>&a9;</Code></Error>"
)
MEGABYTES: Final = 10 * 1024 * 1024
HOSTILE: Final = {
    "empty": b"",
    "blank": b" \n" * (MEGABYTES // 2),
    "text": b"junk " * (MEGABYTES // 5),
    "zeros": b"\0" * MEGABYTES,
    "open-tags": b"<Error>" * (MEGABYTES // 7),
    "angle-brackets": b"<" * MEGABYTES,
    "nested": b"<Error>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</Error>",
    "long-text": b"<Error><Code>" + b"a" * (MEGABYTES + 1) + b"</Code></Error>",
    "long-attribute": b"<Error a='" + b"a" * (MEGABYTES + 1) + b"'/>",
    "open-comment": b"<!--" + b"-" * MEGABYTES,
    "many-comments": b"<!---->" * (MEGABYTES // 7),
    "open-instructions": b"<?p " * (MEGABYTES // 4),
    "white-space-before-junk": b" " * MEGABYTES + b"junk",
    "nul": b"<Error><Code>\0</Code></Error>",
    "control-reference": b"<Error><Code>&#1;</Code></Error>",
    "truncated": b"<Error><Code>",
    "two-roots": b"<Error/><Error/>",
    "not-utf-8": b"<Error><Code>\xff</Code></Error>",
    "utf-16": "<Error/>".encode("utf-16"),
    "utf-16-declared": '<?xml version="1.0" encoding="UTF-16"?><Error/>'.encode("utf-16"),
    "utf-32": "<Error/>".encode("utf-32"),
    "unknown-entity": b"<Error><Code>&lol;</Code></Error>",
    "dtd": b"<!DOCTYPE Error><Error/>",
    "dtd-after-prolog": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <a> --><?p ?>\n<!DOCTYPE Error><Error/>",
    "dtd-utf-16": LAUGHS.encode("utf-16"),
    "entity": b"<!DOCTYPE Error [<!ENTITY a 'b'>]><Error><Code>&a;</Code></Error>",
    "entity-in-attribute": b"<!DOCTYPE Error [<!ENTITY a 'b'>]><Error a='&a;'/>",
    "external-entity": b"<!DOCTYPE Error [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><Error><Code>&a;</Code></Error>",
    "external-dtd": b"<!DOCTYPE Error SYSTEM 'http://127.0.0.1:9/a.dtd'><Error/>",
    "parameter-entity": b"<!DOCTYPE Error [<!ENTITY % a SYSTEM 'file:///etc/hostname'> %a;]><Error/>",
    "billion-laughs": LAUGHS.encode(),
    "quadratic": (
        "<!DOCTYPE Error [<!ENTITY a '" + "a" * 50_000 + "'>]><Error><Code>" + "&a;" * 50_000 + "</Code></Error>"
    ).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused(name: str) -> None:
    # A parser that expands entities or backtracks would not return.
    with pytest.raises(DecodeError):
        decode(HOSTILE[name], ErrorResponse)


@pytest.mark.parametrize(
    ("repeats", "part"), [(40, b" "), (40, b"\n"), (40, b"<?a?>"), (40, b"<!--a-->"), (300_000, b"<?a?>\n")]
)
def test_a_long_prolog_is_read(repeats: int, part: bytes) -> None:
    # With 40 repeats a pattern that backtracks would not return.
    assert decode(part * repeats + b"<Error/>", ErrorResponse) == ErrorResponse()


def test_hostile_documents_do_not_make_memory_grow() -> None:
    program = """
import resource, sys
sys.path[:0] = ["tests", "."]
from cosanim.xml.codec import decode
from cosanim.errors import DecodeError
from cosanim.models import ErrorResponse
from tests.xml.test_parsing import HOSTILE
def attack():
    for data in HOSTILE.values():
        try:
            decode(data, ErrorResponse)
        except DecodeError as error:
            assert len(str(error)) < 500, error
        else:
            raise AssertionError("was accepted")
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
attack()
first = peak()
for _ in range(3):
    attack()
print(first - before, peak() - first)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    once, again = (int(kilobytes) for kilobytes in done.stdout.split())
    # libxml2 copies its input, so the first attack needs memory for some copies, which later attacks reuse.
    assert once < 100 * 1024
    assert again < 16 * 1024


def test_a_document_over_the_size_limit_is_refused() -> None:
    assert decode(b"<Error/>", ErrorResponse, max_bytes=8) == ErrorResponse()
    with pytest.raises(DecodeError, match="has 9 bytes; at most 8"):
        decode(b"<Error />", ErrorResponse, max_bytes=8)


def test_an_error_names_the_line() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(b"<Error>\n<Code>\n</Error>", ErrorResponse)
    assert caught.value.line == 3


def test_a_document_that_cannot_be_parsed_does_not_affect_the_next_one():
    for bad, line in ((b"<a>\n<b>", 2), (b"<a>&x;</a", 1), (b"<a b='1' b='2'/>", 1)):
        with pytest.raises(DecodeError, match="not well-formed") as caught:
            parse(bad)
        assert caught.value.line == line
        assert etree.tostring(parse(b"<a><!-- c --><b>1</b></a>")) == b"<a><b>1</b></a>"


def test_threads_parse_at_the_same_time():
    documents = [b"<a><n>%d</n></a>" % number for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        assert [root.findtext("n") for root in pool.map(parse, documents)] == [str(number) for number in range(400)]
