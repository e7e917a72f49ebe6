"""The types of arguments allow exactly the texts of the schema and the names of the presets."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, get_args

import pytest
from lxml import etree

from cosanim import argument_types, models, validate
from cosanim.models import ListBatchesQuery, ListJobsQuery
from cosanim.presets import PRESETS, Preset, find_preset
from cosanim.refusals import RULES
from tests.strategies import SPEC

XS = "{http://www.w3.org/2001/XMLSchema}"
# Aliases without texts.
NO_TEXTS = {"CredentialsSource", "Duration", "Number", "Source", "Target", "Timeout"}
# Aliases without an enumeration of the schema.
OTHERS = {"PresetName", "CallbackBody", "RuleName"}
# Texts that are allowed beside those of the enumeration.
BESIDE = {"StateName": {"All"}}


def parts_of(alias: Any) -> tuple[list[type[Any]], set[str]]:
    """Return the classes and the texts that an alias allows."""
    members = get_args(alias)
    if all(isinstance(member, str) for member in members):
        return [], set(members)
    classes = [member for member in members if isinstance(member, type)]
    return classes, {text for member in members if member not in classes for text in get_args(member)}


ALIASES = {name: parts_of(getattr(argument_types, name)) for name in {*argument_types.__all__} - NO_TEXTS}
OF_ENUMERATIONS = sorted(ALIASES.keys() - OTHERS)


def enumeration_in_spec(name: str) -> list[str]:
    """Return the values of an enumeration as the XSD lists them."""
    for path in sorted((SPEC / "types").glob("*.xsd")):
        for type_ in etree.parse(path).iter(f"{XS}simpleType"):
            if type_.get("name") == name:
                return [str(one.get("value")) for one in type_.iter(f"{XS}enumeration")]
    raise AssertionError(name)


def test_every_alias_is_listed() -> None:
    defined = {name for name, value in vars(argument_types).items() if get_args(value)}
    assert defined == set(argument_types.__all__)


@pytest.mark.parametrize("name", OF_ENUMERATIONS)
def test_an_alias_allows_the_texts_of_its_enumeration_in_the_schema(name: str) -> None:
    (enumeration,), texts = ALIASES[name]
    assert issubclass(enumeration, StrEnum)
    assert getattr(models, enumeration.__name__) is enumeration
    beside = BESIDE.get(name, set())
    assert texts == {*map(str, enumeration), *beside} == {*enumeration_in_spec(enumeration.__name__), *beside}


def test_each_state_alone_is_a_valid_filter() -> None:
    for state in ALIASES["StateName"][1]:
        assert validate(ListJobsQuery(states=state)) == []
        assert validate(ListBatchesQuery(states=state)) == []


def test_a_preset_is_given_by_its_name_or_as_it_is() -> None:
    classes, names = ALIASES["PresetName"]
    assert (classes, names) == ([Preset], set(PRESETS))
    for name in names:
        assert find_preset(find_preset(name)) is PRESETS[name]


def test_a_callback_is_rendered_in_the_formats_of_the_schema() -> None:
    assert ALIASES["CallbackBody"] == ([], {text.lower() for text in ALIASES["CallbackFormat"][1]})


@pytest.mark.parametrize("name", OF_ENUMERATIONS)
def test_a_text_that_is_only_known_at_run_time_is_given_as_its_enumeration(name: str) -> None:
    (enumeration,), _ = ALIASES[name]
    for text in enumeration_in_spec(enumeration.__name__):
        assert enumeration(text) == text
        with pytest.raises(ValueError, match=text.swapcase()):
            enumeration(text.swapcase())


def test_the_rules_that_can_be_waived_are_those_of_the_refusals() -> None:
    assert get_args(argument_types.RuleName) == RULES
