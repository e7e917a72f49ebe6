"""Opening a data folder of format 2, whose objects have no CRC-64."""

import sqlite3
from contextlib import closing

from cosanim.local import LocalService

OLD_TABLES = """
DROP TABLE objects; DROP TABLE buckets; DROP TABLE uploads; DROP TABLE parts;
CREATE TABLE buckets (name TEXT PRIMARY KEY);
CREATE TABLE objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    modified REAL NOT NULL, headers TEXT NOT NULL, PRIMARY KEY (bucket, key)
);
PRAGMA user_version = 2;
"""


def facts(client):
    """Return the headers of the object that the service stores."""
    headers = client.objects.head("a/video.mp4").headers
    return {name: headers[name] for name in ("ETag", "Content-Length", "Last-Modified", "x-cos-hash-crc64ecma")}


def test_objects_and_jobs_of_an_old_folder_are_kept(tmp_path):
    with LocalService(data=tmp_path, render=False, hold=True) as service, service.client() as client:
        client.objects.put("a/video.mp4", b"a video")
        before = facts(client)
        job_id = client.submit("a/video.mp4", "out.gif", format="gif", duration=1).job_id
    (path,) = tmp_path.glob("*.sqlite3")
    with closing(sqlite3.connect(path)) as connection:
        buckets = connection.execute("SELECT name FROM buckets").fetchall()
        objects = connection.execute("SELECT bucket, key, file, size, etag, modified, headers FROM objects").fetchall()
        connection.executescript(OLD_TABLES)
        connection.executemany("INSERT INTO buckets VALUES (?)", buckets)
        connection.executemany("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)", objects)
        connection.commit()
    for _ in range(2):
        with LocalService(data=tmp_path, render=False, hold=True) as service, service.client() as client:
            assert facts(client) == before
            assert client.objects.read("a/video.mp4") == b"a video"
            assert [job.job_id for job in client.list_jobs()] == [job_id]
