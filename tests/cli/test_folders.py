"""Which file an object becomes: keys that would leave the folder or collide are refused."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.cli.folders import FolderNames, UnusableKeyError
from tests.local.storage.keys import KEYS

PIECES = st.sampled_from(["a", "A", "é", "e\u0301", "/", "/", ".", "..", "\\", "C:", "\0", " ", "ß"])
TEXTS = st.lists(PIECES, max_size=6).map("".join)


def taken(folder, names, **options):
    """Return the file of each name that is not refused."""
    assigned, found = FolderNames(folder, **options), {}
    for name in names:
        with contextlib.suppress(UnusableKeyError):
            found[name] = assigned.path_of(f"k/{name}", name)
    return found


@given(names=st.lists(st.one_of(TEXTS, st.sampled_from(KEYS)), max_size=8))
def test_every_file_lies_in_the_folder_and_belongs_to_one_key(names):
    folder = Path("/nowhere/folder")
    found = taken(folder, names)
    files = [os.path.normpath(path) for path in found.values()]
    for name, path in zip(found, files, strict=True):
        assert path == f"{folder}/{name}"
    folded = {path.casefold() for path in files}
    assert len(folded) == len(files)
    assert not any(str(parent).casefold() in folded for path in files for parent in Path(path).parents)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../a",
        "a/../../b",
        "a/..",
        ".",
        "./a",
        "a//b",
        "a/",
        "C:",
        "c:/a",
        "a/C:b",
        "a\\b",
        "\0",
    ],
)
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path, name):
    with pytest.raises(UnusableKeyError, match="'key' is not fetched"):
        FolderNames(tmp_path).path_of("key", name)


@pytest.mark.parametrize("name", ["...", "..a", "a..", "a b", "视频/é.gif", "-", "~", "$HOME", "ab:c", "con", "a."])
def test_other_names_are_file_names(tmp_path, name):
    assert FolderNames(tmp_path, is_windows=False).path_of("key", name) == tmp_path / name


@pytest.mark.parametrize("name", ["con", "NUL.txt", "a/com1", "ab:c", "a?", "a.", "a ", "a\n", "a|b"])
def test_names_that_mean_something_else_on_windows_are_refused_there(tmp_path, name):
    with pytest.raises(UnusableKeyError, match="Windows"):
        FolderNames(tmp_path, is_windows=True).path_of("key", name)


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("a", "A", "the file of 'k/a'"),
        ("x/straße", "X/STRASSE", "the file of 'k/x/straße'"),
        ("é", "e\u0301", "the file of 'k/é'"),
        ("a", "a/b", "the file of 'k/a'"),
        ("A", "a/b/c", "the file of 'k/A'"),
        ("a/b", "a", "the folder of 'k/a/b'"),
        ("a/b/c", "A/B", "the folder of 'k/a/b/c'"),
        ("a", "a", "occurred before"),
    ],
)
def test_a_file_that_would_take_the_place_of_another_is_refused(tmp_path, first, second, text):
    names = FolderNames(tmp_path)
    names.path_of(f"k/{first}", first)
    with pytest.raises(UnusableKeyError) as caught:
        names.path_of(f"k/{second}", second)
    assert text in str(caught.value)
    assert names.path_of("k/other", "other")


def test_folders_are_shared(tmp_path):
    assert len(taken(tmp_path, ["a/1", "a/2", "a/b/1", "b/1"])) == 4


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "f").write_text("kept")
    (folder / "out").symlink_to(outside)
    (folder / "file").symlink_to(outside / "f")
    (folder / "in").symlink_to(folder / "real")
    (folder / "pipe").mkdir()
    assert list(taken(folder, ["out/f", "file", "in/f", "pipe", "f"])) == ["in/f", "f"]


def test_the_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert FolderNames(tmp_path / "link").path_of("k", "a/b") == tmp_path / "link" / "a" / "b"
