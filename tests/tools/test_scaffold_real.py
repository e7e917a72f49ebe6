"""The other job families among the real pages: scaffolded, generated, and their samples judged.

Needs COSANIM_PAGES. Run with ``-s`` to see the table.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest
import xmlschema
from lxml import etree

from tests.strategies import SPEC
from tests.tools.test_scaffold import copied_spec, judged, scaffold
from tools.compare import compare
from tools.generate import generate
from tools.pages import read_page
from tools.scaffold.drafting import draft
from tools.scaffold.samples import samples_of

FOLDER: Final = os.environ.get("COSANIM_PAGES", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="COSANIM_PAGES names no folder of documentation pages")

ALWAYS: Final = ("submit-snapshot-job", "submit-transcode-job.old")
SLOW: Final = (
    "submit-concat-job",
    "submit-concat-job.old",
    "submit-digital-watermark-job",
    "submit-media-info-job",
    "submit-smart-cover-job",
    "submit-snapshot-job.old",
    "submit-stream-extract-job",
    "submit-transcode-job",
    "submit-transcode-job.video",
    "submit-tts-job",
    "submit-video-montage-job",
    "submit-voice-separate-job",
)
# What those of the pages need, written apart from the reader that repairs them.
REPAIRS: Final = (
    (r"<CallBackFormat>(\w+)<CallBackFormat>", r"<CallBackFormat>\1</CallBackFormat>"),
    (r"<RequestId>([^<]+)<RequestId>", r"<RequestId>\1</RequestId>"),
    (r"(?<!>)(\s)</Message>", r"\1<Message/>"),
    (r"</MeidaInfo>", "</MediaInfo>"),
    (r"<Response>\s*\Z", "</Response>"),
    (r">\s*\.\.\.\s*<", "><"),
)
NOT_PAGES: Final = {"README.md", "QUIRKS.md"}


@pytest.mark.parametrize("slug", [*ALWAYS, *(pytest.param(slug, marks=pytest.mark.slow) for slug in SLOW)])
def test_a_family_is_scaffolded_generated_and_takes_the_samples_of_its_page(tmp_path: Path, slug: str):
    page, api = Path(FOLDER) / f"{slug}.md", re.sub(r"\W", "_", slug)
    spec = copied_spec(tmp_path)
    result = scaffold(page, api, spec, "--date", "2023-07-12")
    assert result.exit_code == 0, result.stderr
    assert compare(spec).faults == ()
    found = draft(read_page(page), api, SPEC, title=api, date="2023-07-12")
    generate(spec.resolve(), tmp_path)
    verdicts = judged(tmp_path, [(api, sample.xml) for sample in found.samples])
    assert [verdict["faults"] for verdict in verdicts] == [[]] * len(found.samples)
    assert all(verdict["same"] for verdict in verdicts)
    assert {verdict["root"] for verdict in verdicts} == {"Request", "Response"}
    schema = xmlschema.XMLSchema11(str(spec / f"{api}.xsd"))
    assert all(schema.is_valid(sample.xml) for sample in found.samples if sample.root.tag == "Response")
    repaired = sum(bool(sample.repairs) for sample in found.samples)
    sizes = f"{found.rows:4} rows {found.elements:4} elements {len(found.errata):2} errata"
    print(f"\n{slug:32} {sizes} {len(found.samples)} samples valid, {repaired} repaired, {len(found.remarks)} remarks")


def test_every_malformed_sample_is_repaired_as_by_the_expressions_that_were_written_for_it():
    repaired = 0
    pages = [*Path(FOLDER).glob("*.md"), *Path(FOLDER).glob("history/*/*.md")]
    for path in sorted(page for page in pages if page.name not in NOT_PAGES):
        lines = path.read_text("utf-8").splitlines()
        for sample in samples_of(read_page(path)):
            raw = "\n".join(lines[sample.line - 1 :]).partition("\n```")[0]
            for pattern, replacement in REPAIRS:
                raw = re.sub(pattern, replacement, raw)
            assert _tidy(sample.root) == _tidy(etree.fromstring(raw.encode())), f"{path}:{sample.line}"
            repaired += bool(sample.repairs)
    assert repaired > 100


def _tidy(element: etree._Element) -> tuple[object, ...]:
    return (element.tag, (element.text or "").strip(), tuple(map(_tidy, element)))
