"""Keys that lose data or money are refused, and legal ones are not."""

import pytest

from cosanim import validate
from cosanim.api.requests import build_animation
from cosanim.presets import PRESETS
from cosanim.xml.validation import errors_of
from tests.refusals.samples import JOB_ID, LEFT_OF_A_WILDCARD, LEGAL, OTHER, OUTPUT, batch, found, job, rules


@pytest.mark.parametrize("key", LEFT_OF_A_WILDCARD)
def test_what_is_left_of_a_wildcard_is_refused(key):
    [refusal] = errors_of(found(job(output_key=key)))
    assert (refusal.rule, refusal.path, refusal.value) == ("wildcard-form", OUTPUT, key)
    assert "waive the rule: allow={'wildcard-form'}" in refusal.message


@pytest.mark.parametrize("key", LEGAL)
def test_other_keys_are_not_refused(key):
    assert found(job(output_key=key)) == []
    assert found(job(input_key=key, output_key="result.gif")) == []


def test_the_form_of_f_strings_gives_one_violation_and_not_two():
    request = job(output_key="out.${{ext}}")
    assert [one.rule for one in [*validate(request), *found(request)]] == ["pattern"]


@pytest.mark.parametrize("key", LEFT_OF_A_WILDCARD)
def test_the_key_of_an_input_has_no_wildcards(key):
    assert errors_of(found(job(input_key=key))) == []


@pytest.mark.parametrize("name", ["InventoryTriggerJobId", "inventorytriggerjobid"])
def test_the_wildcard_of_batches_is_one_only_there(name):
    for form in (f"{{{name}}}", f"${name}"):
        assert rules(batch(f"out/{form}/${{jobid}}.gif")) == ["wildcard-form"]
        assert rules(job(output_key=f"out/{form}/clip.gif")) == []


@pytest.mark.parametrize("scheme", ["cos://b-1/", "https://", "HTTP://", "s3://", "file:///", "x-y+z.1://"])
def test_an_address_is_refused_where_a_key_is_meant(scheme):
    assert [(one.path, one.rule) for one in found(job(f"{scheme}a.mp4", f"{scheme}b.gif"))] == [
        ("Request.Input.Object", "scheme-in-key"),
        (OUTPUT, "scheme-in-key"),
    ]
    for field, node in [
        ("prefix", "Prefix"),
        ("url_file", "UrlFile"),
        ("manifest", "Manifest"),
        ("object_key", "Object"),
    ]:
        [refusal] = found(batch(**{field: f"{scheme}a"}))
        assert (refusal.path, refusal.rule) == (f"Request.Input.{node}", "scheme-in-key")


@pytest.mark.parametrize(
    ("source", "key", "expected"),
    [
        ({"prefix": "in/"}, "out.gif", ["shared-output"]),
        ({"prefix": "in/"}, "out/${InventoryTriggerJobId}.${ext}", ["shared-output"]),
        ({"prefix": "in/", "object_key": "a.mp4"}, "out.gif", ["shared-output"]),
        ({"url_file": "list.txt"}, "out.gif", ["shared-output"]),
        ({"manifest": "m.json"}, "out.gif", ["shared-output"]),
        ({"manifest": "m.json"}, "out/$jobid.gif", ["wildcard-form"]),
        ({"prefix": "in/"}, "out/{jobid}.gif", ["wildcard-form"]),
        ({"prefix": "in/"}, "out.{ext}", ["wildcard-form", "shared-output"]),
        ({"prefix": "in/"}, "{ext}/$jobid.gif", ["wildcard-form"]),
        ({"manifest": "m.json"}, "out/${JOBID}.gif", []),
        ({"object_key": "a.mp4"}, "out.gif", []),
        ({"object_key": "a.gif"}, "a.${ext}", ["overwrites-input"]),
        ({"object_key": "a.gif", "prefix": "b"}, "a.gif", ["shared-output"]),
        ({"object_key": "a.gif"}, "${InventoryTriggerJobId}.gif", []),
    ],
)
def test_the_results_of_many_videos_need_keys_of_their_own(source, key, expected):
    assert rules(batch(key, **source)) == expected


@pytest.mark.parametrize(
    ("input_key", "output_key", "options", "refused"),
    [
        ("clip.mp4", "clip.mp4", {}, True),
        ("clip.gif", "clip.${ext}", {}, True),
        ("clip.gif", "clip.${EXT}", {}, True),
        ("clip.gif", "clip.${ext}", {"format_name": "hgif"}, True),
        ("clip.webp", "clip.${ext}", {}, False),
        ("clip.webp", "clip.${ext}", {"format_name": "webp"}, True),
        ("clip.webp", "clip.${ext}", {"template_id": "t1"}, True),
        ("clip.gif", "clip.${ext}", {"template_id": "t1"}, True),
        ("clip.gif", "clip.${ext}", {"template_id": PRESETS["gif_320x180_10fps"].template_id}, True),
        ("clip.webp", "clip.${ext}", {"template_id": PRESETS["gif_320x180_10fps"].template_id}, False),
        ("clip.mp4", "clip.${ext}", {"template_id": "t1"}, False),
        ("gif/gif.gif", "${ext}/${ext}.${ext}", {}, True),
        ("gif/webp.gif", "${ext}/${ext}.gif", {"template_id": "t1"}, False),
        ("a.gif", "A.gif", {}, False),
        ("a.gif", "/a.gif", {}, False),
        ("a-${jobid}.gif", "a-${jobid}.${ext}", {}, False),
        (f"a-{JOB_ID}.gif", "a-${jobid}.gif", {}, False),
        ("clip.gif", "clip.gif", {"bucket": OTHER}, False),
        ("clip.gif", "clip.gif", {"output_region": "ap-tokyo"}, False),
        ("clip.gif", "clip.gif", {"output_region": "chongqing"}, True),
        ("clip.gif", "clip.gif", {"output_region": "AP_Chongqing"}, True),
        ("clip.gif", "clip.gif", {"output_region": "tokyo"}, False),
        ("clip.gif", "clip.gif", {"output_region": "moon-1"}, False),
        ("a+(b)[c].gif", "a+(b)[c].${ext}", {}, True),
    ],
)
def test_an_output_that_is_the_input_is_refused(input_key, output_key, options, refused):
    assert ("overwrites-input" in rules(job(input_key, output_key, **options))) == refused


@pytest.mark.parametrize(
    ("key", "advised"),
    [
        ("out/$jobid.gif", "write ${jobid}, in an f-string ${{jobid}}"),
        ("out/$JobId.gif", "write ${jobid}, in an f-string ${{jobid}}"),
        (f"out/${JOB_ID}.gif", "write ${jobid}, in an f-string ${{jobid}}"),
        ("out/$InventoryTriggerJobId/${jobid}.gif", "write ${InventoryTriggerJobId}, in an f-string"),
        ("out-${jobid}.$ext", "write ${ext}, in an f-string ${{ext}}"),
        ("out-${jobid}.$gif", "write ${ext}, in an f-string ${{ext}}"),
        ("out-${jobid}.$None", "write ${ext} or ${jobid}, in an f-string ${{ext}} or ${{jobid}}"),
    ],
)
def test_the_wildcard_that_was_meant_is_named(key, advised):
    [refusal] = found(batch(key))
    assert f"{advised}; if it is meant" in refusal.message or f"{advised} ${{{{" in refusal.message


@pytest.mark.parametrize("request_", [None, "x", build_animation(format="gif")])
def test_only_requests_of_jobs_and_batches_have_keys(request_):
    with pytest.raises(TypeError, match="a job or of a batch is expected"):
        found(request_)
