"""Lists that pages write out are those of the code."""

import inspect
import re

import pytest

from cosanim import AnimationClient, JobState
from cosanim.http.endpoints import CI_REGIONS
from cosanim.presets import PRESETS
from cosanim.refusals import RULES
from cosanim.video_suffixes import VIDEO_SUFFIXES
from cosanim.waiting import OUTCOMES
from tests.documents.blocks import DOCUMENTS


def section(document, heading):
    """Return the part of a document below a heading of the second level."""
    return DOCUMENTS[document].split(f"\n## {heading}\n")[1].split("\n## ")[0]


def in_tables(text):
    """Return what stands as code in the tables of a text."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return re.findall(r"`([^`]+)`", "\n".join(rows))


def test_the_regions_are_those_of_the_client():
    assert sorted(in_tables(section("docs/cloud.md", "Regions"))) == sorted(CI_REGIONS)


def test_the_suffixes_are_those_of_the_service():
    assert sorted(in_tables(section("docs/keys.md", "Suffixes of videos"))) == sorted(VIDEO_SUFFIXES)


@pytest.mark.parametrize(
    ("document", "heading"),
    [("docs/keys.md", "Keys that are refused"), ("docs/submitting.md", "What is checked before sending")],
)
def test_the_refusals_are_those_of_the_client(document, heading):
    assert set(in_tables(section(document, heading))) >= set(RULES)


def test_every_parameter_of_submit_has_its_place_on_the_page():
    parameters = set(inspect.signature(AnimationClient.submit).parameters) - {"self", "input_key", "output_key"}
    assert {name for name in parameters if f"`{name}" not in DOCUMENTS["docs/submitting.md"]} <= {
        "callback_type",  # on the page of callbacks
        "callback_mq_config",
    }
    assert "callback_type=" in DOCUMENTS["docs/waiting-and-callbacks.md"]


def test_sizes_and_samplings_of_presets_are_named():
    text = section("docs/submitting.md", "Presets")
    for preset in PRESETS.values():
        assert f"{preset.width}x{preset.height}" in text
        assert f"`{preset.sampling}`" in text


def test_every_state_of_a_job_is_explained():
    states = re.findall(
        r"^\| `(\w+)` \|", section("docs/waiting-and-callbacks.md", "Waiting for one job"), re.MULTILINE
    )
    assert set(states) == set(JobState) == set(OUTCOMES)
