"""Details repeat every node of their request. The requests are generated from the schema, new nodes included."""

from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from cosanim.models import BatchInput, BatchTimeInterval, CreateTemplateRequest
from cosanim.xml.codec import encode
from tests.local.support import queue_of, send
from tests.strategies import objects

# Without shrinking, which would take minutes: the failure names the missing node.
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def leaves(xml, path):
    """Return the texts of all leaves below a node by path."""
    found = {}
    for node in etree.fromstring(xml).findall(path):
        tree = node.getroottree()
        found |= {
            tree.getelementpath(leaf).removeprefix(f"{tree.getelementpath(node)}/"): leaf.text or ""
            for leaf in node.iter()
            if not len(leaf)
        }
    return found


def answered(service, method, path, data=None):
    answer = send(service, method, path, data=data)
    assert answer.status_code == 200, answer.text
    return answer.content


@few
@given(request=objects("SubmitJobRequest", full=True, plain=True))
def test_job_details_repeat_every_node_of_the_request(running, request):
    request.callback, request.operation.template_id = "no", None
    sent = encode(request)
    submitted = answered(running, "POST", "/jobs", sent)
    job_id = etree.fromstring(submitted).findtext("JobsDetail/JobId")
    expected = leaves(sent, "Operation")
    assert {"Animation/Video/Width", "Animation/TimeInterval/Start", "Output/Object", "UserData"} <= expected.keys()
    for response in (submitted, answered(running, "GET", f"/jobs/{job_id}"), answered(running, "GET", "/jobs")):
        assert expected.items() <= leaves(response, f"JobsDetail[JobId='{job_id}']/Operation").items()
        assert leaves(sent, "Input").items() <= leaves(response, f"JobsDetail[JobId='{job_id}']/Input").items()


@few
@given(animation=objects("Animation", full=True, plain=True))
def test_template_details_repeat_every_node_of_the_request(running, animation):
    running.reset()
    request = CreateTemplateRequest(
        tag="Animation",
        name="one",
        container=animation.container,
        video=animation.video,
        time_interval=animation.time_interval,
    )
    expected = leaves(b"<Request>" + encode(animation) + b"</Request>", "Animation")
    created = answered(running, "POST", "/template", encode(request))
    assert leaves(created, "Template/TransTpl") == expected
    assert leaves(answered(running, "GET", "/template"), "TemplateList/TransTpl") == expected


@few
@given(request=objects("SubmitBatchRequest", full=True, plain=True))
def test_batch_details_repeat_every_node_of_the_request(running, request):
    request.input = BatchInput(prefix="no such/")
    request.operation.time_interval = BatchTimeInterval(
        start="2024-01-01T00:00:00+0800", end="2024-02-01T00:00:00+0800"
    )
    request.operation.callback = "no"
    sent = encode(request)
    batch_id = etree.fromstring(answered(running, "POST", "/inventorytriggerjob", sent)).findtext("JobsDetail/JobId")
    response = answered(running, "GET", f"/inventorytriggerjob/{batch_id}")
    for part in ("Input", "Operation"):
        assert leaves(sent, part).items() <= leaves(response, f"JobsDetail/{part}").items()


@few
@given(request=objects("UpdateQueueRequest", full=True, plain=True))
def test_queue_details_repeat_every_node_of_the_request(running, request):
    running.reset()
    sent = encode(request)
    answered(running, "PUT", f"/queue/{queue_of(running).queue_id}", sent)
    response = answered(running, "GET", "/queue")
    assert leaves(sent, "NotifyConfig").items() <= leaves(response, "QueueList/NotifyConfig").items()
