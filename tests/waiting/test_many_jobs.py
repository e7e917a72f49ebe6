"""Waiting for many jobs: each is yielded when it ends, and one request asks for many."""

import pickle
import threading

import pytest

from cosanim import (
    Backoff,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    TransportError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.api.many_waits import BATCH_SIZE
from cosanim.local import LocalService
from cosanim.models import JobDetail
from cosanim.poll_rounds import Ended, GaveUp, Group, PollRounds
from tests.servers.loopback import Loopback, client_of, dead_url

QUICK = Backoff(first=0.01, longest=0.02)
STEADY = Backoff(first=1, growth=1, longest=1, jitter=0)


class Simulation:
    """Groups of jobs that end at given times of a clock, which only sleeps, polls and the caller advance."""

    def __init__(self, *groups, cost=0.0, mentioned=None, batch_size=2, **options):
        self.now, self.polls, self.sleeps = 0.0, [], []
        self._ends = [dict(group) for group in groups]
        self._cost, self._mentioned = cost, mentioned
        self.failures = []
        self.rounds = PollRounds(clock=lambda: self.now, rng=lambda: 0.5, **{"backoff": STEADY} | options)
        self.groups = [
            Group(lambda ids, _, ends=ends: self._describe(ends, ids), dict.fromkeys(ends), batch_size=batch_size)
            for ends in self._ends
        ]

    def _describe(self, ends, job_ids):
        self.polls.append((self.now, list(job_ids)))
        self.now += self._cost
        if self.failures and (failure := self.failures.pop(0)) is not None:
            raise failure
        return {
            job_id: NotFoundError(404, "JobNotFound", job_id)
            if ends[job_id] is None
            else JobDetail(job_id=job_id, state="Success" if self.now >= ends[job_id] else "Running")
            for job_id in job_ids[: self._mentioned]
        }

    def run(self, timeout=None, between=0.0):
        """Return what was yielded, each job by its id and the time."""
        seen = []
        for step in self.rounds.steps(self.groups, timeout=timeout):
            if isinstance(step, Ended):
                seen.append((step.job.job_id, self.now))
                self.now += between
            elif isinstance(step, GaveUp):
                seen.append((step.job_ids, step.error))
            else:
                self.sleeps.append(step)
                self.now += step
        return seen


class TestRounds:
    """The order of polls, with a simulated clock."""

    def test_jobs_are_yielded_as_they_end_and_polled_no_more(self):
        simulation = Simulation({"slow": 3, "fast": 0, "middle": 1})
        assert simulation.run() == [("fast", 0), ("middle", 1), ("slow", 3)]
        assert [ids for _, ids in simulation.polls] == [
            ["slow", "fast"],
            ["middle"],
            ["slow", "middle"],
            ["slow"],
            ["slow"],
        ]
        assert simulation.sleeps == [1, 1, 1]

    def test_the_time_of_the_caller_does_not_count(self):
        simulation = Simulation({"a": 0, "b": 100, "c": 102})
        assert simulation.run(timeout=3, between=100) == [("a", 0), ("b", 100), ("c", 200)]
        assert simulation.sleeps == []

    def test_the_deadline_ends_all_groups_and_names_their_jobs(self):
        simulation = Simulation({"a": 0, "b": 9}, {"c": 9, "d": 9})
        (first, *ends) = simulation.run(timeout=2)
        assert first == ("a", 0)
        assert [ids for ids, _ in ends] == [("b",), ("c", "d")]
        assert all(type(error) is WaitTimeout and error.waited == 2 for _, error in ends)
        assert [job.job_id for job in ends[1][1].jobs] == ["c", "d"]

    def test_with_a_time_out_of_zero_each_job_is_polled_once(self):
        simulation = Simulation(dict.fromkeys("abcde", 9), cost=1)
        ((ids, error),) = simulation.run(timeout=0)
        assert (ids, type(error)) == (tuple("abcde"), WaitTimeout)
        assert [ids for _, ids in simulation.polls] == [["a", "b"], ["c", "d"], ["e"]]

    def test_after_a_failure_the_rest_is_polled_first_in_the_next_round(self):
        simulation = Simulation(dict.fromkeys("abcdef", 1))
        simulation.failures = [None, RateLimitedError(429, "SlowDown", request_id="r", retry_after=7, retryable=True)]
        assert [name for name, _ in simulation.run()] == list("cdefab")
        assert simulation.polls[1:3] == [(0, ["c", "d"]), (7, ["c", "d"])]

    def test_a_final_failure_ends_its_own_group_only(self):
        simulation = Simulation({"a": 1, "b": 1}, {"c": 1})
        denied = PermissionDeniedError(403, "AccessDenied", request_id="r")
        simulation.failures = [denied]
        assert simulation.run() == [(("a", "b"), denied), ("c", 1)]

    def test_an_id_that_does_not_exist_does_not_end_the_others(self):
        simulation = Simulation({"a": 1, "b": None, "c": 0})
        (b, *others) = simulation.run()
        assert (b[0], type(b[1])) == (("b",), NotFoundError)
        assert others == [("c", 0), ("a", 1)]

    @pytest.mark.parametrize("mentioned", [1, 3])
    def test_ids_that_a_reply_leaves_out_are_asked_for_again(self, mentioned):
        """The number of ids in a request has no documented limit, so one that ignores some does not lose any."""
        names = [f"j{number}" for number in range(8)]
        simulation = Simulation(dict.fromkeys(names, 0), mentioned=mentioned, batch_size=8)
        assert sorted(name for name, _ in simulation.run()) == names

    def test_three_polls_without_a_reply_end_a_group_that_was_never_read(self):
        simulation = Simulation({"a": 0}, {"b": 4})
        lost = TransportError("no route", host="h", sent=None, retryable=True)
        simulation.failures = [lost, None] * 9
        assert simulation.run() == [(("a",), lost), ("b", 4)]


@pytest.fixture(scope="module")
def manual():
    with LocalService(render=False, transitions="manual") as running:
        yield running


@pytest.fixture
def jobs(manual):
    """Three jobs of a service that changes no state by itself."""
    manual.reset()
    with manual.client() as client:
        client.objects.put("in.mp4", b"x")
        yield [client.submit("in.mp4", f"{name}.gif", format="gif", duration=1) for name in "abc"]


def polls(service):
    return [one.path for one in service.requests if one.api == "describe_jobs"]


def test_jobs_in_every_state_of_their_end_are_yielded_with_one_request_for_all(manual, jobs):
    client = jobs[0]._client
    for job, state in zip(jobs, ["Success", "Failed", "Cancel"], strict=True):
        manual.advance(job.job_id, state)
    words = [jobs[0], jobs[1].job_id, jobs[2].token(), jobs[0].token(), jobs[0].job_id]
    ended = list(client.wait_many(words, backoff=QUICK))
    assert ended == jobs
    assert ended[0] is jobs[0]
    assert [job.state for job in ended] == ["Success", "Failed", "Cancel"]
    assert polls(manual) == ["/jobs/" + ",".join(job.job_id for job in jobs)]
    assert list(client.wait_many(ended)) == jobs
    assert len(polls(manual)) == 1, "their end was known"


def test_nothing_is_sent_before_the_first_job_is_asked_for_and_progress_is_told(manual, jobs):
    seen, first = [], jobs[0]
    waiting = first._client.wait_many(jobs, backoff=QUICK, on_progress=lambda detail: seen.append(detail.state))
    assert polls(manual) == []
    manual.advance(first.job_id, "Success")
    assert next(waiting) is first
    assert jobs[1].state == "Submitted"
    manual.advance(jobs[2].job_id, "Running")
    manual.advance(jobs[2].job_id, "Failed")
    assert next(waiting) is jobs[2]
    assert seen == ["Success", "Submitted", "Submitted", "Failed"]
    waiting.close()


def test_a_time_out_names_the_jobs_that_go_on(manual, jobs):
    client = jobs[0]._client
    manual.advance(jobs[0].job_id, "Success")
    waiting = client.wait_many(jobs, timeout=0.1, backoff=QUICK)
    assert next(waiting) is jobs[0]
    with pytest.raises(WaitTimeout) as caught:
        next(waiting)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert [job.job_id for job in error.jobs] == [job.job_id for job in jobs[1:]]
    for job in jobs[1:]:
        assert f"{job.job_id} (Submitted)" in str(error)
    assert "2 jobs have not ended" in str(error)


def test_a_wait_that_is_stopped_names_the_jobs_that_go_on(manual, jobs):
    stop = threading.Event()
    waiting = jobs[0]._client.wait_many(jobs, stop=stop, on_progress=lambda _: stop.set())
    with pytest.raises(WaitStopped, match="waiting for 3 jobs was stopped") as caught:
        next(waiting)
    assert len(caught.value.jobs) == 3
    assert len(polls(manual)) == 1


def test_ids_that_do_not_exist_are_named_when_all_others_have_ended(manual, jobs):
    client = jobs[0]._client
    for job in jobs:
        manual.advance(job.job_id, "Success")
    waiting = client.wait_many(["j404", *jobs, "j405"], backoff=QUICK)
    assert [next(waiting), next(waiting), next(waiting)] == jobs
    with pytest.raises(NotFoundError, match=r"no job of .* has the ids j404, j405") as caught:
        next(waiting)
    assert caught.value.request_id


def test_jobs_that_go_on_and_ids_that_do_not_exist_are_told_with_one_error(jobs):
    with pytest.raises(WaitTimeout) as caught:
        list(jobs[0]._client.wait_many([*jobs, "j404"], timeout=0.05, backoff=QUICK))
    assert len(caught.value.jobs) == 3
    assert "j404" in caught.value.__notes__[0]


def test_thousands_of_jobs_are_polled_in_batches(loopback):
    count = 20 * BATCH_SIZE
    details = b"".join(b"<JobsDetail><JobId>j%d</JobId><State>Success</State></JobsDetail>" % n for n in range(count))
    loopback.answers = [(200, b"<Response>%b</Response>" % details, {})]
    with client_of(loopback.url) as client:
        ended = list(client.wait_many(f"j{number}" for number in range(count)))
    assert [job.job_id for job in ended] == [f"j{number}" for number in range(count)]
    assert len(loopback.requests) == 20
    assert {len(request.target.split(",")) for request in loopback.requests} == {BATCH_SIZE}
    assert max(len(request.target) for request in loopback.requests) < 2000


def test_jobs_of_several_buckets_are_polled_each_in_its_own(loopback):
    reply = b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
    loopback.answers = [(200, reply, {})]
    with client_of(loopback.url) as client, client_of(loopback.url, region="ap-tokyo") as other:
        ended = list(client.wait_many(["j1", other.job("j1"), "cosanim-job:ap-beijing:other-1250000000:j1"]))
    assert [job.region for job in ended] == [client.region, "ap-tokyo", "ap-beijing"]
    hosts = [request.headers["Host"].split(".")[2] for request in loopback.requests]
    assert hosts == [client.region, "ap-tokyo", "ap-beijing"]


def test_a_service_that_is_not_reached_is_an_error():
    with client_of(dead_url()) as client, pytest.raises(TransportError):
        list(client.wait_many(["j1", "j2"], backoff=QUICK))


@pytest.mark.parametrize(
    ("jobs", "options", "error"),
    [
        ([5], {}, TypeError),
        (5, {}, TypeError),
        (["cosanim-job:x"], {}, ConfigurationError),
        ([""], {}, ConfigurationError),
        (["j1"], {"timeout": "5"}, ConfigurationError),
        (["j1"], {"backoff": 5}, TypeError),
        (["j1"], {"stop": 5}, TypeError),
        (["j1"], {"on_progress": 5}, TypeError),
    ],
)
def test_wrong_arguments_are_refused_by_the_call_itself(loopback, jobs, options, error):
    with client_of(loopback.url) as client, pytest.raises(error):
        client.wait_many(jobs, **options)
    assert loopback.requests == []


def test_one_job_may_be_given_alone_and_none_is_no_error():
    with Loopback(
        200, b"<Response><JobsDetail><JobId>j1</JobId><State>Success</State></JobsDetail></Response>"
    ) as server:
        with client_of(server.url) as client:
            assert [job.job_id for job in client.wait_many("j1")] == ["j1"]
            assert [job.job_id for job in client.wait_many(client.job("j1"))] == ["j1"]
            assert list(client.wait_many([])) == []
        assert len(server.requests) == 2
