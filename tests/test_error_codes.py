"""The table of error codes: each documented code has a class and a hint."""

import pytest

from cosanim.error_codes import CI_CODES, ERROR_CODES, find_error_code, service_error
from cosanim.errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ServiceError,
)

DOCUMENTED = {
    301: {"PermanentRedirect"},
    307: {"TemporaryRedirect"},
    400: {
        "InvalidArgument",
        "MissingContent",
        "InvalidContent",
        "InvalidHost",
        "ResourceNotFound",
        "ResourceAccessDenied",
        "ResourceDownloadFailed",
        "CIRoleNotExist",
        "ResourceNotSupported",
    },
    401: {"MissingAuthorization", "InvalidAuthorization", "AccessDenied", "SecretidNotExist", "SignatureExpired"},
    403: {"AccessDenied", "MediaBucketAlreadyBinded", "QueueSaturated", "QueuePaused"},
    404: {"InvalidUrl", "AuditingJobNotFound"},
    411: {"MissingContentLength"},
    413: {"InvalidContent"},
    429: {"SlowDown"},
    451: {"UnavailableForLegalReasons"},
    500: {"InternalError"},
    501: {"NotImplemented"},
    503: {"ServiceUnavailable"},
}
NUMBERED = {
    1007: "InternalError",
    1010: "InvalidUrl",
    1011: "InvalidContent",
    1012: "MissingAuthorization",
    1013: "InvalidAuthorization",
    1014: "SignatureExpired",
    1015: "InvalidArgument",
    1016: "MissingContent",
    1017: "InvalidHost",
    1018: "AccessDenied",
    1019: "SecretidNotExist",
    1020: "SlowDown",
    1021: "InvalidContentType",
    1100: "BucketAlreadyBinded",
    1103: "ResourceNotFound",
    1106: "QueueNotFound",
    1107: "TemplateNotFound",
    1109: "BindedBucketNumLimit",
    1110: "CreatedTemplateNumLimit",
    1111: "MediaBucketUnBinded",
    1112: "TemplateNameDuplicate",
    1114: "ActiveWorkflowForbiddenUpdate",
    1120: "WorkFlowNumLimit",
    1124: "WriteTargetBucketDenied",
    1145: "QueueNumLimit",
}


def test_no_documented_code_is_missing():
    for status, codes in DOCUMENTED.items():
        assert {row.code for row in CI_CODES if row.status == status} >= codes
    assert {row.number: row.code for row in CI_CODES if row.number is not None} == NUMBERED


def test_no_row_is_doubled():
    assert len({(row.status, row.code) for row in ERROR_CODES}) == len(ERROR_CODES)


@pytest.mark.parametrize("row", ERROR_CODES, ids=lambda row: f"{row.status}-{row.code}")
def test_every_row_has_a_class_and_a_hint_and_is_found(row):
    error = service_error(status=row.status or 400, code=row.code, message="m", request_id="r", trace_id="t")
    assert type(error) is row.error
    assert row.error is not ServiceError
    assert issubclass(row.error, ServiceError)
    assert len(row.hint) > 10
    assert (error.hint, error.retryable) == (row.hint, row.retryable)
    assert (error.code, error.message, error.request_id, error.trace_id) == (row.code, "m", "r", "t")


def test_a_number_in_place_of_a_code_finds_its_row():
    assert find_error_code(400, "1111").code == "MediaBucketUnBinded"


@pytest.mark.parametrize("code", ["None", "none", "0", ""])
def test_a_code_that_means_nothing_matches_no_row(code):
    """Most rows have no number: an absent number must not match them."""
    assert find_error_code(400, code) is None
    assert "not documented" in service_error(status=400, code=code or "None").hint


def test_one_code_at_two_statuses_has_two_rows():
    assert type(service_error(status=401, code="AccessDenied")) is AuthenticationError
    assert type(service_error(status=403, code="AccessDenied")) is PermissionDeniedError
    assert "too large" in service_error(status=413, code="InvalidContent").hint


def test_the_hint_of_401_access_denied_names_all_three_causes():
    hint = service_error(status=401, code="AccessDenied").hint
    for cause in ("signature", "CI_QCSRole", "ci:CreateMediaJobs", "cam:PassRole"):
        assert cause in hint


def test_retrying_follows_the_code_not_the_status():
    assert service_error(status=403, code="QueueSaturated").retryable
    assert not service_error(status=403, code="QueuePaused").retryable
    retried = {(row.status, row.code) for row in ERROR_CODES if row.retryable}
    assert retried == {(403, "QueueSaturated"), (429, "SlowDown"), (503, "SlowDown"), (503, "ServiceUnavailable")}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, ServiceError),
        (302, InvalidRequestError),
        (400, InvalidRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (418, InvalidRequestError),
        (429, RateLimitedError),
        (451, PermissionDeniedError),
        (500, ServerError),
        (503, ServerError),
    ],
)
@pytest.mark.parametrize("code", ["", "BrandNewCode"])
def test_an_undocumented_code_gets_the_class_of_its_status_and_a_hint(status, expected, code):
    error = service_error(status=status, code=code)
    assert type(error) is expected
    assert error.retryable is (status == 429)
    if code:
        assert "not documented" in error.hint
    else:
        assert error.hint


def test_a_documented_code_with_status_200_keeps_its_class():
    assert type(service_error(status=200, code="InvalidArgument")) is InvalidRequestError
