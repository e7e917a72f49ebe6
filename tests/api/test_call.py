"""``client.call``: requests that the schema does not model."""

import pytest

from cosanim import ConfigurationError, DecodeError
from tests.servers.loopback import Loopback, client_of
from tests.servers.support import assert_signed


class TestCall:
    """``client.call``."""

    def test_method_path_query_and_body_arrive_signed(self, loopback):
        loopback.answers = [(200, b"<Response><A>1</A></Response>", {})]
        with client_of(loopback.url) as client:
            root = client.call(
                "PUT", "/workflow/工 作/a,b", query={"cancel": None, "name": "a b&c", "e": ""}, body=b"<Request/>"
            )
        assert (root.tag, root.findtext("A")) == ("Response", "1")
        received = loopback.requests[0]
        assert (received.method, received.body) == ("PUT", b"<Request/>")
        assert received.target == "/workflow/%E5%B7%A5%20%E4%BD%9C/a,b?cancel&name=a%20b%26c&e="
        assert received.headers["Content-Type"] == "application/xml"
        assert_signed(received)

    def test_an_empty_reply_is_none(self, loopback):
        loopback.answers = [(200, b" \n", {})]
        with client_of(loopback.url) as client:
            assert client.call("GET", "/x") is None
        assert "Content-Type" not in loopback.requests[0].headers

    @pytest.mark.parametrize(
        "body",
        [
            b"not XML",
            b'{"Response": 1}',
            b'<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>',
            b"<Response>\xff</Response>",
            b"<a>" * 300,
            b"<a>" * 300 + b"</a>" * 300,
        ],
    )
    def test_a_hostile_reply_is_a_decode_error_with_its_request_id(self, loopback, body):
        loopback.answers = [(200, body, {"x-ci-request-id": "r7"})]
        with client_of(loopback.url) as client, pytest.raises(DecodeError) as caught:
            client.call("GET", "/x")
        assert caught.value.request_id == "r7"

    @pytest.mark.parametrize("path", ["", "jobs", "?x", "/\ud800"])
    def test_an_invalid_path_is_refused(self, loopback, path):
        with client_of(loopback.url) as client, pytest.raises(ConfigurationError):
            client.call("GET", path)
        assert loopback.requests == []

    def test_a_question_mark_in_the_path_is_encoded(self, loopback):
        with client_of(loopback.url) as client:
            client.call("GET", "/a?b#c%2F")
        assert loopback.requests[0].target == "/a%3Fb%23c%252F"
        assert_signed(loopback.requests[0])

    def test_a_service_error_is_raised_and_nothing_is_sent_twice(self):
        with Loopback(500, b"<Error><Code>InternalError</Code></Error>") as server, client_of(server.url) as client:
            with pytest.raises(Exception, match="InternalError"):
                client.call("POST", "/jobs", body=b"<Request/>")
            assert len(server.requests) == 1

    def test_call_reaches_the_local_service(self, client):
        root = client.call("GET", "/jobs/j1")
        assert root.findtext("NonExistJobIds") == "j1"
