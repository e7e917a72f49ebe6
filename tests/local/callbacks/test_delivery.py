"""Notices to callback addresses."""

import json
import socket
import threading
import time

import pytest

from cosanim.local import LocalService
from cosanim.local.callbacks.delivery import Notice, Notifier
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
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
def notifier():
    notifier = Notifier(delays=(0.05, 0.1), timeout=(1, 1))
    notifier.start()
    yield notifier
    notifier.stop()


def test_an_xml_notice_is_the_documented_one(service):
    with Receiver() as receiver:
        job = submit(service, job_body(more=f"<CallBack>{receiver.url}/hook?a=1</CallBack>"))
        path, content_type, body = eventually(lambda: receiver.notices)[0]
    assert (path, content_type) == ("/hook?a=1", "application/xml")
    notice = decode(body, JobCallback, strict=True)
    assert notice.event_name == "TaskFinish"
    assert notice.jobs_detail == [finished(service, job.job_id)]
    assert notice.jobs_detail[0].state == "Success"


def test_a_json_notice_has_strings_and_no_empty_nodes(service):
    more = "<CallBack>{}</CallBack><CallBackFormat>JSON</CallBackFormat>"
    with Receiver() as receiver:
        job = submit(service, job_body(more=more.format(receiver.url)))
        _, content_type, body = eventually(lambda: receiver.notices)[0]
    assert content_type == "application/json"
    notice = json.loads(body)
    assert notice["EventName"] == "TaskFinish"
    detail = notice["JobsDetail"]
    assert (detail["JobId"], detail["State"], detail["Progress"]) == (job.job_id, "Success", "100")
    assert "Message" not in detail
    output = detail["Operation"]["MediaResult"]["OutputFile"]
    assert output["ObjectName"] == "out/result.gif"
    assert output["Md5Info"]["ObjectName"] == "out/result.gif"
    assert "ObjectPrefix" not in output
    stream = detail["Operation"]["MediaInfo"]["Stream"]
    assert stream["Video"]["Width"] == "1"
    assert "Audio" not in stream


def test_failed_jobs_are_told_too(service):
    with Receiver() as receiver:
        submit(service, job_body("in/missing.mp4", more=f"<CallBack>{receiver.url}</CallBack>"))
        body = eventually(lambda: receiver.notices)[0][2]
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
def test_who_wants_no_notice_gets_none(service, monkeypatch, more):
    sent = []
    monkeypatch.setattr(Notifier, "_send", lambda _, session, notice: sent.append((session, notice)))
    assert finished(service, submit(service, job_body(more=more)).job_id).state == "Success"
    time.sleep(0.1)
    assert sent == []


def test_a_notice_is_sent_again_until_it_is_taken(notifier):
    with Receiver(500, 302) as receiver:
        notifier._put(0, 0, Notice(receiver.url, b"<Response/>", "application/xml"))
        eventually(lambda: len(receiver.notices) == 3)
        time.sleep(0.2)
    assert [path for path, _, _ in receiver.notices] == ["/", "/", "/"]


def test_a_notice_that_nobody_takes_is_given_up_and_logged(notifier, caplog):
    with Receiver(500, 500, 500, 500) as receiver:
        notifier._put(0, 0, Notice(receiver.url, b"", "application/xml"))
        eventually(lambda: "given up: status 500" in caplog.text)
        assert len(receiver.notices) == 3


def test_an_address_that_cannot_be_reached_disturbs_nobody(service, notifier, caplog):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    notifier._put(0, 0, Notice(address, b"", "application/xml"))
    notifier._put(0, 0, Notice("http://[bad", b"", "application/xml"))
    eventually(lambda: caplog.text.count("given up") == 2)
    job = submit(service, job_body(more="<CallBack>http://no.such.host.invalid/</CallBack>"))
    assert finished(service, job.job_id).state == "Success"


def test_a_slow_receiver_delays_neither_jobs_nor_other_notices_nor_the_stop():
    before = set(threading.enumerate())
    with Receiver(delay=1.5) as slow, Receiver() as quick:
        with LocalService(render=False) as service:
            send(service, "PUT", "/in/video.mp4", data=b"1")
            started = time.monotonic()
            for receiver in (slow, quick):
                submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
            eventually(lambda: quick.notices, timeout=1)
            stopped = time.monotonic()
        assert time.monotonic() - stopped < 1.4
        assert time.monotonic() - started < 3
    eventually(lambda: set(threading.enumerate()) <= before)
