"""Stored objects: any key, atomic replacement, and removal of leftovers."""

import errno
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosanim.local.storage.database import Database
from cosanim.local.storage.objects import ObjectStore
from cosanim.local.storage.storage_errors import NoSuchBucketError
from tests.local.storage.keys import KEYS
from tests.local.support import BUCKET


@pytest.fixture
def store(tmp_path):
    database = Database(tmp_path / "db")
    store = ObjectStore(tmp_path / "data", database, clock=lambda: 1_000_000.0)
    store.create_bucket(BUCKET)
    yield store
    database.close()


def put(store, key, content, headers=None):
    with store.upload() as upload:
        upload.write(content)
        return store.put(BUCKET, key, upload.finish(), headers or {})


def get(store, key):
    opened = store.open(BUCKET, key)
    if opened is None:
        return None
    with opened[1] as file:
        return file.read()


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_every_key_is_an_object_of_its_own(store):
    for key in KEYS:
        put(store, key, key.encode())
    assert {key: get(store, key) for key in KEYS} == {key: key.encode() for key in KEYS}


@settings(max_examples=100)
@given(keys=st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=4))
def test_any_text_is_a_key(tmp_path_factory, keys):
    folder = tmp_path_factory.mktemp("any")
    database = Database(folder / "db")
    try:
        store = ObjectStore(folder / "data", database, clock=lambda: 0.0)
        store.create_bucket(BUCKET)
        for key in keys:
            put(store, key, key.encode())
        assert all(get(store, key) == key.encode() for key in keys)
    finally:
        database.close()


def test_a_new_object_replaces_the_old_one_with_its_headers(store, tmp_path):
    put(store, "k", b"old", {"content-type": "text/old"})
    old = store.open(BUCKET, "k")
    put(store, "k", b"newer", {"content-type": "text/new"})
    with old[1] as file:
        assert file.read() == b"old"
    assert get(store, "k") == b"newer"
    assert store.head(BUCKET, "k").headers == {"content-type": "text/new"}
    assert len(files_of(tmp_path / "data" / "objects")) == 1


def test_a_snapshot_outlives_its_object(store):
    put(store, "k", b"content")
    snapshot = store.snapshot(BUCKET, "k")
    store.delete(BUCKET, "k")
    assert snapshot.read_bytes() == b"content"
    assert get(store, "k") is None
    assert store.snapshot(BUCKET, "k") is None


def test_a_snapshot_is_a_copy_if_files_cannot_be_linked(store, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    put(store, "k", b"content")
    assert store.snapshot(BUCKET, "k").read_bytes() == b"content"


def test_an_unfinished_upload_leaves_no_file(store, tmp_path):
    def fail():
        with store.upload() as upload:
            upload.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert files_of(tmp_path / "data") == set()


def test_an_upload_to_an_unknown_bucket_leaves_no_file(store, tmp_path):
    with store.upload() as upload, pytest.raises(NoSuchBucketError):
        store.put("nobody-1", "k", upload.finish(), {})
    assert files_of(tmp_path / "data") == set()


def test_a_row_that_cannot_be_written_leaves_the_old_object(store, tmp_path):
    put(store, "k", b"old")
    with store.upload() as upload:
        upload.write(b"new")
        content = upload.finish()
        with pytest.raises(TypeError):
            store.put(BUCKET, "k", content, {"not": object()})
    assert get(store, "k") == b"old"
    assert len(files_of(tmp_path / "data")) == 1


def test_leftovers_of_a_crash_are_removed_when_the_store_is_opened(tmp_path):
    database = Database(tmp_path / "db")
    store = ObjectStore(tmp_path / "data", database, clock=lambda: 0.0)
    store.create_bucket(BUCKET)
    put(store, "k", b"kept")
    store.temporary_path(".gif").write_bytes(b"half a render")
    (tmp_path / "data" / "objects" / store.temporary_path().name).write_bytes(b"moved, but not recorded")
    again = ObjectStore(tmp_path / "data", database, clock=lambda: 0.0)
    assert get(again, "k") == b"kept"
    assert len(files_of(tmp_path / "data")) == 1
    database.close()
