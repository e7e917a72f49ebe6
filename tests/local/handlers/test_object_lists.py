"""Lists of objects over HTTP: the documented nodes, parameters and codes."""

import re

import pytest
import requests
from lxml import etree

from cosanim.objects import Objects
from tests.local.support import BUCKET, authorization, error_of, send


def document(service, *, path="/", **params):
    response = send(service, "GET", path, params={name.replace("_", "-"): value for name, value in params.items()})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/xml"
    assert response.headers["x-cos-request-id"]
    assert response.headers["x-cos-bucket-region"] == service.region
    return etree.fromstring(response.content)


def texts(root, path):
    return [element.text or "" for element in root.iterfind(path)]


@pytest.fixture
def service(service):
    send(service, "DELETE", "/in/video.mp4")
    for key in ("a", "b/1", "b/2", "b 3", "c/d/4"):
        assert send(service, "PUT", f"/{key}", data=b"123").status_code == 200
    return service


def test_the_nodes_are_the_documented_ones(service):
    root = document(service, prefix="a")
    assert (root.tag, [child.tag for child in root]) == (
        "ListBucketResult",
        ["Name", "Prefix", "Marker", "MaxKeys", "IsTruncated", "Contents"],
    )
    assert [root.findtext(name) for name in ("Name", "Prefix", "Marker", "MaxKeys", "IsTruncated")] == [
        BUCKET,
        "a",
        "",
        "1000",
        "false",
    ]
    contents = root.find("Contents")
    found = {child.tag: child.text for child in contents}
    head = send(service, "HEAD", "/a")
    assert [found["Key"], found["Size"], found["StorageClass"]] == ["a", "3", "STANDARD"]
    assert found["ETag"] == head.headers["ETag"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z", found["LastModified"])
    assert texts(contents, "Owner/ID") == ["1250000000"]


def test_all_keys_are_listed_in_the_order_of_their_bytes(service):
    assert texts(document(service), "Contents/Key") == ["a", "b 3", "b/1", "b/2", "c/d/4"]


def test_prefix_marker_and_delimiter(service):
    root = document(service, delimiter="/")
    assert (texts(root, "Contents/Key"), texts(root, "CommonPrefixes/Prefix")) == (["a", "b 3"], ["b/", "c/"])
    assert root.findtext("Delimiter") == "/"
    assert texts(document(service, prefix="b/"), "Contents/Key") == ["b/1", "b/2"]
    assert texts(document(service, marker="b/1"), "Contents/Key") == ["b/2", "c/d/4"]
    root = document(service, prefix="c/", delimiter="/", marker="c/")
    assert (texts(root, "Contents/Key"), texts(root, "CommonPrefixes/Prefix")) == ([], ["c/d/"])


def test_a_page_that_is_not_the_last_says_where_the_next_begins(service):
    marker, found = "", []
    for is_truncated in ("true", "true", "false"):
        root = document(service, max_keys="2", marker=marker)
        assert root.findtext("IsTruncated") == is_truncated
        assert root.findtext("Marker") == marker
        found += texts(root, "Contents/Key")
        marker = root.findtext("NextMarker")
    assert marker is None
    assert len(found) == 5
    root = document(service, max_keys="3", delimiter="/")
    assert root.findtext("NextMarker") == "b/"
    assert texts(document(service, marker="b/", delimiter="/"), "CommonPrefixes/Prefix") == ["c/"]


def test_no_keys_can_be_asked_for(service):
    root = document(service, max_keys="0")
    assert (root.findtext("IsTruncated"), texts(root, "Contents/Key")) == ("false", [])


def test_more_than_1000_keys_count_as_1000(service):
    assert document(service, max_keys="5000").findtext("MaxKeys") == "1000"


def test_encoded_keys_are_percent_encoded(service):
    send(service, "PUT", "/b +%é", data=b"")
    root = document(service, prefix="b ", marker="b !", encoding_type="url", delimiter="&")
    assert root.findtext("EncodingType") == "url"
    assert [root.findtext(name) for name in ("Prefix", "Marker", "Delimiter")] == ["b%20", "b%20%21", "%26"]
    assert texts(root, "Contents/Key") == ["b%20%2B%25%C3%A9", "b%203"]


def test_the_second_version_of_the_list(service):
    token, found = "", []
    for count in ("2", "2", "1"):
        root = document(service, list_type="2", max_keys="2", continuation_token=token)
        assert root.findtext("KeyCount") == count
        assert (root.findtext("ContinuationToken") or "") == token
        assert root.find("Marker") is root.find("Contents/Owner") is None
        found += texts(root, "Contents/Key")
        token = root.findtext("NextContinuationToken")
    assert token is None
    assert found == texts(document(service), "Contents/Key")
    root = document(service, list_type="2", start_after="b/1", fetch_owner="true")
    assert texts(root, "Contents/Key") == ["b/2", "c/d/4"]
    assert root.findtext("StartAfter") == "b/1"
    assert texts(root, "Contents/Owner/ID") == ["1250000000"] * 2
    root = document(service, list_type="2", delimiter="/")
    assert (root.findtext("KeyCount"), texts(root, "CommonPrefixes/Prefix")) == ("4", ["b/", "c/"])


def test_blank_parameters_count_as_absent(service):
    root = document(service, prefix="", marker="", delimiter="", max_keys="", encoding_type="")
    assert len(texts(root, "Contents/Key")) == 5
    assert root.find("EncodingType") is None


def test_a_key_that_xml_cannot_represent_must_be_encoded(service):
    with service.client() as client:
        client.objects.put("z\x01", b"")
    response = send(service, "GET", "/", params={"prefix": "z"})
    assert (response.status_code, error_of(response).code) == (400, "InvalidArgument")
    assert "encoding-type=url" in error_of(response).message
    assert texts(document(service, prefix="z", encoding_type="url"), "Contents/Key") == ["z%01"]


@pytest.mark.parametrize(
    "params",
    [
        {"max-keys": "-1"},
        {"max-keys": "ten"},
        {"max-keys": "１"},
        {"max-keys": "9" * 30},
        {"encoding-type": "x"},
        {"list-type": "3"},
        {"list-type": "2", "continuation-token": "?"},
    ],
)
def test_a_wrong_parameter_is_refused(service, params):
    response = send(service, "GET", "/", params=params)
    assert (response.status_code, error_of(response).code) == (400, "InvalidArgument")


@pytest.mark.parametrize("name", ["acl", "versions", "lifecycle", "tagging"])
def test_other_lists_and_settings_are_refused_and_not_taken_for_a_list(service, name):
    response = send(service, "GET", "/", params={name: ""})
    assert (response.status_code, error_of(response).code) == (501, "NotImplemented")


def test_a_bucket_is_listed_by_every_form_of_its_address(service):
    address = service.url.removeprefix("http://")
    assert send(service, "PUT", "/", host=f"other-1.cos.{service.region}.myqcloud.com").status_code == 200
    assert send(service, "PUT", "/x", host=f"other-1.cos.{service.region}.myqcloud.com", data=b"").status_code == 200
    for host, path, keys in [
        (address, "/", 5),
        (address, f"/{BUCKET}", 5),
        (address, f"/{BUCKET}/", 5),
        (address, "/other-1/", 1),
        (f"other-1.cos.{service.region}.myqcloud.com", "/", 1),
    ]:
        response = send(service, "GET", path, host=host)
        assert response.status_code == 200, (host, path, response.text)
        assert len(texts(etree.fromstring(response.content), "Contents")) == keys, (host, path)


def test_a_missing_bucket_is_said(service):
    response = send(service, "GET", "/", host=f"none-1.cos.{service.region}.myqcloud.com")
    assert (response.status_code, error_of(response).code) == (404, "NoSuchBucket")


def test_a_list_needs_a_signature_that_covers_its_parameters(service):
    url, text = f"{service.url}/?prefix=a", authorization("GET", "/", params={"prefix": "a"})
    assert requests.get(url, headers={"Authorization": text}, timeout=5).status_code == 200
    for headers, code in (({}, "AccessDenied"), ({"Authorization": text}, "SignatureDoesNotMatch")):
        response = requests.get(f"{service.url}/?prefix=b", headers=headers, timeout=5)
        assert (response.status_code, error_of(response).code) == (403, code)


def test_deleted_objects_are_not_listed(service):
    send(service, "DELETE", "/b/1")
    assert texts(document(service, prefix="b/"), "Contents/Key") == ["b/2"]


def test_the_library_lists_what_the_service_stores(service):
    with service.client() as client:
        assert isinstance(client.objects, Objects)
        assert [entry.key for entry in client.objects.list("b")] == ["b 3", "b/1", "b/2"]
