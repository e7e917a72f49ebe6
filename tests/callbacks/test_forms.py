"""All forms of a callback are parsed to equal objects."""

import dataclasses
import json
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given, settings
from lxml import etree

from cosanim import OddValueWarning, callbacks
from tests.callbacks.callback_bodies import HEADERS, JOB, WORKFLOW, parse, xml
from tests.strategies import objects


def json_of(element):
    """Return the JSON of an element in which arrays of one member are unwrapped and empty elements are blank texts."""
    if not len(element):
        return element.text or ""
    found = {}
    for child in element:
        found.setdefault(child.tag, []).append(json_of(child))
    return {name: items if len(items) > 1 else items[0] for name, items in found.items()}


def without_empty(value):
    if isinstance(value, dict):
        kept = {name: without_empty(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ("", {}, [])}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


def without_blanks(value):
    """Return an object of the bindings in which blank texts and empty objects are absent, as in JSON."""
    if isinstance(value, list):
        return [kept for kept in map(without_blanks, value) if kept is not None]
    if not dataclasses.is_dataclass(value):
        return None if value == "" else value
    fields = {field.name: without_blanks(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value)(**fields) if any(kept not in (None, []) for kept in fields.values()) else None


def with_lists(value, name=""):
    """Return JSON in which every array is a list, also with one member."""
    if isinstance(value, list):
        return [with_lists(item) for item in value]
    inner = {key: with_lists(item, key) for key, item in value.items()} if isinstance(value, dict) else value
    arrays = {"JobsDetail", "ObjectName", "Md5Info", "Audio", "Subtitle", "CosHeaders"}
    return [inner] if name in arrays else inner


def unwrap_md5_names(value):
    """Unwrap ObjectName in Md5Info, where it is no array, unlike in OutputFile."""
    for info in value["JobsDetail"][0]["Operation"]["MediaResult"]["OutputFile"]["Md5Info"]:
        info["ObjectName"] = info["ObjectName"][0]
    return value


class TestForms:
    """A callback in each of its forms."""

    @pytest.mark.parametrize("headers", ["", HEADERS])
    @pytest.mark.parametrize("workflow", ["", WORKFLOW], ids=["alone", "by-workflow"])
    def test_all_forms_give_equal_objects(self, headers, workflow):
        data = xml(headers, workflow)
        plain = json_of(etree.fromstring(data))
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
            unwrap_md5_names(with_lists(plain)),
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

    def test_numbers_in_json_may_be_numbers_or_strings(self):
        plain = json_of(etree.fromstring(xml()))
        text = json.dumps(plain).replace('"100"', "100").replace('"15"', "15").replace('"-99"', "-99")
        assert parse(text) == parse(xml())

    def test_the_digits_of_numbers_are_kept(self):
        text = '{"JobsDetail": {"JobId": "j", "Operation": {"Animation": {"Video": {"Fps": 12.50}}}}}'
        assert str(parse(text).job.operation.animation.video.fps) == "12.50"

    def test_a_job_by_itself_is_a_callback_too(self):
        job = JOB.format(headers="", workflow="")
        assert parse(job.encode()).job == parse(xml()).job
        assert parse(json_of(etree.fromstring(job))).job == parse(xml()).job
        assert parse(job.encode()).event == ""

    def test_all_jobs_of_a_callback_are_returned(self):
        value = {"EventName": "TaskFinish", "JobsDetail": [{"JobId": "a"}, {}, {"JobId": "b"}]}
        assert [job.job_id for job in parse(value).jobs] == ["a", "b"]

    def test_unknown_elements_are_kept_in_all_forms(self):
        extra = "<Neu>1</Neu><Neu><A>2</A><B><C>3</C><Leer/></B><Leer/></Neu><Leer/><Leer><Leer/></Leer>"
        data = xml().replace(b"<Operation>", f"{extra}<Operation>".encode())
        plain = json_of(etree.fromstring(data))
        assert parse(data) == parse(plain) == parse(without_empty(plain))
        assert [node.name for node in parse(data).job.unknown] == ["Neu", "Neu"]

    def test_a_failed_job_has_its_error_code(self):
        callback = parse('{"EventName": "TaskFinish", "JobsDetail": {"JobId": "j", "State": "Failed", "Code": "X"}}')
        assert (callback.job.state, callback.job.code, callback.job.operation) == ("Failed", "X", None)

    def test_true_and_null_are_read_as_text_and_nothing(self):
        video = {"AnimateOnlyKeepKeyFrame": True, "Width": None}
        callback = parse({"JobsDetail": {"JobId": "j", "Operation": {"Animation": {"Video": video}}}})
        found = callback.job.operation.animation.video
        assert (found.animate_only_keep_key_frame, found.width) == (True, None)

    @pytest.mark.parametrize(
        ("body", "times"),
        [
            (xml(), 1),
            (xml().replace(b"<Response><EventName>TaskFinish</EventName>", b"").replace(b"</Response>", b""), 1),
            (json.dumps({"JobsDetail": {"JobId": "j1"}}).encode(), 0),
        ],
        ids=["whole", "bare", "JSON"],
    )
    def test_xml_is_parsed_once_and_json_is_not_written_as_xml_to_be_parsed(self, monkeypatch, body, times):
        parsed, parse_xml = [], etree.fromstring
        monkeypatch.setattr(etree, "fromstring", lambda data, parser: parsed.append(data) or parse_xml(data, parser))
        with ThreadPoolExecutor() as pool:  # each thread has a parser of its own, and this one has none yet
            assert pool.submit(callbacks.parse, body).result().job.job_id == "j1"
        assert len(parsed) == times

    @settings(deadline=None, max_examples=80)
    @given(job=objects("JobDetail", plain=True))
    def test_both_renderings_of_a_job_parse_to_equal_objects(self, job):
        assume(job.job_id)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            as_xml = callbacks.parse(callbacks.render(job))
            as_json = callbacks.parse(callbacks.render(job, callback_format="json"))
        assert as_xml == as_json
        assert as_xml.job.job_id == job.job_id

    @settings(deadline=None, max_examples=20)
    @given(job=objects("JobDetail", full=True, plain=True))
    def test_a_full_job_is_unchanged_by_rendering_and_parsing(self, job):
        assume(job.job_id)
        expected = without_blanks(job)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OddValueWarning)
            assert callbacks.parse(callbacks.render(job, callback_format="json")).job == expected
