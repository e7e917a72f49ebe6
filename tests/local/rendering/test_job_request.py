"""Parameters of a render and key of its output, as read from the request of a job."""

import pytest

from cosanim.local.rendering.job_request import output_key, settings_fields, with_animation
from cosanim.models import Animation, Container, SubmitJobRequest
from cosanim.xml.codec import decode
from tests.local.support import job_body


@pytest.mark.parametrize(
    ("output", "container", "codec", "expected"),
    [
        ("o.${ext}", "gif", "gif", "o.gif"),
        ("o.${Ext}", "hgif", "gif", "o.gif"),
        ("${JOBID}/o.${EXT}", "webp", "webp", "jID/o.webp"),
        ("o.${ext}", None, "webp", "o.webp"),
        ("o.${ext}", None, "gif", "o.gif"),
        ("$o.$", "gif", "gif", "$o.$"),
        ("$${ext}", "gif", "gif", "$gif"),
    ],
)
def test_wildcards_of_the_output_key_are_replaced(output, container, codec, expected):
    xml = "" if container is None else f"<Container><Format>{container}</Format></Container>"
    request = decode(job_body("in", output, container=xml, codec=codec), SubmitJobRequest)
    assert output_key(request, "jID") == expected


def test_without_container_and_video_the_format_is_gif():
    body = job_body().replace(b"<Container><Format>gif</Format></Container>", b"")
    body = body.replace(b"<Video><Codec>gif</Codec></Video>", b"")
    request = decode(body, SubmitJobRequest)
    assert output_key(request, "j") == "out/result.gif"
    assert {k: v for k, v in settings_fields(request.operation.animation).items() if v is not None} == {"format": "gif"}


def test_parameters_of_a_render():
    video = (
        "<Width>320</Width><Height></Height><Fps>29.97</Fps><AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame>"
        "<AnimateTimeIntervalOfFrame>0.5</AnimateTimeIntervalOfFrame><Quality>80</Quality>"
    )
    body = job_body(video=video, interval="<TimeInterval><Start>1.5</Start><Duration>2</Duration></TimeInterval>")
    request = decode(body, SubmitJobRequest)
    assert settings_fields(request.operation.animation) == {
        "format": "gif",
        "codec": "gif",
        "width": "320",
        "height": None,
        "fps": "29.97",
        "frames_per_second": None,
        "keyframes_only": False,
        "frame_interval": "0.5",
        "quality": "80",
        "start": "1.5",
        "duration": "2",
    }


def test_the_parameters_of_a_template_replace_those_of_the_request():
    request = decode(job_body(output_key="o.${ext}"), SubmitJobRequest)
    effective = with_animation(request, Animation(container=Container(format="webp")))
    assert output_key(effective, "j") == "o.webp"
    assert request.operation.animation.container.format == "gif"
    assert with_animation(request, None) is request
