"""Limits in docstrings and help texts are those of the schema."""

import re

import pytest
from cosanim_bindings.schema.animation import FRAME_RATE, QUALITY, SIDE_LENGTH

from cosanim.api.requests import AnimationParameters
from cosanim.cli.commands.submit import submit

LIMITS = {
    "width": [SIDE_LENGTH.min_inclusive, SIDE_LENGTH.max_inclusive],
    "height": [SIDE_LENGTH.min_inclusive, SIDE_LENGTH.max_inclusive],
    "fps": [FRAME_RATE.min_exclusive, FRAME_RATE.max_inclusive],
    "quality": [QUALITY.min_inclusive, QUALITY.max_inclusive],
}


def numbers_in(text):
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize("name", LIMITS)
def test_the_docstring_of_a_flat_parameter_has_the_limits_of_the_schema(name):
    line = re.search(rf"^ *{name}: (.*)$", AnimationParameters.__doc__ or "", re.MULTILINE)
    assert numbers_in(line[1]) == LIMITS[name]


@pytest.mark.parametrize("name", LIMITS)
def test_the_help_of_an_option_has_the_limits_of_the_schema(name):
    [option] = [one for one in submit.params if one.name == name]
    assert numbers_in(option.help) == LIMITS[name]
