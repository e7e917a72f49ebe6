"""Events of COS triggers: what is read from them, and outputs that would trigger the function again."""

import copy
import json
import pickle
import subprocess
import sys
import traceback
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cosanim
from cosanim import ConfigurationError, CosanimError, DecodeError, SchemaError, events
from cosanim.events import Upload, uploads
from cosanim.http.endpoints import CI_REGIONS, SHORT_REGIONS

AUTHORIZATION = "q-sign-algorithm=sha1&q-ak=AKIDexample&q-signature=0123456789abcdef"
REGION_FIELDS = ("region", "s3Region", "cosRegion")


def record_of(
    key="videos/demo.mp4",
    *,
    name="examplebucket",
    appid="1250000000",
    region="cd",
    event_name="cos:ObjectCreated:Put",
    full_region="ap-chengdu",
    url=None,
    **about_object,
):
    """Return the record of an event, as COS writes it; ``url=""`` leaves the URL out."""
    if url is None:
        url = f"http://{name}-{appid}.cos.{full_region}.myqcloud.com/{quote(key)}"
    bucket = {"region": region, "name": name, "appid": appid}
    return {
        "cos": {
            "cosSchemaVersion": "1.0",
            "cosObject": {
                **({"url": url} if url else {}),
                "meta": {"x-cos-request-id": "NWMx", "Content-Type": "video/mp4"},
                "vid": "",
                "key": f"/{appid}/{name}/{key}",
                "size": 1029,
                **about_object,
            },
            "cosBucket": bucket if region is not None else {"name": name, "appid": appid},
            "cosNotificationId": "unkown",
        },
        "event": {
            "eventName": event_name,
            "eventVersion": "1.0",
            "eventTime": 1501686894,
            "eventSource": "qcs::cos",
            "requestParameters": {"requestSourceIP": "192.0.2.1", "requestHeaders": {"Authorization": AUTHORIZATION}},
            "eventQueue": "qcs:0:scf:cd:appid/1250000000:default.printevent.$LATEST",
        },
    }


def event_of(*records, **differences):
    return {"Records": list(records) or [record_of(**differences)]}


def key_of(**differences):
    [upload] = uploads(event_of(**differences))
    return upload.key


def test_an_event_gives_the_full_names_that_a_client_needs():
    [upload] = cosanim.events.uploads(event_of())
    assert upload == Upload(bucket="examplebucket-1250000000", region="ap-chengdu", key="videos/demo.mp4")
    bucket, region, key = upload
    assert (bucket, region, key) == (upload.bucket, upload.region, upload.key)


@pytest.mark.parametrize("form", [json.dumps, lambda event: json.dumps(event).encode(), copy.deepcopy])
def test_the_event_may_be_a_mapping_or_its_json(form):
    assert uploads(form(event_of())) == uploads(event_of())


def test_an_event_of_2022_with_three_names_of_the_region_is_read():
    record = record_of(
        "video/inputs/NewYear.mp4", name="fanyi", appid="1309725374", region="sh", full_region="ap-shanghai"
    )
    record["cos"]["cosBucket"] |= {"cosRegion": "ap-shanghai", "s3Region": "ap-shanghai"}
    assert uploads(event_of(record)) == [("fanyi-1309725374", "ap-shanghai", "video/inputs/NewYear.mp4")]


def test_an_event_of_2019_with_the_old_host_is_read():
    url = "http://scf-cos-test-123456.cosbj.myqcloud.com/foobar.zip"
    record = record_of("foobar.zip", name="scf-cos-test", appid="123456", region="bj", url=url, size="9755203")
    assert uploads(event_of(record)) == [("scf-cos-test-123456", "ap-beijing", "foobar.zip")]


def test_all_records_are_read_in_their_order():
    event = event_of(record_of("b.mp4"), record_of("a.mp4"), record_of("b.mp4"))
    assert [upload.key for upload in uploads(event)] == ["b.mp4", "a.mp4", "b.mp4"]
    assert uploads({"Records": []}) == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            f"cos:ObjectCreated:{kind}"
            for kind in ("*", "Put", "Post", "Copy", "CompleteMultipartUpload", "Replication")
        ),
        "cos: ObjectCreated:Post",
        "cos:objectCreated:Put",
    ],
)
def test_every_created_object_is_an_upload(name):
    assert len(uploads(event_of(event_name=name))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "cos:ObjectRemove:Delete",
        "cos:ObjectRemove:*",
        "cos:ObjectRestore:Completed",
        "cos:ObjectCreatedNot:Put",
        "",
        "Put",
    ],
)
def test_other_events_are_left_out(name):
    assert uploads(event_of(record_of(event_name=name), record_of("a.mp4"))) == uploads(event_of(record_of("a.mp4")))


@pytest.mark.parametrize("differences", [{"key": "videos/"}, {"size": 0}, {"size": "0"}, {"key": "/"}])
def test_folders_and_empty_objects_are_left_out(differences):
    record = record_of(differences["key"]) if "key" in differences else record_of(**differences)
    assert uploads(event_of(record)) == []


@pytest.mark.parametrize("appid", ["1250000000", 1250000000])
@pytest.mark.parametrize("name", ["examplebucket", "examplebucket-1250000000", "my-bucket-2024"])
def test_the_appid_is_added_to_a_name_without_it(name, appid):
    [upload] = uploads(event_of(name=name, appid=appid, url=""))
    assert upload.bucket == f"{name.removesuffix('-1250000000')}-1250000000"


def test_the_url_tells_a_name_that_ends_like_its_appid_from_a_full_one():
    [upload] = uploads(event_of(name="clips-125", appid="125"))
    assert upload.bucket == "clips-125-125"


@pytest.mark.parametrize("field", REGION_FIELDS)
@pytest.mark.parametrize("region", ["ap-chengdu", "cd"])
def test_the_region_is_read_from_every_place(field, region):
    record = record_of(region=None)
    record["cos"]["cosBucket"][field] = region
    assert uploads(event_of(record))[0].region == "ap-chengdu"


def test_a_full_name_serves_where_the_short_one_is_unknown():
    record = record_of(region="jkt", full_region="ap-jakarta")
    record["cos"]["cosBucket"]["s3Region"] = "ap-jakarta"
    assert uploads(event_of(record))[0].region == "ap-jakarta"


@pytest.mark.parametrize("region", ["ap-beijing-fsi", "sa-saopaulo", "me-riyadh", "af-johannesburg", "ap-beijing-1"])
def test_a_full_name_may_be_newer_than_the_documentation(region):
    assert uploads(event_of(region=region, full_region=region))[0].region == region


@pytest.mark.parametrize("region", ["bj-fsi", "cn-east", "sh-fsi", "ap-", "AP-chengdu", "ap-chengdu.evil"])
def test_a_short_name_with_a_suffix_is_no_full_name(region):
    with pytest.raises(DecodeError) as caught:
        uploads(event_of(region=region, url=""))
    message = f"cosBucket.region {region!r} is neither a full name of a region (which starts with af-, ap-, eu-, "
    assert message in str(caught.value)
    record = record_of(region=region, full_region="ap-beijing-fsi")
    record["cos"]["cosBucket"]["s3Region"] = "ap-beijing-fsi"
    assert uploads(event_of(record))[0].region == "ap-beijing-fsi"


def test_every_documented_region_is_known_by_its_full_name():
    for region in CI_REGIONS:
        assert uploads(event_of(region=region, full_region=region))[0].region == region


def test_every_documented_region_has_a_short_name():
    assert set(SHORT_REGIONS.values()) == set(CI_REGIONS)


@pytest.mark.parametrize("host", ["cdn.example.com", "examplebucket-1250000000.cos.accelerate.myqcloud.com"])
def test_a_url_of_another_host_says_nothing_about_the_region(host):
    assert len(uploads(event_of(url=f"https://{host}/videos/demo.mp4"))) == 1


@pytest.mark.parametrize(
    "host",
    [
        f"{bucket}.cos{place}.myqcloud.com"
        for bucket in ("other-1250000000", "examplebucket-1250000001", "examplebucket")
        for place in (".ap-chengdu", "cd", ".accelerate")
    ],
)
@pytest.mark.parametrize("name", ["examplebucket", "examplebucket-1250000000"])
def test_a_url_of_another_bucket_is_an_error(host, name):
    with pytest.raises(DecodeError) as caught:
        uploads(event_of(name=name, url=f"http://{host}/videos/demo.mp4"))
    bucket = host.partition(".")[0]
    assert "Records[0].cos.cosBucket and url state different buckets, " in str(caught.value)
    assert f"'examplebucket-1250000000' and {bucket!r}: correct the wrong one" in str(caught.value)


@pytest.mark.parametrize(
    "key", ["100%25.mp4", "a+b c.mp4", "片段/新 年.mp4", "%", "a%2Fb.mp4", "?#&=.mp4", "//a//b", "\n"]
)
def test_a_plain_key_stays_as_it_is(key):
    host = "http://examplebucket-1250000000.cos.ap-chengdu.myqcloud.com"
    assert key_of(key=key) == key, "with the URL percent-encoded, as COS writes it"
    assert key_of(key=key, url="") == key, "without a URL"
    assert key_of(key=key, url=f"{host}/{quote(key, safe='')}") == key, "with slashes encoded, too"
    assert key_of(key=key, url=f"{host}/{quote_plus(key)}") == key, "with spaces as plus signs"


@pytest.mark.parametrize("key", ["片段/新 年.mp4", "a b+c%20.mp4", "100% [x].mp4"])
def test_a_plain_key_stays_as_it_is_beside_a_plain_url(key):
    assert key_of(key=key, url=f"http://examplebucket-1250000000.cos.ap-chengdu.myqcloud.com/{key}") == key


@pytest.mark.parametrize("encode", [quote, quote_plus])
@pytest.mark.parametrize("key", ["片段/新 年.mp4", "a b+c%20.mp4", "100%.mp4"])
def test_an_encoded_key_is_decoded_when_the_url_shows_that_it_is_encoded(key, encode):
    record = record_of(key)
    record["cos"]["cosObject"]["key"] = "/1250000000/examplebucket/" + encode(key)
    assert uploads(event_of(record))[0].key == key


@pytest.mark.parametrize("name", ["examplebucket", "examplebucket-1250000000"])
@pytest.mark.parametrize(
    "start",
    [
        "",
        "/",
        *(
            f"{slash}1250000000/{bucket}/"
            for slash in ("", "/")
            for bucket in ("examplebucket", "examplebucket-1250000000")
        ),
    ],
)
@pytest.mark.parametrize("url", ["http://examplebucket-1250000000.cos.ap-chengdu.myqcloud.com/videos/demo.mp4", ""])
def test_every_spelling_of_the_bucket_before_the_key_is_removed(name, start, url):
    record = record_of(name=name, url=url)
    record["cos"]["cosObject"]["key"] = f"{start}videos/demo.mp4"
    assert uploads(event_of(record)) == [("examplebucket-1250000000", "ap-chengdu", "videos/demo.mp4")]


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_url_tells_a_key_that_looks_like_the_beginning(slash):
    key = "1250000000/examplebucket/demo.mp4"
    record = record_of(key)
    record["cos"]["cosObject"]["key"] = slash + key
    assert uploads(event_of(record))[0].key == key


KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(lambda key: key[-1] != "/")
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z]", fullmatch=True)


@given(
    key=KEYS,
    name=NAMES,
    appid=st.integers(1, 10**12),
    is_number=st.booleans(),
    region=st.sampled_from([*SHORT_REGIONS, *CI_REGIONS]),
    has_url=st.booleans(),
)
def test_any_bucket_region_and_key_are_read_back(key, name, appid, is_number, region, has_url):
    full = SHORT_REGIONS.get(region, region)
    appid = appid if is_number else str(appid)
    record = record_of(key, name=name, appid=appid, region=region, full_region=full, url=None if has_url else "")
    assert uploads(event_of(record)) == [(f"{name}-{appid}", full, key)]
    assert uploads(json.dumps(event_of(record))) == [(f"{name}-{appid}", full, key)]


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


def test_uploads_can_be_pickled_and_show_what_they_are():
    [upload] = uploads(event_of())
    assert pickle.loads(pickle.dumps(upload)) == upload  # noqa: S301 - it is our own
    assert repr(upload) == "Upload(bucket='examplebucket-1250000000', region='ap-chengdu', key='videos/demo.mp4')"
    assert events.TRIGGERS_ITSELF == "triggers-itself"


def test_reading_events_loads_no_http_library():
    heavy = ("requests", "urllib3", "ssl", "http.client", "lxml", "cosanim.client")
    code = (
        "import json, sys; from cosanim.events import uploads; uploads(json.loads(sys.stdin.read())); "
        f"print(*(name for name in {heavy} if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        input=json.dumps(event_of()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
