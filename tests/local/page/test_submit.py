"""The form that submits a job: a person fills it in, sees the XML and the violations, and gets a job."""

import pytest

from cosanim.api.requests import AnimationParameters
from cosanim.local.page.submit_form import FIELDS
from cosanim.models import SubmitJobRequest
from cosanim.xml.plans import plan_of
from tests.local.page.support import PREFIX, filled, get, post
from tests.local.support import finished, listed

ACTION = f"{PREFIX}/submit"


def problems(answer):
    return {each.get("id").removeprefix("problem-"): each.text_content().strip() for each in answer.find("//ul[@id]")}


def test_a_job_is_submitted_by_the_form(service):
    fields = filled(
        service, input_key="in/video.mp4", output_key="out/a.${ext}", format="webp", width="320", duration="2.5"
    )
    answer = post(service, ACTION, {**fields, "keyframes_only": "true", "job_level": "2", "user_data": "x"})
    (job,) = listed(service).jobs_detail
    assert answer.status == 200
    assert answer.url.startswith(f"{service.url}{PREFIX}/jobs/{job.job_id}")
    video = job.operation.animation.video
    assert (video.codec, video.width, str(job.operation.animation.time_interval.duration)) == ("webp", 320, "2.5")
    assert video.animate_only_keep_key_frame is True
    assert (job.operation.job_level, job.operation.user_data) == (2, "x")
    assert finished(service, job.job_id).operation.media_result.output_file.object_name == ["out/a.webp"]


def test_the_empty_form_shows_the_xml_and_no_violations(service):
    answer = get(service, f"{ACTION}?input_key=in/video.mp4")
    assert answer.form(ACTION)["input_key"] == "in/video.mp4"
    assert "<Object>in/video.mp4</Object>" in answer.find("//pre")[0].text_content()
    assert problems(answer) == {}
    assert answer.find("//datalist/option/@value") == ["in/video.mp4"]


def test_violations_are_shown_beside_their_fields_and_nothing_is_submitted(service):
    wrong = filled(service, input_key="", width="5000", fps="fast", quality="0", format="hgif", job_level="7")
    answer = post(service, ACTION, wrong)
    assert answer.status == 422
    found = problems(answer)
    assert found["input_key"].startswith("Video ")
    assert "Width 5000 is too large" in found["width"]
    assert "'fast' is not a" in found["fps"]
    assert {"quality", "job_level"} <= found.keys()
    for name in found:
        (field,) = answer.find(f"//*[@id='{name}']")
        assert field.get("aria-invalid") == "true"
        assert f"problem-{name}" in field.get("aria-describedby").split()
    assert answer.find("//*[@role='alert' and not(@hidden)]")
    assert answer.form(ACTION)["width"] == "5000"
    assert answer.find("//details[@open]/summary/text()") == ["Job"]
    assert listed(service).jobs_detail == []


FOCUSED = "//*[@autofocus]"
SHOWN_ALERT = "//*[@role='alert' and not(@hidden)]"


@pytest.mark.parametrize(
    ("fields", "focused"),
    [
        ({"input_key": "", "width": "5000"}, "input_key"),
        ({"input_key": "in/video.mp4", "height": "1", "width": "5000"}, "width"),
        ({"input_key": "in/video.mp4", "quality": "0", "format": "webp"}, "quality"),
        ({"input_key": "in/video.mp4", "format": "mp4"}, "format"),
        ({"input_key": "in/video.mp4", "job_level": "7"}, "job_level"),
    ],
)
@pytest.mark.parametrize("action", ["submit", "check"])
def test_the_focus_goes_to_the_first_field_that_is_wrong(fields, focused, action, service):
    answer = post(service, ACTION, filled(service, action=action, **fields))
    assert [each.get("id") for each in answer.find(FOCUSED)] == [focused]


@pytest.mark.parametrize(
    "fields",
    [{"template_id": "t0"}, {"template_id": "t1", "width": "200"}],
    ids=["refused by the service", "wrong together"],
)
def test_the_focus_goes_to_the_alert_if_no_field_is_wrong(fields, service):
    answer = post(service, ACTION, filled(service, input_key="in/video.mp4", **fields))
    assert answer.status in {400, 422}
    assert answer.find(FOCUSED) == answer.find(SHOWN_ALERT)
    assert answer.find(FOCUSED)[0].get("tabindex") == "-1"


def test_without_an_error_the_focus_is_not_moved(service):
    assert get(service, ACTION).find(FOCUSED) == []
    # Only a warning, for a job without a duration.
    assert post(service, ACTION, filled(service, input_key="in/video.mp4", action="check")).find(FOCUSED) == []


def test_the_focus_goes_to_the_message_of_a_form_that_is_refused_as_a_whole(service):
    answer = post(service, f"{PREFIX}/upload", {"key": "a.mp4"})
    assert answer.status == 400
    assert answer.find(FOCUSED) == answer.find(SHOWN_ALERT) != []


def test_check_shows_warnings_and_submits_nothing(service):
    answer = post(service, ACTION, filled(service, input_key="in/video.mp4", action="check"))
    assert answer.status == 200
    assert "Warning: Request.Operation.Animation Without TimeInterval.Duration" in answer.text
    assert answer.find("//*[@role='alert' and not(@hidden)]") == []
    assert listed(service).jobs_detail == []


def test_what_the_client_refuses_the_form_refuses(service):
    answer = post(service, ACTION, filled(service, input_key="a.gif", output_key="a.gif", duration="1"))
    assert answer.status == 422
    assert "overwrite" in answer.text or "replace" in answer.text
    assert "output_key" in problems(answer)


def test_a_template_goes_without_the_other_parameters(service):
    answer = post(service, ACTION, filled(service, input_key="in/video.mp4", template_id="t0"))
    assert answer.status == 400
    assert "The template t0 does not exist" in answer.find("//*[@role='alert' and not(@hidden)]")[0].text_content()
    assert "<Format>" not in answer.find("//pre")[0].text_content()


def test_the_preview_is_a_part_of_the_page(service):
    answer = post(service, f"{PREFIX}/preview", filled(service, input_key="in/<b>.mp4", width="1"))
    assert answer.find("//nav | //form") == []
    assert "<Object>in/&lt;b&gt;.mp4</Object>" in answer.find("//pre")[0].text_content()
    assert "Width 1 is too small" in answer.text


def test_text_that_xml_cannot_represent_is_a_violation(service):
    answer = post(service, ACTION, filled(service, input_key="in/\x01.mp4"))
    assert answer.status == 422
    assert "holds a character that XML cannot carry" in problems(answer)["input_key"]


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a%d=1" % number for number in range(200)), b"a" * 70_000])
def test_a_body_that_is_no_form_is_refused(body, service):
    assert post(service, ACTION, body).status in {400, 403, 413}


def test_the_form_has_every_flat_parameter_and_the_paths_exist():
    names = {field.name for field in FIELDS}
    # The codec follows the format.
    assert set(AnimationParameters.__annotations__) - names == {"codec"}
    for field in FIELDS:
        plan = plan_of(SubmitJobRequest)
        *parents, leaf = field.path.split(".")[1:]
        for name in parents:
            plan = plan.by_name[name].complex
        assert leaf in plan.by_name
