"""Errors of permission: the hints name the actions of the object store, and not those of jobs."""

import pytest

from cosanim import PermissionDeniedError
from tests.servers.loopback import Loopback, client_of

DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"
CALLS = {
    "cos:PutObject": lambda objects: objects.put("k", b"x"),
    "cos:GetObject": lambda objects: objects.read("k"),
    "cos:GetBucket": lambda objects: list(objects.list()),
    "cos:DeleteObject": lambda objects: objects.delete("k"),
}


@pytest.mark.parametrize("action", CALLS)
def test_a_denied_request_names_the_action_of_the_object_store(action):
    with (
        Loopback(403, DENIED, {"x-cos-request-id": "r1"}) as server,
        client_of(server.url) as client,
        pytest.raises(PermissionDeniedError) as caught,
    ):
        CALLS[action](client.objects)
    assert action in caught.value.hint
    assert "ci:" not in caught.value.hint


def test_a_denied_request_of_a_job_names_the_action_of_jobs():
    with (
        Loopback(403, DENIED) as server,
        client_of(server.url) as client,
        pytest.raises(PermissionDeniedError, match="ci:CreateMediaJobs"),
    ):
        client.describe_job("j1")


@pytest.mark.parametrize("call", ["head", "exists"])
def test_a_head_request_that_is_denied_names_credentials_and_permission(call):
    with (
        Loopback(403, b"", {"x-cos-request-id": "r1"}) as server,
        client_of(server.url) as client,
        pytest.raises(PermissionDeniedError, match=r"check the credentials.*cos:HeadObject"),
    ):
        getattr(client.objects, call)("k")
