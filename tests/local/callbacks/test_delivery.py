"""Delivery of callbacks to URLs."""

import json
import logging
import socket
import threading
import time
from contextlib import closing

import pytest

from cosanim.local import LocalService
from cosanim.local.callbacks.delivery import CallbackSender
from cosanim.local.storage.database import Database
from cosanim.local.storage.url_callbacks import UrlCallbackStore
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.local.callbacks.senders import callback_to, started
from tests.local.support import Receiver, eventually, finished, job_body, send, submit

QUEUE = (
    "<CallBack>http://127.0.0.1:9/</CallBack><CallBackType>TDMQ</CallBackType>"
    "<CallBackMqConfig><MqRegion>bj</MqRegion><MqMode>Queue</MqMode><MqName>n</MqName></CallBackMqConfig>"
)


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        yield service


@pytest.fixture
def store(tmp_path):
    with closing(Database(tmp_path / "sqlite")) as database:
        yield UrlCallbackStore(database, clock=time.time)


@pytest.fixture
def callback_sender(store):
    with started(CallbackSender(store, delays=(0.05, 0.1), timeout=1)) as callback_sender:
        yield callback_sender


def test_an_xml_callback_has_the_documented_form(service):
    with Receiver() as receiver:
        job = submit(service, job_body(more=f"<CallBack>{receiver.url}/hook?a=1</CallBack>"))
        path, content_type, body = eventually(lambda: receiver.callbacks)[0]
    assert (path, content_type) == ("/hook?a=1", "application/xml")
    callback = decode(body, JobCallback, strict=True)
    assert callback.event_name == "TaskFinish"
    assert callback.jobs_detail == [finished(service, job.job_id)]
    assert callback.jobs_detail[0].state == "Success"


def test_no_logger_prints_secrets_of_the_url(service, caplog):
    caplog.set_level(logging.DEBUG)
    with Receiver(500) as receiver:
        url = receiver.url.replace("//", "//user:hidden@") + "/hook?token=hidden"
        submit(service, job_body(more=f"<CallBack>{url}</CallBack>"))
        assert eventually(lambda: receiver.callbacks)[0][0] == "/hook?token=hidden"
    assert eventually(lambda: [thread for thread in threading.enumerate() if thread.name == "cosanim-callback"] == [])
    assert "hidden" not in caplog.text
    send(service, "POST", "/local/reset")
    send(service, "PUT", "/in/video.mp4", data=b"1")


def test_a_json_callback_has_strings_and_no_empty_nodes(service):
    more = "<CallBack>{}</CallBack><CallBackFormat>JSON</CallBackFormat>"
    with Receiver() as receiver:
        job = submit(service, job_body(more=more.format(receiver.url)))
        _, content_type, body = eventually(lambda: receiver.callbacks)[0]
    assert content_type == "application/json"
    callback = json.loads(body)
    assert callback["EventName"] == "TaskFinish"
    detail = callback["JobsDetail"]
    assert (detail["JobId"], detail["State"], detail["Progress"]) == (job.job_id, "Success", "100")
    assert "Message" not in detail
    output = detail["Operation"]["MediaResult"]["OutputFile"]
    assert output["ObjectName"] == "out/result.gif"
    assert output["Md5Info"]["ObjectName"] == "out/result.gif"
    assert "ObjectPrefix" not in output
    stream = detail["Operation"]["MediaInfo"]["Stream"]
    assert stream["Video"]["Width"] == "1"
    assert "Audio" not in stream


def test_failed_jobs_have_callbacks_too(service):
    with Receiver() as receiver:
        submit(service, job_body("in/missing.mp4", more=f"<CallBack>{receiver.url}</CallBack>"))
        body = eventually(lambda: receiver.callbacks)[0][2]
    detail = decode(body, JobCallback).jobs_detail[0]
    assert (detail.state, detail.code) == ("Failed", "ResourceNotFound")


@pytest.mark.parametrize(
    "more",
    [
        "<CallBack>no</CallBack>",
        "",
        QUEUE,
    ],
)
def test_a_job_without_destination_has_no_callback(service, monkeypatch, more):
    sent = []
    monkeypatch.setattr(CallbackSender, "send", lambda _, callback: sent.append(callback))
    assert finished(service, submit(service, job_body(more=more)).job_id).state == "Success"
    last = submit(service, job_body(more="<CallBack>http://127.0.0.1:9/last</CallBack>"))
    assert finished(service, last.job_id).state == "Success"
    # There is one worker, so a callback of the first job would have been sent before that of the last one.
    eventually(lambda: sent)
    assert [callback.url for callback in sent] == ["http://127.0.0.1:9/last"]


def test_a_callback_is_sent_again_until_it_is_accepted(callback_sender):
    with Receiver(500, 302) as receiver:
        callback_sender.send(callback_to(receiver.url))
        eventually(lambda: len(receiver.callbacks) == 3)
        time.sleep(0.2)
    assert [path for path, _, _ in receiver.callbacks] == ["/", "/", "/"]


def test_a_callback_that_is_never_accepted_is_logged(callback_sender, caplog):
    with Receiver(500, 500, 500, 500) as receiver:
        callback_sender.send(callback_to(receiver.url))
        eventually(lambda: [record for record in caplog.records if "status 500" in record.getMessage()])
        assert len(receiver.callbacks) == 3


def test_a_url_that_cannot_be_reached_affects_no_job(service, callback_sender, caplog):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    callback_sender.send(callback_to(address))
    callback_sender.send(callback_to("http://[bad"))
    eventually(lambda: sum(record.levelname == "WARNING" for record in caplog.records) == 2)
    job = submit(service, job_body(more="<CallBack>http://no.such.host.invalid/</CallBack>"))
    assert finished(service, job.job_id).state == "Success"


def test_a_slow_receiver_blocks_neither_jobs_nor_other_callbacks_nor_the_stop():
    before = set(threading.enumerate())
    answer_now = threading.Event()
    with Receiver(wait_for=answer_now) as slow, Receiver() as quick:
        with LocalService(render=False) as service:
            send(service, "PUT", "/in/video.mp4", data=b"1")
            for receiver in (slow, quick):
                submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
            eventually(lambda: slow.waiting)
            eventually(lambda: quick.callbacks)
        # The service has stopped, and the slow receiver has not answered yet.
        assert slow.callbacks == []
        answer_now.set()
    eventually(lambda: set(threading.enumerate()) <= before)
