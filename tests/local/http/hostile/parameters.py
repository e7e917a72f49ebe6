"""Hostile parameters: of lists, multipart uploads, ranges, conditions and copies. The object ``k`` exists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.local.http.hostile.exchange import MALFORMED, NOT_OFFERED, OK, Hostile, whole
from tests.local.support import BUCKET, CI_HOST, job_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

CONTENT = b"0123456789"
"""The content of ``k``."""
_REGIONAL_HOST = "ci.ap-chongqing.myqcloud.com"
_NO_UPLOAD = (404, "NoSuchUpload")
_FAILED = (412, "PreconditionFailed")


def odd_queries(rng: Random) -> Iterator[Hostile]:
    """Sizes, pages, tokens, ids and times of the lists."""
    digits, word = "9" * rng.randint(4_400, 20_000), f"x{rng.getrandbits(40):x}"
    sizes = ("0", "-1", "1e3", "101", "0x10", "1_0", "1.5", "\uff11", "NaN", digits)
    for path, name in (
        ("/jobs", "size"),
        ("/inventorytriggerjob", "size"),
        ("/template", "pageSize"),
        ("/queue", "pageSize"),
    ):
        for size in sizes:
            sent = whole("GET", f"{path}?{name}={quote(size)}", host=CI_HOST)
            yield Hostile(name=f"{path} {name}={size[:9]}", sent=sent, answer=MALFORMED)
    for target in (
        "/jobs?nextToken=x",
        "/jobs?nextToken=-1",
        f"/jobs?nextToken={digits}",
        "/jobs?states=Success;",
        f"/jobs?states={'Success,' * 3_000}",
        "/jobs?startCreationTime=2023-02-30T00:00:00%2B0800",
        "/jobs?startCreationTime=2023-02-03T00:00:00%2B9999",
        f"/jobs?endCreationTime={digits}",
        "/jobs?queueId=%00",
        "/jobs?tag=%27%20OR%201=1",
        "/jobs?orderByTime=desc;",
        "/template?pageNumber=0",
        "/template?pageNumber=-1",
        "/template?name=%00",
        "/queue?state=x",
        "/inventorytriggerjob?nextToken=x",
        "/?max-keys=-1",
        "/?max-keys=x",
        f"/?max-keys={digits}",
        "/?encoding-type=x",
        "/?prefix=%00",
        "/?list-type=3",
        "/?list-type=2&continuation-token=%ff",
        "/?list-type=2&continuation-token=gICA",
        "/?uploads&max-uploads=x",
    ):
        sent = whole("GET", target, host=CI_HOST) if target[1] != "?" else whole("GET", target)
        yield Hostile(name=target[:60], sent=sent, answer=MALFORMED)
    for target, host, part in (
        (f"/template?pageNumber={digits}", CI_HOST, b"<TotalCount>0</TotalCount>"),
        (f"/queue?pageNumber={digits}", CI_HOST, b"<TotalCount>1</TotalCount>"),
        (f"/mediabucket?pageNumber={digits}", _REGIONAL_HOST, b"<TotalCount>1</TotalCount>"),
        (f"/queue?pageNumber={'0' * 5_000}1", CI_HOST, b"<PageNumber>1</PageNumber>"),
        (f"/jobs/{word},%00,{'a,' * 30_000}", CI_HOST, f"<NonExistJobIds>{word},\ufffd,a</NonExistJobIds>".encode()),
        (f"/template?ids={','.join(f'{n:x}' for n in range(9_000))}", CI_HOST, b"<TotalCount>0</TotalCount>"),
        ("/jobs?startCreationTime=0001-01-01T00:00:00%2B0800", CI_HOST, b"<NextToken/>"),
        ("/jobs?endCreationTime=9999-12-31T23:59:59-0800", CI_HOST, b"<NextToken/>"),
        (f"/jobs?nextToken={'9' * 18}", CI_HOST, b"<NextToken/>"),
        (f"/jobs?{'a&' * 30_000}", CI_HOST, b"<NextToken/>"),
        ("/jobs?inputObject=%27%3B%20DROP%20TABLE%20jobs%3B--", CI_HOST, b"<NextToken/>"),
    ):
        yield Hostile(name=target[:60], sent=whole("GET", target, host=host), answer=(200, OK), body=part)
    for method, target, answer in (
        ("PUT", f"/jobs/{word}?cancel", (400, "ResourceNotFound")),
        ("DELETE", f"/template/{word}", (400, "TemplateNotFound")),
        ("GET", f"/inventorytriggerjob/{word}", (400, "ResourceNotFound")),
        ("PUT", f"/inventorytriggerjob/{word}%00?cancel", (400, "ResourceNotFound")),
    ):
        yield Hostile(name=f"{method} {target}", sent=whole(method, target, host=CI_HOST), answer=answer)


def odd_jobs(rng: Random) -> Iterator[Hostile]:
    """Jobs with extreme numbers, keys and addresses."""
    digits = "9" * rng.randint(5_000, 50_000)
    video = {
        "Width": ("0", "-1", "127", "4097", "1e3", digits, "NaN", "0x80", "128.5", "\u0661\u0662\u0668"),
        "Fps": ("0", "-0", "61", "INF", "1e1", digits),
        "Quality": ("0", "100", "1.5", digits),
        "AnimateFramesPerSecond": ("0", "-1", "NaN", "1e-9"),
        "AnimateTimeIntervalOfFrame": ("0", "-0.1", "-INF", "1,5"),
        "AnimateOnlyKeepKeyFrame": ("1", "yes", "TRUE"),
    }
    bodies = {
        f"{name}={text[:9]}": job_body(video=f"<{name}>{text}</{name}>")
        for name, texts in video.items()
        for text in texts
    }
    bodies |= {
        "long output key": job_body(output_key="k" * rng.randint(851, 50_000)),
        "long output key in UTF-8": job_body(output_key="\u8baf" * 284),
        "output below the API": job_body(output_key="jobs/a.gif"),
        "output below local": job_body(output_key="local/reset"),
        "control characters in the user data": job_body(operation="<UserData>&#9;&#10;</UserData>"),
        "long user data": job_body(operation=f"<UserData>{'x' * rng.randint(1_025, 60_000)}</UserData>"),
        "address of a file": job_body(more="<CallBack>file:///etc/passwd</CallBack>"),
        "too many operations": job_body().replace(b"<Operation>", b"<Operation/>" * 7 + b"<Operation>"),
    }
    for name, body in bodies.items():
        yield Hostile(name=name, sent=whole("POST", "/jobs", body=body, host=CI_HOST), answer=MALFORMED)


def multipart_abuse(rng: Random) -> Iterator[Hostile]:
    """Part numbers, upload ids and lists of parts."""
    upload = f"{rng.getrandbits(64):x}"
    for number in ("0", "-1", "10001", "1e3", "", "%00", "%EF%BC%91", "0x1", "9" * rng.randint(6, 30_000), "1_0", "+1"):
        sent = whole("PUT", f"/k?partNumber={number}&uploadId={upload}", body=b"1")
        yield Hostile(name=f"part {number[:9]}", sent=sent, answer=MALFORMED)
    for name in (upload, "", "%00", "..%2f..%2fetc", "x" * rng.randint(100, 30_000), "%27OR%201=1"):
        target = f"/k?uploadId={name}"
        part = whole("PUT", f"{target}&partNumber=1", body=b"1")
        yield Hostile(name=f"part of {name[:9]}", sent=part, answer=_NO_UPLOAD)
        yield Hostile(name=f"parts of {name[:9]}", sent=whole("GET", target), answer=_NO_UPLOAD)
        yield Hostile(name=f"end of {name[:9]}", sent=whole("DELETE", target), answer=_NO_UPLOAD)
    for content, answer in (
        ("", (400, "MalformedXML")),
        ("<Part/>", (400, "MalformedXML")),
        ("<Part><PartNumber>0</PartNumber><ETag>x</ETag></Part>", (400, "InvalidPart")),
        (f"<Part><PartNumber>{'9' * 9_000}</PartNumber><ETag>x</ETag></Part>", (400, "InvalidPart")),
        ("<Part><PartNumber>2</PartNumber><ETag>x</ETag></Part>" * 2, (400, "InvalidPartOrder")),
        ("<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>", _NO_UPLOAD),
        ("<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>" * 10_001, (400, "MalformedXML")),
    ):
        body = f"<CompleteMultipartUpload>{content}</CompleteMultipartUpload>".encode()
        sent = whole("POST", f"/k?uploadId={upload}", body=body)
        yield Hostile(name=f"complete {content[:40]}", sent=sent, answer=answer)
    for target in (
        "/k?partNumber=1",
        "/k?uploads&uploadId=1",
        "/k?append&position=0",
        "/k?acl",
        "/?uploadId=1",
        "/?acl",
    ):
        yield Hostile(name=f"PUT {target}", sent=whole("PUT", target, body=b"1"), answer=NOT_OFFERED)


def ranges(rng: Random) -> Iterator[Hostile]:
    """Ranges outside the object, and ones that are none: those are ignored (RFC 9110, section 14.2)."""
    large = rng.randint(10, 10**17)
    for text, status, body in (
        (f"bytes={large}-", 416, b""),
        (f"bytes={large}-{large + 1}", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=0-0", 206, b"0"),
        (f"bytes=8-{large}", 206, b"89"),
        (f"bytes=-{large}", 206, CONTENT),
        ("bytes=1-0", 200, CONTENT),
        ("bytes=-", 200, CONTENT),
        ("bytes=--1", 200, CONTENT),
        ("bytes=0-1,3-4", 200, CONTENT),
        ("bytes=" + "0-,1-," * rng.randint(1_000, 9_000), 200, CONTENT),
        ("items=0-1", 200, CONTENT),
        ("bytes=0x0-0x1", 200, CONTENT),
        ("bytes=\u0661-", 200, CONTENT),
        ("bytes=" + "9" * rng.randint(30, 9_000) + "-", 200, CONTENT),
    ):
        answer = (416, "InvalidRange") if status == 416 else (status, OK)
        sent = whole("GET", "/k", headers=[f"Range: {text}"])
        yield Hostile(name=f"range {text[:30]}", sent=sent, answer=answer, body=body)


def conditions(rng: Random) -> Iterator[Hostile]:
    """Conditions that do not hold, and malformed ones: a malformed date is ignored (RFC 9110, section 13.1.3)."""
    tags = ('""', '"x"', "W/*", '"' * rng.randint(1, 9_999), "W/" * rng.randint(1, 9_999), ",", "\u00e9", "\x01")
    for tag in tags:
        yield Hostile(
            name=f"if-match {tag[:9]!r}", sent=whole("GET", "/k", headers=[f"If-Match: {tag}"]), answer=_FAILED
        )
        sent = whole("PUT", "/k", headers=[f"If-Match: {tag}"], body=b"overwritten")
        yield Hostile(name=f"put if-match {tag[:9]!r}", sent=sent, answer=_FAILED)
        sent = whole("GET", "/k", headers=[f"If-None-Match: {tag}"])
        yield Hostile(name=f"if-none-match {tag[:9]!r}", sent=sent, answer=(200, OK), body=CONTENT)
    dates = (
        "0",
        "Mon, 99 Jan 9999 00:00:00 GMT",
        "1 1 1 1 1 1",
        "Thu, 01 Jan 1970 00:00:00 +99999",
        "(" * 999,
        ":" * 99,
    )
    for date in (
        *dates,
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "1 Jan 20 1:1:1:1:1",
        "9" * rng.randint(10, 9_999),
        "-" * 99,
    ):
        for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
            sent = whole("GET", "/k", headers=[f"{name}: {date}"])
            is_past = name == "If-Unmodified-Since" and "0001" in date
            answer, body = (_FAILED, b"") if is_past else ((200, OK), CONTENT)
            yield Hostile(name=f"{name} {date[:30]}", sent=sent, answer=answer, body=body)
    for method, headers, answer in (
        ("PUT", ["If-None-Match: *"], _FAILED),
        ("DELETE", ['If-Match: "x"'], _FAILED),
        ("PUT", ["x-cos-forbid-overwrite: true"], (409, "FileAlreadyExists")),
        ("PUT", ["x-cos-forbid-overwrite: maybe"], MALFORMED),
        ("PUT", ["x-cos-acl: public-read-write"], NOT_OFFERED),
        ("PUT", ["x-cos-server-side-encryption: AES256"], NOT_OFFERED),
    ):
        sent = whole(method, "/k", headers=headers, body=b"overwritten")
        yield Hostile(name=f"{method} {headers[0]}", sent=sent, answer=answer)
    for text in ("a%0d%0aX-Evil:%201", "%00", "a%7f"):
        sent = whole("GET", f"/k?response-content-type={text}")
        yield Hostile(name=f"response-content-type {text}", sent=sent, answer=MALFORMED)


def copies(rng: Random) -> Iterator[Hostile]:
    """Sources of copies that are files, other machines, or malformed."""
    up, cos = "../" * rng.randint(1, 9), f"{BUCKET}.cos.ap-chongqing.myqcloud.com"
    for source, answer in (
        ("", MALFORMED),
        ("/", MALFORMED),
        ("k", MALFORMED),
        ("/etc/passwd", (404, "NoSuchBucket")),
        (f"{up}etc/passwd", MALFORMED),
        ("file:///etc/passwd", MALFORMED),
        (f"http://127.0.0.1:{rng.randint(1, 9)}/k", MALFORMED),
        ("http://evil.example/k", MALFORMED),
        (f"{cos}.evil.example:80/k", MALFORMED),
        (f"{cos}/{up}etc/passwd", (404, "NoSuchKey")),
        (f"{cos}/%2e%2e%2f%2e%2e%2fetc%2fpasswd", (404, "NoSuchKey")),
        (f"{cos}/%ff", (404, "NoSuchKey")),
        (f"{cos}/%00", (404, "NoSuchKey")),
        (f"{cos}/k?versionId=1", NOT_OFFERED),
        ("a" * rng.randint(1_000, 9_999) + ".cos." + "a." * 9_999, MALFORMED),
        (f"{cos}/" + "a" * rng.randint(1_000, 50_000), (404, "NoSuchKey")),
    ):
        sent = whole("PUT", "/copied", headers=[f"x-cos-copy-source: {source}"])
        yield Hostile(name=f"copy of {source[:50]}", sent=sent, answer=answer)
    for name, value, answer in (
        ("x-cos-copy-source-if-match", '"x"', _FAILED),
        ("x-cos-copy-source-if-none-match", "*", _FAILED),
        ("x-cos-metadata-directive", "x", MALFORMED),
    ):
        sent = whole("PUT", "/copied", headers=[f"x-cos-copy-source: {cos}/k", f"{name}: {value}"])
        yield Hostile(name=f"{name}: {value}", sent=sent, answer=answer)
