"""Lists and their pages; listing and cancelling of jobs."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest

from cosanim import ConfigurationError, InvalidRequestError, NotFoundError, PermissionDeniedError, SchemaError
from cosanim.models import JobState
from tests.servers.loopback import client_of
from tests.servers.support import EMPTY, PLAIN, assert_signed


def submit(client, count, **options):
    return [client.submit(f"in/{n}.mp4", f"out/{n}.gif", **PLAIN | options).job_id for n in range(count)]


def query_of(received):
    return dict(parse_qsl(urlsplit(received.target).query, keep_blank_values=True))


def page_of(jobs, token):
    rows = "".join(f"<JobsDetail><JobId>{job}</JobId></JobsDetail>" for job in jobs)
    return f"<Response>{rows}<NextToken>{token}</NextToken></Response>".encode()


def numbered_page(ids, total=""):
    rows = "".join(f"<QueueList><QueueId>{one}</QueueId></QueueList>" for one in ids)
    return f"<Response>{total and f'<TotalCount>{total}</TotalCount>'}{rows}</Response>".encode()


LISTS = {
    "jobs": lambda client, **more: client.list_jobs(**more),
    "batches": lambda client, **more: client.list_batches(**more),
    "templates": lambda client, **more: client.list_templates(**more),
    "queues": lambda client, **more: client.list_queues(**more),
    "buckets": lambda client, **more: client.describe_media_buckets(**more),
}


class TestLists:
    """Behaviour of all lists."""

    @pytest.mark.parametrize("name", LISTS)
    def test_a_list_sends_no_request_before_its_first_entry_is_read(self, loopback, name):
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url) as client:
            listed = LISTS[name](client)
            assert loopback.requests == []
            assert list(listed) == []
        assert len(loopback.requests) == 1
        assert_signed(loopback.requests[0])

    @pytest.mark.parametrize("name", LISTS)
    @pytest.mark.parametrize("size", [0, 101, -1, 1.5, "x", True])
    def test_a_page_size_outside_the_schema_is_refused_before_anything_is_sent(self, loopback, name, size):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            next(LISTS[name](client, size=size))
        assert loopback.requests == []
        assert caught.value.violations[0].path.rpartition(".")[2] in {"size", "pageSize"}

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("jobs", {"states": ["Success", "Nonsense"]}),
            ("jobs", {"states": "All,Success"}),
            ("jobs", {"order_by_time": "desc"}),
            ("jobs", {"start_creation_time": "yesterday"}),
            ("jobs", {"tag": "a b"}),
            ("jobs", {"queue_type": "a b"}),
            ("batches", {"states": ["?"]}),
            ("templates", {"category": "Mine"}),
            ("templates", {"ids": ["t 1"]}),
            ("templates", {"name": ""}),
            ("queues", {"state": "paused"}),
            ("queues", {"queue_ids": ["p.1"]}),
            ("buckets", {"bucket_names": ["UPPER-1"]}),
            ("buckets", {"regions": ["ap beijing"]}),
        ],
    )
    def test_a_filter_outside_the_schema_is_refused_before_anything_is_sent(self, loopback, name, wrong):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            list(LISTS[name](client, **wrong))
        assert loopback.requests == []

    @pytest.mark.parametrize(
        ("name", "filter_name"),
        [
            ("jobs", "states"),
            ("batches", "states"),
            ("templates", "ids"),
            ("queues", "queue_ids"),
            ("buckets", "regions"),
            ("buckets", "bucket_names"),
        ],
    )
    @pytest.mark.parametrize("nothing", [[], (), iter(())], ids=["list", "tuple", "iterator"])
    def test_an_empty_filter_is_refused_rather_than_sent_as_no_filter(self, loopback, name, filter_name, nothing):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            list(LISTS[name](client, **{filter_name: nothing}))
        assert loopback.requests == []

    @pytest.mark.parametrize("name", ["jobs", "batches"])
    def test_a_naive_datetime_as_filter_is_refused(self, loopback, name):
        naive = datetime(2022, 6, 27, 15, 23, 10)  # noqa: DTZ001 - a naive datetime is the case of the test
        with client_of(loopback.url) as client, pytest.raises(ValueError, match="time zone"):
            LISTS[name](client, start_creation_time=naive)
        assert loopback.requests == []

    def test_times_states_and_texts_arrive_encoded_and_signed(self, loopback):
        loopback.answers = [(200, EMPTY, {})]
        moment = datetime(2022, 6, 27, 7, 23, 10, 999999, tzinfo=UTC)
        with client_of(loopback.url) as client:
            list(
                client.list_jobs(
                    states=(state for state in (JobState.SUCCESS, "Failed")),
                    start_creation_time=moment,
                    end_creation_time=moment.astimezone(timezone(timedelta(hours=-5))) + timedelta(hours=1),
                    input_object="a b/&=+%?#/ü.mp4",
                    order_by_time="Asc",
                    queue_id="p1",
                    queue_type="Transcoding",
                    size=7,
                )
            )
        received = loopback.requests[0]
        assert query_of(received) == {
            "tag": "Animation",
            "states": "Success,Failed",
            "startCreationTime": "2022-06-27T15:23:10+0800",
            "endCreationTime": "2022-06-27T16:23:10+0800",
            "inputObject": "a b/&=+%?#/ü.mp4",
            "orderByTime": "Asc",
            "queueId": "p1",
            "queueType": "Transcoding",
            "size": "7",
        }
        assert "inputObject=a%20b%2F%26%3D%2B%25%3F%23%2F%C3%BC.mp4" in received.target
        assert "+" not in received.target
        assert_signed(received)

    def test_unset_parameters_are_left_out_of_the_query(self, loopback):
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url) as client:
            list(client.list_jobs(tag=None))
            list(client.list_queues())
            list(client.list_batches())
        assert [received.target for received in loopback.requests] == [
            "/jobs",
            "/queue?pageNumber=1",
            "/inventorytriggerjob?type=Job",
        ]

    def test_each_page_is_requested_when_its_first_entry_is_read(self, loopback):
        loopback.answers = [
            (200, page_of("ab", "t/1+="), {}),
            (200, page_of("cd", "2"), {}),
            (200, page_of("e", ""), {}),
        ]
        with client_of(loopback.url) as client:
            jobs = client.list_jobs(size=2)
            found = [(job.job_id, len(loopback.requests)) for job in jobs]
        assert found == [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3)]
        assert [query_of(received).get("nextToken") for received in loopback.requests] == [None, "t/1+=", "2"]
        for received in loopback.requests:
            assert_signed(received)

    @pytest.mark.parametrize("method", ["list_jobs", "list_batches"])
    def test_a_repeated_page_token_ends_the_list(self, loopback, method):
        loopback.answers = [(200, page_of("a", "x"), {}), (200, page_of("b", "y"), {}), (200, page_of("c", "x"), {})]
        with client_of(loopback.url) as client:
            assert [job.job_id for job in getattr(client, method)()] == ["a", "b", "c"]

    def test_an_empty_page_with_a_token_does_not_end_the_list(self, loopback):
        loopback.answers = [(200, page_of("", "1"), {}), (200, page_of("a", ""), {})]
        with client_of(loopback.url) as client:
            assert [job.job_id for job in client.list_jobs()] == ["a"]

    @pytest.mark.filterwarnings("ignore::cosanim.OddValueWarning")
    @pytest.mark.parametrize("total", ["", "-", "many", "99"])
    def test_a_service_that_ignores_page_numbers_is_not_read_for_ever(self, loopback, total):
        loopback.answers = [(200, numbered_page(["p1", "p2"], total), {})]
        with client_of(loopback.url) as client:
            assert [queue.queue_id for queue in client.list_queues()] == ["p1", "p2"]
        assert len(loopback.requests) == 2

    @pytest.mark.parametrize("total", ["", "3"])
    def test_all_pages_are_read_without_a_total_count_too(self, loopback, total):
        pages = [["p1", "p2"], ["p3"], []]
        loopback.answers = [(200, numbered_page(ids, total), {}) for ids in pages]
        with client_of(loopback.url) as client:
            assert [queue.queue_id for queue in client.list_queues(size=2)] == ["p1", "p2", "p3"]
        assert [query_of(received)["pageNumber"] for received in loopback.requests] == ["1", "2", "3"][
            : 2 if total else 3
        ]

    def test_two_lists_of_one_client_are_independent(self, client):
        submit(client, 4)
        one, other = client.list_jobs(size=1), client.list_jobs(size=1)
        assert [a.job_id == b.job_id for a, b in zip(one, other, strict=True)] == [True] * 4


class TestJobs:
    """list_jobs and cancel_job."""

    @pytest.mark.parametrize("size", [1, 2, 100, None])
    def test_every_job_is_listed_once_newest_first(self, client, size):
        ids = submit(client, 5)
        assert [job.job_id for job in client.list_jobs(size=size)] == ids[::-1]
        assert [job.job_id for job in client.list_jobs(size=size, order_by_time="Asc")] == ids

    def test_every_listed_job_carries_the_id_of_its_page(self, client):
        submit(client, 3)
        ids = {job.request_id for job in client.list_jobs(size=1)}
        assert len(ids) == 3
        assert None not in ids

    def test_filters_select_jobs(self, paused_client):
        waiting = submit(paused_client, 3)
        paused_client.cancel_job(waiting[0])
        assert {job.job_id for job in paused_client.list_jobs(states=["Pause"])} == set(waiting[1:])
        assert {job.job_id for job in paused_client.list_jobs(states={"Cancel"})} == {waiting[0]}
        assert {job.job_id for job in paused_client.list_jobs(states="All")} == set(waiting)
        assert [job.job_id for job in paused_client.list_jobs(input_object="in/1.mp4")] == [waiting[1]]
        assert list(paused_client.list_jobs(input_object="in/")) == []
        queue = next(paused_client.list_queues()).queue_id
        assert len(list(paused_client.list_jobs(queue_id=queue))) == 3
        assert list(paused_client.list_jobs(queue_id="p0")) == []
        assert list(paused_client.list_jobs(workflow_id="w1")) == []
        assert list(paused_client.list_jobs(inventory_trigger_job_id="b1")) == []

    def test_creation_times_select_jobs(self, client):
        submit(client, 2)
        now = datetime.now(UTC)
        hour = timedelta(hours=1)
        assert len(list(client.list_jobs(start_creation_time=now - hour, end_creation_time=now + hour))) == 2
        assert list(client.list_jobs(start_creation_time=now + hour)) == []
        assert list(client.list_jobs(end_creation_time="2022-06-27T15:23:10+0800")) == []

    def test_a_waiting_job_is_cancelled(self, paused_client):
        job_id = submit(paused_client, 1)[0]
        assert paused_client.cancel_job(job_id) is None
        assert paused_client.describe_job(job_id).state == "Cancel"

    def test_cancelling_an_ended_job_is_an_error(self, client):
        client.objects.put("in/0.mp4", b"x")
        job_id = submit(client, 1)[0]
        client.wait(job_id, timeout=10)
        with pytest.raises(InvalidRequestError) as caught:
            client.cancel_job(job_id)
        assert caught.value.code == "InvalidArgument"
        assert caught.value.request_id

    def test_cancelling_a_missing_job_is_an_error(self, client):
        with pytest.raises(NotFoundError, match="ResourceNotFound"):
            client.cancel_job("j404")

    def test_the_cancel_flag_is_sent_without_value_and_signed(self, loopback):
        loopback.answers = [(200, b"", {})]
        with client_of(loopback.url) as client:
            client.cancel_job("j1")
            client.cancel_batch("b1")
        assert [(received.method, received.target) for received in loopback.requests] == [
            ("PUT", "/jobs/j1?cancel"),
            ("PUT", "/inventorytriggerjob/b1?cancel"),
        ]
        for received in loopback.requests:
            assert "q-url-param-list=cancel&" in received.headers["Authorization"]
            assert received.body == b""
            assert_signed(received)

    @pytest.mark.parametrize("job_id", ["", " ", "a,b", ".", "..", " .. ", "\ud800"])
    def test_an_invalid_id_is_never_sent(self, loopback, job_id):
        with client_of(loopback.url) as client:
            for call in (client.cancel_job, client.cancel_batch, client.delete_template, client.describe_job):
                with pytest.raises(ConfigurationError):
                    call(job_id)
        assert loopback.requests == []

    def test_an_id_stays_one_segment_of_the_path(self, loopback):
        loopback.answers = [(200, b"", {})]
        with client_of(loopback.url) as client:
            client.cancel_job("../mediabucket?x=1#y/ü")
        assert loopback.requests[0].target == "/jobs/..%2Fmediabucket%3Fx%3D1%23y%2F%C3%BC?cancel"
        assert_signed(loopback.requests[0])

    def test_an_error_body_with_status_200_is_an_error_where_an_empty_reply_is_expected(self, loopback):
        loopback.answers = [(200, b"<Error><Code>QueuePaused</Code></Error>", {"x-ci-request-id": "r9"})]
        with client_of(loopback.url) as client, pytest.raises(Exception, match="QueuePaused") as caught:
            client.cancel_job("j1")
        assert caught.value.request_id == "r9"


@pytest.mark.parametrize("name", ["tokens", "numbers"])
def test_after_a_page_that_failed_a_list_goes_on_with_that_page(loopback, name):
    pages = {
        "tokens": [page_of(["j1"], "t1"), page_of(["j2"], "")],
        "numbers": [numbered_page(["j1"], 2), numbered_page(["j2"], 2)],
    }[name]
    refusal = (403, b"<Error><Code>AccessDenied</Code></Error>", {})
    loopback.answers = [(200, pages[0], {}), refusal, (200, pages[1], {})]
    with client_of(loopback.url) as client:
        entries = client.list_jobs() if name == "tokens" else client.list_queues()
        found = [next(entries)]
        with pytest.raises(PermissionDeniedError):
            next(entries)
        found += entries
    assert [getattr(one, "job_id", None) or one.queue_id for one in found] == ["j1", "j2"]
    assert loopback.requests[1].target.partition("?")[2] == loopback.requests[2].target.partition("?")[2]
