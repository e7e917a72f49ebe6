"""Lists of objects: any key, all pages, and replies that are no such list."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosanim import ConfigurationError, DecodeError, NotFoundError, TransportError
from tests.local.storage.keys import KEYS
from tests.servers.loopback import Loopback, client_of

ID = {"x-cos-request-id": "r1"}
NO_ID = {"x-ci-request-id": ""}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def listing(*keys, more="", encoding="url", truncated="false"):
    """Return a page with these keys, encoded as the service does."""
    encoded = f"<EncodingType>{encoding}</EncodingType>" if encoding else ""
    contents = "".join(
        f"<Contents><Key>{quote(key, safe='') if encoding else key}</Key><Size>1</Size></Contents>" for key in keys
    )
    return (
        f"<ListBucketResult>{encoded}<IsTruncated>{truncated}</IsTruncated>{more}{contents}</ListBucketResult>"
    ).encode()


def test_after_a_page_that_failed_a_list_goes_on_with_that_page():
    first = listing("a", more="<NextMarker>a</NextMarker>", truncated="true")
    with Loopback(200, first, ID) as server, client_of(server.url) as client:
        server.then(404, b"", ID).then(200, listing("b"), ID)
        objects = client.objects.list()
        assert next(objects).key == "a"
        with pytest.raises(NotFoundError):
            next(objects)
        assert [entry.key for entry in objects] == ["b"]
        assert [parse_qs(urlsplit(one.target).query).get("marker") for one in server.requests] == [None, ["a"], ["a"]]


class TestEntries:
    """The attributes of a listed object."""

    def test_an_entry_says_size_checksum_and_time(self, objects):
        objects.put("out/a.gif", b"12345")
        (entry,) = objects.list("out/")
        assert (entry.key, entry.size) == ("out/a.gif", 5)
        assert entry.etag == hashlib.md5(b"12345", usedforsecurity=False).hexdigest()
        assert entry.last_modified.utcoffset() == datetime.now(UTC).utcoffset()
        assert entry.storage_class == "STANDARD"
        assert entry.request_id
        assert repr(entry) == "ListedObject(key='out/a.gif', size=5)"

    def test_time_and_checksum_are_those_of_head(self, objects):
        objects.put("a", b"1")
        (entry,), info = objects.list(), objects.head("a")
        assert entry.etag == info.etag
        assert entry.last_modified.strftime("%a, %d %b %Y %H:%M:%S GMT") == info.last_modified

    def test_facts_that_the_service_leaves_out_are_none(self):
        with Loopback(200, listing("a"), ID) as server, client_of(server.url) as client:
            (entry,) = client.objects.list()
        assert (entry.etag, entry.last_modified, entry.storage_class) == (None, None, None)

    def test_a_namespace_and_unknown_nodes_are_ignored(self):
        body = listing("a", more="<New/>").replace(b"<ListBucketResult>", b'<ListBucketResult xmlns="http://x/">')
        with Loopback(200, body, ID) as server, client_of(server.url) as client:
            assert [entry.key for entry in client.objects.list()] == ["a"]


class TestKeys:
    """Every key arrives as it was stored."""

    @pytest.mark.filterwarnings("ignore::cosanim.AdviceWarning")  # some keys begin with a slash
    @pytest.mark.parametrize("prefix", ["", "a", "a/", "é", "%", "+", "\x01"])
    def test_keys_of_any_form_are_listed_in_the_order_of_their_bytes(self, objects, prefix):
        keys = [
            *KEYS,
            "a+b",
            "a b",
            "a%20b",
            "%2B",
            "+",
            "\x01\x02",
            "\ufffe",
            "\U0010ffff",
            "é/x",
            "<a>&amp;",
            "😀",
            "\uffff",
        ]
        for key in keys:
            objects.put(key, b"x")
        expected = sorted((key for key in keys if key.startswith(prefix)), key=str.encode)
        assert [entry.key for entry in objects.list(prefix)] == expected

    @pytest.mark.filterwarnings("ignore::cosanim.AdviceWarning")  # some keys begin with a slash
    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(keys=st.sets(TEXTS, max_size=6), prefix=st.one_of(st.just(""), TEXTS.map(lambda text: text[:2])))
    def test_any_text_is_listed(self, service, objects, keys, prefix):
        service.reset()
        keys = {f"k{key}" for key in keys}  # the first segment of a path of the API is no key
        prefix = f"k{prefix}"
        for key in keys:
            objects.put(key, b"", allow={"scheme-in-key"})
        assert [entry.key for entry in objects.list(prefix)] == sorted(
            (key for key in keys if key.startswith(prefix)), key=str.encode
        )

    def test_keys_that_a_store_does_not_encode_are_taken_as_they_are(self):
        with Loopback(200, listing("a%20b+c", encoding=""), ID) as server, client_of(server.url) as client:
            assert [entry.key for entry in client.objects.list()] == ["a%20b+c"]
            assert "encoding-type=url" in server.requests[0].target

    def test_a_prefix_that_no_key_can_have_is_refused_at_once(self):
        with Loopback() as server, client_of(server.url) as client:
            with pytest.raises(ConfigurationError, match="key"):
                client.objects.list("\ud800")
            assert server.requests == []


class TestPages:
    """Pages are read one after another, when they are needed."""

    def test_more_objects_than_a_page_holds_are_all_listed(self, objects):
        keys = [f"n/{number:04}" for number in range(1003)]
        for key in keys:
            objects.put(key, b"")
        objects.put("m", b"")
        objects.put("o", b"")
        assert [entry.key for entry in objects.list("n/")] == keys

    def test_a_page_is_requested_when_its_first_object_is_needed(self):
        first = listing("a", truncated="true", more="<NextMarker>a%2B</NextMarker>")
        with Loopback(200, first, ID) as server, client_of(server.url) as client:
            server.then(200, listing("b"), ID)
            found = client.objects.list()
            assert server.requests == []
            assert next(found).key == "a"
            assert len(server.requests) == 1
            assert [entry.key for entry in found] == ["b"]
            first, second = (parse_qs(urlsplit(request.target).query) for request in server.requests)
        assert ("marker" in first, second["marker"]) == (False, ["a+"])

    def test_without_a_marker_the_last_key_is_one(self):
        with Loopback(200, listing("a 1", truncated="true"), ID) as server, client_of(server.url) as client:
            server.then(200, listing("b"), ID)
            assert [entry.key for entry in client.objects.list()] == ["a 1", "b"]
            assert "marker=a%201" in server.requests[1].target

    @pytest.mark.parametrize("more", ["<NextMarker>a</NextMarker>", "<NextMarker/>"])
    def test_a_list_that_does_not_advance_is_an_error_and_not_taken_for_the_end(self, more):
        with Loopback(200, listing("a", truncated="true", more=more), ID) as server, client_of(server.url) as client:
            found = client.objects.list()
            assert next(found).key == "a"
            with pytest.raises(TransportError, match="goes on at 'a'") as caught:
                list(found)
            assert caught.value.request_id == "r1"
            assert len(server.requests) == 2

    def test_an_empty_bucket_has_no_objects(self, objects):
        assert list(objects.list()) == []


class TestErrors:
    """Errors of the service, and replies that are no list."""

    def test_a_missing_bucket_is_not_found(self, service):
        with service.client() as client, pytest.raises(NotFoundError) as caught:
            list(client.at(bucket="other-1250000000").objects.list())
        assert (caught.value.code, bool(caught.value.request_id)) == ("NoSuchBucket", True)

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            (b"", "empty"),
            (b"<html/>", "the root is html, not ListBucketResult"),
            (b"<ListBucketResult>", "well-formed"),
            (b"<!DOCTYPE x><ListBucketResult/>", "DTD"),
            (b"<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>", "no Key"),
            (listing("a").replace(b"<Size>1<", b"<Size>1.5<"), "Size of 'a' is '1.5'"),
            (listing("a").replace(b"<Size>1</Size>", b""), "Size of 'a' is ''"),
            (listing("a").replace(b"<Size>", b"<LastModified>soon</LastModified><Size>"), "LastModified of 'a'"),
            (listing("a").replace(b"<Key>a<", b"<Key>%ff<"), "percent-encoded UTF-8"),
        ],
    )
    def test_a_reply_that_is_no_list_is_a_decode_error(self, body, text):
        with Loopback(200, body, ID) as server, client_of(server.url) as client:
            with pytest.raises(DecodeError, match=text) as caught:
                list(client.objects.list())
            assert caught.value.request_id == "r1"

    def test_a_reply_of_something_else_on_the_way_is_not_taken_for_an_empty_list(self):
        with (
            Loopback(200, listing(), NO_ID) as server,
            client_of(server.url) as client,
            pytest.raises(TransportError, match="request id"),
        ):
            list(client.objects.list())

    def test_a_key_without_the_prefix_shows_that_the_prefix_was_ignored(self):
        with (
            Loopback(200, listing("other"), ID) as server,
            client_of(server.url) as client,
            pytest.raises(TransportError, match="begin with the prefix 'out/'"),
        ):
            list(client.objects.list("out/"))
