"""Sections of docstrings in Google style."""

from __future__ import annotations

import inspect

from tools.docstring_sections import entries_of


def documented() -> None:
    """Do nothing.

    Args:
        width: Pixels,
            128 to 4096: both included.

        **more: Anything.

    Returns:
        width: None of this.
    """


def test_entries_are_joined_to_one_line_and_end_with_their_section() -> None:
    text = inspect.getdoc(documented) or ""
    assert entries_of(text, "Args") == {"width": "Pixels, 128 to 4096: both included.", "**more": "Anything."}
    assert entries_of(text, "Returns") == {"width": "None of this."}


def test_a_missing_section_has_no_entries() -> None:
    assert entries_of(inspect.getdoc(documented) or "", "Raises") == {}
    assert entries_of("", "Args") == {}
