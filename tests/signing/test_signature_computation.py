"""The stages of a signature: documented values, vectors, and properties."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosanim.credentials import Credentials
from cosanim.signing import (
    http_string,
    parse_authorization,
    sign,
    sign_key,
    signature,
    string_to_sign,
    verify,
)
from tests.signing.signed_requests import CREDENTIALS, texts, window

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "signing.json").read_text(encoding="utf-8"))
CASES = VECTORS["cases"]
DOCUMENTED = VECTORS["documented"]
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


def parts(case):
    return {name: case[name] for name in ("method", "path", "params", "headers")}


def test_there_are_eighty_cases_and_the_documented_one():
    assert len(CASES) == 80
    assert set(DOCUMENTED["stages"]) == {"sign_key", "http_string", "string_to_sign", "signature"}


def test_http_string_is_the_documented_one():
    assert http_string(**parts(DOCUMENTED)) == DOCUMENTED["stages"]["http_string"]


def test_string_to_sign_is_the_documented_one():
    stages = DOCUMENTED["stages"]
    made = string_to_sign(stages["http_string"], window(DOCUMENTED["key_time"]))
    assert made == stages["string_to_sign"]


def test_signature_is_the_documented_one():
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
    made = [sign(**each, credentials=CREDENTIALS, key_time=(1, 2)) for each in (request, other)]
    assert made[0] == made[1]


@given(requests_to_sign)
def test_verify_accepts_what_sign_returns_and_detects_any_change(request):
    read = parse_authorization(sign(**request, credentials=CREDENTIALS, key_time=(1, 2)))
    key = CREDENTIALS.secret_key
    assert verify(read, **request, secret_key=key)
    assert not verify(read, **{**request, "path": request["path"] + "x"}, secret_key=key)
    assert not verify(read, **{**request, "method": "PATCH"}, secret_key=key)
    for kind in ("params", "headers"):
        for name, value in request[kind].items():
            assert not verify(read, **{**request, kind: {**request[kind], name: value + "x"}}, secret_key=key)
            rest = {other: value for other, value in request[kind].items() if other != name}
            assert not verify(read, **{**request, kind: rest}, secret_key=key)


@given(requests_to_sign)
def test_verify_ignores_unsigned_headers(request):
    read = parse_authorization(sign(**request, credentials=CREDENTIALS, key_time=(1, 2)))
    more = {**request, "headers": {**request["headers"], "zz-unsigned-header": "1"}}
    assert verify(read, **more, secret_key=CREDENTIALS.secret_key)


def test_values_of_a_repeated_parameter_keep_their_order():
    made = http_string(method="GET", path="/", params=[("a", "2"), ("A", "1")], headers={})
    assert made == "get\n/\na=2&a=1\n\n"
