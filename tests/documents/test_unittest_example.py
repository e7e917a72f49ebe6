"""The test case of the page on testing passes when unittest runs it."""

from __future__ import annotations

import unittest
from pathlib import Path

from tests.readme_blocks import blocks_of

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")


def test_the_test_case_passes():
    (block,) = (block for block in blocks_of(PAGE) if "unittest.TestCase" in block.code)
    names = {"__name__": "example"}
    exec(compile(block.code, "docs/testing.md", "exec"), names)  # noqa: S102 - our own page
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(names["PreviewTest"]).run(result)
    assert result.testsRun == 1
    assert result.wasSuccessful(), result.failures + result.errors
