"""Signatures and tokens that a server repeats in its reply are masked."""

import io
import logging
import warnings
from xml.sax.saxutils import escape

import pytest

from cosanim import Credentials, InvalidRequestError, ServiceError, SubmissionUnknown, WaitTimeout
from cosanim.signing import parse_authorization
from tests.servers.loopback import Loopback, client_of
from tests.servers.scripted import Scripted, reply
from tests.servers.support import PLAIN

TOKEN = "hush/token+with=signs&more"


@pytest.mark.parametrize("status", [400, 500])
def test_secrets_that_a_server_repeats_are_masked(either_session, status):
    exchanges = []

    def answer(connection, request):
        signature = parse_authorization(request.authorization).signature
        message = f"{signature} and {TOKEN} do not match; encoded hush%2Ftoken%2Bwith%3Dsigns%26more"
        body = f"<Error><Code>C{signature}</Code><Message><![CDATA[{message}]]></Message></Error>".encode()
        connection.sendall(reply(body, status=f"{status} Odd"))

    credentials = Credentials("AKIDx", "hush-key", TOKEN)
    with (
        Scripted(answer) as server,
        client_of(server.url, credentials=credentials, session=either_session, on_exchange=exchanges.append) as client,
    ):
        for call in (lambda: client.describe_jobs(["j1"]), lambda: client.submit("a.mp4", "b.gif", **PLAIN)):
            with pytest.raises((ServiceError, SubmissionUnknown)) as caught:
                call()
            shown = f"{caught.value} {caught.value!r} {vars(caught.value)} {caught.value.__cause__!r}"
            assert parse_authorization(server.requests[-1].authorization).signature not in shown
            assert "hush" not in shown
            assert "*** and *** do not match" in shown
    assert len(exchanges) == 2
    assert "hush" not in repr(exchanges)


def test_a_short_token_is_not_masked_within_words():
    body = b"<Error><Code>InvalidArgument</Code><Message>a test message</Message></Error>"
    with (
        Loopback(400, body) as server,
        client_of(server.url, credentials=Credentials("i", "k", "e")) as client,
        pytest.raises(InvalidRequestError, match="a test message"),
    ):
        client.describe_jobs(["j1"])


class TestEverywhere:
    """A server that repeats signature and token in all parts of its replies, and all that a program may show."""

    @pytest.fixture
    def shown(self):
        return []

    @pytest.fixture
    def server(self):
        with Scripted(self.answer) as running:
            yield running

    @pytest.fixture
    def client(self, server, either_session, shown, caplog):
        # The connections of a caller's session log by themselves what they could not parse of a head.
        self.has_broken_head = either_session is None
        credentials = Credentials("AKIDx", "hush-key", TOKEN)
        options = {"session": either_session, "on_exchange": lambda exchange: shown.append(repr(exchange))}
        with (
            warnings.catch_warnings(record=True) as issued,
            caplog.at_level(logging.DEBUG),
            client_of(server.url, credentials=credentials, **options) as client,
        ):
            warnings.simplefilter("always")
            yield client
        shown += [logging.Formatter().format(record) for record in caplog.get_records("call")]
        shown += [str(one.message) for one in issued]
        assert any("request id" in text for text in shown)
        signatures = [parse_authorization(request.authorization).signature for request in server.requests]
        assert signatures
        for text in shown:
            assert "hush" not in text
            assert not any(signature in text for signature in signatures)

    status, body = "200 OK", ""

    def answer(self, connection, request):
        echo = f"{parse_authorization(request.authorization).signature}+{TOKEN}"
        names = ("x-ci-request-id", "x-cos-request-id", "x-ci-trace-id", "x-cos-trace-id", "ETag", "Content-Type")
        head = "".join(f"{name}: {echo}\r\n" for name in names)
        head += f"not a header {echo}\r\n" if self.has_broken_head else ""
        body = (self.body % {"echo": escape(echo)} if self.body else echo).encode()
        start = f"HTTP/1.1 {self.status} {echo}\r\nContent-Length: {len(body)}\r\n{head}\r\n"
        connection.sendall(start.encode() + (b"" if request.method == "HEAD" else body))

    @pytest.mark.parametrize("status", ["400", "403", "500"])
    def test_errors(self, client, shown, status):
        self.status = status
        self.body = (
            "<Error><Code>%(echo)s</Code><Message>%(echo)s</Message><RequestId>%(echo)s</RequestId>"
            "<TraceId>%(echo)s</TraceId></Error>"
        )
        calls = (
            lambda: client.describe_job("j1"),
            lambda: client.submit("a.mp4", "b.gif", **PLAIN),
            lambda: client.objects.put("k", b"x"),
            lambda: client.objects.get("k", io.BytesIO()),
            lambda: client.objects.head("k"),
        )
        for call in calls:
            with pytest.raises((ServiceError, SubmissionUnknown)) as caught:
                call()
            shown.append(f"{caught.value} {caught.value!r} {vars(caught.value)}")

    def test_objects(self, client, shown):
        for info in (client.objects.put("k", b"x"), client.objects.get("k", io.BytesIO()), client.objects.head("k")):
            shown.append(f"{info!r} {info.etag} {info.request_id} {dict(info.headers)}")

    def test_jobs(self, client, shown):
        self.body = (
            "<Response><RequestId>%(echo)s</RequestId><JobsDetail><JobId>j1</JobId><State>%(echo)s</State>"
            "<Message>%(echo)s</Message><Progress>%(echo)s</Progress></JobsDetail></Response>"
        )
        job = client.job("j1")
        with pytest.raises(WaitTimeout) as caught:
            job.wait(timeout=0)
        shown += [repr(job), repr(job.detail), f"{caught.value} {vars(caught.value)}"]
        shown += [repr(client.describe_jobs(["j1"]))]

    def test_replies_that_are_no_document(self, client, shown):
        for self.body in ("", "<%(echo)s/>", "<Response><%(echo)s></Response>"):
            with pytest.raises(Exception) as caught:  # noqa: PT011 - its class does not matter
                client.describe_jobs(["j1"])
            shown.append(f"{caught.value} {caught.value!r} {vars(caught.value)}")
