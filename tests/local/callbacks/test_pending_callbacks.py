"""Callbacks are stored until they are delivered: restarts, receivers that do not answer, and the list."""

import socket
import sqlite3
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
import requests

from cosanim.local import LocalService
from cosanim.local.callbacks.delivery import CallbackSender
from cosanim.local.storage import url_callbacks
from cosanim.local.storage.database import Database
from cosanim.local.storage.url_callbacks import UrlCallbackStore
from cosanim.models import JobCallback
from cosanim.xml.codec import decode
from tests.local.callbacks.senders import HeaderReceiver, callback_to, started
from tests.local.support import Receiver, eventually, finished, job_body, send, submit
from tests.servers.loopback import Served


def listed_callbacks(service):
    answer = requests.get(f"{service.url}/local/callbacks", timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    return answer.json()


def job_ids(receiver):
    return [decode(body, JobCallback).jobs_detail[0].job_id for _, _, body in receiver.callbacks]


@pytest.fixture
def store(tmp_path):
    with closing(Database(tmp_path / "sqlite", durable=False)) as database:
        yield UrlCallbackStore(database, clock=time.time)


def states(store):
    return [(record["State"], record["Attempts"], record["Failure"]) for record in store.newest_first()]


@contextmanager
def silent_receiver():
    """A server that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


class DrippingReceiver(Served):
    """A server that sends a byte of a head that never ends, again and again, until it is stopped."""

    def __init__(self):
        self.stopped = stopped = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                    while not stopped.wait(0.05):
                        self.wfile.write(b"x")
                except OSError:
                    self.close_connection = True

            def log_message(self, *args):
                pass

        super().__init__(Handler)

    def __exit__(self, *exc):
        self.stopped.set()
        super().__exit__(*exc)


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_pending_callback_is_sent_again_after_a_restart(tmp_path, is_slow):
    answer_now = threading.Event()
    with Receiver(500, wait_for=answer_now if is_slow else None) as receiver:
        with LocalService(data=tmp_path, render=False) as service:
            send(service, "PUT", "/in/video.mp4", data=b"1")
            job = submit(service, job_body(more=f"<CallBack>{receiver.url}/hook</CallBack>"))
            eventually(lambda: receiver.waiting if is_slow else receiver.callbacks)
            finished(service, job.job_id)
            (pending,) = listed_callbacks(service)
            assert (pending["JobId"], pending["State"]) == (job.job_id, "Pending")
        answer_now.set()
        with LocalService(data=tmp_path, render=False) as service:
            eventually(lambda: listed_callbacks(service) == [])
    assert len(receiver.callbacks) >= 2
    assert set(job_ids(receiver)) == {job.job_id}


def test_a_callback_is_stored_in_the_transaction_that_ends_its_job(tmp_path, monkeypatch):
    add = UrlCallbackStore.add

    def fail_once(*args, **options):
        monkeypatch.setattr(UrlCallbackStore, "add", add)
        add(*args, **options)
        raise sqlite3.OperationalError("database or disk is full")

    with Receiver() as receiver, LocalService(data=tmp_path, render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        monkeypatch.setattr(UrlCallbackStore, "add", fail_once)
        job = submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
        ended = finished(service, job.job_id)
        eventually(lambda: receiver.callbacks)
        # Neither the success nor its callback was stored. The failure was, together with its own callback.
        assert (ended.state, ended.code) == ("Failed", "InternalError")
        assert send(service, "GET", "/out/result.gif").status_code == 404
        details = [decode(body, JobCallback).jobs_detail[0] for _, _, body in receiver.callbacks]
        assert [(detail.job_id, detail.state) for detail in details] == [(job.job_id, "Failed")]


def test_a_receiver_that_never_answers_is_given_up_and_listed(store):
    with silent_receiver() as url, started(CallbackSender(store, delays=(0.01, 0.02), timeout=0.1)) as sender:
        sender.send(callback_to(f"{url}/hook"))
        eventually(lambda: states(store) == [("GivenUp", 3, "no response within 0.1 s")])
        (record,) = store.newest_first()
        assert (record["JobId"], record["Url"], record["Body"]) == ("j1", f"{url}/hook", "<Response/>")
    with started(CallbackSender(store)):
        assert states(store) == [("GivenUp", 3, "no response within 0.1 s")]
    assert store.pending() == []


def test_a_response_that_drips_is_cut_off_by_the_time_limit_of_the_attempt(store):
    with DrippingReceiver() as receiver, started(CallbackSender(store, delays=(), timeout=0.2)) as sender:
        sender.send(callback_to(receiver.url))
        eventually(lambda: states(store) == [("GivenUp", 1, "no response within 0.2 s")])


def test_slow_receivers_with_many_callbacks_do_not_delay_others(store):
    with ExitStack() as stack:
        slow = [stack.enter_context(silent_receiver()) for _ in range(40)]
        good = stack.enter_context(Receiver())
        # The attempts at the slow receivers outlast the test.
        sender = stack.enter_context(started(CallbackSender(store, timeout=60)))
        for number in range(3):
            for url in slow:
                sender.send(callback_to(url, f"slow-{number}"))
        for number in range(20):
            sender.send(callback_to(good.url, f"good-{number}"))
        eventually(lambda: len(good.callbacks) == 20)
        # A row is deleted after the receiver has counted.
        eventually(lambda: {record["JobId"][:4] for record in store.newest_first()} == {"slow"})


def test_a_receiver_gets_one_callback_at_a_time_until_it_has_accepted_one(store):
    first, others = threading.Event(), threading.Event()
    with Receiver(wait_for=first) as receiver, started(CallbackSender(store, max_active_per_receiver=3)) as sender:
        for _ in range(10):
            sender.send(callback_to(receiver.url))
        eventually(lambda: receiver.waiting == 1)
        time.sleep(0.1)
        assert receiver.waiting == 1
        receiver.wait_for = others
        first.set()
        eventually(lambda: receiver.waiting == 1 + 3)
        time.sleep(0.1)
        assert receiver.waiting == 1 + 3
        others.set()
        eventually(lambda: store.newest_first() == [])
    assert len(receiver.callbacks) == 10


def test_cookies_of_a_receiver_are_not_kept(store):
    with HeaderReceiver() as receiver, started(CallbackSender(store)) as sender:
        for number in range(2):
            sender.send(callback_to(receiver.url))
            eventually(lambda number=number: len(receiver.headers) == number + 1)
    assert [headers.get("cookie") for headers in receiver.headers] == [None, None]


def test_secrets_of_an_address_are_neither_logged_nor_listed(store, caplog):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    with started(CallbackSender(store, delays=())) as sender:
        sender.send(callback_to(f"http://user:hush1@{address}/hook?token=hush2"))
        sender.send(callback_to("http://[hush3"))
        sender.send(callback_to("hush4://user:hush5@host/?hush6"))
        eventually(lambda: len([state for state, *_ in states(store) if state == "GivenUp"]) == 3)
    records = {record["Url"]: record["Failure"] for record in store.newest_first()}
    assert records[f"http://{address}/hook?***"] == "no connection: Connection refused"
    assert records["(an invalid URL)"] == "the URL is invalid"
    shown = caplog.text + str(records)
    assert not [secret for secret in ("hush1", "hush2", "hush3", "hush5", "hush6") if secret in shown]


def test_the_user_of_an_address_is_sent(store):
    with HeaderReceiver() as receiver, started(CallbackSender(store)) as sender:
        sender.send(callback_to(receiver.url.replace("//", "//user:p%40ss@")))
        eventually(lambda: receiver.headers)
    assert receiver.headers[0]["authorization"] == "Basic dXNlcjpwQHNz"


def test_the_oldest_given_up_callbacks_are_deleted_beyond_the_limit(store, monkeypatch):
    monkeypatch.setattr(url_callbacks, "MAX_GIVEN_UP", 2)
    numbers = []
    for number in range(4):
        store.add(callback_to("http://h/", f"j{number}"), on_commit=lambda stored: numbers.append(stored.number))
    for number in numbers[:3]:
        store.give_up(number, "status 500")
    assert [(record["JobId"], record["State"]) for record in store.newest_first()] == [
        ("j3", "Pending"),
        ("j2", "GivenUp"),
        ("j1", "GivenUp"),
    ]


def test_a_reset_drops_callbacks(tmp_path):
    with Receiver(*[500] * 9) as receiver, LocalService(data=tmp_path, render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
        eventually(lambda: receiver.callbacks)
        service.reset()
        assert listed_callbacks(service) == []
    with LocalService(data=tmp_path, render=False) as service:
        assert listed_callbacks(service) == []
