"""What was asked for is repeated node by node, as the schema has it: a node that is new in the schema is tested too."""

from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from cosanim.models import BatchInput, BatchTimeInterval, CreateTemplateRequest
from cosanim.xml.codec import encode
from tests.local.support import queue_of, send
from tests.strategies import objects

# Full objects are large: what fails names the node that is missing, and takes minutes to be made smaller.
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def leaves(xml, path):
    """The texts of all leaves below a node, with their paths."""
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
def test_a_job_is_told_with_everything_that_was_asked_for(running, request):
    request.callback, request.operation.template_id = "no", None
    sent = encode(request)
    submitted = answered(running, "POST", "/jobs", sent)
    job_id = etree.fromstring(submitted).findtext("JobsDetail/JobId")
    asked = leaves(sent, "Operation")
    assert {"Animation/Video/Width", "Animation/TimeInterval/Start", "Output/Object", "UserData"} <= asked.keys()
    for told in (submitted, answered(running, "GET", f"/jobs/{job_id}"), answered(running, "GET", "/jobs")):
        assert asked.items() <= leaves(told, f"JobsDetail[JobId='{job_id}']/Operation").items()
        assert leaves(sent, "Input").items() <= leaves(told, f"JobsDetail[JobId='{job_id}']/Input").items()


@few
@given(animation=objects("Animation", full=True, plain=True))
def test_a_template_is_told_with_everything_that_it_holds(running, animation):
    running.reset()
    request = CreateTemplateRequest(
        tag="Animation",
        name="one",
        container=animation.container,
        video=animation.video,
        time_interval=animation.time_interval,
    )
    asked = leaves(b"<Request>" + encode(animation) + b"</Request>", "Animation")
    created = answered(running, "POST", "/template", encode(request))
    assert leaves(created, "Template/TransTpl") == asked
    assert leaves(answered(running, "GET", "/template"), "TemplateList/TransTpl") == asked


@few
@given(request=objects("SubmitBatchRequest", full=True, plain=True))
def test_a_batch_is_told_with_everything_that_was_asked_for(running, request):
    request.input = BatchInput(prefix="no such/")
    request.operation.time_interval = BatchTimeInterval(
        start="2024-01-01T00:00:00+0800", end="2024-02-01T00:00:00+0800"
    )
    request.operation.callback = "no"
    sent = encode(request)
    batch_id = etree.fromstring(answered(running, "POST", "/inventorytriggerjob", sent)).findtext("JobsDetail/JobId")
    told = answered(running, "GET", f"/inventorytriggerjob/{batch_id}")
    for part in ("Input", "Operation"):
        assert leaves(sent, part).items() <= leaves(told, f"JobsDetail/{part}").items()


@few
@given(request=objects("UpdateQueueRequest", full=True, plain=True))
def test_a_queue_is_told_with_everything_that_was_set(running, request):
    running.reset()
    sent = encode(request)
    answered(running, "PUT", f"/queue/{queue_of(running).queue_id}", sent)
    told = answered(running, "GET", "/queue")
    assert leaves(sent, "NotifyConfig").items() <= leaves(told, "QueueList/NotifyConfig").items()
