"""submit --request: a whole request from a file or standard input."""

import json

import pytest

from cosanim.api.requests import build_animation, build_request
from cosanim.xml.codec import encode
from cosanim.xml.json_form import to_json
from tests.cli.support import PARAMETERS, process
from tests.servers.loopback import BUCKET, REGION, Loopback

REQUEST = build_request(
    "in.mp4",
    "out/${jobid}.gif",
    output_bucket="o-1250000000",
    output_region="ap-tokyo",
    animation=build_animation(format="gif", width=320, duration=2),
    options={"user_data": "u"},
)
XML = encode(REQUEST)
DONE = b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State><Operation><MediaResult><OutputFile><ObjectName>o"
DONE += b"</ObjectName></OutputFile></MediaResult></Operation></JobsDetail></Response>"


@pytest.fixture
def server(shell):
    with Loopback() as running:
        shell.point_at(running.url)
        yield running


@pytest.fixture
def write(tmp_path):
    def written(content):
        path = tmp_path / "request"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return written


@pytest.mark.parametrize(
    "content",
    [
        XML,
        b"\xef\xbb\xbf" + XML,
        b'<?xml version="1.0"?>\n' + XML,
        to_json(REQUEST),
        {"Request": to_json(REQUEST)},
        b"\xef\xbb\xbf \n" + json.dumps(to_json(REQUEST), indent=2).encode(),
    ],
    ids=["xml", "xml with mark", "xml with declaration", "json", "json with root", "json with mark"],
)
def test_the_request_of_a_file_is_sent(shell, server, write, content):
    assert shell("submit", "--request", write(content)) == (0, "j1 Submitted\n", "")
    assert server.requests[0].body == XML


def test_every_misspelt_node_of_a_json_request_is_reported(shell, server, write):
    content = to_json(REQUEST)
    content["Operation"]["Animation"]["Video"] |= {"Widht": "640", "Heigth": "360"}
    ran = shell("submit", "--request", write(content), "--json")
    assert (ran.code, server.requests) == (1, [])
    paths = [violation["path"] for violation in json.loads(ran.err.splitlines()[-1])["violations"]]
    assert [path.rpartition(".")[2] for path in paths] == ["Widht", "Heigth"]


@pytest.mark.parametrize("content", [b"{,", b"<Request>", b"[1]", b"<Response/>"])
def test_the_error_of_an_unreadable_request_names_the_file(shell, server, write, content):
    path = write(content)
    ran = shell("submit", "--request", path)
    assert (ran.code, ran.out, server.requests) == (1, "", [])
    assert str(path) in ran.err


def test_numbers_and_lists_of_json_are_read_as_their_texts(shell, server, write):
    value = to_json(REQUEST)
    value["Operation"]["Animation"]["Video"]["Width"] = 320
    value["Input"] = [value["Input"]]
    assert shell("submit", "--request", write(value)).code == 0
    assert server.requests[0].body == XML


def test_a_hyphen_is_standard_input(server):
    ran = process("submit", "--request", "-", url=server.url, stdin=XML)
    assert (ran.code, ran.out, ran.err) == (0, "j1 Submitted\n", "")


def test_the_result_is_fetched_from_the_bucket_in_the_request(shell, server, write, tmp_path):
    server.then(200, DONE).then(200, b"GIF", {"x-cos-request-id": "r1"})
    assert shell("submit", "--request", write(XML), "--download", tmp_path / "f").code == 0
    assert (tmp_path / "f").read_bytes() == b"GIF"
    assert server.requests[-1].headers["Host"] == "o-1250000000.cos.ap-tokyo.myqcloud.com"


def test_a_dry_run_shows_the_request(shell, server, write):
    ran = shell("submit", "--request", write(to_json(REQUEST)), "--dry-run", "--json")
    assert (ran.code, ran.json["xml"].encode(), ran.json["violations"]) == (0, XML, [])
    assert server.requests == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["in.mp4", "o.gif"], "INPUT, OUTPUT"),
        (["in.mp4", *PARAMETERS], "INPUT, --format, --duration"),
        (["--template-id", "t1"], "--template-id"),
        (["--no-keyframes-only"], "--keyframes-only"),
        (["--output-bucket", "b-1250000000", "--callback", "no"], "--output-bucket, --callback"),
        (["--job-level", "0"], "--job-level"),
    ],
)
def test_a_whole_request_excludes_its_parts(shell, server, write, words, named):
    ran = shell("submit", "--request", write(XML), *words)
    assert (ran.code, ran.out) == (2, "")
    assert f"--request contains the whole request: leave {named} out" in ran.err
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (XML.replace(b">320<", b">1<").replace(b"gif</Format", b"GIF</Format"), {"min", "enumeration"}),
        (XML.replace(b"<Input>", b"<Nonsense/><Input>"), {"unknown"}),
        (XML.replace(b"${jobid}", b"{jobid}"), {"wildcard-form"}),
        (XML.replace(b"in.mp4", b"cos://in.mp4"), {"scheme-in-key"}),
        ({"Tag": "Animation", "Input": {"Object": "in.mp4"}}, {"required"}),
        (json.dumps(to_json(REQUEST)).replace('"320"', '"wide"').encode(), {"type"}),
    ],
)
def test_violations_of_a_file_are_all_told_and_nothing_is_sent(shell, server, write, content, rules):
    ran = shell("submit", "--request", write(content), "--json")
    assert (ran.code, ran.out, ran.error["error"]) == (1, "", "SchemaError")
    assert rules <= {one["rule"] for one in ran.error["violations"]}
    assert server.requests == []


def test_a_violation_of_xml_has_its_line(shell, server, write):
    content = XML.replace(b"><", b">\n<").replace(b">320<", b">1<")
    (violation,) = shell("submit", "--request", write(content), "--json").error["violations"]
    assert content.splitlines()[violation["line"] - 1] == b"<Width>1</Width>"
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ""),
        (b"nonsense", ""),
        (b"<Response/>", "'Response' instead of 'Request'"),
        (b"<Request>", ""),
        (b"{", "not JSON"),
        (b"[]", "JSON object"),
        (b'{"Tag": NaN}', "NaN"),
        (b'{"Request": 5}', "JSON object"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Request>&b;</Request>', ""),
        (b" " * (5 * 1024 * 1024), "bytes"),
        (b"\xff\xfe<\0R\0", ""),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_that_is_no_request_exits_1(shell, server, write, content, reason):
    text = shell("submit", "--request", write(content))
    assert (text.code, text.out) == (1, "")
    assert reason in text.err
    assert text.is_clean()
    assert shell("submit", "--request", write(content), "--json").error["exit_code"] == 1
    assert server.requests == []


def test_a_file_that_is_missing_exits_2(shell, tmp_path):
    where = ("--bucket", BUCKET, "--region", REGION)
    for path in (tmp_path / "none", tmp_path):
        ran = shell("submit", "--request", path, *where)
        assert (ran.code, ran.out) == (2, "")
        assert str(path) in ran.err
