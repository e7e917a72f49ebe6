"""The limits that sync reads from the words of a row: only where these leave no doubt."""

from __future__ import annotations

import pytest

from tools.documentation.facts.limits import limits_of
from tools.documentation.pages import Row


@pytest.mark.parametrize(
    ("description", "constraints", "facets"),
    [
        ("Valid values: `a`, `b` (default).", None, {"enumeration": ["a", "b"]}),
        ("Kind, which can be `a` or `b`. It wins.", None, {"enumeration": ["a", "b"]}),
        ("Kind", "a/b", {"enumeration": ["a", "b"]}),
        ("Kinds, separated by commas. Valid values: `a`, `b`.", None, {}),
        ("Valid values: `a`, `b` and others", None, {}),
        ("It can be `a`.", None, {}),
        ("Value range: [1, 100)", None, {"minInclusive": ["1"], "maxExclusive": ["100"]}),
        ("Width", "1. Value range: (0, 60] 2. Unit: px", {"minExclusive": ["0"], "maxInclusive": ["60"]}),
        ("End", "[0, video duration]", {"minInclusive": ["0"]}),
        ("`0` or [128, 4096]", None, {}),
        ("[1, 2] for one, [1, 3] for the other", None, {}),
        ("up to 64 letters", None, {"maxLength": ["64"]}),
        ("up to 300 characters, up to 400 letters", None, {}),
        ("取值范围：`a`、`b`", None, {"enumeration": ["a", "b"]}),
        ("Kind", "N/A", {}),
        ("Kind", "`N/A`.", {}),
    ],
)
def test_limits_are_read_only_where_the_words_leave_no_doubt(
    description: str, constraints: str | None, facets: dict[str, list[str]]
):
    row = Row(
        section="request", path="Request.X", name="X", parent="Request", type="string", array=False, required=True,
        default=None, line=1, columns_present=(), description=description, constraints=constraints,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for name, value in limits_of(row).facets:
        found.setdefault(name, []).append(value)
    assert found == facets
