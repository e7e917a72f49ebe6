"""The error tree: its shape, its fields, pickling, and that no secret gets into it. And the table of codes."""

import copy
import pickle
from types import SimpleNamespace

import pytest

from cosanim import errors
from cosanim.error_codes import CI_CODES, ERROR_CODES, find_error_code, service_error
from cosanim.errors import (
    AuthenticationError,
    ConfigurationError,
    CosanimError,
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    SchemaError,
    ServerError,
    ServiceError,
    SubmissionUnknown,
    TransportError,
    WaitTimeout,
)
from cosanim.masking import mask_secrets
from cosanim.xml.violations import Violation

JOB = SimpleNamespace(job_id="j1", state="Failed", code="ResourceNotFound", message="no such object")
VIOLATIONS = [
    Violation(path="Request.Operation.Animation.Video.Width", rule="min", message="give at least 128", value=1),
    Violation(path="Request.Tag", rule="required", message="is missing", line=3),
]
SECRET = "q-signature=0123456789abcdef&x-cos-security-token=hush-hush"


def service(cls, **kwargs):
    return cls(403, "SomeCode", "text", "r1", "t1", "do this", True, retry_after=1.5, **kwargs)


EXAMPLES = [
    CosanimError("text", request_id="r1"),
    SchemaError(VIOLATIONS),
    DecodeError("text", line=3, request_id="r1"),
    ConfigurationError("text", looked_at=["here", "there"]),
    CredentialsError("text", looked_at=["here", "there"]),
    TransportError("text", host="h", sent=None, retryable=True, request_id="r1"),
    SubmissionUnknown(
        "text", request_id="r1", bucket="b-1", input_key="i", output_key="o", not_after=7, command="c", call="f()"
    ),
    JobFailed(JOB, request_id="r1"),
    JobFailed(JOB, request_id="r1", hint="do this"),
    JobCancelled(JOB, request_id="r1"),
    WaitTimeout(JOB, 12.5, request_id="r1"),
    *(
        service(cls)
        for cls in (
            ServiceError,
            AuthenticationError,
            PermissionDeniedError,
            InvalidRequestError,
            NotFoundError,
            RateLimitedError,
            QueueError,
            ServerError,
        )
    ),
]


def subclasses(cls):
    return {cls}.union(*(subclasses(sub) for sub in cls.__subclasses__()))


def names(error):
    return type(error).__name__


def test_there_is_an_example_of_every_class():
    ours = {cls for cls in subclasses(CosanimError) if cls.__module__ == "cosanim.errors"}
    assert {type(error) for error in EXAMPLES} == ours


def test_the_module_draws_every_class():
    for cls in subclasses(CosanimError):
        if cls.__module__ == "cosanim.errors":
            assert cls.__name__ in errors.__doc__


@pytest.mark.parametrize("error", EXAMPLES, ids=names)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_error_pickles_with_all_its_fields(error, protocol):
    again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301
    assert type(again) is type(error)
    assert again.__dict__ == error.__dict__
    assert again.args == error.args
    assert str(again) == str(error)


@pytest.mark.parametrize("error", EXAMPLES, ids=names)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_every_error_copies_with_all_its_fields(error, copied):
    again = copied(error)
    assert again is not error
    assert again.__dict__ == error.__dict__


def test_notes_survive_pickling():
    error = CosanimError("text")
    error.add_note("while testing")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["while testing"]  # noqa: S301


def test_a_subclass_of_a_user_pickles_too():
    again = pickle.loads(pickle.dumps(Custom(1, extra=2)))  # noqa: S301
    assert (again.one, again.extra) == (1, 2)


class Custom(CosanimError):
    def __init__(self, one, *, extra):
        super().__init__("custom")
        self.one = one
        self.extra = extra


def test_a_schema_error_lists_all_violations_line_by_line():
    lines = str(SchemaError(VIOLATIONS)).splitlines()
    assert lines[0] == "2 violations of the schema"
    assert len(lines) == 3
    assert "Request.Operation.Animation.Video.Width: give at least 128 [min]" in lines[1]
    assert "Request.Tag (line 3): is missing [required]" in lines[2]


def test_a_service_error_shows_code_text_ids_and_what_to_do():
    assert str(service(QueueError)) == "403 SomeCode: text (request id r1, trace id t1)\n  do this"
    assert str(ServiceError(404, "")) == "404 (no error code)"


def test_an_unknown_submission_says_where_to_look():
    text = str(SubmissionUnknown("it broke", request_id="r1", bucket="b-1", input_key="in.mp4", output_key="o.gif"))
    for part in ("it broke", "b-1", "in.mp4", "o.gif", "r1", "not sent again"):
        assert part in text


def test_an_unknown_submission_says_how_to_look():
    text = str(SubmissionUnknown("it broke", request_id="r1", command="cosanim list", call="client.list_jobs()"))
    assert text.endswith("once more (request id r1):\n    cosanim list\n    client.list_jobs()")


def test_an_unknown_submission_says_until_when_it_may_be_accepted():
    text = str(SubmissionUnknown("it broke", not_after=1656314590))
    assert "may still be accepted until 2022-06-27T15:23:10+0800" in text
    assert "still" not in str(SubmissionUnknown("it broke"))


def test_job_errors_name_the_job():
    assert "j1" in str(JobCancelled(JOB))
    assert "ResourceNotFound: no such object" in str(JobFailed(JOB, request_id="r1"))
    assert "12.5 s" in str(WaitTimeout(JOB, 12.5))
    empty = SimpleNamespace(job_id="j1", state=None, code=None, message="")
    assert "no code: no message" in str(JobFailed(empty))


@pytest.mark.parametrize(
    "text",
    [
        "q-ak=AKID&q-signature=hush-hush&x=1",
        "q-signature%3Dhush-hush",
        "GET /?x-cos-security-token=hush-hush&a=b",
        "X-CI-Security-Token: hush-hush",
        "{'x-ci-security-token': 'hush-hush'}",
        "{'x-ci-security-token': b'hush-hush'}",
        '{"x-cos-security-token": "hush-hush"}',
    ],
)
def test_signatures_and_tokens_are_masked(text):
    assert "hush" not in mask_secrets(text)
    assert "***" in mask_secrets(text)


def test_the_rest_of_a_text_stays():
    assert mask_secrets("a?q-signature=1&b=2 c") == "a?q-signature=***&b=2 c"
    assert mask_secrets("the q-signature is wrong") == "the q-signature is wrong"


@pytest.mark.parametrize(
    "error",
    [
        CosanimError(SECRET),
        DecodeError(SECRET),
        ConfigurationError(SECRET),
        CredentialsError(SECRET),
        TransportError(SECRET, host="h", sent=None),
        ServiceError(401, "X", SECRET),
        SubmissionUnknown(SECRET),
    ],
    ids=names,
)
def test_no_error_carries_a_secret_from_a_text(error):
    for shown in (str(error), repr(error), repr(error.__dict__), pickle.dumps(error, 0).decode("latin-1")):
        assert "hush" not in shown
        assert "0123456789abcdef" not in shown


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


def test_a_number_instead_of_a_code_is_understood():
    assert find_error_code(400, "1111").code == "MediaBucketUnBinded"


@pytest.mark.parametrize("code", ["None", "none", "0", ""])
def test_a_code_that_means_nothing_matches_no_row(code):
    """Most rows have no number, and that is no number either."""
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
def test_an_undocumented_code_falls_back_to_the_status_and_says_so(status, expected, code):
    error = service_error(status=status, code=code)
    assert type(error) is expected
    assert error.retryable is (status == 429)
    if code:
        assert "not documented" in error.hint
    else:
        assert error.hint


def test_a_documented_code_inside_a_success_keeps_its_class():
    assert type(service_error(status=200, code="InvalidArgument")) is InvalidRequestError
