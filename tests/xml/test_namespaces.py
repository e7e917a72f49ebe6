"""The namespace of the root of a reply is dropped; namespaces in requests are refused."""

from __future__ import annotations

from typing import Final

import pytest

from cosanim import DecodeError, callbacks, decode, encode, validate
from cosanim.http.replies import parse_error
from cosanim.models import (
    ListJobsResponse,
    SubmitJobRequest,
    SubmitJobResponse,
)
from tests.xml.messages import request

NAMESPACE: Final = "http://www.qcloud.com/document/product/436/7751"
BARE: Final = b"<Response><JobsDetail><JobId>j1</JobId><New><In>x</In></New></JobsDetail></Response>"
NAMESPACED: Final = {
    "default": BARE.replace(b"<Response", f'<Response xmlns="{NAMESPACE}"'.encode()),
    "single quotes": BARE.replace(b"<Response", b"<?xml version='1.0'?>\n<!-- c --><Response xmlns='u'"),
    "prefix": BARE.replace(b"</", b"\0")
    .replace(b"<", b"<c:")
    .replace(b"\0", b"</c:")
    .replace(b"<c:Response", b'<c:Response xmlns:c="u"'),
    "repeated below": BARE.replace(b"<Response", b'<Response xmlns="u"').replace(b"<JobId", b'<JobId xmlns="u"'),
    "another one unused": BARE.replace(b"<Response", b'<Response xmlns="u" xmlns:xsi="v"'),
}


@pytest.mark.parametrize("data", NAMESPACED.values(), ids=NAMESPACED)
@pytest.mark.parametrize("strict", [False, True])
def test_a_namespace_of_the_root_of_a_reply_is_dropped(data: bytes, *, strict: bool) -> None:
    assert decode(data, SubmitJobResponse, strict=strict) == decode(BARE, SubmitJobResponse)
    assert validate(data) == []
    assert encode(decode(data, SubmitJobResponse)) == BARE


def test_nodes_of_another_namespace_than_the_root_stay_unknown() -> None:
    data = b'<Response xmlns="u"><JobsDetail><o:JobId xmlns:o="v">j1</o:JobId></JobsDetail></Response>'
    [job] = decode(data, SubmitJobResponse).jobs_detail
    assert (job.job_id, job.unknown[0].name) == (None, "{v}JobId")


def test_the_size_limit_of_replies_applies_to_a_reply_with_a_namespace() -> None:
    job = b"<c:JobsDetail><c:JobId>j1</c:JobId></c:JobsDetail>"
    data = b'<c:Response xmlns:c="u">' + job * 2_000 + b"</c:Response>"
    assert len(data) > 64 * 1024
    assert validate(data, api="list_jobs") == []
    assert len(decode(data, ListJobsResponse).jobs_detail) == 2_000


@pytest.mark.parametrize("as_root", ["Response", "JobsDetail"])
def test_a_callback_with_a_namespace_is_read(as_root: str) -> None:
    job = "<JobsDetail{}><JobId>j1</JobId><Tag>Animation</Tag></JobsDetail>"
    xmlns = f' xmlns="{NAMESPACE}"'
    data = job.format(xmlns) if as_root == "JobsDetail" else f"<Response{xmlns}>{job.format('')}</Response>"
    callback = callbacks.parse(data)
    assert (callback.job.job_id, callback.job.tag, callback.job.unknown) == ("j1", "Animation", [])


@pytest.mark.parametrize("start", ['<Error xmlns="u">', '<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'])
def test_an_error_body_with_a_namespace_is_an_error_body(start: str) -> None:
    error = parse_error(f"{start}<Code>AccessDenied</Code><RequestId>r</RequestId></Error>".encode())
    assert error is not None
    assert (error.code, error.request_id) == ("AccessDenied", "r")
    error = parse_error(b'<e:Error xmlns:e="u"><e:Code>SlowDown</e:Code></e:Error>')
    assert error is not None
    assert error.code == "SlowDown"


@pytest.mark.parametrize("prefix", ["", "c:"])
def test_a_namespace_in_a_request_is_reported_with_the_other_violations(prefix: str) -> None:
    wrong = encode(request()).replace(b"<Tag>Animation</Tag>", b"<Tag>Animatin</Tag>")
    xmlns = b' xmlns:c="u"' if prefix else b' xmlns="u"'
    data = wrong.replace(b"</", b"\0").replace(b"<", f"<{prefix}".encode()).replace(b"\0", f"</{prefix}".encode())
    data = data.replace(f"<{prefix}Request".encode(), f"<{prefix}Request".encode() + xmlns)
    first, second = validate(data)
    assert (first.path, first.rule, first.severity, first.line) == ("Request", "unknown", "error", 1)
    assert "'u'" in first.message
    assert "remove xmlns" in first.message
    assert (second.path, second.rule) == ("Request.Tag", "enumeration")
    with pytest.raises(DecodeError, match="remove xmlns"):
        decode(data, SubmitJobRequest)
