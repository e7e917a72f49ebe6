"""Outputs that would trigger the function again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import ConfigurationError, SchemaError
from cosanim.events import uploads
from tests.events.trigger_events import event_of, record_of


@pytest.mark.parametrize(
    ("output_key", "filters"),
    [
        ("gifs/demo.${ext}", {}),
        ("gifs/", {}),
        ("", {}),
        ("", {"trigger_prefix": "videos/"}),
        ("videos/gifs/demo.${ext}", {"trigger_prefix": "videos/"}),
        ("videos/", {"trigger_prefix": "videos/"}),
        ("videos/gifs/", {"trigger_prefix": ["uploads/", "videos/"]}),
        ("videosgif/x.gif", {"trigger_prefix": "videos"}),
        ("${jobid}/x.gif", {"trigger_prefix": "v"}),
        ("videos/${JobId}/", {"trigger_prefix": "videos/demo"}),
        ("gifs/demo.mp4", {"trigger_suffix": ".mp4"}),
        ("gifs/", {"trigger_suffix": [".mp4", ".gif"]}),
        ("gifs/", {"trigger_suffix": ["4", "_small.webp"]}),
        ("gifs/demo.${EXT}", {"trigger_suffix": [".webp", ".mp4"]}),
        ("videos/demo.mp4", {"trigger_prefix": "videos/", "trigger_suffix": ".mp4"}),
    ],
)
def test_an_output_that_the_trigger_fires_for_is_refused(output_key, filters):
    for bucket in (None, "examplebucket-1250000000"):
        with pytest.raises(SchemaError, match="endless loop of paid jobs: write the results to a folder") as caught:
            uploads(event_of(), output_key=output_key, output_bucket=bucket, **filters)
        [violation] = caught.value.violations
        assert (violation.path, violation.rule, violation.severity) == ("output_key", "triggers-itself", "error")
        assert violation.value == output_key


@pytest.mark.parametrize(
    ("output_key", "filters"),
    [
        ("gifs/demo.${ext}", {"trigger_prefix": "videos/"}),
        ("gifs/", {"trigger_prefix": "videos/"}),
        ("gifs/${jobid}.${ext}", {"trigger_prefix": ("videos/", "uploads/")}),
        ("gifs/", {"trigger_suffix": ".mp4"}),
        ("", {"trigger_suffix": (".mp4", ".mov")}),
        ("videos/", {"trigger_prefix": "videos/", "trigger_suffix": ".mp4"}),
        ("videos/${jobid}.${ext}", {"trigger_suffix": ".mp4"}),
        ("gifs/", {"output_bucket": "results-1250000000"}),
    ],
)
def test_an_output_that_the_trigger_does_not_fire_for_is_accepted(output_key, filters):
    assert uploads(event_of(), output_key=output_key, **filters) == uploads(event_of())


def test_nothing_is_returned_when_only_the_last_upload_has_such_an_output():
    event = event_of(record_of(), record_of(name="results"))
    assert uploads(event, output_key="gifs/", output_bucket="other-1250000000") == uploads(event)
    with pytest.raises(SchemaError, match="triggers-itself"):
        uploads(event, output_key="gifs/", output_bucket="results-1250000000")


def test_a_filter_that_the_trigger_cannot_have_is_refused():
    """Otherwise the function's own result, which the real trigger fires for, would be converted again."""
    with pytest.raises(SchemaError, match="has not the trigger's prefix and suffix as given here") as caught:
        uploads(event_of(record_of("gifs/demo.gif")), output_key="gifs/", trigger_prefix="videos/")
    assert caught.value.violations[0].path == "Records[0].cos.cosObject.key"
    assert uploads(event_of(record_of("gifs/", event_name="cos:ObjectRemove:Delete")), trigger_prefix="videos/") == []


@given(
    result=st.sampled_from(["gifs/", "videos/", "", "gifs/${jobid}.${ext}", "videos/x/${ext}.${ext}", "videos/a.gif"]),
    prefix=st.sampled_from(["", "videos/", "v", "gifs/", "videos/x/"]),
    suffix=st.sampled_from(["", ".gif", "f", ".webp", ".mp4", "p"]),
    job_id=st.from_regex(r"j[0-9a-f]{32}", fullmatch=True),
    extension=st.sampled_from(["gif", "webp"]),
    name=st.text("abvx/.", max_size=5),
)
def test_no_accepted_output_matches_the_filter_of_the_trigger(result, prefix, suffix, job_id, extension, name):
    upload = prefix + "demo.mp4" + suffix
    try:
        uploads(event_of(record_of(upload)), output_key=result, trigger_prefix=prefix, trigger_suffix=suffix)
    except SchemaError:
        return
    key = result if result and not result.endswith("/") else f"{result}{name}.{extension}"
    key = key.replace("${jobid}", job_id).replace("${ext}", extension)
    assert not (key.startswith(prefix) and key.endswith(suffix))


@pytest.mark.parametrize("bucket", ["results", "", "Results-1250000000"])
def test_an_output_bucket_needs_its_full_name(bucket):
    with pytest.raises(ConfigurationError):
        uploads(event_of(), output_key="gifs/", output_bucket=bucket)


@pytest.mark.parametrize("name", ["output_key", "output_bucket", "trigger_prefix", "trigger_suffix"])
def test_other_arguments_are_texts(name):
    with pytest.raises(TypeError, match=f"{name} is a text, not int"):
        uploads(event_of(), **{"output_key": "gifs/", name: 7})
