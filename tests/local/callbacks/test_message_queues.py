"""Callbacks into message queues, which the service keeps for whoever tests them."""

import json

import requests

from cosanim.local import LocalService
from cosanim.local.storage import messages
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.local.support import eventually, finished, job_body, send, set_queue, submit


def wanting(name, more=""):
    config = f"<MqRegion>bj</MqRegion><MqMode>Topic</MqMode><MqName>{name}</MqName>"
    return job_body(more=f"{more}<CallBackType>TDMQ</CallBackType><CallBackMqConfig>{config}</CallBackMqConfig>")


def kept(service, **params):
    answer = requests.get(f"{service.url}/local/messages", params=params, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    return answer.json()


def test_messages_are_shown_newest_first_and_by_the_name_of_their_queue(service):
    assert kept(service) == []
    first = submit(service, wanting("one"))
    eventually(lambda: kept(service))
    second = submit(service, wanting("two", "<CallBackFormat>JSON</CallBackFormat>"))
    newest, oldest = eventually(lambda: found if len(found := kept(service)) == 2 else None)
    assert (oldest["MqRegion"], oldest["MqMode"], oldest["MqName"]) == ("bj", "Topic", "one")
    assert (oldest["Format"], oldest["JobId"], newest["Format"]) == ("XML", first.job_id, "JSON")
    assert oldest["Time"].endswith("+0800")
    notice = decode(oldest["Body"].encode(), JobCallback, strict=True)
    assert notice.jobs_detail == [finished(service, first.job_id)]
    assert json.loads(newest["Body"])["JobsDetail"]["JobId"] == second.job_id
    assert kept(service, name="one") == [oldest]
    assert kept(service, name="") == [newest, oldest]
    assert kept(service, name="none") == []
    assert send(service, "GET", "/local/messages").json() == [newest, oldest]


def test_a_queue_can_tell_a_message_queue(service):
    notify = "<MqRegion>sh</MqRegion><MqMode>Queue</MqMode><MqName>ours</MqName>"
    set_queue(service, notify=f"<State>On</State><Event>TaskFinish</Event><Type>TDMQ</Type>{notify}")
    submit(service, job_body(more="<CallBack>no</CallBack>"))
    job = submit(service, job_body("in/missing.mp4"))
    (message,) = eventually(lambda: kept(service))
    assert (message["MqName"], message["JobId"]) == ("ours", job.job_id)
    assert "<State>Failed</State>" in message["Body"]


def test_old_messages_make_room(service, monkeypatch):
    monkeypatch.setattr(messages, "MOST_MESSAGES", 2)
    for number in range(4):
        service._run.tables.messages.add(
            region="bj", mode="Queue", name=str(number), format_name="XML", job_id="j", body=b"<Response/>"
        )
    assert [message["MqName"] for message in kept(service)] == ["3", "2"]


def test_messages_are_there_after_a_restart_and_gone_after_a_reset(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        job = submit(service, wanting("one"))
        eventually(lambda: kept(service))
    with LocalService(data=tmp_path, render=False) as service:
        assert [message["JobId"] for message in kept(service)] == [job.job_id]
        service.reset()
        assert kept(service) == []
