"""Resolution of Host and path to service, bucket and key."""

import pytest

from cosanim.local import LocalService
from cosanim.local.http.hosts import ExpectedHosts, ServiceKind, Target, resolve_target
from tests.local.support import BUCKET, CI_HOST, COS_HOST, REGION, error_of, job_body, raw, raw_request, send, submit

OTHER = "other-1250000000"
CI, COS = ServiceKind.CI, ServiceKind.COS


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        (CI_HOST, "/jobs", Target(CI, BUCKET, REGION, "jobs")),
        (COS_HOST, "/jobs", Target(CI, BUCKET, REGION, "jobs")),
        (COS_HOST, "/jobs/j1", Target(CI, BUCKET, REGION, "jobs/j1")),
        (COS_HOST, "/jobsx", Target(COS, BUCKET, REGION, "jobsx")),
        (COS_HOST, "/a/jobs", Target(COS, BUCKET, REGION, "a/jobs")),
        (COS_HOST, "//jobs", Target(COS, BUCKET, REGION, "/jobs")),
        (COS_HOST, f"/{OTHER}/k", Target(COS, BUCKET, REGION, f"{OTHER}/k")),
        (f"{CI_HOST}:8080", "/queue", Target(CI, BUCKET, REGION, "queue")),
        (CI_HOST.upper(), "/jobs", Target(CI, BUCKET, REGION, "jobs")),
        (CI_HOST, "/key", Target(CI, BUCKET, REGION, "key")),
        (f"ci.{REGION}.myqcloud.com", "/mediabucket", Target(CI, None, None, "mediabucket")),
        ("127.0.0.1:9000", "/k", Target(COS, BUCKET, None, "k")),
        ("localhost", "/jobs", Target(CI, BUCKET, None, "jobs")),
        ("[::1]:9000", "/k", Target(COS, BUCKET, None, "k")),
        ("", "/k", Target(COS, BUCKET, None, "k")),
        ("127.0.0.1", f"/{OTHER}/a/b", Target(COS, OTHER, None, "a/b")),
        ("127.0.0.1", f"/{OTHER}/jobs", Target(CI, OTHER, None, "jobs")),
        ("127.0.0.1", f"/{OTHER}", Target(COS, OTHER, None, "")),
        ("127.0.0.1", f"/{OTHER}/", Target(COS, OTHER, None, "")),
        ("127.0.0.1", "/stranger-1250000000/k", Target(COS, BUCKET, None, "stranger-1250000000/k")),
        ("127.0.0.1", "/", Target(COS, BUCKET, None, "")),
        ("service:8000", "/local/health", Target(CI, BUCKET, None, "local/health")),
    ],
)
def test_host_and_path_are_resolved_to_a_target(host, path, expected):
    found = resolve_target(host, path, own_bucket=BUCKET, has_bucket=lambda name: name in {BUCKET, OTHER})
    assert found == expected


@pytest.mark.parametrize(
    "host",
    [
        CI_HOST,
        COS_HOST,
        f"ci.{REGION}.myqcloud.com",
        f"cos.{REGION}.myqcloud.com",
        "service.cos.myqcloud.com",
        "",
        "localhost",
        "LOCALHOST:80",
        "localhost.",
        "a.localhost:80",
        "127.0.0.1:9000",
        "127.1.2.3",
        "[::1]:80",
        "mine:80",
    ],
)
def test_hosts_of_the_cloud_and_of_the_service_are_expected(host):
    assert host in ExpectedHosts("127.0.0.1", ["mine"])
    assert host in ExpectedHosts("192.0.2.7", ["mine"])


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evillocalhost",
        f"{CI_HOST}.evil.example",
        f"evil.example/{CI_HOST}",
        f"{CI_HOST}@evil.example",
        "192.0.2.1",
        "[2001:db8::1]:80",
        "[::1",
        "::1]:80",
        "[localhost]",
    ],
)
def test_other_hosts_are_not_expected(host):
    assert host not in ExpectedHosts("127.0.0.1")
    assert (host in ExpectedHosts("192.0.2.7")) is host.startswith(("192", "[2001"))


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        yield service


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "192.0.2.1"])
def test_requests_for_other_hosts_are_refused_although_they_are_signed(service, host):
    for method, path in (("GET", "/local/health"), ("GET", "/local/messages"), ("POST", "/jobs"), ("GET", "/k")):
        answer = send(service, method, path, host=host)
        assert (answer.status_code, error_of(answer).code) == (400, "InvalidHost")
        kind = "cos" if path == "/k" else "ci"
        assert answer.headers[f"x-{kind}-request-id"] == error_of(answer).request_id


def test_jobs_can_be_submitted_on_every_form_of_host(service):
    address = service.url.removeprefix("http://")
    for host in (CI_HOST, COS_HOST, address, "localhost"):
        assert submit(service, job_body(), host=host).input.bucket_id == BUCKET


def test_a_second_bucket_is_reached_by_host_and_by_path(service):
    host = COS_HOST.replace(BUCKET, OTHER)
    assert send(service, "HEAD", "/", host=host).status_code == 404
    assert error_of(send(service, "PUT", "/k", data=b"1", host=host)).code == "NoSuchBucket"
    assert send(service, "PUT", "/", host=host).status_code == 200
    assert send(service, "HEAD", "/", host=host).status_code == 200
    assert send(service, "PUT", "/k", data=b"theirs", host=host).status_code == 200
    address = service.url.removeprefix("http://")
    assert send(service, "GET", f"/{OTHER}/k", host=address).content == b"theirs"
    assert send(service, "GET", "/k", host=address).status_code == 404
    assert send(service, "POST", "/mediabucket", host=CI_HOST.replace(BUCKET, OTHER)).status_code == 200
    job = submit(service, job_body(), host=CI_HOST.replace(BUCKET, OTHER))
    assert job.input.bucket_id == OTHER
    assert "NonExistJobIds" in send(service, "GET", f"/jobs/{job.job_id}", host=CI_HOST).text


@pytest.mark.parametrize("key", ["jobs", "jobs/video.mp4", "template/x/y", "local/reset", "mediabucket"])
def test_an_object_cannot_have_a_path_of_the_api_as_key(service, key):
    for host in (CI_HOST, COS_HOST, "127.0.0.1"):
        answer = send(service, "PUT", f"/{key}", data=b"1", host=host)
        assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
        assert answer.headers["x-ci-request-id"] == error_of(answer).request_id


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/pic_jobs"), ("PUT", "/picqueue/p1"), ("GET", "/jobs/a/b"), ("DELETE", "/jobs/a"), ("GET", "/local/x")],
)
def test_other_paths_of_the_ci_host_are_refused_by_their_name(service, method, path):
    answer = send(service, method, path, host=CI_HOST)
    assert (answer.status_code, error_of(answer).code) == (501, "NotImplemented")
    assert f"offer {method} {path}" in error_of(answer).message
    assert error_of(answer).resource is None


@pytest.mark.parametrize(("method", "path"), [("POST", "/pic_jobs"), ("PUT", "/ai_queue/p1"), ("GET", "/workflow/w1")])
def test_other_apis_of_the_media_service_are_refused_on_every_host(service, method, path):
    for host in (CI_HOST, COS_HOST, "127.0.0.1"):
        answer = send(service, method, path, host=host)
        assert (answer.status_code, error_of(answer).code) == (501, "NotImplemented")
        assert f"offer {method} {path}" in error_of(answer).message
    assert send(service, "PUT", f"/{path.split('/')[1]}/x.gif", data=b"1", host=COS_HOST).status_code == 200


def test_a_request_by_proxy_has_the_target_of_its_url(service):
    send(service, "PUT", "/a b", data=b"1")
    for host in (COS_HOST, COS_HOST.replace("myqcloud.com", "tencentcos.cn")):
        assert raw_request(service, "GET", f"http://{host}/a%20b", path="/a b", host=host)[::2] == (200, b"1")
    for target in ("http://service.cos.myqcloud.com", "http://service.cos.myqcloud.com/"):
        status, _, body = raw_request(service, "GET", target, path="/", host="service.cos.myqcloud.com")
        assert (status, b"<ListAllMyBucketsResult>" in body) == (200, True)


def test_a_bucket_of_another_region_does_not_exist(service):
    other = CI_HOST.replace(BUCKET, "nobody-1250000000")
    answer = send(service, "POST", "/jobs", data=job_body(), host=other)
    assert (answer.status_code, error_of(answer).code) == (400, "MediaBucketUnBinded")
    abroad = CI_HOST.replace(REGION, "ap-beijing")
    answer = send(service, "POST", "/jobs", data=job_body(), host=abroad)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidHost")
    answer = send(service, "GET", "/k", host=COS_HOST.replace(REGION, "ap-beijing"))
    assert (answer.status_code, error_of(answer).code) == (404, "NoSuchBucket")


def test_reset_needs_a_signature_and_health_does_not(service):
    import requests

    assert requests.get(f"{service.url}/local/health", timeout=5).status_code == 200
    assert requests.post(f"{service.url}/local/reset", timeout=5).status_code == 401
    send(service, "PUT", "/k", data=b"1")
    assert send(service, "POST", "/local/reset", data=b"").status_code == 204
    assert send(service, "GET", "/k").status_code == 404


@pytest.mark.parametrize("host", [b"a\x01b", COS_HOST.encode() + b":\x01", b"\xff"])
def test_a_host_that_xml_cannot_represent_is_refused(service, host):
    sent = b"GET /k HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
    received = raw(service.url, sent)
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"<Code>InvalidHost</Code>" in received
