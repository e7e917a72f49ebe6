"""Ctrl-C and SIGTERM while the reply to a submission is awaited: the job is looked up, and the outcome is told."""

import re
import signal

import pytest

from tests.cli.support import PARAMETERS, interrupt
from tests.servers.loopback import BUCKET, REGION
from tests.servers.no_reply import NoReply

SUBMIT = ("submit", "in.mp4", "o.gif", *PARAMETERS)
SIGNALS = pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["INT", "TERM"])


def resume_command(server):
    return f"cosanim wait cosanim-job:{REGION}:{BUCKET}:j1 --endpoint={server.url}"


@pytest.fixture
def conversion(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"a video")
    return ("convert", str(tmp_path / "clip.mp4"), str(tmp_path / "clip.gif"), "--duration", "1")


@SIGNALS
def test_a_job_that_the_list_shows_is_told_with_the_command_that_waits_for_it(by, code):
    with NoReply("accepted") as server:
        ran = interrupt(SUBMIT, server, after=1, by=by)
        assert server.methods == ["POST", "GET"]
    assert (ran.code, ran.out) == (code, "")
    warning, *lines = ran.err.splitlines()
    assert warning.startswith("warning: the outcome of a submission is unknown, so its job is looked up: ")
    assert lines == [
        "interrupted",
        "  the job was accepted: it is j1",
        "  go on waiting with",
        f"    {resume_command(server)}",
    ]


@SIGNALS
def test_as_json_the_command_is_a_member_of_the_last_line(by, code):
    with NoReply("accepted") as server:
        ran = interrupt([*SUBMIT, "--wait", "--json"], server, after=1, by=by)
    assert (ran.code, ran.out) == (code, "")
    assert ran.error == {
        "error": "Interrupted",
        "message": "interrupted",
        "exit_code": code,
        "resume": resume_command(server),
        "notes": ["the job was accepted: it is j1"],
    }


@SIGNALS
def test_it_is_told_that_nothing_was_accepted_when_that_is_certain(by, code):
    with NoReply("none") as server:
        ran = interrupt(SUBMIT, server, after=1, by=by)
        assert server.methods == ["POST", "GET"]
    assert (ran.code, ran.out) == (code, "")
    assert re.search(r"^interrupted\n  nothing was accepted[^\n]+\n\Z", ran.err, re.MULTILINE)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_a_second_signal_ends_the_lookup_and_the_unknown_outcome_is_told(first, second):
    with NoReply("silent") as server:
        ran = interrupt([*SUBMIT, "--json"], server, after=1, by=first, then=[(2, second)])
        assert server.methods == ["POST", "GET"]
    assert (ran.code, ran.out) == (130 if first == signal.SIGINT else 143, "")
    told = "\n".join([ran.error["message"], *ran.error.get("notes", [])])
    reason, *more = told.split("\n  ")
    # A lookup that ends by itself is a part of the reason.
    assert re.search(
        r"the job may or may not have been accepted: .*(KeyboardInterrupt|Terminated) ended the request\Z", reason
    )
    assert any(line.strip().startswith("cosanim list ") for line in more)
    if first == signal.SIGINT:
        assert (ran.error["bucket"], ran.error["input"]) == (BUCKET, "in.mp4")


@SIGNALS
def test_an_interrupted_lookup_of_a_broken_submission_tells_the_unknown_outcome(by, code):
    with NoReply("silent", is_closed=True) as server:
        ran = interrupt(SUBMIT, server, after=2, by=by)
        assert server.methods == ["POST", "GET"]
    assert (ran.code, ran.out) == (code, "")
    assert "the job may or may not have been accepted" in ran.err
    assert "cosanim list " in ran.err


@SIGNALS
def test_a_conversion_whose_job_was_accepted_leaves_both_objects(conversion, by, code):
    with NoReply("accepted") as server:
        ran = interrupt([*conversion, "--json"], server, after=2, by=by)
        assert server.methods == ["PUT", "POST", "GET"]
    assert (ran.code, ran.out, ran.error["resume"]) == (code, "", resume_command(server))
    accepted, left = ran.error["notes"]
    assert accepted == "the job was accepted: it is j1"
    assert re.search(r"^left in the bucket: cos://\S+/video\.mp4, cos://\S+/result\.gif$", left)


@SIGNALS
def test_a_conversion_of_which_nothing_was_accepted_removes_the_video(conversion, by, code):
    with NoReply("none") as server:
        ran = interrupt([*conversion, "--json"], server, after=2, by=by)
        assert server.methods == ["PUT", "POST", "GET", "DELETE"]
        assert server.requests[0].target == server.requests[-1].target
    assert (ran.code, ran.out) == (code, "")
    (note,) = ran.error["notes"]
    assert note.startswith("nothing was accepted")


@SIGNALS
def test_a_conversion_of_unknown_outcome_leaves_both_objects_and_says_so(conversion, by, code):
    with NoReply("denied") as server:
        ran = interrupt([*conversion, "--json"], server, after=2, by=by)
        assert server.methods == ["PUT", "POST", "GET"]
    assert (ran.code, ran.out) == (code, "")
    told = "\n".join([ran.error["message"], *ran.error["notes"]])
    assert told.count("the job may or may not have been accepted") == 1
    assert told.count("left in the bucket: ") == 1
