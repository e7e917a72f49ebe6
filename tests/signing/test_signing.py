"""The signature: vectors stage by stage, properties, and the official SDK as an independent oracle."""

import json
import pickle
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit

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
    http_string,
    parse_authorization,
    presign,
    sign,
    sign_key,
    signature,
    string_to_sign,
    url_parts,
    verify,
)
from tests.servers.loopback import JOB, client_of
from tests.servers.support import PLAIN

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "signing.json").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]
DOCUMENTED = VECTORS["documented"]
HOST = "test-1250000000.ci.ap-chongqing.myqcloud.com"
WHO = Credentials("AKIDexampleexample", "not-a-real-key")
NOW = 1_700_000_000

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
pairs = st.dictionaries(names, texts, max_size=5).filter(
    lambda found: len({quote(name, safe="-_.~").lower() for name in found}) == len(found)
)
requests_to_sign = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"]),
        "path": texts.map(lambda text: "/" + text),
        "params": pairs,
        "headers": pairs,
    }
)


def window(text):
    start, end = text.split(";")
    return int(start), int(end)


def parts(case):
    return {name: case[name] for name in ("method", "path", "params", "headers")}


def prepare(method, url, *, headers=None, auth=None, data=None):
    return requests.Request(method, url, headers=headers, auth=auth, data=data).prepare()


def auth_for(credentials=WHO, **kwargs):
    return CosAuth(credentials, clock=lambda: NOW, **kwargs)


def test_there_are_eighty_cases_and_the_documented_one():
    assert len(CASES) == 80
    assert set(DOCUMENTED["stages"]) == {"sign_key", "http_string", "string_to_sign", "signature"}


def test_documented_http_string():
    assert http_string(**parts(DOCUMENTED)) == DOCUMENTED["stages"]["http_string"]


def test_documented_string_to_sign():
    stages = DOCUMENTED["stages"]
    made = string_to_sign(stages["http_string"], window(DOCUMENTED["key_time"]))
    assert made == stages["string_to_sign"]


def test_documented_signature():
    stages = DOCUMENTED["stages"]
    assert signature(stages["sign_key"], stages["string_to_sign"]) == stages["signature"]


def test_sign_key_is_the_hmac_of_the_window():
    # By `printf '1;2' | openssl dgst -sha1 -hmac key`.
    assert sign_key("key", (1, 2)) == "8d19cdafd62918d1f509d55ef3f8796016612674"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sign_agrees_with_two_official_signers(case):
    credentials = Credentials(case["secret_id"], case["secret_key"])
    made = sign(**parts(case), credentials=credentials, key_time=window(case["key_time"]))
    assert made == case["authorization"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_verify_accepts_every_case_and_no_other_key(case):
    read = parse_authorization(case["authorization"])
    assert read.key_time == read.sign_time == window(case["key_time"])
    assert verify(read, **parts(case), secret_key=case["secret_key"])
    assert not verify(read, **parts(case), secret_key=case["secret_key"] + "x")


@given(requests_to_sign, st.randoms(use_true_random=False))
def test_order_and_case_of_names_do_not_matter(request, random):
    def shuffled(found):
        items = [(name.swapcase() if name.isascii() else name, value) for name, value in found.items()]
        random.shuffle(items)
        return items

    other = {**request, "params": shuffled(request["params"]), "headers": shuffled(request["headers"])}
    other["method"] = request["method"].lower()
    made = [sign(**each, credentials=WHO, key_time=(1, 2)) for each in (request, other)]
    assert made[0] == made[1]


@given(requests_to_sign)
def test_verify_accepts_what_sign_made_and_sees_any_change(request):
    read = parse_authorization(sign(**request, credentials=WHO, key_time=(1, 2)))
    key = WHO.secret_key
    assert verify(read, **request, secret_key=key)
    assert not verify(read, **{**request, "path": request["path"] + "x"}, secret_key=key)
    assert not verify(read, **{**request, "method": "PATCH"}, secret_key=key)
    for kind in ("params", "headers"):
        for name, value in request[kind].items():
            assert not verify(read, **{**request, kind: {**request[kind], name: value + "x"}}, secret_key=key)
            rest = {other: value for other, value in request[kind].items() if other != name}
            assert not verify(read, **{**request, kind: rest}, secret_key=key)


@given(requests_to_sign)
def test_verify_ignores_what_was_not_signed(request):
    read = parse_authorization(sign(**request, credentials=WHO, key_time=(1, 2)))
    more = {**request, "headers": {**request["headers"], "zz-unsigned-header": "1"}}
    assert verify(read, **more, secret_key=WHO.secret_key)


def test_values_of_a_repeated_parameter_keep_their_order():
    made = http_string(method="GET", path="/", params=[("a", "2"), ("A", "1")], headers={})
    assert made == "get\n/\na=2&a=1\n\n"


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
def test_cos_auth_makes_what_the_official_sdk_makes(method, key, params, headers, body):
    config = CosConfig(Region="ap-chongqing", SecretId=WHO.secret_id, SecretKey=WHO.secret_key, Scheme="https")
    now = int(time.time())
    request = requests.Request(
        method, f"https://{HOST}/{quote(key, safe='')}", params=params, headers={"Host": HOST, **headers}, data=body
    ).prepare()
    # Content-Length, and of a form Content-Type, are among the headers by now.
    theirs = CosS3Auth(config, key, params, 300)(
        SimpleNamespace(method=method, url=request.url, headers=dict(request.headers))
    )
    start, _ = parse_authorization(theirs.headers["Authorization"]).key_time
    ours = CosAuth(WHO, ttl=300, clock=lambda: start + 60)(request)
    assert abs(start + 60 - now) <= 2
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
        secret_key=WHO.secret_key,
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
        auth=CosAuth(WHO, signed_headers=chosen),
        data=b"<a/>",
    )
    assert parse_authorization(request.headers["Authorization"]).header_list == signed


@pytest.mark.parametrize("wrong", ["date", [""], [1], [None], b"date", 5])
def test_headers_to_sign_are_names(wrong):
    with pytest.raises(ConfigurationError, match="signed_headers"):
        CosAuth(WHO, signed_headers=wrong)
    with pytest.raises(ConfigurationError, match="signed_headers"):
        AnimationClient(bucket="test-1250000000", region="ap-chongqing", credentials=WHO, signed_headers=wrong)


@pytest.mark.parametrize(
    ("chosen", "signed"), [(None, "content-length;content-type;host"), (["Content-Type"], "content-type;host")]
)
def test_a_client_signs_the_headers_that_it_is_told_to(loopback, chosen, signed):
    loopback.answers = [(200, JOB, {})]
    with client_of(loopback.url, credentials=Credentials("id", "key"), signed_headers=chosen) as client:
        client.submit("a.mp4", "out.gif", **PLAIN)
    assert f"q-header-list={signed}&" in loopback.asked[0].headers["Authorization"]


def test_an_explicit_host_header_is_signed_instead_of_the_address():
    request = prepare("GET", "http://127.0.0.1:8080/jobs", headers={"Host": HOST}, auth=auth_for())
    expected = sign(
        method="GET", path="/jobs", params={}, headers={"host": HOST}, credentials=WHO, key_time=(NOW - 60, NOW + 300)
    )
    assert request.headers["Authorization"] == expected


def test_without_a_host_header_the_port_belongs_to_the_host():
    request = prepare("GET", "http://127.0.0.1:8080/", auth=auth_for())
    read = parse_authorization(request.headers["Authorization"])
    assert verify(
        read, method="GET", path="/", params={}, headers={"host": "127.0.0.1:8080"}, secret_key=WHO.secret_key
    )


@pytest.mark.parametrize(
    ("argument", "name"), [({}, "x-ci-security-token"), ({"token_header": COS_TOKEN_HEADER}, COS_TOKEN_HEADER)]
)
def test_the_token_travels_in_its_header_and_is_signed(argument, name):
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


def test_the_header_is_made_anew_at_each_call_with_the_credentials_of_the_moment():
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


def test_pairs_may_come_in_any_order():
    made = sign(method="GET", path="/", params={"a": ""}, headers={"host": "h"}, credentials=WHO, key_time=(1, 2))
    assert parse_authorization("&".join(reversed(made.split("&")))) == parse_authorization(made)


GOOD = sign(method="GET", path="/", params={}, headers={}, credentials=WHO, key_time=(1, 2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Basic dXNlcjpwdw==",
        GOOD.replace("sha1", "md5"),
        GOOD.replace("q-ak=AKIDexampleexample&", ""),
        GOOD.replace("AKIDexampleexample", ""),
        GOOD + "&q-ak=again",
        GOOD + "&other=1",
        GOOD.replace("q-key-time=1;2", "q-key-time=1"),
        GOOD.replace("q-sign-time=1;2", "q-sign-time=a;b"),
        GOOD.replace("q-sign-time=1;2", "q-sign-time=1;" + "9" * 5000),
        GOOD[:-1],
        GOOD[:-1] + "G",
    ],
)
def test_a_malformed_authorization_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match=r"q-|Authorization") as caught:
        parse_authorization(text)
    assert "AKIDexample" not in str(caught.value)


def test_the_repr_of_an_authorization_hides_the_signature():
    read = parse_authorization(GOOD)
    assert read.signature not in repr(read)
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301


@pytest.mark.parametrize("token", [None, "a+token/=="])
@pytest.mark.parametrize("query", ["", "?", "?response-cache-control=max-age%3D600&x=?"])
def test_a_presigned_url_holds_its_authorization(token, query):
    who = Credentials(WHO.secret_id, WHO.secret_key, token)
    url = presign(
        method="GET", url=f"https://{HOST}/a%20b.gif{query}#top", credentials=who, key_time=(NOW - 60, NOW + 60)
    )
    split = urlsplit(url)
    assert (split.netloc, split.path, split.fragment) == (HOST, "/a%20b.gif", "")
    found = dict(parse_qsl(split.query, keep_blank_values=True, strict_parsing=True))
    read = parse_authorization("&".join(f"{k}={v}" for k, v in found.items() if k.startswith("q-")))
    assert read.header_list == ("host",)
    assert found.get(COS_TOKEN_HEADER) == token
    rest = {name: value for name, value in found.items() if not name.startswith("q-")}
    assert verify(read, method="GET", path="/a b.gif", params=rest, headers={"host": HOST}, secret_key=WHO.secret_key)


def test_a_presigned_url_agrees_with_the_official_sdk():
    from qcloud_cos import CosS3Client

    config = CosConfig(Region="ap-chongqing", SecretId=WHO.secret_id, SecretKey=WHO.secret_key)
    theirs = CosS3Client(config).get_presigned_url("test-1250000000", "out/腾 讯.gif", "GET", Expired=600)
    read = dict(parse_qsl(urlsplit(theirs).query, keep_blank_values=True))
    ours = presign(method="GET", url=theirs.partition("?")[0], credentials=WHO, key_time=window(read["q-key-time"]))
    assert dict(parse_qsl(urlsplit(ours).query, keep_blank_values=True)) == read
