"""Submissions that are repeated or disturbed: one job, whose id is printed, or an error that says what is known."""

import pytest

from tests.cli.support import PARAMETERS, process
from tests.servers.loopback import BUCKET, REGION, Loopback

ONCE = (*PARAMETERS, "--once", "48h")


class TestOnce:
    """--once takes the job of an earlier, equal submission."""

    def test_the_same_command_twice_gives_one_job_and_prints_its_id_twice(self, cosanim, client, video):
        first = cosanim("submit", video, "a.{ext}", *ONCE)
        second = cosanim("submit", video, "a.{ext}", *ONCE, "--wait", "--json")
        (job,) = client.list_jobs()
        assert (first.code, first.out) == (0, f"{job.job_id} Submitted\n")
        assert (second.code, second.json["job_id"], second.json["state"]) == (0, job.job_id, "Success")

    def test_it_holds_for_a_whole_request_and_across_processes(self, service, cosanim, client, video, tmp_path):
        xml = cosanim("submit", video, "a.gif", *PARAMETERS, "--dry-run", "--json").json["xml"]
        (tmp_path / "request.xml").write_text(xml)
        words = ("submit", "--request", str(tmp_path / "request.xml"), "--once", "2d", "--json")
        ids = {process(*words, url=service.url).json["job_id"] for _ in range(2)}
        assert ids == {job.job_id for job in client.list_jobs()}

    def test_a_job_of_other_parameters_is_named_and_nothing_is_sent(self, cosanim, client, video):
        cosanim("submit", video, "a.gif", *PARAMETERS)
        (job,) = client.list_jobs()
        words = ("submit", video, "a.gif", "--format", "gif", "--duration", "4", "--once", "48h")
        text, as_json = cosanim(*words), cosanim(*words, "--json")
        for ran, message in ((text, text.err), (as_json, as_json.error["message"])):
            assert (ran.code, ran.out) == (5, "")
            assert "Nothing was sent" in message
            assert f"there is the job {job.job_id}" in message
            assert "cosanim list " in message
        assert "not_after" not in as_json.error
        assert [one.job_id for one in client.list_jobs()] == [job.job_id]

    def test_a_job_that_is_older_does_not_count(self, shell):
        old = (
            b"<Response><JobsDetail><JobId>j0</JobId><CreationTime>2020-01-01T00:00:00+0800</CreationTime><Input>"
            b"<Object>in.mp4</Object></Input></JobsDetail></Response>"
        )
        with Loopback(200, old) as server:
            server.then(200, old.replace(b"j0", b"j1").replace(b"2020", b"2030"))
            ran = shell.point_at(server.url)("submit", "in.mp4", "o.gif", *ONCE)
            assert [request.method for request in server.requests] == ["GET", "POST"]
        assert (ran.code, ran.out.split()[0]) == (0, "j1")

    def test_a_dry_run_does_not_look_for_a_job(self, shell):
        with Loopback() as server:
            ran = shell.point_at(server.url)("submit", "in.mp4", "o.gif", *ONCE, "--dry-run")
            assert server.requests == []
        assert (ran.code, ran.err) == (0, "")
        assert "does not look for such a job" in " ".join(shell("submit", "--help").out.split())

    @pytest.mark.parametrize("text", ["soon", "48", "-1h", "0h", "1w", "nan", "", "99999999d"])
    def test_what_is_not_a_duration_is_a_usage_error_that_shows_some(self, shell, text):
        place = ("--bucket", BUCKET, "--region", REGION)
        ran = shell("submit", "in.mp4", "o.gif", *PARAMETERS, f"--once={text}", *place, "--json")
        assert (ran.code, ran.out) == (2, "")
        for part in ("--once", repr(text), "90s, 30m, 48h or 2d"):
            assert part in ran.error["message"]


class TestFaults:
    """The local service disturbs a submission; the command ends with the id of the one job."""

    @pytest.mark.parametrize("more", [(), ("--json",)], ids=["text", "json"])
    @pytest.mark.parametrize(
        ("fault", "begin"),
        [
            ("drop-after", "the outcome of a submission is unknown, so its job is looked up: "),
            ("503", "the submission was not accepted and is sent again in "),
            ("429", "the submission was not accepted and is sent again in "),
        ],
    )
    def test_exactly_one_job_and_one_warning(self, service, cosanim, client, video, fault, begin, more):
        service.fail_next("submit_job", fault)
        ran = cosanim("submit", video, "a.gif", *PARAMETERS, *more)
        (job,) = client.list_jobs()
        assert ran.code == 0
        assert (ran.json["job_id"] if more else ran.out.split()[0]) == job.job_id
        (line,) = ran.err.rstrip("\n").split("\n")
        warning = ran.error["warning"] if more else line.removeprefix("warning: ")
        assert warning.startswith(begin)

    @pytest.mark.slow
    def test_a_submission_that_is_lost_is_sent_again_when_no_job_can_come_of_it(self, service, cosanim, client, video):
        """With the default policy, this takes 40 seconds."""
        service.fail_next("submit_job", "drop-before")
        ran = cosanim("submit", video, "a.gif", *PARAMETERS)
        (job,) = client.list_jobs()
        assert (ran.code, ran.out) == (0, f"{job.job_id} Submitted\n")
        looked_up, sent_again = ran.err.rstrip("\n").split("\n")
        assert "is looked up" in looked_up
        assert "is sent again" in sent_again
