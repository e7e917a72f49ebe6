"""Formats and the wildcards of output keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.models import Codec, Format
from cosanim.output_keys import (
    BATCH_WILDCARD,
    CODEC_OF_FORMAT,
    JOB_WILDCARDS,
    extension_of,
    fill_wildcards,
    matches_output_key,
    with_dollars,
)


def test_every_format_of_the_schema_has_a_codec_of_the_schema():
    assert set(CODEC_OF_FORMAT) == set(Format)
    assert set(CODEC_OF_FORMAT.values()) == set(Codec)


def test_the_extension_is_that_of_a_file_of_the_format():
    assert [extension_of(name) for name in ("gif", "hgif", "webp")] == ["gif", "gif", "webp"]


def test_known_wildcards_of_any_case_are_replaced_and_others_stay():
    key = fill_wildcards("a/${JobId}/${ext}.${EXT}/${other}/$ext/{ext}", {"ext": "gif", "jobid": "j1"})
    assert key == "a/j1/gif.gif/${other}/$ext/{ext}"


@pytest.mark.parametrize("value", [r"\1", r"\g<0>", "${ext}", ""])
def test_a_value_is_inserted_unchanged(value):
    assert fill_wildcards("a-${jobid}-${ext}", {"jobid": value, "ext": "gif"}) == f"a-{value}-gif"


@pytest.mark.parametrize(
    "key",
    ["out/${jobid}.${ext}", "out/j1.gif", "out/j1.webp", "out/j1.${ext}", "out/${JobId}.${EXT}", "out/${jobid}.gif"],
)
def test_a_reported_key_matches_as_sent_and_with_its_wildcards_replaced(key):
    assert matches_output_key(key, "out/${jobid}.${ext}", "j1")


@pytest.mark.parametrize("key", ["out/j2.gif", "out/j1.hgif", "out/j1.${exts}", "out/j1xgif", "xout/j1.gif", ""])
def test_another_key_does_not_match(key):
    assert not matches_output_key(key, "out/${jobid}.${ext}", "j1")


def test_known_wildcards_without_dollar_sign_get_one():
    key = "{ext}/{JobId}/${ext}/{InventoryTriggerJobId}/{other}"
    assert with_dollars(key, JOB_WILDCARDS) == "${ext}/${JobId}/${ext}/{InventoryTriggerJobId}/{other}"
    assert with_dollars(key, (BATCH_WILDCARD,)) == "{ext}/{JobId}/${ext}/${InventoryTriggerJobId}/{other}"


@given(st.lists(st.sampled_from(["${ext}", "${jobid}", "{ext}", "$", "{", "}", "a/"]), max_size=8).map("".join))
def test_adding_dollar_signs_twice_changes_nothing_more(key):
    once = with_dollars(key, JOB_WILDCARDS)
    assert with_dollars(once, JOB_WILDCARDS) == once
