"""The next step of every error: each code and each public class has one, and what it names exists."""

import inspect
import pickle
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import cosanim
from cosanim import errors
from cosanim.api.base import decode_reply
from cosanim.cli.exit_codes import report_failure, set_resume_command
from cosanim.cli.program import cli
from cosanim.error_codes import ERROR_CODES, service_error
from cosanim.errors import (
    AuthenticationError,
    CosanimError,
    DecodeError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    ResultUnavailable,
    ServiceError,
    SubmissionInterrupted,
    SubmissionUnknown,
    WaitStopped,
    WaitTimeout,
)
from cosanim.errors.next_steps import (
    DOCTOR_CHECKS,
    ERROR_PAGE,
    STEP_OF_CLASS,
    STEP_OF_CODE,
    doctor_step,
)
from cosanim.http.replies import Reply
from cosanim.models import ListQueuesResponse

SOURCES = Path(__file__).parents[1] / "spec" / "sources.toml"
OWN_CODES = {"JobNotFound"}
STEPS = sorted({*STEP_OF_CODE.values(), *STEP_OF_CLASS.values()})
JOB = SimpleNamespace(job_id="j1", state="Failed", code="InternalError", message="", request_id=None)


def resolved(words):
    """Return the command that words name, and the words that are left for it."""
    command = cli
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
    return command, words


def test_every_code_whose_class_does_not_say_more_has_a_next_step():
    assert set(STEP_OF_CODE) == ({row.code for row in ERROR_CODES} | OWN_CODES) - {"AccessDenied"}


def test_every_public_exception_class_but_the_base_class_has_a_next_step():
    public = {
        name
        for name in cosanim.__all__
        if inspect.isclass(value := getattr(cosanim, name)) and issubclass(value, CosanimError)
    }
    assert set(STEP_OF_CLASS) == public - {"CosanimError"}
    assert public == {name for name in errors.__all__ if name != "InvalidRow"}
    assert CosanimError("text").next_step == ""


@pytest.mark.parametrize("step", [step for step in STEPS if step.startswith("cosanim ")])
def test_every_command_that_is_named_exists_with_its_options(step):
    _, *words = step.split(" (")[0].split()
    command, rest = resolved(words)
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    assert all(word in options for word in rest if word.startswith("-"))
    assert all(word.isupper() for word in rest if not word.startswith("-"))
    with_values = {
        option for parameter in command.params if not getattr(parameter, "is_flag", True) for option in parameter.opts
    }
    values = sum(not word.startswith("-") for word in rest) - len(with_values & set(rest))
    assert "--help" in rest or values == sum(argument.required for argument in arguments)


def test_every_check_of_the_doctor_that_is_named_is_made(bare_machine, monkeypatch):
    named = {match[1] for step in STEPS if (match := re.search(r"\(check: (.+)\)", step))}
    assert named <= set(DOCTOR_CHECKS)
    del bare_machine
    for name in ("COSANIM_BUCKET", "COSANIM_REGION", "COSANIM_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    doctor = pytest.importorskip("cosanim.doctor.diagnosis", reason="there is no doctor yet")
    # Without a bucket nothing is sent, and the checks that need it are skipped.
    assert tuple(check.name for check in doctor.diagnose(output_bucket="other-1250000000")) == DOCTOR_CHECKS


@pytest.mark.parametrize("step", [step for step in STEPS if not step.startswith("cosanim ")])
def test_every_other_step_is_a_page_of_the_documentation(step):
    pages = {source.get("page") for source in tomllib.loads(SOURCES.read_text("utf-8")).values()}
    product, number = step.removeprefix("https://www.tencentcloud.com/document/product/").split("/")
    assert (product == "1045" and number in pages) or (product, number) == ("436", "7730")


@pytest.mark.parametrize("row", ERROR_CODES, ids=lambda row: f"{row.status}-{row.code}")
def test_an_error_has_the_step_of_its_code_also_if_the_service_sent_its_number(row):
    for code in (row.code, row.number):
        if code is not None:
            expected = STEP_OF_CODE.get(row.code, STEP_OF_CLASS[row.error.__name__])
            assert service_error(status=row.status or 400, code=str(code)).next_step == expected


def test_an_error_without_a_documented_code_has_the_step_of_its_class():
    assert service_error(status=401, code="New").next_step == STEP_OF_CLASS["AuthenticationError"]
    assert ServiceError(418, "New").next_step == ERROR_PAGE
    assert type("Own", (AuthenticationError,), {})(401, "").next_step == STEP_OF_CLASS["AuthenticationError"]


def test_a_denied_request_is_a_matter_of_the_signature_or_of_the_permissions():
    assert service_error(status=401, code="AccessDenied").next_step == doctor_step("signature")
    assert service_error(status=403, code="AccessDenied").next_step == doctor_step("permissions")


def test_a_reply_that_another_server_may_have_sent_leads_to_the_check_of_the_connection():
    for status in (302, 401, 403, 404, 407, 502):
        assert service_error(status=status, code="").next_step == doctor_step("connection")
    assert "login page of the network" in service_error(status=302, code="").hint
    with pytest.raises(DecodeError, match=r"^the reply cannot be read: the root is 'html'") as caught:
        decode_reply(Reply(200, {}, b"<html/>"), ListQueuesResponse)
    assert caught.value.next_step == doctor_step("connection")
    head = service_error(status=404, code="", object_method="HEAD")
    assert head.next_step == STEP_OF_CLASS["NotFoundError"], "the reply to HEAD never has a code"


def test_errors_of_a_job_name_it():
    for error in (
        JobFailed(JOB),
        JobCancelled(JOB),
        WaitTimeout(JOB, 1),
        WaitStopped(JOB, 1),
        ResultUnavailable(JOB, "text"),
    ):
        assert error.next_step == "cosanim explain j1"
        assert pickle.loads(pickle.dumps(error)).next_step == error.next_step  # noqa: S301
    assert WaitStopped(SimpleNamespace(job_id=None, state=None), 1).next_step == "cosanim explain JOB"
    assert JobFailed(SimpleNamespace(**vars(JOB) | {"job_id": "a b"})).next_step == "cosanim explain 'a b'"


def test_the_step_of_an_unknown_outcome_is_its_lookup():
    unknown = SubmissionUnknown("it broke", command="cosanim list --input in.mp4")
    assert unknown.next_step == SubmissionInterrupted.of(unknown).next_step == "cosanim list --input in.mp4"
    assert SubmissionUnknown("it broke").next_step == "cosanim list"


class TestPrinted:
    """The command line ends an error with the next step."""

    def test_it_is_the_last_line_and_a_field(self, capsys):
        error = NotFoundError(404, "TemplateNotFound", "gone", hint="check the id")
        error.add_note("a note")
        report_failure(error, as_json=False)
        assert capsys.readouterr().err.splitlines()[1:] == [
            "  check the id",
            "  a note",
            "  next: cosanim template list",
        ]
        report_failure(error, as_json=True)
        assert '"next_step": "cosanim template list"' in capsys.readouterr().err

    def test_it_is_left_out_where_the_error_says_the_same(self, capsys):
        resumable = WaitTimeout(JOB, 1)
        set_resume_command(resumable, "cosanim wait j1")
        for error in (resumable, SubmissionUnknown("it broke", command="cosanim list"), CosanimError("text")):
            report_failure(error, as_json=False)
            assert "next:" not in capsys.readouterr().err
