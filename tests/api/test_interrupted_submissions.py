"""Submissions that an exception such as that of Ctrl-C ends: its class stays, and a note tells the facts."""

import pytest
import requests

from tests.servers.loopback import Loopback, client_of, dead_url
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import PLAIN, assert_no_secret


class Hooked(requests.Session):
    """A session whose hook raises an exception when a reply has arrived."""

    def __init__(self, error):
        super().__init__()
        self._error = error
        self.hooks["response"].append(self._fail)

    def _fail(self, response, **_):
        response.close()
        raise self._error


def raising(error):
    def observe(_):
        raise error

    return observe


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("place", ["observer", "hook"])
def test_an_exception_after_sending_keeps_its_class_and_has_the_facts_in_a_note(kind, place):
    error = kind("from outside")
    options = {"on_exchange": raising(error)} if place == "observer" else {"session": Hooked(error)}
    with Loopback() as server, client_of(server.url, **options) as client, pytest.raises(kind) as caught:
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert caught.value is error
    (note,) = error.__notes__
    for part in ("may or may not have been accepted", "'in.mp4'", "'out.gif'", "cosanim list ", "client.list_jobs("):
        assert part in note
    assert "It may still be accepted until" in note
    assert_no_secret(error)


def test_an_exception_of_a_hook_is_told_too():
    with (
        Loopback() as server,
        client_of(server.url, session=Hooked(ZeroDivisionError())) as client,
        pytest.raises(ZeroDivisionError) as caught,
    ):
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert "may or may not have been accepted" in caught.value.__notes__[0]


def test_an_exception_before_sending_has_no_note():
    for error in (KeyboardInterrupt(), ZeroDivisionError()):

        def credentials(error=error):
            raise error

        with client_of(dead_url(), credentials=credentials) as client, pytest.raises(type(error)) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert not hasattr(caught.value, "__notes__")


def test_the_next_submission_does_not_read_the_reply_to_the_interrupted_one():
    """The connection is closed, since its next bytes are the reply to the first request."""
    interrupt = [KeyboardInterrupt()]

    def answer(connection, request):
        connection.sendall(reply(job_for(request, request.connection)))

    def observe(_):
        if interrupt:
            raise interrupt.pop()

    with Scripted(answer) as server, client_of(server.url, on_exchange=observe) as client:
        with pytest.raises(KeyboardInterrupt):
            client.submit("first.mp4", "out.gif", **PLAIN)
        assert client.submit("second.mp4", "out.gif", **PLAIN).job_id == "j1"
        assert [request.connection for request in server.requests] == [0, 1]
