"""The test case of the page on testing passes when unittest runs it."""

from __future__ import annotations

import unittest

from tests.documents.blocks import BLOCKS


def test_the_test_case_passes():
    (block,) = (block for block in BLOCKS if "unittest.TestCase" in block.code)
    names = {"__name__": "example"}
    exec(compile(block.code, block.document, "exec"), names)  # noqa: S102 - our own page
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(names["PreviewTest"]).run(result)
    assert result.testsRun == 1
    assert result.wasSuccessful(), result.failures + result.errors
