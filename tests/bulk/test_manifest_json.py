"""JSONL manifests, and which format a file has."""

import json

import pytest

from cosanim import from_dict, to_dict
from cosanim.bulk.manifest.files import Manifest
from cosanim.bulk.rows import BulkRequest, UnreadableRow
from cosanim.models import SubmitJobRequest
from tests.servers.loopback import BUCKET, REGION

REQUEST = {
    "Tag": "Animation",
    "Input": {"Object": "视频/a.mp4"},
    "Operation": {
        "Animation": {"Container": {"Format": "gif"}, "Video": {"Codec": "gif"}, "TimeInterval": {"Duration": 2.5}},
        "Output": {"Region": REGION, "Bucket": BUCKET, "Object": "o.gif"},
    },
}


@pytest.fixture
def rows(tmp_path):
    def read(content, name="m.jsonl"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(Manifest(path, bucket=BUCKET, region=REGION))

    return read


def test_a_line_is_a_request_as_the_official_sdk_takes_it(rows):
    lines = [
        REQUEST,
        {"bucket": "b-1250000000", "region": "ap-beijing", **REQUEST},
        {"Request": REQUEST},
        {"Request": REQUEST, "region": "ap-beijing"},
        to_dict(from_dict(SubmitJobRequest, REQUEST)),
    ]
    text = "\ufeff\n" + "\r\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    found = rows(text)
    assert [row.line for row in found] == [2, 4, 6, 8, 10]
    assert [(row.bucket, row.region) for row in found] == [
        (None, None),
        ("b-1250000000", "ap-beijing"),
        (None, None),
        (None, "ap-beijing"),
        (None, None),
    ]
    assert {from_dict(SubmitJobRequest, row.request).input.object_key for row in found} == {"视频/a.mp4"}
    assert from_dict(SubmitJobRequest, found[0].request) == from_dict(SubmitJobRequest, REQUEST)


@pytest.mark.parametrize(
    ("line", "path", "rule", "part"),
    [
        ('{"Tag": ', "line", "json", "the document is not JSON: "),
        ("[1]", "line", "json", "is not a JSON object with the nodes of a request"),
        ('"x"', "line", "json", "'x' is not a JSON object"),
        ('{"a": 1, "a": 2}', "line", "json", "has 'a' twice in one object: write one JSON object in each line"),
        ('{"a": NaN}', "line", "json", "NaN is not a number"),
        ('{"bucket": ["b"]}', "bucket", "place", "['b'] is not the name of a bucket"),
        ('{"bucket": "noappid"}', "bucket", "place", "the appid is missing from the bucket name"),
        ('{"region": ""}', "region", "place", "'' is not the name of a region"),
    ],
    ids=range(8),
)
def test_a_line_that_is_no_request_is_named(rows, line, path, rule, part):
    found = rows(f"{json.dumps(REQUEST)}\n\n{line}\n{json.dumps(REQUEST)}")
    assert [type(row) for row in found] == [BulkRequest, UnreadableRow, BulkRequest]
    (violation,) = found[1].violations
    assert (found[1].line, violation.path, violation.rule) == (3, path, rule)
    assert part in violation.message


def test_bytes_that_are_not_utf_8_are_named_with_their_line(rows):
    (first, second) = rows(json.dumps(REQUEST).encode() + b'\n{"a": "\xff"}\n')
    assert isinstance(first, BulkRequest)
    assert (second.line, second.violations[0].rule) == (2, "text")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("m.csv", "{", "csv"),
        ("m.CSV", "", "csv"),
        ("m.jsonl", "input,output", "jsonl"),
        ("m.ndjson", "", "jsonl"),
        ("m.txt", "\ufeff\n {", "jsonl"),
        ("m.json", "[", "jsonl"),
        ("m", "input,output", "csv"),
        ("m", "", "csv"),
    ],
)
def test_the_format_follows_from_the_suffix_or_else_from_the_content(tmp_path, name, content, kind):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert Manifest(tmp_path / name, bucket=BUCKET, region=REGION).kind == kind


def test_an_empty_file_of_lines_has_no_request(rows):
    (row,) = rows("")
    assert row.violations[0].message == "is empty: write one request in each line"
    assert rows("\n\n") == []
