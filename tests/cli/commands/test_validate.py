"""validate: a result for any bytes and for each of many files, quickly and without a traceback."""

import json
import time

import pytest

from cosanim import validate
from tests.cli.support import process

VALID = (
    b"<Request><Tag>Animation</Tag><Input><Object>in.mp4</Object></Input><Operation><Animation><Container>"
    b"<Format>gif</Format></Container><Video><Codec>gif</Codec></Video><TimeInterval><Duration>5</Duration>"
    b"</TimeInterval></Animation><Output><Region>ap-chongqing</Region><Bucket>test-1250000000</Bucket>"
    b"<Object>out.${ext}</Object></Output></Operation></Request>"
)
ADVICE = VALID.replace(b"<TimeInterval><Duration>5</Duration></TimeInterval>", b"")
WRONG = VALID.replace(b"<Tag>Animation</Tag>", b"<Tag>Nonsense</Tag>\n<New/>").replace(b"gif</Codec>", b"mp3</Codec>")
LAUGHS = (
    b"<!DOCTYPE Request [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><Request><Tag>&j;</Tag></Request>"
)
HOSTILE = {
    "empty": b"",
    "blank": b"  \n",
    "text": b"no XML at all",
    "unclosed": b"<Request><Tag>",
    "nul": b"<Request>\x00</Request>",
    "binary": bytes(range(256)) * 10,
    "not utf-8": b"<Request><Tag>\xff\xfe</Tag></Request>",
    "billion laughs": LAUGHS,
    "external entity": b"<!DOCTYPE Request [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Request><Tag>&a;</Tag></Request>",
    "10 MB of junk": b"junk" * 2_500_000,
    "10 MB of elements": b"<Request>" + b"<a/>" * 2_500_000 + b"</Request>",
    "10 MB of depth": b"<Request>" + b"<a>" * 3_300_000,
    "10 MB in a reply": b"<Response>" + b"<a/>" * 2_500_000 + b"<b>",
    "10 MB of prolog": b"<!--" + b"-" * 10_000_000,
    "unknown root": b"<Nonsense/>",
}


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "document.xml"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("as_json", [False, True])
def test_a_valid_document_exits_0(shell, file, as_json):
    ran = shell("validate", file(VALID), *(["--json"] if as_json else []))
    path = file(VALID)
    assert ran == (0, "[]\n" if as_json else f"{path}: valid as Request of submit_job\n", "")


def test_advice_is_shown_and_exits_0(shell, file):
    ran = shell("validate", file(ADVICE))
    assert ran.code == 0
    assert "warning: " in ran.out
    assert ran.out.endswith(": valid as Request of submit_job\n")
    assert [violation["severity"] for violation in shell("validate", file(ADVICE), "--json").json] == ["warning"]


def test_violations_exit_1_one_to_a_line_with_path_and_line(shell, file):
    ran = shell("validate", file(WRONG))
    assert (ran.code, ran.err) == (1, "")
    path = file(WRONG)
    *lines, summary = ran.out.splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["[enumeration]", "[unknown]", "[enumeration]"]
    assert lines[1].startswith(f"{path}:2: Request.New: is not a node of Request")
    assert summary == f"{path}: not valid as Request of submit_job: errors: 3, warnings: 0"


def test_json_is_the_list_that_the_library_gives(shell, file):
    ran = shell("validate", file(WRONG), "--json")
    assert (ran.code, ran.out.count("\n")) == (1, 1)
    fields = ("path", "rule", "message", "value", "severity", "line")
    expected = [{name: getattr(violation, name) for name in fields} for violation in validate(WRONG)]
    assert ran.json == [row | {"api": "submit_job"} for row in expected]


@pytest.mark.parametrize("api", ["submit_job", "describe_jobs", "error"])
def test_the_api_decides_about_the_root(shell, file, api):
    documents = {"submit_job": VALID, "describe_jobs": b"<Response/>", "error": b"<Error/>"}
    for name, content in documents.items():
        ran = shell("validate", file(content), "--api", name)
        assert ran.code == 0, ran
    others = [content for name, content in documents.items() if name != api]
    codes = {shell("validate", file(content), "--api", api).code for content in others}
    assert codes <= {0, 1}
    assert 1 in codes


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("as_json", [False, True])
def test_hostile_bytes_are_refused_within_a_second(shell, file, name, as_json):
    path = file(HOSTILE[name])
    # Of the processor's time, so that a busy machine is no failure. A reply may be large, and is read whole.
    started = time.process_time()
    ran = shell("validate", path, *(["--json"] if as_json else []))
    assert time.process_time() - started < (3 if name == "10 MB in a reply" else 1)
    assert ran.code == 1
    assert ran.is_clean()
    assert len(ran.out + ran.err) < 2000
    assert "root:" not in ran.out + ran.err
    if as_json and ran.err:
        assert (ran.error["error"], ran.error["exit_code"]) == ("DecodeError", 1)


def test_standard_input_is_read():
    assert process("validate", "-", stdin=VALID) == (0, "-: valid as Request of submit_job\n", "")
    ran = process("validate", "-", "--json", stdin=WRONG)
    assert (ran.code, len(ran.json)) == (1, 3)
    assert process("validate", "-").code == 1
    ran = process("validate", "-", "-", stdin=VALID)
    assert (ran.code, ran.out) == (2, "")
    assert "once" in ran.err


def test_a_file_that_cannot_be_opened_is_a_usage_error(shell, tmp_path):
    for place in (tmp_path / "nowhere", tmp_path):
        ran = shell("validate", place, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert str(place) in ran.error["message"]


def test_a_file_that_cannot_be_read_is_no_internal_error(shell):
    """Reading the first page of a process's memory fails, also for root."""
    ran = shell("validate", "/proc/self/mem")
    assert ran.code == 2
    assert ran.err.startswith("error: /proc/self/mem cannot be read: ")
    assert "internal" not in ran.err


def test_text_from_outside_cannot_steer_the_terminal(shell, file):
    ran = shell("validate", file(VALID.replace(b"Animation</Tag>", "\u009b31m\u202e</Tag>".encode())))
    assert ran.code == 1
    assert not any(0x7F <= ord(c) < 0xA0 for c in ran.out)
    json.dumps(ran.out)


def test_what_cannot_be_read_is_a_list_of_one_violation_in_json(tmp_path):
    file = tmp_path / "cut.xml"
    file.write_bytes(b"<Request>\n<Tag>")
    ran = process("validate", str(file), "--json")
    assert ran.code == 1
    assert [(row["rule"], row["severity"], row["line"]) for row in ran.json] == [("malformed", "error", 2)]
    assert not ran.err


# --- several files --------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        paths = {}
        for name, content in contents.items():
            paths[name] = tmp_path / f"{name}.xml"
            paths[name].write_bytes(content)
        return paths

    return write


def test_all_files_are_reported_with_their_names(shell, files, tmp_path):
    paths = files(wrong=WRONG, good=VALID, cut=b"<Request>\n<Tag>", advice=ADVICE)
    missing = tmp_path / "missing.xml"
    ran = shell("validate", paths["wrong"], missing, *paths.values(), tmp_path)
    assert ran.code == 2
    assert [line.partition(" ")[0] for line in ran.out.splitlines()] == [
        *(f"{paths['wrong']}{line}:" for line in (":1", ":2", ":2", "")),
        *(f"{paths['wrong']}{line}:" for line in (":1", ":2", ":2", "")),
        f"{paths['good']}:",
        f"{paths['cut']}:2:",
        f"{paths['cut']}:",
        f"{paths['advice']}:1:",
        f"{paths['advice']}:",
    ]
    assert [line.partition(" cannot be read: ")[0] for line in ran.err.splitlines()] == [
        f"error: {missing}",
        f"error: {tmp_path}",
    ]


def test_the_code_is_1_where_every_file_can_be_read_and_one_is_not_valid(shell, files):
    paths = files(good=VALID, wrong=WRONG, advice=ADVICE)
    assert shell("validate", *paths.values()).code == 1
    assert shell("validate", paths["good"], paths["advice"]).code == 0


def test_rows_of_several_files_have_the_file(shell, files, tmp_path):
    paths = files(wrong=WRONG, good=VALID, cut=b"<Request>\n<Tag>")
    ran = shell("validate", *paths.values(), "--json")
    assert ran.code == 1
    assert [(row["file"], row["rule"]) for row in ran.json] == [
        *((str(paths["wrong"]), rule) for rule in ("enumeration", "unknown", "enumeration")),
        (str(paths["cut"]), "malformed"),
    ]
    ran = shell("validate", paths["good"], tmp_path / "missing.xml", "--json")
    assert (ran.code, ran.json) == (2, [])
    assert ran.error["exit_code"] == 2
    assert "missing.xml" in ran.error["message"]


def test_strict_counts_warnings(shell, files):
    paths = files(good=VALID, advice=ADVICE)
    assert shell("validate", *paths.values(), "--strict").code == 1
    assert shell("validate", paths["advice"], "--strict", "--json").code == 1
    ran = shell("validate", paths["advice"], "--strict")
    assert ran.out.splitlines()[-1].endswith("not valid as Request of submit_job: errors: 0, warnings: 1")
    assert shell("validate", paths["good"], "--strict").code == 0


# --- the API --------------------------------------------------------------------------------------------------------

JOBS_PAGE = b"<Response><JobsDetail><JobId>j1</JobId></JobsDetail>%s</Response>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (VALID, "Request of submit_job"),
        (WRONG, "Request of submit_job"),
        (JOBS_PAGE % b"<NextToken>t</NextToken>", "Response of list_jobs"),
        (JOBS_PAGE % b"<NonExistJobIds>j2</NonExistJobIds>", "Response of describe_jobs"),
        (JOBS_PAGE % b"<EventName>TaskFinish</EventName>", "Response of callback"),
        (JOBS_PAGE % b"", "Response of submit_job (it also fits describe_jobs, "),
        (b"<Response><QueueList><QueueId>p1</QueueId></QueueList></Response>", "Response of list_queues"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "Error of error"),
        (b"<Request><Name>n</Name><State>Paused</State></Request>", "Request of update_queue"),
        (b'{"EventName": "TaskFinish", "JobsDetail": [{"JobId": "j1"}]}', "Response of callback"),
        (b'{"Response": {"EventName": "TaskFinish", "JobsDetail": {"JobId": "j1"}}}', "Response of callback"),
        (b'\xef\xbb\xbf {"Tag": "Animation", "Input": {"Object": "in.mp4"}}', "Request of submit_job"),
    ],
)
def test_the_api_is_found_and_named(shell, file, content, kind):
    ran = shell("validate", file(content))
    assert f"valid as {kind}" in ran.out.splitlines()[-1]
    rows = shell("validate", file(content), "--json").json
    assert {row["api"] for row in rows} <= {kind.split()[2]}


def test_a_root_of_no_api_is_a_violation_that_lists_the_roots(shell, file):
    ran = shell("validate", file(b"<Nonsense/>"))
    assert ran.code == 1
    assert "expected Request or Response or Error" in ran.out
    assert ran.out.splitlines()[-1].endswith(": not valid: errors: 1, warnings: 0")


@pytest.mark.parametrize("content", [b"[]", b'{"a": 1', b'{"a": 1, "a": 2}', b"{" * 100_000, b'{"Tag": NaN}'])
def test_json_that_is_no_document_is_malformed(shell, file, content):
    ran = shell("validate", file(content), "--json")
    assert ran.code == 1
    assert [row["rule"] for row in ran.json] == ["malformed"]
    assert not ran.err


def test_names_in_json_cannot_steer_the_terminal(shell, file):
    ran = shell("validate", file('{"Tag": "\u009b31m", "\u202e\u0007": "x", "Input": {}}'.encode()))
    assert ran.code == 1
    assert ran.is_clean()
    assert not any(0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in ran.out)
