"""Forms with a file are read as they arrive, in whatever pieces."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from cosanim.local.http.error_responses import HttpError
from cosanim.local.http.request import HttpRequest
from cosanim.local.page.forms import UploadForm

CONTENT_TYPE = "multipart/form-data; boundary=----WebKitFormBoundary7MA4"
DELIMITER = b"------WebKitFormBoundary7MA4"


def request_of(body, size, content_type=CONTENT_TYPE):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]

    async def receive():
        return {"type": "http.request", "body": pieces.pop(0) if pieces else b"", "more_body": bool(pieces)}

    source = Request({"type": "http", "method": "POST", "headers": []}, receive)
    return HttpRequest("POST", "/", "/", (), (("content-type", content_type),), "127.0.0.1", source)


def read(body, size, content_type=CONTENT_TYPE):
    async def whole():
        form = UploadForm(request_of(body, size, content_type))
        fields, content, more = await form.read_fields(), b"", True
        while more:
            message = await form.receive()
            content, more = content + message["body"], message["more_body"]
        return form, fields, content

    return asyncio.run(whole())


def part(disposition, content, *headers):
    lines = [DELIMITER, b"Content-Disposition: form-data; " + disposition, *headers, b"", content]
    return b"\r\n".join(lines) + b"\r\n"


def body_of(content):
    key = part(b'name="key"', "a/视频 .mp4 ".encode())
    file = part(b'name="file"; filename="\xe8\xa7\x86 %22x%22.mp4"', content, b"Content-Type: video/mp4")
    return key + part(b'name="empty"', b"") + file + DELIMITER + b"--\r\n"


# Contents of the characters that delimiters have.
CONTENTS = st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--", b"\r\n--", DELIMITER, b"\0", b"abc"])).map(b"".join)


@given(content=CONTENTS.filter(lambda content: b"\r\n" + DELIMITER not in b"\r\n" + content), size=st.integers(1, 200))
def test_the_file_is_what_was_sent(content, size):
    form, fields, received = read(body_of(content), size)
    assert received == content
    assert fields == {"key": "a/视频 .mp4", "empty": ""}
    assert (form.filename, form.content_type) == ('视 "x".mp4', "video/mp4")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_form_that_ends_early_is_refused(size):
    body = body_of(b"content")
    for length in (0, 10, body.index(b"a/"), body.index(b"filename"), body.index(b"content") + 3):
        with pytest.raises(HttpError) as caught:
            read(body[:length], size)
        assert caught.value.status == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (DELIMITER + b"--\r\n", 400),
        (part(b'name="a"', b"1") + DELIMITER + b"--\r\n", 400),
        (part(b'name="file"; filename=""', b"") + DELIMITER + b"--\r\n", 400),
        (part(b"nothing", b"1") + DELIMITER + b"--\r\n", 400),
        (DELIMITER + b"\r\n\r\n" + DELIMITER + b"--\r\n", 400),
        (part(b'name="a"', b"1") * 102, 400),
        (part(b'name="a"', b"1" * 70_000), 413),
        (b"x" * 70_000, 413),
        (part(b'name="' + b"a" * 5000 + b'"', b"1"), 413),
    ],
)
def test_other_forms_are_refused(body, status):
    with pytest.raises(HttpError) as caught:
        read(body, 4096)
    assert caught.value.status == status


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="])
def test_other_media_types_are_refused(content_type):
    with pytest.raises(HttpError) as caught:
        read(body_of(b"1"), 99, content_type)
    assert caught.value.status == 400


def test_the_boundary_may_be_quoted():
    quoted = 'multipart/form-data; charset=utf-8; boundary="----WebKitFormBoundary7MA4"'
    assert read(body_of(b"1"), 99, quoted)[2] == b"1"
