"""``python -m tools.spec check PAGE``: finds the table of a page, and compares the two."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tools.spec import cli

FOLDER = os.environ.get("COSANIM_PAGES", "")
SCHEMA = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
COLUMNS = "section,path,type,array,required,same_as\n"
DOCUMENTATION = "<xs:annotation><xs:documentation>Text.</xs:documentation></xs:annotation>"
FILES = {
    "types/lakes.xsd": f"""{SCHEMA}
<xs:complexType name="LakeRequest">{DOCUMENTATION}<xs:all>
<xs:element name="Depth" type="xs:string">{DOCUMENTATION}</xs:element>
<xs:element name="Fish" type="xs:string" minOccurs="0" maxOccurs="unbounded">{DOCUMENTATION}</xs:element>
</xs:all></xs:complexType></xs:schema>""",
    "lake.xsd": f"""{SCHEMA}<xs:include schemaLocation="types/lakes.xsd"/>
<xs:element name="Request" type="LakeRequest"/></xs:schema>""",
    "sources.toml": """
[lake]
title = "Lakes"
date = "2030-01-01"
method = "POST"
path = "/lakes/{lake_id}"
xsd = "lake.xsd"
[drain]
title = "Draining lakes"
date = "2030-01-01"
method = "DELETE"
path = "/lakes/{lake_id}"
""",
    "tables/lake.csv": COLUMNS
    + """request,Request,container,false,true,
request,Request.Depth,string,false,true,
request,Request.Fish,string array,true,false,
""",
    "tables/drain.csv": COLUMNS,
    "errata.toml": "",
    "guesses.toml": "",
}
PAGE = """\
## Request

```shell
POST /lakes/<LakeId>?wet HTTP/1.1
```

#### Request body

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Request | None | a | Container | Yes |
| Depth | Request | b | String | Yes |
| Fish | Request | c | String Array | No |

## Response

## Samples
"""


END = "\n\n## Response"
WEED = "| Weed | Request | d | String | No |"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "spec" / "tables").mkdir(parents=True)
    (tmp_path / "spec" / "types").mkdir()
    for name, text in FILES.items():
        (tmp_path / "spec" / name).write_text(text, "utf-8")
    return tmp_path / "spec"


def run(spec: Path, text: str, *options: str) -> Result:
    path = spec.parent / "page.md"
    path.write_text(text, "utf-8")
    return CliRunner().invoke(cli, ["check", "--spec", str(spec), str(path), *options])


def faults(result: Result) -> list[str]:
    return [line.rpartition("page.md:")[2] for line in result.stderr.splitlines()]


def test_a_page_that_agrees_with_its_table_is_exit_0_with_the_counts(spec: Path):
    result = run(spec, PAGE)
    assert result.stderr == ""
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "spec/: 3 table rows, 3 XSD elements, 0 errata, 0 guesses: no differences",
        f"{spec.parent / 'page.md'}: lake, 3 rows: no differences",
    ]


def test_chinese_types_and_requirements_agree_with_the_table(spec: Path):
    chinese = PAGE.replace("String Array | No", "String数组 | 否").replace("| Yes |", "| 是 |")
    assert run(spec, chinese).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("b | String", "b | Integer", "12: {D} has the type integer on the page, string in the table ({T}:3)"),
        ("b | String | Yes", "b | String | No", "12: {D} is optional on the page, required in the table ({T}:3)"),
        (
            "b | String | Yes",
            "b | String | Yes if wet",
            "12: {D} is neither required nor optional on the page, required in the table ({T}:3)",
        ),
        ("| Fish | Request | c | String Array | No |\n", "", "1: {F} (request) is not on the page, but in {T}:4"),
        (END, f"\n{WEED}{END}", "14: Request.Weed (request) is on the page, but not in {T}"),
        (END, f"\n{WEED.replace('Weed', 'Fish')}{END}", "14: {F} (request) is on the page, but not in {T}"),
    ],
)
def test_a_difference_is_exit_1_with_the_lines_of_page_and_table(spec: Path, old: str, new: str, fault: str):
    assert PAGE.count(old) == 1
    result = run(spec, PAGE.replace(old, new), "--api", "lake")
    assert result.exit_code == 1
    assert faults(result) == [fault.format(D="Request.Depth", F="Request.Fish", T="tables/lake.csv")]
    assert "page.md: lake" in result.stdout


def test_a_mistranslated_yes_or_no_agrees_with_the_table(spec: Path):
    assert run(spec, PAGE.replace("b | String | Yes", "b | String | `Supported`.")).exit_code == 0
    assert run(spec, PAGE.replace("String Array | No", "String Array | None")).exit_code == 0


def test_an_array_that_became_single_is_reported(spec: Path):
    result = run(spec, PAGE.replace("String Array", "String"))
    assert "13: Request.Fish occurs once on the page, repeats in the table (tables/lake.csv:4)" in faults(result)


def test_the_request_line_determines_the_api_of_a_page_without_rows(spec: Path):
    page = "## Request\n\n```shell\nDELETE /lakes/<id> HTTP/1.1\n```\n\n## Response\n\n## Samples\n"
    result = run(spec, page)
    assert result.exit_code == 0
    assert "page.md: drain, 0 rows: no differences" in result.stdout


def test_a_page_with_an_unknown_call_is_exit_2_with_advice(spec: Path):
    result = run(spec, PAGE.replace("POST", "PUT"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "page.md:1: no API of the spec has the call PUT /lakes/{}: give --api" in result.stderr


def test_the_request_line_determines_the_api_of_a_page_with_many_changes(spec: Path):
    result = run(spec, PAGE.replace("| Depth |", "| Height |"))
    assert result.exit_code == 1
    assert faults(result) == [
        "1: Request.Depth (request) is not on the page, but in tables/lake.csv:3",
        "12: Request.Height (request) is on the page, but not in tables/lake.csv",
    ]


def test_a_changed_limit_is_reported_as_sync_reports_it(spec: Path):
    result = run(spec, PAGE.replace("| b | String", "| Valid values: `deep`, `flat`. | String"))
    assert result.exit_code == 0, "xs:string is not compared with limits"
    xsd = spec / "types" / "lakes.xsd"
    text = xsd.read_text("utf-8").replace('name="Depth" type="xs:string"', 'name="Depth" type="Depth"')
    values = f'<xs:restriction base="xs:string"><xs:enumeration value="deep">{DOCUMENTATION}</xs:enumeration>'
    simple = f'<xs:simpleType name="Depth">{DOCUMENTATION}{values}</xs:restriction></xs:simpleType></xs:schema>'
    xsd.write_text(text.replace("</xs:schema>", simple), "utf-8")
    result = run(spec, PAGE.replace("| b | String", "| Valid values: `deep`, `flat`. | String"))
    assert result.exit_code == 1
    assert [line.split(" facets")[0] for line in faults(result)] == [
        "12: Request.Depth: type Depth refuses 'flat', the page accepts it;"
    ]


def test_a_page_that_cannot_be_read_is_exit_2_with_its_line(spec: Path):
    result = run(spec, PAGE[: PAGE.index("| Fish") + 9])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert ":13: " in result.stderr


def test_an_api_that_does_not_exist_is_a_usage_error_with_the_names(spec: Path):
    result = run(spec, PAGE, "--api", "sea")
    assert result.exit_code == 2
    assert "there is no API 'sea'; the APIs are lake, drain" in result.stderr


def test_one_api_for_several_pages_is_a_usage_error(spec: Path):
    assert run(spec, PAGE, str(spec / "page.md"), "--api", "lake").exit_code == 2


@pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")
def test_the_saved_pages_agree_with_their_tables():
    names = (
        "animation-callback.md", "create-animation-template.md", "describe-media-job.md", "describe-media-jobs.md",
        "submit-animation-job.2025-11-19.txt", "submit-animation-job.zh.md", "trigger-job-standalone.md",
        "structures.md",
        "cancel-media-job.md", "media-error-codes.md", "search-media-queues.md", "update-media-queue.md",
    )  # fmt: skip
    result = CliRunner().invoke(cli, ["check", *(str(Path(FOLDER) / name) for name in names)])
    assert result.stderr == ""
    assert result.exit_code == 0
    assert result.stdout.count(" rows: no differences") == len(names)
