"""Batches: submitted once, described, listed and cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from cosanim import NotFoundError, SchemaError, SubmissionUnknown, TransportError, encode
from cosanim.api.requests import build_animation, build_batch
from cosanim.signing import parse_authorization
from tests.servers.loopback import BUCKET, Broken, Loopback, client_of, dead_url
from tests.servers.support import PLAIN

BATCH = (
    b"<Response><RequestId>b</RequestId><JobsDetail><JobId>b1</JobId><State>Submitted</State></JobsDetail></Response>"
)


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

    def test_a_batch_needs_no_queue_and_may_have_a_chinese_name(self, client):
        client.objects.put("in/a.mp4", b"x")
        request = self.request(client, "夜间-批处理_1", queue_id=None)
        assert b"QueueId" not in encode(request)
        batch = client.submit_batch(request).jobs_detail[0]
        assert (batch.name, batch.operation.queue_id) == ("夜间-批处理_1", None)
        [job] = client.list_jobs(inventory_trigger_job_id=batch.job_id)
        [queue] = client.list_queues()
        assert job.queue_id == queue.queue_id

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

    def test_a_waiting_batch_is_cancelled(self, paused_client):
        batch = paused_client.submit_batch(self.request(paused_client, prefix=None, object_key="a.mp4")).jobs_detail[0]
        assert paused_client.cancel_batch(batch.job_id) is None
        assert paused_client.describe_batch(batch.job_id).state == "Cancel"
        assert [found.job_id for found in paused_client.list_batches(states=["Cancel"])] == [batch.job_id]

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
    def test_after_a_broken_connection_the_outcome_is_unknown_and_nothing_is_sent_again(self, ending):
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
        ],
    )
    def test_an_ambiguous_reply_leaves_the_outcome_unknown_and_nothing_is_sent_again(self, status, body):
        with Loopback(status, body) as server, client_of(server.url) as client:
            with pytest.raises(SubmissionUnknown) as caught:
                client.submit_batch(self.request(client))
            assert len(server.requests) == 1
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
    def test_a_refused_batch_raises_its_error_and_is_not_sent_again(self, status, body):
        with Loopback(status, body) as server, client_of(server.url) as client:
            with pytest.raises(Exception) as caught:  # noqa: PT011 - checked below
                client.submit_batch(self.request(client))
            assert len(server.requests) == 1
        assert caught.value.code in {"InvalidArgument", "QueueSaturated", "SlowDown"}

    def test_a_batch_that_was_never_sent_has_a_known_outcome(self):
        with client_of(dead_url()) as client, pytest.raises(TransportError) as caught:
            client.submit_batch(self.request(client))
        assert caught.value.sent is False

    @pytest.mark.parametrize("broken", ["input", "operation", "name"])
    def test_a_batch_with_a_missing_element_raises_a_schema_error(self, loopback, broken):
        with client_of(loopback.url) as client:
            request = self.request(client)
            setattr(request, broken, None)
            with pytest.raises(SchemaError):
                client.submit_batch(request)
        assert loopback.requests == []

    def test_the_signature_of_a_batch_is_as_short_lived_as_that_of_a_job(self, loopback):
        loopback.answers = [(200, BATCH, {})]
        with client_of(loopback.url) as client:
            client.submit_batch(self.request(client))
        read = parse_authorization(loopback.requests[0].headers["Authorization"])
        assert read.sign_time[1] - read.sign_time[0] == 90
