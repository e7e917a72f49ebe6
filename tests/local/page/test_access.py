"""Who is answered with the page, and who may change something by it."""

import subprocess
import sys
import time

import pytest
import requests

from cosanim.local.http.hosts import host_name
from cosanim.local.http.request import HttpRequest
from cosanim.local.page import optional
from cosanim.local.page.access import is_page_request
from tests.local.page.support import PREFIX, filled, get, post, token
from tests.local.support import COS_HOST, authorization, job_body, listed, queue_of, send, submit

PAGES = ("/", f"{PREFIX}/jobs", f"{PREFIX}/submit", f"{PREFIX}/objects", f"{PREFIX}/queues", f"{PREFIX}/nothing")


def netloc(service):
    return service.url.removeprefix("http://")


def test_a_browser_sees_the_page(service):
    answer = get(service, "/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Jobs" in answer.text


def test_a_signed_request_to_the_same_path_is_a_call_of_the_api(service):
    response = send(service, "GET", "/", host=netloc(service))
    assert response.status_code == 200
    assert b"<ListBucketResult>" in response.content


def test_a_request_with_a_signature_in_its_query_is_a_call_of_the_api(service):
    text = authorization("GET", "/", window=(int(time.time()) - 9, int(time.time()) + 9))
    params = dict(field.split("=", 1) for field in text.split("&"))
    assert b"<ListBucketResult>" in requests.get(service.url, params=params, timeout=10).content


REFUSED = (
    ("GET", "/", {"Authorization": "wrong"}),
    ("GET", "/", {"Host": COS_HOST}),
    ("GET", f"{PREFIX}/jobs", {"Host": COS_HOST}),
    ("HEAD", "/", {}),
    ("POST", "/", {}),
    ("PUT", f"{PREFIX}/jobs", {}),
    ("GET", "/local/pages", {}),
    ("GET", "/in/video.mp4", {}),
    ("GET", "/jobs", {}),
    ("GET", "/?q-signature=1", {}),
    ("GET", "/?sign=1", {}),
    ("GET", "/?prefix=in/", {}),
    ("GET", f"{PREFIX}/jobs?q-signature=1", {}),
)


def test_other_requests_without_a_valid_signature_are_refused_as_before(running):
    for method, path, headers in REFUSED:
        response = requests.request(method, running.url + path, headers=headers, timeout=10)
        assert response.status_code in {400, 401, 403}, (method, path, headers)
        assert "html" not in response.headers.get("Content-Type", "")


def test_the_host_is_a_loopback_address(running):
    for host, status in (("localhost:1", 200), ("127.0.0.9", 200), ("evil.example", 400)):
        assert get(running, "/", headers={"Host": host}).status == status


@pytest.mark.parametrize(
    ("client", "host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("127.0.0.1", "page.localhost:8000", True),
        ("192.0.2.7", "127.0.0.1:8000", False),
        ("127.0.0.1", "192.0.2.7:8000", False),
        ("127.0.0.1", "", False),
    ],
)
def test_only_this_machine_is_answered(client, host, expected):
    request = HttpRequest("GET", "/", "/", (), (("host", host),), client, source=None)
    assert is_page_request(request) is expected
    assert host_name(host) != host or not expected


def test_no_page_runs_or_loads_anything_of_others(running):
    for path in PAGES:
        answer = get(running, path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        scripts = [f"{PREFIX}/static/{name}" for name in ("htmx.min.js", "page.js")]
        assert [script.get("src") for script in answer.find("//script")] == scripts
        assert answer.find("//script[text()] | //style | //@style | //@*[starts-with(name(), 'on')]") == []
        loaded = answer.find("//@src | //@href | //@action | //@*[starts-with(name(), 'hx-get')]")
        assert loaded
        assert [url for url in loaded if not url.startswith(("/", "#")) or url.startswith("//")] == []


def test_what_a_page_loads_exists(running):
    for url in sorted(set(get(running, "/").find("//script/@src | //link/@href"))):
        answer = get(running, url)
        assert answer.status == 200
        etag = answer.headers["ETag"]
        assert get(running, url, headers={"If-None-Match": etag}).status == 304


def test_nothing_else_of_the_package_is_served(running):
    for name in ("", "nothing.css", "%2e%2e%2ftemplates%2fbase.html", "htmx.LICENSE.txt"):
        assert get(running, f"{PREFIX}/static/{name}").status == 404


FETCHES = (
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 200),
)


def test_other_sites_can_link_to_the_page_but_not_load_parts_of_it(service):
    for headers, status in FETCHES:
        assert get(service, f"{PREFIX}/object?key=in/video.mp4", headers=headers).status == status, headers


FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)


@pytest.mark.parametrize("path", ["submit", "upload"])
def test_a_form_of_another_origin_is_refused(path, service):
    fields = filled(service, input_key="in/video.mp4")
    files = {"file": ("new.mp4", b"1")} if path == "upload" else None
    for headers in FOREIGN:
        assert post(service, f"{PREFIX}/{path}", fields, files=files, headers=headers).status == 403
    assert listed(service).jobs_detail == []
    assert send(service, "HEAD", "/new.mp4").status_code == 404


def test_a_form_without_the_token_changes_nothing(service):
    queue = queue_of(service)
    job = submit(service, job_body("absent.mp4"))
    bucket = {"bucket": service.bucket}
    for path, fields, files in [
        ("submit", filled(service, input_key="in/video.mp4"), None),
        ("preview", filled(service), None),
        ("upload", bucket, {"file": ("new.mp4", b"1")}),
        (f"queues/{queue.queue_id}", {**bucket, "state": "Paused"}, None),
        (f"jobs/{job.job_id}/cancel", bucket, None),
    ]:
        without = {name: value for name, value in fields.items() if name != "form_token"}
        for sent in (without, {**without, "form_token": "wrong"}):
            assert post(service, f"{PREFIX}/{path}", sent, files=files).status == 403
    assert len(listed(service).jobs_detail) == 1
    assert queue_of(service).state == "Active"
    assert send(service, "HEAD", "/new.mp4").status_code == 404


def test_the_token_of_another_service_is_refused(service, clocked):
    assert token(service) != token(clocked)


def test_a_service_that_nobody_looks_at_does_not_load_the_page():
    code = (
        "import sys\nfrom cosanim.local import LocalService\n"
        "with LocalService(render=False) as service:\n    list(service.client().list_jobs())\n"
        "    print('jinja2' in sys.modules, 'cosanim.local.page.assembly' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_without_the_packages_of_the_page_its_address_says_what_to_install(monkeypatch):
    from cosanim.local import LocalService

    monkeypatch.setattr(optional, "_PACKAGES", ("jinja2", "no_such_package"))
    with LocalService(render=False) as service:
        response = requests.get(service.url, timeout=10)
        assert response.status_code == 501
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "no_such_package" in response.text
        assert "pip install 'cosanim[local]'" in response.text
        assert send(service, "GET", "/jobs").status_code == 200
