"""CSV manifests: each row becomes the request that ``submit`` would send, or says what is wrong in which cell."""

import csv
import io
from decimal import Decimal

import pytest

from cosanim.api.requests import AnimationParameters, build_animation, build_request
from cosanim.bulk.manifest.columns import COLUMNS, column_of
from cosanim.bulk.manifest.files import Manifest
from cosanim.bulk.manifest.text_lines import LONGEST_LINE
from cosanim.bulk.rows import BulkRequest, UnreadableRow
from cosanim.models import SubmitJobRequest
from cosanim.presets import PRESETS
from cosanim.xml.plans import plan_of
from tests.servers.loopback import BUCKET, REGION

COMPLETE = {
    "input": "in/a.mp4",
    "output": "out/a.${ext}",
    "format": "webp",
    "codec": "webp",
    "width": 640,
    "height": 360,
    "fps": Decimal("12.5"),
    "frames_per_second": 2,
    "keyframes_only": True,
    "frame_interval": Decimal("0.5"),
    "quality": 80,
    "start": Decimal("1.25"),
    "duration": 5,
    "user_data": "one, two",
    "job_level": 2,
    "output_bucket": "other-1250000000",
    "output_region": "ap-beijing",
    "bucket": "videos-1250000000",
    "region": "ap-shanghai",
}


@pytest.fixture
def rows(tmp_path):
    def read(content, name="m.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        manifest = Manifest(path, bucket=BUCKET, region=REGION)
        found = list(manifest)
        assert list(manifest) == found, "a manifest can be read any number of times"
        return found

    return read


def problems(found):
    """Return line, place, rule and message of each violation."""
    return [
        (row.line, violation.path, violation.rule, violation.message)
        for row in found
        if isinstance(row, UnreadableRow)
        for violation in row.violations
    ]


def test_every_column_has_its_place_in_the_request(rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COMPLETE)
    writer.writerow(COMPLETE.values())
    parameters = {name: value for name, value in COMPLETE.items() if name in AnimationParameters.__annotations__}
    assert rows(text.getvalue()) == [
        BulkRequest(
            request=build_request(
                "in/a.mp4",
                "out/a.${ext}",
                output_bucket="other-1250000000",
                output_region="ap-beijing",
                animation=build_animation(**parameters),
                options={"user_data": "one, two", "job_level": 2},
            ),
            bucket="videos-1250000000",
            region="ap-shanghai",
            line=2,
        )
    ]
    assert {*COMPLETE, "template_id", "preset"} == set(COLUMNS)
    assert set(AnimationParameters.__annotations__) <= set(COMPLETE)


def test_the_nodes_of_the_columns_exist():
    for column in COLUMNS.values():
        if not column.node:
            continue
        root, *names = column.node.split(".")
        assert root == "Request"
        plan = plan_of(SubmitJobRequest)
        for number, name in enumerate(names, 1):
            element = next(each for each in plan.elements if each.name == name)
            if number < len(names):
                plan = element.complex
        assert element.simple is not None
        assert column_of(column.node) is not None
    assert column_of("Request.QueueId") is None


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_line_ends_blank_lines_and_quotes_are_those_of_spreadsheets(rows, end, mark):
    lines = ["input,output,format", "", '"a,""1"".mp4",视频.{EXT},gif', ",,", ' "x', "", '"b\nc.mp4",d{jobid},gif']
    del lines[4]
    (first, second) = rows(mark + end.join(lines).encode())
    assert first.request.input.object_key == 'a,"1".mp4'
    assert first.request.operation.output.object_key == "视频.${EXT}"
    assert (first.line, second.line) == (3, 6)
    assert second.request.input.object_key == "b\nc.mp4"
    assert second.request.operation.output.object_key == "d${jobid}"


def test_an_empty_cell_is_left_out_and_white_space_belongs_to_keys_only(rows):
    (row,) = rows("input,output,format,width,quality,bucket\n a.mp4 ,o.gif, gif ,  , , \n")
    assert row.request.input.object_key == " a.mp4 "
    assert row.request.operation.animation.container.format == "gif"
    assert row.request.operation.animation.video.width is None
    assert (row.bucket, row.region) == (BUCKET, REGION)
    output = row.request.operation.output
    assert (output.bucket, output.region) == (BUCKET, REGION)


def test_the_output_is_in_the_bucket_of_the_row(rows):
    (row,) = rows("input,output,format,bucket,region\na.mp4,o.gif,gif,b-1250000000,ap-beijing\n")
    output = row.request.operation.output
    assert (output.bucket, output.region) == (row.bucket, row.region) == ("b-1250000000", "ap-beijing")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("width", "640", 640),
        ("width", "640.0", 640),
        ("width", " 6.4e2", 640),
        ("fps", "15", 15),
        ("fps", "12.50", Decimal("12.50")),
        ("start", "0", 0),
        ("keyframes_only", "TRUE", True),
        ("keyframes_only", "0", False),
    ],
)
def test_values_are_read_as_spreadsheets_write_them(column, text, value):
    found = COLUMNS[column].convert(text.strip())
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("width", "12x", "'12x' is not a whole number, such as 640"),
        ("width", "640.5", "'640.5' is not a whole number, such as 640"),
        ("width", "1_000", "'1_000' is not a whole number, such as 640"),
        ("quality", "²", "'²' is not a whole number, such as 640"),
        ("fps", "nan", "'nan' is not a number, such as 2.5"),
        ("duration", "1:30", "'1:30' is not a number, such as 2.5"),
        ("duration", "9" * 200, f"'{'9' * 76}... is not a number, such as 2.5"),
        ("keyframes_only", "yes", "'yes' is not true or false"),
    ],
)
def test_a_value_of_another_kind_is_named(rows, column, text, expected):
    found = rows(f"input,output,{column}\na.mp4,o.gif,\na.mp4,o.gif,{text}\n")
    assert problems(found) == [(3, column, "type", expected)]
    assert found[1].violations[0].value == text


def test_all_that_is_wrong_in_a_row_is_named(rows):
    found = rows("input,output,width,fps\n ,,x,y\nb.mp4,o.gif\nc.mp4,o.gif,1,2,3\n")
    assert [(line, path, rule) for line, path, rule, _ in problems(found)] == [
        (2, "input", "required"),
        (2, "output", "required"),
        (2, "width", "type"),
        (2, "fps", "type"),
        (3, "row", "cells"),
        (4, "row", "cells"),
    ]
    assert "has 2 cells, but the header has 4" in problems(found)[4][3]


def test_a_place_that_no_host_has_is_named(rows):
    found = rows("input,output,bucket,region\na.mp4,o.gif,noappid,\na.mp4,o.gif,,no region\n")
    assert [(line, path, rule) for line, path, rule, _ in problems(found)] == [
        (2, "bucket", "place"),
        (3, "region", "place"),
    ]
    assert "the appid is missing" in problems(found)[0][3]


def test_a_preset_is_a_template(rows):
    name, preset = next(iter(PRESETS.items()))
    first, second = rows(f"input,output,preset,template_id\na.mp4,o.gif,{name},\na.mp4,o.gif,,t1\n")
    assert first.request.operation.template_id == preset.template_id
    assert second.request.operation.template_id == "t1"


@pytest.mark.parametrize(
    ("cells", "path", "rule", "part"),
    [
        ("gif_640x360_10fp,,,", "preset", "enumeration", "did you mean 'gif_640x360_10fps'?"),
        ("gif_640x360_10fps,t1,,", "preset", "exclusive", "leave one of them out"),
        ("gif_640x360_10fps,,gif,5", "preset", "exclusive", "leave format, duration out"),
        (",t1,,5", "template_id", "exclusive", "leave duration out"),
    ],
)
def test_a_template_excludes_parameters(rows, cells, path, rule, part):
    ((line, *place, message),) = problems(
        rows(f"input,output,preset,template_id,format,duration\na.mp4,o.gif,{cells}\n")
    )
    assert (line, *place) == (2, path, rule)
    assert part in message


@pytest.mark.parametrize(
    ("content", "line", "rule", "part"),
    [
        ("input,output,formt\nx", 1, "unknown", "'formt': did you mean 'format'?"),
        ("Input,output\n", 1, "unknown", "'Input': did you mean 'input'?"),
        ("input,output,zzzz\n", 1, "unknown", "there are input, output, template_id"),
        ("input,format\n", 1, "required", "lacks the column 'output'"),
        ("input,output,output\n", 1, "repeated", "'output' twice"),
        ("\n\ninput;output;format\n", 3, "header", "separated by a semicolon"),
        ("input\toutput\n", 1, "header", "separated by a tab"),
        ("a.mp4,a.gif\n", 1, "header", "begin the file with a line such as input,"),
        ("", 1, "header", "begin the file with a line such as input,"),
        ("input,output,\n", 1, "unknown", "''"),
    ],
)
def test_a_wrong_header_is_one_clear_error(rows, content, line, rule, part):
    ((*place, message),) = problems(rows(content))
    assert place == [line, "header", rule]
    assert part in message


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (b"input,output\na,b\n\xff,b\n", 3, "is not UTF-8 (invalid start byte at byte 1 of the line)"),
        ("input,output\n".encode("utf-16"), 1, "is UTF-16"),
        (b"input,output\na,b\n" + b"x" * (LONGEST_LINE + 1), 3, f"is longer than {LONGEST_LINE} bytes"),
        (b'input,output\na,b\n"c,d\ne,f\n', 3, "is no CSV"),
        (b'input,output\n"a"b,c\n', 2, "is no CSV"),
        (b"input,output\na\rb,c\n", 2, "is no CSV"),
        (b"input,output\n" + b"x" * 200_000 + b",c\n", 2, "is no CSV (field larger than field limit"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(rows, content, line, part):
    found = rows(content)
    ((*place, message),) = problems(found)
    assert place == [line, "row", "text"]
    assert part in message
    assert isinstance(found[-1], UnreadableRow)
