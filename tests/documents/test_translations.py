"""The Chinese pages have the code blocks of the English ones, so that the tests of these hold for both."""

from __future__ import annotations

import posixpath
from pathlib import Path

import pytest

from tests.readme_blocks import blocks_of

REPOSITORY = Path(__file__).parents[2]
PAIRS = [("README.md", "README.zh-CN.md"), ("docs/first-five-minutes.md", "docs/zh/first-five-minutes.md")]


def code_of(page):
    return [(block.language, block.code, block.reason) for block in blocks_of((REPOSITORY / page).read_text("utf-8"))]


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_have_the_same_code_blocks(english, chinese):
    assert code_of(english), "no code blocks"
    assert code_of(chinese) == code_of(english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_link_to_each_other(english, chinese):
    for page, other in ((english, chinese), (chinese, english)):
        link = posixpath.relpath(other, posixpath.dirname(page) or ".")
        assert f"]({link})" in (REPOSITORY / page).read_text("utf-8")
