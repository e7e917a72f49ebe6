"""Hostile bodies: slow ones, wrong lengths, chunks, and XML documents that are bombs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.local.http.hostile.exchange import NOT_HTTP, OK, TOO_SLOW, Hostile, head, whole
from tests.local.support import CI_HOST, COS_HOST, job_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_CHUNKED = "Transfer-Encoding: chunked"
_TOO_LARGE = (413, "InvalidContent")


def slow_requests(rng: Random) -> Iterator[Hostile]:
    """Heads and bodies that stop, or arrive byte by byte."""
    cut, pieces = rng.randint(1, 60), 1_000
    start = head("PUT", "/slow", headers=["Content-Length: 100000"])
    yield Hostile(name="head that stops", sent=[start[:cut]], answer=TOO_SLOW)
    yield Hostile(name="head byte by byte", sent=[start[:4], *[b"x"] * pieces], pause=0.05, answer=TOO_SLOW)
    lines = [b"X-%d: 1\r\n" % number for number in range(pieces)]
    yield Hostile(name="field by field", sent=[start[:-2], *lines], pause=0.2, answer=TOO_SLOW)
    yield Hostile(name="body that does not begin", sent=[start], answer=TOO_SLOW)
    yield Hostile(name="body that stops", sent=[start + b"x" * cut], answer=TOO_SLOW)
    yield Hostile(name="body byte by byte", sent=[start, *[b"x"] * pieces], pause=0.05, answer=TOO_SLOW)
    start = head("PUT", "/slow", headers=[_CHUNKED])
    yield Hostile(name="chunk that stops", sent=[start + b"ff\r\n" + b"x" * cut], answer=TOO_SLOW)
    yield Hostile(name="chunk by chunk", sent=[start, *[b"1\r\nx\r\n"] * pieces], pause=0.1, answer=TOO_SLOW)
    start = head("POST", "/jobs", host=CI_HOST, headers=["Content-Length: 60000"])
    yield Hostile(name="job that stops", sent=[start + job_body()], answer=TOO_SLOW)


def wrong_lengths(rng: Random) -> Iterator[Hostile]:
    """Lengths that are not those of the body."""
    for text in ("-1", "+1", "1_0", "0x1", "1e0", "1.0", "1 1", "", "\uff11", "1;", "1,2", "9" * 30, "NaN"):
        sent = [head("PUT", "/length", headers=[f"Content-Length: {text}"]) + b"1"]
        yield Hostile(name=f"length {text!r}", sent=sent, answer=NOT_HTTP)
    sent = [head("PUT", "/length", headers=["Content-Length: 1", "Content-Length: 2"]) + b"1"]
    yield Hostile(name="two lengths", sent=sent, answer=NOT_HTTP)
    yield Hostile(name="no length", sent=[head("PUT", "/length")], answer=(411, "MissingContentLength"))
    sent = [head("POST", "/jobs", host=CI_HOST)]
    yield Hostile(name="job without length", sent=sent, answer=(411, "MissingContentLength"))
    size = rng.randint(1 << 16, 10**18)
    sent = [head("POST", "/jobs", host=CI_HOST, headers=[f"Content-Length: {size + 1}"])]
    yield Hostile(name="huge length of a job", sent=sent, answer=_TOO_LARGE)
    sent = [head("POST", "/?delete", params={"delete": ""}, headers=[f"Content-Length: {size + (2 << 20)}"])]
    yield Hostile(name="huge length of a list of keys", sent=sent, answer=(400, "EntityTooLarge"))
    key = f"length-{rng.getrandbits(40):x}"
    start = head("PUT", f"/{key}", headers=["Content-Length: 3", "Content-Length: 3"])
    rest = whole("DELETE", f"/{key}")[0]
    # What follows the body of the last request of a connection is not a request.
    yield Hostile(name="body longer than its length", sent=[start + b"123" + rest], answer=(200, OK), key=key)
    yield Hostile(
        name="list of equal lengths",
        answer=(200, OK),
        key=f"{key}-2",
        sent=[head("PUT", f"/{key}-2", headers=["Content-Length: 1, 1"]) + b"1"],
    )
    sent = [head("PUT", "/length", headers=["Content-Length: 1", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg=="]) + b"1"]
    yield Hostile(name="digest of another body", sent=sent, answer=(400, "BadDigest"))
    sent = [head("PUT", "/length", headers=["Content-Length: 1", "Content-MD5: \u00e9"]) + b"1"]
    yield Hostile(name="no digest", sent=sent, answer=(400, "InvalidDigest"))


def chunked_oddities(rng: Random) -> Iterator[Hostile]:
    """Chunks with wrong sizes and ends, and bodies with two lengths, which smuggle requests past proxies."""
    end, smuggled = b"0\r\n\r\n", whole("PUT", "/smuggled", body=b"1")[0]

    def put(name: str, body: bytes, *headers: str, answer: tuple[int, str] = NOT_HTTP) -> Hostile:
        key = f"chunks-{rng.getrandbits(64):x}"
        sent = [head("PUT", f"/{key}", headers=headers or [_CHUNKED]) + body]
        return Hostile(name=name, sent=sent, answer=answer, key=key if answer[1] == OK else None)

    digits = "f" * rng.randint(21, 200)
    for size in ("-1", "+1", "0x1", "1_0", "", " 1", "g", "1 1", digits, "\uff11"):
        yield put(f"size {size[:20]!r}", size.encode() + b"\r\n1\r\n" + end)
    yield put("size that is too small", b"1\r\n123\r\n" + end)
    yield put("data after a chunk", b"1\r\n1\r\r\n" + end)
    yield put("a length and chunks", b"1\r\n1\r\n" + end, _CHUNKED, f"Content-Length: {rng.randint(0, 99)}")
    yield put("chunks and a length", end + smuggled, "Content-Length: 5", _CHUNKED)
    yield put("chunks twice", b"1\r\n1\r\n" + end, _CHUNKED, _CHUNKED)
    for coding in (
        "gzip",
        "identity",
        "chunked, gzip",
        "gzip, chunked",
        "xchunked",
        "chunked;q=1",
        "\x0bchunked",
        "\x00",
    ):
        yield put(f"coding {coding!r}", b"1\r\n1\r\n" + end, f"Transfer-Encoding: {coding}")
    yield put("trailer that is no field", b"1\r\n1\r\n0\r\nbad trailer\r\n\r\n")
    extension = b";" + b"x" * rng.randint(1, 5_000)
    yield put("extension", b"1" + extension + b'=";"\r\n1\r\n' + end, answer=(200, OK))
    yield put("trailer", b"1\r\n1\r\n0\r\nContent-Length: 99\r\nHost: evil\r\n\r\n", answer=(200, OK))
    yield put("request after the end", b"1\r\n1\r\n" + end + smuggled, answer=(200, OK))
    yield put("zeros before the size", b"0000000001\r\n1\r\n" + end, answer=(200, OK))
    yield put("capitals", b"A\r\n0123456789\r\n" + end, "transfer-ENCODING: CHUNKED", answer=(200, OK))
    small = b"1\r\nx\r\n" * rng.randint(1_000, 20_000)
    yield put("many chunks", small + end, answer=(200, OK))
    large = b"10000\r\n" + b"<a>" * 21_845 + b"x\r\n"
    sent = [head("POST", "/jobs", host=CI_HOST, headers=[_CHUNKED]) + large * 3 + end]
    yield Hostile(name="job that is too large", sent=sent, answer=_TOO_LARGE)


def xml_bombs(rng: Random) -> Iterator[Hostile]:
    """Documents that would need much time or memory, or read files, for every API that takes one."""
    depth, count = rng.randint(300, 9_000), rng.randint(100_000, 160_000)
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    bombs = {
        "entities": b'<!DOCTYPE r [<!ENTITY e0 "ha">' + entities + b"]><%s><Tag>&e11;</Tag></%s>",
        "large entity": b'<!DOCTYPE r [<!ENTITY e "' + b"x" * 20_000 + b'">]><%s>' + b"&e;" * 2_000 + b"</%s>",
        "file": b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><%s><Tag>&e;</Tag></%s>',
        "address": b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><%s/><!--%s-->',
        "parameter entity": b'<!DOCTYPE r [<!ENTITY %% e SYSTEM "file:///etc/passwd">%%e;]><%s></%s>',
        "DTD after a comment": b"<!-- --><!DOCTYPE r><%s></%s>",
        "unknown entity": b"<%s>&e;</%s>",
        "depth": b"<%s>" + b"<a>" * depth + b"</a>" * depth + b"</%s>",
        "unclosed depth": b"<%s><!--%s-->" + b"<a>" * depth,
        "not closed": b"<%s><!--%s-->",
        "two roots": b"<%s/><%s/>",
        "NUL": b"<%s>\0</%s>",
        "character reference": b"<%s>&#0;</%s>",
        "repeated attribute": b"<%s a='1' a='2'></%s>",
        "unbound prefix": b"<%s><x:a/><y:b></%s>",
        "CDATA": b"<%s><![CDATA[</%s>",
        "siblings": b"<%s>" + b"<Object/>" * count + b"</%s>",
        "large attribute": b"<%s a='" + b"x" * count * 8 + b"'></%s>",
        "attributes": b"<%s " + b" ".join(b"a%d=''" % n for n in range(count // 4)) + b"></%s>",
        "namespaces": b"<%s " + b" ".join(b"xmlns:a%d='x%d'" % (n, n) for n in range(count // 10)) + b"></%s>",
        "comments": b"<%s>" + b"<!---->" * count + b"</%s>",
        "instructions": b"<%s>" + b"<?a?>" * count + b"</%s>",
        "text": b"<%s>" + b"x" * count * 8 + b"</%s>",
    }
    upload = {"uploadId": "none"}
    for method, target, root, host, params in (
        ("POST", "/jobs", b"Request", CI_HOST, {}),
        ("POST", "/template", b"Request", CI_HOST, {}),
        ("PUT", "/queue/p1", b"Request", COS_HOST, {}),
        ("POST", "/inventorytriggerjob", b"Request", COS_HOST, {}),
        ("POST", "/?delete", b"Delete", COS_HOST, {"delete": ""}),
        ("POST", "/k?uploadId=none", b"CompleteMultipartUpload", COS_HOST, upload),
    ):
        for name, form in bombs.items():
            body = form % (root, root)
            if params:
                answer = (400, "MalformedXML" if len(body) <= 2 << 20 else "EntityTooLarge")
            else:
                answer = (400, "InvalidContent") if len(body) <= 1 << 16 else _TOO_LARGE
            sent = whole(method, target, body=body, host=host, params=params)
            yield Hostile(name=f"{name} for {target}", sent=sent, answer=answer)
