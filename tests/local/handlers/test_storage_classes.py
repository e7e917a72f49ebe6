"""Storage classes of objects: stored, shown, and archived objects are not read."""

import pytest

from cosanim.errors import InvalidRequestError, JobFailed
from cosanim.local import LocalService
from tests.local.support import BUCKET, COS_HOST, error_of, send

HEADER = "x-cos-storage-class"


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False, transitions="immediate") as service:
        yield service


def put(service, key, storage_class, **headers):
    return send(service, "PUT", f"/{key}", data=b"1", headers={HEADER: storage_class, **headers})


@pytest.mark.parametrize("storage_class", ["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "ARCHIVE", "deep_archive"])
def test_a_storage_class_is_stored_and_shown_unless_it_is_the_default(service, storage_class):
    key = f"{storage_class}/a"
    assert put(service, key, storage_class).status_code == 200
    shown = None if storage_class == "STANDARD" else storage_class.upper()
    assert send(service, "HEAD", f"/{key}").headers.get(HEADER) == shown
    with service.client() as client:
        (listed,) = client.objects.list(f"{storage_class}/")
    assert listed.storage_class == storage_class.upper()


@pytest.mark.parametrize("storage_class", ["ARCHIVE", "DEEP_ARCHIVE"])
def test_an_archived_object_is_neither_read_nor_copied(service, storage_class):
    put(service, "frozen", storage_class)
    with service.client() as client, pytest.raises(InvalidRequestError, match="InvalidObjectState"):
        client.objects.read("frozen")
    source = {"x-cos-copy-source": f"{COS_HOST}/frozen"}
    copied = send(service, "PUT", "/copy", data=b"", headers=source)
    assert (copied.status_code, error_of(copied).code) == (403, "InvalidObjectState")
    assert send(service, "HEAD", "/copy").status_code == 404
    put(service, "frozen", "STANDARD")
    assert send(service, "GET", "/frozen").content == b"1"


def test_a_copy_has_the_storage_class_of_its_request(service):
    put(service, "rare", "STANDARD_IA", **{"x-cos-meta-a": "1"})
    source = {"x-cos-copy-source": f"{COS_HOST}/rare"}
    send(service, "PUT", "/copied", data=b"", headers=source)
    send(service, "PUT", "/archived", data=b"", headers={**source, HEADER: "ARCHIVE"})
    heads = [send(service, "HEAD", path).headers for path in ("/copied", "/archived")]
    assert [(each.get(HEADER), each["x-cos-meta-a"]) for each in heads] == [(None, "1"), ("ARCHIVE", "1")]


def test_an_upload_in_parts_with_a_storage_class_is_refused(service):
    refused = send(service, "POST", "/parts", data=b"", params={"uploads": ""}, headers={HEADER: "ARCHIVE"})
    assert (refused.status_code, error_of(refused).code) == (501, "NotImplemented")


def test_a_job_with_an_archived_input_fails(service):
    put(service, "in.mp4", "ARCHIVE")
    with service.client() as client, pytest.raises(JobFailed, match="is archived") as failed:
        client.submit("in.mp4", "out.gif", format="gif", duration=1).wait()
    assert failed.value.job.code == "ResourceDownloadFailed"
    assert BUCKET in failed.value.job.message
