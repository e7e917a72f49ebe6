"""Submissions that an exception such as that of Ctrl-C ends: the job is looked up, and the outcome is told."""

import pytest
import requests

from cosanim import RetryPolicy, SubmissionInterrupted, SubmissionUnknown, Timing
from cosanim.api.paid_requests.caller import NOTHING_ACCEPTED
from cosanim.api.requests import build_animation, build_batch
from cosanim.local import LocalService
from tests.servers.loopback import Loopback, client_of, dead_url
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import PLAIN, assert_no_secret

FACTS = ("may or may not have been accepted", "'in.mp4'", "'out.gif'", "cosanim list ", "client.list_jobs(")


class Hooked(requests.Session):
    """A session whose hook raises an exception when a reply to a POST has arrived."""

    def __init__(self, error):
        super().__init__()
        self._error = error
        self.hooks["response"].append(self._fail)

    def _fail(self, response, **_):
        if response.request.method == "POST":
            response.close()
            raise self._error


def raising(error):
    """Return an observer that raises an exception after each POST."""

    def observe(exchange):
        if exchange.method == "POST":
            raise error

    return observe


@pytest.fixture(params=["observer", "hook"])
def interrupting(request):
    """Function that returns options of a client whose POST is ended by an exception."""

    def options(error):
        return {"on_exchange": raising(error)} if request.param == "observer" else {"session": Hooked(error)}

    return options


@pytest.fixture
def held():
    with LocalService(render=False, hold=True) as service:
        yield service


@pytest.mark.parametrize("kind", [SystemExit, GeneratorExit])
def test_an_exception_after_sending_keeps_its_class_and_has_the_facts_in_a_note(kind, interrupting):
    error = kind("from outside")
    with Loopback() as server, client_of(server.url, **interrupting(error)) as client, pytest.raises(kind) as caught:
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert caught.value is error
    (note,) = error.__notes__
    for part in FACTS:
        assert part in note
    assert "It may still be accepted until" in note
    assert_no_secret(error)


def test_a_keyboard_interrupt_becomes_a_submission_unknown_that_still_is_a_keyboard_interrupt(interrupting):
    error = KeyboardInterrupt()
    with Loopback() as server, client_of(server.url, **interrupting(error)) as client:
        with pytest.raises(SubmissionUnknown) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert len(server.requests) == 1
    assert type(caught.value) is SubmissionInterrupted
    assert isinstance(caught.value, KeyboardInterrupt)
    assert caught.value.__cause__ is error
    for part in FACTS:
        assert part in str(caught.value)
    assert_no_secret(caught.value)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ZeroDivisionError])
def test_a_job_that_was_accepted_is_found_and_its_token_is_told(kind, held, interrupting):
    if kind is ZeroDivisionError and "session" not in interrupting(None):
        pytest.skip("exceptions of observers are only logged")
    options = {"credentials": held.credentials, "retry": RetryPolicy()} | interrupting(kind())
    with client_of(held.url, **options) as client:
        with pytest.raises(kind) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        (job,) = client.list_jobs()
        token = client.job(job.job_id).token()
        assert type(caught.value) is kind
        assert caught.value.__notes__ == [f"the job was accepted: it is {job.job_id}; go on with client.job({token!r})"]


def test_that_nothing_was_accepted_is_told_too():
    """The lookup is longer than usual here, so that the signature ends by the shared clock."""
    now = [1_800_000_000.0]

    def sleep(seconds):
        now[0] += seconds

    error = KeyboardInterrupt()
    timing = Timing(clock=lambda: now[0], sleep=sleep)
    with LocalService(render=False, hold=True, clock=lambda: now[0]) as service:
        service.fail_next("submit_job", "400")
        options = {"credentials": service.credentials, "retry": RetryPolicy(interrupt_timeout=60), "timing": timing}
        with client_of(service.url, **options, on_exchange=raising(error)) as client:
            with pytest.raises(KeyboardInterrupt) as caught:
                client.submit("in.mp4", "out.gif", **PLAIN)
            assert list(client.list_jobs()) == []
    assert caught.value is error
    assert "nothing was accepted" in error.__notes__[0]


def test_a_second_interrupt_ends_the_lookup(held):
    posts = []

    def observe(exchange):
        posts.append(exchange.method)
        raise KeyboardInterrupt

    with client_of(held.url, credentials=held.credentials, retry=RetryPolicy(), on_exchange=observe) as client:
        with pytest.raises(SubmissionInterrupted) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert posts == ["POST", "GET"]
    with client_of(held.url, credentials=held.credentials) as client:
        assert client.find_submission(caught.value).job_id == next(client.list_jobs()).job_id


def test_an_interrupt_during_the_lookup_of_a_lost_reply_is_told_at_once(held):
    methods = []

    def observe(exchange):
        methods.append(exchange.method)
        if exchange.method == "GET":
            raise KeyboardInterrupt

    held.fail_next("submit_job", "drop-after")
    with (
        client_of(held.url, credentials=held.credentials, retry=RetryPolicy(), on_exchange=observe) as client,
        pytest.raises(SubmissionInterrupted, match="may or may not"),
    ):
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert methods == ["POST", "GET"]


def test_after_an_interrupt_between_two_attempts_it_is_certain_that_nothing_was_accepted(held):
    def sleep(_):
        raise KeyboardInterrupt

    held.fail_next("submit_job", "503")
    options = {"credentials": held.credentials, "retry": RetryPolicy(), "timing": Timing(sleep=sleep)}
    with client_of(held.url, **options) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            client.submit("in.mp4", "out.gif", **PLAIN)
        assert caught.value.__notes__ == [NOTHING_ACCEPTED]
        assert list(client.list_jobs()) == []


def test_an_interrupted_batch_is_unknown(held):
    options = {"credentials": held.credentials, "on_exchange": raising(KeyboardInterrupt())}
    with client_of(held.url, **options) as client:
        request = build_batch(
            "n",
            "out/${jobid}.gif",
            output_bucket=client.bucket,
            output_region=client.region,
            prefix="in/",
            animation=build_animation(**PLAIN),
        )
        with pytest.raises(SubmissionInterrupted, match="cosanim batch list"):
            client.submit_batch(request)


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
