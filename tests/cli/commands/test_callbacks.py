"""``cosanim callback …``."""

import pytest

from cosanim import callbacks
from tests.cli.support import process, submit
from tests.local.support import Receiver, eventually
from tests.servers.loopback import Broken, dead_url

CALLBACK = (
    b"<Response><EventName>TaskFinish</EventName><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail>"
    b"</Response>"
)


@pytest.mark.parametrize(
    "body", [CALLBACK, b'{"EventName": "TaskFinish", "JobsDetail": {"JobId": "j1", "State": "Success"}}']
)
def test_a_callback_is_read_from_a_file(shell, tmp_path, body):
    file = tmp_path / "callback"
    file.write_bytes(body)
    assert shell("callback", "parse", file) == (0, "j1 Success\n", "")
    value = shell("callback", "parse", file, "--json").json
    assert value == {"event_name": "TaskFinish", "jobs_detail": [{"job_id": "j1", "state": "Success"}]}


def test_a_callback_is_read_from_standard_input():
    ran = process("callback", "parse", "-", stdin=CALLBACK)
    assert ran == (0, "j1 Success\n", "")


@pytest.mark.parametrize("body", [b"", b"<x/>", b"{", CALLBACK[:-3], b"\xff", b"<Response>" + b" " * 5_000_000])
def test_what_is_no_callback_exits_1(shell, tmp_path, body):
    file = tmp_path / "callback"
    file.write_bytes(body)
    ran = shell("callback", "parse", file, "--json")
    assert (ran.code, ran.out, ran.error["error"]) == (1, "", "DecodeError")
    assert shell("callback", "parse", file).err.startswith("error: ")


def test_the_callback_of_a_workflow_is_said_to_be_one(shell, tmp_path):
    file = tmp_path / "callback"
    file.write_bytes(
        b"<Response><EventName>WorkflowFinish</EventName><WorkflowExecution><RunId>i1</RunId></WorkflowExecution></Response>"
    )
    ran = shell("callback", "parse", file)
    assert ran.code == 1
    assert "a workflow has ended (event 'WorkflowFinish', run 'i1')" in ran.err


@pytest.mark.parametrize("callback_format", ["xml", "json"])
def test_a_replayed_callback_is_the_one_that_was_sent(cosanim, client, callback_format):
    client.objects.put("in/a.mp4", b"x")
    with Receiver() as receiver:
        job_id = submit(cosanim, "a", "--callback", receiver.url, "--callback-format", callback_format.upper())
        first = eventually(lambda: list(receiver.callbacks))[0]
        ran = cosanim("callback", "replay", job_id, "--to", receiver.url, "--format", callback_format, "--json")
        assert ran.code == 0
        assert receiver.callbacks[1] == first
        assert ran.json == {"job_id": job_id, "to": receiver.url, "status": 200, "bytes": len(first[2])}
        assert callbacks.parse(first[2]).job.job_id == job_id


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_callback_that_was_not_taken_exits_3(cosanim, status):
    job_id = submit(cosanim)
    with Receiver(status) as receiver:
        ran = cosanim("callback", "replay", job_id, "--to", receiver.url)
        assert len(receiver.callbacks) == 1
    assert (ran.code, ran.out) == (3, f"{receiver.url} answered {status}\n")


@pytest.mark.parametrize(
    "address", ["nowhere", "ftp://example.com/", "http://a..b/", "http://[::1", "http://exa mple/"]
)
def test_an_address_that_is_none_exits_3_without_a_traceback(cosanim, address):
    ran = cosanim("callback", "replay", submit(cosanim), "--to", address, "--json")
    assert (ran.code, ran.out, ran.error["error"]) == (3, "", "TransportError")


def test_a_receiver_that_is_gone_or_breaks_exits_3(cosanim):
    job_id = submit(cosanim)
    assert cosanim("callback", "replay", job_id, "--to", dead_url(), "--json").error["error"] == "TransportError"
    with Broken("silent") as server:
        ran = cosanim("callback", "replay", job_id, "--to", server.url, "--timeout", "0.3", "--json")
        assert (ran.code, ran.error["error"]) == (3, "TransportError")


def test_a_job_that_does_not_exist_is_not_replayed(cosanim):
    with Receiver() as receiver:
        assert cosanim("callback", "replay", "j404", "--to", receiver.url).code == 3
        assert receiver.callbacks == []


def test_an_address_can_be_verified(shell, monkeypatch):
    ran = shell("callback", "url", "https://example.com/cb?a=1", "order 7", "--secret", "s")
    assert callbacks.verify(ran.out.strip(), "s") == "order 7"
    assert ran.out.count("\n") == 1
    monkeypatch.setenv("COSANIM_CALLBACK_SECRET", "t")
    value = shell("callback", "url", "https://example.com/", "k", "--json").json
    assert (value["job_key"], callbacks.verify(value["url"], "t")) == ("k", "k")


def test_an_address_with_a_token_gets_no_second_one(shell):
    address = callbacks.url("https://example.com/", "s", "k")
    assert shell("callback", "url", address, "k", "--secret", "s").code == 2
