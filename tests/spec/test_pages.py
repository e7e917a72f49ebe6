"""The documentation page itself: its requests and replies are valid and decode. Needs COSANIM_PAGES."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from lxml import etree

from cosanim.codec import decode, encode
from cosanim.models import SubmitJobRequest, SubmitJobResponse
from cosanim.validation import errors_of, validate
from tests.strategies import API_SCHEMAS

PAGE = "submit-animation-job.2025-11-19.txt"


@pytest.fixture(scope="module")
def page() -> str:
    folder = os.environ.get("COSANIM_PAGES")
    if not folder:
        pytest.skip("COSANIM_PAGES does not name a folder of documentation pages")
    return (Path(folder) / PAGE).read_text("utf-8")


@pytest.mark.parametrize(("root", "cls"), [("Request", SubmitJobRequest), ("Response", SubmitJobResponse)])
def test_the_samples_of_the_page_are_valid_and_keep_their_content(
    page: str, root: str, cls: type[SubmitJobRequest | SubmitJobResponse]
) -> None:
    samples = re.findall(rf"^<{root}>$.*?^</{root}>$", page, re.DOTALL | re.MULTILINE)
    assert len(samples) == 3
    for sample in samples:
        data = sample.encode()
        assert API_SCHEMAS["submit_job"].is_valid(etree.fromstring(data))
        assert errors_of(validate(data)) == []
        document = decode(data, cls, strict=True)
        assert decode(encode(document), cls) == document
        assert sorted(texts(encode(document))) == sorted(texts(data))


def texts(data: bytes) -> list[tuple[str, str]]:
    tree = etree.ElementTree(etree.fromstring(data))
    return [(tree.getpath(leaf), leaf.text or "") for leaf in tree.iter() if not len(leaf)]
