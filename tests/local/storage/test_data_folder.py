"""The data folder: files that the service did not create are not deleted, changed or followed."""

import contextlib
import fcntl
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cosanim.errors import ConfigurationError, CosanimError
from cosanim.local import LocalService
from tests.cli.support import process
from tests.local.support import send

ROOT = Path(__file__).parents[3]
CONTENT_NAME = "0123456789abcdef" * 2
"""A file name in the form of the service's content files."""


def tree(folder):
    """Return kind, content or target, and mode of everything below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[str(path)] = ("link", str(path.readlink()))
        elif path.is_file():
            found[str(path)] = (path.read_bytes(), path.stat().st_mode)
        else:
            found[str(path)] = ("other", path.stat().st_mode)
    return found


def refused(folder, match):
    """Start a service on a folder, which must fail and change nothing."""
    before = tree(folder.parent)
    with pytest.raises(ConfigurationError, match=match):
        LocalService(data=folder, render=False).start()
    assert tree(folder.parent) == before


def other_database(path, *, wal=False, statements="CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')"):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"{statements}; PRAGMA user_version = 2")


@pytest.fixture
def data_folder(tmp_path):
    """A data folder with one object."""
    folder = tmp_path / "data"
    with LocalService(data=folder, render=False) as service:
        send(service, "PUT", "/kept", data=b"kept")
    return folder


def stored_content(folder):
    with LocalService(data=folder, render=False) as service:
        return send(service, "GET", "/kept").content


@pytest.mark.parametrize(
    "name",
    [
        "objects/mine",
        f"objects/{CONTENT_NAME}",
        "tmp/mine",
        f"tmp/{CONTENT_NAME}",
        "lock",
        "notes.txt",
        ".hidden",
        "cosanim.sqlite3-wal",
    ],
)
def test_a_folder_with_other_contents_is_refused(tmp_path, name):
    file = tmp_path / "data" / name
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    refused(tmp_path / "data", "not empty")


@pytest.mark.parametrize("wal", [False, True])
def test_a_database_of_another_application_is_refused(tmp_path, wal):
    folder = tmp_path / "data"
    folder.mkdir()
    other_database(folder / "cosanim.sqlite3", wal=wal)
    refused(folder, r"cosanim\.sqlite3 was not made by this service")


@pytest.mark.parametrize("content", [b"text", b"x" * 200, b"SQLite format 3\0"])
def test_a_file_that_is_not_a_database_is_refused(tmp_path, content):
    (tmp_path / "data" / "objects").mkdir(parents=True)
    (tmp_path / "data" / "objects" / CONTENT_NAME).write_text("mine")
    (tmp_path / "data" / "cosanim.sqlite3").write_bytes(content)
    refused(tmp_path / "data", r"cosanim\.sqlite3 was not made by this service")


def test_a_database_of_another_version_is_refused(data_folder):
    with contextlib.closing(sqlite3.connect(data_folder / "cosanim.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused(data_folder, "its format is 99")


def test_contents_stay_when_the_database_is_moved_aside(data_folder, tmp_path):
    aside = tmp_path / "aside.sqlite3"
    (data_folder / "cosanim.sqlite3").rename(aside)
    refused(data_folder, "not empty")
    aside.rename(data_folder / "cosanim.sqlite3")
    assert stored_content(data_folder) == b"kept"


@pytest.mark.parametrize(
    "name", ["objects", "tmp", "lock", "cosanim.sqlite3", "cosanim.sqlite3-wal", "cosanim.sqlite3-shm"]
)
@pytest.mark.parametrize("there", [True, False], ids=["target", "dangling"])
def test_links_are_not_followed(data_folder, tmp_path, name, there):
    elsewhere = tmp_path / "elsewhere"
    path = data_folder / name
    if path.exists():
        path.rename(elsewhere)
    elif there:
        elsewhere.write_text("mine")
    if not there and elsewhere.exists():
        elsewhere.rename(tmp_path / "moved")
    path.symlink_to(elsewhere)
    refused(data_folder, f"{name} is a link")


@pytest.mark.parametrize("name", ["objects", "tmp", "lock", "cosanim.sqlite3"])
def test_links_in_an_otherwise_empty_folder_are_not_followed(tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / CONTENT_NAME).write_text("mine")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).symlink_to(elsewhere)
    refused(tmp_path / "data", f"{name} is a link")


@pytest.mark.parametrize(
    ("name", "make"), [("lock", os.mkfifo), ("lock", os.mkdir), ("objects", Path.touch), ("tmp", Path.touch)]
)
def test_folders_in_place_of_files_and_files_in_place_of_folders_are_refused(data_folder, name, make):
    path = data_folder / name
    if path.exists():
        path.rename(data_folder / "before")
    make(path)
    refused(data_folder, f"{name} is no")


def test_only_leftovers_with_names_of_the_service_are_removed(data_folder, tmp_path):
    mine = tmp_path / "mine"
    mine.write_text("mine")
    left = []
    for folder in (data_folder / "objects", data_folder / "tmp"):
        (folder / CONTENT_NAME).write_text("left over")
        (folder / "notes.txt").write_text("mine")
        for name in (f"{CONTENT_NAME}.bak", f"{CONTENT_NAME}.bak~"):
            (folder / name).write_text("mine")
            left.append(folder / name)
        (folder / CONTENT_NAME[::-1]).symlink_to(mine)
        (folder / ("f" * 32)).mkdir()
        left += [folder / "notes.txt", folder / CONTENT_NAME[::-1], folder / ("f" * 32)]
    # A copy that a user made of the stored content.
    (data_folder / "objects" / f"{CONTENT_NAME}.gif").write_text("mine")
    left.append(data_folder / "objects" / f"{CONTENT_NAME}.gif")
    (data_folder / "tmp" / f"{CONTENT_NAME}.webp").write_text("left over")
    (data_folder / "beside").write_text("mine")
    assert stored_content(data_folder) == b"kept"
    assert all(os.path.lexists(path) for path in left)
    assert mine.read_text() == "mine"
    assert (data_folder / "beside").read_text() == "mine"
    for name in (f"objects/{CONTENT_NAME}", f"tmp/{CONTENT_NAME}", f"tmp/{CONTENT_NAME}.webp"):
        assert not (data_folder / name).exists()


def test_the_content_of_a_lock_file_is_kept(data_folder):
    (data_folder / "lock").write_text("mine")
    assert stored_content(data_folder) == b"kept"
    assert (data_folder / "lock").read_text() == "mine"


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_removed_lock_file_does_not_let_a_second_service_in(data_folder, is_replaced):
    with LocalService(data=data_folder, render=False) as service:
        (data_folder / "lock").unlink()
        if is_replaced:
            (data_folder / "lock").touch()
        with pytest.raises(CosanimError, match="in use by another local service"):
            LocalService(data=data_folder, render=False).start()
        moved = data_folder.with_name("moved")
        data_folder.rename(moved)
        with pytest.raises(CosanimError, match="in use by another local service"):
            LocalService(data=moved, render=False).start()
        moved.rename(data_folder)
        assert send(service, "GET", "/kept").content == b"kept"


def test_an_earlier_release_that_locks_only_the_lock_file_keeps_a_service_out(data_folder):
    with (data_folder / "lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(CosanimError, match="in use by another local service"):
            LocalService(data=data_folder, render=False).start()
    assert stored_content(data_folder) == b"kept"


READ = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM objects').connection.close()"


def test_a_refused_second_service_does_not_release_the_locks_of_the_database(data_folder):
    with LocalService(data=data_folder, render=False) as service:
        send(service, "PUT", "/new", data=b"new")
        with pytest.raises(CosanimError, match="in use"):
            LocalService(data=data_folder, render=False).start()
        # Without the locks, a program that closes the database removes the log that the service writes.
        path = data_folder / "cosanim.sqlite3"
        subprocess.run([sys.executable, "-c", READ, str(path)], check=True, timeout=60)
        assert path.with_name("cosanim.sqlite3-wal").exists()
        assert send(service, "GET", "/new").content == b"new"


def test_a_folder_of_a_release_without_a_table_is_opened(data_folder):
    with contextlib.closing(sqlite3.connect(data_folder / "cosanim.sqlite3")) as connection:
        connection.executescript("DROP TABLE callbacks")
    with LocalService(data=data_folder, render=False) as service:
        assert send(service, "GET", "/local/callbacks").json() == []
        assert send(service, "GET", "/kept").content == b"kept"


@pytest.mark.parametrize("names", [(), ("lock",), ("lock", "cosanim.sqlite3")])
def test_an_interrupted_start_can_be_repeated(tmp_path, names):
    for name in names:
        (tmp_path / name).touch()
    with LocalService(data=tmp_path, render=False) as service:
        send(service, "PUT", "/kept", data=b"kept")
    assert stored_content(tmp_path) == b"kept"


def test_a_database_that_was_not_closed_is_opened_again(tmp_path):
    code = (
        "import os, sys\nfrom cosanim.local import LocalService\nfrom tests.local.support import send\n"
        "service = LocalService(data=sys.argv[1], render=False)\nservice.start()\n"
        "send(service, 'PUT', '/kept', data=b'kept')\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "data")], check=True, cwd=ROOT, timeout=60)
    assert (tmp_path / "data" / "cosanim.sqlite3-wal").stat().st_size
    assert stored_content(tmp_path / "data") == b"kept"


@pytest.mark.parametrize("path", ["file", "file/below"])
def test_a_file_cannot_be_a_data_folder(tmp_path, path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        LocalService(data=tmp_path / path, render=False).start()
    assert (tmp_path / "file").read_text() == "mine"


UNWRITABLE = """
import os, sys
from cosanim.errors import ConfigurationError
from cosanim.local import LocalService

service = LocalService(data=sys.argv[1], render=False)
os.chdir(os.path.dirname(sys.argv[1]))
if os.geteuid() == 0:  # root may write everywhere
    os.setuid(65534)
try:
    service.start()
except ConfigurationError as error:
    print(error)
"""


@pytest.mark.parametrize("is_new", [True, False])
def test_a_folder_that_cannot_be_written_is_refused(is_new):
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "data"
        if not is_new:
            folder.mkdir(mode=0o555)
        Path(parent).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", UNWRITABLE, str(folder)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
            check=True,
        )
        Path(parent).chmod(0o755)
        assert "Permission denied" in done.stdout, done.stderr


def test_the_command_refuses_with_the_exit_code_of_a_usage_error(tmp_path):
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "mine").write_text("mine")
    before = tree(tmp_path)
    ran = process("local", "--no-render", "--data", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert "not empty" in ran.err
    assert ran.is_clean()
    assert tree(tmp_path) == before
