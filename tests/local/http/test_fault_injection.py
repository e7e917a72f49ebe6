"""Injected faults: what a client sees, and whether the service acts."""

import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import cycle, islice

import pytest
import requests

from cosanim.local import LocalService, parse_faults
from cosanim.local.http.fault_injection import FaultChooser
from cosanim.operations import APIS
from tests.local.support import (
    CI_HOST,
    COS_HOST,
    NOW,
    authorization,
    describe,
    error_of,
    eventually,
    finished,
    job_body,
    listed,
    raw,
    send,
    set_queue,
    submit,
)

SEED = 20261126


@pytest.fixture
def quiet(caplog, capfd):
    """The HTTP server must neither log an error nor print anything during the test."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert not [record.message for record in records if record.name.startswith("uvicorn")]
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def faulty(service, quiet):  # noqa: ARG001 - a fixture with an effect
    """A service whose next requests have the faults that the test queues."""
    yield service
    service.reset()


def posted(service, body=None, *, host=CI_HOST):
    """Send a signed POST /jobs on a connection of its own, and return all that is received."""
    body = job_body() if body is None else body
    head = f"POST /jobs HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization('POST', '/jobs')}\r\n"
    try:
        return raw(service.url, f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    except ConnectionError:
        return b""


def jobs_of(service):
    return listed(service, size="100").jobs_detail


@pytest.mark.parametrize("host", [CI_HOST, COS_HOST, "127.0.0.1"])
@pytest.mark.parametrize(("fault", "jobs"), [("refuse", 0), ("drop-before", 0), ("drop-after", 1)])
def test_a_closed_connection_says_nothing_about_the_job(faulty, fault, jobs, host):
    faulty.fail_next("submit_job", fault)
    assert posted(faulty, host=host) == b""
    assert len(jobs_of(faulty)) == jobs
    faulty.fail_next("submit_job", fault)
    with pytest.raises(requests.ConnectionError):
        send(faulty, "POST", "/jobs", data=job_body())
    assert len(jobs_of(faulty)) == 2 * jobs
    assert submit(faulty, job_body()).job_id, "the fault was for one request"


def test_a_job_whose_response_is_dropped_runs(faulty):
    faulty.fail_next("submit_job", "drop-after")
    assert posted(faulty) == b""
    (job,) = jobs_of(faulty)
    assert finished(faulty, job.job_id).state == "Success"


def test_a_connection_is_refused_before_the_body_arrives(faulty):
    faulty.fail_next("submit_job", "refuse")
    head = f"POST /jobs HTTP/1.1\r\nHost: {CI_HOST}\r\nAuthorization: {authorization('POST', '/jobs')}\r\n"
    assert raw(faulty.url, f"{head}Content-Length: 1000\r\n\r\n".encode()) == b""


def test_a_dropped_request_is_read_as_a_whole(faulty):
    # The kernel cannot hold so much: the connection breaks while it is sent, unless the service reads all of it.
    faulty.fail_next("submit_job", "drop-before")
    assert posted(faulty, b" " * 30_000_000) == b""
    faulty.fail_next("submit_job", "slow:0")
    assert posted(faulty, b" " * 30_000_000).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("503", 503, "ServiceUnavailable"),
        ("429", 429, "SlowDown"),
        (503, 503, "ServiceUnavailable"),
        (HTTPStatus.BAD_GATEWAY, 502, "InternalError"),
        ("504", 504, "InternalError"),
        ("599:SlowDown", 599, "SlowDown"),
        (418, 418, "InvalidArgument"),
        (499, 499, "InvalidArgument"),
    ],
)
def test_a_status_is_answered_with_its_error_without_acting(faulty, fault, status, code):
    faulty.fail_next("submit_job", fault, count=2)
    for _ in range(2):
        response = send(faulty, "POST", "/jobs", data=job_body())
        assert (response.status_code, error_of(response).code) == (status, code)
        assert response.headers["x-ci-request-id"] == error_of(response).request_id
    assert jobs_of(faulty) == []


def test_a_slow_request_is_answered_as_ever(faulty):
    faulty.fail_next("submit_job", "slow:0.05")
    job = submit(faulty, job_body())
    assert [each.job_id for each in jobs_of(faulty)] == [job.job_id]


def test_a_late_request_is_acted_on_after_the_connection_is_closed(faulty):
    faulty.fail_next("submit_job", "late:0.2")
    assert posted(faulty) == b""
    (job,) = eventually(lambda: jobs_of(faulty))
    assert finished(faulty, job.job_id).state == "Success"


class PausedClock:
    """A clock that stands still until the test has seen the end of the connection, and then shows ``after``."""

    def __init__(self, after):
        self.after = after
        self.may_proceed = threading.Event()

    def __call__(self):
        assert self.may_proceed.wait(10), "the time was read before the connection was closed"
        return self.after


@pytest.mark.parametrize(("after", "outcome", "jobs"), [(NOW + 30, "200", 1), (NOW + 31, "401 SignatureExpired", 0)])
def test_a_late_request_is_authenticated_when_it_is_acted_on(after, outcome, jobs, tmp_path, caplog):
    caplog.set_level(logging.INFO, "cosanim.local")
    clock = PausedClock(after)
    clock.may_proceed.set()
    with LocalService(data=tmp_path, render=False, clock=clock, hold=True) as service:
        clock.may_proceed.clear()
        service.fail_next("submit_job", "late:0.05")
        body, text = job_body(), authorization("POST", "/jobs", window=(int(NOW) - 60, int(NOW) + 30))
        head = f"POST /jobs HTTP/1.1\r\nHost: {CI_HOST}\r\nAuthorization: {text}\r\nContent-Length: {len(body)}\r\n\r\n"
        assert raw(service.url, head.encode() + body) == b""
        clock.may_proceed.set()
        eventually(lambda: any(each.message.endswith(f"/jobs: {outcome}") for each in caplog.records))
    with LocalService(data=tmp_path, render=False, hold=True) as service:
        assert len(jobs_of(service)) == jobs


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("fault", ["late:3600", "slow:3600"])
@pytest.mark.parametrize("end", [LocalService.reset, LocalService.stop], ids=["reset", "stop"])
def test_requests_that_wait_are_not_acted_on_after_a_reset_or_a_stop(fault, end, tmp_path):
    threads = set(threading.enumerate())
    with LocalService(data=tmp_path, render=False, fault_seed=SEED) as service:
        service.fail_next("submit_job", fault)
        answers = []
        sender = threading.Thread(target=lambda: answers.append(posted(service)))
        sender.start()
        delayed = service._running.delayed
        eventually(lambda: delayed._tasks)
        end(service)
        assert not delayed._tasks
        sender.join(10)
        assert answers == [b""]
    assert set(threading.enumerate()) == threads
    with LocalService(data=tmp_path, render=False) as service:
        assert jobs_of(service) == []


def test_a_reset_over_http_drops_queued_faults_and_waiting_requests(faulty):
    faulty.fail_next("submit_job", "late:3600")
    assert posted(faulty) == b""
    faulty.fail_next("submit_job", "refuse", count=3)
    assert send(faulty, "POST", "/local/reset").status_code == 204
    assert submit(faulty, job_body()).job_id


@pytest.mark.usefixtures("quiet")
def test_a_stopped_service_does_not_start_to_wait():
    with LocalService(render=False) as service:
        service.fail_next("submit_job", "slow:3600")
        service._running.server.run(service._running.delayed.close())
        assert posted(service) == b""


def test_faults_are_for_the_named_api_only(faulty):
    faulty.fail_next("list_jobs", "503")
    faulty.fail_next("update_queue", "429")
    faulty.fail_next("describe_jobs", "500")
    job = submit(faulty, job_body())
    assert send(faulty, "GET", f"/jobs/{job.job_id}").status_code == 500
    assert send(faulty, "GET", "/jobs").status_code == 503
    assert describe(faulty, job.job_id).job_id == job.job_id
    assert send(faulty, "PUT", "/queue/p1", data=b"").status_code == 429
    set_queue(faulty)


def test_queued_faults_come_in_their_order_and_before_random_ones():
    with LocalService(render=False, faults="500=1") as service:
        service.fail_next("submit_job", "503", count=2)
        service.fail_next("submit_job", "429")
        statuses = [send(service, "POST", "/jobs", data=job_body()).status_code for _ in range(5)]
        assert statuses == [503, 503, 429, 500, 500]


def test_objects_and_local_paths_have_no_faults():
    with LocalService(render=False, faults="refuse=1") as service:
        assert send(service, "PUT", "/k", data=b"1").status_code == 200
        assert send(service, "GET", "/k", host="127.0.0.1").content == b"1"
        assert requests.get(f"{service.url}/local/health", timeout=5).text == "ok\n"
        assert send(service, "POST", "/local/reset").status_code == 204
        assert send(service, "PUT", "/jobs/a.gif", data=b"1").status_code == 400, "no API has this path"
        for method, path in [("GET", "/jobs"), ("GET", "/queue"), ("GET", "/mediabucket"), ("DELETE", "/template/t1")]:
            with pytest.raises(requests.ConnectionError):
                send(service, method, path)


def test_equal_seeds_give_equal_sequences():
    text = "refuse=0.1,drop-before=0.1,drop-after=0.1,late=0.2:9,503=0.1,slow=0.1:9"
    one, other = FaultChooser(parse_faults(text), SEED), FaultChooser(parse_faults(text), SEED)
    faults = [one.choose("submit_job") for _ in range(2000)]
    assert [other.choose(api) for api in islice(cycle(APIS), 2000)] == faults, "whatever the API"
    one.reset()
    assert [one.choose("submit_job") for _ in range(2000)] == faults
    names = [None if fault is None else str(fault).partition(":")[0] for fault in faults]
    for part in text.split(","):
        name, probability = part.partition(":")[0].split("=")
        assert names.count(name) == pytest.approx(2000 * float(probability), rel=0.25), f"{name}, seed {SEED}"
    delays = [fault.seconds for fault in faults if str(fault).startswith("late")]
    assert 0 <= min(delays) < 1
    assert 8 < max(delays) <= 9
    assert FaultChooser(parse_faults(text), SEED + 1).choose("submit_job") != faults[0]


def test_a_service_repeats_its_faults_with_its_seed_and_after_a_reset(caplog):
    caplog.set_level(logging.INFO, "cosanim.local")

    def statuses(service):
        return [send(service, "GET", "/queue").status_code for _ in range(30)]

    with LocalService(render=False, faults="503=0.3,429=0.3") as service:
        first = statuses(service)
        assert set(first) == {200, 503, 429}, f"seed {service.fault_seed}"
        service.reset()
        assert statuses(service) == first
        seed = service.fault_seed
    assert f"the seed of the faults is {seed}" in caplog.text
    with LocalService(render=False, faults=parse_faults("503=0.3,429=0.3"), fault_seed=seed) as service:
        assert statuses(service) == first


def test_jobs_of_many_threads_are_as_many_as_the_faults_say(caplog):
    caplog.set_level(logging.INFO, "cosanim.local.http.fault_injection")
    outcomes = Counter()

    def post(service):
        try:
            outcomes[str(send(service, "POST", "/jobs", data=job_body()).status_code)] += 1
        except requests.ConnectionError:
            outcomes["closed"] += 1

    text = "refuse=0.1,drop-before=0.1,drop-after=0.1,late=0.1:0.2,503=0.1,slow=0.1:0.02"
    with LocalService(render=False, hold=True, faults=text, fault_seed=SEED) as service:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(post, [service] * 300))
        faults = Counter(record.args[1].kind for record in caplog.records)
        assert len(faults) == 6, f"seed {SEED}"
        assert outcomes["503"] == faults["status"]
        assert outcomes["closed"] == sum(faults[kind] for kind in ("refuse", "drop-before", "drop-after", "late"))
        assert outcomes["200"] == 300 - outcomes["503"] - outcomes["closed"]
        stored = outcomes["200"] + faults["drop-after"] + faults["late"]
        storage = service._running.resetter.storage
        assert eventually(lambda: storage.jobs.count_waiting(service.bucket) == stored)


@pytest.mark.parametrize("fault", ["refuse", "drop-before"])
def test_an_upload_with_a_fault_stores_nothing(faulty, fault):
    faulty.fail_next("objects", fault)
    with pytest.raises(requests.ConnectionError):
        send(faulty, "PUT", "/k", data=b"1")
    assert send(faulty, "GET", "/k").status_code == 404, "the fault was for one request"


def test_a_fault_of_objects_has_no_effect_on_apis_and_the_other_way_round(faulty):
    faulty.fail_next("objects", "403:InvalidObjectState")
    assert listed(faulty).jobs_detail == []
    faulty.fail_next("list_jobs", 503)
    answer = send(faulty, "GET", "/in/video.mp4")
    assert (answer.status_code, error_of(answer).code) == (403, "InvalidObjectState")
    assert send(faulty, "HEAD", "/in/video.mp4").status_code == 200
    assert send(faulty, "GET", "/jobs").status_code == 503


def test_wrong_arguments_are_errors(service):
    with pytest.raises(ValueError, match=r"api is 'submit_jobs', .*did you mean 'submit_job'\?"):
        service.fail_next("submit_jobs", "refuse")
    with pytest.raises(ValueError, match=r"api is 'zzz', .*use submit_job, describe_jobs"):
        service.fail_next("zzz", "refuse")
    with pytest.raises(ValueError, match="count is 0: give a number of requests from 1 to"):
        service.fail_next("submit_job", "refuse", count=0)
    with pytest.raises(ValueError, match="names no fault"):
        service.fail_next("submit_job", "explode")
    with pytest.raises(ValueError, match="has no probability"):
        LocalService(faults="refuse")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((7, "503"), TypeError, "api is a text, not int"),
        ((["submit_job"], "503"), TypeError, "api is a text, not list"),
        (("submit_job", None), TypeError, "fault is a text or an HTTP status, not NoneType"),
        (("submit_job", True), TypeError, "fault is a text or an HTTP status, not bool"),
        (("submit_job", 503.0), TypeError, "fault is a text or an HTTP status, not float"),
        (("submit_job", b"503"), TypeError, "fault is a text or an HTTP status, not bytes"),
        (("submit_job", 200), ValueError, "'200' has a status that is no error: use one from 400 to 599"),
        (("submit_job", -503), ValueError, "'-503' names no fault"),
        (("submit_job", 10**5000), ValueError, "'10{70,}[.]{3}' names no fault"),
        (("submit_job", "503", "2"), TypeError, "count is a whole number of requests, not str"),
        (("submit_job", "503", True), TypeError, "count is a whole number of requests, not bool"),
        (("submit_job", "503", 1.5), TypeError, "count is a whole number of requests, not float"),
        (("submit_job", "503", None), TypeError, "count is a whole number of requests, not NoneType"),
        (("submit_job", "503", -1), ValueError, "count is -1: give a number of requests from 1 to 1000000"),
        (("submit_job", "503", 10**6 + 1), ValueError, "count is 1000001: give a number of requests from 1 to"),
        (("submit_job", "503", 10**5000), ValueError, "count is 10{70,}[.]{3}: give a number of requests from 1 to"),
    ],
    ids=lambda value: repr(value) if isinstance(value, str) else None,
)
def test_an_argument_of_another_type_or_range_is_named_and_queues_nothing(service, arguments, error, message):
    with pytest.raises(error, match=message):
        service.fail_next(*arguments)
    assert not service._running.faults.is_active


@pytest.mark.parametrize("faults", [5, 0, True, ["503=1"], b"503=1"])
def test_faults_of_another_type_are_refused_at_once(faults):
    with pytest.raises(TypeError, match="faults is a text, not"):
        LocalService(faults=faults)
