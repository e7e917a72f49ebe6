"""Explanations of jobs in every state, of their templates and their queues."""

import pytest

from cosanim import Credentials
from cosanim.error_codes import ERROR_CODES
from cosanim.errors import AuthenticationError, ConfigurationError
from cosanim.explain.facts import Facts
from cosanim.explain.job_findings import job_finding
from cosanim.explain.texts import duration_text
from cosanim.local import LocalService
from cosanim.models import JobDetail
from tests.explain.altering import Altering
from tests.explain.support import PLAIN, explained, finding_of, names_of
from tests.servers.loopback import BUCKET, REGION, Loopback, client_of
from tests.servers.support import set_queue


def facts_of(detail):
    """Return facts of which only the job itself is known."""
    nothing = dict.fromkeys(
        ("input_place", "input", "template", "queue", "line", "output_place", "overwriter", "callbacks")
    )
    return Facts(detail=detail, bucket=BUCKET, region=REGION, now=0.0, outputs={}, **nothing)


class TestJob:
    """The job itself."""

    def test_a_successful_job_has_no_problem(self, client, service):
        job = client.submit("in.mp4", "out.${ext}", **PLAIN)
        service.advance(job.job_id, "Success")
        found = explained(client, job)
        assert found.state == "Success"
        assert names_of(found) == dict.fromkeys(("job", "input", "output", "callback"), "ok")
        assert "out.gif" in finding_of(found, "output").found
        assert found.problems == ()

    def test_a_failed_job_tells_code_message_and_what_to_do(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Failed", code="ResourceNotSupported", message="no video stream")
        found = finding_of(explained(client, job), "job")
        assert found.status == "failed"
        assert "ResourceNotSupported: no video stream" in found.found
        assert "would fail again" in found.meaning
        assert "damaged" in found.remedy
        assert explained(client, job).problems[0] == found

    @pytest.mark.parametrize("row", ERROR_CODES, ids=lambda row: f"{row.status}-{row.code}")
    def test_every_documented_code_has_a_meaning_and_a_remedy(self, row):
        found = job_finding(facts_of(JobDetail(job_id="j1", state="Failed", code=row.code)))
        assert row.code in found.found
        assert found.meaning
        assert found.remedy in {each.hint for each in ERROR_CODES if each.code == row.code}

    def test_a_job_without_access_is_not_about_the_signature_of_a_request(self):
        found = job_finding(facts_of(JobDetail(job_id="j1", state="Failed", code="AccessDenied")))
        assert "not allowed to read the input" in found.meaning
        assert "signature is wrong" not in found.remedy

    def test_a_waiting_job_tells_since_when_and_its_place(self, client, clock):
        first, second, third = (
            client.submit("in.mp4", f"{name}.gif", **PLAIN, job_level=level)
            for name, level in (("a", 0), ("b", 0), ("c", 1))
        )
        clock.offset = 7260
        client._transport._service_clock.learn(int(clock()))
        found = explained(client, second)
        assert "2 h 1 min ago" in finding_of(found, "job").found
        assert finding_of(found, "waiting").found == "2 jobs are ahead of it, 0 running"
        assert finding_of(explained(client, first), "waiting").found == "1 job is ahead of it, 0 running"
        assert finding_of(explained(client, third), "waiting").found == "0 jobs are ahead of it, 0 running"
        assert "3 of at most" in finding_of(found, "queue").found

    def test_a_running_job_tells_its_progress(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        service.advance(job.job_id, "Running", progress=40)
        found = explained(client, job)
        assert "40 %" in finding_of(found, "job").found
        assert names_of(found) == dict.fromkeys(("job", "input", "queue", "output"), "ok")

    def test_a_cancelled_job_is_told(self, client):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        job.cancel()
        found = explained(client, job)
        assert "was cancelled at " in finding_of(found, "job").found
        assert "output" in names_of(found)
        assert "queue" not in names_of(found)

    def test_an_id_that_the_service_does_not_know_may_be_older_than_a_month(self, client):
        found = client.explain("j404")
        assert found.state is None
        assert found.request_id
        assert "one month" in finding_of(found, "job").meaning
        assert len(found.findings) == 1

    def test_jobs_are_given_by_id_token_or_handle(self, client):
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        assert {client.explain(each).job_id for each in (job, job.token(), job.job_id)} == {job.job_id}
        with pytest.raises(ConfigurationError):
            client.explain("")

    def test_what_keeps_the_job_itself_from_being_read_is_an_error(self, service):
        with (
            service.client(credentials=Credentials("AKIDlocal", "wrong")) as client,
            pytest.raises(AuthenticationError),
        ):
            client.explain("j1")


class TestTemplate:
    """The template."""

    def test_a_template_is_named(self, client):
        template_id = client.ensure_template("small", **PLAIN).template.template_id
        found = explained(client, client.submit("in.mp4", "out.${ext}", template_id=template_id))
        assert finding_of(found, "template").found == f"{template_id} (small)"
        assert "out.gif" in finding_of(found, "output").found

    def test_a_template_that_was_deleted(self, client):
        template_id = client.ensure_template("small", **PLAIN).template.template_id
        job = client.submit("in.mp4", "out.${ext}", template_id=template_id)
        client.delete_template(template_id)
        found = explained(client, job)
        assert (finding_of(found, "template").status, finding_of(found, "output").status) == ("warning", "skipped")


class TestQueue:
    """The queue: paused, full, or unknown."""

    def test_a_paused_queue(self, client):
        set_queue(client, "Paused")
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        found = explained(client, job)
        assert found.state == "Pause"
        assert f"`cosanim queue resume {job.detail.queue_id}`" in finding_of(found, "queue").remedy
        assert names_of(found)["job"] == "warning"
        assert names_of(found)["queue"] == "failed"

    def test_a_full_queue(self):
        with LocalService(render=False, hold=True, queue_max_size=1) as service, service.client() as client:
            client.objects.put("in.mp4", b"a video")
            found = finding_of(explained(client, client.submit("in.mp4", "out.gif", **PLAIN)), "queue")
        assert (found.status, "it is full" in found.found) == ("warning", True)

    def test_an_unknown_queue(self, client):
        job = client.submit("in.mp4", "out.gif", **PLAIN, queue_id="p404")
        assert finding_of(explained(client, job), "queue").status == "failed"


class TestOddReplies:
    """Replies that leave out what the documentation names, or have odd values."""

    @pytest.mark.parametrize(
        "fields",
        [
            b"",
            b"<State>Success</State>",
            b"<State>Failed</State>",
            b"<State>Failed</State><Code>New</Code><StartTime>soon</StartTime>",
            b"<State>Submitted</State><CreationTime>-</CreationTime><Operation><JobLevel>x</JobLevel></Operation>",
            b"<State>Running</State><Progress>x</Progress><StartTime>soon</StartTime>",
            b"<State>Thinking</State><Operation><Output><Object>o.${ext}</Object></Output></Operation>",
        ],
    )
    @pytest.mark.filterwarnings("ignore::cosanim.OddValueWarning")
    def test_no_reply_keeps_a_job_from_being_explained(self, fields):
        body = b"<Response><JobsDetail><JobId>j1</JobId>%b</JobsDetail></Response>" % fields
        with Loopback(200, body) as server, client_of(server.url) as client:
            found = client.explain("j1")
        assert found.state is not None
        assert found.request_id == "r1"
        assert names_of(found)["input"] == names_of(found)["output"] == "skipped"
        if b"New" in fields:
            assert "not documented" in finding_of(found, "job").meaning
        if b"Thinking" in fields:
            assert "Thinking" in finding_of(found, "job").found

    def test_what_cannot_be_read_is_said_as_such_and_hides_nothing(self, client, service):
        job = client.submit("in.mp4", "out.gif", **PLAIN)

        def fail(request, headers):
            del headers
            return 501 if not request.target.startswith("/jobs/") else None

        with Altering(service, fail) as server, service.client(endpoint=server.url) as altered:
            found = explained(altered, job)
        assert names_of(found) == {"job": "ok"} | dict.fromkeys(("input", "queue", "waiting", "output"), "skipped")
        assert all("501" in finding.found for finding in found.findings[1:])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (0.4, "0 s"),
        (59.9, "59 s"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3661, "1 h 1 min"),
        (90061, "1 d 1 h"),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(seconds, text):
    assert duration_text(seconds) == text
