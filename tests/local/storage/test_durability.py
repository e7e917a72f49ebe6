"""What the service acknowledges is synced to the disk, unless its data folder is temporary."""

import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from cosanim.local.storage.data_folder import open_data_folder
from cosanim.local.storage.database import Database
from cosanim.local.storage.disk import Disk
from cosanim.local.storage.job_records import NewJob
from cosanim.local.storage.jobs import JobStore
from cosanim.local.storage.queues import CLOUD_LIMITS, QueueStore
from cosanim.models import SubmitJobRequest
from cosanim.xml.codec import decode
from tests.local.support import BUCKET, REGION, job_body

ROOT = Path(__file__).parents[3]
PUTS = JOBS = 20
REQUESTS = f"""
import sys
from pathlib import Path
from cosanim.local import LocalService
from tests.local.support import finished, job_body, send, submit

for data in (sys.argv[1], None):
    with LocalService(data=data, render=False) as service:
        for number in range({PUTS}):
            assert send(service, "PUT", f"/in/{{number}}", data=b"1").status_code == 200
        Path("part-done").write_text("")
        jobs = [submit(service, job_body(f"in/{{number}}", f"out/{{number}}.gif")) for number in range({JOBS})]
        assert {{finished(service, job.job_id).state for job in jobs}} == {{"Success"}}
    Path("part-done").write_text("")
"""


def synced_paths(folder):
    """Return the paths that services sync: for PUTs and for jobs in folder/data, then for both in a temporary one."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    trace = folder / "trace"
    command = ["strace", "-f", "-y", "-s", "256", "-e", "trace=fsync,fdatasync,openat", "-e", "signal=none"]
    command += ["-o", str(trace), sys.executable, "-c", REQUESTS, str(folder / "data")]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    if "ptrace" in done.stderr.lower():
        pytest.skip("strace is not allowed to trace")
    assert done.returncode == 0, done.stderr
    parts = re.split(r'openat\([^"]*"part-done"', trace.read_text())
    return [re.findall(r"\bf(?:data)?sync\(\d+<([^>]*)>", part) for part in parts]


def test_what_is_acknowledged_is_synced_unless_the_folder_is_temporary(tmp_path):
    by_puts, by_jobs, *temporary = synced_paths(tmp_path)
    for synced, count, commits in ((by_puts, PUTS, PUTS), (by_jobs, JOBS, 2 * JOBS)):
        kinds = [Path(path).relative_to(tmp_path).parts for path in synced]
        # The content, the folder that it is moved to, and the row.
        assert sum(parts[:2] == ("data", "tmp") for parts in kinds) == count
        assert kinds.count(("data", "objects")) == count
        assert kinds.count(("data", "cosanim.sqlite3-wal")) >= commits
    print(f"{PUTS} PUTs: {len(by_puts)} syncs; {JOBS} jobs: {len(by_jobs)} syncs")
    assert temporary == [[], [], []]


def synchronous(connection):
    """Return SQLite's setting: 2 for FULL, 1 for NORMAL, 0 for OFF."""
    return connection.execute("PRAGMA synchronous").fetchone()[0]


@pytest.mark.parametrize(("is_durable", "settings"), [(True, [2, 1, 2]), (False, [0, 0, 0])])
def test_a_transaction_is_synced_if_it_must_be_durable(tmp_path, is_durable, settings):
    found = []
    with closing(Database(tmp_path / "sqlite", durable=is_durable)) as database:
        for durable in (True, False, True):
            with database.transaction(durable=durable), database.transaction() as connection:
                found.append(synchronous(connection))
    assert found == settings


def test_the_end_of_a_job_is_synced_and_its_start_and_progress_are_not(tmp_path):
    settings = []
    with closing(Database(tmp_path / "sqlite")) as database:
        jobs = JobStore(database, clock=time.time)
        QueueStore(database, CLOUD_LIMITS, clock=time.time).bind(BUCKET)
        request = decode(job_body(), SubmitJobRequest)
        new = NewJob(job_id="j1", bucket=BUCKET, region=REGION, queue_id="p1", request=request)
        for change in (
            lambda: jobs.add(new),
            jobs.claim,
            lambda: jobs.set_progress("j1", 40),
            lambda: jobs.fail("j1", "InternalError", "failed"),
        ):
            change()
            settings.append(synchronous(database._connection))
    assert settings == [2, 1, 1, 2]


def test_every_folder_that_is_made_is_synced_into_its_parent(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(Disk, "sync_folder", lambda _, path: synced.append(path))
    with ExitStack() as stack:
        open_data_folder(tmp_path / "a" / "b" / "c", stack)
    assert {tmp_path, tmp_path / "a", tmp_path / "a" / "b"} <= set(synced)
