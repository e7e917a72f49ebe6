"""``convert``: from a local video to a local picture, and what is left in the bucket when it fails."""

import threading

import pytest

from cosanim import (
    AdviceWarning,
    ConfigurationError,
    JobFailed,
    SchemaError,
    SubmissionUnknown,
    TransportError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.api.conversions import PREFIX, CleanupWarning
from tests.servers.loopback import client_of
from tests.servers.support import set_queue

SHORT = {"width": 128, "duration": 1}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "clip.MP4"
    path.write_bytes(b"a video")
    return path


def existing_keys(client, job):
    """Return the keys of a job's objects that exist."""
    keys = [job.detail.input.object_key, *job.output_keys]
    return [key for key in keys if exists(client, key)]


def exists(client, key):
    from cosanim import NotFoundError

    try:
        client.objects.head(key)
    except NotFoundError:
        return False
    return True


def left_in(error):
    """Return the keys in the note on an error."""
    (note,) = [note for note in error.__notes__ if "left in the bucket" in note]
    return [part.partition("/cosanim-convert/")[2] for part in note.split(", ") if PREFIX in part]


@pytest.mark.parametrize(("name", "options", "signature"), [
    ("clip.gif", {}, b"GIF89a"),
    ("clip.webp", {}, b"RIFF"),
    ("clip.GIF", {"format": "hgif"}, b"GIF89a"),
    ("picture", {"format": "webp"}, b"RIFF"),
])  # fmt: skip
def test_the_format_follows_from_the_target_unless_it_is_given(client, source, tmp_path, name, options, signature):
    job = client.convert(source, tmp_path / name, **SHORT, **options)
    assert (tmp_path / name).read_bytes().startswith(signature)
    assert job.state == "Success"
    assert job.size == (tmp_path / name).stat().st_size


def test_both_objects_are_removed_from_the_bucket(client, source, tmp_path):
    job = client.convert(str(source), str(tmp_path / "clip.gif"), **SHORT)
    assert job.detail.input.object_key.startswith(PREFIX)
    assert job.detail.input.object_key.endswith(".mp4")
    assert existing_keys(client, job) == []


def test_keep_keeps_them_and_the_result_can_be_read_again(client, source, tmp_path):
    job = client.convert(source, tmp_path / "clip.gif", **SHORT, keep=True)
    assert len(existing_keys(client, job)) == 2
    assert job.read() == (tmp_path / "clip.gif").read_bytes()


def test_two_conversions_have_different_keys(client, source, tmp_path):
    first, second = (client.convert(source, tmp_path / "clip.gif", **SHORT, keep=True) for _ in range(2))
    assert first.output_key != second.output_key
    assert client.objects.read(first.detail.input.object_key) == b"a video"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("missing.mp4", "clip.gif"), "is no file"),
        (("clip.MP4", "clip.png"), "the format is not known"),
        (("clip.MP4", "clip"), "the format is not known"),
        (("clip.MP4", "nowhere/clip.gif"), "its folder does not exist"),
        ((".", "clip.gif"), "is no file"),
    ],
)
@pytest.mark.usefixtures("source")
def test_paths_are_checked_before_anything_is_sent(loopback, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    with client_of(loopback.url) as client, pytest.raises(ConfigurationError, match=words):
        client.convert(*arguments, **SHORT)
    assert loopback.requests == []


def test_source_and_target_may_not_be_the_same_file(loopback, tmp_path):
    video = tmp_path / "clip.gif"
    video.write_bytes(b"a video")
    (tmp_path / "link.gif").symlink_to(video)
    with client_of(loopback.url) as client, pytest.raises(ConfigurationError, match="the same file"):
        client.convert(video, tmp_path / "link.gif", **SHORT)
    assert (video.read_bytes(), loopback.requests) == (b"a video", [])


def test_parameters_are_checked_before_anything_is_sent(loopback, source, tmp_path):
    with client_of(loopback.url) as client:
        with pytest.raises(SchemaError) as caught:
            client.convert(source, tmp_path / "clip.gif", width=64, quality=100, duration=1)
        assert {violation.rule for violation in caught.value.violations} >= {"min", "max"}
        with pytest.raises(SchemaError, match="no-duration"):
            client.convert(source, tmp_path / "clip.gif", width=128, strict=True)
    assert loopback.requests == []
    assert not (tmp_path / "clip.gif").exists()


def test_advice_is_a_warning_at_the_callers_line(client, source, tmp_path):
    with pytest.warns(AdviceWarning, match="no-duration") as caught:
        client.convert(source, tmp_path / "clip.gif", width=128)
    assert [warning.filename for warning in caught] == [__file__]


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
    assert not exists(client, uploaded[0])


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
    (video,) = left_in(caught.value)
    assert exists(client, PREFIX + video)


def test_an_object_that_cannot_be_removed_is_a_warning_since_the_picture_is_there(
    client, source, tmp_path, monkeypatch
):
    def refuse(_):
        raise TransportError("no reply", host="h", sent=True, retryable=True)

    monkeypatch.setattr(client.objects, "delete", refuse)
    with pytest.warns(CleanupWarning, match="could not be removed") as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT)
    assert len(caught) == 2
    assert (tmp_path / "clip.gif").exists()
