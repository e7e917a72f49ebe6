"""Exceptions of credential providers, body sources and servers: they reach the caller unchanged and without secrets."""

import io
import time

import pytest
import requests

from cosanim import AnimationClient, Credentials, InvalidRequestError, ServiceError, SubmissionUnknown, TransportError
from cosanim.signing import parse_authorization
from tests.servers.loopback import BUCKET, REGION, WHO, Loopback, client_of
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import PLAIN


@pytest.fixture(params=["own session", "caller's session"])
def session(request):
    if request.param == "own session":
        yield None
        return
    with requests.Session() as made:
        yield made


class KeyStoreError(Exception):
    pass


FAILURES = [
    FileNotFoundError(2, "No such file", "key.json"),
    PermissionError(13, "denied"),
    TimeoutError("the key store is slow"),
    ConnectionResetError("the key store hung up"),
    requests.ConnectionError("the key store is down"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"),
    KeyStoreError("locked"),
    ValueError("bad file"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_what_credentials_raise_comes_out_as_it_is(loopback, session, failure):
    cause = KeyError("deeper")

    def who():
        raise failure from cause

    with client_of(loopback.url, credentials=who, session=session) as client:
        for call in (
            lambda: client.submit("a.mp4", "b.gif", **PLAIN),
            lambda: client.describe_jobs(["j1"]),
            lambda: client.objects.put("key", b"x"),
        ):
            with pytest.raises(type(failure)) as caught:
                call()
            assert caught.value is failure
            assert caught.value.__cause__ is cause
    assert loopback.asked == []


def test_an_error_of_ours_from_credentials_says_nothing_about_the_submission(loopback):
    def who():
        raise ServiceError(500, "InternalError", "the token service failed")

    with client_of(loopback.url, credentials=who) as client, pytest.raises(ServiceError, match="token service"):
        client.submit("a.mp4", "b.gif", **PLAIN)


class Source(io.RawIOBase):
    """A file of 300,000 bytes that fails after some."""

    def __init__(self, failure, good):
        self._failure, self._good, self._at = failure, good, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, to, whence=0):
        self._at = {0: to, 1: self._at + to, 2: 300_000 + to}[whence]
        return self._at

    def tell(self):
        return self._at

    def read(self, size=-1):
        if self._at >= self._good:
            raise self._failure
        size = min(size, self._good - self._at)
        self._at += size
        return b"x" * size


@pytest.mark.parametrize("good", [0, 1, 200_000])
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_what_a_source_raises_comes_out_as_it_is(session, failure, good):
    received = []

    def answer(connection, request):
        received.append(request.body)
        connection.sendall(reply(b""))

    with Scripted(answer) as server, client_of(server.url, session=session) as client:
        with pytest.raises(type(failure)) as caught:
            client.objects.put("key", Source(failure, good))
        assert caught.value is failure
        client.objects.put("key", b"whole")
        assert received == [b"whole"], "the connection with half a body was closed"


def test_a_file_that_grows_while_it_is_sent_is_sent_as_long_as_it_was(session, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 1000)

    class Growing(io.FileIO):
        def read(self, size=-1):
            with path.open("ab") as more:
                more.write(b"y" * 100)
            return super().read(size)

    with Loopback(200, b"") as server, client_of(server.url, session=session) as client:
        with Growing(path) as file:
            client.objects.put("key", file)
        client.objects.put("other", b"z")
        assert [asked.body for asked in server.asked] == [b"x" * 1000, b"z"]


def test_a_file_that_shrinks_while_it_is_sent_is_an_error_of_the_file(session, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 200_000)

    class Shrinking(io.FileIO):
        def read(self, size=-1):
            data = super().read(size)
            path.write_bytes(b"")
            return data

    with (
        Loopback(200, b"") as server,
        client_of(server.url, session=session) as client,
        Shrinking(path) as file,
        pytest.raises(OSError, match="bytes before the length"),
    ):
        client.objects.put("key", file)


# --- secrets --------------------------------------------------------------------------------------------------------

TOKEN = "hush/token+with=signs&more"


@pytest.mark.parametrize("status", [400, 500])
def test_a_server_that_repeats_what_it_was_sent_gives_no_secret_away(session, status):
    exchanges = []

    def answer(connection, request):
        signature = parse_authorization(request.authorization).signature
        told = f"{signature} and {TOKEN} do not match; encoded hush%2Ftoken%2Bwith%3Dsigns%26more"
        body = f"<Error><Code>C{signature}</Code><Message><![CDATA[{told}]]></Message></Error>".encode()
        connection.sendall(reply(body, status=f"{status} Odd"))

    who = Credentials("AKIDx", "hush-key", TOKEN)
    with (
        Scripted(answer) as server,
        client_of(server.url, credentials=who, session=session, on_exchange=exchanges.append) as client,
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


def test_a_word_of_a_message_is_not_taken_for_a_short_token():
    body = b"<Error><Code>InvalidArgument</Code><Message>a test message</Message></Error>"
    with (
        Loopback(400, body) as server,
        client_of(server.url, credentials=Credentials("i", "k", "e")) as client,
        pytest.raises(InvalidRequestError, match="a test message"),
    ):
        client.describe_jobs(["j1"])


# --- the end of a signature -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "delay"), [(500, 1.1), (200, 0)])
def test_the_time_until_which_a_submission_may_arrive_is_that_of_its_signature(loopback, status, delay):
    loopback.answers = [(status, b"", {})]

    def slow():
        time.sleep(delay)
        return WHO

    with client_of(loopback.url, credentials=slow) as client, pytest.raises(SubmissionUnknown) as caught:
        client.submit("a.mp4", "b.gif", **PLAIN)
    signed = parse_authorization(loopback.asked[0].headers["Authorization"])
    assert caught.value.not_after == signed.sign_time[1]


@pytest.mark.parametrize("secret_id", ["AKIDx", "a&q-sign-time=1;2&b", "q-sign-time=3;4"])
def test_it_is_found_whatever_the_secret_id_looks_like(secret_id):
    with Scripted(lambda *_: False) as server:
        who = Credentials(secret_id, "k")
        with client_of(server.url, credentials=who) as client, pytest.raises(SubmissionUnknown) as caught:
            client.submit("a.mp4", "b.gif", **PLAIN)
    assert caught.value.not_after > 1_700_000_000
    assert isinstance(caught.value.__cause__, TransportError)


# --- what a reply names ---------------------------------------------------------------------------------------------


def told(job_id="j1", key="in.mp4", bucket=BUCKET, region=REGION, output=None, out_bucket=BUCKET, out_region=REGION):
    where = f"<Region>{out_region}</Region><Bucket>{out_bucket}</Bucket><Object>{output}</Object>"
    return (
        f"<Response><JobsDetail><JobId>{job_id}</JobId><State>Submitted</State><Input><BucketId>{bucket}</BucketId>"
        f"<Object>{key}</Object><Region>{region}</Region></Input><Operation><Output>{where if output else ''}</Output>"
        f"</Operation></JobsDetail></Response>"
    ).encode()


def outcome(loopback, body, output, **parameters):
    loopback.answers = [(200, body, {})]
    with client_of(loopback.url) as client:
        try:
            return client.submit("in.mp4", output, **parameters).job_id
        except SubmissionUnknown as error:
            return str(error)


TEMPLATE = {"template_id": "t1"}


@pytest.mark.parametrize(
    ("body", "output", "parameters"),
    [
        (told(), "out.gif", PLAIN),
        (told(key=""), "out.gif", PLAIN),
        (told(bucket="", region=""), "out.gif", PLAIN),
        (told(output="out.gif"), "out.gif", PLAIN),
        (told(output="out.${ext}"), "out.${ext}", PLAIN),
        (told(output="out.gif"), "out.${ext}", PLAIN),
        (told(output="out.gif"), "out.${ext}", PLAIN | {"format": "hgif"}),
        (told(output="out.webp"), "out.${EXT}", PLAIN | {"format": "webp"}),
        (told(output="j1/out.gif"), "${JobId}/out.${ext}", PLAIN),
        (told(output="out.webp"), "out.${ext}", TEMPLATE),
        (told(output="out.mp4"), "out.${ext}", TEMPLATE),
        (told(output="out.webp"), "out.${ext}", TEMPLATE | PLAIN),
        (told(output="a+(b).gif"), "a+(b).${ext}", PLAIN),
    ],
)
def test_a_reply_that_names_the_request_is_its_reply(loopback, body, output, parameters):
    assert outcome(loopback, body, output, **parameters) == "j1"


@pytest.mark.parametrize(
    ("body", "output", "parameters", "named"),
    [
        (told(key="other.mp4"), "out.gif", PLAIN, "input 'other.mp4'"),
        (told(bucket="other-1250000000"), "out.gif", PLAIN, "bucket of the input 'other-1250000000'"),
        (told(region="ap-tokyo"), "out.gif", PLAIN, "region of the input 'ap-tokyo'"),
        (told(output="other.gif"), "out.gif", PLAIN, "output 'other.gif'"),
        (told(output="out.gif", out_bucket="o-1"), "out.gif", PLAIN, "bucket of the output 'o-1'"),
        (told(output="out.gif", out_region="ap-tokyo"), "out.gif", PLAIN, "region of the output 'ap-tokyo'"),
        (told(output="out.webp"), "out.${ext}", PLAIN, "output 'out.webp'"),
        (told(output="j2/out.gif"), "${jobid}/out.${ext}", PLAIN, "output 'j2/out.gif'"),
        (told(output="out.a/b"), "out.${ext}", TEMPLATE, "output 'out.a/b'"),
        (told(output="outxgif"), "out.${ext}", TEMPLATE, "output 'outxgif'"),
    ],
)
def test_a_reply_that_names_another_request_leaves_the_outcome_unknown(loopback, body, output, parameters, named):
    assert f"the reply names the {named}" in outcome(loopback, body, output, **parameters)


def test_a_batch_is_compared_likewise(client):
    from cosanim.api.requests import build_animation, build_batch

    def batch(output):
        return build_batch(
            "n",
            output,
            output_bucket=client.bucket,
            output_region=client.region,
            queue_id="p1",
            prefix="in/",
            animation=build_animation(**PLAIN),
        )

    for output in ("out/${InventoryTriggerJobId}/${jobid}.${ext}", "out/${jobid}.gif"):
        assert client.submit_batch(batch(output)).jobs_detail[0].job_id
    body = (
        b"<Response><JobsDetail><JobId>b1</JobId><Input><Prefix>%b</Prefix></Input><Operation><Output><Object>%b</Object>"
        b"</Output></Operation></JobsDetail></Response>"
    )
    for prefix, key, right in [
        (b"in/", b"out/b1.gif", True),
        (b"other/", b"out/b1.gif", False),
        (b"in/", b"out/b2.gif", False),
    ]:
        with Loopback(200, body % (prefix, key)) as server:
            other = AnimationClient(bucket=client.bucket, region=client.region, credentials=WHO, endpoint=server.url)
            if right:
                assert other.submit_batch(batch("out/${InventoryTriggerJobId}.gif")).jobs_detail[0].job_id == "b1"
            else:
                with pytest.raises(SubmissionUnknown, match="the reply names"):
                    other.submit_batch(batch("out/${InventoryTriggerJobId}.gif"))
            other.close()


def test_after_a_reply_to_another_request_the_connections_are_closed():
    def answer(connection, request):
        connection.sendall(reply(job_for(request, 1).replace(b"a.mp4", b"z.mp4")))

    with Scripted(answer) as server, client_of(server.url) as client:
        with pytest.raises(SubmissionUnknown):
            client.submit("a.mp4", "b.gif", **PLAIN)
        client.submit("c.mp4", "b.gif", **PLAIN)
        assert server.connections == 2
