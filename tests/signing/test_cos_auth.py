"""Signing of requests: which headers and parameters are signed, and with which credentials."""

from types import SimpleNamespace
from urllib.parse import quote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from qcloud_cos import CosConfig, CosS3Auth

from cosanim import AnimationClient
from cosanim.credentials import Credentials
from cosanim.errors import ConfigurationError
from cosanim.signing import (
    COS_TOKEN_HEADER,
    CosAuth,
    parse_authorization,
    sign,
    sign_key,
    url_parts,
    verify,
)
from tests.servers.loopback import JOB, client_of
from tests.servers.support import PLAIN
from tests.signing.signed_requests import CREDENTIALS, HOST, NOW, texts


def prepare(method, url, *, headers=None, auth=None, data=None):
    return requests.Request(method, url, headers=headers, auth=auth, data=data).prepare()


def auth_for(credentials=CREDENTIALS, **kwargs):
    return CosAuth(credentials, clock=lambda: NOW, **kwargs)


@given(
    st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10),
    st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9_ -]{0,6}", fullmatch=True), texts, max_size=4).filter(
        lambda found: len({name.lower() for name in found}) == len(found)
    ),
    st.dictionaries(
        st.from_regex(r"x-(ci|cos)-[a-zA-Z]{1,5}", fullmatch=True),
        st.from_regex(r"[!-~]([ -~]{0,8}[!-~])?", fullmatch=True),
        max_size=3,
    ).filter(lambda found: len({name.lower() for name in found}) == len(found)),
    st.sampled_from([None, b"", b"<Request/>", {"a": "form"}]),
)
def test_cos_auth_creates_the_same_header_as_the_official_sdk(method, key, params, headers, body):
    config = CosConfig(
        Region="ap-chongqing", SecretId=CREDENTIALS.secret_id, SecretKey=CREDENTIALS.secret_key, Scheme="https"
    )
    request = requests.Request(
        method, f"https://{HOST}/{quote(key, safe='')}", params=params, headers={"Host": HOST, **headers}, data=body
    ).prepare()
    # The prepared headers include Content-Length, and for a form Content-Type.
    theirs = CosS3Auth(config, key, params, 300)(
        SimpleNamespace(method=method, url=request.url, headers=dict(request.headers))
    )
    start, _ = parse_authorization(theirs.headers["Authorization"]).key_time
    ours = CosAuth(CREDENTIALS, ttl=300, clock=lambda: start + 60)(request)
    assert ours.headers["Authorization"] == theirs.headers["Authorization"]


def test_cos_auth_signs_host_service_headers_and_every_query_key():
    request = prepare(
        "PUT",
        f"https://{HOST}/jobs/j1?cancel&queueId=&size=10",
        headers={"Content-Type": "application/xml", "X-CI-Thing": "1", "x-cos-meta-a": "2", "Date": "now"},
        auth=auth_for(),
        data=b"<a/>",
    )
    read = parse_authorization(request.headers["Authorization"])
    assert read.header_list == ("content-length", "content-type", "host", "x-ci-thing", "x-cos-meta-a")
    assert read.param_list == ("cancel", "queueid", "size")
    assert read.key_time == (NOW - 60, NOW + 300)
    assert verify(
        read,
        method="PUT",
        path="/jobs/j1",
        params={"cancel": "", "queueId": "", "size": "10"},
        headers={"Host": HOST, **request.headers},
        secret_key=CREDENTIALS.secret_key,
    )


@pytest.mark.parametrize(
    ("chosen", "signed"),
    [
        (None, ("content-length", "content-md5", "content-type", "host", "x-ci-thing")),
        ([], ("host", "x-ci-thing")),
        (["Content-Type", "Host", "x-ci-thing", "absent"], ("content-type", "host", "x-ci-thing")),
        (("date",), ("date", "host", "x-ci-thing")),
    ],
)
def test_the_headers_to_sign_can_be_chosen(chosen, signed):
    request = prepare(
        "PUT",
        f"https://{HOST}/jobs/j1",
        headers={"Content-Type": "text/xml", "Content-MD5": "x", "X-CI-Thing": "1", "Date": "now"},
        auth=CosAuth(CREDENTIALS, signed_headers=chosen),
        data=b"<a/>",
    )
    assert parse_authorization(request.headers["Authorization"]).header_list == signed


@pytest.mark.parametrize("wrong", ["date", [""], [1], [None], b"date", 5])
def test_headers_to_sign_that_are_not_names_are_refused(wrong):
    with pytest.raises(ConfigurationError, match="signed_headers"):
        CosAuth(CREDENTIALS, signed_headers=wrong)
    with pytest.raises(ConfigurationError, match="signed_headers"):
        AnimationClient(bucket="test-1250000000", region="ap-chongqing", credentials=CREDENTIALS, signed_headers=wrong)


@pytest.mark.parametrize(
    ("chosen", "signed"), [(None, "content-length;content-type;host"), (["Content-Type"], "content-type;host")]
)
def test_a_client_signs_the_chosen_headers(loopback, chosen, signed):
    loopback.answers = [(200, JOB, {})]
    with client_of(loopback.url, credentials=Credentials("id", "key"), signed_headers=chosen) as client:
        client.submit("a.mp4", "out.gif", **PLAIN)
    assert f"q-header-list={signed}&" in loopback.requests[0].headers["Authorization"]


def test_an_explicit_host_header_is_signed_instead_of_the_address():
    request = prepare("GET", "http://127.0.0.1:8080/jobs", headers={"Host": HOST}, auth=auth_for())
    expected = sign(
        method="GET",
        path="/jobs",
        params={},
        headers={"host": HOST},
        credentials=CREDENTIALS,
        key_time=(NOW - 60, NOW + 300),
    )
    assert request.headers["Authorization"] == expected


def test_without_a_host_header_the_signed_host_includes_the_port():
    request = prepare("GET", "http://127.0.0.1:8080/", auth=auth_for())
    read = parse_authorization(request.headers["Authorization"])
    assert verify(
        read, method="GET", path="/", params={}, headers={"host": "127.0.0.1:8080"}, secret_key=CREDENTIALS.secret_key
    )


@pytest.mark.parametrize(
    ("argument", "name"), [({}, "x-ci-security-token"), ({"token_header": COS_TOKEN_HEADER}, COS_TOKEN_HEADER)]
)
def test_the_token_is_sent_in_its_header_and_signed(argument, name):
    temporary = Credentials("AKIDexampleexample", "not-a-real-key", "a-token")
    request = prepare("GET", f"https://{HOST}/", auth=auth_for(temporary, **argument))
    assert request.headers[name] == "a-token"
    assert name in parse_authorization(request.headers["Authorization"]).header_list


@given(st.lists(st.tuples(st.sampled_from(["key one", "key two"]), st.integers(NOW, NOW + 2)), min_size=1, max_size=8))
def test_a_key_is_derived_once_for_a_window_and_never_used_for_another(moments):
    derived = []
    current = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cosanim.signing.cos_auth.sign_key", lambda *given: derived.append(given) or sign_key(*given))
        auth = CosAuth(lambda: Credentials("AKID", current["key"]), clock=lambda: current["now"])
        changes = 0
        for before, (key, now) in zip([None, *moments], moments, strict=False):
            changes += before != (key, now)
            current.update(key=key, now=now)
            request = auth(requests.Request("GET", f"https://{HOST}/jobs").prepare())
            assert request.headers["Authorization"] == sign(
                method="GET",
                path="/jobs",
                params=[],
                headers={"host": HOST},
                credentials=Credentials("AKID", key),
                key_time=(now - 60, now + 300),
            )
        assert len(derived) == changes


def test_each_request_is_signed_with_the_current_credentials_and_time():
    moment = [NOW]
    current = [Credentials("AKIDfirst", "k1", "first-token")]
    auth = CosAuth(lambda: current[0], ttl=30, clock=lambda: moment[0])
    request = prepare("GET", f"https://{HOST}/", auth=auth)
    first = parse_authorization(request.headers["Authorization"])
    moment[0] += 100
    current[0] = Credentials("AKIDsecond", "k2")
    auth(request)
    second = parse_authorization(request.headers["Authorization"])
    assert (first.secret_id, first.key_time) == ("AKIDfirst", (NOW - 60, NOW + 30))
    assert (second.secret_id, second.key_time) == ("AKIDsecond", (NOW + 40, NOW + 130))
    assert "x-ci-security-token" not in request.headers


def test_the_decoded_path_is_signed():
    path, params, host = url_parts(f"https://user:pw@{HOST}:1/a%20b%2F%E8%85%BE?x=a+b%2B&cancel")
    assert (path, params, host) == ("/a b/腾", [("x", "a b+"), ("cancel", "")], f"{HOST}:1")
