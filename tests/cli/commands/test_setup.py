"""cosanim setup binds a bucket, and says what jobs need beyond that."""

import json

import pytest

from cosanim.local import LocalService
from cosanim.service_role import ROLE_NAME, ROLE_POLICIES
from tests.cli.support import queue_id
from tests.servers.loopback import BUCKET, REGION


def test_a_bucket_is_bound_once_and_the_command_can_be_repeated(shell):
    with LocalService(render=False, bound=False) as service:
        shell.point_at(service.url)
        assert shell("submit", "a.mp4", "a.gif", "--format", "gif", "--duration", "1", "--json").code == 3
        first, second = shell("setup", "--json").json, shell("setup", "--json").json
        assert (first.pop("newly_bound"), second.pop("newly_bound")) == (True, False)
        assert (first["bucket"], first["region"]) == (BUCKET, REGION)
        assert [queue["state"] for queue in first["queues"]] == ["Active"]
        assert first["role"]["name"] == "CI_QCSRole"
        assert "QcloudAccessForCIRole" in first["role"]["policies"]
        for fields in (*first["queues"], *second["queues"]):
            del fields["request_id"]
        assert first == second
        assert shell("submit", "a.mp4", "a.gif", "--format", "gif", "--duration", "1", "--json").code == 0


def test_the_policy_is_that_of_cosanim_policy(cosanim):
    apis = ("submit_job", "describe_jobs", "list_jobs", "cancel_job", "list_queues", "describe_media_buckets")
    words = [word for api in apis for word in ("--api", api)]
    expected = cosanim("policy", "--objects", *words).json
    assert cosanim("setup", "--json").json["policy"] == expected
    text = cosanim("setup").out
    assert json.dumps(expected, indent=2) in text
    assert "ok       media-service: bound already" in text
    assert "what this command cannot do" in text


def test_a_paused_queue_is_shown_with_the_command_that_resumes_it(cosanim):
    queue = queue_id(cosanim)
    cosanim("queue", "pause", queue)
    text = cosanim("setup").out
    assert f"\nfailed   queue: {queue} (" in text
    assert f"\n         do: run `cosanim queue resume {queue}`\n" in text


@pytest.mark.parametrize("status", [401, 403])
def test_an_account_that_may_not_bind_gets_all_that_an_administrator_needs(shell, status):
    with LocalService(render=False, bound=False) as service:
        shell.point_at(service.url)
        service.fail_next("create_media_bucket", f"{status}:AccessDenied")
        ran = shell("setup")
    assert ran.code == 3
    assert f"failed   media-service: ci:CreateMediaBucket denied: {status} AccessDenied" in " ".join(ran.out.split(" "))
    assert ("cosanim doctor` whether the signature" in " ".join(ran.out.split())) == (status == 401)
    assert "skipped  queue: ci:DescribeMediaQueues denied: " in ran.out
    assert '"name/cam:PassRole"' in ran.out
    for name in (ROLE_NAME, *ROLE_POLICIES):
        assert name in ran.out
    assert f"`cosanim setup --bucket {BUCKET} --region {REGION}` with an account that may" in ran.out
    assert ran.out.endswith("`cosanim doctor` checks the result.\n")
    assert ran.err.startswith(f"error: {status} AccessDenied")


def test_json_says_what_was_denied(cosanim, service):
    expected = cosanim("setup", "--json").json
    service.fail_next("create_media_bucket", "403:AccessDenied")
    ran = cosanim("setup", "--json")
    assert (ran.code, ran.error["code"]) == (3, "AccessDenied")
    assert "cosanim policy --api create_media_bucket" in ran.error["hint"]
    (denied,) = ran.json["not_done"]
    assert "AccessDenied" in denied.pop("message")
    assert denied == {"api": "create_media_bucket", "permissions": ["ci:CreateMediaBucket"], "denied": True}
    assert ran.json["newly_bound"] is None
    assert ran.json["by_hand"][1:] == expected["by_hand"]
    assert (ran.json["policy"], ran.json["role"]) == (expected["policy"], expected["role"])
    assert len(ran.json["queues"]) == 1
    service.fail_next("create_media_bucket", "403:AccessDenied")
    assert "warning  media-service: ci:CreateMediaBucket denied" in cosanim("setup").out


def test_an_account_that_may_not_see_the_queue_is_told_the_rest(cosanim, service):
    service.fail_next("list_queues", "401:AccessDenied")
    ran = cosanim("setup")
    assert ran.code == 3
    assert "ok       media-service: " in ran.out
    assert "skipped  queue: ci:DescribeMediaQueues denied: 401 AccessDenied" in ran.out
    assert "bind the bucket: " not in ran.out
    assert ROLE_NAME in ran.out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_server_that_drips_bytes_is_given_up(shell, drips, as_json):
    ran = shell.point_at(drips().url)("setup", "--command-timeout", "0.2", *(["--json"] if as_json else []))
    assert ran.code == 4
    if as_json:
        assert [step["api"] for step in ran.json["not_done"]] == ["create_media_bucket", "list_queues"]
        assert ran.json["role"]["name"] == ROLE_NAME
        assert ran.error["exit_code"] == 4
        assert "--command-timeout" in ran.error["message"]
        return
    assert "skipped  media-service: no answer within the time limit of 0.2 s" in ran.out
    assert ROLE_NAME in ran.out
    assert ran.err.startswith("error: not all requests were answered within the 0.2 s of this command")
    assert ran.err.endswith("  next: cosanim doctor (check: connection)\n")


def test_other_refusals_stay_errors(cosanim):
    ran = cosanim("setup", "--bucket", "missing-1250000000", "--json")
    assert (ran.code, ran.error["code"]) == (3, "ResourceNotFound")
