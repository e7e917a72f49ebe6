"""Buckets, regions, hosts, and the encoding of object keys."""

import warnings
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.credentials import Credentials
from cosanim.errors import ConfigurationError
from cosanim.http.endpoints import (
    CI_REGIONS,
    Endpoint,
    RegionWarning,
    check_bucket,
    check_endpoint,
    check_region,
    ci_host,
    cos_host,
    object_path,
    query_string,
)
from cosanim.http.transport import Transport
from tests.servers.loopback import Served


def test_there_are_seventeen_documented_regions():
    assert len(set(CI_REGIONS)) == 17


def test_a_bucket_comes_from_the_argument_then_the_environment():
    environ = {"COSANIM_BUCKET": " other-1250000000 "}
    assert check_bucket("test-1250000000", environ) == "test-1250000000"
    assert check_bucket(None, environ) == check_bucket("", environ) == "other-1250000000"


def test_a_region_comes_from_the_argument_then_cosanim_region_then_tencentcloud_region():
    both = {"COSANIM_REGION": "ap-tokyo", "TENCENTCLOUD_REGION": "ap-seoul"}
    assert check_region("ap-chongqing", both) == "ap-chongqing"
    assert check_region(None, both) == "ap-tokyo"
    assert check_region(None, {**both, "COSANIM_REGION": ""}) == "ap-seoul"


def test_a_missing_bucket_lists_every_place():
    with pytest.raises(ConfigurationError) as caught:
        check_bucket(None, {"COSANIM_BUCKET": " "})
    assert caught.value.searched_places == ("argument bucket: not given", "environment COSANIM_BUCKET: blank")
    assert "COSANIM_BUCKET: blank" in str(caught.value)


def test_a_missing_region_lists_every_place():
    with pytest.raises(ConfigurationError) as caught:
        check_region("", {})
    assert caught.value.searched_places == (
        "argument region: blank",
        "environment COSANIM_REGION: not set",
        "environment TENCENTCLOUD_REGION: not set",
    )


@pytest.mark.parametrize("name", ["test", "my-bucket", "a1", "test-125x"])
def test_the_error_for_a_missing_appid_names_it(name):
    with pytest.raises(ConfigurationError, match="the appid is missing from the bucket name"):
        check_bucket(name, {})


@pytest.mark.parametrize(
    "name",
    [
        "Test-1250000000",
        "te_st-1250000000",
        "-test-1250000000",
        "t.x-1250000000",
        "a/b-1",
        "b\n-1",
        "é-1",
        "a" * 60 + "-1250",
    ],
)
def test_an_invalid_bucket_is_refused(name):
    with pytest.raises(ConfigurationError, match="cannot be a bucket"):
        check_bucket(name, {})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("chongqing", "ap-chongqing"),
        ("ap-chonqing", "ap-chongqing"),
        ("ap-chongqing-1", "ap-chongqing"),
        ("siliconvalley", "na-siliconvalley"),
        ("cd", "ap-chengdu"),
        ("sh", "ap-shanghai"),
        ("ap-mars", None),
        ("us-east-1", None),
    ],
)
def test_a_region_outside_the_list_gives_a_warning_with_the_similar_region(name, meant):
    with pytest.warns(RegionWarning) as caught:
        assert check_region(name, {}) == name
    [text] = [str(warning.message) for warning in caught]
    assert text.startswith(f"region {name!r} is not among the 17 documented")
    assert ("did you mean" in text) == (meant is not None)
    assert meant is None or f"did you mean {meant}?" in text


@pytest.mark.parametrize(
    ("name", "meant"), [("Chongqing", "ap-chongqing"), ("AP-TOKYO", "ap-tokyo"), ("ap_seoul", "ap-seoul")]
)
def test_the_error_for_an_invalid_region_names_the_similar_region(name, meant):
    with pytest.raises(ConfigurationError, match=rf"cannot be a region: did you mean {meant}\?"):
        check_region(name, {})


@pytest.mark.parametrize("name", ["ap chongqing", "AP-TOKYO", "x.evil.com/", "ap-", "a@b", "a:1"])
def test_a_region_that_cannot_be_in_a_host_is_refused(name):
    with pytest.raises(ConfigurationError, match="cannot be a region"):
        check_region(name, {})


def test_an_undocumented_region_issues_a_region_warning():
    with pytest.warns(RegionWarning, match="ap-mars"):
        assert check_region("ap-mars", {}) == "ap-mars"


@pytest.mark.parametrize("region", CI_REGIONS)
def test_documented_regions_do_not_warn(region):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_region(region, {})


def test_hosts_have_the_documented_form():
    assert ci_host("test-1250000000", "ap-tokyo") == "test-1250000000.ci.ap-tokyo.myqcloud.com"
    assert cos_host("test-1250000000", "ap-tokyo") == "test-1250000000.cos.ap-tokyo.myqcloud.com"


def test_an_explicit_endpoint_changes_the_address_and_not_the_host():
    assert Endpoint.of("h.example") == Endpoint("https://h.example", "h.example")
    local = Endpoint.of("h.example", "http://127.0.0.1:8080/")
    assert local == Endpoint("http://127.0.0.1:8080", "h.example")
    assert local.url("/jobs", "size=1") == "http://127.0.0.1:8080/jobs?size=1"


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "https://[::1]:8080", "http://localhost", " http://a "])
def test_a_full_url_is_an_endpoint(endpoint):
    assert check_endpoint(endpoint) == endpoint.strip()


@pytest.mark.parametrize(
    "endpoint",
    [
        "127.0.0.1:8080",
        "localhost",
        "ftp://a",
        "http://",
        "http://a:99999",
        "http://a/b",
        "http://a?x=1",
        "http://[1",
        "http://a:b",
    ],
)
def test_an_invalid_endpoint_is_refused(endpoint):
    with pytest.raises(ConfigurationError, match="endpoint"):
        check_endpoint(endpoint)


def test_a_password_in_an_endpoint_is_refused_and_not_repeated():
    with pytest.raises(ConfigurationError) as caught:
        check_endpoint("http://user:hush@a")
    assert "hush" not in str(caught.value)


def test_a_query_keeps_order_blank_values_and_bare_names():
    assert (
        query_string([("cancel", None), ("queueId", ""), ("a b", "x+y&z=/")]) == "cancel&queueId=&a%20b=x%2By%26z%3D%2F"
    )


@pytest.mark.parametrize("key", ["", "\ud800"])
def test_a_key_that_cannot_be_sent_is_refused(key):
    with pytest.raises(ConfigurationError, match="object key"):
        object_path(key)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_path_decodes_to_the_key(key):
    path = object_path(key)
    assert unquote(path) == "/" + key
    assert path.isascii()
    assert not path.startswith("//")
    assert not {".", ".."} & set(path.split("/"))


KEYS = [
    "a/../b",
    "/a",
    "//a",
    "a//b",
    "a b+c%2F?#&",
    "演示/视频.mp4",
    "🎞.gif",
    "./x",
    "..",
    ".",
    "a/",
    "/",
    "...",
    "a/./..",
    "%2E%2E/x",
    "x;y=1,z!*'()[]@:$\\|^`{}<>\"~",
    "out/${ext}",
    "tab\tnew\nline\x00\x7f",
]


@pytest.fixture(scope="module")
def echo():
    """A server that records each path as received; yields its URL and the list of paths."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.requestline.split(" ")[1])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with Served(Handler) as server:
        yield server.url, seen


def arrived(echo, key):
    url, seen = echo
    transport = Transport(credentials=Credentials("i", "k"))
    transport.send("GET", Endpoint.of("h.example", url), object_path(key))
    transport.close()
    return seen[-1]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_arrives_byte_for_byte(echo, key):
    wire = arrived(echo, key)
    assert wire == object_path(key)
    assert unquote(wire) == "/" + key


@pytest.mark.parametrize("key", KEYS)
def test_a_key_arrives_unchanged_through_a_proxy(echo, key, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", echo[0])
    transport = Transport(credentials=Credentials("i", "k"))
    transport.send("GET", Endpoint.of("h.example", "http://h.example"), object_path(key))
    transport.close()
    assert echo[1][-1] == "http://h.example" + object_path(key)
