"""Verification of signatures, and the documented code of each refusal."""

import time

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from cosanim.credentials import Credentials
from cosanim.local import LocalService
from cosanim.signing import CosAuth, presign
from tests.local.support import (
    BUCKET,
    CI_HOST,
    COS_HOST,
    CREDENTIALS,
    authorization,
    error_of,
    job_body,
    raw_request,
)

NOW = 1_700_000_000


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        yield service


@pytest.fixture(scope="module")
def timed():
    with LocalService(render=False, clock=lambda: float(NOW)) as service:
        yield service


def ask(service, method, path, text, *, host=None, headers=None, **options):
    host = host or (CI_HOST if path.startswith("/jobs") else COS_HOST)
    sent = {"Host": host, **(headers or {})} | ({"Authorization": text} if text is not None else {})
    answer = requests.request(method, service.url + path, headers=sent, timeout=10, **options)
    return answer.status_code, error_of(answer).code if answer.status_code >= 400 else "", answer


def outcome(service, path, text, **options):
    return ask(service, "GET", path, text, **options)[:2]


NOTHING_WRONG = {"/jobs/j1": (200, ""), "/k": (404, "NoSuchKey")}


@pytest.mark.parametrize("path", NOTHING_WRONG)
def test_a_valid_signature_is_accepted_for_any_signed_headers_and_parameters(service, path):
    host = CI_HOST if path.startswith("/jobs") else COS_HOST
    for headers in ({}, {"host": host}, {"host": host, "x-ci-extra": "a b/ü"}):
        text = authorization("GET", path, headers=headers)
        sent = {name: value.encode() for name, value in headers.items() if name != "host"}
        assert outcome(service, path, text, headers=sent) == NOTHING_WRONG[path]
    text = authorization("GET", path, params={"X-Cos-Any": "", "k": "a+b c&="})
    assert outcome(service, path, text, params={"X-Cos-Any": "", "k": "a+b c&="}) == NOTHING_WRONG[path]
    assert outcome(service, path, text, params={"X-Cos-Any": "", "k": "other"}) != NOTHING_WRONG[path]


@pytest.mark.parametrize(
    ("path", "code"), [("/jobs/j1", (401, "AccessDenied")), ("/k", (403, "SignatureDoesNotMatch"))]
)
def test_a_wrong_signature_is_refused(service, path, code):
    right = authorization("GET", path, headers={"host": CI_HOST})
    wrong = (
        authorization("PUT", path),
        authorization("GET", path + "x"),
        authorization("GET", path, headers={"host": "elsewhere"}),
        authorization("GET", path, headers={"x-ci-absent": "1"}),
        authorization("GET", path, params={"absent": ""}),
        authorization("GET", path, credentials=Credentials(CREDENTIALS.secret_id, "wrong")),
        right.replace("q-header-list=host", "q-header-list="),
        right[:-4] + ("0000" if not right.endswith("0000") else "1111"),
    )
    for text in wrong:
        assert outcome(service, path, text) == code, text


@pytest.mark.parametrize(
    ("path", "missing", "unknown", "malformed"),
    [
        (
            "/jobs/j1",
            (401, "MissingAuthorization"),
            (401, "SecretidNotExist"),
            (401, "InvalidAuthorization"),
        ),
        ("/k", (403, "AccessDenied"), (403, "InvalidAccessKeyId"), (400, "InvalidArgument")),
    ],
)
def test_a_missing_signature_and_an_unknown_secret_id_are_refused(service, path, missing, unknown, malformed):
    assert outcome(service, path, None) == missing
    assert outcome(service, path, "") == missing
    stranger = Credentials("AKIDstranger", CREDENTIALS.secret_key)
    assert outcome(service, path, authorization("GET", path, credentials=stranger)) == unknown
    right = authorization("GET", path)
    for text in ("Basic abc", "q-ak=1", right + "&q-ak=1", right.replace("sha1", "md5"), right[:-1] + "é"):
        assert outcome(service, path, text.encode()) == malformed, text


@pytest.mark.parametrize(
    ("path", "late", "early"),
    [
        ("/jobs/j1", (401, "SignatureExpired"), (401, "SignatureExpired")),
        ("/k", (403, "AccessDenied"), (403, "RequestTimeTooSkewed")),
    ],
)
def test_a_signature_is_valid_within_its_time_window(timed, path, late, early):
    def at(start, end):
        return outcome(timed, path, authorization("GET", path, window=(NOW + start, NOW + end)))

    assert at(-60, 60) == at(0, 0) == at(-5, 0) == at(0, 5) == NOTHING_WRONG[path]
    assert at(-60, -1) == late
    assert at(1, 60) == early
    assert at(60, -60) == late


def test_an_expired_request_has_the_documented_message(timed):
    text = authorization("GET", "/k", window=(NOW - 100, NOW - 50))
    assert error_of(ask(timed, "GET", "/k", text)[2]).message == "Request has expired"


def test_a_clock_may_differ_by_the_allowed_skew():
    with LocalService(render=False, clock=lambda: float(NOW), max_clock_skew=30) as service:
        for window in ((NOW + 20, NOW + 60), (NOW - 60, NOW - 20)):
            assert outcome(service, "/jobs/j1", authorization("GET", "/jobs/j1", window=window))[0] == 200


def test_requests_signed_by_the_library_are_accepted(service):
    for path in ("/jobs/j1", "/k?a=1&B=%2F&prefix"):
        answer = requests.get(service.url + path, auth=CosAuth(CREDENTIALS), timeout=10)
        assert answer.status_code in {200, 404}


def test_presigned_urls_are_accepted(service):
    window = (int(time.time()) - 60, int(time.time()) + 60)

    def signed(method, key, **options):
        return presign(method=method, url=f"{service.url}/{key}", credentials=CREDENTIALS, key_time=window, **options)

    assert requests.put(signed("PUT", "pre%20signed"), data=b"1", timeout=10).status_code == 200
    assert requests.get(signed("GET", "pre%20signed"), timeout=10).content == b"1"
    assert requests.head(signed("HEAD", "pre%20signed"), timeout=10).status_code == 200
    assert requests.get(signed("GET", "pre%20signed?a=1"), timeout=10).content == b"1"
    assert requests.get(signed("PUT", "pre%20signed"), timeout=10).status_code == 403
    assert requests.get(signed("GET", "other").replace("/other", "/pre%20signed"), timeout=10).status_code == 403
    assert requests.delete(signed("GET", "pre%20signed"), timeout=10).status_code == 403
    assert requests.delete(signed("DELETE", "pre%20signed"), timeout=10).status_code == 204
    refused = requests.get(signed("GET", "jobs/j1"), timeout=10)
    assert (refused.status_code, error_of(refused).code) == (401, "MissingAuthorization")
    whole = authorization("GET", "/k")
    assert requests.get(f"{service.url}/k", params={"sign": whole}, timeout=10).status_code == 404
    assert requests.get(f"{service.url}/other", params={"sign": whole}, timeout=10).status_code == 403
    refused = requests.get(f"{service.url}/jobs/j1", params={"sign": authorization("GET", "/jobs/j1")}, timeout=10)
    assert (refused.status_code, error_of(refused).code) == (401, "MissingAuthorization")
    broken = requests.get(f"{service.url}/k?q-sign-algorithm=sha1&q-ak=x", timeout=10)
    assert (broken.status_code, error_of(broken).code) == (400, "InvalidArgument")


def test_a_token_is_accepted_in_either_header_and_in_the_query():
    temporary = Credentials("AKIDtemporary", "key", "the-token")
    with LocalService(render=False, credentials=temporary) as service:
        for path in ("/jobs/j1", "/k"):
            text = authorization("GET", path, credentials=temporary)
            for name in ("x-ci-security-token", "x-cos-security-token"):
                assert outcome(service, path, text, headers={name: "the-token"}) == NOTHING_WRONG[path]
            for headers in ({}, {"x-ci-security-token": "other"}):
                assert outcome(service, path, text, headers=headers)[1] in {"AccessDenied", "InvalidToken"}
        url = presign(
            method="GET",
            url=f"{service.url}/k",
            credentials=temporary,
            key_time=(int(time.time()) - 9, int(time.time()) + 9),
        )
        assert requests.get(url, timeout=10).status_code == 404
        without = Credentials("AKIDtemporary", "key")
        assert outcome(service, "/k", authorization("GET", "/k", credentials=without))[0] == 400


def test_the_signed_path_is_the_path_as_received(service):
    for target, path in (
        ("/%61/..%2Fb//c", "/a/../b//c"),
        ("/%E8%85%BE?x=1", "/腾"),
        ("/a%2520b", "/a%20b"),
        ("/+", "/+"),
    ):
        status, _, _ = raw_request(service, "GET", target, path=path)
        assert status == 404, target
        status, _, _ = raw_request(service, "GET", target, path=path + "x")
        assert status == 403, target
    status, _, body = raw_request(service, "GET", "/%FF", path="/x")
    assert status == 400
    assert b"InvalidURI" in body


def test_refusals_carry_both_ids_and_no_secret(service):
    _, _, answer = ask(service, "POST", "/jobs", authorization("POST", "/"), data=job_body())
    error = error_of(answer)
    assert error.request_id == answer.headers["x-ci-request-id"]
    assert error.trace_id == answer.headers["x-ci-trace-id"]
    assert answer.headers["Content-Type"] == "application/xml"
    assert CREDENTIALS.secret_key not in answer.text
    _, _, answer = ask(service, "GET", "/k", authorization("GET", "/"))
    error = error_of(answer)
    assert error.request_id == answer.headers["x-cos-request-id"]
    assert "x-ci-request-id" not in answer.headers
    assert error.resource == f"http://{COS_HOST}/k"


@given(
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    value=st.text(st.characters(min_codepoint=33, max_codepoint=0x4FFF, exclude_characters="\x7f"), max_size=20),
)
def test_any_path_and_any_header_value_verify(service, path, value):
    key = f"k{path}"
    text = authorization("GET", f"/{key}", headers={"x-cos-meta-v": value.strip()})
    target = "/" + "".join(f"%{byte:02X}" for byte in key.encode())
    answer = requests.Session()
    with answer:
        request = requests.Request(
            "GET", service.url, headers={"Authorization": text, "x-cos-meta-v": value.strip().encode()}
        ).prepare()
        request.url = service.url + target
        assert answer.send(request, timeout=10).status_code == 404


def test_an_unsigned_request_for_an_existing_bucket_is_refused(service):
    assert requests.get(f"{service.url}/{BUCKET}/k", timeout=10).status_code == 403
