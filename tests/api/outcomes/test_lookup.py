"""Looking up the outcome of a submission in lists of jobs, by clocks that advance only when the lookup waits."""

import pytest

from cosanim import RetryPolicy, Timing
from cosanim.api.paid_requests.lookup import JobFilter, JobList, OutcomeLookup, Undecided
from cosanim.errors import DecodeError, InvalidRequestError, PermissionDeniedError, ServerError, TransportError
from tests.api.outcomes.listed_jobs import START, listed_job, replacing
from tests.servers.loopback import BUCKET, REGION
from tests.servers.support import request_of

POLICY = RetryPolicy(window=30, visibility=10, retention=3600, lookup_timeout=120, jitter=0)
SIGNED = START + 30
"""Last second of the signature."""
REQUEST = request_of()
BROKEN = TransportError("no reply", host="h", sent=None, retryable=True)


class SimulatedList:
    """A list of jobs whose clocks advance only when the lookup sleeps.

    ``content`` is called with the seconds since the submission. It returns the listed jobs, or raises an error.
    ``offset`` is the difference between the service's clock and the local clock.
    """

    def __init__(self, content, *, policy=POLICY, has_date=True, offset=0, is_old=False):
        self.seconds, self.reads = 0.0, []
        self._content, self._has_date, self._offset = content, has_date, offset
        self._lookup = OutcomeLookup(
            list_jobs=self._list,
            job_filter=JobFilter(request=REQUEST, bucket=BUCKET, region=REGION),
            since=START - 60,
            not_after=SIGNED,
            sent_at=None if is_old else 5000,
            policy=policy,
            timing=Timing(monotonic=lambda: 5000 + self.seconds, sleep=self._sleep, rng=lambda: 0.5),
            now=lambda: START + self.seconds,
        )

    def _sleep(self, seconds):
        assert seconds > 0
        self.seconds += seconds

    def _list(self, deadline):
        del deadline
        self.reads.append(round(self.seconds, 2))
        jobs = self._content(self.seconds)
        return JobList(jobs, int(START + self.seconds + self._offset) if self._has_date else None)

    def run(self, timeout=POLICY.lookup_timeout):
        found = self._lookup.run(timeout)
        return found and found.job_id


def raising(*errors):
    """Return a content that raises each error once, and then lists nothing."""
    left = list(errors)

    def content(_):
        if left:
            raise left.pop(0)
        return []

    return content


def test_a_job_is_found_as_soon_as_it_is_listed():
    simulated = SimulatedList(lambda seconds: [listed_job(REQUEST)] if seconds > 2 else [])
    assert simulated.run() == "j1"
    assert simulated.reads == [0, 0.3, 0.9, 2.1]


def test_that_there_is_no_job_is_certain_only_after_signature_and_visibility_by_the_service_clock():
    simulated = SimulatedList(lambda _: [])
    assert simulated.run() is None
    assert 41 <= simulated.reads[-1] < 41.5, "the first whole second after 30 + 10"
    assert simulated.reads[-2] < 41


@pytest.mark.parametrize("offset", [-45, 20])
def test_the_service_clock_decides_not_the_local_one(offset):
    simulated = SimulatedList(lambda _: [], offset=offset)
    assert simulated.run() is None
    assert 41 <= simulated.seconds + offset < 43


def test_a_job_that_is_accepted_at_the_last_moment_is_found():
    simulated = SimulatedList(lambda seconds: [listed_job(REQUEST, at=SIGNED)] if seconds >= 40 else [])
    assert simulated.run() == "j1"


def test_without_a_date_header_nothing_proves_that_there_is_no_job():
    simulated = SimulatedList(lambda _: [], has_date=False)
    with pytest.raises(Undecided, match="Date"):
        simulated.run()
    assert 40 < simulated.seconds < 50, "it does not wait for long after the signature has ended"


def test_a_list_that_cannot_be_read_for_a_while_is_read_again():
    for failures in [(BROKEN, DecodeError("odd")), (ServerError(503, "ServiceUnavailable"), BROKEN)]:
        simulated = SimulatedList(raising(*failures))
        assert simulated.run() is None
        assert len(simulated.reads) > len(failures)


@pytest.mark.parametrize("error", [PermissionDeniedError(403, "AccessDenied"), InvalidRequestError(400, "InvalidHost")])
def test_a_list_that_is_refused_ends_the_lookup(error):
    simulated = SimulatedList(raising(error))
    with pytest.raises(Undecided, match=f"cannot be listed.*{error.code}"):
        simulated.run()
    assert simulated.reads == [0]


@pytest.mark.parametrize("status", [302, 403, 404, 502])
def test_a_page_of_a_proxy_does_not_end_the_lookup(status):
    simulated = SimulatedList(raising(InvalidRequestError(status, ""), ServerError(status, "")))
    assert simulated.run() is None


def test_a_list_that_cannot_be_read_three_times_in_a_row_ends_the_lookup():
    simulated = SimulatedList(raising(*[BROKEN] * 1000))
    with pytest.raises(Undecided, match="no reply"):
        simulated.run()
    assert len(simulated.reads) == 3


def test_a_lookup_ends_with_its_time_out():
    simulated = SimulatedList(lambda _: [])
    with pytest.raises(Undecided, match="do not show it yet"):
        simulated.run(timeout=17)
    assert simulated.seconds == pytest.approx(17)


def test_a_time_out_of_zero_reads_the_list_once():
    simulated = SimulatedList(lambda _: [])
    with pytest.raises(Undecided, match="do not show it yet"):
        simulated.run(timeout=0)
    assert simulated.reads == [0]


def test_after_the_retention_an_empty_list_proves_nothing():
    offset = POLICY.retention + 31
    with pytest.raises(Undecided, match="too long ago"):
        SimulatedList(lambda _: [], offset=offset, is_old=True).run()
    assert SimulatedList(lambda _: [listed_job(REQUEST)], offset=offset, is_old=True).run() == "j1"


def test_an_equal_job_of_much_later_is_not_that_of_an_old_submission():
    assert SimulatedList(lambda _: [listed_job(REQUEST, at=START + 42)], offset=1000, is_old=True).run() is None


@pytest.mark.parametrize("behind", [30, 300, 3000])
def test_a_job_is_found_by_a_service_whose_clock_is_behind_and_that_accepts_early_signatures(behind):
    assert SimulatedList(lambda _: [listed_job(REQUEST, at=START - behind)], offset=-behind).run() == "j1"


def test_visibility_is_rounded_up_to_the_whole_seconds_of_the_date_header():
    policy = RetryPolicy(window=30, visibility=0.5, lookup_timeout=120, jitter=0)
    simulated = SimulatedList(lambda _: [], policy=policy)
    assert simulated.run() is None
    assert simulated.seconds >= 32


def test_a_time_out_during_a_request_is_told_as_what_it_was():
    simulated = SimulatedList(lambda _: [])

    def content(_):
        if len(simulated.reads) > 1:
            simulated.seconds += 200
            raise BROKEN
        return []

    simulated._content = content
    with pytest.raises(Undecided, match="do not show it yet"):
        simulated.run()


class TestFilter:
    """The jobs that are taken for the one that was submitted."""

    def find(self, *jobs, **options):
        settings = {"request": REQUEST, "bucket": BUCKET, "region": REGION} | options
        found = JobFilter(**settings).find(jobs, since=START - 60, until=START + 41)
        return found and found.job_id

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("Operation/Output/Object", "out.gif"),
            ("Operation/Output/Object", "out.${EXT}"),
            ("Operation/Animation/TimeInterval/Duration", "5.000"),
            ("State", "Failed"),
            ("Operation/Output/Region", None),
        ],
    )
    def test_a_job_with_the_same_values_is_the_one(self, path, text):
        assert self.find(listed_job(REQUEST, edit=replacing(path, text))) == "j1"

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("Input/Object", "other.mp4"),
            ("Input/BucketId", "other-1250000000"),
            ("Input/Region", "ap-tokyo"),
            ("Operation/Output/Object", "other.gif"),
            ("Operation/Output/Object", "out.webp"),
            ("Operation/Output/Bucket", "other-1250000000"),
            ("Operation/Output/Region", "ap-tokyo"),
            ("JobId", ""),
        ],
    )
    def test_a_job_of_another_input_or_output_is_not_considered(self, path, text):
        assert self.find(listed_job(REQUEST, edit=replacing(path, text))) is None

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("Operation/Animation/TimeInterval/Duration", "6"),
            ("Operation/Animation/Container/Format", "webp"),
            ("Operation/Animation/Video", None),
            ("Operation/Animation", None),
        ],
    )
    def test_a_job_of_other_parameters_leaves_it_undecided(self, path, text):
        with pytest.raises(Undecided, match="j1 of the same input and output"):
            self.find(listed_job(REQUEST, edit=replacing(path, text)), listed_job(REQUEST, "j2"))

    def test_a_job_of_other_user_data_leaves_it_undecided(self):
        marked = request_of(user_data="mine")
        assert self.find(listed_job(marked), request=marked) == "j1"
        for sent, listed in [(marked, REQUEST), (REQUEST, marked), (marked, request_of(user_data="yours"))]:
            with pytest.raises(Undecided):
                self.find(listed_job(listed), request=sent)

    def test_two_jobs_leave_it_undecided(self):
        with pytest.raises(Undecided, match="j1, j2"):
            self.find(listed_job(REQUEST), listed_job(REQUEST, "j2"))
        assert self.find(listed_job(REQUEST), listed_job(REQUEST)) == "j1", "one job on two pages"

    def test_jobs_of_other_submissions_are_not_considered(self):
        jobs = [listed_job(REQUEST, f"j{number}") for number in range(5)]
        assert self.find(*jobs, is_excluded=lambda job_id: job_id != "j3") == "j3"

    def test_older_and_later_jobs_are_not_considered(self):
        for seconds, found in [(-61, None), (-60, "j1"), (41, "j1"), (42, None)]:
            assert self.find(listed_job(REQUEST, at=START + seconds)) == found

    @pytest.mark.parametrize(
        "edit",
        [
            replacing("CreationTime", None),
            replacing("CreationTime", "yesterday"),
            replacing("Input", None),
            replacing("Input/Object", ""),
            replacing("Operation", None),
            replacing("Operation/Output", None),
            replacing("Operation/Output/Object", None),
        ],
    )
    def test_an_incomplete_job_leaves_it_undecided(self, edit):
        with pytest.raises(Undecided, match=r"j1 without an input, an output or a time of creation"):
            self.find(listed_job(REQUEST, edit=edit))

    def test_jobs_of_equal_requests_with_unknown_outcomes_are_interchangeable(self):
        jobs = [listed_job(REQUEST), listed_job(REQUEST, "j2")]
        assert self.find(*jobs, other_requests=[REQUEST]) in {"j1", "j2"}
        with pytest.raises(Undecided):
            self.find(*jobs, listed_job(REQUEST, "j3"), other_requests=[REQUEST])

    def test_the_job_of_another_request_with_unknown_outcome_is_no_stranger(self):
        other = request_of(user_data="other")
        assert self.find(listed_job(other), other_requests=[other]) is None
        assert self.find(listed_job(other, "j2"), listed_job(REQUEST), other_requests=[other]) == "j1"
