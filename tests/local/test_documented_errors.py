"""Every state of a job and every documented error code is answered by a service, where possible without a fault."""

import time
from collections.abc import Callable

import pytest
import requests
from lxml import etree

from cosanim.credentials import Credentials
from cosanim.error_codes import CI_CODES, ERROR_CODES
from cosanim.local import LocalService
from cosanim.local.storage import templates
from cosanim.models import JobState
from tests.local.support import (
    BUCKET,
    CI_HOST,
    COS_HOST,
    CREDENTIALS,
    authorization,
    describe,
    error_of,
    finished,
    job_body,
    raw,
    send,
    set_queue,
    submit,
)

Outcome = tuple[int, str]
OTHER_KEY = Credentials(CREDENTIALS.secret_id, "other")
OTHER_ID = Credentials("AKIDother", CREDENTIALS.secret_key)
MANY_OBJECTS = b"x" * ((2 << 20) + 1)
TEMPLATE = (
    b"<Request><Tag>Animation</Tag><Name>n</Name><Container><Format>gif</Format></Container>"
    b"<Video><Codec>gif</Codec></Video></Request>"
)


def ask(service, method="GET", path="/jobs", data=None, **options) -> Outcome:
    """Send a signed request, and return the status and the error code of the response."""
    response = send(service, method, path, data=data, **options)
    return response.status_code, error_of(response).code


def ask_with(service, text, path="/jobs") -> Outcome:
    """Send a request with this Authorization; None for none."""
    host = CI_HOST if path == "/jobs" else COS_HOST
    headers = {"Host": host} | ({} if text is None else {"Authorization": text})
    response = requests.get(service.url + path, headers=headers, timeout=10)
    return response.status_code, error_of(response).code


def ask_raw(service, data) -> Outcome:
    head, _, body = raw(service.url, data).partition(b"\r\n\r\n")
    return int(head.split()[1]), etree.fromstring(body).findtext("Code")


def head(method, path, host) -> str:
    text = authorization(method, path)
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {text}\r\nConnection: close\r\n"


def signature(path, *, credentials=CREDENTIALS, begin=-60) -> str:
    begin += int(time.time())
    return authorization("GET", path, credentials=credentials, window=(begin, begin + 120))


def official_template(service) -> str:
    listed = send(service, "GET", "/template", params={"category": "Official"})
    return f"/template/{etree.fromstring(listed.content).findtext('TemplateList/TemplateId')}"


def template_beyond_the_limit(service) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templates, "MAX_TEMPLATES", 0)
        return ask(service, "POST", "/template", TEMPLATE)


def second_template_of_a_name(service) -> Outcome:
    assert send(service, "POST", "/template", data=TEMPLATE).status_code == 200
    return ask(service, "POST", "/template", TEMPLATE)


def full_queue() -> Outcome:
    with LocalService(hold=True, queue_max_size=1) as service:
        submit(service, job_body())
        return ask(service, "POST", "/jobs", job_body())


def stalled_upload() -> Outcome:
    with LocalService(render=False, request_timeout=0.1) as service:
        return ask_raw(service, f"{head('PUT', '/k', COS_HOST)}Content-Length: 100\r\n\r\n".encode())


def wrong_token() -> Outcome:
    temporary = Credentials("AKIDtemporary", "key", "the-token")
    with LocalService(render=False, credentials=temporary) as service:
        return ask_with(service, authorization("GET", "/k", credentials=temporary), "/k")


def small_parts(service) -> Outcome:
    """Complete an upload whose first part is too small."""
    started = send(service, "POST", "/k", params={"uploads": ""})
    upload = {"uploadId": etree.fromstring(started.content).findtext("UploadId")}
    parts = ""
    for number in (1, 2):
        part = send(service, "PUT", "/k", data=b"1", params={"partNumber": str(number), **upload})
        parts += f"<Part><PartNumber>{number}</PartNumber><ETag>{part.headers['ETag']}</ETag></Part>"
    body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
    return ask(service, "POST", "/k", body, params=upload)


def advanced(service, state):
    job = submit(service, job_body())
    service.advance(job.job_id, state)
    return describe(service, job.job_id)


def cancelled(service):
    job = submit(service, job_body())
    assert send(service, "PUT", f"/jobs/{job.job_id}", params={"cancel": ""}).status_code == 200
    return describe(service, job.job_id)


REQUESTS: dict[tuple[int | None, str], Callable[[LocalService], Outcome]] = {
    # The media service
    (400, "InvalidArgument"): lambda s: ask(s, "POST", data=job_body(video="<Width>1</Width>")),
    (400, "MissingContent"): lambda s: ask(s, "POST", data=b""),
    (400, "InvalidContent"): lambda s: ask(s, "POST", data=b"<Request>"),
    (413, "InvalidContent"): lambda s: ask(s, "POST", data=b" " * 70_000),
    (400, "InvalidHost"): lambda s: ask(s, host=CI_HOST.replace("ap-chongqing", "ap-guangzhou")),
    (411, "MissingContentLength"): lambda s: ask_raw(s, f"{head('POST', '/jobs', CI_HOST)}\r\n".encode()),
    (400, "ResourceNotFound"): lambda s: ask(s, "PUT", "/jobs/jnone", params={"cancel": ""}),
    (401, "MissingAuthorization"): lambda s: ask_with(s, None),
    (401, "InvalidAuthorization"): lambda s: ask_with(s, "nonsense"),
    (401, "AccessDenied"): lambda s: ask_with(s, signature("/jobs", credentials=OTHER_KEY)),
    (403, "AccessDenied"): lambda s: ask(s, "DELETE", official_template(s)),
    (401, "SecretidNotExist"): lambda s: ask_with(s, signature("/jobs", credentials=OTHER_ID)),
    (401, "SignatureExpired"): lambda s: ask_with(s, signature("/jobs", begin=-600)),
    (403, "MediaBucketAlreadyBinded"): lambda s: ask(s, "POST", "/mediabucket"),
    (None, "MediaBucketUnBinded"): lambda s: ask(s, host=CI_HOST.replace(BUCKET, "other-1250000000")),
    (403, "QueueSaturated"): lambda _: full_queue(),
    (None, "QueueNotFound"): lambda s: ask(
        s,
        "PUT",
        "/queue/pnone",
        b"<Request><Name>n</Name><State>Active</State><NotifyConfig><State>Off</State></NotifyConfig></Request>",
    ),
    (None, "TemplateNotFound"): lambda s: ask(s, "DELETE", "/template/tnone"),
    (None, "CreatedTemplateNumLimit"): template_beyond_the_limit,
    (None, "TemplateNameDuplicate"): second_template_of_a_name,
    (501, "NotImplemented"): lambda s: ask(s, "DELETE", "/jobs"),
    # The object store
    (404, "NoSuchKey"): lambda s: ask(s, path="/none"),
    (404, "NoSuchBucket"): lambda s: ask(s, path="/k", host=COS_HOST.replace(BUCKET, "other-1250000000")),
    (400, "InvalidURI"): lambda s: ask_raw(s, f"{head('GET', '/%FF', COS_HOST)}\r\n".encode()),
    (400, "KeyTooLong"): lambda s: ask(s, "PUT", f"/{'k' * 851}", b"1"),
    (400, "EntityTooLarge"): lambda s: ask(s, "POST", "/", MANY_OBJECTS, params={"delete": ""}),
    (400, "EntityTooSmall"): small_parts,
    (400, "InvalidDigest"): lambda s: ask(s, "PUT", "/k", b"1", headers={"Content-MD5": "x"}),
    (400, "BadDigest"): lambda s: ask(s, "PUT", "/k", b"1", headers={"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}),
    (400, "RequestTimeout"): lambda _: stalled_upload(),
    (400, "MalformedXML"): lambda s: ask(s, "POST", "/", b"<Delete>", params={"delete": ""}),
    (400, "InvalidRequest"): lambda s: ask_raw(s, b"nonsense\r\n\r\n"),
    (400, "InvalidToken"): lambda _: wrong_token(),
    (403, "SignatureDoesNotMatch"): lambda s: ask_with(s, signature("/k", credentials=OTHER_KEY), "/k"),
    (403, "InvalidAccessKeyId"): lambda s: ask_with(s, signature("/k", credentials=OTHER_ID), "/k"),
    (403, "RequestTimeTooSkewed"): lambda s: ask_with(s, signature("/k", begin=600), "/k"),
    (412, "PreconditionFailed"): lambda s: ask(s, path="/in/video.mp4", headers={"If-Match": '"other"'}),
    (416, "InvalidRange"): lambda s: ask(s, path="/in/video.mp4", headers={"Range": "bytes=10-"}),
}
"""The codes of requests that a service refuses by itself, by the documented status and the code."""

FAILED_JOBS = {
    "ResourceNotFound": {"input_key": "in/none.mp4"},
    "WriteTargetBucketDenied": {"bucket": "other-1250000000"},
    "ResourceNotSupported": {"input_key": "in/faulty.mp4"},
}
"""The codes of jobs that fail, with what is wrong about them."""

ONLY_BY_FAULT = {
    "PermanentRedirect": "there is one region",
    "TemporaryRedirect": "there is one region",
    "InvalidContentType": "no Content-Type is required: the official Python SDK sends none",
    "InvalidUrl": "other paths are APIs that are not offered: 501 NotImplemented",
    "ResourceAccessDenied": "there are no permissions",
    "ResourceDownloadFailed": "inputs are in the data folder",
    "CIRoleNotExist": "there are no roles",
    "AuditingJobNotFound": "there are no auditing jobs",
    "BucketAlreadyBinded": "the media service has a code of its own",
    "BindedBucketNumLimit": "the number of buckets is not limited",
    "QueuePaused": "a paused queue takes jobs",
    "QueueNumLimit": "no API creates queues",
    "ActiveWorkflowForbiddenUpdate": "there are no workflows",
    "WorkFlowNumLimit": "there are no workflows",
    "SlowDown": "requests are not limited",
    "UnavailableForLegalReasons": "nothing is blocked",
    "InternalError": "a fault of the service itself",
    "ServiceUnavailable": "the disk must be full",
    "InvalidBucketName": "such a host is an InvalidHost",
    "IncompleteBody": "a connection that has ended gets no answer",
    "ExpiredToken": "credentials have no end",
    "InvalidObjectState": "there is one storage class",
    "MethodNotAllowed": "other methods are not offered: 501 NotImplemented",
}
"""The codes that need a fault, with the reason why a service does not answer them by itself."""

STATES = {
    JobState.SUBMITTED: lambda s: submit(s, job_body()),
    JobState.RUNNING: lambda s: advanced(s, "Running"),
    JobState.SUCCESS: lambda s: advanced(s, "Success"),
    JobState.FAILED: lambda s: advanced(s, "Failed"),
    JobState.CANCEL: cancelled,
    JobState.PAUSE: lambda s: (set_queue(s, "Paused"), submit(s, job_body()))[1],
}


def test_every_documented_code_has_a_case():
    natural = {code for _, code in REQUESTS} | set(FAILED_JOBS)
    assert {(row.status, row.code) for row in ERROR_CODES} >= REQUESTS.keys()
    assert natural | set(ONLY_BY_FAULT) == {row.code for row in ERROR_CODES}
    assert not natural & set(ONLY_BY_FAULT)
    assert STATES.keys() == set(JobState)


@pytest.mark.parametrize(("status", "code"), REQUESTS)
def test_a_request_is_refused_with_the_documented_status_and_code(service, status, code):
    assert REQUESTS[status, code](service) == (status or 400, code)


@pytest.mark.parametrize("row", ERROR_CODES, ids=lambda row: f"{row.status}-{row.code}")
def test_every_documented_code_can_be_answered_by_a_fault(service, row):
    status, is_api = row.status or 400, row in CI_CODES
    service.fail_next("list_jobs" if is_api else "objects", f"{status}:{row.code}")
    response = send(service, "GET", "/jobs" if is_api else "/in/video.mp4")
    assert (response.status_code, error_of(response).code) == (status, row.code)
    assert ("x-ci-request-id" in response.headers, "x-cos-request-id" in response.headers) == (is_api, not is_api)


@pytest.mark.parametrize("code", FAILED_JOBS)
def test_a_job_fails_with_the_documented_code(rendering, code):
    rendering.reset()
    send(rendering, "PUT", "/in/faulty.mp4", data=b"no video")
    failed = finished(rendering, submit(rendering, job_body(**FAILED_JOBS[code])).job_id)
    assert (failed.state, failed.code) == ("Failed", code)
    assert failed.message


@pytest.fixture(scope="module")
def manual():
    with LocalService(transitions="manual") as service:
        yield service


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_job_is_reached(manual, state):
    manual.reset()
    send(manual, "PUT", "/in/video.mp4", data=b"1")
    assert STATES[state](manual).state == state
