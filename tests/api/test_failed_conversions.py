"""Conversions that fail: what is left in the bucket, what is removed, and what the exception says."""

import hashlib
import threading
import warnings

import pytest

from cosanim import (
    ConfigurationError,
    JobFailed,
    PermissionDeniedError,
    ResultUnavailable,
    SubmissionInterrupted,
    SubmissionUnknown,
    TransportError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.api.conversion_objects import PREFIX
from cosanim.api.conversions import CleanupWarning
from tests.servers.loopback import client_of
from tests.servers.no_reply import NoReply
from tests.servers.support import set_queue

SHORT = {"width": 128, "duration": 1}


def left_in(error):
    """Return the keys in the note on an error."""
    (note,) = [note for note in error.__notes__ if "left in the bucket" in note]
    return [part.partition("/cosanim-convert/")[2] for part in note.split(", ") if PREFIX in part]


def test_a_failed_job_leaves_nothing_in_the_bucket_and_the_target_as_it_was(client, source, tmp_path, monkeypatch):
    (tmp_path / "clip.gif").write_bytes(b"before")
    uploaded = []
    put = client.objects.put

    def lose(key, path):
        put(key, path)
        uploaded.append(key)
        client.objects.delete(key)  # the job then finds no video

    monkeypatch.setattr(client.objects, "put", lose)
    with pytest.raises(JobFailed) as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert not hasattr(caught.value, "__notes__")
    assert (tmp_path / "clip.gif").read_bytes() == b"before"
    assert not client.objects.exists(uploaded[0])


def test_after_a_timeout_the_video_stays_for_the_job_and_the_note_says_where(paused_client, source, tmp_path):
    with pytest.raises(WaitTimeout) as caught:
        paused_client.convert(source, tmp_path / "clip.gif", **SHORT, timeout=0)
    video, result = left_in(caught.value)
    assert paused_client.objects.read(PREFIX + video) == b"a video"
    set_queue(paused_client, "Active")
    job = paused_client.job(caught.value.job.job_id).wait(timeout=60)
    assert job.output_key == PREFIX + result


def test_stop_ends_the_wait_with_the_same_note(paused_client, source, tmp_path):
    stop = threading.Event()
    with pytest.raises(WaitStopped) as caught:
        paused_client.convert(source, tmp_path / "clip.gif", **SHORT, stop=stop, on_progress=lambda _: stop.set())
    assert len(left_in(caught.value)) == 2


def test_an_unreachable_service_leaves_no_target(source, tmp_path):
    from cosanim.http.retries import RetryPolicy

    with client_of("http://127.0.0.1:9", retry=RetryPolicy(attempts=1)) as client, pytest.raises(TransportError):
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert not (tmp_path / "clip.gif").exists()


def test_an_unknown_submission_keeps_the_video(client, source, tmp_path, monkeypatch):
    def vanish(*_, **__):
        raise SubmissionUnknown("the connection broke", input_key="k")

    monkeypatch.setattr(client, "_submit_paid", vanish)
    with pytest.raises(SubmissionUnknown) as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    video, result = left_in(caught.value)
    assert client.objects.exists(PREFIX + video)
    assert result.endswith("/result.gif")


def test_an_object_that_cannot_be_removed_is_a_warning_since_the_picture_is_there(
    client, source, tmp_path, monkeypatch
):
    def refuse(_):
        raise TransportError("no reply", host="h", sent=True, retryable=True)

    monkeypatch.setattr(client.objects, "delete", refuse)
    with pytest.warns(CleanupWarning, match="could not be removed") as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert len(caught) == 1
    assert str(caught[0].message).count(PREFIX) == 2
    assert (tmp_path / "clip.gif").exists()


def test_a_filter_that_raises_warnings_does_not_end_the_removal(client, source, tmp_path, monkeypatch):
    tried = []

    def refuse(key):
        tried.append(key)
        raise TransportError("no reply", host="h", sent=True, retryable=True)

    monkeypatch.setattr(client.objects, "delete", refuse)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(CleanupWarning):
            client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert len(tried) == 2
    assert (tmp_path / "clip.gif").exists()


ACCEPTED = b"<Response><JobsDetail><JobId>j1</JobId><State>Submitted</State></JobsDetail></Response>"


def ended(*keys):
    names = "".join(f"<ObjectName>{key}</ObjectName>" for key in keys)
    return (
        "<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile>"
        f"{names}</OutputFile></MediaResult></Operation></JobsDetail></Response>"
    ).encode()


@pytest.fixture
def stored(loopback):
    """A server that has stored the video and accepted the job; the reply to the poll is to be added."""
    etag = hashlib.md5(b"a video", usedforsecurity=False).hexdigest()
    loopback.answers[0] = (200, b"", {"x-cos-request-id": "r1", "ETag": f'"{etag}"'})
    return loopback.then(200, ACCEPTED, {"x-ci-request-id": "r2"})


@pytest.mark.parametrize("keys", [("backup/master.mp4",), ("a.gif", "b.gif"), ("/",)])
def test_only_its_own_objects_are_ever_deleted_or_downloaded(stored, source, tmp_path, keys):
    stored.then(200, ended(*keys))
    with client_of(stored.url) as client, pytest.raises(ResultUnavailable, match=r"not .*result\.gif' as submitted"):
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert [request.method for request in stored.requests] == ["PUT", "POST", "GET"]
    assert not (tmp_path / "clip.gif").exists()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((403, b"<Error><Code>AccessDenied</Code></Error>"), PermissionDeniedError),
        ((200, ended()), ResultUnavailable),
    ],
)
def test_a_failed_poll_names_the_job_and_its_objects(stored, source, tmp_path, reply, error):
    stored.then(*reply, {"x-ci-request-id": "r3"})
    with client_of(stored.url) as client, pytest.raises(error) as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert len(left_in(caught.value)) == 2
    assert any("client.job('cosanim-job:" in note and ":j1')" in note for note in caught.value.__notes__)


def test_an_interrupt_while_waiting_says_what_continues_and_what_is_left(paused_client, source, tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        paused_client.convert(source, tmp_path / "clip.gif", **SHORT, on_progress=interrupt)
    assert len(left_in(caught.value)) == 2
    assert any("go on with client.job(" in note for note in caught.value.__notes__)


def test_an_interrupt_of_the_upload_removes_the_video(client, source, tmp_path, monkeypatch):
    put, uploaded = client.objects.put, []

    def interrupt(key, path):
        put(key, path)
        uploaded.append(key)
        raise KeyboardInterrupt

    monkeypatch.setattr(client.objects, "put", interrupt)
    with pytest.raises(KeyboardInterrupt) as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert not hasattr(caught.value, "__notes__")
    assert not client.objects.exists(uploaded[0])


def interrupting(exchange):
    if exchange.method == "POST":
        raise KeyboardInterrupt


def test_an_interrupted_submission_whose_job_is_found_leaves_both_objects(service, client, source, tmp_path):
    options = {"credentials": service.credentials, "retry": None, "on_exchange": interrupting}
    with client_of(service.url, **options) as other, pytest.raises(KeyboardInterrupt) as caught:
        other.convert(source, tmp_path / "clip.gif", **SHORT)
    (job,) = client.list_jobs()
    accepted, _ = caught.value.__notes__
    assert f"the job was accepted: it is {job.job_id}; go on with client.job(" in accepted
    video, result = left_in(caught.value)
    assert client.objects.exists(PREFIX + video)
    assert job.operation.output.object_key == PREFIX + result.replace(".gif", ".${ext}")


@pytest.mark.parametrize(
    ("jobs", "kind", "note", "number_left"),
    [
        ("accepted", KeyboardInterrupt, "the job was accepted: it is j1; go on with client.job(", 2),
        ("none", KeyboardInterrupt, "nothing was accepted", 0),
        ("denied", SubmissionInterrupted, None, 2),
    ],
)
def test_objects_are_left_unless_no_job_can_come_of_an_interrupted_submission(
    source, tmp_path, jobs, kind, note, number_left
):
    with (
        NoReply(jobs, is_closed=True) as server,
        client_of(server.url, retry=None, on_exchange=interrupting) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert type(caught.value) is kind
    assert server.methods == ["PUT", "POST", "GET", *([] if number_left else ["DELETE"])]
    notes = list(caught.value.__notes__)
    if note is not None:
        assert notes.pop(0).startswith(note)
    if number_left:
        assert len(left_in(caught.value)) == number_left
        del notes[0]
    else:
        assert server.requests[0].target == server.requests[-1].target
    assert notes == []


def test_a_rejected_submission_removes_the_video(stored, source, tmp_path):
    stored.answers[1] = (403, b"<Error><Code>AccessDenied</Code></Error>", {"x-ci-request-id": "r2"})
    stored.then(204, b"", {"x-cos-request-id": "r3"})
    with client_of(stored.url) as client, pytest.raises(PermissionDeniedError) as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert [request.method for request in stored.requests] == ["PUT", "POST", "DELETE"]
    assert stored.requests[0].target == stored.requests[2].target
    assert not hasattr(caught.value, "__notes__")


def test_credentials_that_fail_between_the_steps_leave_a_note(client, source, tmp_path):
    """The exception of a credentials callable is passed on unchanged, and so are its notes."""
    calls = []

    def load():
        calls.append(1)
        if len(calls) > 1:
            raise OSError("the secret store is down")
        return client._credentials

    with client_of(client._custom_endpoint, credentials=load) as other, pytest.raises(OSError, match="store") as caught:
        other.convert(source, tmp_path / "clip.gif", **SHORT)
    assert left_in(caught.value)


def test_a_target_that_becomes_a_link_to_the_source_is_not_written(client, source, tmp_path):
    target = tmp_path / "clip.gif"

    def link(_):
        if not target.exists():
            target.symlink_to(source)

    with pytest.raises(ConfigurationError, match="the same file"):
        client.convert(source, target, **SHORT, on_progress=link)
    assert source.read_bytes() == b"a video"


def test_an_upload_that_surely_stored_nothing_removes_nothing_and_says_nothing(loopback, source, tmp_path):
    loopback.answers[0] = (403, b"<Error><Code>AccessDenied</Code></Error>", {"x-cos-request-id": "r1"})
    with client_of(loopback.url) as client, pytest.raises(PermissionDeniedError) as rejected:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert [request.method for request in loopback.requests] == ["PUT"]
    with client_of("http://127.0.0.1:9") as client, pytest.raises(TransportError) as unsent:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert not hasattr(rejected.value, "__notes__")
    assert not hasattr(unsent.value, "__notes__")
