"""Callbacks to message queues, which the service stores and lists at local/messages."""

import json
from contextlib import closing

import requests

from cosanim.local import LocalService
from cosanim.local.storage import queued_callbacks
from cosanim.local.storage.database import Database
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.local.support import NOW, eventually, finished, job_body, send, set_queue, submit


def job_with_queue(name, more=""):
    config = f"<MqRegion>bj</MqRegion><MqMode>Topic</MqMode><MqName>{name}</MqName>"
    return job_body(more=f"{more}<CallBackType>TDMQ</CallBackType><CallBackMqConfig>{config}</CallBackMqConfig>")


def messages_of(service, **params):
    answer = requests.get(f"{service.url}/local/messages", params=params, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    return answer.json()


def test_messages_are_listed_newest_first_and_filtered_by_name(service):
    assert messages_of(service) == []
    first = submit(service, job_with_queue("one"))
    eventually(lambda: messages_of(service))
    second = submit(service, job_with_queue("two", "<CallBackFormat>JSON</CallBackFormat>"))
    newest, oldest = eventually(lambda: found if len(found := messages_of(service)) == 2 else None)
    assert (oldest["MqRegion"], oldest["MqMode"], oldest["MqName"]) == ("bj", "Topic", "one")
    assert (oldest["Format"], oldest["JobId"], newest["Format"]) == ("XML", first.job_id, "JSON")
    assert oldest["Time"].endswith("+0800")
    callback = decode(oldest["Body"].encode(), JobCallback, strict=True)
    assert callback.jobs_detail == [finished(service, first.job_id)]
    assert json.loads(newest["Body"])["JobsDetail"]["JobId"] == second.job_id
    assert messages_of(service, name="one") == [oldest]
    assert messages_of(service, name="") == [newest, oldest]
    assert messages_of(service, name="none") == []
    assert send(service, "GET", "/local/messages").json() == [newest, oldest]


def test_the_callbacks_of_a_queue_can_go_to_a_message_queue(service):
    notify = "<MqRegion>sh</MqRegion><MqMode>Queue</MqMode><MqName>ours</MqName>"
    set_queue(service, notify=f"<State>On</State><Event>TaskFinish</Event><Type>TDMQ</Type>{notify}")
    submit(service, job_body(more="<CallBack>no</CallBack>"))
    job = submit(service, job_body("in/missing.mp4"))
    (message,) = eventually(lambda: messages_of(service))
    assert (message["MqName"], message["JobId"]) == ("ours", job.job_id)
    assert "<State>Failed</State>" in message["Body"]


def test_the_oldest_messages_are_deleted_beyond_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(queued_callbacks, "MAX_MESSAGES", 2)
    with closing(Database(tmp_path / "sqlite")) as database:
        store = queued_callbacks.QueuedCallbackStore(database, clock=lambda: NOW)
        for number in range(4):
            store.add(region="bj", mode="Queue", name=str(number), format_name="XML", job_id="j", body=b"<Response/>")
        assert [message["MqName"] for message in store.newest_first()] == ["3", "2"]


def test_messages_survive_a_restart_and_not_a_reset(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        job = submit(service, job_with_queue("one"))
        eventually(lambda: messages_of(service))
    with LocalService(data=tmp_path, render=False) as service:
        assert [message["JobId"] for message in messages_of(service)] == [job.job_id]
        service.reset()
        assert messages_of(service) == []
