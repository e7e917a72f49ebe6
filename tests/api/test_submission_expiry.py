"""The time until which a submission with an unknown outcome may still be accepted."""

import time

import pytest

from cosanim import Credentials, SubmissionUnknown, TransportError
from cosanim.signing import parse_authorization
from tests.servers.loopback import CREDENTIALS, client_of
from tests.servers.scripted import Scripted
from tests.servers.support import PLAIN


@pytest.mark.parametrize(("status", "delay"), [(500, 1.1), (200, 0)])
def test_a_submission_expires_with_its_signature(loopback, status, delay):
    loopback.answers = [(status, b"", {})]

    def slow():
        time.sleep(delay)
        return CREDENTIALS

    with client_of(loopback.url, credentials=slow) as client, pytest.raises(SubmissionUnknown) as caught:
        client.submit("a.mp4", "b.gif", **PLAIN)
    signed = parse_authorization(loopback.requests[0].headers["Authorization"])
    assert caught.value.not_after == signed.sign_time[1]


@pytest.mark.parametrize("secret_id", ["AKIDx", "a&q-sign-time=1;2&b", "q-sign-time=3;4"])
def test_the_expiry_is_read_with_any_secret_id(secret_id):
    with Scripted(lambda *_: False) as server:
        credentials = Credentials(secret_id, "k")
        with client_of(server.url, credentials=credentials) as client, pytest.raises(SubmissionUnknown) as caught:
            client.submit("a.mp4", "b.gif", **PLAIN)
    assert caught.value.not_after > 1_700_000_000
    assert isinstance(caught.value.__cause__, TransportError)
