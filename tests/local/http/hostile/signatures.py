"""Hostile signatures: altered, replayed, expired, and of other credentials."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from cosanim.credentials import Credentials
from tests.local.http.hostile.exchange import MALFORMED, OK, Hostile, head
from tests.local.support import CI_HOST, COS_HOST, CREDENTIALS, authorization, job_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_MISMATCH = (403, "SignatureDoesNotMatch")
_TARGET = "/?prefix=a&max-keys=1"
_PARAMS = {"prefix": "a", "max-keys": "1"}
_HEADERS = {"host": COS_HOST, "x-cos-a": "1"}
_SENT_HEADERS = ["x-cos-a: 1", "x-cos-b: 2"]


def _signature(window: tuple[int, int] | None = None, credentials: Credentials = CREDENTIALS) -> str:
    return authorization("GET", "/", headers=_HEADERS, params=_PARAMS, window=window, credentials=credentials)


def _get(text: str, *, target: str = _TARGET, headers: list[str] | None = None, host: str = COS_HOST) -> list[bytes]:
    return [head("GET", target, host=host, headers=_SENT_HEADERS if headers is None else headers, signature=text)]


def _job(window: tuple[int, int]) -> list[bytes]:
    body, text = job_body(), authorization("POST", "/jobs", window=window)
    return [head("POST", "/jobs", host=CI_HOST, signature=text, headers=[f"Content-Length: {len(body)}"]) + body]


def swapped_lists(rng: Random) -> Iterator[Hostile]:
    """Signatures of which the lists of signed headers and parameters, or other parts, were altered."""
    text = _signature()
    names, params = "q-header-list=host;x-cos-a", "q-url-param-list=max-keys;prefix"
    assert names in text
    assert params in text
    for name, old, new in (
        ("lists swapped", f"{names}&{params}", "q-header-list=max-keys;prefix&q-url-param-list=host;x-cos-a"),
        ("empty lists", f"{names}&{params}", "q-header-list=&q-url-param-list="),
        ("no headers", names, "q-header-list="),
        ("no parameters", params, "q-url-param-list="),
        ("a header less", names, "q-header-list=host"),
        ("a parameter less", params, "q-url-param-list=prefix"),
        ("a header more", names, f"{names};x-cos-b"),
        ("a header that was not sent", names, f"{names};x-cos-missing"),
        ("a parameter that was not sent", params, f"{params};marker"),
        ("a header twice", names, f"{names};host"),
        ("a parameter twice", params, f"{params};prefix"),
        ("capitals", names, "q-header-list=Host;X-Cos-A"),
        ("spaces", names, "q-header-list=host; x-cos-a"),
        ("encoded separator", names, "q-header-list=host%3Bx-cos-a"),
        ("commas", params, "q-url-param-list=max-keys,prefix"),
    ):
        yield Hostile(name=name, sent=_get(text.replace(old, new)), answer=_MISMATCH)
    # The order of a list is not signed: the pairs are sorted.
    reordered = text.replace(names, "q-header-list=x-cos-a;host").replace(params, "q-url-param-list=prefix;max-keys")
    yield Hostile(name="reordered lists", sent=_get(reordered), answer=(200, OK), body=b"<MaxKeys>1</MaxKeys>")
    digit = rng.randrange(40)
    wrong = text[: -40 + digit] + ("0" if text[-40 + digit] != "0" else "1") + text[len(text) - 39 + digit :]
    yield Hostile(name="another signature", sent=_get(wrong), answer=_MISMATCH)
    for name, altered in {
        "no pairs": "Bearer x",
        "a pair twice": f"{text}&q-ak=AKIDlocal",
        "another algorithm": text.replace("sha1", "md5"),
        "an unknown pair": f"{text}&q-x=1",
        "a missing pair": text.replace(f"{names}&", ""),
        "a short signature": text[:-1],
        "a long signature": text + "0",
        "capital digits": text[:-40] + "A" * 40,
        "negative time": text.replace("q-key-time=", "q-key-time=-"),
        "huge times": text.replace("q-sign-time=", "q-sign-time=" + "9" * rng.randint(12, 5_000)),
        "one time": text.replace(";", "", 1),
        "large": text + "&" + "x" * rng.randint(1_000, 50_000),
    }.items():
        yield Hostile(name=name, sent=_get(altered), answer=MALFORMED)
    other = _signature(credentials=Credentials("AKIDother", "localsecret"))
    yield Hostile(name="another id", sent=_get(other), answer=(403, "InvalidAccessKeyId"))
    other = _signature(credentials=Credentials("AKIDlocal", "x"))
    yield Hostile(name="another key", sent=_get(other), answer=_MISMATCH)
    yield Hostile(name="no signature", sent=_get(""), answer=(403, "AccessDenied"))
    job = head("POST", "/jobs", host=CI_HOST, signature="", headers=[f"Content-Length: {len(job_body())}"]) + job_body()
    yield Hostile(name="job without signature", sent=[job], answer=(401, "MissingAuthorization"))
    in_query = head("POST", f"/jobs?{text}", host=CI_HOST, signature="", headers=["Content-Length: 0"])
    yield Hostile(name="job signed in its query", sent=[in_query], answer=(401, "MissingAuthorization"))


def replays(rng: Random) -> Iterator[Hostile]:
    """Signatures that are sent again: after their end, before their start, or with another request."""
    now = int(time.time())
    past, future = (now - rng.randint(600, 10**9), now - rng.randint(5, 500)), (now + 900, now + 10**6)
    yield Hostile(name="expired", sent=_get(_signature(past)), answer=(403, "AccessDenied"))
    yield Hostile(name="early", sent=_get(_signature(future)), answer=(403, "RequestTimeTooSkewed"))
    yield Hostile(
        name="window that ends before it begins",
        sent=_get(_signature((now + 99, now - 99))),
        answer=(403, "AccessDenied"),
    )
    moved = _signature(past).replace(f"{past[0]};{past[1]}", f"{past[0]};{now + 600}")
    yield Hostile(name="moved end", sent=_get(moved), answer=_MISMATCH)
    text = _signature()
    yield Hostile(name="other path", sent=_get(text, target="/k?prefix=a&max-keys=1"), answer=_MISMATCH)
    yield Hostile(name="other parameter", sent=_get(text, target="/?prefix=b&max-keys=1"), answer=_MISMATCH)
    yield Hostile(name="repeated parameter", sent=_get(text, target=f"{_TARGET}&prefix=b"), answer=_MISMATCH)
    yield Hostile(name="repeated header", sent=_get(text, headers=["x-cos-a: 1", "x-cos-a: 2"]), answer=_MISMATCH)
    yield Hostile(name="other header", sent=_get(text, headers=["x-cos-a: 2"]), answer=_MISMATCH)
    yield Hostile(name="other host", sent=_get(text, host="localhost"), answer=_MISMATCH)
    for name, method, path in (("other method", "PUT", "/replayed"), ("delete", "DELETE", "/replayed")):
        stolen = authorization("GET", path)
        sent = [head(method, path, signature=stolen, headers=["Content-Length: 1"]) + b"1"]
        yield Hostile(name=name, sent=sent, answer=_MISMATCH)
    yield Hostile(name="expired job", sent=_job(past), answer=(401, "SignatureExpired"))
    yield Hostile(name="early job", sent=_job(future), answer=(401, "SignatureExpired"))
    stolen = authorization("GET", "/jobs")
    sent = [head("POST", "/jobs", host=CI_HOST, signature=stolen, headers=["Content-Length: 1"]) + b"1"]
    yield Hostile(name="job signed as a list", sent=sent, answer=(401, "AccessDenied"))
