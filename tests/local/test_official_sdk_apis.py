"""The official Python SDK: templates, queues, lists, cancelling, buckets and batches."""

import pytest

from tests.local.support import BUCKET, REGION, eventually
from tests.local.test_official_sdk import JOB, configuration

# Warnings of the SDK itself: invalid escapes in its docstrings, and pkg_resources in its dependencies.
pytestmark = [
    pytest.mark.filterwarnings("ignore:invalid escape sequence:SyntaxWarning"),
    pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning"),
]

TEMPLATE = {
    "Tag": "Animation",
    "Name": "sdk-template",
    "Container": {"Format": "gif"},
    "Video": {"Codec": "gif", "Width": "1280", "Height": "", "Fps": "15", "AnimateOnlyKeepKeyFrame": "true"},
    "TimeInterval": {"Start": "0", "Duration": "60"},
}


@pytest.fixture(params=["ip", "domain"])
def client(sdk, running, request):
    running.reset()
    client = sdk.CosS3Client(configuration(sdk, running, request.param), retry=0)
    client.put_object(Bucket=BUCKET, Key="input/demo.mp4", Body=b"1")
    return client


def set_state(client, state, name="QueueId"):
    queue = client.ci_get_media_queue(Bucket=BUCKET)["QueueList"][0]
    request = {
        "Name": "sdk-queue",
        name: queue["QueueId"],
        "State": state,
        "NotifyConfig": {"Type": "Url", "Url": "http://www.callback.com", "Event": "TaskFinish", "State": "Off"},
    }
    return client.ci_update_media_queue(Bucket=BUCKET, QueueId=queue["QueueId"], Request=request)["Queue"][0]


def test_templates_are_created_listed_updated_and_deleted(sdk, client):
    created = client.ci_create_template(Bucket=BUCKET, Template=TEMPLATE)["Template"]
    assert (created["Name"], created["BucketId"], created["TransTpl"]["Video"]["Width"]) == (
        "sdk-template",
        BUCKET,
        "1280",
    )
    template_id = created["TemplateId"]
    found = client.ci_get_template(Bucket=BUCKET, Ids=f"{template_id},C", Name="sdk")
    assert (found["TotalCount"], found["TemplateList"][0]["TemplateId"]) == ("1", template_id)
    assert found["NonExistTIDs"]["TemplateId"] == "C"
    assert client.ci_get_template(Bucket=BUCKET, Category="Official", PageSize=100)["TotalCount"] == "18"
    without_video = {name: value for name, value in TEMPLATE.items() if name != "Video"}
    updated = client.ci_update_template(Bucket=BUCKET, TemplateId=template_id, Template=without_video)["Template"]
    assert "Video" not in updated["TransTpl"]
    with pytest.raises(sdk.CosServiceError) as caught:
        client.ci_create_template(Bucket=BUCKET, Template=TEMPLATE)
    assert "<Code>TemplateNameDuplicate</Code>" in caught.value.get_origin_msg()
    assert client.ci_delete_template(Bucket=BUCKET, TemplateId=template_id)["TemplateId"] == template_id
    assert "TemplateList" not in client.ci_get_template(Bucket=BUCKET)


@pytest.mark.parametrize("name", ["QueueId", "QueueID"])
def test_queues_are_listed_and_updated(client, name):
    found = client.ci_get_media_queue(Bucket=BUCKET)
    assert (found["TotalCount"], found["QueueList"][0]["State"]) == ("1", "Active")
    paused = set_state(client, "Paused", name)
    assert (paused["State"], paused["Name"], paused["MaxSize"]) == ("Paused", "sdk-queue", "10000")
    assert client.ci_get_media_queue(Bucket=BUCKET, State="Active")["TotalCount"] == "0"


def test_jobs_are_listed_and_cancelled(sdk, client):
    set_state(client, "Paused")
    jobs = [client.ci_create_media_jobs(Bucket=BUCKET, Jobs=JOB)["JobsDetail"][0]["JobId"] for _ in range(3)]
    first = client.ci_list_media_jobs(Bucket=BUCKET, Tag="Animation", Size=2)
    assert [job["JobId"] for job in first["JobsDetail"]] == jobs[:0:-1]
    last = client.ci_list_media_jobs(Bucket=BUCKET, Tag="Animation", Size=2, NextToken=first["NextToken"])
    assert [job["JobId"] for job in last["JobsDetail"]] == jobs[:1]
    client.ci_cancel_jobs(Bucket=BUCKET, JobID=jobs[0])
    cancelled = client.ci_list_media_jobs(Bucket=BUCKET, Tag="Animation", States="Cancel")
    assert [job["JobId"] for job in cancelled["JobsDetail"]] == jobs[:1]
    with pytest.raises(sdk.CosServiceError) as caught:
        client.ci_cancel_jobs(Bucket=BUCKET, JobID=jobs[0])
    assert "<Code>InvalidArgument</Code>" in caught.value.get_origin_msg()
    set_state(client, "Active")
    eventually(
        lambda: (
            len(client.ci_list_media_jobs(Bucket=BUCKET, Tag="Animation", States="Success").get("JobsDetail", [])) == 2
        )
    )


def test_bound_buckets_are_listed(client):
    found = client.ci_get_media_bucket(Regions=f"{REGION},ap-shanghai", BucketName="test")
    assert [bucket["BucketId"] for bucket in found["MediaBucketList"]] == [BUCKET]
    assert client.ci_get_media_bucket(BucketNames="none-1")["TotalCount"] == "0"


def test_batches_are_created_listed_and_cancelled(client):
    body = {
        "Name": "sdk-batch",
        "Type": "Job",
        "Input": {"Prefix": "input/"},
        "Operation": {
            "QueueId": client.ci_get_media_queue(Bucket=BUCKET)["QueueList"][0]["QueueId"],
            "Tag": "Animation",
            "JobParam": {"Animation": JOB["Operation"]["Animation"]},
            "Output": {"Region": REGION, "Bucket": BUCKET, "Object": "output/${InventoryTriggerJobId}/out.${ext}"},
            "UserData": "mine",
        },
    }
    batch = client.ci_create_inventory_trigger_jobs(Bucket=BUCKET, JobBody=body)["JobsDetail"][0]
    assert (batch["Name"], batch["Input"]["Prefix"]) == ("sdk-batch", "input/")
    batch_id = batch["JobId"]

    def state():
        return client.ci_get_inventory_trigger_jobs(Bucket=BUCKET, JobID=batch_id)["JobsDetail"][0]["State"]

    eventually(lambda: state() == "Success")
    assert client.object_exists(Bucket=BUCKET, Key=f"output/{batch_id}/out.gif")
    found = client.ci_list_inventory_trigger_jobs(Bucket=BUCKET, Type="Job", Name="sdk-batch")
    assert [found_batch["JobId"] for found_batch in found["JobsDetail"]] == [batch_id]
    assert "JobsDetail" not in client.ci_list_inventory_trigger_jobs(Bucket=BUCKET)
    set_state(client, "Paused")
    held = client.ci_create_inventory_trigger_jobs(Bucket=BUCKET, JobBody=body)["JobsDetail"][0]["JobId"]
    client.ci_delete_inventory_trigger_jobs(Bucket=BUCKET, JobId=held)
    assert client.ci_get_inventory_trigger_jobs(Bucket=BUCKET, JobID=held)["JobsDetail"][0]["State"] == "Cancel"
