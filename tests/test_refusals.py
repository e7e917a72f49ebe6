"""Refusals of keys that lose data or money, and advice on doubtful ones."""

import functools
import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import validate
from cosanim.api.requests import build_animation, build_batch, build_request
from cosanim.models import SubmitJobRequest
from cosanim.presets import PRESETS
from cosanim.refusals import RULES, refusals_of
from cosanim.xml.validation import errors_of, with_further
from tests.servers.loopback import BUCKET, REGION

OUTPUT = "Request.Operation.Output.Object"
REGION_PATH = "Request.Operation.Output.Region"
OTHER = "other-1250000000"
JOB_ID = "j8d121820f5e411ec926ef19d53ba9c5d"


def job(input_key="in/clip.mp4", output_key="out/clip.${ext}", *, format_name="gif", bucket=BUCKET, **options):
    animation = None if "template_id" in options else build_animation(format=format_name, duration=5)
    options = {"output_region": REGION, "animation": animation} | options
    return build_request(input_key, output_key, output_bucket=bucket, **options)


def batch(output_key="out/${jobid}.${ext}", **source):
    animation = build_animation(format="gif", duration=5)
    source = source or {"prefix": "in/"}
    return build_batch("n", output_key, output_bucket=BUCKET, output_region=REGION, animation=animation, **source)


def batch_to(region):
    request = batch()
    request.operation.output.region = region
    return request


def found(request, **options):
    return refusals_of(request, bucket=BUCKET, region=REGION, **options)


def rules(request, **options):
    return [violation.rule for violation in found(request, **options)]


LEFT_OF_A_WILDCARD = [
    "out.{ext}",
    "out.{EXT}",
    "{jobid}/out.gif",
    "out/{JobId}.${ext}",
    "out.{{ext}}",
    "out.$ext",
    "out.$EXT",
    "$jobid.gif",
    "$jobid/out.gif",
    "out.$gif",
    "out.$hgif",
    "out.$webp",
    "out.$None",
    "out.None",
    f"out/${JOB_ID}.gif",
    "out.$ext動画",
    "out/.gif",
    ".gif",
    ".WEBP",
    "out/.${ext}",
    "out.",
    "out/.",
    "out/..",
    "output/",
    "/",
]

LEGAL = [
    "clip.gif",
    "a$b.gif",
    "{x}.gif",
    "{}.gif",
    "{name}/${ext}",
    "v1.0",
    "v1.0/clip",
    "clip",
    "C:/x",
    "C:/x/clip.gif",
    "a:b//c.gif",
    "urn:clip:1",
    "a/cos://b.gif",
    "видео/клип.gif",
    "動画/猫.${ext}",
    "🎬.gif",
    "a b+c&d=e%20?.gif",
    "cash$gift.gif",
    "$external.gif",
    "$extra/clip.gif",
    "$webpage.gif",
    "$jobids.gif",
    "$jpeg.gif",
    "$j123.gif",
    "100$.gif",
    "a$$b.gif",
    "a..gif",
    ".hidden/clip.gif",
    ".clip.gif",
    ".clip",
    "a.gif/b.gif",
    "a//b.gif",
    "gif",
    "ext",
    "{ext.gif",
    "ext}.gif",
    "out-${jobid}.gif",
    "${JobID}/out.${Ext}",
    "$${ext}",
    "a" * 850,
]


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


def test_a_waiver_close_to_a_rule_is_corrected():
    with pytest.raises(ValueError, match="not overwrite-input: did you mean 'overwrites-input'"):
        found(job(), allow={"overwrite-input"})


def test_none_is_no_collection_of_rules():
    with pytest.raises(TypeError, match="allow is a text, not NoneType"):
        found(job(), allow=None)


def test_a_leading_slash_gives_advice_for_input_and_output():
    advice = found(job("/in.mp4", "/out.gif"))
    assert [(one.path, one.rule, one.severity) for one in advice] == [
        ("Request.Input.Object", "leading-slash", "warning"),
        (OUTPUT, "leading-slash", "warning"),
    ]
    assert all("part of the key for the service; the official SDKs remove it" in one.message for one in advice)
    assert rules(batch("/${jobid}.gif", prefix="/in/")) == ["leading-slash", "leading-slash"]


@pytest.mark.parametrize("request_", [None, "x", build_animation(format="gif")])
def test_only_requests_of_jobs_and_batches_have_keys(request_):
    with pytest.raises(TypeError, match="a job or of a batch is expected"):
        found(request_)


@pytest.mark.parametrize("allow", [{"overwrites_input"}, ["suffix"], "all", {"no-duration"}])
def test_only_the_rules_of_refusals_can_be_waived(allow):
    with pytest.raises(
        ValueError, match="allow takes overwrites-input, shared-output, wildcard-form, scheme-in-key, not"
    ):
        found(job(), allow=allow)


def test_a_rule_is_a_text():
    with pytest.raises(TypeError, match="allow is a text, not int"):
        found(job(), allow={1})


def test_one_rule_may_be_given_as_a_text():
    assert found(job(output_key="out."), allow="wildcard-form") == []


EVERY_RULE = [job("cos://b/x", "cos://b/x"), job("a.", "a."), batch("{jobid}.gif"), batch("s://.", prefix="s://")]


def test_the_examples_of_waivers_break_every_rule():
    assert {rule for request in EVERY_RULE for rule in rules(request)} == {*RULES}


@pytest.mark.parametrize("request_", EVERY_RULE)
def test_every_waiver_waives_exactly_its_rules(request_):
    everything = found(request_)
    for count in range(len(RULES) + 1):
        for allow in itertools.combinations(RULES, count):
            assert found(request_, allow=allow) == [one for one in everything if one.rule not in allow]


KEYS = st.one_of(
    st.text(min_size=1),
    st.text(alphabet="${}./:extgifjobwbpEXT-", min_size=1),
    st.lists(
        st.sampled_from(
            ["$", "{", "}", "${", "ext", "jobid", "gif", "webp", ".", "/", ":", "a", "$$", "é", "_", "None"]
        ),
        min_size=1,
    ).map("".join),
)


def _may_be_refused(key):
    """An oracle that names every listed form and more, without regular expressions."""
    text = key.lower()
    names = ["ext", "jobid", "gif", "hgif", "webp", "none"]
    last = text.split("/")[-1]
    return (
        any(f"{{{name}}}" in text.replace(f"${{{name}}}", "") for name in names)
        or any(f"${name}" in text for name in names)
        or any(piece[:1] == "j" and set(piece[1:33]) <= {*string.hexdigits} for piece in text.split("$")[1:])
        or last in {"", ".gif", ".hgif", ".webp", ".${ext}"}
        or last.endswith((".", ".none"))
        or "://" in text
    )


@given(KEYS)
def test_no_key_without_a_listed_form_is_refused(key):
    refused = errors_of(found(job("in.video", key)))
    assert not refused or _may_be_refused(key)
    assert all(one.rule in RULES for one in refused)


@given(st.text(), st.text(), st.sampled_from(["{ext}", "{jobid}", "{eXT}", "$ext", "$gif", "$jobid", f"${JOB_ID}"]))
def test_a_form_is_found_anywhere_in_a_key(before, after, form):
    continues = after[:1].isascii() and (after[:1].isalnum() or after[:1] == "_")
    if before.endswith(("$", "${")) or (continues and form.startswith("$")):
        return
    assert "wildcard-form" in rules(job("in.video", f"{before}{form}{after}"))


@given(KEYS, st.lists(st.sampled_from(["a", "-", ".", "/", "${ext}", "${EXT}", "${jobid}"]), min_size=1).map("".join))
def test_an_output_is_the_input_exactly_when_its_wildcards_give_it(key, template):
    for extension in ("gif", "webp"):
        filled = template.replace("${ext}", extension).replace("${EXT}", extension)
        for video in (key, filled):
            refused = "overwrites-input" in rules(job(video, template, format_name=extension))
            assert refused == (video == filled and "${jobid}" not in template)


FIELDS = [
    *("tag", "input", "input.object_key", "input.prefix", "operation", "operation.template_id", "operation.animation"),
    *("operation.job_param", "operation.animation.container", "operation.animation.time_interval.duration"),
    *("operation.output", "operation.output.region", "operation.output.bucket", "operation.output.object_key"),
    *("operation.user_data", "operation.job_level", "queue_id", "callback", "callback_type", "name", "unknown"),
]
WRONG = [None, "", 5, "é", "cos://x", "a/b.png", [], object()]


class TestOrder:
    """Refusals among the violations of the schema."""

    def test_all_violations_come_in_document_order(self):
        request = job("cos://b/x", "out.", template_id="a b")
        request.tag, request.operation.output.region, request.operation.user_data = "Video", None, "é"
        request.callback_format = "CSV"
        violations = with_further(validate(request), found(request), SubmitJobRequest)
        assert [(one.path.removeprefix("Request."), one.rule) for one in violations] == [
            ("Tag", "enumeration"),
            ("Input.Object", "scheme-in-key"),
            ("Operation.TemplateId", "pattern"),
            ("Operation.Output.Region", "required"),
            ("Operation.Output.Object", "wildcard-form"),
            ("Operation.UserData", "pattern"),
            ("CallBackFormat", "enumeration"),
        ]

    def test_what_is_missing_or_wrong_in_a_node_comes_before_its_children(self):
        request = job(output_key="out.")
        request.operation.animation = None
        request.operation.output.bucket = None
        request.input.object_key = None
        violations = with_further(validate(request), found(request), SubmitJobRequest)
        assert [one.rule for one in violations] == ["required", "template-or-animation", "required", "wildcard-form"]

    @given(st.sampled_from([job, batch]), st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(WRONG))))
    def test_the_violations_of_the_schema_keep_their_order(self, build, changes):
        request = build(output_key="/out/.gif")
        for path, value in changes:
            *outer, field = path.split(".")
            node = functools.reduce(lambda node, name: getattr(node, name, None), outer, request)
            if hasattr(node, field):
                setattr(node, field, value)
        schema, further = validate(request), found(request)
        violations = with_further(schema, further, type(request))
        own = {*RULES, "suffix", "leading-slash", "region"}
        assert [one for one in violations if one.rule not in own] == schema
        assert [one for one in violations if one.rule in own] == further
        ends = [violations.index(one) for one in further if one.path == OUTPUT][-1:]
        later = ("Request.Operation.UserData", "Request.Operation.JobLevel", "Request.CallBack", "Request.QueueId")
        assert not any(one.path.startswith(later) for end in ends for one in violations[:end])
