"""Notices: every form that arrives gives one object, hostile ones an error, and tokens cannot be forged."""

import copy
import dataclasses
import json
import time
import warnings
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from cosanim import ConfigurationError, DecodeError, NotFoundError, OddValueWarning, callbacks, validate
from cosanim.models import CosHeader, JobDetail
from cosanim.submission import build_animation, build_request
from tests.client.loopback import BUCKET, REGION, client_of
from tests.local.support import Receiver, eventually
from tests.strategies import objects

PLAIN = {"format": "gif", "duration": 5}
JOB = (
    "<JobsDetail><Code>Success</Code><Message/><JobId>j1</JobId><Tag>Animation</Tag><State>Success</State>"
    "<Progress>100</Progress><EndTime>-</EndTime><Input><BucketId>test-1250000000</BucketId><Object>in.mp4</Object>"
    "{headers}</Input><Operation><Animation><Video><Codec>gif</Codec><Height></Height><Fps>15</Fps></Video></Animation>"
    "<Output><Region>ap-chongqing</Region><Bucket>test-1250000000</Bucket><Object>out.${{ext}}</Object></Output>"
    "<MediaInfo><Stream><Video><Index>0</Index><Level>-99</Level></Video><Audio/><Subtitle/></Stream></MediaInfo>"
    "<MediaResult><OutputFile><ObjectName>out.gif</ObjectName><ObjectPrefix/>"
    "<Md5Info><ObjectName>out.gif</ObjectName><Md5>d4</Md5></Md5Info></OutputFile></MediaResult>"
    "<UserData>u</UserData><JobLevel>0</JobLevel></Operation>{workflow}</JobsDetail>"
)
HEADERS = "<CosHeaders><Key>a</Key><Value>1</Value></CosHeaders><CosHeaders><Key>b</Key><Value>2</Value></CosHeaders>"
WORKFLOW = "<Workflow><Name/><RunId>i1</RunId><WorkflowId>w1</WorkflowId><WorkflowName>n</WorkflowName></Workflow>"
SECRET = "hush, this is the receiver's"


def xml(headers="", workflow=""):
    job = JOB.format(headers=headers, workflow=workflow)
    return f"<Response><EventName>TaskFinish</EventName>{job}</Response>".encode()


def tree(element):
    """An element in JSON with every array unwrapped where it has one member, and empty nodes there."""
    if not len(element):
        return element.text or ""
    found = {}
    for child in element:
        found.setdefault(child.tag, []).append(tree(child))
    return {name: items if len(items) > 1 else items[0] for name, items in found.items()}


def without_empty(value):
    if isinstance(value, dict):
        kept = {name: without_empty(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ("", {}, [])}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def wrapped(value, name=""):
    """The same with brackets around every array, also of one."""
    if isinstance(value, list):
        return [wrapped(item) for item in value]
    inner = {key: wrapped(item, key) for key, item in value.items()} if isinstance(value, dict) else value
    arrays = {"JobsDetail", "ObjectName", "Md5Info", "Audio", "Subtitle", "CosHeaders"}
    return [inner] if name in arrays else inner


def in_md5(value):
    """ObjectName is an array in OutputFile and a leaf in Md5Info."""
    for info in value["JobsDetail"][0]["Operation"]["MediaResult"]["OutputFile"]["Md5Info"]:
        info["ObjectName"] = info["ObjectName"][0]
    return value


def parse(value):
    return callbacks.parse(value if isinstance(value, bytes | str) else json.dumps(value).encode())


class TestForms:
    """One notice in each of its forms."""

    @pytest.mark.parametrize("headers", ["", HEADERS])
    @pytest.mark.parametrize("workflow", ["", WORKFLOW], ids=["alone", "by-workflow"])
    def test_all_forms_give_equal_objects(self, headers, workflow):
        data = xml(headers, workflow)
        plain = tree(etree.fromstring(data))
        expected = parse(data)
        forms = [
            data.decode(),
            b"\xef\xbb\xbf" + data,
            b"<?xml version='1.0' encoding='utf-8'?>\n<!-- a --> " + data + b"\n",
            bytearray(data),
            plain,
            without_empty(plain),
            {"Response": plain},
            {"Response": without_empty(plain)},
            in_md5(wrapped(plain)),
            {"JobsDetail": [plain["JobsDetail"]], "EventName": "TaskFinish", "Extra": None},
            json.dumps(plain, indent=2),
            b"\xef\xbb\xbf" + json.dumps(plain).encode(),
            b"\r\n " + json.dumps(plain).encode(),
        ]
        for form in forms:
            form = bytes(form) if isinstance(form, bytearray) else form
            assert parse(form) == expected, form
        assert expected.event == "TaskFinish"
        assert expected.job is expected.jobs[0]
        assert len(expected.job.input.cos_headers) == (2 if headers else 0)
        assert (expected.job.workflow is not None) == bool(workflow)

    def test_numbers_may_be_numbers(self):
        plain = tree(etree.fromstring(xml()))
        text = json.dumps(plain).replace('"100"', "100").replace('"15"', "15").replace('"-99"', "-99")
        assert parse(text) == parse(xml())

    def test_the_digits_of_numbers_are_kept(self):
        text = '{"JobsDetail": {"JobId": "j", "Operation": {"Animation": {"Video": {"Fps": 12.50}}}}}'
        assert str(parse(text).job.operation.animation.video.fps) == "12.50"

    def test_a_job_by_itself_is_a_notice_too(self):
        job = JOB.format(headers="", workflow="")
        assert parse(job.encode()).job == parse(xml()).job
        assert parse(tree(etree.fromstring(job))).job == parse(xml()).job
        assert parse(job.encode()).event == ""

    def test_several_jobs_are_all_there(self):
        value = {"EventName": "TaskFinish", "JobsDetail": [{"JobId": "a"}, {}, {"JobId": "b"}]}
        assert [job.job_id for job in parse(value).jobs] == ["a", "b"]

    def test_what_the_schema_does_not_know_is_kept_alike(self):
        extra = "<Neu>1</Neu><Neu><A>2</A><B><C>3</C><Leer/></B><Leer/></Neu><Leer/><Leer><Leer/></Leer>"
        data = xml().replace(b"<Operation>", f"{extra}<Operation>".encode())
        plain = tree(etree.fromstring(data))
        assert parse(data) == parse(plain) == parse(without_empty(plain))
        assert [node.name for node in parse(data).job.unknown] == ["Neu", "Neu"]

    def test_a_failed_job_tells_why(self):
        notice = parse('{"EventName": "TaskFinish", "JobsDetail": {"JobId": "j", "State": "Failed", "Code": "X"}}')
        assert (notice.job.state, notice.job.code, notice.job.operation) == ("Failed", "X", None)

    def test_true_and_null_are_read_as_text_and_nothing(self):
        video = {"AnimateOnlyKeepKeyFrame": True, "Width": None}
        notice = parse({"JobsDetail": {"JobId": "j", "Operation": {"Animation": {"Video": video}}}})
        found = notice.job.operation.animation.video
        assert (found.animate_only_keep_key_frame, found.width) == (True, None)

    @settings(deadline=None, max_examples=80)
    @given(job=objects("JobDetail", plain=True))
    def test_both_renderings_of_a_job_parse_to_equal_objects(self, job):
        assume(job.job_id)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            as_xml = callbacks.parse(callbacks.render(job))
            as_json = callbacks.parse(callbacks.render(job, notice_format="json"))
        assert as_xml == as_json
        assert as_xml.job.job_id == job.job_id

    @settings(deadline=None, max_examples=20)
    @given(job=objects("JobDetail", full=True, plain=True))
    def test_a_full_job_comes_back_whole(self, job):
        assume(job.job_id)
        blank = callbacks._without_blanks(copy.deepcopy(job))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            assert callbacks.parse(callbacks.render(job, notice_format="json")).job == blank


DEEP = 100_000
HOSTILE = {
    "empty": b"",
    "spaces": b" \r\n",
    "text": b"hello",
    "number": b"7",
    "null": b"null",
    "string": b'"<Response/>"',
    "list": b'[{"JobId": "j"}]',
    "binary": bytes(range(256)),
    "no job": b"<Response/>",
    "no job in JSON": b"{}",
    "a blank id": b"<Response><JobsDetail><JobId/></JobsDetail></Response>",
    "a blank id in JSON": b'{"JobsDetail": {"JobId": ""}}',
    "only an empty job": b'{"JobsDetail": [{}, {}]}',
    "Response is a list": b'{"Response": [{"JobsDetail": {"JobId": "j"}}]}',
    "a request": b"<Request><JobsDetail><JobId>j</JobId></JobsDetail></Request>",
    "an HTML page": b"<!doctype html><html></html>",
    "a DTD": b'<!DOCTYPE Response [<!ENTITY a "x">]><Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>',
    "an entity": b"<Response><JobsDetail><JobId>&a;</JobId></JobsDetail></Response>",
    "a foreign namespace": b"<Response xmlns='urn:x'><JobsDetail><JobId>j</JobId></JobsDetail></Response>",
    "XML cut off": xml()[:-5],
    "JSON cut off": b'{"JobsDetail": {"JobId": "j"',
    "JSON and more": b'{"JobsDetail": {"JobId": "j"}} {}',
    "10 MB of XML": b"<Response>" + b" " * 10_000_000 + b"</Response>",
    "10 MB of JSON": b'{"a": "' + b"x" * 10_000_000 + b'"}',
    "10 MB of nothing": b" " * 10_000_000,
    "deep XML": b"<Response>" + b"<a>" * DEEP,
    "deep XML, closed": b"<Response>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Response>",
    "deep objects": b'{"a":' * DEEP,
    "deep objects, closed": b'{"a":' * 900 + b"1" + b"}" * 900,
    "deep objects below the limit of JSON": b'{"a":' * 100 + b"1" + b"}" * 100,
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "a list of lists": b'{"JobsDetail": [[{"JobId": "j"}]]}',
    "NaN": b'{"JobsDetail": {"JobId": "j", "Progress": NaN}}',
    "Infinity": b'{"JobsDetail": {"JobId": "j", "Progress": -Infinity}}',
    "a name twice": b'{"JobsDetail": {"JobId": "j", "JobId": "k"}}',
    "jobs twice": b'{"JobsDetail": {"JobId": "j"}, "JobsDetail": {"JobId": "k"}}',
    "latin-1": "<Response><JobsDetail><JobId>jü</JobId></JobsDetail></Response>".encode("latin-1"),
    "latin-1 JSON": '{"JobsDetail": {"JobId": "jü"}}'.encode("latin-1"),
    "UTF-16": xml().decode().encode("utf-16"),
    "a control character": b"<Response><JobsDetail><JobId>j\x01</JobId></JobsDetail></Response>",
    "a control character in JSON": b'{"JobsDetail": {"JobId": "j\\u0001"}}',
    "a raw control character in JSON": b'{"JobsDetail": {"JobId": "j\x01"}}',
    "a NUL": b'{"JobsDetail": {"JobId": "j\\u0000"}}',
    "a lone surrogate": b'{"JobsDetail": {"JobId": "j\\ud800"}}',
    "a lone surrogate in UTF-8": b'{"JobsDetail": {"JobId": "j\xed\xa0\x80"}}',
    "a lone surrogate in text": '{"JobsDetail": {"JobId": "\ud800"}}',
    "a name that is none": b'{"JobsDetail": {"JobId": "j", "a b": 1}}',
    "a blank name": b'{"JobsDetail": {"JobId": "j", "": 1}}',
    "markup as a name": b'{"JobsDetail": {"JobId": "j", "a><b": 1}}',
    "a surrogate as a name": b'{"JobsDetail": {"JobId": "j", "\\ud800": 1}}',
}


class TestHostile:
    """Whatever anybody posts."""

    @pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
    def test_it_is_a_decode_error_at_once(self, body):
        started = time.monotonic()
        with pytest.raises(DecodeError) as caught:
            callbacks.parse(body)
        assert time.monotonic() - started < 2
        assert len(str(caught.value)) < 500

    @pytest.mark.parametrize(
        ("head", "part", "tail"),
        [
            (b"<Response>", b'<JobsDetail a="1"/>', b"</Response>"),
            (b"<Response>", b"<JobsDetail><Progress>x</Progress></JobsDetail>", b"</Response>"),
            (b"<Response><JobsDetail>", b"<Progress>x</Progress>", b"</JobsDetail></Response>"),
            (b"<Response>", b"<a/>", b"</Response>"),
            (b'{"JobsDetail":[', b'{"Progress":"x"},', b"{}]}"),
            (b'{"a":[', b"1,", b"1]}"),
        ],
    )
    def test_the_largest_notice_that_is_looked_at_does_not_take_long(self, head, part, tail):
        body = head + part * ((callbacks.NOTICE_MAX_BYTES - len(head + tail)) // len(part)) + tail
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            with pytest.raises(DecodeError):
                callbacks.parse(body)
        assert time.process_time() - started < 4

    @pytest.mark.parametrize("place", ["job", "text"])
    def test_what_is_in_the_wrong_place_is_odd_or_an_error(self, place):
        bodies = {"job": {"JobsDetail": "j1"}, "text": {"JobsDetail": {"JobId": {"A": "j1"}}}}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            with pytest.raises(DecodeError, match="names no job"):
                parse(bodies[place])

    def test_an_odd_number_is_kept_with_a_warning(self):
        with pytest.warns(OddValueWarning, match="Progress"):
            notice = parse({"JobsDetail": {"JobId": "j", "Progress": "1e5"}})
        assert notice.job.progress == "1e5"

    @settings(deadline=None, max_examples=200)
    @given(body=st.binary(max_size=200) | st.text(max_size=100))
    def test_nothing_but_a_decode_error_ever_comes_out(self, body):
        with pytest.raises(DecodeError):
            callbacks.parse(body)

    @settings(deadline=None, max_examples=200)
    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["Response", "JobsDetail", "JobId", "Operation", "MediaResult", "x"]), inner
                )
            ),
            max_leaves=8,
        )
    )
    def test_any_json_is_a_notice_or_a_decode_error(self, value):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            try:
                notice = parse(value)
            except DecodeError:
                return
        assert notice.job.job_id

    def test_hostile_ids_are_never_asked_for(self, loopback):
        with client_of(loopback.url) as client:
            for job_id in ("..", ".", "a,b", " "):
                with pytest.raises(ConfigurationError):
                    parse({"JobsDetail": {"JobId": job_id}}).confirm(client)
        assert loopback.asked == []


def request_of(output="out/${jobid}.${ext}", **more):
    options = {"user_data": "u"} | more
    return build_request(
        "in.mp4",
        output,
        output_bucket=BUCKET,
        output_region=REGION,
        animation=build_animation(**PLAIN),
        options=options,
    )


def notice_of(output="out/${jobid}.${ext}", **more):
    fields = {"input": "in.mp4", "bucket": BUCKET, "region": REGION, "user_data": "u", "job_id": "j1"} | more
    place = {"Region": fields["region"], "Bucket": fields["bucket"], "Object": output}
    job = {
        "JobId": fields["job_id"],
        "Input": {"Object": fields["input"]},
        "Operation": {"Output": place, "UserData": fields["user_data"]},
    }
    return parse({"EventName": "TaskFinish", "JobsDetail": job})


class TestMatches:
    """Whose job a notice is about."""

    @pytest.mark.parametrize(
        ("told", "sent"),
        [
            ("out/${jobid}.${ext}", "out/${jobid}.${ext}"),
            ("out/j1.gif", "out/${jobid}.${ext}"),
            ("out/j1.webp", "out/${JobId}.${EXT}"),
            ("out/j1/j1.gif", "out/${jobid}/${jobid}.gif"),
            ("a.b", "a.b"),
            ("a+(b)$.gif", "a+(b)$.${ext}"),
            ("out\n.gif", "out\n.${ext}"),
        ],
    )
    def test_the_output_as_sent_or_filled_in_is_the_same(self, told, sent):
        assert callbacks.matches(notice_of(told), request_of(sent))

    @pytest.mark.parametrize(
        ("told", "sent"),
        [
            ("out/j2.gif", "out/${jobid}.${ext}"),
            ("out/j1.mp4", "out/${jobid}.${ext}"),
            ("out/j1.gif.bak", "out/${jobid}.${ext}"),
            ("xout/j1.gif", "out/${jobid}.${ext}"),
            ("aXb", "a.b"),
            ("out.gif\n", "out.${ext}"),
            ("", "out.gif"),
            ("OUT.gif", "out.gif"),
        ],
    )
    def test_another_output_is_another_job(self, told, sent):
        assert not callbacks.matches(notice_of(told), request_of(sent))

    @pytest.mark.parametrize(
        "other",
        [{"input": "In.mp4"}, {"bucket": "other-1"}, {"region": "ap-tokyo"}, {"user_data": "v"}, {"user_data": ""}],
    )
    def test_any_other_difference_is_another_job(self, other):
        assert not callbacks.matches(notice_of(**other), request_of())

    def test_no_user_data_is_blank_user_data(self):
        assert callbacks.matches(notice_of(user_data=""), request_of(user_data=None))

    @pytest.mark.parametrize("missing", ["input", "operation"])
    def test_a_notice_that_does_not_say_matches_nothing(self, missing):
        notice = notice_of()
        job = dataclasses.replace(notice.job, **{missing: None})
        assert not callbacks.matches(dataclasses.replace(notice, jobs=(job,)), request_of())

    def test_an_id_with_signs_of_patterns_is_no_pattern(self):
        assert callbacks.matches(notice_of("out/j.*.gif", job_id="j.*"), request_of())
        assert not callbacks.matches(notice_of("out/jxx.gif", job_id="j.*"), request_of())


BASES = [
    "https://example.com/cb",
    "https://example.com/cb?a=1&b=%26",
    "https://example.com?",
    "http://[2001:db8::1]:80/",
]
KEYS = ["k", "", "a b+c&d=e%20#?/", "键", "\u00fc", "\U0001f600", "\t\r\n", "a\x00b", "%41", "x" * 2000, "\ufffd"]


class TestTokens:
    """Addresses that only their maker can have written."""

    @pytest.mark.parametrize("base", BASES)
    @pytest.mark.parametrize("key", KEYS, ids=lambda key: ascii(key[:20]))
    def test_the_key_comes_back(self, base, key):
        address = callbacks.url(base, SECRET, key)
        assert callbacks.verify(address, SECRET) == key
        path = address.partition("://")[2].partition("/")[2]
        assert callbacks.verify(f"/{path}" if "?" in path else address, SECRET) == key
        assert SECRET not in address
        assert address.isascii()
        assert not any(c.isspace() for c in address)

    @given(key=st.text(max_size=30), secret=st.text(min_size=1, max_size=30), other=st.text(min_size=1, max_size=30))
    def test_another_secret_verifies_nothing(self, key, secret, other):
        assume(secret != other)
        address = callbacks.url("https://example.com/", secret, key)
        assert callbacks.verify(address, secret) == key
        assert callbacks.verify(address, other) is None

    def test_the_query_that_was_there_stays_and_a_fragment_goes(self):
        address = callbacks.url("https://example.com/cb?a=1&a=2#part?x=1", SECRET, "k")
        assert parse_qsl(urlsplit(address).query)[:2] == [("a", "1"), ("a", "2")]
        assert "part" not in address
        assert callbacks.verify(address, SECRET) == "k"

    def test_the_address_is_valid_in_a_request(self):
        for base in BASES[:2]:
            request = request_of(callback=callbacks.url(base, SECRET, "a b&c"))
            assert validate(request) == []

    def test_any_change_of_key_or_token_is_noticed(self):
        address = callbacks.url("https://example.com/", SECRET, "key")
        start = address.index("cosanim-key")
        for index in range(start, len(address)):
            changed = address[:index] + ("A" if address[index] != "A" else "B") + address[index + 1 :]
            assert callbacks.verify(changed, SECRET) is None, changed

    @pytest.mark.parametrize(
        "change",
        [
            lambda a: a + "&cosanim-key=other",
            lambda a: a + "&cosanim-key=k",
            lambda a: a.replace("?", "?cosanim-key=k&"),
            lambda a: a + "&" + a.partition("?")[2],
            lambda a: a + "&cosanim-token=" + "0" * 64,
            lambda a: a.partition("&")[0],
            lambda a: a.replace("cosanim-key=k&", ""),
            lambda a: a.replace("?", "#"),
            lambda a: a.upper(),
            lambda a: a[:-1],
            lambda a: a + "0",
            lambda a: a + "%20",
            lambda a: a.replace("cosanim-token=", "cosanim-token=\ud800"),
            lambda a: a.replace("cosanim-key=", "cosanim-key=\ud800"),
            lambda a: a.replace("cosanim-key=", "cosanim-key=%ff"),
            lambda a: "http://[" + a,
            lambda a: a + "&x=1" * 200,
            lambda _: "",
            lambda _: "?cosanim-key=&cosanim-token=",
        ],
    )
    def test_doubled_missing_and_broken_parameters_verify_nothing(self, change):
        assert callbacks.verify(change(callbacks.url("https://example.com/", SECRET, "k")), SECRET) is None

    def test_other_parameters_may_be_added(self):
        address = callbacks.url("https://example.com/", SECRET, "k") + "&utm=1&x"
        assert callbacks.verify(address, SECRET) == "k"

    def test_a_plus_for_a_space_is_the_same_key(self):
        address = callbacks.url("https://example.com/", SECRET, "a b").replace("%20", "+")
        assert callbacks.verify(address, SECRET) == "a b"

    def test_an_empty_secret_is_refused_because_anybody_has_it(self):
        with pytest.raises(ValueError, match="empty"):
            callbacks.url("https://example.com/", "", "k")
        with pytest.raises(ValueError, match="empty"):
            callbacks.verify(callbacks.url("https://example.com/", SECRET, "k"), "")

    def test_an_address_that_has_a_token_gets_no_second_one(self):
        once = callbacks.url("https://example.com/", SECRET, "k")
        with pytest.raises(ValueError, match="already"):
            callbacks.url(once, SECRET, "k")


class TestService:
    """Notices as the local service sends them."""

    @pytest.mark.parametrize("notice_format", ["xml", "json"])
    def test_render_writes_what_is_delivered_and_confirm_reads_it_again(self, client, notice_format):
        client.objects.put("in.mp4", b"x")
        with Receiver() as receiver:
            address = callbacks.url(receiver.url + "/cb?shop=1", SECRET, "order 7 ü")
            job = client.submit(
                "in.mp4",
                "out/${jobid}.${ext}",
                **PLAIN,
                user_data="u <&>",
                callback=address,
                callback_format=notice_format.upper(),
            )
            path, content_type, body = eventually(lambda: next(iter(receiver.notices), None))
        assert content_type == f"application/{notice_format}"
        assert callbacks.verify(path, SECRET) == "order 7 ü"
        notice = callbacks.parse(body)
        told = client.describe_job(job.job_id)
        assert body == callbacks.render(told, notice_format=notice_format)
        assert notice.event == callbacks.EVENT
        assert notice.confirm(client) == told
        assert notice.confirm(client).request_id
        assert callbacks.matches(notice, request_of(user_data="u <&>"))

    @pytest.mark.parametrize("notice_format", ["xml", "json"])
    def test_a_failed_job_is_told_too(self, client, notice_format):
        with Receiver() as receiver:
            client.submit("missing.mp4", "o.gif", **PLAIN, callback=receiver.url, callback_format=notice_format.upper())
            _, _, body = eventually(lambda: next(iter(receiver.notices), None))
        notice = callbacks.parse(body)
        assert (notice.job.state, notice.job.code) == ("Failed", "ResourceNotFound")

    def test_a_forged_notice_is_not_confirmed(self, client):
        with pytest.raises(NotFoundError):
            parse({"JobsDetail": {"JobId": "j404", "State": "Success"}}).confirm(client)

    @pytest.mark.parametrize("notice_format", ["XML", "JSON", "Json"])
    def test_formats_are_taken_in_any_case(self, notice_format):
        job = JobDetail(job_id="j")
        assert callbacks.render(job, notice_format=notice_format) == callbacks.render(
            job, notice_format=notice_format.lower()
        )

    @pytest.mark.parametrize("notice_format", ["", "yaml", "xml "])
    def test_another_format_is_an_error(self, notice_format):
        with pytest.raises(ValueError, match="xml or json"):
            callbacks.render(JobDetail(job_id="j"), notice_format=notice_format)

    def test_cos_headers_stay_a_list_in_json_and_others_are_unwrapped(self):
        job = parse(xml(HEADERS)).job
        job.input.cos_headers = [CosHeader(key="a", value="1")]
        value = json.loads(callbacks.render(job, notice_format="json"))
        assert value["JobsDetail"]["Input"]["CosHeaders"] == [{"Key": "a", "Value": "1"}]
        assert value["JobsDetail"]["Operation"]["MediaResult"]["OutputFile"]["ObjectName"] == "out.gif"
