"""Finding the accepted job after a submission with an unknown outcome, by command and by call."""

import pickle
import shlex
import time

import pytest

from cosanim import SubmissionUnknown, parse_time
from cosanim.api.paid_requests.lookup_hints import lookup_hints
from cosanim.api.requests import build_animation, build_batch
from cosanim.http.endpoints import Endpoint
from cosanim.operations import SUBMIT_BATCH, SUBMIT_JOB
from tests.cli.support import Shell
from tests.servers.loopback import BUCKET, REGION, client_of
from tests.servers.raw import RawServer
from tests.servers.support import PLAIN

KEYS = ["in.mp4", "-in.mp4", 'a b/it\'s & "more".mp4', "视频/输入.mp4", "--input", "$HOME/`x`.mp4"]


def batch_of(client, name, queue_id):
    return build_batch(
        name,
        "out/${InventoryTriggerJobId}/${jobid}.${ext}",
        output_bucket=client.bucket,
        output_region=client.region,
        queue_id=queue_id,
        object_key="in.mp4",
        animation=build_animation(**PLAIN),
    )


@pytest.fixture
def shell(capsys, monkeypatch, service):
    service.reset()
    return Shell(capsys, monkeypatch).point_at(service.url)


def unknown(act):
    """Return the error of a call that gets no reply, pickled and unpickled, and the URL of the server."""
    with RawServer(b"") as server, client_of(server.url) as client, pytest.raises(SubmissionUnknown) as caught:
        act(client)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert error.command in str(error)
    assert error.call in str(error)
    return error, server.url


@pytest.mark.parametrize("key", KEYS)
def test_the_command_and_the_call_list_the_job_that_was_accepted(key, shell, service):
    error, address = unknown(lambda client: client.submit(key, "out.gif", **PLAIN))
    with service.client() as client:
        accepted = client.submit(key, "out.gif", **PLAIN)
        client.submit("other.mp4", "out.gif", **PLAIN)
        called = eval(error.call, {"client": client})  # noqa: S307 - our own
        assert [job.job_id for job in called] == [accepted.job_id]
    name, *words = shlex.split(error.command.replace(address, service.url))
    assert name == "cosanim"
    ran = shell(*words, "--json")
    assert ran.code == 0
    assert [line for line in ran.out.splitlines() if accepted.job_id in line] == ran.out.splitlines() != []


def test_a_batch_is_listed_by_its_name(shell, service):
    error, address = unknown(lambda client: client.submit_batch(batch_of(client, "nightly-1", "p1")))
    assert "cosanim batch list" in error.command
    with service.client() as client:
        queue_id = next(client.list_queues()).queue_id
        for name in ("nightly-1", "nightly-2"):
            client.submit_batch(batch_of(client, name, queue_id))
        assert [batch.name for batch in eval(error.call, {"client": client})] == ["nightly-1"]  # noqa: S307 - our own
    _, *words = shlex.split(error.command.replace(address, service.url))
    ran = shell(*words)
    assert (ran.code, ran.out.count("nightly-1"), ran.out.count("nightly-2")) == (0, 1, 0)


def test_since_is_the_start_of_the_signature():
    now = time.time()
    error, _ = unknown(lambda client: client.submit("in.mp4", "out.gif", **PLAIN))
    (since,) = (word.removeprefix("--since=") for word in shlex.split(error.command) if word.startswith("--since="))
    assert parse_time(since).timestamp() == error.not_after - 90
    assert now - 61 <= parse_time(since).timestamp() <= time.time() - 60


def test_the_documented_host_is_not_named_as_an_endpoint():
    endpoint = Endpoint.of(f"{BUCKET}.ci.{REGION}.myqcloud.com")
    hints = lookup_hints(SUBMIT_JOB, "in.mp4", bucket=BUCKET, region=REGION, endpoint=endpoint, since=None)
    assert hints.command == f"cosanim list --bucket={BUCKET} --region={REGION} --input=in.mp4"
    assert hints.call == "client.list_jobs(input_object='in.mp4')"


def test_a_request_without_input_or_name_is_looked_up_by_its_time():
    endpoint = Endpoint.of("x", "http://127.0.0.1:9")
    hints = lookup_hints(SUBMIT_BATCH, None, bucket=BUCKET, region=REGION, endpoint=endpoint, since=1656314590)
    assert hints.command.endswith("--endpoint=http://127.0.0.1:9 --since=2022-06-27T15:23:10+0800")
    assert hints.call == "client.list_batches(start_creation_time='2022-06-27T15:23:10+0800')"
