"""Conditional requests for objects, and parameters that override response headers."""

from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from urllib.parse import urlsplit

import pytest
from qcloud_cos import CosConfig, CosS3Client, CosServiceError

from cosanim.local import LocalService
from tests.local.support import BUCKET, NOW, REGION, error_of, send, temporary_files

TAG = '"781e5e245d69b566979b86e28d23f2c7"'  # of b"0123456789"
OTHER = '"00000000000000000000000000000000"'
BEFORE, AT, AFTER = (formatdate(NOW + offset, usegmt=True) for offset in (-10, 0, 10))


@pytest.fixture
def with_object(clocked):
    """A service with one object, written at NOW."""
    headers = {"Content-Type": "text/plain", "Cache-Control": "no-cache", "x-cos-meta-a": "1"}
    assert send(clocked, "PUT", "/k", data=b"0123456789", headers=headers).headers["ETag"] == TAG
    return clocked


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Match": TAG}, 200),
        ({"If-Match": TAG.strip('"')}, 200),
        ({"If-Match": f"{OTHER}, {TAG}"}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": OTHER}, 412),
        ({"If-Match": f"W/{TAG}"}, 412),
        ({"If-None-Match": TAG}, 304),
        ({"If-None-Match": f"W/{TAG}"}, 304),
        ({"If-None-Match": f"{OTHER},{TAG}"}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": OTHER}, 200),
        ({"If-Modified-Since": BEFORE}, 200),
        ({"If-Modified-Since": AT}, 304),
        ({"If-Modified-Since": AFTER}, 304),
        ({"If-Modified-Since": "no date"}, 200),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Unmodified-Since": AT}, 200),
        ({"If-Unmodified-Since": AFTER}, 200),
        ({"If-Unmodified-Since": "Fri, 99 Jan 2100 00:00:00 GMT"}, 200),
        # If-Match takes precedence over If-Unmodified-Since, and both over If-None-Match.
        ({"If-Match": TAG, "If-Unmodified-Since": BEFORE}, 200),
        ({"If-None-Match": OTHER, "If-Modified-Since": AFTER}, 200),
        ({"If-None-Match": TAG, "If-Modified-Since": BEFORE}, 304),
        ({"If-Match": OTHER, "If-None-Match": TAG}, 412),
        ({"If-Match": TAG, "If-None-Match": TAG}, 304),
    ],
)
def test_a_condition_decides_the_status_of_the_response(with_object, method, headers, status):
    answer = send(with_object, method, "/k", headers=headers)
    assert answer.status_code == status
    if status == 304:
        assert answer.content == b""
        assert (answer.headers["ETag"], answer.headers["Last-Modified"]) == (TAG, AT)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Length"] == "10"
        assert not {"Content-Type", "x-cos-meta-a"} & set(answer.headers)
    elif method == "GET":
        assert answer.content == b"0123456789" if status == 200 else error_of(answer).code == "PreconditionFailed"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Range": TAG}, 206),
        ({"If-Range": OTHER}, 200),
        ({"If-Range": f"W/{TAG}"}, 200),
        ({"If-Range": AT}, 206),
        ({"If-Range": BEFORE}, 200),
        ({"If-Match": OTHER}, 412),
        ({"If-None-Match": TAG}, 304),
    ],
)
def test_a_range_is_sent_if_its_condition_holds(with_object, headers, status):
    answer = send(with_object, "GET", "/k", headers={"Range": "bytes=2-3", **headers})
    assert answer.status_code == status
    assert answer.content == {206: b"23", 200: b"0123456789", 304: b""}.get(status, answer.content)


def test_the_official_sdk_accepts_each_response():
    with LocalService(render=False) as service:
        address = urlsplit(service.url).netloc
        config = CosConfig(Region=REGION, SecretId="AKIDlocal", SecretKey="localsecret", Scheme="http", Domain=address)
        client = CosS3Client(config, retry=0)
        tag = client.put_object(Bucket=BUCKET, Key="k", Body=b"0123456789")["ETag"]
        assert client.get_object(Bucket=BUCKET, Key="k", IfMatch=tag)["Body"].read() == b"0123456789"
        # The SDK treats 304 as success, without a body.
        assert not client.get_object(Bucket=BUCKET, Key="k", IfNoneMatch=tag)["Body"].read()
        with pytest.raises(CosServiceError) as caught:
            client.get_object(Bucket=BUCKET, Key="k", IfMatch=OTHER)
        assert (caught.value.get_status_code(), caught.value.get_error_code()) == (412, "PreconditionFailed")
        with pytest.raises(CosServiceError) as caught:
            client.put_object(Bucket=BUCKET, Key="k", Body=b"2", Metadata={"x-cos-forbid-overwrite": "true"})
        assert (caught.value.get_status_code(), caught.value.get_error_code()) == (409, "FileAlreadyExists")


def test_a_missing_object_is_not_found_under_any_condition(with_object):
    for header in ("If-Match", "If-None-Match"):
        assert send(with_object, "GET", "/none", headers={header: "*"}).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("range_header", [{}, {"Range": "bytes=0-1"}])
def test_parameters_set_headers_of_the_response(with_object, method, range_header):
    values = {
        "Cache-Control": "max-age=1",
        "Content-Disposition": 'attachment; filename="腾讯.gif"',
        "Content-Encoding": "identity",
        "Content-Language": "zh",
        "Content-Type": "image/gif",
        "Expires": AFTER,
    }
    params = {f"response-{name.lower()}": value for name, value in values.items()}
    answer = send(with_object, method, "/k", params=params, headers=range_header)
    assert answer.status_code == (206 if range_header else 200)
    found = {name: answer.headers[name].encode("latin-1").decode() for name in values}
    assert found == values
    assert (answer.headers["ETag"], answer.headers["x-cos-meta-a"]) == (TAG, "1")
    assert send(with_object, method, "/k").headers["Content-Type"] == "text/plain"
    assert send(with_object, method, "/k", params={"response-content-type": ""}).headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "\x00"])
def test_a_parameter_cannot_add_another_header(with_object, value):
    answer = send(with_object, "GET", "/k", params={"response-content-type": f"x{value}x"})
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("value", "status"), [("true", 409), ("TRUE", 409), ("false", 200), ("maybe", 400)])
def test_an_object_can_be_protected_from_being_replaced(with_object, value, status):
    answer = send(with_object, "PUT", "/k", data=b"new", headers={"x-cos-forbid-overwrite": value})
    assert answer.status_code == status
    assert send(with_object, "GET", "/k").content == (b"new" if status == 200 else b"0123456789")
    if status == 409:
        assert error_of(answer).code == "FileAlreadyExists"
    new = send(with_object, "PUT", f"/new-{value}", data=b"new", headers={"x-cos-forbid-overwrite": value})
    assert new.status_code == (400 if status == 400 else 200)


def test_one_of_many_concurrent_uploads_without_overwrite_succeeds(with_object, clocked_data):
    def put(number):
        headers = {"x-cos-forbid-overwrite": "true"}
        return send(with_object, "PUT", "/once", data=str(number).encode(), headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(put, range(16))) == [200] + [409] * 15
    assert temporary_files(clocked_data) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        ({"If-Match": TAG}, True),
        ({"If-Match": "*"}, True),
        ({"If-Match": OTHER}, False),
        ({"If-Match": f"W/{TAG}"}, False),
        ({"If-None-Match": OTHER}, True),
        ({"If-None-Match": TAG}, False),
        ({"If-None-Match": "*"}, False),
        ({"If-Unmodified-Since": BEFORE}, False),
        ({"If-Unmodified-Since": AT}, True),
        ({"If-Match": TAG, "If-Unmodified-Since": BEFORE}, True),
        ({"If-Match": TAG, "If-None-Match": TAG}, False),
        # Applies to GET and HEAD only.
        ({"If-Modified-Since": AFTER}, True),
    ],
)
def test_a_condition_decides_whether_an_object_is_changed(with_object, method, headers, holds):
    answer = send(with_object, method, "/k", data=b"new", headers=headers)
    assert answer.status_code == ({"PUT": 200, "DELETE": 204}[method] if holds else 412)
    found = send(with_object, "GET", "/k")
    if not holds:
        assert error_of(answer).code == "PreconditionFailed"
        assert found.content == b"0123456789"
    else:
        assert (found.content == b"new") if method == "PUT" else (found.status_code == 404)


def test_a_condition_without_an_object(with_object):
    for headers, status in (({"If-Match": "*"}, 412), ({"If-None-Match": "*"}, 200), ({"If-Match": "*"}, 200)):
        assert send(with_object, "PUT", "/new", data=b"1", headers=headers).status_code == status


@pytest.mark.parametrize(("name", "holds"), [("if-match", 200), ("if-none-match", 412)])
def test_the_source_of_a_copy_must_meet_its_conditions(with_object, name, holds):
    for tag, status in ((TAG, holds), (OTHER, 412 if holds == 200 else 200)):
        headers = {"x-cos-copy-source": f"{BUCKET}/k", f"x-cos-copy-source-{name}": tag}
        assert send(with_object, "PUT", "/copy", data=b"", headers=headers).status_code == status
