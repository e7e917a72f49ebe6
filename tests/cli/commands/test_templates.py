"""Templates: made, changed, and moved between buckets."""

import json

import pytest

from cosanim.http.endpoints import cos_host
from cosanim.presets import PRESETS
from tests.cli.support import PARAMETERS, lines, process
from tests.local.support import send
from tests.servers.loopback import BUCKET, REGION, Loopback

SECOND = "second-1250000000"


@pytest.fixture
def second(service):
    """A client of another bucket, not bound to the media service yet."""
    assert send(service, "PUT", "/", host=cos_host(SECOND, REGION)).status_code == 200
    with service.client() as made:
        yield made.at(bucket=SECOND)


class TestTemplates:
    """cosanim template …."""

    @staticmethod
    def create(shell, name="n", *more):
        ran = shell("template", "create", name, *PARAMETERS, "--width", "320", "--json", *more)
        assert ran.code == 0, ran.err
        return ran.json

    def test_a_template_lives(self, cosanim):
        made = self.create(cosanim)
        template_id = made["template_id"]
        shown = cosanim("template", "show", template_id)
        assert shown.code == 0
        assert shown.out.splitlines()[0].split("\t")[:3] == [template_id, "n", "Custom"]
        assert json.loads(shown.out.partition("\n")[2])["Video"]["Width"] == "320"
        assert cosanim("template", "show", template_id, "--json").json["trans_tpl"]["video"]["width"] == 320
        changed = cosanim("template", "update", template_id, "--format", "webp", "--json").json
        assert (changed["name"], changed["trans_tpl"]["container"]["format"]) == ("n", "webp")
        assert "time_interval" not in changed["trans_tpl"]
        renamed = cosanim("template", "update", template_id, "--name", "m", "--format", "webp")
        assert renamed.out.split("\t")[1] == "m"
        assert cosanim("template", "delete", template_id) == (0, f"{template_id} deleted\n", "")
        assert cosanim("template", "list") == (0, "", "")
        gone = cosanim("template", "show", template_id, "--json")
        assert (gone.code, gone.error["code"]) == (3, "TemplateNotFound")
        assert gone.error["request_id"]

    def test_lists_choose_by_name_and_kind(self, cosanim):
        for name in ("aa", "ab", "b"):
            self.create(cosanim, name)
        assert [found["name"] for found in lines(cosanim("template", "list", "--name", "a", "--json"))] == ["aa", "ab"]
        official = cosanim("template", "list", "--official").out.splitlines()
        assert len(official) == len(PRESETS)
        assert official[0].split("\t")[0] == next(iter(PRESETS.values())).template_id

    def test_violations_exit_1(self, cosanim):
        for words in (
            ["create", "a b", *PARAMETERS],
            ["create", "n"],
            ["create", "n", "--format", "gif", "--width", "1"],
        ):
            ran = cosanim("template", *words, "--json")
            assert (ran.code, ran.out, ran.error["error"]) == (1, "", "SchemaError")
        assert cosanim("template", "create", "n", *PARAMETERS).code == 0
        assert cosanim("template", "create", "n", *PARAMETERS, "--json").error["code"] == "TemplateNameDuplicate"

    def test_the_templates_may_come_from_standard_input(self, service, cosanim):
        self.create(cosanim, "a", "--fps", "12.50")
        for more in ((), ("--json",)):
            exported = cosanim("template", "export", *more).out.encode()
            ran = process("template", "apply", "-", "--bucket", BUCKET, "--json", url=service.url, stdin=exported)
            assert (ran.code, ran.json["done"]) == (0, "unchanged"), ran.err
        ran = process("template", "apply", "-", "--bucket", BUCKET, url=service.url, stdin=b'"text"')
        assert ran.code == 1
        assert "standard input is not a list of templates" in ran.err

    def test_export_and_apply_move_templates_to_other_buckets(self, cosanim, second, tmp_path):
        second.create_media_bucket()
        self.create(cosanim, "a", "--fps", "12.50")
        self.create(cosanim, "模板", "--keyframes-only")
        exported = cosanim("template", "export")
        assert exported.code == 0
        assert [entry["Name"] for entry in exported.json] == ["a", "模板"]
        assert exported.json[0]["Video"]["Fps"] == "12.50"
        file = tmp_path / "templates.json"
        file.write_text(exported.out, "utf-8")
        target = ["--bucket", BUCKET, "--bucket", SECOND]

        def applied(*more):
            ran = cosanim("template", "apply", file, *target, "--json", *more)
            assert ran.code == 0, ran.err
            return [(row["bucket"], row["name"], row["done"]) for row in lines(ran)]

        done = [
            (BUCKET, "a", "unchanged"),
            (BUCKET, "模板", "unchanged"),
            (SECOND, "a", "created"),
            (SECOND, "模板", "created"),
        ]
        assert applied("--dry-run") == done
        assert list(second.list_templates()) == []
        assert applied() == done
        assert len(list(second.list_templates())) == 2
        assert {row[2] for row in applied()} == {"unchanged"}
        file.write_text(exported.out.replace('"320"', '"640"'), "utf-8")
        assert {row[2] for row in applied("--dry-run")} == {"replaced"}
        assert {found.trans_tpl.video.width for found in second.list_templates()} == {320}
        assert {row[2] for row in applied()} == {"replaced"}
        assert {found.trans_tpl.video.width for found in second.list_templates()} == {640}
        plain = cosanim("template", "apply", file, "--bucket", SECOND)
        assert [line.split("\t")[:3] for line in plain.out.splitlines()] == [
            [SECOND, n, "unchanged"] for n in ("a", "模板")
        ]

    def test_lines_of_json_are_applied_too(self, cosanim, tmp_path):
        for name in ("a", "b"):
            self.create(cosanim, name)
        exported = cosanim("template", "export", "--json", "--name", "a")
        assert exported.json["Name"] == "a"
        file = tmp_path / "t.jsonl"
        for words in (["--name", "a"], []):
            file.write_text(cosanim("template", "export", "--json", *words).out, "utf-8")
            ran = cosanim("template", "apply", file, "--json")
            assert {row["done"] for row in lines(ran)} == {"unchanged"}

    def test_numbers_are_compared_by_value(self, cosanim, tmp_path):
        self.create(cosanim, "a", "--fps", "15")
        file = tmp_path / "t.json"
        file.write_text(cosanim("template", "export").out.replace('"15"', "15.0"), "utf-8")
        assert cosanim("template", "apply", file, "--json").json["done"] == "unchanged"

    def test_what_a_later_service_adds_is_not_exported(self, shell, tmp_path):
        body = (
            "<Response><TotalCount>1</TotalCount><TemplateList><TemplateId>t1</TemplateId><Name>n</Name><Neu>1</Neu>"
            "<TransTpl><Container><Format>gif</Format><Neu/></Container><Video><Codec>gif</Codec><Height/><Neu>2</Neu>"
            "</Video><TimeInterval/><Audio><Codec>x</Codec></Audio></TransTpl></TemplateList></Response>"
        )
        with Loopback(200, body.encode()) as server:
            shell.point_at(server.url)
            exported = shell("template", "export")
            expected = {"Tag": "Animation", "Name": "n", "Container": {"Format": "gif"}, "Video": {"Codec": "gif"}}
            assert exported.json == [expected]
            file = tmp_path / "t.json"
            file.write_text(exported.out)
            assert shell("template", "apply", file, "--json").json["done"] == "unchanged"

    GOOD = '{"Tag": "Animation", "Name": "good", "Container": {"Format": "gif"}}'

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            ("", "DecodeError"),
            ("no JSON", "DecodeError"),
            ("7", "DecodeError"),
            (f"[{GOOD}, 7]", "DecodeError"),
            (f'[{GOOD}, {{"Name": "n", "Unknown": 1}}]', "DecodeError"),
            (f'[{GOOD}, {{"Name": "n", "Name": "m"}}]', "DecodeError"),
            (f'[{GOOD}, {{"Tag": "Animation", "Name": "a b", "Container": {{"Format": "gif"}}}}]', "SchemaError"),
            (f'[{GOOD}, {{"Tag": "Animation", "Name": "n"}}]', "SchemaError"),
            (f"[{GOOD}, {GOOD}]", "SchemaError"),
            (f"{GOOD}\n{GOOD}", "SchemaError"),
            ("[" * 5000, "DecodeError"),
            (" " * 5_000_000, "DecodeError"),
        ],
    )
    def test_a_file_that_is_not_valid_throughout_changes_nothing(self, cosanim, tmp_path, content, error):
        file = tmp_path / "t.json"
        file.write_text(content)
        ran = cosanim("template", "apply", file, "--json")
        assert (ran.code, ran.out) == (1, "")
        assert ran.error["error"] == error
        if error == "SchemaError":
            assert ran.error["violations"][0]["path"].startswith("[1].")
        assert cosanim("template", "apply", file).code == 1
        assert cosanim("template", "list").out == ""

    def test_a_bucket_that_cannot_be_one_is_found_out_before_anything_is_changed(self, cosanim, tmp_path):
        file = tmp_path / "t.json"
        file.write_text(f"[{self.GOOD}]")
        ran = cosanim("template", "apply", file, "--bucket", BUCKET, "--bucket", "noappid")
        assert (ran.code, ran.out) == (2, "")
        assert cosanim("template", "list").out == ""

    def test_an_empty_list_is_nothing_to_do(self, cosanim, tmp_path):
        file = tmp_path / "t.json"
        file.write_text("[]")
        assert cosanim("template", "apply", file) == (0, "", "")
