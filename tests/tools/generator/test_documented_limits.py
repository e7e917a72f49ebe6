"""Each limit occurs once in the spec, as a facet; the generator writes it into schema data and docstrings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import pytest

from tests.strategies import SPEC, class_of, field_of
from tools.generate import PACKAGE, REPOSITORY
from tools.generator.components import load_components
from tools.generator.simple_type_source import SimpleTypeSource, limits_in_words

COMPONENTS: Final = load_components(SPEC)
LIMITED: Final = [
    (complex_type, child)
    for complex_type in COMPONENTS.complex_types.values()
    for child in complex_type.children
    if child.is_simple and limits_in_words(COMPONENTS.simple_types[child.type])
]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, ""),
        ({"min_inclusive": 128, "max_inclusive": 4096}, "128 to 4096"),
        ({"min_exclusive": 0, "max_inclusive": 60}, "above 0, at most 60"),
        ({"min_inclusive": Decimal("0.5"), "max_exclusive": 2}, "at least 0.5, below 2"),
        ({"min_inclusive": 0, "fraction_digits": 3}, "at least 0, at most 3 digits after the point"),
        ({"min_length": 1, "max_length": 64}, "length 1 to 64"),
        ({"max_length": 1024}, "length at most 1024"),
        ({"min_length": 1}, "length at least 1"),
    ],
)
def test_limits_are_given_in_words(bounds: dict[str, int | Decimal], words: str) -> None:
    one = SimpleTypeSource(name="A", kinds=("int",), bounds=tuple(bounds.items()), family="common")
    assert limits_in_words(one) == words


def test_the_docstring_of_every_field_with_limits_contains_them() -> None:
    assert len(LIMITED) > 20
    for complex_type, child in LIMITED:
        docstring = " ".join((class_of(complex_type.name).__doc__ or "").split())
        field = field_of(complex_type.name, child.name)
        limits = limits_in_words(COMPONENTS.simple_types[child.type])
        assert re.search(rf" {field}: .*?{re.escape(child.documentation)} Allowed: {re.escape(limits)}\.", docstring)


def test_no_documentation_of_the_spec_repeats_a_limit() -> None:
    """0 and 1 are ignored, since they also occur as defaults and in counts."""
    for complex_type, child in LIMITED:
        limits = {str(limit) for _, limit in COMPONENTS.simple_types[child.type].bounds} - {"0", "1"}
        assert not limits & set(re.findall(r"\d+", child.documentation)), f"{complex_type.name}.{child.name}"
    for path in (SPEC / "types").glob("*.xsd"):
        for block in re.findall(r"<xs:simpleType .*?</xs:simpleType>", path.read_text("utf-8"), re.DOTALL):
            limits = {*re.findall(r'<xs:(?:min|max|frac)\w+ value="([^"]+)"', block)} - {"0", "1"}
            assert not limits & set(re.findall(r"\d+", re.sub("<[^>]*>", "", block))), block


def test_a_search_for_a_limit_finds_one_place_in_the_spec_and_one_in_the_schema_data() -> None:
    for folder, pattern in ((SPEC / "types", "*.xsd"), (REPOSITORY / "generated" / PACKAGE / "schema", "*.py")):
        texts = [path.read_text("utf-8") for path in folder.glob(pattern)]
        assert sum(len(re.findall(r"\b4096\b", text)) for text in texts) == 1
