"""Records of COS events: which are read, and as which uploads."""

import copy
import json
import pickle
import subprocess
import sys

import pytest

import cosanim
from cosanim import events
from cosanim.events import Upload, uploads
from tests.events.trigger_events import event_of, record_of


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
