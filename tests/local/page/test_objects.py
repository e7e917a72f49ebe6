"""The pages of objects: lists, uploads by a form, contents and first frames."""

import pytest
import requests

from cosanim.local.page import storage_views
from tests.local.page.support import PREFIX, get, post, token
from tests.local.support import queue_of, raw, send

ACTION = f"{PREFIX}/upload"


def upload(service, name, content, *, kind="video/mp4", **fields):
    form = {"form_token": token(service), "bucket": service.bucket, "prefix": "", **fields}
    return post(service, ACTION, form, files={"file": (name, content, kind)})


def test_folders_and_objects_are_listed(service):
    for key in ("in/a/one.mp4", "in/a/two.mp4", "top.mp4"):
        send(service, "PUT", f"/{key}", data=b"12")
    top = get(service, f"{PREFIX}/objects")
    assert [link.text for link in top.find("//td[1]/a")] == ["in/", "top.mp4"]
    folder = get(service, top.find("//td/a[text()='in/']/@href")[0])
    assert [link.text for link in folder.find("//td[1]/a")] == ["a/", "video.mp4"]
    below = get(service, folder.find("//td/a[text()='a/']/@href")[0])
    assert [link.text for link in below.find("//td[1]/a")] == ["one.mp4", "two.mp4"]
    assert [link.text for link in below.find("//nav[@aria-label='Folders']//a")] == [service.bucket, "in", "a"]
    assert "2 bytes" in below.text
    (new_job, _) = below.find("//td[last()]/a/@href")
    assert get(service, new_job).form(f"{PREFIX}/submit")["input_key"] == "in/a/one.mp4"


def test_a_long_list_has_pages(service, monkeypatch):
    monkeypatch.setattr(storage_views, "_PAGE_SIZE", 3)
    for number in range(4):
        send(service, "PUT", f"/many/{number:03}", data=b"1")
    first = get(service, f"{PREFIX}/objects?prefix=many/")
    (more,) = first.find("//a[text()='More objects']/@href")
    assert [link.text for link in get(service, more).find("//td[1]/a")] == ["003"]


def test_a_file_is_uploaded_as_by_put(service):
    for size in (0, 1, 3_000_001):
        content = bytes(range(256)) * (size // 256 + 1)
        answer = upload(service, "clip.mp4", content[:size], prefix="in/")
        assert answer.status == 200
        assert answer.url.endswith("prefix=in%2F")
        stored = send(service, "GET", "/in/clip.mp4")
        assert stored.content == content[:size]
        assert stored.headers["Content-Type"] == "video/mp4"


def test_the_key_is_the_given_one_or_the_name_of_the_file(service):
    for name, fields, key in (
        ("a.mp4", {"key": "other/b.mp4"}, "other/b.mp4"),
        ("a.mp4", {"key": "top.mp4"}, "top.mp4"),
        ("视频 <b>.mp4", {}, "in/视频 <b>.mp4"),
        ("folder/c.mp4", {}, "in/c.mp4"),
        ("C:\\videos\\d.mp4", {}, "in/d.mp4"),
    ):
        answer = upload(service, name, b"1", prefix="in/", **fields)
        # The list that follows is that of the folder with the new object.
        assert key.rpartition("/")[2] in [link.text for link in answer.find("//td[1]/a")]
        assert send(service, "HEAD", f"/{key}").status_code == 200


def test_an_upload_has_the_limits_of_the_api(service):
    for fields, status in (
        ({"key": "k" * 851}, 400),
        ({"key": "jobs/a.mp4"}, 400),
        ({"bucket": "none-1250000000", "key": "a"}, 404),
    ):
        answer = upload(service, "a.mp4", b"1", **fields)
        assert answer.status == status
        assert answer.find("//*[@role='alert' and not(@hidden)]")


def test_the_paths_of_the_api_are_no_objects(service):
    update = b"<Request><Name>q</Name><State>Paused</State><NotifyConfig><State>Off</State></NotifyConfig></Request>"
    answer = upload(service, "a.xml", update, key=f"queue/{queue_of(service).queue_id}")
    assert answer.status == 400
    assert "a path of the API" in answer.text
    assert queue_of(service).state == "Active"
    assert get(service, f"{PREFIX}/object?key=jobs").status == 501


@pytest.mark.parametrize("kind", ["text/a\rb: c", "text/a\0", "视频/mp4", "text/a\x1f"])
def test_a_media_type_that_no_header_can_have_is_not_stored(kind, service):
    assert upload(service, "a.mp4", b"1", kind=kind).status == 200
    assert get(service, f"{PREFIX}/object?key=a.mp4").headers["Content-Type"] == "application/octet-stream"


def test_a_form_without_a_file_is_refused(service):
    form = {"form_token": token(service)}
    for files in (None, {"other": (None, "1")}, {"file": ("", b"")}):
        assert post(service, ACTION, form, files=files).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\nContent-Disposition: form-data; name=file; filename=a.mp4\r\n\r\nhalf of it",
        b"no boundary at all",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"a" * 70_000 + b"\r\n--x--\r\n",
    ],
)
def test_a_malformed_form_stores_nothing(body, service):
    field = b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n%b\r\n' % token(service).encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Origin": service.url}
    response = requests.post(service.url + ACTION, data=field + body, headers=headers, timeout=10)
    assert response.status_code in {400, 413}
    assert [link.text for link in get(service, f"{PREFIX}/objects").find("//td[1]/a")] == ["in/"]


def test_an_upload_that_breaks_off_stores_nothing(service):
    head = (
        f"POST {ACTION} HTTP/1.1\r\nHost: {service.url.removeprefix('http://')}\r\nContent-Length: 9999\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        f'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token(service)}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\nhalf'
    )
    raw(service.url, head.encode(), close=True)
    assert get(service, f"{PREFIX}/objects").status == 200
    assert send(service, "HEAD", "/a.mp4").status_code == 404


def test_contents_run_nothing(service):
    send(service, "PUT", "/page.html", data=b"<script>alert(1)</script>", headers={"Content-Type": "text/html"})
    answer = get(service, f"{PREFIX}/object?key=page.html")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_contents_can_be_read_in_ranges_and_from_the_cache(service):
    send(service, "PUT", "/a.bin", data=b"0123456789")
    path = f"{PREFIX}/object?key=a.bin"
    part = get(service, path, headers={"Range": "bytes=2-4"})
    assert (part.status, part.content) == (206, b"234")
    assert get(service, path, headers={"If-None-Match": part.headers["ETag"]}).status == 304
    assert get(service, f"{PREFIX}/object?key=absent").status == 404
    assert get(service, f"{PREFIX}/object").status == 400


def test_without_rendering_there_is_no_preview(service):
    assert get(service, f"{PREFIX}/frame?key=in/video.mp4").headers["Content-Type"] == "image/svg+xml"
