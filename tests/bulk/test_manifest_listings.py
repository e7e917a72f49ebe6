"""Manifests made of a list of the bucket."""

import stat
from datetime import UTC, datetime

import pytest

from cosanim.bulk.manifest.files import Manifest
from cosanim.bulk.manifest.listings import KeyPattern, ListedManifest, Listing, manifest_name
from cosanim.errors import ConfigurationError
from cosanim.objects.records import ListedObject
from tests.servers.loopback import BUCKET, REGION

CELLS = {"duration": "5", "format": "gif", "region": REGION, "bucket": BUCKET}


def objects(*keys):
    return [
        ListedObject(key=key, size=1, etag=None, last_modified=datetime.now(UTC), storage_class=None, request_id=None)
        for key in keys
    ]


def listed(pattern="gifs/{path}.{ext}", prefix="videos/", **cells):
    return ListedManifest(KeyPattern(pattern, prefix), prefix, CELLS | cells)


@pytest.mark.parametrize(
    ("pattern", "output"),
    [
        ("gifs/{name}.{ext}", "gifs/a.b.${ext}"),
        ("gifs/{path}.${ext}", "gifs/2026/x y/a.b.${ext}"),
        ("gifs/{key}.gif", "gifs/videos/2026/x y/a.b.mp4.gif"),
        ("{NAME}-{jobid}", "a.b-${jobid}"),
        ("{path}/{name}", "2026/x y/a.b/a.b"),
    ],
)
def test_the_output_follows_from_the_key_of_the_video(pattern, output):
    assert KeyPattern(pattern, "videos/20").output_key("videos/2026/x y/a.b.mp4") == output


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("gifs/{nme}.{ext}", "{nme}: did you mean {name}?"),
        ("gifs/{}.gif", "{}: there are {name}, {path}, {key}, {ext}, {jobid}"),
        ("gifs/out.{ext}", "the same for all videos"),
    ],
)
def test_a_wrong_pattern_is_refused(pattern, part):
    with pytest.raises(ConfigurationError, match=part.replace("{", r"\{").replace("?", r"\?")):
        KeyPattern(pattern, "")


def test_the_manifest_has_the_videos_and_is_read_as_any_other(tmp_path):
    path = tmp_path / "m.csv"
    keys = ["videos/", "videos/a,b.MP4", "videos/sub/c.mkv", "videos/d.txt", "videos/noext"]
    assert listed().write(path, objects(*keys), takes_all=False) == Listing(2, 3)
    assert path.read_text() == (
        "input,output,format,duration,bucket,region\n"
        f'"videos/a,b.MP4","gifs/a,b.${{ext}}",gif,5,{BUCKET},{REGION}\n'
        f"videos/sub/c.mkv,gifs/sub/c.${{ext}},gif,5,{BUCKET},{REGION}\n"
    )
    first, second = Manifest(path, bucket="x-1250000000", region="ap-beijing")
    assert first.request.operation.output.object_key == "gifs/a,b.${ext}"
    assert (second.line, second.bucket, second.region) == (3, BUCKET, REGION)
    assert stat.S_ISREG(path.stat().st_mode)
    assert [each.name for each in tmp_path.iterdir()] == ["m.csv"]


def test_all_objects_can_be_taken_but_folders_and_results(tmp_path):
    path = tmp_path / "m.csv"
    keys = ["a.dat", "gifs/a.gif", "gifs/x.webp", "gifs/x.png", "b/", "c"]
    assert listed(prefix="").write(path, objects(*keys), takes_all=True) == Listing(3, 3)
    assert [row.request.input.object_key for row in Manifest(path, bucket=BUCKET, region=REGION)] == [
        "a.dat",
        "gifs/x.png",
        "c",
    ]


def test_a_list_that_breaks_off_leaves_no_file(tmp_path):
    def breaking():
        yield from objects("videos/a.mp4")
        raise ConfigurationError("the list broke off")

    with pytest.raises(ConfigurationError):
        listed().write(tmp_path / "m.csv", breaking(), takes_all=False)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_compared_with_what_would_be_made(tmp_path):
    path = tmp_path / "m.csv"
    listed().write(path, objects("videos/a.mp4", "videos/b\nb.mp4", "videos/c.mp4"), takes_all=False)
    assert listed().first_difference(path) is None
    assert listed(duration="6").first_difference(path) == 2
    assert listed(fps="6").first_difference(path) == 1
    assert listed(prefix="videos/b").first_difference(path) == 2
    assert listed(pattern="gif/{path}.{ext}").first_difference(path) == 2
    text = path.read_text()
    for changed, line in (
        (text.replace("gifs/c.", "gifs/d."), 6),
        (text + '"', 7),
        (text + "\n", 7),
        ("", 1),
        ("my notes\n", 1),
    ):
        path.write_text(changed)
        assert listed().first_difference(path) == line
    path.write_bytes(text.encode() + b"\xff")
    assert listed().first_difference(path) == 7


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("videos/", "videos.bulk.csv"),
        ("videos/2026/a b", "videos-2026-a-b.bulk.csv"),
        ("", "bucket.bulk.csv"),
        ("视频/", "bucket.bulk.csv"),
        ("../x", "x.bulk.csv"),
        ("x" * 200, f"{'x' * 60}.bulk.csv"),
    ],
)
def test_the_file_is_named_after_the_prefix(prefix, name):
    assert manifest_name(prefix) == name
