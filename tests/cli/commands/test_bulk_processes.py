"""``cosanim bulk`` in a process of its own: signals, and the bar on a terminal; and with real results."""

import io
import shlex
import signal
from types import SimpleNamespace

import pytest

from cosanim.cli.bulk.bar import Status
from cosanim.cli.bulk.tally import Tally
from cosanim.errors import CosanimError
from cosanim.local import LocalService
from tests.cli.support import interrupt, process
from tests.cli.test_terminal import run_on_terminal
from tests.local.videos import make_video

HEADER = "input,output,format,width,duration\n"
SIGNALS = pytest.mark.parametrize(
    ("by", "code"),
    [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)],
    ids=["INT", "TERM"],
)


class Jobs:
    """The jobs of a service in place of its requests."""

    def __init__(self, service, client):
        self.url = service.url
        self._client = client

    @property
    def requests(self):
        return list(self._client.list_jobs(size=100))


@SIGNALS
def test_an_interrupted_run_prints_the_command_that_goes_on(service, client, tmp_path, monkeypatch, by, code):
    service.reset()
    monkeypatch.chdir(tmp_path)
    for number in range(12):
        client.objects.put(f"v/{number}.mp4", io.BytesIO(b"a video"))
    (tmp_path / "my list.csv").write_text(HEADER + "".join(f"v/{n}.mp4,g/{n}.gif,gif,320,5\n" for n in range(12)))
    jobs = Jobs(service, client)
    words = ["bulk", "my list.csv", "--rate", "20", "--concurrency", "2", "--report", "r.csv"]
    ran = interrupt(words, jobs, after=3, by=by, COSANIM_SHORT_DELAYS="1")
    assert ran.code == code
    *_, rows, told, go_on, command = ran.err.splitlines()
    assert rows.startswith("12 rows: ")
    assert rows.endswith(" not sent")
    assert told.startswith("interrupted: ")
    assert go_on == "  go on with"
    assert shlex.split(command) == ["cosanim", *words]
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 13
    assert len(jobs.requests) < 12
    again = process(*shlex.split(command)[1:], url=service.url, COSANIM_SHORT_DELAYS="1")
    assert again.code == 0
    assert "failed" not in again.err
    assert len({job.operation.output.object_key for job in jobs.requests}) == len(jobs.requests) == 12


def test_a_terminal_shows_a_bar_and_the_rows_that_failed(service, client, tmp_path, monkeypatch):
    service.reset()
    monkeypatch.chdir(tmp_path)
    client.objects.put("v/0.mp4", io.BytesIO(b"a video"))
    (tmp_path / "m.csv").write_text(f"{HEADER}v/0.mp4,g/0.gif,gif,320,5\n")
    _, seen = run_on_terminal(["bulk", "m.csv", "--rate", "5"], service.url, stdout_is_terminal=True)
    assert b"\x1b[" in seen
    assert b"1/1" in seen
    assert b"1 row: 1 submitted" in seen
    assert b"v/0.mp4" not in seen


def test_the_text_beside_the_bar_has_rate_remaining_time_counts_and_the_pause():
    run = SimpleNamespace(unfinished=40, in_flight=8, parked=2, pause=None)
    manifest = SimpleNamespace(read=7, total=None)
    tally, now = Tally(), [100.0]
    status = Status(run, manifest, tally, clock=lambda: now[0])
    assert status.text() == "checking the manifest: 7 rows"
    manifest.total = 2000
    assert status.text() == "0/2000  40 submitted, 8 sending, 2 parked"
    now[0] += 10
    tally.rows, tally.new = 1200, 200
    tally.counts.update({"done": 1150, "failed": 3, "unknown": 1})
    assert status.text() == (
        "1200/2000  20.0/s  0:00:40 left  40 submitted, 8 sending, 1150 done, 3 failed, 1 unknown, 2 parked"
    )
    run.pause = CosanimError("the token\nexpired")
    assert status.text().endswith("  paused: the token; expired")


@pytest.mark.slow
def test_real_results_are_downloaded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_video(tmp_path / "video.mp4", seconds=1)
    with LocalService() as service, service.client() as client:
        for name in ("a", "b"):
            client.objects.put(f"v/{name}.mp4", tmp_path / "video.mp4")
        rows = "v/a.mp4,g/a.{ext},gif,160,1\nv/b.mp4,g/b.{ext},webp,160,1\n"
        (tmp_path / "m.csv").write_text(HEADER + rows)
        ran = process("bulk", "m.csv", "--download", "out", url=service.url, COSANIM_BUCKET=service.bucket)
        assert (ran.code, ran.err) == (0, "2 rows: 2 done, 2 downloaded\n")
        assert (tmp_path / "out/g/a.gif").read_bytes() == client.objects.read("g/a.gif")
    assert (tmp_path / "out/g/a.gif").read_bytes().startswith(b"GIF89a")
    assert (tmp_path / "out/g/b.webp").read_bytes()[8:12] == b"WEBP"
