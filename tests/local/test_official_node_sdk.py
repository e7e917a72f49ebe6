"""The official Node SDK as a client of the local service; needs node, and npm to install the SDK."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cosanim.local import LocalService
from tests.local.support import BUCKET, REGION, finished, job_body, submit
from tests.local.videos import padded_clip

SDK = "cos-nodejs-sdk-v5@3.0.0"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node or npm is missing"),
]


@pytest.fixture(scope="module")
def node_sdk(tmp_path_factory):
    """The folder of the installed SDK."""
    folder = tmp_path_factory.mktemp("node")
    command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), SDK]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.skip(f"npm cannot install {SDK}: {done.stderr[-200:]}")
    return folder / "node_modules" / SDK.partition("@")[0]


def test_each_call_of_the_sdk_works_and_its_upload_renders(node_sdk, tmp_path):
    clip = padded_clip(tmp_path / "clip.mp4", 20 << 20)
    with LocalService() as service:
        script = Path(__file__).with_name("node_sdk.js")
        command = ["node", script, node_sdk, service.url, clip]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        job = submit(service, job_body("in/clip.mp4", video="<Width>128</Width>"))
        assert finished(service, job.job_id, timeout=60).state == "Success"
    results = {line["name"]: line["result"] for line in map(json.loads, done.stdout.splitlines())}
    assert len(results) == 15
    assert results.pop("getBucketAcl") == {"error": "NotImplemented", "statusCode": 501}
    assert results.pop("getObjectUrl") == 200
    assert {name: found for name, found in results.items() if "error" in found} == {}
    assert results["uploadFile"]["ETag"] == results["headObject"]["ETag"]
    assert results["headObject"]["headers"]["content-length"] == str(20 << 20)
    assert results["getBucket"]["CommonPrefixes"] == [{"Prefix": "a b/"}]
    assert results["getBucketLocation"]["LocationConstraint"] == REGION
    assert [bucket["Name"] for bucket in results["getService"]["Buckets"]] == [BUCKET]
    assert [entry["Key"] for entry in results["deleteMultipleObject"]["Deleted"]] == ["c", "none"]
