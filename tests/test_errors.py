"""The tree of errors: its fields, pickling, and messages without secrets."""

import copy
import pickle
from types import SimpleNamespace

import pytest

from cosanim import errors
from cosanim.errors import (
    AuthenticationError,
    ConfigurationError,
    CosanimError,
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    InvalidRow,
    InvalidRows,
    JobCancelled,
    JobFailed,
    JournalError,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    ResultUnavailable,
    SchemaError,
    ServerError,
    ServiceError,
    SubmissionInterrupted,
    SubmissionUnknown,
    TransportError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.xml.violations import Violation

JOB = SimpleNamespace(job_id="j1", state="Failed", code="ResourceNotFound", message="no such object", request_id="r1")
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
    ConfigurationError("text", searched_places=["here", "there"]),
    CredentialsError("text", searched_places=["here", "there"]),
    TransportError("text", host="h", sent=None, retryable=True, request_id="r1"),
    SubmissionUnknown(
        "text", request_id="r1", bucket="b-1", input_key="i", output_key="o", not_after=7, command="c", call="f()"
    ),
    SubmissionInterrupted.of(SubmissionUnknown("text", not_after=7, api="submit_job", body=b"<Request/>")),
    JobFailed(JOB, request_id="r1"),
    JobFailed(JOB, request_id="r1", hint="do this"),
    JobCancelled(JOB, request_id="r1"),
    WaitTimeout(JOB, 12.5, request_id="r1"),
    WaitStopped(JOB, 12.5, request_id="r1"),
    ResultUnavailable(JOB, "text"),
    InvalidRows([InvalidRow(2, 3, tuple(VIOLATIONS)), InvalidRow(4, None, tuple(VIOLATIONS))]),
    JournalError("text"),
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


def test_the_tree_in_the_docstring_has_every_class():
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
    assert len(lines) == 3
    for line, parts in (
        (lines[0], ("2",)),
        (lines[1], ("Request.Operation.Animation.Video.Width", "give at least 128", "min")),
        (lines[2], ("Request.Tag", "line 3", "is missing", "required")),
    ):
        assert all(part in line for part in parts), line


def test_a_service_error_shows_code_text_ids_and_hint():
    for part in ("403", "SomeCode", "text", "r1", "t1", "do this"):
        assert part in str(service(QueueError))
    assert "404" in str(ServiceError(404, ""))


def test_an_unknown_submission_names_bucket_keys_and_request_id():
    facts = {"request_id": "r1", "bucket": "b-1", "input_key": "in.mp4", "output_key": "o.gif"}
    sent, not_sent = (
        str(SubmissionUnknown("it broke", not_after=7, **facts)),
        str(SubmissionUnknown("it broke", **facts)),
    )
    for part in ("it broke", "b-1", "in.mp4", "o.gif", "r1"):
        assert part in sent
        assert part in not_sent
    assert "not sent again" in sent
    assert "Nothing was sent" in not_sent


def test_an_interrupted_submission_is_a_keyboard_interrupt_with_the_same_facts():
    unknown = SubmissionUnknown("it broke", not_after=7, bucket="b-1", body=b"<Request/>")
    interrupted = SubmissionInterrupted.of(unknown)
    assert isinstance(interrupted, KeyboardInterrupt)
    assert (str(interrupted), vars(interrupted)) == (str(unknown), vars(unknown))


def test_an_unknown_submission_shows_the_command_and_the_call_for_the_lookup():
    text = str(SubmissionUnknown("it broke", request_id="r1", command="cosanim list", call="client.list_jobs()"))
    assert [line.strip() for line in text.splitlines()[-2:]] == ["cosanim list", "client.list_jobs()"]
    assert "r1" in text


def test_an_unknown_submission_shows_when_it_expires():
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
