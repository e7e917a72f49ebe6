"""Queues, bound buckets, and clients of other buckets."""

import pytest

from cosanim import AdviceWarning, ConfigurationError, InvalidRequestError, NotFoundError, RegionWarning, SchemaError
from cosanim.http.endpoints import cos_host
from cosanim.models import NotifyConfig, UpdateQueueRequest
from tests.local.support import send
from tests.servers.loopback import BUCKET, CI_HOST, CREDENTIALS, REGION, client_of
from tests.servers.scripted import Scripted, reply
from tests.servers.support import EMPTY, PLAIN, set_queue


class TestQueues:
    """list_queues, describe_queue and update_queue."""

    def test_a_queue_is_found_by_its_id(self, client):
        [queue] = client.list_queues()
        assert client.describe_queue(queue.queue_id) == queue
        assert list(client.list_queues(queue_ids=[queue.queue_id, "p404"])) == [queue]
        assert list(client.list_queues(state="Active", category="CateAll")) == [queue]
        assert list(client.list_queues(state="Paused")) == []

    def test_the_error_for_a_missing_queue_has_the_request_id(self, client):
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
        assert loopback.requests == []
        assert {violation.rule for violation in caught.value.violations} >= {"enumeration", "notify-event"}

    def test_a_private_address_gives_advice_and_is_sent(self, client):
        with pytest.warns(AdviceWarning, match="private-callback"):
            set_queue(client, "Active", "http://10.0.0.1/x")
        assert [queue.notify_config.url for queue in client.list_queues()] == ["http://10.0.0.1/x"]


class TestMediaBuckets:
    """describe_media_buckets and create_media_bucket."""

    def test_the_bucket_of_the_client_is_listed(self, client):
        [bucket] = client.describe_media_buckets()
        assert (bucket.bucket_id, bucket.region) == (BUCKET, REGION)
        assert [b.name for b in client.describe_media_buckets(prefix="test-")] == [BUCKET]
        assert [b.name for b in client.describe_media_buckets(bucket_names=[BUCKET, "x-1"])] == [BUCKET]
        assert [b.name for b in client.describe_media_buckets(regions=[REGION, "ap-beijing"])] == [BUCKET]
        assert list(client.describe_media_buckets(regions=["ap-beijing"])) == []

    def test_buckets_are_listed_page_by_page(self, client, service):
        for name in ("a-1250000000", "b-1250000000"):
            elsewhere = client.at(bucket=name)
            # A bucket is made by COS, whose host client.call does not use.
            send(service, "PUT", "/", host=cos_host(name, REGION))
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
        listed, bound = loopback.requests
        assert (listed.headers["Host"], bound.headers["Host"]) == (f"ci.{REGION}.myqcloud.com", CI_HOST)
        assert (bound.method, bound.target, bound.body) == ("POST", "/mediabucket", b"")
        assert bound.headers["Content-Length"] == "0"


class TestOtherBuckets:
    """``client.at``: clients of other buckets that share the connection."""

    def test_a_client_of_another_bucket_shares_session_and_credentials_and_uses_other_hosts(self, loopback):
        credential_calls = []
        loopback.answers = [(200, EMPTY, {"x-ci-request-id": "r1", "ETag": '"e1"'})]
        with client_of(loopback.url, credentials=lambda: credential_calls.append(1) or CREDENTIALS) as client:
            other = client.at(bucket="other-1250000001", region="ap-tokyo")
            list(other.list_jobs())
            list(other.describe_media_buckets())
            other.objects.put("k", b"")
            list(client.at(bucket="third-1").list_jobs())
            list(client.list_jobs())
        hosts = [received.headers["Host"] for received in loopback.requests]
        assert hosts == [
            "other-1250000001.ci.ap-tokyo.myqcloud.com",
            "ci.ap-tokyo.myqcloud.com",
            "other-1250000001.cos.ap-tokyo.myqcloud.com",
            f"third-1.ci.{REGION}.myqcloud.com",
            CI_HOST,
        ]
        assert len(credential_calls) == 5
        assert (client.bucket, client.region) == (BUCKET, REGION)
        assert repr(other) == "AnimationClient(bucket='other-1250000001', region='ap-tokyo')"

    def test_a_client_of_another_bucket_uses_the_same_connection(self):
        with Scripted(lambda c, _: c.sendall(reply(EMPTY))) as server, client_of(server.url) as client:
            list(client.list_jobs())
            list(client.at(bucket="other-1250000001").list_jobs())
            assert server.connections == 1

    def test_outputs_go_to_the_other_bucket(self, loopback):
        with client_of(loopback.url) as client:
            client.at(bucket="other-1").submit("in.mp4", "out.gif", **PLAIN)
        assert b"<Bucket>other-1</Bucket>" in loopback.requests[0].body

    def test_invalid_buckets_and_regions_are_refused_at_once(self, loopback):
        with client_of(loopback.url) as client:
            with pytest.raises(ConfigurationError, match="appid"):
                client.at(bucket="noappid")
            with pytest.raises(ConfigurationError):
                client.at(region="AP BEIJING")
            with pytest.warns(RegionWarning):
                client.at(region="xx-nowhere")
