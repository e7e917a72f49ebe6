"""The official Python SDK as a client of the local service."""

import io
import time

import pytest
from PIL import Image

from cosanim.credentials import Credentials
from cosanim.local import LocalService
from tests.local.support import BUCKET, REGION
from tests.local.videos import sample_video

# Warnings of the SDK itself: invalid escapes in its docstrings, and pkg_resources in its dependencies.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning"),
]

JOB = {
    "Tag": "Animation",
    "Input": {"Object": "input/demo.mp4"},
    "Operation": {
        "Animation": {
            "Container": {"Format": "gif"},
            "Video": {"Codec": "gif", "Width": "320", "Height": "", "Fps": "10"},
            "TimeInterval": {"Start": "1", "Duration": "2"},
        },
        "Output": {"Region": REGION, "Bucket": BUCKET, "Object": "output/out.${ext}"},
        "UserData": "This is my data.",
        "JobLevel": "0",
    },
}


@pytest.fixture(scope="module")
def service():
    with LocalService() as service:
        yield service


def configuration(sdk, service, way, **options):
    host, _, port = service.url.removeprefix("http://").partition(":")
    place = {"IP": host, "Port": int(port)} if way == "ip" else {"Domain": f"{host}:{port}"}
    identity = {"SecretId": "AKIDlocal", "SecretKey": "localsecret"}
    return sdk.CosConfig(Region=REGION, Scheme="http", **place, **(identity | options))


@pytest.mark.parametrize("way", ["ip", "domain"])
def test_a_job_runs_from_upload_to_result(sdk, service, way):
    client = sdk.CosS3Client(configuration(sdk, service, way), retry=0)
    video = sample_video("bigbuckbunny.mp4")
    with video.open("rb") as file:
        put = client.put_object(Bucket=BUCKET, Key="input/demo.mp4", Body=file, EnableMD5=True)
    head = client.head_object(Bucket=BUCKET, Key="input/demo.mp4")
    assert (head["ETag"], int(head["Content-Length"])) == (put["ETag"], video.stat().st_size)

    reply = client.ci_create_media_jobs(Bucket=BUCKET, Jobs=JOB, ContentType="application/xml")
    job = reply["JobsDetail"][0]
    assert (job["State"], job["Code"], job["Input"]["BucketId"]) == ("Submitted", "Success", BUCKET)
    deadline = time.monotonic() + 30
    while job["State"] in {"Submitted", "Running"} and time.monotonic() < deadline:
        time.sleep(0.1)
        job = client.ci_get_media_jobs(Bucket=BUCKET, JobIDs=job["JobId"])["JobsDetail"][0]
    assert job["State"] == "Success", job
    file = job["Operation"]["MediaResult"]["OutputFile"]
    assert file["ObjectName"] == "output/out.gif"

    result = client.get_object(Bucket=BUCKET, Key=file["ObjectName"])
    content = result["Body"].get_raw_stream().read()
    assert result["ETag"] == f'"{file["Md5Info"]["Md5"]}"'
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size, image.n_frames) == ("GIF", (320, 180), 20)


def test_unusual_keys_are_stored_and_read_by_the_sdk(sdk, service):
    client = sdk.CosS3Client(configuration(sdk, service, "ip"), retry=0)
    for key in ("a b/ü+&=%20.txt", "dir/../x", "腾讯/云", "a//b/", "q?x#y"):
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode(), Metadata={"x-cos-meta-k": "v"})
        answer = client.get_object(Bucket=BUCKET, Key=key, Range="bytes=0-2")
        assert answer["Body"].get_raw_stream().read() == key.encode()[:3]
        assert answer["x-cos-meta-k"] == "v"
        client.delete_object(Bucket=BUCKET, Key=key)
        assert not client.object_exists(Bucket=BUCKET, Key=key)


def test_presigned_urls_of_the_sdk_are_accepted(sdk, service):
    import requests

    client = sdk.CosS3Client(configuration(sdk, service, "domain"), retry=0)
    client.put_object(Bucket=BUCKET, Key="a b", Body=b"1")
    url = client.get_presigned_url(Bucket=BUCKET, Key="a b", Method="GET", Params={"x": "1 2"})
    assert requests.get(url, timeout=10).content == b"1"


@pytest.mark.parametrize("way", ["ip", "domain"])
def test_the_sdk_raises_the_documented_error_codes(sdk, service, way):
    client = sdk.CosS3Client(configuration(sdk, service, way), retry=0)
    with pytest.raises(sdk.CosServiceError) as caught:
        client.get_object(Bucket=BUCKET, Key="no/such/key")
    assert (caught.value.get_status_code(), caught.value.get_error_code()) == (404, "NoSuchKey")
    assert caught.value.get_request_id()
    with pytest.raises(sdk.CosServiceError) as caught:
        client.ci_create_media_jobs(Bucket=BUCKET, Jobs={"Tag": "Animation"})
    assert caught.value.get_status_code() == 400
    assert "<Code>InvalidArgument</Code>" in caught.value.get_origin_msg()
    wrong = sdk.CosS3Client(configuration(sdk, service, way, SecretKey="wrong"), retry=0)
    with pytest.raises(sdk.CosServiceError) as caught:
        wrong.put_object(Bucket=BUCKET, Key="k", Body=b"1")
    assert caught.value.get_error_code() == "SignatureDoesNotMatch"
    with pytest.raises(sdk.CosServiceError) as caught:
        wrong.ci_get_media_jobs(Bucket=BUCKET, JobIDs="j1")
    assert "<Code>AccessDenied</Code>" in caught.value.get_origin_msg()


def test_a_temporary_token_is_accepted_from_the_sdk(sdk):
    with LocalService(render=False, credentials=Credentials("AKIDlocal", "localsecret", "tok")) as service:
        client = sdk.CosS3Client(configuration(sdk, service, "ip", Token="tok"), retry=0)
        client.put_object(Bucket=BUCKET, Key="input/demo.mp4", Body=b"1")
        assert client.ci_create_media_jobs(Bucket=BUCKET, Jobs=JOB)["JobsDetail"][0]["JobId"]
        bare = sdk.CosS3Client(configuration(sdk, service, "ip"), retry=0)
        with pytest.raises(sdk.CosServiceError):
            bare.put_object(Bucket=BUCKET, Key="k", Body=b"1")


def listed_by(client, **options):
    """Return keys and common prefixes of all pages that the SDK reads, and the number of pages."""
    keys, prefixes, pages, marker = [], [], 0, ""
    while True:
        page = client.list_objects(Bucket=BUCKET, Marker=marker, **options)
        pages += 1
        keys += [entry["Key"] for entry in page.get("Contents", [])]
        prefixes += [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
        if page["IsTruncated"] == "false":
            return keys, prefixes, pages
        marker = page["NextMarker"]


@pytest.mark.parametrize("way", ["ip", "domain"])
def test_lists_are_read_by_the_sdk(sdk, service, way):
    service.reset()
    client = sdk.CosS3Client(configuration(sdk, service, way), retry=0)
    names = [f"n/{number:04}.gif" for number in range(1003)]
    others = ["x/a b+%.gif", "x/y/腾讯.gif", "x/y/z", "x/控\x01制", "x/é"]
    with service.client() as ours:
        for key in names + others:
            ours.objects.put(key, b"1")
        assert [entry.key for entry in ours.objects.list()] == sorted(names + others, key=str.encode)
    assert listed_by(client, Prefix="n/") == (names, [], 2)
    assert listed_by(client, Prefix="n/", MaxKeys=400) == (names, [], 3)
    assert listed_by(client, Delimiter="/") == ([], ["n/", "x/"], 1)
    assert listed_by(client, Delimiter="/", MaxKeys=1) == ([], ["n/", "x/"], 2)
    direct = ["x/a b+%.gif", "x/é", "x/控\x01制"]
    assert listed_by(client, Prefix="x/", Delimiter="/") == (direct, ["x/y/"], 1)
    assert listed_by(client, Prefix="x/", Delimiter="/", MaxKeys=1) == (direct, ["x/y/"], 4)
    page = client.list_objects(Bucket=BUCKET, Prefix="x/a", EncodingType="url")
    assert page["EncodingType"] == "url"
    assert page["Contents"][0]["Key"] == "x/a%20b%2B%25.gif"
    entry = client.list_objects(Bucket=BUCKET, MaxKeys=1)["Contents"][0]
    assert (entry["Size"], entry["StorageClass"]) == ("1", "STANDARD")
    assert entry["ETag"] == client.head_object(Bucket=BUCKET, Key=names[0])["ETag"]
    assert client.bucket_exists(Bucket=BUCKET)
    if way == "domain":
        return  # such an address names no bucket
    with pytest.raises(sdk.CosServiceError) as caught:
        client.list_objects(Bucket="missing-1250000000")
    assert caught.value.get_error_code() == "NoSuchBucket"
