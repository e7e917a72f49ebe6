"""``python -m tools.spec scaffold``: what it writes from a page of our own, and that the result works."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from tests.strategies import SPEC
from tools.compare import compare
from tools.generate import generate
from tools.generator.components import load_components
from tools.pages import Row, page_of
from tools.scaffold.limits import limits_of
from tools.scaffold.repair import repaired
from tools.scaffold.samples import samples_of
from tools.spec import cli
from tools.tables import read_errata, read_sources, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

REPOSITORY: Final = SPEC.parent
REQUEST: Final = """\
<Request>
  <Tag>Bake</Tag>
  <Input><Object>dough.bin</Object></Input>
  <Operation>
    <Oven><Heat>180</Heat><Mode>fan</Mode><Grill>true</Grill></Oven>
    <Recipe><Sugar>2</Sugar><Steps><Step>mix</Step></Steps></Recipe>
    <Output><Region>ap-chongqing</Region><Bucket>cakes-1250000000</Bucket><Object>cake.bin</Object></Output>
    <Decoration>icing</Decoration>
    <Decoration>sprinkles</Decoration>
  </Operation>
  <CallBackFormat>JSON<CallBackFormat>
</Request>"""
RESPONSE: Final = """\
<Response>
  <JobsDetail>
    <JobId>j1</JobId><State>Submitted</State><Layers>3</Layers><Height>x</Height><Message/>
    <Operation>
      <Oven><Heat>180</Heat><Mode>fan</Mode><Grill>true</Grill></Oven>
      <Result><Weight>1.5</Weight></Result>
    </Operation>
  </JobsDetail>
</Response>"""
PAGE: Final = f"""\
## Overview

#### Sample request

```shell
POST /cakes/<cakeId> HTTP/1.1
Host: <BucketName-APPID>.ci.<Region>.myqcloud.com

<body>
```

#### Request body

```shell
{REQUEST}
```

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Request | None | everything | Container | Yes |

`Request` has the following sub-nodes:

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Tag | Request | Job type: Bake | String | Yes |
| Input | Request | dough | Container | Yes |
| Operation | Request | work | Container | Yes |
| CallBackFormat | Request | Valid values: `JSON`, `XML`. | String | No |
| Object | Request.Input | the dough | String | Yes |

`Operation` has the following sub-nodes:

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Oven | Request.Operation | oven | Container | Yes |
| Recipe | Request.Operation | Same as `Request.Recipe` in the API [Books](/document/1045/99999). | Container | No |
| Output | Request.Operation | shelf | Container | Yes |
| Decoration | Request.Operation | on top | String | No |
| Candles | Request.Operation | Valid values: `1`, `2`. | Int | Yes |

`Oven` has the following sub-nodes:

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Heat | Request.Operation.Kitchen | Value range: [50, 300] | Int | Yes |
| Mode | Request.Operation.Kitchen | Valid values: `fan`, `grill`. | String | No |
| Grill | Request.Operation.Kitchen | Valid values: `true`, `false`. | String | No |

`Output` has the following sub-nodes:

| Node Name (Keyword) | Parent Node | Description | Type | Required |
| --- | --- | --- | --- | --- |
| Region | Request.Operation.Output | where | String | Yes |
| Bucket | Request.Operation.Output | where | String | Yes |
| Object | Request.Operation.Output | where | String | Yes |

## Response

#### Response body

```shell
{RESPONSE}
```

| Node Name (Keyword) | Parent Node | Description | Type |
| --- | --- | --- | --- |
| Response | None | everything | Container |
| JobsDetail | Response | jobs | Container |
| JobId | Response.JobsDetail | id | String |
| State | Response.JobsDetail | Valid values: `Submitted`, `Running`, `Success`, `Failed`, `Pause`, `Cancel`. | String |
| Layers | Response.JobsDetail | count | Int |
| Height | Response.JobsDetail | size | Float |
| Operation | Response.JobsDetail | work | Container |
| Oven | Response.JobsDetail.Operation | Same as `Request.Operation.Oven` in the request. | Container |
| Result | Response.JobsDetail.Operation | cake | Container |
| Weight | Response.Operation.Result | size | Float |
| Shape | Response.JobsDetail.Operation.Result | Valid values: `round`, `square`. | String |

#### Error codes

None.
"""
# Runs with the generated package of a scaffolded spec in place of ours.
JUDGE: Final = """
import json, sys
from cosanim import decode, encode, validate
from cosanim.xml.validation import errors_of
from cosanim.xml.plans import roots_of
from lxml import etree

def leaves(data):
    tree = etree.ElementTree(etree.fromstring(data))
    found = ((tree.getpath(leaf), (leaf.text or "").strip()) for leaf in tree.iter() if not len(leaf))
    return sorted(found)

for api, text in json.load(sys.stdin):
    data = text.encode()
    root = etree.fromstring(data).tag
    faults = [str(fault) for fault in errors_of(validate(data, api=api))] if root == "Request" else []
    same = not faults and leaves(encode(decode(data, roots_of(api)[root]))) == leaves(data)
    print(json.dumps({"faults": faults, "same": same, "root": root}))
"""


def save(folder: Path, text: str = PAGE, name: str = "bake.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def copied_spec(folder: Path) -> Path:
    return Path(shutil.copytree(SPEC, folder / "spec"))


def scaffold(page: Path, api: str, output: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["scaffold", str(page), "--api", api, "--output", str(output), *options])


def judged(folder: Path, documents: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what the library says of documents with the bindings of a folder in place of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(REPOSITORY)])}
    result = subprocess.run(
        [sys.executable, "-c", JUDGE], input=json.dumps(list(documents)), env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def baked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("baked")
    spec = copied_spec(folder)
    return spec, scaffold(save(folder), "bake_cake", spec)


@pytest.fixture(scope="module")
def package(baked: tuple[Path, Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    generate(baked[0].resolve(), folder)
    return folder


def child(spec: Path, type_name: str, name: str) -> Any:
    found = load_components(spec).complex_types[type_name].child(name)
    assert found is not None
    return found


def test_the_new_api_agrees_with_its_table_once_the_errata_are_applied(baked: tuple[Path, Result]):
    spec, result = baked
    assert result.exit_code == 0, result.stderr
    assert compare(spec).faults == ()
    assert read_sources(spec)["bake_cake"].path == "/cakes/{cake_id}"
    assert len(read_table(spec / "tables" / "bake_cake.csv")) == 28


def test_what_was_there_before_is_as_it_was(baked: tuple[Path, Result]):
    spec, _ = baked
    for path in SPEC.rglob("*.*"):
        new = (spec / path.relative_to(SPEC)).read_bytes()
        assert new.startswith(path.read_bytes()) if path.suffix == ".toml" else new == path.read_bytes()


def test_the_bindings_are_generated_and_take_the_samples_there_and_back(package: Path):
    samples = samples_of(page_of(PAGE, "markdown", name="bake"))
    assert [sample.root.tag for sample in samples] == ["Request", "Response"]
    found = judged(package, [("bake_cake", sample.xml) for sample in samples])
    assert found == [{"faults": [], "same": True, "root": root} for root in ("Request", "Response")]


def test_the_bindings_refuse_what_the_page_does_not_allow(package: Path):
    sample = samples_of(page_of(PAGE, "markdown", name="bake"))[0].xml
    wrong = [
        sample.replace("180", "301"),
        sample.replace("fan", "steam"),
        sample.replace("Bake", "Boil"),
        sample.replace("<Tag>", "<Pan>1</Pan><Tag>"),
        sample.replace("<Object>dough.bin</Object>", ""),
    ]
    assert all(verdict["faults"] for verdict in judged(package, [("bake_cake", text) for text in wrong]))


def test_requests_are_closed_and_replies_open_with_every_child_optional(baked: tuple[Path, Result]):
    types = load_components(baked[0]).complex_types
    assert not types["BakeCakeRequest"].is_open
    assert not types["BakeCakeOperation"].is_open
    replies = [types[name] for name in ("BakeCakeResponse", "BakeCakeJobsDetail", "BakeCakeOperationDetail")]
    assert all(kind.is_open and not any(node.required for node in kind.children) for kind in replies)


def test_types_of_the_spec_are_used_where_they_say_the_same(baked: tuple[Path, Result]):
    spec, _ = baked
    assert child(spec, "BakeCakeRequest", "CallBackFormat").type == "CallBackFormat"
    assert child(spec, "BakeCakeOutput", "Bucket").type == "BucketName"
    assert child(spec, "BakeCakeOven", "Grill").type == "Flag"
    assert child(spec, "BakeCakeJobsDetail", "State").type == "ReplyJobState"
    assert child(spec, "BakeCakeJobsDetail", "Layers").type == "ReplyInteger"
    assert child(spec, "BakeCakeJobsDetail", "Height").type == "ReplyNumber"
    heat = load_components(spec).leaves[child(spec, "BakeCakeOven", "Heat").type]
    assert heat.kinds == ("int",)
    assert dict(heat.bounds) == {"min_inclusive": 50, "max_inclusive": 300}


def test_what_was_decided_is_said_with_its_line(baked: tuple[Path, Result]):
    _, result = baked
    lines = PAGE.splitlines()

    def said(text: str) -> str:
        line = next(line for line in result.output.splitlines() if text in line)
        return lines[int(line.split(":")[1]) - 1]

    assert said("read as </CallBackFormat>").strip() == "<CallBackFormat>JSON<CallBackFormat>"
    assert said("moved below Request.Operation.Oven").startswith("| Heat ")
    assert said("moved below Response.JobsDetail.Operation.Result").startswith("| Weight ")
    assert said("Request.Recipe of page 99999, which no table has: left open").startswith("| Recipe ")
    assert said("in no table, added: Sugar, Steps, Steps.Step") == "<Request>"
    assert said("Request.Operation.Decoration repeats in a sample") == "<Request>"
    assert said("Request.Operation.Candles is required, but a sample does without") == "<Request>"


def test_a_departure_from_the_page_is_an_erratum(baked: tuple[Path, Result]):
    found = {(e.kind, path): e for e in read_errata(baked[0]) if e.api == "bake_cake" for path in e.path}
    assert found["moved", "Request.Operation.Kitchen.Heat"].to == "Request.Operation.Oven"
    assert ("added", "Request.Operation.Recipe.Sugar") in found
    assert ("array", "Request.Operation.Decoration") in found
    assert ("required", "Request.Operation.Candles") in found
    assert not any(path.startswith("Response.JobsDetail.Operation.Oven") for _, path in found)


def test_no_sentence_of_the_page_enters_the_spec(baked: tuple[Path, Result]):
    text = (baked[0] / "types" / "bake_cake.xsd").read_text("utf-8")
    documentation = " ".join(etree.fromstring(text.encode()).itertext())
    for words in ("everything", "dough", "on top", "Books", "shelf"):
        assert words not in documentation
    assert "To be described." in documentation


def test_an_api_that_is_there_already_is_refused_and_nothing_is_written(baked: tuple[Path, Result], tmp_path: Path):
    spec, _ = baked
    before = contents(spec)
    for api in ("bake_cake", "submit_job", "cancel_job", "structures"):
        result = scaffold(save(tmp_path), api, spec)
        assert result.exit_code == 2
        assert "already" in result.stderr
    assert contents(spec) == before


def test_a_new_folder_gets_the_types_that_are_needed(tmp_path: Path):
    result = scaffold(save(tmp_path), "bake_cake", tmp_path / "new", "--date", "2030-01-02", "--title", "Baking")
    assert result.exit_code == 0, result.stderr
    names = {path.name for path in (tmp_path / "new" / "types").iterdir()}
    wrote = re.findall(r"^wrote \S*/types/(\S+)$", result.stdout, re.MULTILINE)
    assert wrote == ["bake_cake.xsd", *sorted(names - {"bake_cake.xsd"})], "not in the order of hashes"
    assert {"bake_cake.xsd", "common.xsd", "jobs.xsd"} <= names
    assert names < {path.name for path in (SPEC / "types").iterdir()} | {"bake_cake.xsd"}
    source = read_sources(tmp_path / "new")["bake_cake"]
    assert (source.title, source.date) == ("Baking", "2030-01-02")
    generate((tmp_path / "new").resolve(), tmp_path)
    assert compare(tmp_path / "new").faults == ()


def test_a_sample_that_stays_invalid_is_said_and_exit_1(tmp_path: Path):
    page = PAGE.replace("<Layers>3</Layers>", "<Layers>3</Layers>\n<Tag>x</Tag>").replace(
        "<Region>ap-chongqing</Region>", "<Region/>"
    )
    spec = copied_spec(tmp_path)
    result = scaffold(save(tmp_path, page), "bake_cake", spec)
    assert result.exit_code == 1
    assert "NOT VALID: /Request/Operation/Output" in result.stderr
    assert (spec / "bake_cake.xsd").exists()


def test_a_blank_request_takes_the_values_of_another_sample(tmp_path: Path):
    blank = REQUEST.replace("dough.bin", "").replace("ap-chongqing", "")
    page = PAGE.replace("#### Error codes", f"## Samples\n\n```\n{blank}\n```\n\n#### Error codes")
    result = scaffold(save(tmp_path, page), "bake_cake", copied_spec(tmp_path))
    assert result.exit_code == 0, result.stderr
    assert "filled in from another sample: Request.Input.Object, Request.Operation.Output.Region" in result.output


@pytest.mark.parametrize("target", ["Request.Operation", "Request"])
def test_a_node_that_is_said_to_be_the_one_above_it_is_left_open(tmp_path: Path, target: str):
    page = PAGE.replace("Same as `Request.Recipe` in the API [Books](/document/1045/99999).", f"Same as `{target}`.")
    result = scaffold(save(tmp_path, page), "bake_cake", copied_spec(tmp_path))
    assert result.exit_code == 0, result.output
    line = next(line for line in result.output.splitlines() if "(itself or above it)" in line)
    assert f"Request.Operation.Recipe is {target} (itself or above it), which no table has: left open" in line
    assert page.splitlines()[int(line.split(":")[1]) - 1].startswith("| Recipe ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: the file is empty"),
        ("# Ovens\n\nAnother product.\n", ":1: no node table and no request line"),
        (PAGE[: PAGE.index("| Layers")], "is it cut off?"),
        (PAGE[: PAGE.index("on top")], "is it cut off?"),
        (PAGE.replace("| Request |", "| Cake |").replace("| Request", "| Cake"), "the root Cake is none of"),
        ("x" * (50 << 20), "52,428,800 bytes"),
    ],
    ids=["empty", "another product", "cut off", "cut in a table", "another root", "50 MB"],
)
def test_a_page_that_cannot_be_used_is_exit_2_with_the_line_and_nothing_is_written(
    tmp_path: Path, text: str, message: str
):
    spec = copied_spec(tmp_path)
    before = contents(spec)
    result = scaffold(save(tmp_path, text), "bake_cake", spec)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.startswith(f"{tmp_path / 'bake.md'}:")
    assert contents(spec) == before


@pytest.mark.parametrize("api", ["BakeCake", "bake-cake", "../cake", "1cake", ""])
def test_a_name_that_is_no_snake_case_is_refused(tmp_path: Path, api: str):
    assert scaffold(save(tmp_path), api, tmp_path / "new").exit_code == 2
    assert not (tmp_path / "new").exists()


KNOWN: Final = {"A", "A.Input", "A.Input.Object", "A.Operation", "A.Operation.Mode"}


@pytest.mark.parametrize(
    ("sample", "wanted", "repair"),
    [
        ("<A><B>x<B></A>", "<A><B>x</B></A>", "<B> after its text read as </B>"),
        ("<A><B>x</Bb></A>", "<A><B>x</B></A>", "</Bb> read as </B>"),
        ("<A><Type>x</Name></A>", "<A><Type>x</Type></A>", "</Name> read as </Type>"),
        ("<A><C>1</C>\n</Message></A>", "<A><C>1</C><Message/></A>", "</Message> without an open element"),
        ("<A><B>x</B>\n<A>", "<A><B>x</B></A>", "<A> at the end read as </A>"),
        (
            "<A><Input><Object>o</Object><Operation><Mode>m</Mode></Operation></A>",
            "<A><Input><Object>o</Object></Input><Operation><Mode>m</Mode></Operation></A>",
            "<Input> was not closed before <Operation>",
        ),
        ("<A><B2022-08-08T16:23:11+0800></B></A>", "<A><B>2022-08-08T16:23:11+0800</B></A>", "was taken out"),
        ("<A><B></B/></A>", "<A><B></B></A>", "</B/> read as </B>"),
        ("<A><B>x</B>></A>", "<A><B>x</B>&gt;</A>", ""),
        ("<A><B>x</B></A><A><B>y</B></A>", "<A><B>x</B></A>", "what follows the root was left out"),
        ("<A><B>x</B><C>x", "<A><B>x</B><C>x</C></A>", "was not closed: closed at the end"),
        ("<A><B>x</B>\n...\n</A>", "<A><B>x</B></A>", "an ellipsis was left out"),
        ("<A><B>x & y</B></A>", "<A><B>x &amp; y</B></A>", "a bare & was escaped"),
        ("<A><Text>\n<Text>x</Text></Text></A>", "<A><Text><Text>x</Text></Text></A>", ""),
        ("<A><B>...</B></A>", "<A><B>...</B></A>", ""),
    ],
)
def test_a_malformed_sample_is_repaired_and_the_repair_is_said(sample: str, wanted: str, repair: str):
    xml, repairs = repaired(sample, 10, is_known=KNOWN.__contains__)
    assert _tidy(etree.fromstring(xml)) == _tidy(etree.fromstring(wanted))
    assert [repair in found.what for found in repairs] == ([True] * len(repairs) if repair else [])
    assert bool(repairs) == bool(repair)


def test_whatever_the_text_the_repaired_sample_is_well_formed():
    generator = random.Random(4)  # noqa: S311 - no secret
    parts = [
        "<A>",
        "</A>",
        "<B>",
        "</B>",
        "<B/>",
        "x",
        "\n",
        "<",
        ">",
        "&",
        "</C>",
        "...",
        "<B2>",
        "<!--",
        "-->",
        "<A b>",
    ]
    for _ in range(3000):
        text = "<A>" + "".join(generator.choices(parts, k=generator.randint(0, 12)))
        xml, repairs = repaired(text, 1)
        etree.fromstring(xml)
        assert repairs or xml == text


@pytest.mark.parametrize(
    ("description", "constraints", "facets"),
    [
        ("Valid values: `a`, `b` (default).", None, {"enumeration": ["a", "b"]}),
        ("Kind, which can be `a` or `b`. It wins.", None, {"enumeration": ["a", "b"]}),
        ("Kind", "a/b", {"enumeration": ["a", "b"]}),
        ("Kinds, separated by commas. Valid values: `a`, `b`.", None, {}),
        ("Valid values: `a`, `b` and others", None, {}),
        ("It can be `a`.", None, {}),
        ("Value range: [1, 100)", None, {"minInclusive": ["1"], "maxExclusive": ["100"]}),
        ("Width", "1. Value range: (0, 60] 2. Unit: px", {"minExclusive": ["0"], "maxInclusive": ["60"]}),
        ("End", "[0, video duration]", {"minInclusive": ["0"]}),
        ("`0` or [128, 4096]", None, {}),
        ("[1, 2] for one, [1, 3] for the other", None, {}),
        ("up to 64 letters", None, {"maxLength": ["64"]}),
        ("up to 300 characters, up to 400 letters", None, {}),
        ("取值范围：`a`、`b`", None, {"enumeration": ["a", "b"]}),
        ("Kind", "N/A", {}),
        ("Kind", "`N/A`.", {}),
    ],
)
def test_limits_are_read_only_where_the_words_leave_no_doubt(
    description: str, constraints: str | None, facets: dict[str, list[str]]
):
    row = Row(
        section="request", path="Request.X", name="X", parent="Request", type="string", array=False, required=True,
        default=None, line=1, columns_present=(), description=description, constraints=constraints,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for name, value in limits_of(row).facets:
        found.setdefault(name, []).append(value)
    assert found == facets


def _tidy(element: etree._Element) -> tuple[Any, ...]:
    return (element.tag, (element.text or "").strip(), tuple(map(_tidy, element)))
