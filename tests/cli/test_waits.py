"""Waiting for many jobs and batches: each is reported when it ends, and the others are not lost."""

import json
import re
import shlex

import pytest

from cosanim.cli.waits import in_turn
from cosanim.errors import TransportError
from cosanim.models import JobDetail
from tests.cli.support import PARAMETERS, RUNNING, interrupt, lines, process, queue_id, submit
from tests.cli.test_help import COMMANDS_BY_NAME
from tests.servers.loopback import BUCKET, REGION, Loopback

TOKEN = f"cosanim-job:{REGION}:{BUCKET}:j1"
BATCH = b"<Response><JobsDetail><JobId>b1</JobId><Name>n</Name><State>Running</State></JobsDetail></Response>"
JOBS = b"<Response><JobsDetail><JobId>j1</JobId><State>Running</State></JobsDetail></Response>"


def steps(delays, result):
    """Steps of a wait with these delays before its result, which may be an error."""
    yield from delays
    if isinstance(result, Exception):
        raise result
    return result


class TestInTurn:
    """The order of polls and reports, with a simulated clock."""

    def run(self, waits):
        now, slept = [0.0], []

        def sleep(seconds):
            slept.append(seconds)
            now[0] += seconds

        ended = [(name, outcome, now[0]) for name, outcome in in_turn(waits, clock=lambda: now[0], sleep=sleep)]
        assert all(seconds > 0 for seconds in slept)
        return ended

    def test_a_slow_job_does_not_hold_back_the_report_of_another(self):
        done = JobDetail(job_id="j")
        waits = {"slow": steps([5, 10], done), "fast": steps([1, 1], done), "at once": steps([], done)}
        assert [(name, moment) for name, _, moment in self.run(waits)] == [("at once", 0), ("fast", 2), ("slow", 15)]

    def test_an_error_ends_its_own_wait_only(self):
        error = TransportError("no reply", host="h", sent=None)
        done = JobDetail(job_id="j")
        waits = {"a": steps([1], error), "b": steps([2], done)}
        assert [(name, outcome) for name, outcome, _ in self.run(waits)] == [("a", error), ("b", done)]


class TestJobs:
    def test_many_jobs_are_printed_as_they_end_and_the_worst_is_the_exit_code(self, cosanim, client):
        client.objects.put("in/a.mp4", b"x")
        good, bad = submit(cosanim, "a"), submit(cosanim, "missing")
        ran = cosanim("wait", bad, good, good, "--json")
        assert ran.code == 1
        assert [job["job_id"] for job in lines(ran)] == [good]
        assert (ran.error["error"], ran.error["job"]["job_id"]) == ("JobFailed", bad)
        assert cosanim("wait", bad, good, "j404").code == 3

    def test_many_jobs_are_polled_with_one_request(self, shell):
        body = b"".join(b"<JobsDetail><JobId>j%d</JobId><State>Success</State></JobsDetail>" % n for n in range(3))
        with Loopback(200, b"<Response>%b</Response>" % body) as server:
            ran = shell.point_at(server.url)("wait", "j0", "j1", "j2", "j1")
            assert [request.target for request in server.requests] == ["/jobs/j0,j1,j2"]
        assert ran == (0, "j0 Success\nj1 Success\nj2 Success\n", "")

    def test_a_token_names_bucket_and_region(self, cosanim, client, monkeypatch):
        client.objects.put("in/a.mp4", b"x")
        job_id = submit(cosanim, "a")
        token = client.job(job_id).token()
        monkeypatch.delenv("COSANIM_BUCKET")
        monkeypatch.delenv("COSANIM_REGION")
        assert cosanim("wait", token, "--json").json["job_id"] == job_id
        assert cosanim("describe", token, "--json").json["job_id"] == job_id
        assert cosanim("cancel", token, "--json").code == 3  # it has ended
        for command in ("wait", "describe"):
            assert cosanim(command, token, job_id).code == 2  # the bucket of an id is not guessed
            assert cosanim(command, "cosanim-job:x").code == 2

    def test_jobs_of_several_buckets_are_described_each_in_its_own(self, shell):
        with Loopback(200, JOBS) as server:
            server.then(200, JOBS.replace(b"j1", b"j2"))
            shell.point_at(server.url)
            ran = shell("describe", TOKEN, "cosanim-job:ap-tokyo:other-1250000000:j2")
            hosts = [request.headers["Host"] for request in server.requests]
        assert ran == (0, "j1 Running\nj2 Running\n", "")
        assert hosts == [f"{BUCKET}.ci.{REGION}.myqcloud.com", "other-1250000000.ci.ap-tokyo.myqcloud.com"]

    @pytest.mark.parametrize("words", [("wait", "j1"), ("submit", "in.mp4", "o.gif", *PARAMETERS, "--wait")])
    def test_after_a_time_out_the_command_that_resumes_is_printed(self, shell, words):
        with Loopback(200, RUNNING) as server:
            command = f"cosanim wait {TOKEN} --endpoint={server.url}"
            text = shell.point_at(server.url)(*words, "--job-timeout", "0.1")
            as_json = shell(*words, "--job-timeout", "0.1", "--json")
            server.answers = [(200, RUNNING.replace(b"Running", b"Success"), {})]
            assert shell(*shlex.split(as_json.error["resume"])[1:]) == (0, "j1 Success\n", "")
        assert text.code == as_json.code == 4
        assert text.err.splitlines()[-2:] == ["  go on waiting with", f"    {command}"]
        assert as_json.error["resume"] == command

    def test_after_a_time_out_of_many_one_command_resumes_all(self, shell):
        with Loopback(200, RUNNING) as server:
            server.answers = [(200, RUNNING.replace(b"j1", b"j2").replace(b"Running", b"Success"), {})]
            server.then(200, RUNNING)
            ran = shell.point_at(server.url)("wait", "j2", "j1", "--job-timeout", "0.1")
        assert (ran.code, ran.out) == (4, "j2 Success\n")
        assert ran.err.splitlines()[-1].strip() == f"cosanim wait {TOKEN} --endpoint={server.url}"

    @pytest.mark.parametrize("as_json", [False, True])
    @pytest.mark.parametrize(
        ("words", "body", "command"),
        [
            (["wait", "j1"], RUNNING, f"cosanim wait {TOKEN}"),
            (["submit", "in.mp4", "o.gif", *PARAMETERS, "--wait"], RUNNING, f"cosanim wait {TOKEN}"),
            (["batch", "wait", "b1"], BATCH, f"cosanim batch wait b1 --bucket={BUCKET} --region={REGION}"),
        ],
        ids=["wait", "submit", "batch wait"],
    )
    def test_ctrl_c_prints_that_the_job_goes_on_and_the_command_that_resumes(self, words, body, command, as_json):
        with Loopback(200, body) as server:
            ran = interrupt([*words, *(["--json"] if as_json else [])], server, after=3)
            command = f"{command} --endpoint={server.url}"
        assert ran.code == 130
        if as_json:
            assert (ran.error["resume"], ran.error["exit_code"]) == (command, 130)
        else:
            assert ran.err == f"interrupted: the job goes on\n  go on waiting with\n    {command}\n"


class TestBatches:
    WORDS = ("batch", "submit", "nightly", "out/{jobid}.{ext}", "--prefix", "in/", *PARAMETERS)

    @pytest.fixture
    def videos(self, client, cosanim):
        for key in ("in/a.mp4", "in/b.mp4"):
            client.objects.put(key, b"x")
        return cosanim

    def test_a_batch_is_waited_for_until_all_its_jobs_have_ended(self, videos):
        ran = videos(*self.WORDS, "--wait")
        assert ran.code == 0, ran.err
        batch_id, name, state, _, counts = ran.out.rstrip("\n").split("\t")
        assert (name, state, counts) == ("nightly", "Success", "2 Success")
        assert videos("batch", "wait", batch_id) == ran
        assert videos("batch", "describe", batch_id) == ran
        for command in ("wait", "describe"):
            assert videos("batch", command, batch_id, "--json").json["counts"] == {"Success": 2}
        assert len(videos("list", "--batch", batch_id).out.splitlines()) == 2
        assert videos("list", "--batch", batch_id, "--count") == (0, "Success\t2\n", "")
        assert videos("list", "--batch", batch_id, "--count", "--json").json == {"Success": 2}
        for words in (("list", "--batch", "b404"), ("list", "--batch", "b404", "--count")):
            unknown = videos(*words)
            assert (unknown.code, unknown.out) == (3, "")
            assert "b404" in unknown.err

    def test_a_batch_with_a_failed_job_exits_1(self, videos):
        bad = videos("batch", "submit", "n", "out/x.gif", "--input", "in/none.mp4", *PARAMETERS, "--wait")
        assert bad.code == 1
        assert bad.out.rstrip("\n").endswith("\t1 Failed")
        assert re.search(r"error: batch \S+: 1 of 1 jobs did not end in success: 1 Failed", bad.err)
        good = videos(*self.WORDS).out.split("\t")[0]
        both = videos("batch", "wait", bad.out.split("\t")[0], good, "--json")
        assert (both.code, len(lines(both))) == (1, 2)
        assert videos("batch", "wait", "b404", good).code == 3

    def test_a_batch_whose_state_is_ahead_of_its_jobs_has_not_ended(self, shell):
        ended = BATCH.replace(b"Running", b"Success")
        with Loopback(200, ended) as server:
            server.then(200, JOBS).then(200, ended).then(200, JOBS.replace(b"Running", b"Success"))
            ran = shell.point_at(server.url)("batch", "wait", "b1")
            assert len(server.requests) == 4
        assert ran == (0, "b1\tn\tSuccess\t-\t1 Success\n", "")

    def test_a_batch_that_was_submitted_is_printed_even_if_it_cannot_be_polled(self, shell):
        with Loopback(200, BATCH) as server:
            server.then(403, b"<Error><Code>AccessDenied</Code></Error>")
            words = ("batch", "submit", "n", "o/{jobid}.gif", "--prefix", "in/", *PARAMETERS, "--wait", "--json")
            ran = shell.point_at(server.url)(*words)
        assert (ran.code, ran.json["job_id"], ran.error["code"]) == (3, "b1", "AccessDenied")

    def test_a_paused_batch_times_out_with_the_command_that_resumes(self, videos, service):
        videos("queue", "pause", queue_id(videos))
        ran = videos(*self.WORDS, "--wait", "--job-timeout", "0.1", "--json")
        batch_id = ran.json["job_id"]
        assert ran.code == 4
        assert ran.json["counts"].keys() <= {"Submitted", "Pause"}
        place = f"--bucket={BUCKET} --region={REGION} --endpoint={service.url}"
        # The first lines are warnings about the paused queue.
        assert json.loads(ran.err.splitlines()[-1])["resume"] == f"cosanim batch wait {batch_id} {place}"
        videos("queue", "resume", queue_id(videos))


def test_both_time_outs_have_the_same_names_everywhere(shell):
    for name, command in COMMANDS_BY_NAME.items():
        options = {option for parameter in command.params for option in parameter.opts}
        if "--job-timeout" in options and name != "demo":
            assert "--reply-timeout" in options, name
        if "--timeout" in options:
            assert options & {"--reply-timeout", "--job-timeout"}, name
    with Loopback(200, RUNNING.replace(b"Running", b"Success")) as server:
        shell.point_at(server.url)
        for option in ("--timeout", "--job-timeout", "--reply-timeout"):
            assert shell("wait", "j1", option, "5").code == 0
        for option in ("--timeout", "--reply-timeout"):
            assert shell("describe", "j1", option, "5").code == 0
        assert shell("describe", "j1", "--job-timeout", "5").code == 2


def test_a_wait_needs_no_terminal_and_reads_no_input():
    with Loopback(200, RUNNING.replace(b"Running", b"Success")) as server:
        assert process("wait", "j1", "j1", url=server.url).out == "j1 Success\n"
