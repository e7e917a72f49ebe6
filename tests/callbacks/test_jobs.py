"""``callbacks.matches``, and callbacks of the local service."""

import dataclasses
import json

import pytest

from cosanim import AdviceWarning, NotFoundError, callbacks
from cosanim.models import CosHeader, JobDetail
from tests.callbacks.callback_bodies import HEADERS, SECRET, parse, request_of, xml
from tests.local.support import Receiver, eventually
from tests.servers.loopback import BUCKET, REGION
from tests.servers.support import PLAIN


def callback_of(output="out/${jobid}.${ext}", **more):
    fields = {"input": "in.mp4", "bucket": BUCKET, "region": REGION, "user_data": "u", "job_id": "j1"} | more
    place = {"Region": fields["region"], "Bucket": fields["bucket"], "Object": output}
    job = {
        "JobId": fields["job_id"],
        "Input": {"Object": fields["input"]},
        "Operation": {"Output": place, "UserData": fields["user_data"]},
    }
    return parse({"EventName": "TaskFinish", "JobsDetail": job})


class TestMatches:
    """Whether a callback matches a request."""

    @pytest.mark.parametrize(
        ("reported", "sent"),
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
    def test_an_output_key_matches_as_sent_and_with_its_wildcards_replaced(self, reported, sent):
        assert callbacks.matches(callback_of(reported), request_of(sent))

    @pytest.mark.parametrize(
        ("reported", "sent"),
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
    def test_another_output_key_does_not_match(self, reported, sent):
        assert not callbacks.matches(callback_of(reported), request_of(sent))

    @pytest.mark.parametrize(
        "other",
        [{"input": "In.mp4"}, {"bucket": "other-1"}, {"region": "ap-tokyo"}, {"user_data": "v"}, {"user_data": ""}],
    )
    def test_a_difference_in_any_other_element_does_not_match(self, other):
        assert not callbacks.matches(callback_of(**other), request_of())

    def test_missing_user_data_matches_blank_user_data(self):
        assert callbacks.matches(callback_of(user_data=""), request_of(user_data=None))

    @pytest.mark.parametrize("missing", ["input", "operation"])
    def test_a_callback_without_input_or_operation_matches_nothing(self, missing):
        callback = callback_of()
        job = dataclasses.replace(callback.job, **{missing: None})
        assert not callbacks.matches(dataclasses.replace(callback, jobs=(job,)), request_of())

    def test_an_id_is_not_interpreted_as_a_regular_expression(self):
        assert callbacks.matches(callback_of("out/j.*.gif", job_id="j.*"), request_of())
        assert not callbacks.matches(callback_of("out/jxx.gif", job_id="j.*"), request_of())


class TestService:
    """Callbacks of the local service."""

    @pytest.mark.parametrize("callback_format", ["xml", "json"])
    def test_render_writes_the_body_that_is_delivered_and_confirm_reads_the_job(self, client, callback_format):
        client.objects.put("in.mp4", b"x")
        with Receiver() as receiver:
            address = callbacks.url(receiver.url + "/cb?shop=1", SECRET, "order 7 ü")
            with pytest.warns(AdviceWarning, match="private-callback"):
                job = client.submit(
                    "in.mp4",
                    "out/${jobid}.${ext}",
                    **PLAIN,
                    user_data="u <&>",
                    callback=address,
                    callback_format=callback_format.upper(),
                )
            path, content_type, body = eventually(lambda: next(iter(receiver.callbacks), None))
        assert content_type == f"application/{callback_format}"
        assert callbacks.verify(path, SECRET) == "order 7 ü"
        callback = callbacks.parse(body)
        described = client.describe_job(job.job_id)
        assert body == callbacks.render(described, callback_format=callback_format)
        assert callback.event == callbacks.EVENT
        assert callback.confirm(client) == described
        assert callback.confirm(client).request_id
        assert callbacks.matches(callback, request_of(user_data="u <&>"))

    @pytest.mark.parametrize("callback_format", ["xml", "json"])
    def test_a_failed_job_has_a_callback_too(self, client, callback_format):
        with Receiver() as receiver:
            with pytest.warns(AdviceWarning, match="private-callback"):
                client.submit(
                    "missing.mp4", "o.gif", **PLAIN, callback=receiver.url, callback_format=callback_format.upper()
                )
            _, _, body = eventually(lambda: next(iter(receiver.callbacks), None))
        callback = callbacks.parse(body)
        assert (callback.job.state, callback.job.code) == ("Failed", "ResourceNotFound")

    def test_a_forged_callback_is_not_confirmed(self, client):
        with pytest.raises(NotFoundError):
            parse({"JobsDetail": {"JobId": "j404", "State": "Success"}}).confirm(client)

    @pytest.mark.parametrize("callback_format", ["XML", "JSON", "Json"])
    def test_format_names_may_have_any_case(self, callback_format):
        job = JobDetail(job_id="j")
        assert callbacks.render(job, callback_format=callback_format) == callbacks.render(
            job, callback_format=callback_format.lower()
        )

    @pytest.mark.parametrize("callback_format", ["", "yaml", "xml "])
    def test_another_format_is_an_error(self, callback_format):
        with pytest.raises(ValueError, match="xml or json"):
            callbacks.render(JobDetail(job_id="j"), callback_format=callback_format)

    def test_cos_headers_stay_a_list_in_json_and_others_are_unwrapped(self):
        job = parse(xml(HEADERS)).job
        job.input.cos_headers = [CosHeader(key="a", value="1")]
        value = json.loads(callbacks.render(job, callback_format="json"))
        assert value["JobsDetail"]["Input"]["CosHeaders"] == [{"Key": "a", "Value": "1"}]
        assert value["JobsDetail"]["Operation"]["MediaResult"]["OutputFile"]["ObjectName"] == "out.gif"
