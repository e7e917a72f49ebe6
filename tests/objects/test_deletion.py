"""``objects.delete`` and ``objects.exists``."""

import pytest

from cosanim import NotFoundError, ServiceError, TransportError
from tests.servers.loopback import Loopback, client_of

ID = {"x-cos-request-id": "r1"}
NO_ID = {"x-ci-request-id": ""}


class TestDelete:
    """Deletions, also of what does not exist, and with versions."""

    def test_a_deleted_object_is_gone_and_others_stay(self, objects):
        objects.put("a b/+%", b"1")
        objects.put("a b/", b"2")
        deleted = objects.delete("a b/+%")
        assert (deleted.key, deleted.version_id, deleted.is_delete_marker) == ("a b/+%", None, False)
        assert deleted.request_id
        assert [entry.key for entry in objects.list()] == ["a b/"]

    def test_an_object_that_does_not_exist_counts_as_deleted(self, objects):
        assert objects.delete("missing").request_id

    @pytest.mark.parametrize("status", [200, 204])
    def test_either_documented_status_is_a_deletion(self, status):
        with Loopback(status, b"", ID) as server, client_of(server.url) as client:
            assert client.objects.delete("k").request_id == "r1"
            assert [request.method for request in server.requests] == ["DELETE"]

    def test_a_store_that_answers_not_found_has_no_such_object(self):
        body = b"<Error><Code>NoSuchKey</Code></Error>"
        with Loopback(404, body, ID) as server, client_of(server.url) as client:
            assert client.objects.delete("k").request_id == "r1"

    def test_a_delete_marker_is_told_from_a_deletion(self):
        headers = ID | {"x-cos-delete-marker": "true", "x-cos-version-id": "v1"}
        with Loopback(204, b"", headers) as server, client_of(server.url) as client:
            deleted = client.objects.delete("k")
        assert (deleted.version_id, deleted.is_delete_marker) == ("v1", True)

    def test_a_missing_bucket_is_not_a_deleted_object(self, service):
        with service.client() as client, pytest.raises(NotFoundError) as caught:
            client.at(bucket="other-1250000000").objects.delete("k")
        assert caught.value.code == "NoSuchBucket"

    @pytest.mark.parametrize("status", [200, 202, 204, 206])
    def test_a_reply_of_something_else_on_the_way_is_no_deletion(self, status):
        headers = ID if status in {202, 206} else NO_ID
        with Loopback(status, b"", headers) as server, client_of(server.url) as client, pytest.raises(TransportError):
            client.objects.delete("k")


class TestExists:
    """Whether an object exists."""

    def test_an_object_exists_until_it_is_deleted(self, objects):
        assert not objects.exists("k")
        objects.put("k", b"")
        assert objects.exists("k")
        assert not objects.exists("K")
        objects.delete("k")
        assert not objects.exists("k")

    def test_in_a_bucket_that_does_not_exist_it_is_an_error(self, service):
        with service.client() as client, pytest.raises(NotFoundError, match="other-1250000000") as caught:
            client.at(bucket="other-1250000000").objects.exists("k")
        assert caught.value.code == "NoSuchBucket"

    def test_credentials_that_may_not_look_at_the_bucket_are_enough(self):
        with Loopback(404, b"", ID) as server, client_of(server.url) as client:
            server.then(403, b"", ID)
            assert not client.objects.exists("k")
            assert [request.method for request in server.requests] == ["HEAD", "HEAD"]

    def test_a_page_of_something_else_on_the_way_is_an_error(self):
        with Loopback(404, b"", NO_ID) as server, client_of(server.url) as client, pytest.raises(ServiceError):
            client.objects.exists("k")

    def test_a_refusal_is_an_error(self):
        with Loopback(403, b"", ID) as server, client_of(server.url) as client, pytest.raises(ServiceError):
            client.objects.exists("k")
