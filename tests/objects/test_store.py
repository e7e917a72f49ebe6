"""Object keys of any form, HEAD requests, and presigned URLs."""

import hashlib
import time
from urllib.parse import urlsplit

import pytest
import requests

from cosanim import AuthenticationError, ConfigurationError, NotFoundError, ServiceError
from cosanim.http.timing import Timing
from cosanim.http.transport import Transport
from cosanim.objects.store import Objects
from tests.non_builtin_numbers import IntegralNumber
from tests.objects.contents import CONTENT, fetched
from tests.servers.loopback import BUCKET, COS_HOST, CREDENTIALS, Loopback, client_of

KEYS = [
    "plain.mp4",
    "a b/c d.mp4",
    "视频/输入 é.mp4",
    "../../etc/passwd",
    "a/../b",
    "a/./b",
    "..",
    ".",
    "/leading/slash",
    "//two",
    "trailing/",
    "100%.mp4",
    "%2e%2e%2f",
    "a+b",
    "a#b",
    "a?b=c&d",
    "a;b,c:d@e",
    "a\\b",
    "q\"uo'te",
    "tab\tline\n",
    "😀",
    "x" * 700,
]


class TestHead:
    """``objects.head``."""

    def test_head_returns_size_checksum_type_and_time(self, objects):
        objects.put("key", CONTENT, content_type="image/gif")
        info = objects.head("key")
        assert (info.key, info.size, info.content_type) == ("key", len(CONTENT), "image/gif")
        assert info.etag == hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()
        assert info.last_modified.endswith("GMT")
        assert info.request_id == info.headers["x-cos-request-id"]

    def test_an_empty_object_has_a_size(self, objects):
        objects.put("key", b"")
        assert objects.head("key").size == 0

    def test_the_repr_is_a_line_of_what_matters(self, objects):
        objects.put("a b", CONTENT, content_type="image/gif")
        assert repr(objects.head("a b")) == "<ObjectInfo 'a b', 102400 bytes, image/gif>"

    def test_a_missing_object_is_not_found_although_head_has_no_body(self, objects):
        with pytest.raises(NotFoundError) as caught:
            objects.head("missing")
        assert caught.value.status == 404
        assert caught.value.request_id


class TestUrl:
    """``objects.url``: presigned URLs."""

    def test_a_presigned_url_needs_no_credentials(self, objects):
        objects.put("a b/视频+1.gif", CONTENT)
        reply = requests.get(objects.url("a b/视频+1.gif"), timeout=5)
        assert (reply.status_code, reply.content) == (200, CONTENT)

    def test_an_expired_url_is_refused(self, objects, service):
        objects.put("key", b"x")
        now = time.time()
        earlier = Objects(
            Transport(credentials=service.credentials, timing=Timing(clock=lambda: now - 100)),
            bucket=service.bucket,
            region=service.region,
            credentials=service.credentials,
            endpoint=service.url,
        )
        address = earlier.url("key", expires=99)
        still = earlier.url("key", expires=105)
        assert requests.get(still, timeout=5).status_code == 200
        reply = requests.get(address, timeout=5)
        assert reply.status_code == 403
        assert "<Code>" in reply.text
        assert service.url in address

    def test_a_presigned_url_is_for_one_key_and_one_method(self, objects):
        objects.put("key", b"x")
        objects.put("other", b"y")
        address = objects.url("key")
        assert requests.get(address.replace("/key?", "/other?"), timeout=5).status_code == 403
        assert requests.put(address, data=b"evil", timeout=5).status_code == 403
        assert requests.put(objects.url("key", method="PUT"), data=b"good", timeout=5).status_code == 200
        assert fetched(objects, "key") == b"good"

    def test_without_an_endpoint_the_url_has_the_documented_host(self):
        with client_of("") as client:
            address = urlsplit(client.objects.url("a/b.gif"))
        assert (address.scheme, address.netloc, address.path) == ("https", COS_HOST, "/a/b.gif")
        assert "hush-key" not in address.query
        assert "x-cos-security-token=hush-token" in address.query

    def test_with_an_endpoint_the_url_has_the_bucket_in_its_path(self):
        with client_of("http://127.0.0.1:9") as client:
            address = urlsplit(client.objects.url("a/b.gif"))
        assert (address.netloc, address.path) == ("127.0.0.1:9", f"/{BUCKET}/a/b.gif")

    def test_the_validity_may_be_a_whole_number_of_another_library(self):
        with client_of("") as client:
            assert "q-signature=" in client.objects.url("a", expires=IntegralNumber(60))

    @pytest.mark.parametrize("expires", [0, -1, 604801, 60.0, True, "60"])
    def test_the_validity_has_limits(self, expires):
        with client_of("") as client, pytest.raises(ConfigurationError, match="604800"):
            client.objects.url("key", expires=expires)

    def test_credentials_from_a_callable_sign_urls_too(self):
        with client_of("", credentials=lambda: CREDENTIALS) as client:
            assert f"q-ak={CREDENTIALS.secret_id}" in client.objects.url("key")


@pytest.mark.filterwarnings("ignore::cosanim.AdviceWarning")  # some keys begin with a slash
@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_any_key_is_stored_and_fetched(objects, key):
    content = key.encode() + b"!"
    objects.put(key, content)
    assert fetched(objects, key) == content
    assert objects.head(key).size == len(content)


@pytest.mark.parametrize(
    "key", [key for key in KEYS if not key.startswith("/") and not {".", ".."} & set(key.split("/"))], ids=ascii
)
def test_the_url_of_any_key_works_in_a_plain_client(objects, key):
    objects.put(key, b"x")
    assert requests.get(objects.url(key), timeout=5).content == b"x"


@pytest.mark.filterwarnings("ignore::cosanim.AdviceWarning")  # some keys begin with a slash
def test_similar_keys_are_different_objects(objects):
    keys = ["a/b", "a//b", "/a/b", "a/b/", "a%2Fb", "a/./b", "a/c/../b", "A/b", "é", "e\u0301"]
    for key in keys:
        objects.put(key, key.encode())
    for key in keys:
        assert fetched(objects, key) == key.encode()


@pytest.mark.parametrize("key", ["", "\ud800"])
def test_an_invalid_key_is_refused_before_sending(key, tmp_path):
    with Loopback() as server, client_of(server.url) as client:
        for act in (
            lambda: client.objects.put(key, b"x"),
            lambda: client.objects.get(key, tmp_path / "f"),
            lambda: client.objects.head(key),
            lambda: client.objects.url(key),
        ):
            with pytest.raises(ConfigurationError, match="key"):
                act()
        assert server.requests == []


@pytest.mark.parametrize("key", ["jobs/a", "template", "local/x"])
def test_a_key_that_belongs_to_the_api_is_refused_by_the_service(objects, key):
    with pytest.raises(ServiceError) as caught:
        objects.put(key, b"x")
    assert (caught.value.status, caught.value.code) == (400, "InvalidArgument")


def test_a_wrong_secret_is_refused_with_the_code_of_the_object_store(service):
    with client_of(service.url) as client, pytest.raises(AuthenticationError) as caught:
        client.objects.put("key", b"x")
    assert caught.value.request_id
