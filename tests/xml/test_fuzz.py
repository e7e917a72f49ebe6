"""Reading damaged documents raises only DecodeError and leaks no memory.

Each case has a seed. A failure prints the seed, which repeats the case as COSANIM_FUZZ_SEED.
"""

from __future__ import annotations

import gc
import os
import random
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from cosanim.errors import DecodeError
from cosanim.models import UnknownNode
from cosanim.xml.codec import OddValueWarning, decode, encode
from cosanim.xml.validation import validate
from tests.facet_cases import minimal_object
from tests.strategies import ROOT_TYPES, children_of, class_of, field_of
from tests.xml.messages import animated

if TYPE_CHECKING:
    from collections.abc import Callable

SEED: Final = int(os.environ.get("COSANIM_FUZZ_SEED", "20260102"))
FEW, MANY = 2_000, 100_000
STATUS: Final = Path("/proc/self/status")
PIECES: Final = (
    *(b"<", b">", b"/>", b"</", b"&", b"&amp;", b"&#0;", b"&#xD800;", b"&a;", b"<!--", b"-->", b"<![CDATA[", b"]]>"),
    *(b"<?", b"?>", b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"<?xml version='1.0' encoding='UTF-16'?>", b"\0", b"\xff"),
    *(b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xfe\xff", b" a='b'", b" xmlns='urn:a'", b"<a:b/>", b"<xml:a/>", b"\r"),
    *(b"<Response>", b"</Response>", b"<Request>", b"</Request>", b"-", b"1e5", b"9" * 5000, b"<a>" * 300),
    *("\u00a0".encode(), "\U0001f600".encode()),
)


def full(type_name: str, depth: int = 0) -> Any:
    """Return an object of a type with all its containers, a few simple values and an unknown element."""
    document = minimal_object(type_name)
    for child in children_of(type_name):
        if child.type.is_complex() and depth < 6:
            inner = full(child.type.name, depth + 1)
            setattr(document, field_of(type_name, child.name), inner if child.max_occurs == 1 else [inner, inner])
        elif child.type.name.startswith("Reply"):
            setattr(document, field_of(type_name, child.name), 12 if child.max_occurs == 1 else [12])
    if hasattr(document, "unknown"):
        document.unknown = [UnknownNode(name="New", text="a & b", attributes={"c": "d"})]
    return document


GOOD: Final = [
    *((api, encode(full(name)), class_of(name)) for (api, _), name in ROOT_TYPES.items()),
    *((api, encode(minimal_object(name)), class_of(name)) for (api, _), name in ROOT_TYPES.items()),
    ("submit_job", encode(animated()), type(animated())),
]


TEXT_ELEMENT: Final = re.compile(rb"<(\w+)>([^<]*)</\1>")


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a document with one to four changes, either of bytes or of elements."""
    damage = rng.choice((damaged_bytes, damaged_nodes))
    for _ in range(rng.randint(1, 4)):
        data = damage(data, rng)
    return data


def damaged_nodes(data: bytes, rng: random.Random) -> bytes:
    """Return a document with one simple element dropped, duplicated, replaced by another, or with another text."""
    elements = list(TEXT_ELEMENT.finditer(data))
    if not elements:
        return data
    element, other = rng.choice(elements), rng.choice(elements)
    texts = (b"", b" ", b"-", b"1e5", b"007.5", b"9" * 5000, b"&#13;&amp;", "\u00a0".encode(), other[2])
    new = rng.choice((b"", element[0] * 2, other[0], b"<%b>%b</%b>" % (element[1], rng.choice(texts), element[1])))
    return data[: element.start()] + new + data[element.end() :]


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return a document with some bytes changed, removed, repeated or replaced, or with the end of another document."""
    here = rng.randrange(len(data) + 1)
    there = min(len(data), here + rng.choice((1, 2, 5, 20, 200)))
    match rng.randrange(7):
        case 0 if data:
            place = rng.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        case 1:
            data = data[:here]
        case 2:
            data = data[:here] + data[there:]
        case 3:
            data = data[:there] + data[here:there] * rng.choice((1, 2, 50)) + data[there:]
        case 4:
            data = data[:here] + rng.choice(PIECES) + data[there:]
        case 5:
            data = data[:here] + rng.choice(PIECES) + data[here:]
        case _:
            _, other, _ = rng.choice(GOOD)
            data = data[:here] + other[rng.randrange(len(other)) :]
    return data


def read(data: bytes, cls: type[Any], _: str) -> object:
    return decode(data, cls)


def check(data: bytes, _: type[Any], api: str) -> object:
    return validate(data, api=api)


def resident() -> int:
    """Return the resident memory of this process in KiB."""
    gc.collect()
    return next(int(line.split()[1]) for line in STATUS.read_text("ascii").splitlines() if line.startswith("VmRSS"))


def fuzz(count: int, work: Callable[[bytes, type[Any], str], object], *, seed: int = SEED) -> dict[str, int]:
    outcomes = {"read": 0, "DecodeError": 0}
    before = 0
    for number in range(count):
        rng = random.Random(seed + number)  # noqa: S311 - no secret
        api, data, cls = rng.choice(GOOD)
        data = damaged(data, rng)
        if number == count // 5:
            before = resident()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", OddValueWarning)
                work(data, cls, api)
            outcomes["read"] += 1
        except DecodeError:
            outcomes["DecodeError"] += 1
        except BaseException:
            print(f"\nCOSANIM_FUZZ_SEED={seed + number} makes {data!r} for {cls.__name__}")
            raise
    # Allocators keep some memory; a leak of 1 KiB per document would be ten times this limit.
    assert resident() - before < 8 * 1024 + count // 10
    return outcomes


@pytest.mark.parametrize("work", [read, check])
def test_a_few_damaged_documents_are_read_or_refused(work: Any) -> None:
    outcomes = fuzz(FEW, work)
    assert min(outcomes.values()) > FEW // 20, outcomes


@pytest.mark.slow
@pytest.mark.parametrize("work", [read, check])
def test_many_damaged_documents_are_read_or_refused(work: Any, announce: Callable[[str], None]) -> None:
    outcomes = fuzz(MANY, work, seed=SEED + FEW)
    announce(f"{work.__name__}: {outcomes} of {MANY} documents, seeds {SEED + FEW} to {SEED + FEW + MANY - 1}")


def test_random_bytes_are_refused() -> None:
    for number in range(500):
        data = random.Random(SEED + number).randbytes(1 + number)  # noqa: S311 - no secret
        for work in (read, check):
            with pytest.raises(DecodeError):
                work(data, class_of("SubmitJobResponse"), "submit_job")
