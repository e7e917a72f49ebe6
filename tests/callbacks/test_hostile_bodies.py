"""Hostile bodies of callbacks: each is parsed or refused with a DecodeError."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosanim import ConfigurationError, DecodeError, OddValueWarning, callbacks
from tests.callbacks.callback_bodies import parse, xml
from tests.servers.loopback import client_of

DEEP = 100_000
HOSTILE = {
    "empty": b"",
    "spaces": b" \r\n",
    "text": b"hello",
    "number": b"7",
    "null": b"null",
    "string": b'"<Response/>"',
    "list": b'[{"JobId": "j"}]',
    "binary": bytes(range(256)),
    "no job": b"<Response/>",
    "no job in JSON": b"{}",
    "a blank id": b"<Response><JobsDetail><JobId/></JobsDetail></Response>",
    "a blank id in JSON": b'{"JobsDetail": {"JobId": ""}}',
    "only an empty job": b'{"JobsDetail": [{}, {}]}',
    "Response is a list": b'{"Response": [{"JobsDetail": {"JobId": "j"}}]}',
    "a request": b"<Request><JobsDetail><JobId>j</JobId></JobsDetail></Request>",
    "an HTML page": b"<!doctype html><html></html>",
    "a DTD": b'<!DOCTYPE Response [<!ENTITY a "x">]><Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>',
    "an entity": b"<Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>",
    "a foreign namespace below": b"<Response><JobsDetail xmlns='urn:x'><JobId>j</JobId></JobsDetail></Response>",
    "a workflow of long names": b"<Response><EventName>%b</EventName><WorkflowExecution><RunId>%b</RunId>%b"
    b"</WorkflowExecution></Response>"
    % (b"E" * 9_000, b"r" * 9_000, b"<Tasks><JobId>%b</JobId></Tasks>" % (b"j" * 600) * 300),
    "XML cut off": xml()[:-5],
    "JSON cut off": b'{"JobsDetail": {"JobId": "j"',
    "JSON and more": b'{"JobsDetail": {"JobId": "j"}} {}',
    "10 MB of XML": b"<Response>" + b" " * 10_000_000 + b"</Response>",
    "10 MB of JSON": b'{"a": "' + b"x" * 10_000_000 + b'"}',
    "10 MB of nothing": b" " * 10_000_000,
    "deep XML": b"<Response>" + b"<a>" * DEEP,
    "deep XML, closed": b"<Response>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Response>",
    "deep objects": b'{"a":' * DEEP,
    "deep objects, closed": b'{"a":' * 900 + b"1" + b"}" * 900,
    "deep objects below the limit of JSON": b'{"a":' * 100 + b"1" + b"}" * 100,
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "a list of lists": b'{"JobsDetail": [[{"JobId": "j"}]]}',
    "NaN": b'{"JobsDetail": {"JobId": "j", "Progress": NaN}}',
    "Infinity": b'{"JobsDetail": {"JobId": "j", "Progress": -Infinity}}',
    "a name twice": b'{"JobsDetail": {"JobId": "j", "JobId": "k"}}',
    "jobs twice": b'{"JobsDetail": {"JobId": "j"}, "JobsDetail": {"JobId": "k"}}',
    "latin-1": "<Response><JobsDetail><JobId>jü</JobId></JobsDetail></Response>".encode("latin-1"),
    "latin-1 JSON": '{"JobsDetail": {"JobId": "jü"}}'.encode("latin-1"),
    "UTF-16": xml().decode().encode("utf-16"),
    "a control character": b"<Response><JobsDetail><JobId>j\x01</JobId></JobsDetail></Response>",
    "a control character in JSON": b'{"JobsDetail": {"JobId": "j\\u0001"}}',
    "a raw control character in JSON": b'{"JobsDetail": {"JobId": "j\x01"}}',
    "a NUL": b'{"JobsDetail": {"JobId": "j\\u0000"}}',
    "a lone surrogate": b'{"JobsDetail": {"JobId": "j\\ud800"}}',
    "a lone surrogate in UTF-8": b'{"JobsDetail": {"JobId": "j\xed\xa0\x80"}}',
    "a lone surrogate in text": '{"JobsDetail": {"JobId": "\ud800"}}',
    "a name that is none": b'{"JobsDetail": {"JobId": "j", "a b": 1}}',
    "a blank name": b'{"JobsDetail": {"JobId": "j", "": 1}}',
    "markup as a name": b'{"JobsDetail": {"JobId": "j", "a><b": 1}}',
    "a surrogate as a name": b'{"JobsDetail": {"JobId": "j", "\\ud800": 1}}',
}


class TestHostile:
    """Bodies that anybody could post."""

    @pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
    def test_a_hostile_body_is_a_decode_error(self, body):
        with pytest.raises(DecodeError) as caught:
            callbacks.parse(body)
        assert len(str(caught.value)) < 500

    @pytest.mark.parametrize(
        ("head", "part", "tail"),
        [
            (b"<Response>", b'<JobsDetail a="1"/>', b"</Response>"),
            (b"<Response>", b"<JobsDetail><Progress>x</Progress></JobsDetail>", b"</Response>"),
            (b"<Response><JobsDetail>", b"<Progress>x</Progress>", b"</JobsDetail></Response>"),
            (b"<Response>", b"<a/>", b"</Response>"),
            (b'{"JobsDetail":[', b'{"Progress":"x"},', b"{}]}"),
            (b'{"a":[', b"1,", b"1]}"),
        ],
    )
    def test_a_callback_at_the_size_limit_with_many_faults_is_a_decode_error(self, head, part, tail):
        body = head + part * ((callbacks.CALLBACK_MAX_BYTES - len(head + tail)) // len(part)) + tail
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            with pytest.raises(DecodeError):
                callbacks.parse(body)

    @pytest.mark.parametrize("place", ["job", "text"])
    def test_a_job_in_the_wrong_place_is_a_decode_error(self, place):
        bodies = {"job": {"JobsDetail": "j1"}, "text": {"JobsDetail": {"JobId": {"A": "j1"}}}}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            with pytest.raises(DecodeError, match="contains no job"):
                parse(bodies[place])

    def test_an_odd_number_is_kept_with_a_warning(self):
        with pytest.warns(OddValueWarning, match="Progress"):
            callback = parse({"JobsDetail": {"JobId": "j", "Progress": "1e5"}})
        assert callback.job.progress == "1e5"

    @settings(deadline=None, max_examples=100)
    @given(body=st.binary(max_size=200) | st.text(max_size=100))
    @pytest.mark.filterwarnings("ignore::cosanim.OddValueWarning")
    def test_parsing_raises_only_decode_errors(self, body):
        with pytest.raises(DecodeError):
            callbacks.parse(body)

    @settings(deadline=None, max_examples=100)
    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["Response", "JobsDetail", "JobId", "Operation", "MediaResult", "x"]), inner
                )
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_a_callback_or_a_decode_error(self, value):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            try:
                callback = parse(value)
            except DecodeError:
                return
        assert callback.job.job_id

    def test_hostile_ids_are_never_sent_to_the_service(self, loopback):
        with client_of(loopback.url) as client:
            for job_id in ("..", ".", "a,b", " "):
                with pytest.raises(ConfigurationError):
                    parse({"JobsDetail": {"JobId": job_id}}).confirm(client)
        assert loopback.requests == []
