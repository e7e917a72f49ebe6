"""Policies that allow what is asked for and nothing more."""

import pytest

from cosanim.operations import APIS
from tests.cli.support import Shell
from tests.servers.loopback import BUCKET, REGION


class TestPolicy:
    """cosanim policy."""

    @staticmethod
    def run(shell, *words):
        ran = shell("policy", "--bucket", BUCKET, "--region", REGION, *words)
        assert ran.code == 0, ran.err
        return ran.json

    def test_all_apis_and_objects_are_the_default(self, shell):
        policy = self.run(shell)
        actions = {action for statement in policy["statement"] for action in statement["action"]}
        assert {f"name/{action}" for api in APIS.values() for action in api.permissions} < actions
        assert {"name/cos:GetObject", "name/cos:PutObject"} < actions
        assert policy["version"] == "2.0"
        assert {statement["effect"] for statement in policy["statement"]} == {"allow"}

    @pytest.mark.parametrize("api", APIS.values(), ids=APIS)
    def test_one_api_gets_its_actions_and_nothing_more(self, shell, api):
        policy = self.run(shell, "--api", api.name)
        actions = sorted(action for statement in policy["statement"] for action in statement["action"])
        assert actions == sorted(f"name/{action}" for action in api.permissions)
        assert not any("*" in action for action in actions)

    def test_resources_name_bucket_appid_and_region(self, shell):
        policy = self.run(shell, "--objects", "--api", "submit_job")
        resources = [resource for statement in policy["statement"] for resource in statement["resource"]]
        assert resources == [
            f"qcs::ci:{REGION}:uid/1250000000:bucket/{BUCKET}/*",
            "qcs::cam::uin/${uin}:roleName/CI_QCSRole",
            f"qcs::cos:{REGION}:uid/1250000000:{BUCKET}/*",
        ]

    def test_objects_can_be_left_out_and_apis_repeated(self, shell):
        policy = self.run(shell, "--no-objects", "--api", "list_jobs", "--api", "list_jobs", "--api", "cancel_job")
        [statement] = policy["statement"]
        assert statement["action"] == ["name/ci:CancelMediaJob", "name/ci:DescribeMediaJobs"]

    def test_with_json_it_is_one_line(self, shell):
        assert shell("policy", "--bucket", BUCKET, "--region", REGION, "--json").out.count("\n") == 1

    def test_bucket_and_region_come_from_the_environment_and_are_never_guessed(self, shell: Shell, monkeypatch):
        assert shell("policy", "--json").error["error"] == "ConfigurationError"
        monkeypatch.setenv("COSANIM_BUCKET", BUCKET)
        monkeypatch.setenv("COSANIM_REGION", REGION)
        assert shell("policy").code == 0
