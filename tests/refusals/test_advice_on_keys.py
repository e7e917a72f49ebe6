"""Doubtful keys and regions give advice."""

import pytest

from cosanim.presets import PRESETS
from cosanim.refusals import refusals_of
from tests.refusals.samples import OUTPUT, REGION_PATH, batch, batch_to, found, job, rules
from tests.servers.loopback import BUCKET


@pytest.mark.parametrize(
    ("key", "options", "text"),
    [
        ("out.png", {}, "ends in .png, but the result is a gif file: end the key in .${ext} or .gif"),
        ("out.MP4", {}, "ends in .mp4, but"),
        ("out.webp", {}, "the result is a gif file"),
        ("out.gif", {"format_name": "webp"}, "the result is a webp file: end the key in .${ext} or .webp"),
        ("out.hgif", {"format_name": "hgif"}, "the result is a gif file"),
        ("out.png", {"template_id": "t1"}, "the result is a gif or webp file"),
        ("out.webp", {"template_id": PRESETS["gif_320x180_10fps"].template_id}, "the result is a gif file"),
    ],
)
def test_the_suffix_of_another_format_gives_advice(key, options, text):
    [advice] = found(job(output_key=key, **options))
    assert (advice.rule, advice.severity, advice.path) == ("suffix", "warning", OUTPUT)
    assert text in advice.message


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("out.gif", {}),
        ("out.GIF", {}),
        ("out.gif", {"format_name": "hgif"}),
        ("out.webp", {"format_name": "webp"}),
        ("out.webp", {"template_id": "t1"}),
        ("out.gif", {"template_id": "t1"}),
        ("out", {}),
        ("out.v2", {}),
        ("out.tar", {}),
        ("png", {}),
        ("out.png/clip", {}),
    ],
)
def test_the_suffix_of_the_format_and_unknown_ones_give_no_advice(key, options):
    assert found(job(output_key=key, **options)) == []


@pytest.mark.parametrize("key", ["out.${ext}.gif", "a/out.${EXT}.GIF", "out.${ext}.webp"])
def test_a_suffix_after_the_wildcard_for_it_gives_advice(key):
    [advice] = found(job(output_key=key, template_id="t1"))
    assert (advice.rule, advice.severity, advice.path) == ("suffix", "warning", OUTPUT)
    assert "has the suffix twice" in advice.message


@pytest.mark.parametrize("key", ["in/", "/in/clip/"])
def test_the_key_of_a_folder_as_video_gives_advice(key):
    for request in (job(key), batch(object_key=key, prefix=None)):
        advice = [one for one in found(request) if one.rule == "folder"]
        assert [(one.path, one.severity) for one in advice] == [("Request.Input.Object", "warning")]
    assert found(batch(prefix=key.lstrip("/"))) == []


@pytest.mark.parametrize(
    ("region", "question"),
    [("chongqing", "did you mean ap-chongqing?"), ("ap-tokio", "did you mean ap-tokyo?"), ("moon-1", "")],
)
def test_an_undocumented_region_of_the_output_gives_advice(region, question):
    output = {"output_region": region}
    for request in (job(**output), batch_to(region)):
        [advice] = found(request)
        assert (advice.path, advice.rule, advice.severity) == (REGION_PATH, "region", "warning")
        assert f"{region!r} is not among the 17 documented for Cloud Infinite: {question}" in advice.message


def test_the_region_of_the_client_and_documented_ones_give_no_advice():
    assert refusals_of(job(output_region="moon-1"), bucket=BUCKET, region="moon-1") == []
    assert found(job(output_region="ap-tokyo")) == []


def test_a_leading_slash_gives_advice_for_input_and_output():
    advice = found(job("/in.mp4", "/out.gif"))
    assert [(one.path, one.rule, one.severity) for one in advice] == [
        ("Request.Input.Object", "leading-slash", "warning"),
        (OUTPUT, "leading-slash", "warning"),
    ]
    assert all("part of the key for the service; the official SDKs remove it" in one.message for one in advice)
    assert rules(batch("/${jobid}.gif", prefix="/in/")) == ["leading-slash", "leading-slash"]
