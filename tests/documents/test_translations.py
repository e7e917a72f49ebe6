"""The Chinese pages have the code blocks of the English ones, so that the tests of these hold for both."""

from __future__ import annotations

import posixpath

import pytest

from tests.documents.blocks import BLOCKS, DOCUMENTS

PAIRS = [("README.md", "README.zh-CN.md"), ("docs/first-five-minutes.md", "docs/zh/first-five-minutes.md")]


def code_of(page):
    return [(block.language, block.code, block.reason) for block in BLOCKS if block.document == page]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_have_the_same_code_blocks(english, chinese):
    assert code_of(english), "no code blocks"
    assert code_of(chinese) == code_of(english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_link_to_each_other(english, chinese):
    for page, other in ((english, chinese), (chinese, english)):
        link = posixpath.relpath(other, posixpath.dirname(page) or ".")
        assert f"]({link})" in DOCUMENTS[page]
