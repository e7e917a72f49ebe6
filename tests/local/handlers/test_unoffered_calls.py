"""Calls of the object store that the service does not offer: refused by name, and without an effect."""

import pytest

from cosanim.local import LocalService
from tests.local.support import BUCKET, COS_HOST, error_of, send


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        yield service


def refusal(service, method, path, **options):
    response = send(service, method, path, **options)
    assert (response.status_code, response.headers.get("Content-Type")) == (501, "application/xml"), response.text
    error = error_of(response)
    assert error.code == "NotImplemented"
    return error.message


def test_requests_of_other_apis_store_no_object(service):
    for params, name in (
        ({"acl": ""}, "PUT Object acl"),
        ({"uploads": ""}, "PUT Object uploads"),
        ({"imageMogr2/thumbnail/9x": ""}, "PUT Object imageMogr2"),
        ({"versionId": "v"}, "PUT Object versionId"),
    ):
        answer = send(service, "PUT", "/part", data=b"x", params=params)
        assert (answer.status_code, error_of(answer).code) == (501, "NotImplemented")
        assert f"offer {name}." in error_of(answer).message
    assert send(service, "PUT", "/part", data=b"x", params={"partNumber": "1", "uploadId": "x"}).status_code == 404
    for method in ("POST", "PATCH"):
        answer = send(service, method, "/part", data=b"x")
        assert (answer.status_code, error_of(answer).code) == (501, "NotImplemented")
        assert f"offer {method} Object." in error_of(answer).message
    assert send(service, "GET", "/part").status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("x-cos-acl", "private", 200),
        ("x-cos-acl", "public-read", 501),
        ("x-cos-storage-class", "STANDARD", 200),
        ("x-cos-storage-class", "MAZ_STANDARD", 501),
        ("x-cos-server-side-encryption", "AES256", 501),
        ("Pic-Operations", "{}", 501),
        ("x-cos-object-lock-retain-until-date", "2030-01-01", 501),
        ("x-cos-return-body", "e30=", 501),
        ("x-cos-traffic-limit", "819200", 200),
    ],
)
def test_a_header_that_would_change_the_object_is_not_ignored(service, name, value, status):
    assert send(service, "PUT", "/headers", data=b"x", headers={name: value}).status_code == status


# Sub-resources of calls of the official SDKs, and one that no release of this library can know.
@pytest.mark.parametrize(
    "name", ["domaincertificate", "hotlink", "imageInspect", "live", "response-control", "style", "vod", "newest"]
)
def test_no_sub_resource_is_ignored(service, name):
    assert send(service, "PUT", "/kept", data=b"1").status_code == 200
    for method in ("GET", "PUT", "POST", "DELETE"):
        for path, kind in (("/", "Bucket"), ("/kept", "Object")):
            data = b"<a/>" if method in {"PUT", "POST"} else None
            message = refusal(service, method, path, data=data, params={name: ""})
            assert f"offer {method} {kind} {name}." in message
    other = COS_HOST.replace(BUCKET, "other-1250000000")
    refusal(service, "PUT", "/", host=other, params={name: ""})
    assert send(service, "HEAD", "/", host=other).status_code == 404
    assert send(service, "GET", "/kept").content == b"1"


def test_a_sub_resource_with_a_value_is_not_ignored(service):
    for params in ({"vod": "x"}, {"live": "x"}, {"ci-process": "snapshot"}, {"imageView2/1/w/9": "x"}):
        refusal(service, "PUT", "/valued", data=b"1", params=params)
    assert send(service, "HEAD", "/valued").status_code == 404


def test_blank_options_and_unknown_parameters_with_a_value_change_nothing(service):
    assert send(service, "PUT", "/blank", data=b"1").status_code == 200
    lists = ("prefix", "delimiter", "marker", "max-keys", "encoding-type", "start-after", "fetch-owner")
    objects = ("versionId", "response-content-type", "x-cos-security-token", "x-cos-traffic-limit")
    for path, names in (("/", lists), ("/blank", objects)):
        response = send(service, "GET", path, params={**dict.fromkeys(names, ""), "t": "1700000000"})
        assert response.status_code == 200, response.text
