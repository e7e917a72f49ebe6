"""What explanations say of the input of a job."""

import pytest

from tests.explain.altering import Altering, of_object
from tests.explain.support import PLAIN, explained, finding_of, names_of
from tests.servers.loopback import BUCKET


def put_archived(client, storage_class):
    """Upload an archived object; the client has no argument for it, so the request is signed by hand."""
    reply = client.objects._transport.send(
        "PUT",
        client.objects._endpoint,
        "/in.mp4",
        headers={"x-cos-storage-class": storage_class},
        body=b"a video",
    )
    assert reply.status == 200


class TestInput:
    """The input: missing, empty, archived, denied, replaced, or without the extension of a video."""

    def test_a_missing_input_fails_a_job_and_will_fail_one_that_waits(self, client, service):
        job = client.submit("gone.mp4", "out.gif", **PLAIN)
        waiting = finding_of(explained(client, job), "input")
        service.advance(job.job_id, "Success")
        failed = explained(client, job)
        assert failed.state == "Failed"
        for found in (waiting, finding_of(failed, "input")):
            assert (found.status, found.found) == ("failed", f"gone.mp4 does not exist in {BUCKET}")
            assert "`cosanim put FILE gone.mp4`" in found.remedy

    def test_an_input_that_was_deleted_after_the_job_is_no_problem(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")
        client.objects.delete("in.mp4")
        assert explained(client, job).problems == ()

    def test_an_empty_input(self, client):
        client.objects.put("in.mp4", b"")
        found = finding_of(explained(client, client.submit("in.mp4", "out.gif", **PLAIN)), "input")
        assert (found.status, "empty" in found.found) == ("failed", True)

    def test_an_input_that_was_uploaded_after_the_start(self, client, service, clock):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")
        clock.offset = 60
        client.objects.put("in.mp4", b"another video")
        found = finding_of(explained(client, job), "input")
        assert (found.status, "after the job had started" in found.meaning) == ("warning", True)

    @pytest.mark.parametrize("storage_class", ["ARCHIVE", "DEEP_ARCHIVE"])
    def test_an_archived_input(self, client, service, storage_class):
        put_archived(client, storage_class)
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Success")
        found = explained(client, job)
        assert found.state == "Failed"
        archived = finding_of(found, "input")
        assert (archived.status, archived.found) == ("failed", f"in.mp4 is archived ({storage_class})")
        assert "restore" in archived.remedy

    @pytest.mark.parametrize(
        ("restore", "status", "text"),
        [
            ('ongoing-request="true"', "failed", "is being restored"),
            (
                'ongoing-request="false", expiry-date="Fri, 11 Dec 2026 00:00:00 GMT"',
                "ok",
                "restored until Fri, 11 Dec 2026 00:00:00 GMT",
            ),
            ('ongoing-request="false"', "ok", "and restored"),
        ],
    )
    def test_an_archived_input_that_is_restored(self, client, service, restore, status, text):
        put_archived(client, "ARCHIVE")
        job = client.submit("in.mp4", "out.gif", **PLAIN)

        def restored(request, headers):
            if of_object(request) and "in.mp4" in request.target:
                headers["x-cos-restore"] = restore

        with Altering(service, restored) as server, service.client(endpoint=server.url) as altered:
            found = finding_of(explained(altered, job), "input")
        assert (found.status, text in found.found) == (status, True)

    def test_an_input_without_the_extension_of_a_video(self, client, service):
        client.objects.put("in.txt", b"a video")
        job = client.submit("in.txt", "out.gif", **PLAIN)
        assert finding_of(explained(client, job), "extension").status == "warning"
        service.advance(job.job_id, "Failed", code="ResourceNotSupported")
        assert finding_of(explained(client, job), "extension").status == "failed"

    def test_a_denied_input_is_said_as_such_and_hides_nothing(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)

        def denied(request, headers):
            del headers
            return 403 if of_object(request) and "in.mp4" in request.target else None

        with Altering(service, denied) as server, service.client(endpoint=server.url) as altered:
            found = explained(altered, job)
        refused = finding_of(found, "input")
        assert (refused.status, "403" in refused.found) == ("skipped", True)
        assert "request id" in refused.found
        assert "cos:HeadObject" in refused.remedy
        assert names_of(found) == {"job": "ok", "input": "skipped", "queue": "ok", "waiting": "ok", "output": "ok"}
