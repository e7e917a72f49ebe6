"""What explanations say of the output of a job and of its callback."""

import pytest

from cosanim import AdviceWarning
from tests.explain.altering import Altering, of_object
from tests.explain.support import PLAIN, explained, finding_of, names_of
from tests.local.support import eventually
from tests.servers.loopback import Loopback, client_of, dead_url
from tests.servers.support import set_queue


class TestOutput:
    """The output: there, gone, overwritten, in the way, or in a bucket that is not there."""

    def test_an_output_that_was_deleted(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")
        client.objects.delete("out.gif")
        assert "any more" in finding_of(explained(client, job), "output").found

    def test_an_output_that_was_overwritten_by_an_upload(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")
        client.objects.put("out.gif", b"something else")
        found = finding_of(explained(client, job), "output")
        assert (found.status, "overwritten" in found.found) == ("failed", True)
        assert "an upload or by another job" in found.meaning

    def test_an_output_that_was_overwritten_by_another_job(self, client, service):
        first = client.submit("in.mp4", "out.${jobid}.img", **PLAIN)
        service.advance(first.job_id, "Success")
        key = first.refresh().output_key
        second = client.submit("in.mp4", key, format="webp", duration=1)
        service.advance(second.job_id, "Success")
        assert f"job {second.job_id} wrote it too" in finding_of(explained(client, first), "output").meaning
        assert finding_of(explained(client, second), "output").status == "ok"

    def test_an_object_that_a_waiting_job_replaces(self, client):
        client.objects.put("out.gif", b"old")
        found = finding_of(explained(client, client.submit("in.mp4", "out.gif", **PLAIN)), "output")
        assert (found.status, "exists already" in found.found) == ("warning", True)
        assert "`cosanim get out.gif FILE`" in found.remedy

    def test_an_object_that_is_not_the_output_of_a_failed_job(self, client, service):
        client.objects.put("out.gif", b"old")
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Failed")
        assert "not of this job" in finding_of(explained(client, job), "output").meaning

    def test_an_output_bucket_that_does_not_exist_in_another_region(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN, output_bucket="other-1250000000", output_region="ap-beijing")
        assert names_of(explained(client, job))["output-bucket"] == "warning"
        service.advance(job.job_id, "Success")
        found = explained(client, job)
        assert "WriteTargetBucketDenied" in finding_of(found, "job").found
        assert finding_of(found, "output-bucket").status == "failed"
        assert "no bucket other-1250000000 in ap-beijing" in finding_of(found, "output").found

    def test_an_output_region_that_does_not_exist_hides_nothing(self, client, service):
        with pytest.warns(AdviceWarning, match="region"):
            job = client.submit("in.mp4", "out.gif", **PLAIN, output_region="ap-nowhere")
        service.advance(job.job_id, "Success")
        found = explained(client, job)  # warnings are errors here
        assert names_of(found)["output-bucket"] == "failed"
        assert "ap-nowhere" in finding_of(found, "output-bucket").found

    def test_a_denied_output_bucket_is_said_as_such(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")

        def denied(request, headers):
            del headers
            return 403 if of_object(request) and "out.gif" in request.target else None

        with Altering(service, denied) as server, service.client(endpoint=server.url) as altered:
            assert names_of(explained(altered, job)) == {
                "job": "ok",
                "input": "ok",
                "output": "skipped",
                "callback": "ok",
            }


def attempted_callback(client, job):
    found = finding_of(client.explain(job), "callback")
    return found if "after 1 attempt " in found.found else None


class TestCallback:
    """The callback: what a client can know of it."""

    @pytest.mark.parametrize(
        ("delays", "status", "text"), [((), "failed", "given up"), ((9,), "warning", "not delivered yet")]
    )
    def test_an_undelivered_callback_of_a_local_service(self, client, service, monkeypatch, delays, status, text):
        monkeypatch.setattr(service._components.callback_sender, "_delays", delays)
        with pytest.warns(AdviceWarning, match="private-callback"):
            job = client.submit("in.mp4", "out.gif", **PLAIN, callback=f"{dead_url()}/hook?token=hush")
        service.advance(job.job_id, "Success")
        found = eventually(lambda: attempted_callback(client, job))
        assert (found.status, text in found.found) == (status, True)
        assert f"cosanim callback replay {job.job_id}" in found.remedy
        assert "hush" not in found.found

    def test_a_list_of_callbacks_that_cannot_be_read_hides_nothing_else(self):
        job = b"<Response><JobsDetail><JobId>j1</JobId><State>Failed</State></JobsDetail></Response>"
        queues = b"<Response/>"
        with Loopback(200, job).then(200, queues).then(200, b"[" * 100_000) as server, client_of(server.url) as client:
            explanation = client.explain("j1")
            assert server.requests[-1].target == "/local/callbacks"
        assert "no callback address" in finding_of(explanation, "callback").found

    def test_the_cloud_does_not_say_whether_a_callback_arrived(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")

        def cloud(request, headers):
            del headers
            return 404 if request.target == "/local/callbacks" else None

        with Altering(service, cloud) as server, service.client(endpoint=server.url) as altered:
            assert "no callback address" in finding_of(explained(altered, job), "callback").found
            set_queue(client, "Active", "http://hooks.example/a?token=hush")
            found = finding_of(explained(altered, job), "callback")
        assert "http://hooks.example/a?***" in found.found
        assert "does not say whether" in found.meaning
