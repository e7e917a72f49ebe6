"""The official Python SDK: multipart uploads, copies, lists, deletions, conditions and checksums of objects."""

import os

import pytest
import requests

from cosanim.local import LocalService
from tests.local.support import BUCKET, REGION, eventually, temporary_files
from tests.local.test_official_sdk import JOB, configuration
from tests.local.videos import padded_clip

# Warnings of the SDK itself: invalid escapes in its docstrings, and pkg_resources in its dependencies.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning"),
]

MIB = 1 << 20
CRC64 = "x-cos-hash-crc64ecma"
NINE_DIGITS = "11051210869376104954"  # the check value of CRC-64/XZ, of b"123456789"


@pytest.fixture(params=["ip", "domain"])
def client(sdk, running, request):
    running.reset()
    return sdk.CosS3Client(configuration(sdk, running, request.param), retry=0)


@pytest.fixture
def one(sdk, running):
    """A client of which one form of address is enough."""
    running.reset()
    return sdk.CosS3Client(configuration(sdk, running, "ip"), retry=0)


def body_of(response):
    return response["Body"].get_raw_stream().read()


def error(sdk, call, *arguments, **options):
    with pytest.raises(sdk.CosServiceError) as caught:
        call(*arguments, **options)
    return caught.value.get_status_code(), caught.value.get_error_code()


def source(key, **more):
    return {"Bucket": BUCKET, "Key": key, "Region": REGION, **more}


def test_a_file_of_20_mb_is_uploaded_in_parts_and_downloaded(client, tmp_path, data):
    file, copy = tmp_path / "clip.mp4", tmp_path / "copy.mp4"
    file.write_bytes(os.urandom(20 * 1000 * 1000))
    done = client.upload_file(
        Bucket=BUCKET, Key="in/a b.mp4", LocalFilePath=str(file), EnableMD5=True, ContentType="video/mp4"
    )
    assert done["ETag"].endswith('-20"')
    head = client.head_object(Bucket=BUCKET, Key="in/a b.mp4")
    assert (head["ETag"], head["Content-Length"], head["Content-Type"]) == (done["ETag"], "20000000", "video/mp4")
    assert head[CRC64] == done[CRC64]
    # Reads ranges, and compares the CRC-64 of the file with that of the service.
    client.download_file(Bucket=BUCKET, Key="in/a b.mp4", DestFilePath=str(copy), PartSize=5, EnableCRC=True)
    assert copy.read_bytes() == file.read_bytes()
    assert not temporary_files(data)
    assert len(list((data / "objects").iterdir())) == 1
    assert "Upload" not in client.list_multipart_uploads(Bucket=BUCKET)


def test_a_clip_that_was_uploaded_in_parts_renders(sdk, tmp_path):
    clip = padded_clip(tmp_path / "clip.mp4", 20 * MIB)
    with LocalService() as service:
        client = sdk.CosS3Client(configuration(sdk, service, "domain"), retry=0)
        client.upload_file(Bucket=BUCKET, Key="input/demo.mp4", LocalFilePath=str(clip))
        job = client.ci_create_media_jobs(Bucket=BUCKET, Jobs=JOB)["JobsDetail"][0]["JobId"]

        def ended():
            detail = client.ci_get_media_jobs(Bucket=BUCKET, JobIDs=job)["JobsDetail"][0]
            return detail if detail["State"] not in {"Submitted", "Running"} else None

        assert eventually(ended, timeout=60)["State"] == "Success"


def test_parts_are_uploaded_listed_replaced_and_completed(client):
    parts = [os.urandom(MIB), os.urandom(MIB), b"end"]
    name = {"Bucket": BUCKET, "Key": "腾/a b", "UploadId": ""}
    name["UploadId"] = client.create_multipart_upload(Bucket=BUCKET, Key="腾/a b", Metadata={"x-cos-meta-a": "1"})[
        "UploadId"
    ]
    tags = {}
    client.upload_part(**name, PartNumber=2, Body=b"replaced")
    for number in (3, 1, 2):
        tags[number] = client.upload_part(**name, PartNumber=number, Body=parts[number - 1], EnableMD5=True)["ETag"]
    listed = client.list_parts(**name)
    assert (listed["Key"], listed["IsTruncated"]) == ("腾/a b", "false")
    assert [(part["PartNumber"], part["ETag"], part["Size"]) for part in listed["Part"]] == [
        (str(number), tags[number], str(len(parts[number - 1]))) for number in (1, 2, 3)
    ]
    first = client.list_parts(**name, MaxParts=2)
    assert (first["IsTruncated"], first["NextPartNumberMarker"]) == ("true", "2")
    rest = client.list_parts(**name, MaxParts=2, PartNumberMarker=2)
    assert [part["PartNumber"] for part in rest["Part"]] == ["3"]
    wanted = {"Part": [{"PartNumber": number, "ETag": tags[number]} for number in (1, 2, 3)]}
    done = client.complete_multipart_upload(**name, MultipartUpload=wanted)
    assert (done["Bucket"], done["Key"]) == (BUCKET, "腾/a b")
    found = client.get_object(Bucket=BUCKET, Key="腾/a b")
    assert (found["x-cos-meta-a"], found["ETag"], found[CRC64]) == ("1", done["ETag"], done[CRC64])
    assert body_of(found) == b"".join(parts)


def test_wrong_parts_are_refused_and_the_upload_continues(sdk, one, data):
    name = {"Bucket": BUCKET, "Key": "k"}
    name["UploadId"] = one.create_multipart_upload(**name)["UploadId"]
    small = one.upload_part(**name, PartNumber=1, Body=b"1")["ETag"]
    last = one.upload_part(**name, PartNumber=2, Body=b"2")["ETag"]

    def complete(*parts):
        wanted = {"Part": [{"PartNumber": number, "ETag": tag} for number, tag in parts]}
        return error(sdk, one.complete_multipart_upload, **name, MultipartUpload=wanted)

    assert complete((1, small), (2, last)) == (400, "EntityTooSmall")
    assert complete((2, last), (1, small)) == (400, "InvalidPartOrder")
    assert complete((1, last)) == (400, "InvalidPart")
    assert complete((3, last)) == (400, "InvalidPart")
    assert complete() == (400, "MalformedXML")
    for number in (0, 10_001, "x"):
        assert error(sdk, one.upload_part, **name, PartNumber=number, Body=b"1") == (400, "InvalidArgument")
    elsewhere = {**name, "Key": "other"}
    assert error(sdk, one.upload_part, **elsewhere, PartNumber=1, Body=b"1") == (404, "NoSuchUpload")
    wanted = {"Part": [{"PartNumber": 2, "ETag": last}]}
    one.complete_multipart_upload(**name, MultipartUpload=wanted)
    assert body_of(one.get_object(Bucket=BUCKET, Key="k")) == b"2"
    assert error(sdk, one.complete_multipart_upload, **name, MultipartUpload=wanted) == (404, "NoSuchUpload")
    assert len(list((data / "objects").iterdir())) == 1
    assert not temporary_files(data)


def test_uploads_are_listed_and_aborted(sdk, client, data):
    uploads = [(key, client.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]) for key in ("b", "a/x", "b")]
    client.upload_part(Bucket=BUCKET, Key="b", UploadId=uploads[0][1], PartNumber=1, Body=b"1")
    in_order = [uploads[1], uploads[0], uploads[2]]

    def page(**options):
        found = client.list_multipart_uploads(Bucket=BUCKET, **options)
        return [(upload["Key"], upload["UploadId"]) for upload in found.get("Upload", [])], found

    assert page()[0] == in_order
    assert page(Prefix="b")[0] == in_order[1:]
    assert page(Delimiter="/")[1]["CommonPrefixes"] == [{"Prefix": "a/"}]
    seen, markers = [], {}
    for _ in range(3):
        names, found = page(MaxUploads=1, **markers)
        seen += names
        markers = {"KeyMarker": found.get("NextKeyMarker"), "UploadIdMarker": found.get("NextUploadIdMarker")}
    assert (seen, found["IsTruncated"]) == (in_order, "false")
    for key, upload_id in uploads:
        client.abort_multipart_upload(Bucket=BUCKET, Key=key, UploadId=upload_id)
    assert page()[0] == []
    assert not list((data / "objects").iterdir())
    assert (
        error(sdk, client.abort_multipart_upload, Bucket=BUCKET, Key="b", UploadId=uploads[0][1])[1] == "NoSuchUpload"
    )


def test_parts_survive_a_restart(sdk, tmp_path):
    with LocalService(render=False, data=tmp_path) as service:
        client = sdk.CosS3Client(configuration(sdk, service, "ip"), retry=0)
        name = {"Bucket": BUCKET, "Key": "k"}
        name["UploadId"] = client.create_multipart_upload(**name)["UploadId"]
        tag = client.upload_part(**name, PartNumber=1, Body=b"part")["ETag"]
    with LocalService(render=False, data=tmp_path) as service:
        client = sdk.CosS3Client(configuration(sdk, service, "ip"), retry=0)
        client.complete_multipart_upload(**name, MultipartUpload={"Part": [{"PartNumber": 1, "ETag": tag}]})
        assert body_of(client.get_object(Bucket=BUCKET, Key="k")) == b"part"


def test_objects_are_copied_with_their_headers_or_with_new_ones(sdk, client):
    put = client.put_object(Bucket=BUCKET, Key="a b/+", Body=b"1", ContentType="text/x", Metadata={"x-cos-meta-a": "1"})
    copied = client.copy_object(Bucket=BUCKET, Key="c", CopySource=source("a b/+"))
    assert (copied["ETag"], copied[CRC64]) == (put["ETag"], put[CRC64])
    found = client.head_object(Bucket=BUCKET, Key="c")
    assert (found["Content-Type"], found["x-cos-meta-a"]) == ("text/x", "1")
    client.copy_object(Bucket=BUCKET, Key="d", CopySource=source("a b/+"), CopyStatus="Replaced", ContentType="text/y")
    found = client.head_object(Bucket=BUCKET, Key="d")
    assert (found["Content-Type"], found.get("x-cos-meta-a")) == ("text/y", None)
    assert error(sdk, client.copy_object, Bucket=BUCKET, Key="f", CopySource=source("none")) == (404, "NoSuchKey")
    versioned = source("c", VersionId="v")
    assert error(sdk, client.copy_object, Bucket=BUCKET, Key="f", CopySource=versioned) == (501, "NotImplemented")
    for condition, holds in (("x-cos-copy-source-If-Match", False), ("x-cos-copy-source-If-None-Match", True)):
        call = {"Bucket": BUCKET, "Key": "f", "CopySource": source("c"), "Metadata": {condition: '"0"'}}
        if holds:
            client.copy_object(**call)
        else:
            assert error(sdk, client.copy_object, **call) == (412, "PreconditionFailed")


def test_parts_are_copied(sdk, one):
    one.put_object(Bucket=BUCKET, Key="s", Body=b"0123456789")
    name = {"Bucket": BUCKET, "Key": "t"}
    name["UploadId"] = one.create_multipart_upload(**name)["UploadId"]
    tag = one.upload_part_copy(**name, PartNumber=1, CopySource=source("s"), CopySourceRange="bytes=2-4")["ETag"]
    outside = {**name, "PartNumber": 1, "CopySource": source("s"), "CopySourceRange": "bytes=8-10"}
    assert error(sdk, one.upload_part_copy, **outside) == (416, "InvalidRange")
    one.complete_multipart_upload(**name, MultipartUpload={"Part": [{"PartNumber": 1, "ETag": tag}]})
    assert body_of(one.get_object(Bucket=BUCKET, Key="t")) == b"234"


def test_many_objects_are_deleted(sdk, client):
    keys = ["a", "b c", "腾/&<", "d"]
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"1")
    wanted = {"Quiet": "false", "Object": [{"Key": key} for key in [*keys[:3], "none"]]}
    done = client.delete_objects(Bucket=BUCKET, Delete=wanted)
    assert [entry["Key"] for entry in done["Deleted"]] == [*keys[:3], "none"]
    assert [entry["Key"] for entry in client.list_objects(Bucket=BUCKET)["Contents"]] == ["d"]
    quiet = {"Quiet": "true", "Object": [{"Key": "d"}]}
    assert "Deleted" not in (client.delete_objects(Bucket=BUCKET, Delete=quiet) or {})
    assert "Contents" not in client.list_objects(Bucket=BUCKET)
    versioned = {"Object": [{"Key": "d", "VersionId": "v"}]}
    assert error(sdk, client.delete_objects, Bucket=BUCKET, Delete=versioned) == (501, "NotImplemented")
    too_many = {"Object": [{"Key": str(number)} for number in range(1001)]}
    assert error(sdk, client.delete_objects, Bucket=BUCKET, Delete=too_many) == (400, "MalformedXML")


def test_checksums_are_those_of_the_object_store(client):
    put = client.put_object(Bucket=BUCKET, Key="k", Body=b"123456789")
    assert put[CRC64] == NINE_DIGITS
    assert client.head_object(Bucket=BUCKET, Key="k")[CRC64] == NINE_DIGITS
    assert client.get_object(Bucket=BUCKET, Key="k", Range="bytes=0-1")[CRC64] == NINE_DIGITS
    assert client.put_object(Bucket=BUCKET, Key="empty", Body=b"")[CRC64] == "0"


def test_buckets_are_checked_located_and_listed(sdk, running, client):
    assert client.head_bucket(Bucket=BUCKET)["x-cos-bucket-region"] == REGION
    assert client.get_bucket_location(Bucket=BUCKET) == {"LocationConstraint": REGION}
    # With the service as its proxy, a client uses the hosts of the cloud, so that it can list the buckets.
    identity = {"SecretId": "AKIDlocal", "SecretKey": "localsecret"}
    for old in (True, False):
        proxied = sdk.CosS3Client(
            sdk.CosConfig(Region=REGION, Scheme="http", Proxies={"http": running.url}, EnableOldDomain=old, **identity),
            retry=0,
        )
        buckets = proxied.list_buckets()["Buckets"]["Bucket"]
        assert [(bucket["Name"], bucket["Location"]) for bucket in buckets] == [(BUCKET, REGION)]
        proxied.put_object(Bucket=BUCKET, Key="a b", Body=b"1")
        # Asks the host of the source for its size.
        proxied.copy(Bucket=BUCKET, Key="c", CopySource=source("a b"))
        assert body_of(proxied.get_object(Bucket=BUCKET, Key="c")) == b"1"


def test_conditions_of_a_put_are_checked(sdk, one):
    tag = one.put_object(Bucket=BUCKET, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    for options in ({"IfNoneMatch": "*"}, {"IfMatch": '"0"'}, {"IfNoneMatch": tag}):
        assert error(sdk, one.put_object, Bucket=BUCKET, Key="k", Body=b"2", **options) == (412, "PreconditionFailed")
    assert error(sdk, one.put_object, Bucket=BUCKET, Key="none", Body=b"2", IfMatch="*") == (412, "PreconditionFailed")
    one.put_object(Bucket=BUCKET, Key="k", Body=b"2", IfMatch=tag)
    assert body_of(one.get_object(Bucket=BUCKET, Key="k")) == b"2"
    forbidden = {"Bucket": BUCKET, "Key": "k", "Metadata": {"x-cos-forbid-overwrite": "true"}}
    assert error(sdk, one.create_multipart_upload, **forbidden) == (409, "FileAlreadyExists")


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
def test_presigned_urls_and_the_parameter_sign_are_accepted(one, running, method):
    one.put_object(Bucket=BUCKET, Key="a b", Body=b"1")
    url = one.get_presigned_url(Bucket=BUCKET, Key="a b", Method=method, SignHost=False)
    plain, _, query = one.get_presigned_download_url(Bucket=BUCKET, Key="a b").partition("?")
    text = one.get_auth(Method=method, Bucket=BUCKET, Key="a b", SignHost=False)
    for target, params in ((url, None), (plain, {"sign": text})):
        target = target.replace(f"http://{BUCKET}.cos.{REGION}.myqcloud.com", running.url)
        assert requests.request(method, target, params=params, data=b"", timeout=10).status_code in {200, 204}
        assert requests.request(method, target.replace("a%20b", "c"), params=params, timeout=10).status_code == 403
    assert query


def test_a_key_is_limited_in_bytes(sdk, one):
    one.put_object(Bucket=BUCKET, Key="腾" * 283 + "x", Body=b"1")
    for call in (one.put_object, one.upload_part):
        options = {} if call == one.put_object else {"PartNumber": 1, "UploadId": "u"}
        assert error(sdk, call, Bucket=BUCKET, Key="腾" * 284, Body=b"1", **options) == (400, "KeyTooLong")


def test_what_is_not_offered_is_refused_by_its_name(sdk, one):
    one.put_object(Bucket=BUCKET, Key="k", Body=b"1")
    calls = {
        "PUT Bucket acl": lambda: one.put_bucket_acl(Bucket=BUCKET, ACL="private"),
        "GET Bucket versioning": lambda: one.get_bucket_versioning(Bucket=BUCKET),
        "GET Bucket versions": lambda: one.list_objects_versions(Bucket=BUCKET),
        "DELETE Bucket": lambda: one.delete_bucket(Bucket=BUCKET),
        "GET Object tagging": lambda: one.get_object_tagging(Bucket=BUCKET, Key="k"),
        "POST Object append": lambda: one.append_object(Bucket=BUCKET, Key="k", Position=1, Data=b"2"),
        "GET Object versionId": lambda: one.get_object(Bucket=BUCKET, Key="k", VersionId="v"),
        "PUT Object with the header x-cos-storage-class": lambda: one.put_object(
            Bucket=BUCKET, Key="k", Body=b"2", StorageClass="MAZ_STANDARD"
        ),
    }
    for name, call in calls.items():
        with pytest.raises(sdk.CosServiceError) as caught:
            call()
        assert (caught.value.get_status_code(), caught.value.get_error_code()) == (501, "NotImplemented")
        assert f"offer {name}." in caught.value.get_error_msg()
    assert body_of(one.get_object(Bucket=BUCKET, Key="k", VersionId="")) == b"1"
