"""Tables, errata and samples of the documentation's pages. Needs COSANIM_PAGES, a folder of saved pages."""

from __future__ import annotations

import copy
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from lxml import etree

from cosanim import callbacks
from cosanim.xml.codec import decode, encode
from cosanim.xml.validation import errors_of, validate
from tests.mutations import STEPS, compare_with_xmlschema
from tests.strategies import API_SCHEMAS, ROOT_TYPES, SPEC, class_of
from tests.xsdata_oracle import assert_xsdata_agrees
from tools.documentation.pages import read_page
from tools.documentation.spec_model.spec_files import read_errata, read_sources, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.documentation.spec_model.spec_files import Erratum

# Table to the file of its page.
PAGES: Final = {
    "submit_job": "submit-animation-job.2025-11-19.txt",
    "submit_job_2022": "submit-animation-job.md",
    "describe_jobs": "describe-media-job.md",
    "list_jobs": "describe-media-jobs.md",
    "cancel_job": "cancel-media-job.md",
    "create_template": "create-animation-template.md",
    "update_template": "update-animation-template.md",
    "delete_template": "delete-media-template.md",
    "list_templates": "describe-media-templates.md",
    "list_queues": "search-media-queues.md",
    "update_queue": "update-media-queue.md",
    "describe_media_buckets": "describe-media-buckets.md",
    "create_media_bucket": "create-media-bucket.md",
    "submit_batch": "trigger-job-standalone.md",
    "callback": "animation-callback.md",
    "error": "media-error-codes.md",
    "mediainfo": "generate-mediainfo.md",
    "structures": "structures.md",
}
NOT_SAVED: Final = {"describe_batch", "list_batches", "cancel_batch"}
ONLY_REFERRED: Final = {"mediainfo", "structures"}

# Other pages of the same APIs. The file names of the last two pages are interchanged.
MORE_PAGES: Final = (
    ("submit_job", "submit-animation-job.md"),
    ("submit_job", "submit-animation-job.2023-cos.md"),
    ("describe_jobs", "list-animation-jobs.md"),
    ("list_jobs", "describe-animation-job.md"),
)
ENGLISH: Final = (*((api, file) for api, file in PAGES.items() if api in API_SCHEMAS), *MORE_PAGES)
CHINESE: Final = tuple((api, file.replace(".md", ".zh.md")) for api, file in ENGLISH if file.endswith(".md"))

# Erratum to the page with the quoted text, if it is not the page of the API in PAGES.
PAGE_OF_ERRATUM: Final = {
    "states-case": "describe-animation-job.md",
    "jobs-typed-single": "describe-animation-job.md",
    "time-interval-of-transcode": "submit-animation-job.2023-cos.md",
    "hyphen-for-unset": "describe-media-job.md",
    "decimals-typed-int": "describe-media-job.md",
}

# Erratum to the repair of a sample, which is a pattern and a replacement. Samples are not changed otherwise.
REPAIRS: Final = {
    "callback-format-unclosed": (r"<CallBackFormat>(\w+)<CallBackFormat>", r"<CallBackFormat>\1</CallBackFormat>"),
    "request-id-unclosed": (r"<RequestId>([^<]+)<RequestId>", r"<RequestId>\1</RequestId>"),
    "message-closed-unopened": (r"(?<!>)(\s)</Message>", r"\1<Message/>"),
    "response-unclosed": (r"<Response>\s*\Z", "</Response>"),
    "jobs-left-out": (r">\s*\.\.\.\s*<", "><"),
}
# Replaced in requests only, since this library submits animations.
OF_ANOTHER_KIND: Final = ("<Tag>Transcode</Tag>", "<Tag>Animation</Tag>")


@pytest.fixture(scope="module")
def pages() -> Path:
    folder = os.environ.get("COSANIM_PAGES")
    if not folder:
        pytest.skip("COSANIM_PAGES does not name a folder of documentation pages")
    return Path(folder)


def samples(text: str) -> Iterator[str]:
    """Yield the sample documents of a page, without the text before the root."""
    blocks = re.findall(r"^``` ?\w*$(.*?)^```", text, re.DOTALL | re.MULTILINE)
    if not blocks:
        blocks = re.findall(r"^<(?:Request|Response)>$.*?^</(?:Request|Response)>$", text, re.DOTALL | re.MULTILINE)
    for block in blocks:
        if found := re.search(r"^(?:<(?:Request|Response|Error)>|\{).*", block, re.DOTALL | re.MULTILINE):
            yield found[0].strip()


def repaired(sample: str) -> str:
    for pattern, replacement in REPAIRS.values():
        sample = re.sub(pattern, replacement, sample)
    return sample.replace(*OF_ANOTHER_KIND) if sample.startswith("<Request>") else sample


def texts(data: bytes) -> list[tuple[str, str]]:
    tree = etree.ElementTree(etree.fromstring(data))
    elements = ((tree.getpath(element), element.text or "") for element in tree.iter() if not len(element))
    return sorted((path, text if text.strip() else "") for path, text in elements)


def test_every_table_has_a_page() -> None:
    assert set(PAGES) | NOT_SAVED == set(read_sources(SPEC))


@pytest.mark.parametrize("api", PAGES)
def test_a_table_has_the_rows_of_its_page(pages: Path, api: str) -> None:
    page = read_page(pages / PAGES[api])
    documented = [(row.section, row.path, row.type or "", row.array, row.required) for row in page.rows]
    table = read_table(SPEC / "tables" / f"{api}.csv")
    assert [(row.section, row.path, row.type, row.array, row.required) for row in table] == documented


@pytest.mark.parametrize("erratum", [e for e in read_errata(SPEC) if e.says], ids=lambda erratum: erratum.id)
def test_a_page_still_has_the_text_that_an_erratum_quotes(pages: Path, erratum: Erratum) -> None:
    file = PAGE_OF_ERRATUM.get(erratum.id, PAGES[erratum.api])
    text = (pages / file).read_text("utf-8")
    assert re.sub(r"\s+", " ", erratum.says).strip() in re.sub(r"\s+", " ", text)


def test_every_repair_of_a_sample_is_an_erratum() -> None:
    assert {*REPAIRS, "jobs-of-another-kind"} <= {erratum.id for erratum in read_errata(SPEC)}


@pytest.mark.parametrize("erratum", REPAIRS)
def test_every_repair_applies_to_a_sample(pages: Path, erratum: str) -> None:
    found = [text for _, file in ENGLISH for text in samples((pages / file).read_text("utf-8"))]
    assert any(re.search(REPAIRS[erratum][0], text) for text in found)


@pytest.mark.parametrize(("api", "file"), [*ENGLISH, *CHINESE])
def test_the_samples_of_a_page_are_valid_and_keep_their_content(pages: Path, api: str, file: str) -> None:
    if not (pages / file).exists():
        pytest.skip("not saved in this language")
    documents = list(samples((pages / file).read_text("utf-8")))
    assert documents
    for sample in map(repaired, documents):
        data = sample.encode()
        if sample.startswith("{"):
            assert callbacks.parse(data).job.state == "Success"
            continue
        assert errors_of(validate(data, api=api)) == [], sample
        root = etree.fromstring(data)
        document = decode(data, class_of(ROOT_TYPES[api, root.tag]), strict=True)
        assert texts(encode(document)) == texts(data)
        if root.tag != "Request":
            assert API_SCHEMAS[api].is_valid(root)
        assert_xsdata_agrees(data, ROOT_TYPES[api, root.tag])
        compare_damaged(root, api)


def compare_damaged(root: etree._Element, api: str) -> None:
    """Damage a sample in many ways and assert that ``validate`` and xmlschema agree on its validity."""

    @settings(max_examples=15)
    @given(steps=STEPS)
    def compare(steps: list[Any]) -> None:
        compare_with_xmlschema(copy.deepcopy(root), steps, api)

    compare()


def test_the_forms_of_a_callback_that_the_page_shows_are_equal(pages: Path) -> None:
    documents = list(samples((pages / PAGES["callback"]).read_text("utf-8")))
    in_json = next(text for text in documents if text.startswith("{"))
    in_xml = next(text for text in documents if "<Workflow>" in text and "<State>Success" in text)
    assert json.loads(in_json)
    assert callbacks.parse(in_json.encode()) == callbacks.parse(in_xml.encode())
