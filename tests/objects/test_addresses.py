"""Keys of objects that begin like an address or with a slash, in every method that takes a key."""

import warnings

import pytest

from cosanim import AdviceWarning, SchemaError
from tests.servers.loopback import Loopback, client_of

ADDRESSES = ["cos://b/x", "https://b.cos.ap-chongqing.myqcloud.com/x", "S3://b/x", "file:///x"]

CALLS = {
    "put": lambda objects, key, **more: objects.put(key, b"x", **more),
    "get": lambda objects, key, **more: objects.get(key, "never-written", **more),
    "read": lambda objects, key, **more: objects.read(key, **more),
    "head": lambda objects, key, **more: objects.head(key, **more),
    "exists": lambda objects, key, **more: objects.exists(key, **more),
    "delete": lambda objects, key, **more: objects.delete(key, **more),
    "url": lambda objects, key, **more: objects.url(key, **more),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("key", ADDRESSES)
def test_an_address_is_refused_before_anything_is_sent(name, key, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Loopback() as server, client_of(server.url) as client:
        with pytest.raises(SchemaError) as caught:
            CALLS[name](client.objects, key)
        assert server.requests == []
    [violation] = caught.value.violations
    assert (violation.path, violation.rule, violation.value) == ("key", "scheme-in-key", key)
    assert "is an address where a key is meant" in violation.message
    assert list(tmp_path.iterdir()) == []


def test_an_address_is_a_key_where_the_rule_is_waived(objects, tmp_path):
    waived = {"allow": {"scheme-in-key"}}
    objects.put("cos://b/x", b"x", **waived)
    assert objects.read("cos://b/x", **waived) == b"x"
    assert objects.get("cos://b/x", tmp_path / "x", **waived).size == 1
    assert objects.exists("cos://b/x", **waived)
    assert objects.url("cos://b/x", **waived)
    objects.delete("cos://b/x", **waived)
    assert not objects.exists("cos://b/x", **waived)


@pytest.mark.parametrize("key", ["a/cos://b", "a:b//c", "urn:x:y"])
def test_a_colon_elsewhere_is_part_of_a_key(objects, key):
    objects.put(key, b"x")
    assert objects.exists(key)


def test_a_misspelt_waiver_is_refused(objects):
    with pytest.raises(ValueError, match="did you mean 'scheme-in-key'"):
        objects.put("x", b"x", allow={"schema-in-key"})


def test_a_leading_slash_of_an_upload_gives_advice_at_the_line_of_the_caller(objects):
    with pytest.warns(AdviceWarning, match="leading-slash") as caught:
        objects.put("/in.mp4", b"x")
    assert [one.filename for one in caught] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert objects.read("/in.mp4") == b"x"
        objects.delete("/in.mp4")


def test_a_strict_client_refuses_a_leading_slash(loopback):
    with client_of(loopback.url, strict=True) as client, pytest.raises(SchemaError, match="leading-slash"):
        client.objects.put("/in.mp4", b"x")
    assert loopback.requests == []


@pytest.mark.parametrize("method", ["put", "get"])
def test_a_progress_that_is_no_function_is_refused(objects, method, tmp_path):
    content = b"x" if method == "put" else tmp_path / "x"
    with pytest.raises(TypeError, match="on_progress is a function"):
        getattr(objects, method)("x", content, on_progress=5)


def test_a_prefix_is_a_text(objects):
    with pytest.raises(TypeError, match="prefix is a text, not NoneType"):
        objects.list(None)
