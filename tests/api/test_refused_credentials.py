"""Submissions whose credentials are refused: one job, whatever happens to the second request."""

import json

import pytest

from cosanim import AnimationClient, AuthenticationError, Credentials, SubmissionUnknown
from cosanim.credentials import CredentialsChain, ProfileProvider
from cosanim.local import LocalService
from tests.servers.loopback import BUCKET, REGION, client_of
from tests.servers.revoked import RevokingServer
from tests.servers.scripted import reply
from tests.servers.support import PLAIN, assert_no_secret

OLD, NEW = (Credentials(f"AKID{name}12345678", f"hush-key-{name}", f"hush-token-{name}") for name in ("old", "new"))


@pytest.fixture
def source():
    current = [OLD]

    def provider():
        return current[0]

    provider.current = current
    return provider


@pytest.fixture
def server(source):
    with RevokingServer(NEW) as running:
        running.on_refusal = lambda: source.current.__setitem__(0, NEW)
        yield running


def test_a_submission_is_accepted_with_the_new_credentials(server, source):
    with client_of(server.url, credentials=source) as client:
        assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j2"
    assert server.secret_ids == [OLD.secret_id, NEW.secret_id]
    assert [request.method for request in server.requests] == ["POST", "POST"]


def test_a_submission_that_is_refused_again_was_not_accepted(server, source):
    server.accepted = None
    with client_of(server.url, credentials=source) as client, pytest.raises(AuthenticationError) as caught:
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert len(server.requests) == 2
    assert_no_secret(caught.value)


def test_only_the_second_request_may_have_been_accepted(server, source):
    def answer(connection, request):
        if request.method == "POST" and len(server.requests) == 1:
            source.current[0] = NEW
            connection.sendall(reply(b"<Error><Code>ExpiredToken</Code></Error>", status="400 Bad Request"))
            return True
        return False

    server._answer = answer
    with client_of(server.url, credentials=source) as client, pytest.raises(SubmissionUnknown) as caught:
        client.submit("in.mp4", "out.gif", **PLAIN)
    posts = [request for request in server.requests if request.method == "POST"]
    assert len(posts) == 2
    first, last = server.secret_ids[0], server.secret_ids[1]
    assert (first, last) == (OLD.secret_id, NEW.secret_id)
    assert f";{caught.value.not_after}" in posts[1].authorization
    assert_no_secret(caught.value)


def test_a_ctrl_c_after_the_refusal_leaves_nothing_unknown(server, source):
    def interrupted(_):
        raise KeyboardInterrupt

    source.renew = interrupted
    with client_of(server.url, credentials=source) as client, pytest.raises(KeyboardInterrupt) as caught:
        client.submit("in.mp4", "out.gif", **PLAIN)
    assert type(caught.value) is KeyboardInterrupt
    assert len(server.requests) == 1


def test_a_profile_that_is_written_anew_is_used_by_a_running_client(tmp_path):
    """With the local service, which refuses an unknown id as the cloud does."""
    path = tmp_path / "default.credential"
    with LocalService(render=False) as service:
        good = service.credentials
        path.write_text(json.dumps({"secretId": "AKIDgone", "secretKey": "k"}))
        chain = CredentialsChain([ProfileProvider(path=path)])
        with client_of(service.url, credentials=chain, bucket=service.bucket, region=service.region) as client:
            with pytest.raises(AuthenticationError, match=r"SecretidNotExist(.|\n)*and are still the same"):
                client.submit("in.mp4", "out.gif", **PLAIN)
            path.write_text(json.dumps({"secretId": good.secret_id, "secretKey": good.secret_key}))
            job = client.submit("in.mp4", "out.gif", **PLAIN)
            assert [listed.job_id for listed in client.list_jobs()] == [job.job_id]


def test_a_client_with_a_profile_signs_with_it(bare_machine, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenvironment")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "k")
    (bare_machine / ".tccli").mkdir()
    (bare_machine / ".tccli" / "prod.credential").write_text(
        json.dumps({"secretId": NEW.secret_id, "secretKey": NEW.secret_key, "token": NEW.token})
    )
    with (
        RevokingServer(NEW) as server,
        AnimationClient(bucket=BUCKET, region=REGION, profile="prod", endpoint=server.url) as client,
    ):
        assert client.submit("in.mp4", "out.gif", **PLAIN).job_id == "j1"
        assert NEW.secret_id in client.objects.url("k")


def test_credentials_and_profile_exclude_each_other():
    with pytest.raises(TypeError, match="credentials or profile, not both"):
        AnimationClient(bucket=BUCKET, region=REGION, credentials=NEW, profile="prod")
