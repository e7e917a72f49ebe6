"""Every result has the request id of the service."""

import inspect
import re

import pytest

from cosanim import AnimationClient, models
from tests.servers.loopback import Loopback, client_of

METHODS = {
    name: method
    for name, method in inspect.getmembers(AnimationClient, inspect.isfunction)
    if not name.startswith("_")
    and set(re.findall(r"\w+", str(inspect.signature(method).return_annotation))) & {*models.__all__}
}


@pytest.mark.parametrize("name", METHODS)
def test_every_result_class_has_a_field_for_the_request_id(name):
    returned = set(re.findall(r"\w+", inspect.signature(METHODS[name]).return_annotation)) & {*models.__all__}
    assert all("request_id" in getattr(models, cls).__dataclass_fields__ for cls in returned), returned


def test_the_methods_that_return_results_are_found():
    assert {"submit_job", "wait", "list_queues", "list_templates", "list_batches", "describe_media_buckets"} <= set(
        METHODS
    )


ENTRIES = {
    "list_jobs": b"<JobsDetail><JobId>j1</JobId></JobsDetail>",
    "list_templates": b"<TotalCount>1</TotalCount><TemplateList><TemplateId>t1</TemplateId></TemplateList>",
    "list_queues": b"<TotalCount>1</TotalCount><QueueList><QueueId>p1</QueueId></QueueList>",
    "list_batches": b"<JobsDetail><JobId>b1</JobId></JobsDetail>",
    "describe_media_buckets": b"<TotalCount>1</TotalCount><MediaBucketList><BucketId>b</BucketId></MediaBucketList>",
}


@pytest.mark.parametrize("name", ENTRIES)
def test_the_entries_of_a_list_carry_the_id_of_their_page(name):
    with Loopback(body=b"<Response>" + ENTRIES[name] + b"</Response>") as service, client_of(service.url) as client:
        assert [entry.request_id for entry in getattr(client, name)()] == ["r1"]


def test_entries_get_the_request_id_of_the_headers_even_if_the_body_has_another():
    body = b"<Response><RequestId>r0</RequestId><JobsDetail><JobId>b1</JobId></JobsDetail></Response>"
    with Loopback(body=body) as service, client_of(service.url) as client:
        batch = client.describe_batch("b1")
    assert (batch.job_id, batch.request_id) == ("b1", "r1")


@pytest.mark.parametrize("below", [True, False])
def test_a_new_template_has_the_request_id_in_both_forms_of_the_reply(below):
    nodes = b"<TemplateId>t1</TemplateId><Name>n</Name>"
    body = b"<Response>" + (b"<Template>" + nodes + b"</Template>" if below else nodes) + b"</Response>"
    empty = b"<Response><TotalCount>0</TotalCount></Response>"
    with Loopback(body=empty) as service, client_of(service.url) as client:
        service.then(200, body, {"x-ci-request-id": "r2"})
        template = client.ensure_template("n", format="gif", duration=1).template
    assert (template.template_id, template.request_id) == ("t1", "r2")
