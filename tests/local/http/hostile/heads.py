"""Hostile heads: paths, header fields, hosts, methods, and bytes that are not UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from tests.local.http.hostile.exchange import MALFORMED, NOT_HTTP, NOT_OFFERED, OK, Hostile, head, whole
from tests.local.support import BUCKET, CI_HOST, COS_HOST, job_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_NO_KEY = (404, "NoSuchKey")
_NO_URI = (400, "InvalidURI")
_NO_HOST = (400, "InvalidHost")
_TOO_LONG = (400, "KeyTooLong")


def path_escapes(rng: Random) -> Iterator[Hostile]:
    """Paths that would leave the data folder if keys were file names. As keys they are legitimate."""
    up, name = rng.randint(1, 9), f"escape-{rng.getrandbits(48):x}"
    for target in (
        "/" + "../" * up + name,
        "/" + "%2e%2e/" * up + name,
        "/" + "%2E%2e%2f" * up + name,
        "/" + "%252e%252e%252f" * up + name,
        "/" + "..\\" * up + name,
        "/" + "%2e%2e%5c" * up + name,
        "/" + "....//" * up + name,
        f"//etc/{name}",
        f"/%2fetc%2f{name}",
        f"/{name}%00.gif",
        f"/C:%5c{name}",
        f"/{name}/.",
        f"/{name}/..",
        f"/{BUCKET}/../{name}",
        "/" + name.ljust(850, "k"),
    ):
        key = unquote_to_bytes(target).decode().removeprefix("/")
        yield Hostile(name=f"put {target[:60]}", sent=whole("PUT", target, body=b"1"), answer=(200, OK), key=key)
        yield Hostile(
            name=f"get {target[:60]}", sent=whole("GET", target + "x"), answer=_NO_KEY if len(key) < 850 else _TOO_LONG
        )
    long = "/" + rng.choice("ak.%").replace("%", "%2f") * rng.randint(900, 20_000)
    yield Hostile(name="put too long", sent=whole("PUT", long, body=b"1"), answer=_TOO_LONG)
    for target, answer in {
        f"etc/{name}": _NO_URI,
        f"file:///etc/{name}": _NO_URI,
        "*": _NO_URI,
        f"http://evil.example/{'../' * up}{name}-2": _NO_KEY,
        f"/jobs/{'../' * up}{name}": NOT_OFFERED,
        f"/local/../../{name}": NOT_OFFERED,
    }.items():
        path = target.removeprefix("http://evil.example")
        yield Hostile(name=f"get {target[:60]}", sent=whole("GET", target, path=path), answer=answer)
    yield Hostile(name="put below the API", sent=whole("PUT", f"/jobs/../../{name}", body=b"1"), answer=MALFORMED)


def header_floods(rng: Random) -> Iterator[Hostile]:
    """Many, large, folded, repeated and malformed header fields."""
    size, target = rng.randint(66_000, 300_000), f"/{rng.getrandbits(32):x}"

    def with_lines(name: str, *lines: bytes, answer: tuple[int, str] = NOT_HTTP) -> Hostile:
        return Hostile(name=name, sent=[head("GET", target, headers=lines)], answer=answer)

    many = [b"X-%d: 1" % number for number in range(size // 8)]
    yield with_lines("many fields", *many)
    yield with_lines("a large value", b"X: " + b"x" * size)
    yield with_lines("a large name", b"x" * size + b": 1")
    yield Hostile(name="a line without an end", sent=[b"GET / HTTP/1.1\r\nX: " + b"x" * size], answer=NOT_HTTP)
    yield with_lines("many empty values", *[b"X:"] * rng.randint(20_000, 50_000))
    yield with_lines("repeated fields", *[b"X: 1"] * rng.randint(2, 1_000), answer=_NO_KEY)
    yield with_lines("folded field", b"X: 1", b" " + b"2" * rng.randint(1, 100), b"\t3", answer=_NO_KEY)
    yield with_lines("second Host", b"Host: localhost")
    for name in (b"bad name", b"", b"a@b", b"a(b", b"a\x00", b"a\x7f", b"a ", b"\xe4", b'"a"', b"a/b"):
        yield with_lines(f"name {name!r}", name + b": 1")
    for value in (b"a\x00b", b"a\rb", b"\x0b", b"\x0c1"):
        yield with_lines(f"value {value!r}", b"X: " + value)
    for line in (
        b"GET /  HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET / HTTP/0.9",
        b"GET / HTTP/2.0",
        b"GET / http/1.1",
        b"GET /",
        b"GET / a HTTP/1.1",
        b"GET\t/\tHTTP/1.1",
        b"G@T / HTTP/1.1",
        b"PRI * HTTP/2.0",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b" GET / HTTP/1.1",
    ):
        yield Hostile(name=f"line {line!r}", sent=[line + b"\r\nHost: localhost\r\n\r\n"], answer=NOT_HTTP)
    yield Hostile(name="folded first line", sent=[b"GET / HTTP/1.1\r\n X: 1\r\nHost: a\r\n\r\n"], answer=NOT_HTTP)
    yield Hostile(name="no Host", sent=[b"GET / HTTP/1.1\r\n\r\n"], answer=NOT_HTTP)
    bare = head("GET", target).replace(b"\r\n", b"\n")
    yield Hostile(name="bare line feeds", sent=[bare], answer=_NO_KEY)


def wrong_hosts(rng: Random) -> Iterator[Hostile]:
    """Hosts of other machines, which a browser sends after DNS rebinding, and malformed ones."""
    port = f":{rng.randint(1, 65_535)}"
    for host in (
        b"evil.example",
        b"127.0.0.1.evil.example",
        b"localhost.evil.example",
        b"evil-localhost",
        b"169.254.169.254",
        b"0.0.0.0",
        b"2130706433",
        b"user@localhost",
        b"localhost:80",
        b"[::1",
        COS_HOST.encode() + b".evil.example",
        b"evil.example#" + COS_HOST.encode(),
        b"a\x01b",
        b"local\xffhost",
        b"x" * rng.randint(300, 30_000),
    ):
        for method, target, body in (
            ("GET", "/local/messages", b""),
            ("PUT", "/x", b"1"),
            ("POST", "/jobs", job_body()),
        ):
            sent = whole(method, target, body=body, host=host + port.encode())
            yield Hostile(name=f"{method} {target} of {host[:50]!r}", sent=sent, answer=_NO_HOST)
    for region, bucket in (("ap-beijing", BUCKET), ("ap-chongqing", "other-1250000000"), ("x" * 99, BUCKET)):
        cos = f"{bucket}.cos.{region}.myqcloud.com"
        yield Hostile(
            name=f"PUT of {cos[:50]}", sent=whole("PUT", "/x", body=b"1", host=cos), answer=(404, "NoSuchBucket")
        )
    sent = whole("POST", "/jobs", body=job_body(), host=f"other-1250000000.ci.ap-chongqing.myqcloud.com{port}")
    yield Hostile(name="job in a bucket that is not bound", sent=sent, answer=(400, "MediaBucketUnBinded"))
    sent = whole("POST", "/jobs", body=job_body(), host=f"{BUCKET}.ci.ap-beijing.myqcloud.com")
    yield Hostile(name="job in another region", sent=sent, answer=_NO_HOST)


def odd_methods(rng: Random) -> Iterator[Hostile]:
    """Methods that no API has."""
    random_name = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ-!#$&'*+.^_`|~", k=rng.randint(1, 200)))
    for method in ("TRACE", "OPTIONS", "PATCH", "CONNECT", "PROPFIND", "put", "M-SEARCH", f"X{random_name}"):
        for target, host in (("/k", COS_HOST), ("/", COS_HOST), ("/jobs", CI_HOST), ("/jobs/j1", CI_HOST)):
            sent = whole(method, target, host=host, body=b"1")
            yield Hostile(name=f"{method[:20]} {target}", sent=sent, answer=NOT_OFFERED)
    for method, target in (("DELETE", "/jobs"), ("POST", "/jobs/j1"), ("DELETE", "/queue"), ("POST", "/local/health")):
        sent = whole(method, target, host=CI_HOST, body=b"1")
        yield Hostile(name=f"{method} {target}", sent=sent, answer=NOT_OFFERED)
    for target in ("/jobs/j1", "/mediabucket", "/local/health", "/template"):
        yield Hostile(name=f"PUT {target}", sent=whole("PUT", target, host=CI_HOST, body=b"1"), answer=MALFORMED)
    for header in ("X-HTTP-Method-Override: DELETE", "Upgrade: h2c", "Upgrade: websocket", "Expect: nonsense"):
        yield Hostile(name=header, sent=whole("GET", f"/{rng.getrandbits(40):x}", headers=[header]), answer=_NO_KEY)


def invalid_utf8(rng: Random) -> Iterator[Hostile]:
    """Bytes that are not UTF-8: in paths, queries, header fields and documents."""
    for encoded in ("%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e4%b8", "%80"):
        target, raw = f"/{'a' * rng.randint(0, 9)}{encoded}", unquote_to_bytes(encoded)
        yield Hostile(name=f"path {encoded}", sent=whole("PUT", target, body=b"1"), answer=_NO_URI)
        yield Hostile(name=f"raw path {encoded}", sent=whole("GET", b"/" + raw, path="/"), answer=NOT_HTTP)
        listed = whole("GET", f"/?prefix={encoded}")
        yield Hostile(name=f"query {encoded}", sent=listed, answer=(200, OK), body="<Prefix>\ufffd".encode())
        listed = whole("GET", f"/jobs?inputObject={encoded}", host=CI_HOST)
        yield Hostile(name=f"query of jobs {encoded}", sent=listed, answer=(200, OK), body=b"<NextToken/>")
        body = job_body().replace(b"Animation", b"Anim" + raw)
        yield Hostile(
            name=f"job {encoded}", sent=whole("POST", "/jobs", body=body, host=CI_HOST), answer=(400, "InvalidContent")
        )
        body = b"<Delete><Object><Key>" + raw + b"</Key></Object></Delete>"
        sent = whole("POST", "/?delete", params={"delete": ""}, body=body)
        yield Hostile(name=f"list of keys {encoded}", sent=sent, answer=(400, "MalformedXML"))
        key = f"utf8-{rng.getrandbits(40):x}"
        sent = whole("PUT", f"/{key}", headers=[b"x-cos-meta-a: " + raw], body=b"1")
        yield Hostile(name=f"metadata {encoded}", sent=sent, answer=(200, OK), key=key)
        sent = [head("GET", "/k", signature="", headers=[b"Authorization: q-ak=" + raw])]
        yield Hostile(name=f"signature {encoded}", sent=sent, answer=MALFORMED)
    for encoding in ("utf-16", "utf-32", "utf-16-be"):
        body = job_body().decode().encode(encoding)
        yield Hostile(
            name=encoding, sent=whole("POST", "/jobs", body=body, host=CI_HOST), answer=(400, "InvalidContent")
        )
    key = f"{quote('ключ')}-{rng.getrandbits(40):x}%00%01%7f%EF%BF%BF"
    stored = unquote_to_bytes(key).decode()
    yield Hostile(name="control characters", sent=whole("PUT", f"/{key}", body=b"1"), answer=(200, OK), key=stored)
