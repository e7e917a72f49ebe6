"""Requests built from flat parameters: exact, complete and without additions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import decode, encode, validate
from cosanim.api.requests import AnimationParameters, JobOptions, build_animation, build_request
from cosanim.models import Animation, Format, SubmitJobRequest

PARAMETERS = {
    "format": "webp",
    "codec": "webp",
    "width": 640,
    "height": 360,
    "fps": 15,
    "frames_per_second": 5,
    "keyframes_only": False,
    "frame_interval": 1,
    "quality": 80,
    "start": 1,
    "duration": 5,
}
NODES = {
    "format": ("container", "format"),
    "codec": ("video", "codec"),
    "width": ("video", "width"),
    "height": ("video", "height"),
    "fps": ("video", "fps"),
    "frames_per_second": ("video", "animate_frames_per_second"),
    "keyframes_only": ("video", "animate_only_keep_key_frame"),
    "frame_interval": ("video", "animate_time_interval_of_frame"),
    "quality": ("video", "quality"),
    "start": ("time_interval", "start"),
    "duration": ("time_interval", "duration"),
}


def request_of(animation, **more):
    return build_request(
        "in.mp4", "out.gif", output_bucket="b-1250000000", output_region="ap-x", animation=animation, **more
    )


def test_the_table_of_this_module_has_every_flat_parameter():
    assert PARAMETERS.keys() == NODES.keys() == AnimationParameters.__annotations__.keys()


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_flat_parameter_sets_its_own_element(name):
    animation = build_animation(**{name: PARAMETERS[name]})
    part, field = NODES[name]
    assert getattr(getattr(animation, part), field) == PARAMETERS[name]


@given(st.sets(st.sampled_from(sorted(PARAMETERS))))
def test_parameters_that_are_not_given_are_not_written(names):
    animation = build_animation(**{name: PARAMETERS[name] for name in names})
    if not names:
        assert animation is None
        return
    for name, (part, field) in NODES.items():
        value = getattr(getattr(animation, part), field, None)
        follows = name == "codec" and "format" in names
        assert value == (PARAMETERS[name] if name in names or follows else None)


def test_none_means_not_given_but_false_and_zero_are_values():
    assert build_animation(**dict.fromkeys(PARAMETERS)) is None
    assert build_animation(keyframes_only=False).video.animate_only_keep_key_frame is False
    assert build_animation(start=0).time_interval.start == 0


@pytest.mark.parametrize(("format_", "codec"), [("gif", "gif"), ("hgif", "gif"), ("webp", "webp")])
def test_the_codec_follows_the_format(format_, codec):
    assert build_animation(format=format_).video.codec == codec
    assert build_animation(format=Format(format_)).video.codec == codec
    assert validate(request_of(build_animation(format=format_, duration=1))) == []


def test_an_explicit_codec_is_kept():
    assert build_animation(format="gif", codec="webp").video.codec == "webp"


def test_an_unknown_format_is_left_for_validation_to_report_once():
    for format_ in ("mp4", "GIF", "", " gif", 5, b"gif"):
        violations = validate(request_of(build_animation(format=format_, duration=1)))
        assert [one.path for one in violations] == ["Request.Operation.Animation.Container.Format"], format_


@pytest.mark.parametrize("name", ["width", "keyframes_only", "fps"])
def test_video_parameters_without_a_codec_are_reported_and_not_guessed(name):
    violations = validate(request_of(build_animation(**{name: PARAMETERS[name]}, duration=1)))
    assert ("Request.Operation.Animation.Video.Codec", "required") in {(v.path, v.rule) for v in violations}


def test_times_alone_create_no_video_element():
    animation = build_animation(start=1, duration=2)
    assert animation.video is None
    assert animation.container is None


@pytest.mark.parametrize("name", ["wdith", "callback_type", "Format", "tag"])
def test_a_misspelt_parameter_is_refused_and_not_dropped(name):
    with pytest.raises(TypeError, match=f"no parameter {name}.*width"):
        build_animation(format="gif", **{name: 640})


@given(st.floats(min_value=0, max_value=1e6, allow_nan=False))
def test_a_float_is_written_as_its_shortest_decimal_form(value):
    for name in ("fps", "frames_per_second", "frame_interval", "start", "duration"):
        part, field = NODES[name]
        written = getattr(getattr(build_animation(**{name: value}), part), field)
        assert isinstance(written, Decimal)
        assert float(written) == value
        assert f"{written:f}".encode() in encode(request_of(build_animation(**{name: value})))
        assert b"e" not in f"{written:f}".encode()


def test_a_float_with_a_repr_of_its_own_is_a_float():
    class Foreign(float):
        def __repr__(self):
            return f"np.float64({float(self)})"

    assert build_animation(duration=Foreign(0.1)).time_interval.duration == Decimal("0.1")


@given(st.decimals(min_value=0, max_value=10**6, allow_nan=False, places=3))
def test_a_decimal_is_kept_unchanged(value):
    assert build_animation(start=value).time_interval.start is value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.5, 1e-9])
def test_a_float_that_is_no_valid_duration_is_a_violation(value):
    violations = validate(request_of(build_animation(format="gif", duration=value)))
    assert "Request.Operation.Animation.TimeInterval.Duration" in {violation.path for violation in violations}


def test_a_full_request_is_decoded_to_an_equal_object():
    options = {"user_data": "u", "job_level": 2, "queue_id": "p1", "callback": "no", "callback_format": "JSON"}
    request = request_of(Animation(), template_id="t1", options=options)
    assert decode(encode(request), SubmitJobRequest) == request
    assert request.tag == "Animation"
    assert (request.operation.template_id, request.operation.user_data, request.operation.job_level) == ("t1", "u", 2)
    assert (request.queue_id, request.callback, request.callback_format) == ("p1", "no", "JSON")


def test_every_option_of_a_job_reaches_the_request():
    for name in JobOptions.__annotations__:
        request = request_of(None, options={name: "seen"})
        assert "seen" in (getattr(request, name, None), getattr(request.operation, name, None)), name


def test_without_options_no_optional_element_is_written():
    assert encode(request_of(None, template_id="t1")) == (
        b"<Request><Tag>Animation</Tag><Input><Object>in.mp4</Object></Input><Operation>"
        b"<TemplateId>t1</TemplateId><Output><Region>ap-x</Region><Bucket>b-1250000000</Bucket>"
        b"<Object>out.gif</Object></Output></Operation></Request>"
    )
