"""Destination and format of callbacks: settings of a job take precedence over those of its queue."""

import json

import pytest

from cosanim.local.callbacks.job_callbacks import callback_destination, callback_format
from cosanim.models import (
    CallBackMqConfig,
    Input,
    JobCallback,
    NotifyConfig,
    Operation,
    Output,
    SubmitJobRequest,
)
from cosanim.xml.codec import decode
from tests.local.support import Receiver, eventually, job_body, set_queue, submit

ON = "<State>On</State><Event>TaskFinish,WorkflowFinish</Event>"


def test_the_url_of_a_queue_gets_the_callbacks_of_jobs_without_a_url_of_their_own(service):
    with Receiver() as queue_receiver, Receiver() as job_receiver:
        notify = f"{ON}<Type>Url</Type><Url>{queue_receiver.url}/q</Url><ResultFormat>JSON</ResultFormat>"
        set_queue(service, "Active", notify)
        submit(service, job_body(more="<CallBack>no</CallBack>"))
        of_queue = submit(service, job_body())
        elsewhere = submit(
            service, job_body(more=f"<CallBack>{job_receiver.url}/j</CallBack><CallBackFormat>XML</CallBackFormat>")
        )
        path, content_type, content = eventually(lambda: queue_receiver.callbacks)[0]
        own_path, _, own_content = eventually(lambda: job_receiver.callbacks)[0]
        assert len(queue_receiver.callbacks) == 1
    assert (path, content_type) == ("/q", "application/json")
    assert json.loads(content)["JobsDetail"]["JobId"] == of_queue.job_id
    assert own_path == "/j"
    assert decode(own_content, JobCallback).jobs_detail[0].job_id == elsewhere.job_id


def request(**more):
    return SubmitJobRequest(
        tag="Animation",
        input=Input(object_key="in"),
        operation=Operation(template_id="t1", output=Output(region="r", bucket="b-1", object_key="o")),
        **more,
    )


OWN_MQ = CallBackMqConfig(mq_region="bj", mq_mode="Topic", mq_name="own")
URL_QUEUE = NotifyConfig(state="On", event="TaskFinish", type="Url", url="http://q/", result_format="JSON")
MQ_QUEUE = NotifyConfig(state="On", event="TaskFinish", type="TDMQ", mq_region="sh", mq_mode="Queue", mq_name="theirs")
MQ_OF_QUEUE = CallBackMqConfig(mq_region="sh", mq_mode="Queue", mq_name="theirs")


@pytest.mark.parametrize(
    ("more", "notify", "target", "form"),
    [
        ({}, None, None, "XML"),
        ({}, NotifyConfig(state="Off", event="TaskFinish", url="http://q/"), None, "XML"),
        ({}, NotifyConfig(state="On", event="WorkflowFinish", type="Url", url="http://q/"), None, "XML"),
        ({}, URL_QUEUE, "http://q/", "JSON"),
        ({}, MQ_QUEUE, MQ_OF_QUEUE, "XML"),
        ({"callback": ""}, URL_QUEUE, "http://q/", "JSON"),
        ({"callback": "no"}, URL_QUEUE, None, "JSON"),
        ({"callback": "no"}, MQ_QUEUE, None, "XML"),
        ({"callback": "http://j/"}, URL_QUEUE, "http://j/", "JSON"),
        ({"callback": "http://j/"}, MQ_QUEUE, "http://j/", "XML"),
        ({"callback_format": "XML"}, URL_QUEUE, "http://q/", "XML"),
        ({"callback": "http://j/", "callback_type": "TDMQ", "callback_mq_config": OWN_MQ}, URL_QUEUE, OWN_MQ, "JSON"),
        ({"callback_type": "TDMQ", "callback_mq_config": OWN_MQ}, None, OWN_MQ, "XML"),
        ({"callback_type": "Url"}, MQ_QUEUE, None, "XML"),
    ],
)
def test_settings_of_a_job_take_precedence_over_those_of_its_queue(more, notify, target, form):
    assert callback_destination(request(**more), notify) == target
    assert callback_format(request(**more), notify) == form
