"""Uploads of COS events: the names of bucket, region and key, from their different spellings."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import DecodeError
from cosanim.events import uploads
from cosanim.http.endpoints import CI_REGIONS, SHORT_REGIONS
from tests.events.trigger_events import event_of, record_of

REGION_FIELDS = ("region", "s3Region", "cosRegion")


def key_of(**differences):
    [upload] = uploads(event_of(**differences))
    return upload.key


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
