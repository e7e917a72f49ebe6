"""Signatures and tokens that a server repeats in its reply are masked."""

import pytest

from cosanim import Credentials, InvalidRequestError, ServiceError, SubmissionUnknown
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
