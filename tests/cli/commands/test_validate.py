"""validate: a result for any bytes, quickly and without a traceback."""

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
    assert ran == (0, "[]\n" if as_json else "valid\n", "")


def test_advice_is_shown_and_exits_0(shell, file):
    ran = shell("validate", file(ADVICE))
    assert ran.code == 0
    assert "warning: " in ran.out
    assert ran.out.endswith("valid\n")
    assert [violation["severity"] for violation in shell("validate", file(ADVICE), "--json").json] == ["warning"]


def test_violations_exit_1_one_to_a_line_with_path_and_line(shell, file):
    ran = shell("validate", file(WRONG))
    assert (ran.code, ran.err) == (1, "")
    assert len(ran.out.splitlines()) == 3
    assert "Request.New (line 2)" in ran.out
    assert "valid\n" not in ran.out


def test_json_is_the_list_that_the_library_gives(shell, file):
    ran = shell("validate", file(WRONG), "--json")
    assert (ran.code, ran.out.count("\n")) == (1, 1)
    fields = ("path", "rule", "message", "value", "severity", "line")
    assert ran.json == [{name: getattr(violation, name) for name in fields} for violation in validate(WRONG)]


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
    assert process("validate", "-", stdin=VALID) == (0, "valid\n", "")
    ran = process("validate", "-", "--json", stdin=WRONG)
    assert (ran.code, len(ran.json)) == (1, 3)
    assert process("validate", "-").code == 1


def test_a_missing_file_is_a_usage_error(shell, tmp_path):
    for place in (tmp_path / "nowhere", tmp_path):
        ran = shell("validate", place, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert str(place) in ran.error["message"]


def test_a_file_that_cannot_be_read_is_no_internal_error(shell):
    """Reading the first page of a process's memory fails, also for root."""
    ran = shell("validate", "/proc/self/mem")
    assert ran.code == 3
    assert ran.err.startswith("error: ")
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
