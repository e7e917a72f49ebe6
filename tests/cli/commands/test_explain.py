"""cosanim explain: what happened to a job, as text in 80 columns and as JSON."""

import pytest

from cosanim.local import LocalService
from tests.cli.support import PARAMETERS, queue_id, submit
from tests.servers.loopback import BUCKET, REGION, Loopback

FIELDS = ["name", "status", "found", "meaning", "remedy"]


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False, transitions="immediate") as running:
        yield running


def test_a_successful_job(cosanim, video):
    job_id = cosanim("submit", video, "out.${ext}", *PARAMETERS, "--json").json["job_id"]
    ran = cosanim("explain", job_id)
    first, *rest, last = ran.out.splitlines()
    assert (ran.code, first) == (0, f"job {job_id} of {BUCKET} ({REGION}): Success")
    assert last.startswith("request id for support: ")
    assert [line.split(":")[0] for line in rest if not line.startswith(" ")] == [
        f"ok       {name}" for name in ("job", "input", "output", "callback")
    ]


def test_a_failed_job_is_explained_with_exit_code_0_and_ends_with_what_to_try(cosanim):
    key = f"in/{'long' * 15} name.txt"
    job_id = cosanim("submit", key, "out.gif", *PARAMETERS, "--json").json["job_id"]
    ran = cosanim("explain", job_id)
    assert ran.code == 0
    assert "failed   job: failed with ResourceNotFound" in ran.out
    # Commands and keys are whole on one line, also if it is longer than 80 characters.
    assert f"`cosanim put FILE '{key}'`" in ran.out
    assert all(len(line) <= 80 or key in line or BUCKET in line for line in ran.out.splitlines())
    assert "extension: " in ran.out
    assert "\n         means: the service knows a video by the extension of its key\n" in ran.out
    assert "\n         do: give the object a key" in ran.out


def test_json_has_every_field_of_every_finding(cosanim, video):
    job_id = cosanim("submit", video, "out.${ext}", *PARAMETERS, "--json").json["job_id"]
    found = cosanim("explain", job_id, "--json").json
    findings = found.pop("findings")
    assert found.pop("request_id")
    assert found == {"job_id": job_id, "bucket": BUCKET, "region": REGION, "state": "Success"}
    assert [list(finding) for finding in findings] == [FIELDS] * len(findings)


def test_an_unknown_id_is_explained_and_ends_as_describe_does(cosanim):
    ran = cosanim("explain", "j404")
    assert ran.code == cosanim("describe", "j404").code == 3
    assert f"{BUCKET} ({REGION}) has no job j404" in ran.out
    assert "one month" in ran.out
    ran = cosanim("explain", "j404", "--json")
    assert (ran.code, ran.json["state"], len(ran.json["findings"])) == (3, None, 1)


def test_what_keeps_the_job_from_being_read_is_an_error_with_its_next_step(cosanim, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "wrong")
    ran = cosanim("explain", "j1")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.splitlines()[-1] == "  next: cosanim doctor (check: signature)"
    assert cosanim("explain", "j1", "--json").error["next_step"] == "cosanim doctor (check: signature)"


def test_a_token_names_bucket_and_region(cosanim, client, video, monkeypatch):
    token = client.submit(video, "out.gif", format="gif", duration=1).token()
    for name in ("COSANIM_BUCKET", "COSANIM_REGION"):
        monkeypatch.delenv(name)
    assert cosanim("explain", token).code == 0


def test_a_paused_queue_and_how_to_resume_it(cosanim):
    queue = queue_id(cosanim)
    cosanim("queue", "pause", queue)
    job_id = submit(cosanim)
    ran = cosanim("explain", job_id)
    assert f"`cosanim queue resume {queue}`" in ran.out
    assert cosanim("queue", "resume", queue).code == 0
    assert "is Paused" not in cosanim("explain", job_id).out


def test_what_a_service_says_cannot_take_over_a_terminal(shell):
    page = (
        "<Response><JobsDetail><JobId>j1</JobId><State>Failed</State><Code>a\tb</Code>"
        "<Message>\u202e\u009b31m[red]\u00a0x`[/blue]</Message></JobsDetail></Response>"
    )
    with Loopback(200, page.encode()) as server:
        ran = shell.point_at(server.url)("explain", "j1")
    assert ran.code == 0
    assert ran.out.replace("\n", "").isprintable()


def test_a_server_that_drips_bytes_is_given_up_and_what_is_known_is_said(shell, drips):
    page = (
        "<Response><JobsDetail><JobId>j1</JobId><State>Failed</State><Code>ResourceNotFound</Code><QueueId>p1</QueueId>"
        "<Input><Object>a.mp4</Object></Input></JobsDetail></Response>"
    )
    server = drips(jobs=page.encode())
    ran = shell.point_at(server.url)("explain", "j1", "--command-timeout", "1")
    assert ran.code == 4
    assert "failed   job: failed with ResourceNotFound" in ran.out
    assert "no answer within the time limit of 1 s" in " ".join(ran.out.split())
    assert "request id for support: r1" in ran.out
    assert ran.err.startswith("error: not all requests were answered within the 1 s of this command")
    assert "--command-timeout" in ran.err


def test_a_job_that_is_not_read_in_time_is_an_error(shell, drips):
    ran = shell.point_at(drips().url)("explain", "j1", "--command-timeout", "0.2", "--json")
    assert (ran.code, ran.out, ran.error["error"]) == (4, "", "CommandTimeout")
    assert ran.error["next_step"] == "cosanim doctor (check: connection)"
