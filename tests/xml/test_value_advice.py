"""Callback addresses that the service cannot reach, and unknown events: warnings, never errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim import encode, validate
from cosanim.api.requests import build_animation, build_batch, build_request
from cosanim.models import NotifyConfig, UpdateQueueRequest
from cosanim.xml.value_advice import private_host

# Unusual forms of private addresses, which clients resolve.
ODD_PRIVATE = [
    "http://127.1/",
    "http://10.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://192.168.257/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://localhost。/",
    "http://%31%32%37.0.0.1/",
    "http://router.home.arpa/",
    "http://a.localdomain/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
]
# Unusual forms of public addresses.
ODD_PUBLIC = ["http://134744072/", "http://0x08080808/", "http://[::ffff:8.8.8.8]/"]
PRIVATE = [
    "http://127.0.0.1/",
    "http://127.255.255.254:8080/x",
    "http://localhost",
    "HTTP://LOCALHOST:1/?a=b",
    "http://localhost./",
    "http://a.localhost/",
    "http://printer.local/",
    "http://db.internal:443/",
    "http://box.lan",
    "http://intranet/cb",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://10.0.0.1./",
    "http://user@10.0.0.1/",
    "http://user:8.8.8.8@10.0.0.1:80/",
    "http://8.8.8.8@localhost/",
    "http://[::1]/",
    "http://[::]:8080/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[2001:db8::1]/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://0/",
]
PUBLIC = [
    "no",
    "https://example.com/",
    "http://example.com:8080/cb?to=http://127.0.0.1/#localhost",
    "http://example.com./",
    "http://EXAMPLE.COM",
    "http://localhost.example.com/",
    "http://local.com/",
    "http://10.0.0.1.example.com/",
    "http://127.0.0.1@example.com/",
    "http://localhost:secret@example.com/",
    "http://8.8.8.8/",
    "http://172.32.0.1/",
    "http://11.0.0.1/",
    "http://[2001:4860:4860::8888]:443/",
    "http://例え.テスト/",
    "http://bücher.example.de/",
    "http://xn--bcher-kva.example.de/",
    "http://a_b.example.com/",
]
ALL_PRIVATE = [*PRIVATE, *ODD_PRIVATE]
ALL_PUBLIC = [*PUBLIC, *ODD_PUBLIC]


def request(callback):
    return build_request(
        "in.mp4",
        "out.gif",
        output_bucket="test-1250000000",
        output_region="ap-chongqing",
        animation=build_animation(format="gif", duration=5),
        options={"callback": callback},
    )


def batch(callback):
    made = build_batch(
        "b",
        "out/${jobid}.gif",
        output_bucket="test-1250000000",
        output_region="ap-chongqing",
        queue_id="p1",
        prefix="in/",
        animation=build_animation(format="gif", duration=5),
    )
    made.operation.callback = callback
    return made


def queue(callback):
    config = NotifyConfig(state="On", type="Url", url=callback, event="TaskFinish")
    return UpdateQueueRequest(name="q", state="Active", notify_config=config)


BUILDERS = {
    "Request.CallBack": (request, "submit_job"),
    "Request.Operation.CallBack": (batch, "submit_batch"),
    "Request.NotifyConfig.Url": (queue, "update_queue"),
}


@pytest.mark.parametrize("address", ALL_PRIVATE)
def test_a_private_or_loopback_host_gets_a_warning(address):
    [found] = validate(request(address))
    assert (found.rule, found.severity, found.path) == ("private-callback", "warning", "Request.CallBack")
    assert found.value == address


@pytest.mark.parametrize("address", ALL_PUBLIC)
def test_a_public_host_and_the_text_no_get_no_warning(address):
    assert validate(request(address)) == []


@pytest.mark.parametrize("path", BUILDERS)
def test_every_callback_address_is_checked_in_objects_and_in_bytes(path):
    build, api = BUILDERS[path]
    for document in (build("http://10.0.0.1/"), build("https://example.com/")):
        as_object = [(one.path, one.rule) for one in validate(document)]
        as_bytes = [(one.path, one.rule) for one in validate(encode(document), api=api)]
        expected = [(path, "private-callback")] if b"10.0.0.1" in encode(document) else []
        assert as_object == as_bytes == expected


def test_the_warning_names_the_host_and_no_password():
    [found] = validate(request("http://user:hush@10.0.0.1/x"))
    assert "10.0.0.1 is a private or loopback host" in found.message
    assert "hush" not in found.message


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "http://]", "http://[v1.x]/", "http://[::1%25eth0]/"])
def test_an_address_that_cannot_be_parsed_raises_no_exception(address):
    private_host(address)
    assert {one.rule for one in validate(request(address))} <= {"pattern", "private-callback"}


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "127.0.0.1", "http:///x", ""])
def test_an_address_of_the_wrong_form_gets_an_error_and_no_warning(address):
    assert [one.rule for one in validate(request(address))] == ["pattern"]


@given(st.text() | st.from_regex(r"https?://[^/?#]{1,40}", fullmatch=True))
def test_no_text_raises_an_exception(address):
    host = private_host(address)
    assert host is None or host


# --- queues: what their page does not forbid ------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["callback.example.com", "ftp://example.com/", "http:///x", "no", "https://a b/"])
def test_an_unusable_address_of_a_queue_gets_a_warning_only(address):
    request = queue(address)
    for document in (request, encode(request)):
        [found] = validate(document, api="update_queue")
        assert (found.rule, found.severity, found.path) == (
            "callback-address",
            "warning",
            "Request.NotifyConfig.Url",
        )


@pytest.mark.parametrize(
    "events", ["TaskFinish", "WorkflowFinish", "TaskFinish,WorkflowFinish", "WorkflowFinish,TaskFinish"]
)
def test_documented_events_get_no_warning(events):
    request = queue("https://example.com/")
    request.notify_config.event = events
    assert validate(request) == validate(encode(request), api="update_queue") == []


@pytest.mark.parametrize(
    ("events", "unknown"),
    [("TaskFinish,", "''"), ("taskfinish", "'taskfinish'"), ("TaskFinish, WorkflowFinish", "' WorkflowFinish'")],
)
def test_undocumented_events_get_a_warning_only(events, unknown):
    request = queue("https://example.com/")
    request.notify_config.event = events
    for document in (request, encode(request)):
        [found] = validate(document, api="update_queue")
        assert (found.rule, found.severity, found.path) == ("unknown-event", "warning", "Request.NotifyConfig.Event")
        assert found.message.startswith(unknown)
