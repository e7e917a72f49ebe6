"""Descriptions of the patterns of simple types."""

from tests.strategies import SPEC
from tools.generator.components import load_components


def test_every_pattern_of_the_schema_has_a_description():
    simple_types = load_components(SPEC).simple_types.values()
    patterned = [one for one in simple_types if one.patterns]
    assert len(patterned) > 10
    assert [one.name for one in patterned if not one.form.isprintable() or not one.form] == []
