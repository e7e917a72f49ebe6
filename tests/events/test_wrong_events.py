"""Events that cannot be read: errors that name the place, and contain no authorization."""

import json
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import CosanimError, DecodeError
from cosanim.events import uploads
from tests.events.trigger_events import AUTHORIZATION, event_of


def changed(path, value):
    """Return an event with another value at a path; without that node, if the value is ``...``."""
    event = event_of()
    *parents, last = path
    node = event
    for name in parents:
        node = node[name]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return event


RECORD = ("Records", 0)
BUCKET = (*RECORD, "cos", "cosBucket")
OBJECT = (*RECORD, "cos", "cosObject")
PLACES = [
    ("Records",),
    RECORD,
    (*RECORD, "cos"),
    (*RECORD, "event"),
    (*RECORD, "event", "eventName"),
    BUCKET,
    OBJECT,
    *((*BUCKET, name) for name in ("name", "appid", "region")),
    *((*OBJECT, name) for name in ("key", "url")),
]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((*BUCKET, "appid"), ..., "Records[0].cos.cosBucket.appid is null: the appid of an account is a number"),
        ((*BUCKET, "appid"), True, "Records[0].cos.cosBucket.appid is True"),
        ((*BUCKET, "appid"), "12x", "Records[0].cos.cosBucket.appid is '12x'"),
        ((*BUCKET, "appid"), -5, "Records[0].cos.cosBucket.appid is -5"),
        ((*BUCKET, "name"), ..., "Records[0].cos.cosBucket.name is missing"),
        (
            (*BUCKET, "name"),
            "Bad_Name",
            "Records[0].cos.cosBucket.name is not the name of a bucket: 'Bad_Name-1250000000'",
        ),
        ((*BUCKET, "region"), ..., "Records[0].cos.cosBucket.region is missing"),
        ((*BUCKET, "region"), " ", "Records[0].cos.cosBucket.region is missing"),
        ((*BUCKET, "region"), "xx", "Records[0].cos.cosBucket.region 'xx' is neither a full name of a region"),
        ((*BUCKET, "region"), "gz", "cosBucket and url state different regions, ap-chengdu, ap-guangzhou"),
        ((*OBJECT, "key"), ..., "Records[0].cos.cosObject.key is missing"),
        ((*OBJECT, "key"), 7, "Records[0].cos.cosObject.key is a text, not int"),
        ((*OBJECT, "key"), "", "Records[0].cos.cosObject.key '' is not the key of the object that url addresses"),
        ((*OBJECT, "key"), "/1250000000/examplebucket/other.mp4", "other.mp4' is not the key of the object that url"),
        ((*OBJECT, "url"), 7, "Records[0].cos.cosObject.url is a text, not int"),
        ((*RECORD, "event", "eventName"), ..., "Records[0].event.eventName is missing"),
        ((*RECORD, "cos"), ..., "Records[0].cos is missing"),
        (RECORD, None, "Records[0] is an object with cos and event, not null"),
        (("Records",), None, "Records is a list, not null"),
        (("Records",), ..., "it has no Records"),
    ],
)
def test_an_error_names_the_place_and_what_is_wrong(path, value, message):
    with pytest.raises(DecodeError) as caught:
        uploads(changed(path, value))
    assert message in str(caught.value)


def test_a_region_that_is_not_known_is_not_guessed_from_the_url():
    with pytest.raises(DecodeError, match="never guessed: add s3Region"):
        uploads(event_of(region="jkt", full_region="ap-jakarta"))


@pytest.mark.parametrize("key", ["", "\ud800.mp4"])
def test_a_key_that_no_object_has_is_an_error(key):
    with pytest.raises(DecodeError, match=r"cosObject\.key"):
        uploads(event_of(key=key, url=""))


def test_an_event_of_eventbridge_is_named():
    with pytest.raises(DecodeError, match="EventBridge"):
        uploads({"specversion": "1.0", "type": "cos:created:object", "source": "cos.cloud.tencent", "data": {}})


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Records": {}},
        {"Records": "Records"},
        {"Records": [[]]},
        {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": "k"}}}]},
        {"httpMethod": "POST", "headers": {}, "body": "{}"},
        {"Type": "Timer"},
        "",
        "[]",
        "null",
        "7",
        "{",
        b"\xff\xfe",
        b"[" * 100_000,
        '{"Records": [], "Records": []}',
        '{"Records": [NaN]}',
        "<Response/>",
    ],
    ids=lambda event: repr(event)[:40],
)
def test_what_is_no_event_of_cos_is_a_clear_error(event):
    with pytest.raises(DecodeError):
        uploads(event)


@pytest.mark.parametrize(
    "event", [None, 7, [event_of()], {"Records"}, object()], ids=lambda event: type(event).__name__
)
def test_an_event_of_another_type_is_a_type_error(event):
    with pytest.raises(TypeError, match="the event is a mapping, or JSON as text or bytes"):
        uploads(event)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("%ff+"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(path=st.sampled_from(PLACES), value=ANYTHING)
def test_a_hostile_node_is_read_or_refused(path, value):
    event = changed(path, value)
    for form in (event, json.dumps(event)):
        try:
            found = uploads(form)
        except DecodeError:
            continue
        assert all(isinstance(text, str) and text for upload in found for text in upload)


@given(path=st.sampled_from([*PLACES, (*RECORD, "event", "requestParameters")]), depth=st.integers(1, 3))
def test_the_authorization_of_an_upload_is_in_no_error(path, depth):
    headers = {"requestHeaders": {"Authorization": AUTHORIZATION}}
    for _ in range(depth):
        headers = [headers]
    try:
        shown = repr(uploads(changed(path, headers)))
    except CosanimError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(pickle.dumps(error))
    assert "AKIDexample" not in shown
    assert "0123456789abcdef" not in shown
