"""Refusals hold for generated keys."""

import string

from hypothesis import given
from hypothesis import strategies as st

from cosanim.refusals import RULES
from cosanim.xml.validation import errors_of
from tests.refusals.samples import JOB_ID, found, job, rules

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
