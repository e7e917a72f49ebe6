"""Listing and cancelling jobs, queues, bound buckets and batches: what is sent, page by page, and what comes back."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from cosanim import (
    ConfigurationError,
    DecodeError,
    InvalidRequestError,
    NotFoundError,
    RegionWarning,
    SchemaError,
    SubmissionUnknown,
    TransportError,
)
from cosanim.endpoints import Endpoint, cos_host
from cosanim.models import JobState, NotifyConfig, UpdateQueueRequest
from cosanim.signing import parse_authorization, verify
from cosanim.submission import build_animation, build_batch
from tests.client.loopback import BUCKET, CI_HOST, REGION, WHO, Broken, Loopback, client_of, dead_url

PLAIN = {"format": "gif", "duration": 5}
EMPTY = b"<Response/>"
BATCH = (
    b"<Response><RequestId>b</RequestId><JobsDetail><JobId>b1</JobId><State>Submitted</State></JobsDetail></Response>"
)


@pytest.fixture
def held(client):
    """A client of a service whose queue is paused, so that jobs wait."""
    set_queue(client, "Paused")
    return client


def set_queue(client, state, address=None):
    queue = next(client.list_queues())
    config = NotifyConfig(state="Off")
    if address:
        config = NotifyConfig(state="On", type="Url", url=address, event="TaskFinish")
    return client.update_queue(queue.queue_id, UpdateQueueRequest(name="q", state=state, notify_config=config)).queue


def submit(client, count, **options):
    return [client.submit(f"in/{n}.mp4", f"out/{n}.gif", **PLAIN | options).job_id for n in range(count)]


def query_of(asked):
    return dict(parse_qsl(urlsplit(asked.target).query, keep_blank_values=True))


def assert_signed(asked):
    """The signature holds, and covers every key of the query."""
    read = parse_authorization(asked.headers["Authorization"])
    url = urlsplit(asked.target)
    params = parse_qsl(url.query, keep_blank_values=True)
    assert read.param_list == tuple(sorted(name.lower() for name, _ in params))
    assert verify(
        read,
        method=asked.method,
        path=unquote(url.path),
        params=params,
        headers=asked.headers,
        secret_key=WHO.secret_key,
    )


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
    """What all lists have in common."""

    @pytest.mark.parametrize("name", LISTS)
    def test_a_list_asks_for_nothing_before_its_first_entry_is_wanted(self, loopback, name):
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url) as client:
            listed = LISTS[name](client)
            assert loopback.asked == []
            assert list(listed) == []
        assert len(loopback.asked) == 1
        assert_signed(loopback.asked[0])

    @pytest.mark.parametrize("name", LISTS)
    @pytest.mark.parametrize("size", [0, 101, -1, 1.5, "x", True])
    def test_a_page_size_outside_the_schema_is_refused_before_anything_is_sent(self, loopback, name, size):
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            next(LISTS[name](client, size=size))
        assert loopback.asked == []
        assert caught.value.violations[0].path.rpartition(".")[2] in {"size", "pageSize"}

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("jobs", {"states": ["Success", "Nonsense"]}),
            ("jobs", {"states": "All,Success"}),
            ("jobs", {"order_by_time": "desc"}),
            ("jobs", {"start_creation_time": "yesterday"}),
            ("jobs", {"tag": "a b"}),
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
        assert loopback.asked == []

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
    def test_none_of_them_is_never_sent_as_all_of_them(self, loopback, name, filter_name, nothing):
        with client_of(loopback.url) as client, pytest.raises(SchemaError):
            list(LISTS[name](client, **{filter_name: nothing}))
        assert loopback.asked == []

    @pytest.mark.parametrize("name", ["jobs", "batches"])
    def test_a_naive_datetime_is_no_moment(self, loopback, name):
        naive = datetime(2022, 6, 27, 15, 23, 10)  # noqa: DTZ001 - that is the point
        with client_of(loopback.url) as client, pytest.raises(ValueError, match="time zone"):
            LISTS[name](client, start_creation_time=naive)
        assert loopback.asked == []

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
                    size=7,
                )
            )
        asked = loopback.asked[0]
        assert query_of(asked) == {
            "tag": "Animation",
            "states": "Success,Failed",
            "startCreationTime": "2022-06-27T15:23:10+0800",
            "endCreationTime": "2022-06-27T16:23:10+0800",
            "inputObject": "a b/&=+%?#/ü.mp4",
            "orderByTime": "Asc",
            "queueId": "p1",
            "size": "7",
        }
        assert "inputObject=a%20b%2F%26%3D%2B%25%3F%23%2F%C3%BC.mp4" in asked.target
        assert "+" not in asked.target
        assert_signed(asked)

    def test_what_is_unset_is_left_out_of_the_query(self, loopback):
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url) as client:
            list(client.list_jobs(tag=None))
            list(client.list_queues())
            list(client.list_batches())
        assert [asked.target for asked in loopback.asked] == [
            "/jobs",
            "/queue?pageNumber=1",
            "/inventorytriggerjob?type=Job",
        ]

    def test_each_page_is_asked_for_when_its_first_entry_is_wanted(self, loopback):
        loopback.answers = [
            (200, page_of("ab", "t/1+="), {}),
            (200, page_of("cd", "2"), {}),
            (200, page_of("e", ""), {}),
        ]
        with client_of(loopback.url) as client:
            jobs = client.list_jobs(size=2)
            found = [(job.job_id, len(loopback.asked)) for job in jobs]
        assert found == [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3)]
        assert [query_of(asked).get("nextToken") for asked in loopback.asked] == [None, "t/1+=", "2"]
        for asked in loopback.asked:
            assert_signed(asked)

    @pytest.mark.parametrize("method", ["list_jobs", "list_batches"])
    def test_a_token_that_comes_again_ends_the_list(self, loopback, method):
        loopback.answers = [(200, page_of("a", "x"), {}), (200, page_of("b", "y"), {}), (200, page_of("c", "x"), {})]
        with client_of(loopback.url) as client:
            assert [job.job_id for job in getattr(client, method)()] == ["a", "b", "c"]

    def test_an_empty_page_with_a_token_is_not_the_end(self, loopback):
        loopback.answers = [(200, page_of("", "1"), {}), (200, page_of("a", ""), {})]
        with client_of(loopback.url) as client:
            assert [job.job_id for job in client.list_jobs()] == ["a"]

    @pytest.mark.filterwarnings("ignore::cosanim.OddValueWarning")
    @pytest.mark.parametrize("total", ["", "-", "many", "99"])
    def test_a_service_that_takes_no_notice_of_page_numbers_is_not_read_for_ever(self, loopback, total):
        loopback.answers = [(200, numbered_page(["p1", "p2"], total), {})]
        with client_of(loopback.url) as client:
            assert [queue.queue_id for queue in client.list_queues()] == ["p1", "p2"]
        assert len(loopback.asked) == 2

    @pytest.mark.parametrize("total", ["", "3"])
    def test_pages_are_read_to_their_end_also_where_nobody_tells_the_total(self, loopback, total):
        pages = [["p1", "p2"], ["p3"], []]
        loopback.answers = [(200, numbered_page(ids, total), {}) for ids in pages]
        with client_of(loopback.url) as client:
            assert [queue.queue_id for queue in client.list_queues(size=2)] == ["p1", "p2", "p3"]
        assert [query_of(asked)["pageNumber"] for asked in loopback.asked] == ["1", "2", "3"][: 2 if total else 3]

    def test_two_lists_of_one_client_do_not_disturb_each_other(self, client):
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

    def test_filters_choose(self, held):
        waiting = submit(held, 3)
        held.cancel_job(waiting[0])
        assert {job.job_id for job in held.list_jobs(states=["Pause"])} == set(waiting[1:])
        assert {job.job_id for job in held.list_jobs(states={"Cancel"})} == {waiting[0]}
        assert {job.job_id for job in held.list_jobs(states="All")} == set(waiting)
        assert [job.job_id for job in held.list_jobs(input_object="in/1.mp4")] == [waiting[1]]
        assert list(held.list_jobs(input_object="in/")) == []
        queue = next(held.list_queues()).queue_id
        assert len(list(held.list_jobs(queue_id=queue))) == 3
        assert list(held.list_jobs(queue_id="p0")) == []
        assert list(held.list_jobs(workflow_id="w1")) == []
        assert list(held.list_jobs(inventory_trigger_job_id="b1")) == []

    def test_times_choose(self, client):
        submit(client, 2)
        now = datetime.now(UTC)
        hour = timedelta(hours=1)
        assert len(list(client.list_jobs(start_creation_time=now - hour, end_creation_time=now + hour))) == 2
        assert list(client.list_jobs(start_creation_time=now + hour)) == []
        assert list(client.list_jobs(end_creation_time="2022-06-27T15:23:10+0800")) == []

    def test_a_job_that_waits_is_cancelled(self, held):
        job_id = submit(held, 1)[0]
        assert held.cancel_job(job_id) is None
        assert held.describe_job(job_id).state == "Cancel"

    def test_a_job_that_has_ended_is_not_cancelled(self, client):
        client.objects.put("in/0.mp4", b"x")
        job_id = submit(client, 1)[0]
        client.wait(job_id, timeout=10)
        with pytest.raises(InvalidRequestError) as caught:
            client.cancel_job(job_id)
        assert caught.value.code == "InvalidArgument"
        assert caught.value.request_id

    def test_a_job_that_does_not_exist_is_not_cancelled(self, client):
        with pytest.raises(NotFoundError, match="ResourceNotFound"):
            client.cancel_job("j404")

    def test_the_key_cancel_arrives_bare_and_signed(self, loopback):
        loopback.answers = [(200, b"", {})]
        with client_of(loopback.url) as client:
            client.cancel_job("j1")
            client.cancel_batch("b1")
        assert [(asked.method, asked.target) for asked in loopback.asked] == [
            ("PUT", "/jobs/j1?cancel"),
            ("PUT", "/inventorytriggerjob/b1?cancel"),
        ]
        for asked in loopback.asked:
            assert "q-url-param-list=cancel&" in asked.headers["Authorization"]
            assert asked.body == b""
            assert_signed(asked)

    @pytest.mark.parametrize("job_id", ["", " ", "a,b", ".", "..", " .. ", "\ud800"])
    def test_what_cannot_be_an_id_is_never_sent(self, loopback, job_id):
        with client_of(loopback.url) as client:
            for call in (client.cancel_job, client.cancel_batch, client.delete_template, client.describe_job):
                with pytest.raises(ConfigurationError):
                    call(job_id)
        assert loopback.asked == []

    def test_an_id_stays_one_segment_of_the_path(self, loopback):
        loopback.answers = [(200, b"", {})]
        with client_of(loopback.url) as client:
            client.cancel_job("../mediabucket?x=1#y/ü")
        assert loopback.asked[0].target == "/jobs/..%2Fmediabucket%3Fx%3D1%23y%2F%C3%BC?cancel"
        assert_signed(loopback.asked[0])

    def test_an_error_inside_a_200_of_an_empty_reply_is_an_error(self, loopback):
        loopback.answers = [(200, b"<Error><Code>QueuePaused</Code></Error>", {"x-ci-request-id": "r9"})]
        with client_of(loopback.url) as client, pytest.raises(Exception, match="QueuePaused") as caught:
            client.cancel_job("j1")
        assert caught.value.request_id == "r9"


class TestQueues:
    """list_queues, describe_queue and update_queue."""

    def test_a_queue_is_found_by_its_id(self, client):
        [queue] = client.list_queues()
        assert client.describe_queue(queue.queue_id) == queue
        assert list(client.list_queues(queue_ids=[queue.queue_id, "p404"])) == [queue]
        assert list(client.list_queues(state="Active", category="CateAll")) == [queue]
        assert list(client.list_queues(state="Paused")) == []

    def test_a_queue_that_does_not_exist_is_said_with_the_request_id(self, client):
        with pytest.raises(NotFoundError, match="p404") as caught:
            client.describe_queue("p404")
        assert caught.value.request_id
        assert (caught.value.status, caught.value.code) == (404, "QueueNotFound")

    def test_settings_are_replaced_whole(self, client):
        queue = set_queue(client, "Active", "https://example.com/x?a=1&b=2")
        assert (queue.name, queue.notify_config.url) == ("q", "https://example.com/x?a=1&b=2")
        queue = set_queue(client, "Paused")
        assert (queue.state, queue.notify_config.state, queue.notify_config.url) == ("Paused", "Off", None)
        assert client.describe_queue(queue.queue_id).state == "Paused"

    def test_the_reply_carries_its_request_id(self, client):
        queue = next(client.list_queues())
        request = UpdateQueueRequest(name="q", state="Active", notify_config=NotifyConfig(state="Off"))
        assert client.update_queue(queue.queue_id, request).request_id

    def test_settings_outside_the_schema_are_refused_before_anything_is_sent(self, loopback):
        request = UpdateQueueRequest(name="q", state="Gone", notify_config=NotifyConfig(state="On"))
        with client_of(loopback.url) as client, pytest.raises(SchemaError) as caught:
            client.update_queue("p1", request)
        assert loopback.asked == []
        assert {violation.rule for violation in caught.value.violations} >= {"enumeration", "notify-event"}

    def test_a_private_address_is_logged_as_advice_and_sent(self, client, caplog):
        set_queue(client, "Active", "http://10.0.0.1/x")
        assert "private-callback" in caplog.text


class TestMediaBuckets:
    """describe_media_buckets and create_media_bucket."""

    def test_the_own_bucket_is_listed(self, client):
        [bucket] = client.describe_media_buckets()
        assert (bucket.bucket_id, bucket.region) == (BUCKET, REGION)
        assert [b.name for b in client.describe_media_buckets(prefix="test-")] == [BUCKET]
        assert [b.name for b in client.describe_media_buckets(bucket_names=[BUCKET, "x-1"])] == [BUCKET]
        assert [b.name for b in client.describe_media_buckets(regions=[REGION, "ap-beijing"])] == [BUCKET]
        assert list(client.describe_media_buckets(regions=["ap-beijing"])) == []

    def test_buckets_come_page_by_page(self, client, service):
        for name in ("a-1250000000", "b-1250000000"):
            elsewhere = client.at(bucket=name)
            # A bucket is made by COS, whose host client.call does not use.
            elsewhere._transport.send("PUT", Endpoint.of(cos_host(name, REGION), service.url), "/")
            assert elsewhere.create_media_bucket().media_bucket.name == name
        names = ["a-1250000000", "b-1250000000", BUCKET]
        assert [bucket.name for bucket in client.describe_media_buckets(size=1)] == names
        assert [bucket.name for bucket in client.describe_media_buckets(size=2)] == names

    def test_a_bound_bucket_is_not_bound_again(self, client):
        with pytest.raises(InvalidRequestError, match="MediaBucketAlreadyBinded"):
            client.create_media_bucket()

    def test_the_list_goes_to_the_region_and_the_binding_to_the_bucket(self, loopback):
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url) as client:
            list(client.describe_media_buckets())
            assert client.create_media_bucket().media_bucket is None
        listed, bound = loopback.asked
        assert (listed.headers["Host"], bound.headers["Host"]) == (f"ci.{REGION}.myqcloud.com", CI_HOST)
        assert (bound.method, bound.target, bound.body) == ("POST", "/mediabucket", b"")
        assert bound.headers["Content-Length"] == "0"


class TestBatches:
    """submit_batch, describe_batch, list_batches and cancel_batch."""

    @staticmethod
    def request(client, name="batch", **more):
        arguments = {"prefix": "in/", "animation": build_animation(**PLAIN), "queue_id": "p1"} | more
        return build_batch(
            name,
            "out/${InventoryTriggerJobId}/${jobid}.${ext}",
            output_bucket=client.bucket,
            output_region=client.region,
            **arguments,
        )

    def test_a_batch_runs_a_job_for_each_video(self, client):
        for key in ("in/a.mp4", "in/b.mkv", "in/c.txt", "elsewhere.mp4"):
            client.objects.put(key, b"x")
        response = client.submit_batch(self.request(client))
        batch = response.jobs_detail[0]
        assert response.request_id
        assert client.describe_batch(batch.job_id).name == "batch"
        jobs = list(client.list_jobs(inventory_trigger_job_id=batch.job_id, size=1))
        assert {job.input.object_key for job in jobs} == {"in/a.mp4", "in/b.mkv"}
        for job in jobs:
            done = client.wait(job.job_id, timeout=10)
            result = done.operation.media_result.output_file.object_name
            assert result == [f"out/{batch.job_id}/{job.job_id}.gif"]

    @pytest.mark.parametrize("size", [1, 2, None])
    def test_batches_are_listed_page_by_page(self, client, size):
        ids = [
            client.submit_batch(self.request(client, f"n{n}", prefix=None, object_key="a.mp4")).jobs_detail[0].job_id
            for n in range(3)
        ]
        assert [batch.job_id for batch in client.list_batches(size=size)] == ids[::-1]
        assert [batch.job_id for batch in client.list_batches(size=size, order_by_time="Asc")] == ids
        assert [batch.job_id for batch in client.list_batches(name="n1")] == [ids[1]]
        assert list(client.list_batches(start_creation_time=datetime.now(UTC) + timedelta(hours=1))) == []

    def test_a_batch_that_waits_is_cancelled(self, held):
        batch = held.submit_batch(self.request(held, prefix=None, object_key="a.mp4")).jobs_detail[0]
        assert held.cancel_batch(batch.job_id) is None
        assert held.describe_batch(batch.job_id).state == "Cancel"
        assert [found.job_id for found in held.list_batches(states=["Cancel"])] == [batch.job_id]

    def test_a_batch_that_does_not_exist_is_an_error_with_its_request_id(self, client, loopback):
        with pytest.raises(NotFoundError) as caught:
            client.describe_batch("b404")
        assert caught.value.request_id
        loopback.answers = [(200, BATCH, {})]
        with client_of(loopback.url) as other, pytest.raises(NotFoundError, match="b404") as caught:
            other.describe_batch("b404")
        assert caught.value.request_id == "b"

    @pytest.mark.parametrize(
        "ending", ["silent", "closed", "reset", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<Resp"]
    )
    def test_after_a_broken_connection_nobody_knows_and_nothing_is_sent_again(self, ending):
        with Broken(ending) as server, client_of(server.url, timeout=(2, 0.4)) as client:
            with pytest.raises(SubmissionUnknown) as caught:
                client.submit_batch(self.request(client))
            assert len(server.requests) == 1
        assert (caught.value.input_key, caught.value.bucket) == ("in/", BUCKET)
        assert caught.value.output_key == "out/${InventoryTriggerJobId}/${jobid}.${ext}"

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, b""),
            (502, b"<html>"),
            (503, b""),
            (504, b"<Error><Code>InternalError</Code></Error>"),
            (200, b""),
            (200, b"<Response/>"),
            (200, b"not XML"),
            (200, b"<Response><JobsDetail><State>Submitted</State></JobsDetail></Response>"),
            (200, b"<Response><JobsDetail><Code>InternalError</Code></JobsDetail></Response>"),
            (200, b"<Error><Code>InternalError</Code></Error>"),
            (302, b""),
        ],
    )
    def test_an_ambiguous_reply_is_an_unknown_outcome_and_sent_once(self, status, body):
        with Loopback(status, body) as server, client_of(server.url) as client:
            with pytest.raises((SubmissionUnknown, InvalidRequestError)) as caught:
                client.submit_batch(self.request(client))
            assert len(server.asked) == 1
        assert isinstance(caught.value, SubmissionUnknown) or status == 302
        assert caught.value.request_id == "r1"

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (400, b"<Error><Code>InvalidArgument</Code></Error>"),
            (403, b"<Error><Code>QueueSaturated</Code></Error>"),
            (503, b"<Error><Code>SlowDown</Code></Error>"),
            (200, b"<Response><JobsDetail><Code>InvalidArgument</Code><Message>m</Message></JobsDetail></Response>"),
            (200, b'{"Code": "InvalidArgument", "Message": "m"}'),
        ],
    )
    def test_a_refusal_is_a_refusal_and_sent_once(self, status, body):
        with Loopback(status, body) as server, client_of(server.url) as client:
            with pytest.raises(Exception) as caught:  # noqa: PT011 - judged below
                client.submit_batch(self.request(client))
            assert len(server.asked) == 1
        assert caught.value.code in {"InvalidArgument", "QueueSaturated", "SlowDown"}

    def test_what_was_never_sent_is_no_unknown_outcome(self):
        with client_of(dead_url()) as client, pytest.raises(TransportError) as caught:
            client.submit_batch(self.request(client))
        assert caught.value.sent is False

    @pytest.mark.parametrize("broken", ["input", "operation", "name"])
    def test_a_batch_with_something_missing_breaks_the_schema_and_nothing_else(self, loopback, broken):
        with client_of(loopback.url) as client:
            request = self.request(client)
            setattr(request, broken, None)
            with pytest.raises(SchemaError):
                client.submit_batch(request)
        assert loopback.asked == []

    def test_the_signature_of_a_batch_is_as_short_lived_as_that_of_a_job(self, loopback):
        loopback.answers = [(200, BATCH, {})]
        with client_of(loopback.url) as client:
            client.submit_batch(self.request(client))
        read = parse_authorization(loopback.asked[0].headers["Authorization"])
        assert read.sign_time[1] - read.sign_time[0] == 90


class TestElsewhere:
    """client.at: another bucket, the same connection."""

    def test_session_and_credentials_are_shared_and_the_hosts_are_others(self, loopback):
        asked_for = []
        loopback.answers = [(200, EMPTY, {})]
        with client_of(loopback.url, credentials=lambda: asked_for.append(1) or WHO) as client:
            other = client.at(bucket="other-1250000001", region="ap-tokyo")
            list(other.list_jobs())
            list(other.describe_media_buckets())
            other.objects.put("k", b"")
            list(client.at(bucket="third-1").list_jobs())
            list(client.list_jobs())
            assert other._transport is client._transport
        hosts = [asked.headers["Host"] for asked in loopback.asked]
        assert hosts == [
            "other-1250000001.ci.ap-tokyo.myqcloud.com",
            "ci.ap-tokyo.myqcloud.com",
            "other-1250000001.cos.ap-tokyo.myqcloud.com",
            f"third-1.ci.{REGION}.myqcloud.com",
            CI_HOST,
        ]
        assert len(asked_for) == 5
        assert (client.bucket, client.region) == (BUCKET, REGION)
        assert repr(other) == "AnimationClient(bucket='other-1250000001', region='ap-tokyo')"

    def test_outputs_go_to_the_other_bucket(self, loopback):
        with client_of(loopback.url) as client:
            client.at(bucket="other-1").submit("in.mp4", "out.gif", **PLAIN)
        assert b"<Bucket>other-1</Bucket>" in loopback.asked[0].body

    def test_impossible_places_are_refused_at_once(self, loopback):
        with client_of(loopback.url) as client:
            with pytest.raises(ConfigurationError, match="appid"):
                client.at(bucket="noappid")
            with pytest.raises(ConfigurationError):
                client.at(region="AP BEIJING")
            with pytest.warns(RegionWarning):
                client.at(region="xx-nowhere")


class TestCall:
    """client.call: what the schema does not model."""

    def test_method_path_query_and_body_arrive_signed(self, loopback):
        loopback.answers = [(200, b"<Response><A>1</A></Response>", {})]
        with client_of(loopback.url) as client:
            root = client.call(
                "PUT", "/workflow/工 作/a,b", query={"cancel": None, "name": "a b&c", "e": ""}, body=b"<Request/>"
            )
        assert (root.tag, root.findtext("A")) == ("Response", "1")
        asked = loopback.asked[0]
        assert (asked.method, asked.body) == ("PUT", b"<Request/>")
        assert asked.target == "/workflow/%E5%B7%A5%20%E4%BD%9C/a,b?cancel&name=a%20b%26c&e="
        assert asked.headers["Content-Type"] == "application/xml"
        assert_signed(asked)

    def test_an_empty_reply_is_none(self, loopback):
        loopback.answers = [(200, b" \n", {})]
        with client_of(loopback.url) as client:
            assert client.call("GET", "/x") is None
        assert "Content-Type" not in loopback.asked[0].headers

    @pytest.mark.parametrize(
        "body",
        [
            b"not XML",
            b'{"Response": 1}',
            b'<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>',
            b"<Response>\xff</Response>",
            b"<a>" * 300,
            b"<a>" * 300 + b"</a>" * 300,
        ],
    )
    def test_a_hostile_reply_is_a_decode_error_with_its_request_id(self, loopback, body):
        loopback.answers = [(200, body, {"x-ci-request-id": "r7"})]
        with client_of(loopback.url) as client, pytest.raises(DecodeError) as caught:
            client.call("GET", "/x")
        assert caught.value.request_id == "r7"

    @pytest.mark.parametrize("path", ["", "jobs", "?x", "/\ud800"])
    def test_what_is_no_path_is_refused(self, loopback, path):
        with client_of(loopback.url) as client, pytest.raises(ConfigurationError):
            client.call("GET", path)
        assert loopback.asked == []

    def test_a_question_mark_belongs_to_the_path(self, loopback):
        with client_of(loopback.url) as client:
            client.call("GET", "/a?b#c%2F")
        assert loopback.asked[0].target == "/a%3Fb%23c%252F"
        assert_signed(loopback.asked[0])

    def test_a_service_error_is_raised_and_nothing_is_sent_twice(self):
        with Loopback(500, b"<Error><Code>InternalError</Code></Error>") as server, client_of(server.url) as client:
            with pytest.raises(Exception, match="InternalError"):
                client.call("POST", "/jobs", body=b"<Request/>")
            assert len(server.asked) == 1

    def test_it_reaches_the_local_service(self, client):
        root = client.call("GET", "/jobs/j1")
        assert root.findtext("NonExistJobIds") == "j1"
