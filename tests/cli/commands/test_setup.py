"""cosanim setup binds a bucket, and says what jobs need beyond that."""

import json

from cosanim.local import LocalService
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


def test_an_account_that_may_not_bind_gets_the_policy_named(cosanim, service):
    service.fail_next("create_media_bucket", "403:AccessDenied")
    ran = cosanim("setup", "--json")
    assert (ran.code, ran.out, ran.error["code"]) == (3, "", "AccessDenied")
    assert "cosanim policy --api create_media_bucket" in ran.error["hint"]


def test_other_refusals_stay_errors(cosanim):
    ran = cosanim("setup", "--bucket", "missing-1250000000", "--json")
    assert (ran.code, ran.error["code"]) == (3, "ResourceNotFound")
