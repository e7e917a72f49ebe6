"""Helpers for tests of the client: plain requests, and assertions about secrets and signatures."""

import pickle
import re
import traceback
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from cosanim.api.requests import build_animation, build_request
from cosanim.models import NotifyConfig, UpdateQueueRequest
from cosanim.signing import parse_authorization, verify
from tests.servers.loopback import BUCKET, CREDENTIALS, REGION, client_of

PLAIN = {"format": "gif", "duration": 5}
EMPTY = b"<Response/>"


def request_of(**more):
    return build_request(
        "in.mp4",
        "out.${ext}",
        output_bucket=BUCKET,
        output_region=REGION,
        animation=build_animation(**PLAIN),
        options=more,
    )


def submitted(server, **options):
    """Submit to a server, assert that the raised error contains no secret, and return it."""
    with client_of(server.url, **options) as client, pytest.raises(Exception) as caught:  # noqa: PT011 - checked by callers
        client.submit("in/video.mp4", "out/result.${ext}", **PLAIN)
    assert_no_secret(caught.value)
    return caught.value


def assert_no_secret(error):
    shown = "".join(traceback.format_exception(error))
    for text in (str(error), repr(error), repr(vars(error)), shown, pickle.dumps(error, 0).decode("latin-1")):
        assert "hush" not in text.replace("AKIDhush", "")
        assert not re.search(r"q-signature=[0-9a-f]", text)


def set_queue(client, state, address=None):
    queue = next(client.list_queues())
    config = NotifyConfig(state="Off")
    if address:
        config = NotifyConfig(state="On", type="Url", url=address, event="TaskFinish")
    return client.update_queue(queue.queue_id, UpdateQueueRequest(name="q", state=state, notify_config=config)).queue


def assert_signed(received):
    """Assert that the signature of a request is valid and covers every query parameter."""
    read = parse_authorization(received.headers["Authorization"])
    url = urlsplit(received.target)
    params = parse_qsl(url.query, keep_blank_values=True)
    assert read.param_list == tuple(sorted(name.lower() for name, _ in params))
    assert verify(
        read,
        method=received.method,
        path=unquote(url.path),
        params=params,
        headers=received.headers,
        secret_key=CREDENTIALS.secret_key,
    )
