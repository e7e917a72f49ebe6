"""``convert``: from a local video to a local picture, and what is checked before anything is sent."""

import threading

import pytest

from cosanim import (
    AdviceWarning,
    ConfigurationError,
    SchemaError,
    WaitStopped,
)
from cosanim.api.conversion_objects import PREFIX
from tests.servers.loopback import client_of

SHORT = {"width": 128, "duration": 1}


def existing_keys(client, job):
    """Return the keys of a job's objects that exist."""
    keys = [job.detail.input.object_key, *job.output_keys]
    return [key for key in keys if client.objects.exists(key)]


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
        (("clip.MP4", "nowhere/clip.gif"), "does not exist"),
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


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"timeout": "x"}, ConfigurationError),
        ({"timeout": float("nan")}, ConfigurationError),
        ({"timeout": True}, ConfigurationError),
        ({"stop": 5}, TypeError),
        ({"on_progress": 5}, TypeError),
        ({"backoff": "x"}, TypeError),
    ],
)
def test_arguments_of_the_wait_are_checked_before_anything_is_sent(loopback, source, tmp_path, options, error):
    with client_of(loopback.url) as client, pytest.raises(error):
        client.convert(source, tmp_path / "clip.gif", **SHORT, **options)
    assert loopback.requests == []


def test_a_stop_that_is_set_before_sends_nothing(loopback, source, tmp_path):
    stop = threading.Event()
    stop.set()
    with client_of(loopback.url) as client, pytest.raises(WaitStopped, match="nothing was sent"):
        client.convert(source, tmp_path / "clip.gif", **SHORT, stop=stop)
    assert loopback.requests == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("other.mp4", "has the name of a video"),
        ("a\0b.gif", "cannot be written"),
        ("loop.gif", "cannot be written"),
        ("folder.gif", "is a folder"),
    ],
)
def test_a_target_that_cannot_be_meant_or_written_is_refused(loopback, source, tmp_path, name, words):
    (tmp_path / "loop.gif").symlink_to("loop.gif")
    (tmp_path / "folder.gif").mkdir()
    with client_of(loopback.url) as client, pytest.raises(ConfigurationError, match=words):
        client.convert(source, tmp_path / name, **SHORT, format="gif")
    assert loopback.requests == []


def test_an_empty_source_is_refused(loopback, tmp_path):
    (tmp_path / "clip.mp4").touch()
    with client_of(loopback.url) as client, pytest.raises(ConfigurationError, match="is empty"):
        client.convert(tmp_path / "clip.mp4", tmp_path / "clip.gif", **SHORT)
    assert loopback.requests == []


def test_a_suffix_of_another_format_is_advice(client, loopback, source, tmp_path):
    with pytest.warns(AdviceWarning, match=r"end it in \.webp") as caught:
        client.convert(source, tmp_path / "clip.gif", **SHORT, format="webp")
    assert [warning.filename for warning in caught] == [__file__]
    with client_of(loopback.url) as other, pytest.raises(SchemaError, match="suffix"):
        other.convert(source, tmp_path / "clip.gif", **SHORT, format="webp", strict=True)
    assert loopback.requests == []
