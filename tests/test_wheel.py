"""The wheel in an empty environment: it needs its declared requirements and no development packages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.slow

REPOSITORY: Final = Path(__file__).resolve().parent.parent
ENVIRONMENT: Final = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COSANIM"))},
    "TENCENTCLOUD_SECRET_ID": "AKIDEXAMPLE",
    "TENCENTCLOUD_SECRET_KEY": "an example",
}
ABSENT: Final = (
    "xsdata",
    "xmlschema",
    "elementpath",
    "av",
    "starlette",
    "uvicorn",
    "hypothesis",
    "qcloud_cos",
    "tools",
)
REQUEST: Final = b"""<Request>
  <Tag>Animation</Tag>
  <Input><Object>input/demo.mp4</Object></Input>
  <Operation>
    <TemplateId>t1</TemplateId>
    <Output><Region>ap-chongqing</Region><Bucket>test-1250000000</Bucket><Object>o.${ext}</Object></Output>
  </Operation>
</Request>
"""
PROGRAM: Final = """
import importlib.resources, importlib.util, json, sys
from pathlib import Path
absent = [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]
from lxml import etree
import cosanim
from cosanim import AnimationClient, Credentials, SchemaError, decode, encode, validate
from cosanim.models import Input, Operation, Output, SubmitJobRequest, SubmitJobResponse
output = Output(region="ap-chongqing", bucket="test-1250000000", object_key="o.${ext}")
request = SubmitJobRequest(tag="Animation", input=Input(object_key="a.mp4"), operation=Operation(template_id="t1", output=output))
written = encode(request)
broken = SubmitJobRequest(tag="Other", input=Input(object_key="a.mp4"), operation=Operation(output=output))
reply = decode(b"<Response><JobsDetail><JobId>j1</JobId><New>1</New></JobsDetail></Response>", SubmitJobResponse)
client = AnimationClient(bucket="test-1250000000", region="ap-chongqing", credentials=Credentials("a", "b"))
xsd = importlib.resources.files("cosanim_bindings") / "xsd"
files = [path for folder in (xsd, xsd / "types") for path in folder.iterdir() if path.name.endswith(".xsd")]
for path in files:
    etree.fromstring(path.read_bytes())
with importlib.resources.as_file(importlib.resources.files("cosanim_bindings") / "xsd10") as xsd10:
    xsd10_valid = etree.XMLSchema(etree.parse(xsd10 / "submit_job.xsd")).validate(etree.fromstring(written))
refused = ""
try:
    client.submit_job(broken)
except SchemaError as error:
    refused = type(error).__name__
print(json.dumps({
    "absent": absent,
    "place": cosanim.__file__,
    "same": decode(written, SubmitJobRequest) == request,
    "found": [validate(request) == [], validate(written) == []],
    "rules": [violation.rule for violation in validate(broken)],
    "job": reply.jobs_detail[0].job_id,
    "unknown": reply.jobs_detail[0].unknown[0].name,
    "refused": refused,
    "schemas": len(files),
    "xsd10_valid": xsd10_valid,
    "loaded": sorted(name for name in ("xsdata", "xmlschema", "elementpath") if name in sys.modules),
}))
"""  # noqa: E501 - code of its own


def run(*command: str | Path, folder: Path, code: int = 0) -> str:
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, REPOSITORY, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of an environment with the wheel and its requirements only."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    commands = folder / "venv" / "bin"
    run(
        *(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--quiet", wheel),
        folder=folder,
    )
    return commands


def test_the_wheel_has_the_declared_requirements_and_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        head = Parser().parsestr(archive.read(metadata).decode())
    base = {re.match(r"[\w.-]+", line)[0] for line in head.get_all("Requires-Dist", []) if "extra ==" not in line}  # type: ignore[index]
    assert base == {"requests", "certifi", "urllib3", "lxml", "click", "rich"}
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cosanim", "cosanim_bindings"}
    shipped = {name for name in names if re.match("cosanim_bindings/xsd(10)?/", name)}
    schemas = {path.relative_to(REPOSITORY / "spec").as_posix() for path in (REPOSITORY / "spec").rglob("*.xsd")}
    assert shipped == {
        *(f"cosanim_bindings/{folder}/{name}" for folder in ("xsd", "xsd10") for name in schemas),
        "cosanim_bindings/xsd10/LIMITS.txt",
    }
    page = REPOSITORY / "cosanim" / "local" / "page"
    assert {path.relative_to(REPOSITORY).as_posix() for path in page.rglob("*.*") if path.suffix != ".pyc"} <= {*names}
    assert "cosanim/py.typed" in names
    assert "cosanim_bindings/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_wheel_states_the_licenses_of_all_that_it_contains(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        head = Parser().parsestr(archive.read(f"{folder}/METADATA").decode())
        texts = {name: archive.read(f"{folder}/licenses/{name}").decode() for name in head.get_all("License-File", [])}
        foreign = [name for name in archive.namelist() if ".min." in name]
    assert head["License-Expression"] == "MIT AND 0BSD"
    assert foreign == ["cosanim/local/page/static/htmx.min.js"]
    beginnings = {name: text.partition("\n")[0] for name, text in texts.items()}
    assert beginnings == {
        "LICENSE": "MIT License",
        "cosanim/local/page/static/htmx.LICENSE.txt": "Zero-Clause BSD",
    }


def test_the_library_works_without_the_development_packages(installed: Path, tmp_path: Path) -> None:
    report = json.loads(run(installed / "python", "-W", "error", "-c", PROGRAM, *ABSENT, folder=tmp_path))
    assert report.pop("absent") == list(ABSENT)
    assert Path(report.pop("place")).is_relative_to(installed.parent)
    assert report.pop("schemas") == len(list((REPOSITORY / "spec").rglob("*.xsd")))
    assert report == {
        "xsd10_valid": True,
        "same": True,
        "found": [True, True],
        "rules": ["enumeration", "template-or-animation"],
        "job": "j1",
        "unknown": "New",
        "refused": "SchemaError",
        "loaded": [],
    }


def test_the_command_line_validates_and_signs(installed: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(REQUEST)
    bad.write_bytes(REQUEST.replace(b"Animation", b"Other"))
    command = installed / "cosanim"
    assert json.loads(run(command, "validate", good, "--json", folder=tmp_path)) == []
    (violation,) = json.loads(run(command, "validate", bad, "--json", folder=tmp_path, code=1))
    assert (violation["path"], violation["rule"], violation["line"]) == ("Request.Tag", "enumeration", 2)
    assert "q-signature=" in run(command, "sign", "get", "/jobs/j1", folder=tmp_path)


def test_the_error_for_a_missing_local_service_names_the_extra(installed: Path, tmp_path: Path) -> None:
    command = [installed / "cosanim", "local", "--data", tmp_path / "data"]
    done = subprocess.run(
        command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 3
    assert "cosanim[local]" in done.stderr
    assert "Traceback" not in done.stderr
