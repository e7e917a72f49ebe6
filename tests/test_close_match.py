"""The choice that a misspelt text was meant to be."""

from __future__ import annotations

import pytest

from cosanim.close_match import close_match

FORMATS = ("gif", "hgif", "webp")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("GIF", "gif"),
        ("HGif", "hgif"),
        (" webp\n", "webp"),
        ("weBpp", "webp"),
        ("gfi", "gif"),
        ("mp4", None),
        ("", None),
        ("gif" * 40_000, None),
    ],
)
def test_case_and_space_and_small_errors_are_forgiven(text: str, meant: str | None) -> None:
    assert close_match(text, FORMATS) == meant


def test_the_spelling_of_the_choice_is_returned() -> None:
    assert close_match("SUCCES", ["Submitted", "Success"]) == "Success"
    assert close_match("anything", []) is None
