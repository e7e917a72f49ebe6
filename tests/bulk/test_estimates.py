"""Estimates of frames, bytes and duration, and what they assume."""

import pytest

from cosanim.api.requests import build_animation, build_request
from cosanim.bulk.estimates import ASSUMED, NOT_ESTIMATED, Totals, duration_of, estimate_of, extension_of_request
from cosanim.presets import PRESETS
from tests.servers.loopback import BUCKET, REGION


def request(template_id=None, **parameters):
    return build_request(
        "a.mp4",
        "o.gif",
        output_bucket=BUCKET,
        output_region=REGION,
        template_id=template_id,
        animation=build_animation(**parameters),
    )


def gif(**parameters):
    return request(format="gif", width=200, height=100, duration=4, **parameters)


@pytest.mark.parametrize(
    ("parameters", "frames", "seconds", "assumed"),
    [
        ({"fps": 15}, 60, 4, ()),
        ({"frames_per_second": 2}, 8, 4, ()),
        ({"frames_per_second": 2, "fps": 4}, 8, 2, ()),
        ({"frames_per_second": 2, "keyframes_only": True, "frame_interval": 0.5}, 8, 4, ()),
        ({"frame_interval": 0.5}, 8, 4, ()),
        ({"frame_interval": 0.5, "keyframes_only": False}, 8, 4, ()),
        ({"frame_interval": 3}, 2, 4, ()),
        ({"keyframes_only": True, "frame_interval": 1}, 2, 4, ("keyframes",)),
        ({}, 100, 4, ("rate",)),
        ({"frames_per_second": 0.1}, 1, 4, ()),
    ],
)
def test_frames_follow_from_the_sampling_or_the_rate(parameters, frames, seconds, assumed):
    estimate = estimate_of(gif(**parameters))
    assert (estimate.frames, estimate.seconds, estimate.assumed) == (frames, seconds, assumed)
    assert estimate.smallest == pytest.approx(200 * 100 * frames * 0.44)
    assert estimate.largest == pytest.approx(200 * 100 * frames * 0.63)


@pytest.mark.parametrize(
    ("parameters", "pixels", "assumed"),
    [
        ({"width": 640, "height": 480}, 640 * 480, ()),
        ({"width": 640}, 640 * 360, ("ratio",)),
        ({"height": 360}, 640 * 360, ("ratio",)),
        ({}, 1280 * 720, ("size",)),
    ],
)
@pytest.mark.parametrize(("name", "low", "high"), [("gif", 0.44, 0.63), ("hgif", 0.62, 0.76), ("webp", 0.045, 0.15)])
def test_bytes_follow_from_size_and_format(parameters, pixels, assumed, name, low, high):
    estimate = estimate_of(request(format=name, fps=10, duration=2, **parameters))
    assert (estimate.frames, estimate.assumed) == (20, assumed)
    assert (estimate.smallest, estimate.largest) == pytest.approx((pixels * 20 * low, pixels * 20 * high))


def test_a_preset_is_estimated_and_another_template_is_not():
    preset = PRESETS["gif_640x360_10fps"]
    assert duration_of(request(preset.template_id)) == 600
    assert estimate_of(request(preset.template_id)).frames == 6000
    assert extension_of_request(request(PRESETS["webp_320x180_10fps"].template_id)) == "webp"
    assert duration_of(request("t1")) == estimate_of(request("t1")) == "template"
    assert extension_of_request(request("t1")) is None


def test_what_is_not_known_is_counted_and_in_no_sum():
    totals = Totals()
    for each in (
        gif(fps=5),
        gif(fps=5),
        gif(),
        request(format="gif", fps=5),
        request("t1"),
        request(fps=5, duration=1),
    ):
        totals.add(each)
    assert (totals.requests, totals.frames, totals.seconds) == (6, 140, 12)
    assert totals.not_estimated == {"duration": 1, "template": 1, "format": 1}
    assert totals.assumed == {"rate": 1}
    assert totals.not_estimated.keys() == NOT_ESTIMATED.keys()
    assert totals.assumed.keys() <= ASSUMED.keys()
